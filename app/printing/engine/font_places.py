"""Where the font files of this machine lie, and which of them a paper is set in.

Values are set in BIZ UDMincho, labels in BIZ UDGothic, where the machine has them. The Noto faces
come with the program on every system; they take the place of BIZ or help out for single characters,
and after them IPAmj Mincho, where it is installed. The order is one of quality, whatever the place.
"""

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import resources
from app.errors import ProgramIncomplete
from app.late import dataclass

PACKAGE = "pylopdf_fonts_jp"
"""The Python package whose only content is Noto Sans JP and Noto Serif JP."""
OTHERS_PACKAGE = "manimgx_fonts_cjk"
"""The one whose only content is Noto Sans CJK: for letters of other languages that Japanese faces lack."""


class Role(StrEnum):
    """What a face is for."""

    LABEL = "label"
    HEADING = "heading"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face in a font file; index counts inside a collection. weight: of a face that varies."""

    path: Path
    index: int
    weight: int = 400


# The names of one face as its file is called here and there; Windows ships collections.
_GOTHIC = ("BIZUDGothic-Regular.ttf", "BIZUDGothic_400Regular.ttf", "BIZ-UDGothicR.ttc")
_BOLD = ("BIZUDGothic-Bold.ttf", "BIZUDGothic_700Bold.ttf", "BIZ-UDGothicB.ttc")
_MINCHO = ("BIZUDMincho-Regular.ttf", "BIZUDMincho_400Regular.ttf", "BIZ-UDMinchoM.ttc")
_SANS = ("NotoSansJP-Regular.otf",)
_SERIF = ("NotoSerifJP-Regular.otf",)
_RARE = ("ipamjm.ttf",)
_OTHERS, _SIMPLIFIED = "NotoSansCJK-VF.otf.ttc", 2
"""Its faces stand in the order Japanese, Korean, simplified Chinese, …; Latin letters are the same in all."""
# Best first; the next one is asked for what the one before it cannot draw.
_FACES: Mapping[Role, tuple[tuple[str, ...], ...]] = {
    Role.LABEL: (_GOTHIC, _SANS, _RARE),
    Role.HEADING: ((*_BOLD, *_GOTHIC), _SANS, _RARE),
    Role.VALUE: (_MINCHO, _SERIF, _RARE),
}


# The faces that help out are lighter than the first; a line of so many ems around them makes them as dark.
# Measured on 国東京高橋田中一二三十口日木本士土; two faces of Noto or IPA are alike.
_LIGHTER: Mapping[Role, float] = {Role.LABEL: 0.018, Role.HEADING: 0.045, Role.VALUE: 0.015}


def made_up(role: Role, files: Sequence[FontFile]) -> float:
    """Return how thick a line makes the faces that help out as dark as the first."""
    return _LIGHTER[role] if files[0].path.name.upper().startswith("BIZ") else 0.0


def find_fonts() -> dict[Role, tuple[FontFile, ...]]:
    """Return the files of each role, best first. Raises ProgramIncomplete where a role has none."""
    files = _files_below(*bundled_folders(), *_system_folders())
    found = {}
    for role, faces in _FACES.items():
        matches = (next((files[n.lower()] for n in names if n.lower() in files), None) for names in faces)
        found[role] = tuple(FontFile(path, 0) for path in matches if path is not None)
        if not found[role]:
            raise ProgramIncomplete(
                "プログラムの一部(日本語の書体)がありません。プログラムを入れ直してください。データは無事です。"
            )
    return found


def find_other_faces() -> tuple[FontFile, FontFile]:
    """Return the face of other languages, regular and bold; ProgramIncomplete where it is missing."""
    path = _files_below(*bundled_folders()).get(_OTHERS.lower())
    if path is None:
        raise ProgramIncomplete(
            "プログラムの一部(ほかの言語の書体)がありません。プログラムを入れ直してください。データは無事です。"
        )
    return FontFile(path, _SIMPLIFIED, 400), FontFile(path, _SIMPLIFIED, 700)


def bundled_folders() -> list[Path]:
    """Return where the fonts lie that come with the program: in a built one, in the Python environment."""
    folders = []
    with suppress(FileNotFoundError):
        folders.append(resources.path("fonts"))
    for package in filter(None, map(importlib.util.find_spec, (PACKAGE, OTHERS_PACKAGE))):
        folders += [Path(place) for place in package.submodule_search_locations or ()]
    return folders


def _system_folders() -> list[Path]:
    """Return the folders this system looks for fonts in, the person's own first."""
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        own = os.environ.get("LOCALAPPDATA")
        return [*([Path(own, "Microsoft", "Windows", "Fonts")] if own else []), windows / "Fonts"]
    if sys.platform == "darwin":
        return [Path.home() / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    # Source: XDG Base Directory Specification; empty means unset.
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(place) / "fonts" for place in (own, *shared.split(":"))]


def _files_below(*folders: Path) -> dict[str, Path]:
    """Return lower-case file name -> path; the first place that has a name wins."""
    files: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                files.setdefault(name.lower(), Path(place) / name)
    return files
