"""The set-up for Windows compiles without a warning, and says everything in both languages."""

import re
import shutil
from pathlib import Path

import pytest

from installer import deb, icons, windows_setup
from ui.frame.own_files import PAGES

TEXT = re.compile(r'^LangString (\w+) \$\{LANG_(\w+)\} "(.+)"$', re.MULTILINE)


def test_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not installed (run.py test installs it on Debian)")
    icons.stage(tmp_path)
    monkeypatch.setattr(windows_setup, "ICON", tmp_path / "shikaku-desk.ico")
    built = tmp_path / "built"
    built.mkdir()
    for starter in ("shikaku.exe", "shikaku-desk.exe"):
        (built / starter).write_bytes(b"MZ")
    made = windows_setup.compiled(built, tmp_path, quick=True)
    assert made.read_bytes()[:2] == b"MZ"
    # Windows takes what is called so for a program of an administrator.
    assert deb.version() in made.name
    assert not {"setup", "install", "update"} & set(re.split(r"\W", made.name))


def test_files_of_ours_are_known_and_forgotten_again() -> None:
    script = windows_setup.SCRIPT.read_text("utf-8")
    for macro in ("FILE_TYPE", "NO_FILE_TYPE"):
        assert set(re.findall(rf'insertmacro {macro} "([^"]+)"', script)) == set(PAGES) - {".zip"}


def test_every_text_is_there_in_both_languages() -> None:
    texts = windows_setup.SCRIPT.with_name("texts.nsh").read_text("utf-8")
    told = {language: {} for language in ("JAPANESE", "ENGLISH")}
    for name, language, text in TEXT.findall(texts):
        told[language][name] = text
    assert set(told["JAPANESE"]) == set(told["ENGLISH"])
    assert texts.count("LangString") == 2 * len(told["ENGLISH"])
    script = windows_setup.SCRIPT.read_text("utf-8")
    assert set(re.findall(r"\$\((\w+)\)", script)) == set(told["ENGLISH"])
    variables = re.compile(r"\$[A-Z]+")
    for name, text in told["ENGLISH"].items():
        assert variables.findall(text) == variables.findall(told["JAPANESE"][name]), name
        assert text.isascii()
        assert not told["JAPANESE"][name].isascii()
