"""What the build tells macOS of the program: the words of the spec, read here, for no Mac is at hand."""

import plistlib
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from PyInstaller.depend import bindepend  # noqa: F401 - loaded as on this system
from PyInstaller.utils import hooks

from installer import deb
from tests.architecture.conftest import ROOT
from ui.frame.own_files import PAGES

SPEC = ROOT / "installer" / "app.spec"


@pytest.fixture(scope="module")
def bundle() -> dict[str, Any]:
    """What PyInstaller would be asked for on a Mac."""
    asked: dict[str, Any] = {}

    def nothing(*_given: object, **_named: object) -> SimpleNamespace:
        return SimpleNamespace(datas=[], binaries=[], pure=[], scripts=[])

    given = dict.fromkeys(("Analysis", "PYZ", "EXE", "COLLECT"), nothing)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("collect_submodules", "collect_data_files"):
            patch.setattr(hooks, name, lambda *_given, **_named: [])
        patch.setattr(sys, "platform", "darwin")
        told = {**given, "BUNDLE": lambda *_, **named: asked.update(named), "SPECPATH": str(SPEC.parent)}
        exec(compile(SPEC.read_text("utf-8"), str(SPEC), "exec"), told)
    return asked


def test_the_app_names_its_starter_its_version_and_its_language(bundle: dict[str, Any]) -> None:
    told = plistlib.loads(plistlib.dumps(bundle["info_plist"]))
    assert bundle["name"] == "Shikaku Desk.app"
    assert bundle["version"] == told["CFBundleShortVersionString"] == deb.version()
    # Of the two starters the one without a console.
    assert told["CFBundleExecutable"] == "shikaku-desk"
    assert told["CFBundleDisplayName"] == "資格確認書デスク"
    assert bundle["icon"].endswith("shikaku-desk.icns")


def test_files_of_ours_are_known_to_macos(bundle: dict[str, Any]) -> None:
    told = bundle["info_plist"]
    types = {one["UTTypeIdentifier"]: one for one in told["UTExportedTypeDeclarations"]}
    opened = [kind for one in told["CFBundleDocumentTypes"] for kind in one["LSItemContentTypes"]]
    assert opened == list(types)
    endings = [
        ending
        for one in types.values()
        for ending in one["UTTypeTagSpecification"]["public.filename-extension"]
    ]
    assert {f".{ending}" for ending in endings} == set(PAGES) - {".zip"}
