"""Looks at what the program is made of: `python3 run.py parts`.

The list of parts is written to dist (CycloneDX); every licence must be one that may be shipped; no pinned
version may stand in the list of known weaknesses, nor in what pip-audit knows where that is installed.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from packaging.specifiers import SpecifierSet

from installer.credits_page import licence
from installer.deb import ROOT
from installer.parts_list import LOCK, PINNED, write_list

DEV_LOCK = LOCK.with_name("requirements-dev.lock")
WEAKNESSES = Path(__file__).with_name("weaknesses.toml")
# How the packages themselves spell what may go along with an MIT program; of a choice one is enough.
MAY_BE_SHIPPED = (
    *("MIT", "BSD", "Apache", "Zlib", "ISC", "PSF", "Public Domain", "OFL", "SIL Open Font License"),
    # Qt, as libraries of their own that may be replaced.
    "LGPL-3.0-only",
)


def pinned(*locks: Path) -> dict[str, str]:
    """Return what the locks pin, name by name."""
    return {
        name.lower(): version for lock in locks for name, version in PINNED.findall(lock.read_text("utf-8"))
    }


def forbidden_licences(packages: Mapping[str, str], of: Callable[[str], str] = licence) -> list[str]:
    """Return which packages name no licence that may be shipped; of: the licence a package names."""
    told = {name: of(name) for name in packages}
    return [
        f"{name}: {said or 'names none'}"
        for name, said in told.items()
        if not any(good in said for good in MAY_BE_SHIPPED)
    ]


def known_weaknesses(packages: Mapping[str, str], text: str) -> list[str]:
    """Return which pinned versions stand in the stored list."""
    return [
        f"{one['package']} {packages[one['package']]}: {one['id']}"
        for one in tomllib.loads(text)["weakness"]
        if one["package"] in packages
        and SpecifierSet(one["versions"], prereleases=True).contains(packages[one["package"]])
    ]


def asked_elsewhere(lock: Path) -> tuple[list[str], str]:
    """Return what pip-audit knows of the lock, and in words how far it was asked.

    Where its service cannot be reached it may say that nothing is known to be weak, having looked up none.
    """
    auditor = shutil.which("pip-audit")
    if auditor is None:
        return [], "pip-audit is not installed, only the stored list was asked"
    options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json")
    done = subprocess.run([auditor, "-r", str(lock), *options], capture_output=True, text=True, check=False)
    try:
        rows = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        # With a service that does not answer it ends in a traceback, whose last line names the cause.
        cause = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [], f"pip-audit did not answer ({cause[-200:]}), only the stored list was asked"
    found = [f"{row['name']} {row['version']}: {weak['id']}" for row in rows for weak in row.get("vulns", ())]
    known = sum("skip_reason" not in row for row in rows)
    if not known:
        return found, f"pip-audit could look up none of {len(rows)} packages, only the stored list was asked"
    return found, f"pip-audit looked up {known} of {len(rows)} packages"


def main() -> int:
    """Look at everything; return the exit status."""
    print(f"List of parts: {write_list(ROOT / 'dist')}")
    shipped, everything = pinned(LOCK), pinned(LOCK, DEV_LOCK)
    text = WEAKNESSES.read_text("utf-8")
    elsewhere, told = asked_elsewhere(DEV_LOCK)
    bad = [*forbidden_licences(shipped), *known_weaknesses(everything, text), *elsewhere]
    compared = tomllib.loads(text)["compared_on"] or "never"
    print(f"Licences of {len(shipped)} packages that are shipped; weaknesses of {len(everything)}: {told};")
    print(f"the stored list was compared with a public database: {compared}.")
    print("\n".join(bad) if bad else "Nothing speaks against them.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
