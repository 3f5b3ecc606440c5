"""The list of parts names every pinned package once; the sums are those of the files."""

import hashlib
import json
from pathlib import Path

from installer import credits_page, deb, parts_list


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
