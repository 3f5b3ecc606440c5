"""The lock files pin what pyproject.toml asks for, by hash, bound to no package index."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; .*)? \\$", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PIN.findall(lock.read_text("utf-8"))}


def wanted(root: Path, *extras: str) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    return [
        Requirement(line)
        for lines in (project["dependencies"], *(optional[e] for e in extras))
        for line in lines
    ]


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ["setup"]), (LOCKS[1], ["setup", "dev"])])
def test_lock_pins_every_requirement(root: Path, lock: str, extras: list[str]) -> None:
    pinned = pins(root / lock)
    missing = [
        str(requirement)
        for requirement in wanted(root, *extras)
        if pinned.get(canonicalize_name(requirement.name), "0") not in requirement.specifier
    ]
    assert not missing, "regenerate the locks: CONTRIBUTING.md"


def test_both_locks_agree(root: Path) -> None:
    run, dev = (pins(root / lock) for lock in LOCKS)
    assert run.items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address_and_hashes_everything(root: Path, lock: str) -> None:
    text = (root / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(root / lock)) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_windows_gets_what_its_markers_ask_for_and_nothing_of_the_others(root: Path) -> None:
    machine = runpy.run_path(str(root / "installer" / "wine" / "machine.py"))
    lines = machine["windows_requirements"](root / LOCKS[1]).splitlines()
    names = {line.split("==")[0] for line in lines}
    assert {"colorama", "pefile", "pyside6-essentials"} <= names
    assert not {"macholib", "secretstorage"} & names
    assert [line for line in lines if "--hash=sha256:" not in line or ";" in line] == []
