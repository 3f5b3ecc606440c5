"""The list of parts names every pinned package once; the sums are those of the files."""

import hashlib
import json
import sys
import tomllib
from pathlib import Path

import pytest

from installer import credits_page, deb, parts_check, parts_list


def test_every_pinned_package_is_a_part(tmp_path: Path) -> None:
    made = tmp_path / "program.deb"
    made.write_bytes(b"packed")
    parts_list.write([made], tmp_path)
    sums = dict(line.split("  ")[::-1] for line in (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines())
    assert {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in sums} == sums
    (listed,) = (name for name in sums if name.endswith(".cdx.json"))
    document = json.loads((tmp_path / listed).read_text("utf-8"))
    parts = {part["name"]: part for part in document["components"]}
    assert {"pyside6-essentials", "sqlcipher3", "click", "pylopdf-fonts-jp"} <= set(parts)
    assert len(parts) == len(document["components"])
    assert parts["click"]["purl"].startswith("pkg:pypi/click@")
    assert parts["click"]["licenses"] == [{"expression": "BSD-3-Clause"}]


def test_the_credits_are_those_of_the_lock_and_name_every_licence() -> None:
    assert credits_page.FILE.read_text("utf-8") == credits_page.text(), (
        "run: python -m installer.credits_page"
    )
    assert [line for line in credits_page.text().splitlines() if line.endswith("|  |")] == []


def test_the_citation_names_this_version() -> None:
    told = (credits_page.FILE.with_name("CITATION.cff")).read_text("utf-8")
    assert f"\nversion: {deb.version()}\n" in told


def test_every_licence_may_be_shipped_and_no_version_is_known_to_be_weak() -> None:
    assert parts_check.forbidden_licences(parts_check.pinned(parts_list.LOCK)) == []
    everything = parts_check.pinned(parts_list.LOCK, parts_check.DEV_LOCK)
    assert parts_check.known_weaknesses(everything, parts_check.WEAKNESSES.read_text("utf-8")) == []


@pytest.mark.parametrize("said", ["GPL-3.0-only", "AGPL-3.0", "", "Proprietary"])
def test_a_licence_that_may_not_be_shipped_is_named(said: str) -> None:
    (told,) = parts_check.forbidden_licences({"one": "1.0"}, lambda _name: said)
    assert told.startswith("one: ")


def test_a_weak_version_is_named() -> None:
    text = 'compared_on = ""\n[[weakness]]\nid = "X-1"\npackage = "one"\nversions = ">=1,<1.5"\n'
    assert parts_check.known_weaknesses({"one": "1.4"}, text) == ["one 1.4: X-1"]
    assert parts_check.known_weaknesses({"one": "1.5", "two": "1.4"}, text) == []


def test_the_stored_list_speaks_of_packages_that_are_there() -> None:
    everything = parts_check.pinned(parts_list.LOCK, parts_check.DEV_LOCK)
    listed = {one["package"] for one in tomllib.loads(parts_check.WEAKNESSES.read_text("utf-8"))["weakness"]}
    assert listed <= set(everything)


UNREACHED = """\
import sys
sys.stderr.write("Traceback (most recent call last):\\n")
sys.exit("requests.exceptions.ConnectionError: Failed to resolve 'api.osv.dev'")
"""
SKIPPED = """\
import sys
sys.stderr.write("No known vulnerabilities found\\n")
print('{"dependencies": [{"name": "altgraph", "skip_reason": "Dependency not found on PyPI and could not be'
      ' audited"}], "fixes": []}')
"""
WEAK = """\
import sys
assert sys.argv[1:3] == ["-r", "dev.lock"] and "--require-hashes" in sys.argv, sys.argv
print('{"dependencies": [{"name": "one", "version": "1.4", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]},'
      ' {"name": "two", "version": "2.0", "vulns": []}, {"name": "three", "skip_reason": "x"}], "fixes": []}')
sys.exit(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a script without an ending is no program there")
@pytest.mark.parametrize(
    ("answers", "found", "told"),
    [
        (UNREACHED, [], "pip-audit did not answer (requests.exceptions.ConnectionError: Failed to resolve"),
        (SKIPPED, [], "pip-audit could look up none of 1 packages, only the stored list"),
        (WEAK, ["one 1.4: PYSEC-1"], "pip-audit looked up 2 of 3 packages"),
    ],
    ids=["unreached", "skipped", "weak"],
)
def test_what_pip_audit_says_is_told_as_far_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str, found: list[str], told: str
) -> None:
    """What version 2.10 said here: with each service unreachable, and as its manual shows a finding."""
    program = tmp_path / "pip-audit"
    program.write_text(f"#!{sys.executable}\n{answers}", "utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    weak, words = parts_check.asked_elsewhere(Path("dev.lock"))
    assert weak == found
    assert words.startswith(told)
    assert "\n" not in words


def test_without_pip_audit_the_stored_list_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    none = parts_check.asked_elsewhere(parts_check.DEV_LOCK)
    assert none == ([], "pip-audit is not installed, only the stored list was asked")
