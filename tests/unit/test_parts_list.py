"""The list of parts names every pinned package once; the sums are those of the files."""

import hashlib
import json
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
