"""The faces on this machine, each able to say whether it draws a character exactly.

Values are set in BIZ UDMincho, labels in BIZ UDGothic; IPAmj Mincho helps out for single
characters of a name. Fonts are searched at run time and embedded as subsets.
"""

import functools
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

import resources
from app.errors import ProgramIncomplete
from app.printing.font_file import FontFile, OutlineFont, open_font
from app.printing.glyphs import clusters, stands_alone, undrawable


class Role(StrEnum):
    """What a face is for."""

    LABEL = "label"
    HEADING = "heading"
    VALUE = "value"
    FALLBACK = "fallback"


# File name and index inside the file (Windows ships collections), best first.
_GOTHIC = (
    ("BIZUDGothic-Regular.ttf", 0),
    ("BIZUDGothic_400Regular.ttf", 0),
    ("BIZ-UDGothicR.ttc", 0),
    ("ipaexg.ttf", 0),
)
_FILES: Mapping[Role, tuple[tuple[str, int], ...]] = {
    Role.LABEL: _GOTHIC,
    Role.HEADING: (
        ("BIZUDGothic-Bold.ttf", 0),
        ("BIZUDGothic_700Bold.ttf", 0),
        ("BIZ-UDGothicB.ttc", 0),
        *_GOTHIC,
    ),
    Role.VALUE: (
        ("BIZUDMincho-Regular.ttf", 0),
        ("BIZUDMincho_400Regular.ttf", 0),
        ("BIZ-UDMinchoM.ttc", 0),
        ("ipaexm.ttf", 0),
        *_GOTHIC,
    ),
    Role.FALLBACK: (("ipamjm.ttf", 0),),
}


def find_fonts(folder: Path | None = None) -> dict[Role, FontFile]:
    """Return the file of each face; the fallback is left out when it is not installed.

    Searched in this order: the folder given, the program's own resources, the system, the
    font package of the Python environment. Raises ProgramIncomplete when there is none.
    """
    found: dict[Role, FontFile] = {}
    for files in _places(folder):
        for role, names in _FILES.items():
            if role not in found:
                match = next((FontFile(files[n.lower()], i) for n, i in names if n.lower() in files), None)
                if match:
                    found[role] = match
        if len(found) == len(_FILES):
            break
    if Role.VALUE not in found or Role.LABEL not in found:
        raise ProgramIncomplete(
            "日本語の書体が見つかりません。BIZ UD明朝とBIZ UDゴシックを入れてから、もう一度お試しください。"
        )
    return found


def _places(folder: Path | None) -> Iterator[dict[str, Path]]:
    # Lower-case file name -> path, one mapping per place, in order of preference.
    if folder is not None:
        yield _files_below(folder)
    with suppress(FileNotFoundError):
        yield _files_below(resources.path("fonts"))
    yield _files_below(*_system_folders())
    package = importlib.util.find_spec("matplotlib_fontja")
    if package is not None:
        yield _files_below(*(Path(place) for place in package.submodule_search_locations or ()))


def _system_folders() -> list[Path]:
    if sys.platform == "win32":
        personal = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return [personal, Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    if sys.platform == "darwin":
        return [Path.home() / "Library" / "Fonts", Path("/Library/Fonts")]
    return [Path.home() / ".local/share/fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


def _files_below(*folders: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                files.setdefault(name.lower(), Path(place) / name)
    return files


@dataclass(frozen=True, slots=True, eq=False)
class PictureFont:
    """One character as a picture of its outline: bits row by row from the top, 0 is ink."""

    name: str
    side: int
    bits: bytes


Font = OutlineFont | PictureFont


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One character as filed and what draws it. advance: in thousandths of the type size."""

    font: Font
    number: int
    cluster: str
    advance: float


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one face."""

    font: Font
    glyphs: tuple[Glyph, ...]


class Typeface:
    """A face and the one that helps out, character by character."""

    def __init__(self, body: FontFile, fallback: FontFile | None) -> None:
        """Take the files; the fallback is loaded when a character first asks for it."""
        self._body = open_font(body)
        self._fallback = fallback
        self._known: dict[str, Glyph | None] = {}
        # Characters that are never a part of another one: the quick way.
        self._plain: dict[str, Glyph] = {}
        self._plain_ones: set[str] = set()

    @property
    def is_of_one_person(self) -> bool:
        """Whether it draws pictures agreed for one person."""
        return False

    @functools.cached_property
    def widest(self) -> float:
        """The width of the widest character, in type sizes."""
        return max(font.widest for font in self.fonts()) / 1000

    def is_body(self, font: Font) -> bool:
        """Return whether it is the main face, not the one that helps out."""
        return font is self._body

    def fonts(self) -> tuple[OutlineFont, ...]:
        """Return the faces in the order they are asked."""
        return (self._body,) if self._fallback is None else (self._body, open_font(self._fallback))

    def can_draw(self, cluster: str) -> bool:
        """Return whether the character can be drawn exactly as filed."""
        return self._resolve(cluster) is not None

    def undrawable(self, text: str) -> list[str]:
        """Return the characters of the text that cannot be drawn exactly."""
        return [] if self.is_plain(text) else undrawable(text, self.can_draw)

    def is_plain(self, text: str) -> bool:
        """Return whether every character was found drawable before and stands alone: the quick way."""
        return self._plain_ones.issuperset(text)

    def glyphs(self, text: str) -> list[Glyph]:
        """Return the glyph of each character. Every character must be drawable."""
        plain = self._plain
        try:
            return [plain[character] for character in text]
        except KeyError:
            pass
        found = []
        for cluster in clusters(text):
            glyph = self._resolve(cluster)
            if glyph is None:
                raise ValueError("a character was not checked before drawing")
            found.append(glyph)
        return found

    def runs(self, text: str) -> list[Run]:
        """Return the text cut where the face changes. Every character must be drawable."""
        return [
            Run(font, tuple(group))
            for font, group in groupby(self.glyphs(text), key=lambda glyph: glyph.font)
        ]

    def width(self, text: str, size: float) -> float:
        """Return the width in points."""
        return sum([glyph.advance for glyph in self.glyphs(text)]) * size / 1000

    def with_pictures(self, pictures: Mapping[str, PictureFont]) -> "Typeface":
        """Return a face that draws these characters of one person as pictures, all others as here."""
        return _PictureTypeface(self, pictures) if pictures else self

    def _resolve(self, cluster: str) -> Glyph | None:
        if cluster not in self._known:
            glyph = self._known[cluster] = self._find(cluster)
            if glyph is not None and len(cluster) == 1 and stands_alone(cluster):
                self._plain[cluster] = glyph
                self._plain_ones.add(cluster)
        return self._known[cluster]

    def _find(self, cluster: str) -> Glyph | None:
        number = self._body.glyph(cluster)
        if number is not None:
            return Glyph(self._body, number, cluster, self._body.advance(number))
        if self._fallback is None:
            return None
        helper = open_font(self._fallback)
        number = helper.glyph(cluster)
        return None if number is None else Glyph(helper, number, cluster, helper.advance(number))


class _PictureTypeface(Typeface):
    """A face for one sheet, with the pictures agreed for one person."""

    def __init__(self, plain: Typeface, pictures: Mapping[str, PictureFont]) -> None:
        self._body, self._fallback = plain._body, plain._fallback
        self._known = {cluster: Glyph(picture, 1, cluster, 1000.0) for cluster, picture in pictures.items()}
        self._plain = {}
        self._plain_ones = set()
        self._beneath = plain

    @property
    def is_of_one_person(self) -> bool:
        return True

    def undrawable(self, text: str) -> list[str]:
        # A 外字 is drawable here: its picture does not depend on the machine.
        return [cluster for cluster in dict.fromkeys(clusters(text)) if not self.can_draw(cluster)]

    def _find(self, cluster: str) -> Glyph | None:
        return self._beneath._resolve(cluster)


@dataclass(frozen=True, slots=True)
class Fonts:
    """The three faces of every paper."""

    label: Typeface
    heading: Typeface
    value: Typeface


@functools.cache
def load_fonts(folder: Path | None = None) -> Fonts:
    """Load the faces once; see find_fonts for where they come from."""
    files = find_fonts(folder)
    fallback = files.get(Role.FALLBACK)
    return Fonts(*(Typeface(files[role], fallback) for role in (Role.LABEL, Role.HEADING, Role.VALUE)))
