"""The list of parts names every pinned package once; the sums are those of the files."""

import hashlib
import json
from pathlib import Path

from installer import parts_list


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
