"""Writes what a release consists of: the parts of every build (CycloneDX, an SBOM) and the checksums."""

import hashlib
import json
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from installer.deb import NAME, version

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
PINNED = re.compile(r"^([\w.-]+)==([\w.+!-]+)", re.MULTILINE)


def write(made: Sequence[Path], folder: Path) -> None:
    """Write the list of parts and the SHA-256 sums of what was made, the list's own included."""
    parts = folder / f"{NAME}-{version()}.cdx.json"
    parts.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    files = sorted([*made, parts])
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", "utf-8")


def document() -> dict[str, object]:
    """Return the list of parts: every pinned package with its version, and its licence where it says one."""
    pinned = PINNED.findall(LOCK.read_text("utf-8"))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": NAME, "version": version()}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": number,
                "purl": f"pkg:pypi/{name.lower()}@{number}",
                **_licence(name),
            }
            for name, number in pinned
        ],
    }


def _licence(name: str) -> dict[str, object]:
    """Return the licence an installed package names; what only other systems install has none here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return {}
    expression = told.get("License-Expression")
    if expression:
        return {"licenses": [{"expression": expression}]}
    classified = [one.split(" :: ")[-1] for one in told.get_all("Classifier") or () if "License ::" in one]
    return {"licenses": [{"license": {"name": one}} for one in classified]} if classified else {}
