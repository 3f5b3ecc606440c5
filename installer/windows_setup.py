"""Makes the file that a user of Windows starts: installer/windows/setup.nsi, compiled by NSIS.

NSIS runs on Windows and on Linux; what it packs is the folder that PyInstaller made under Windows' Python.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from installer.deb import ROOT, version

ICON = ROOT / "build" / "icons" / "shikaku-desk.ico"
SCRIPT = ROOT / "installer" / "windows" / "setup.nsi"
# NSIS of Debian makes a 64-bit set-up, which needs nothing of 32 bits to run; that of its makers a 32-bit
# one, which Windows runs as well.
TARGET = "x86-unicode" if sys.platform == "win32" else "amd64-unicode"


class NotCompiled(Exception):
    """There is no set-up; the sentence says why."""


def name_of(number: str) -> str:
    """Return the name of the file; Windows takes what is called setup for a program of an administrator."""
    return f"shikaku-desk-{number}-windows.exe"


def compiled(built: Path, folder: Path, *, number: str = "", quick: bool = False) -> Path:
    """Pack the built folder; number: another version than its own. quick: larger, for a trial."""
    # Its makers' own set-up for Windows puts it on no PATH.
    beside = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS"
    compiler = shutil.which("makensis") or shutil.which("makensis", path=str(beside))
    if compiler is None:
        raise NotCompiled(f"NSIS (makensis) is not installed; {built} is ready without it.")
    number = number or version()
    made = folder / name_of(number)
    facts = {
        "VERSION": number,
        "FILES": built / "*",
        "OUT": made,
        "ICON": ICON,
        "LICENCE": ROOT / "LICENSE",
        "TEXTS": SCRIPT.with_name("texts.nsh"),
        "TARGET": TARGET,
        "COMPRESS": "zlib" if quick else "lzma",
    }
    given = [f"-D{name}={value}" for name, value in facts.items()]
    # A warning is an error: an unused text is one that nobody sees.
    command = [compiler, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *given, str(SCRIPT)]
    if subprocess.run(command, check=False).returncode:
        raise NotCompiled("NSIS stopped; see above.")
    return made
