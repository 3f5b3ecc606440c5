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
    files = sorted([*made, write_list(folder)])
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", "utf-8")


def write_list(folder: Path) -> Path:
    """Write the list of parts; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = folder / f"{NAME}-{version()}.cdx.json"
    parts.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return parts


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


def licence_of(name: str) -> str:
    """Return the licence an installed package names; "" for what only other systems install."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [one.split(" :: ")[-1] for one in told.get_all("Classifier") or () if "License ::" in one]
    # The older field may hold the whole text.
    named = (told.get("License") or "").strip().partition("\n")[0]
    return told.get("License-Expression") or ", ".join(classified) or named


def _licence(name: str) -> dict[str, object]:
    told = licence_of(name)
    if not told:
        return {}
    # One name or an expression of SPDX has no blanks but around its words.
    is_expression = all(word in ("AND", "OR", "WITH") for word in told.split()[1::2])
    return {"licenses": [{"expression": told} if is_expression else {"license": {"name": told}}]}
