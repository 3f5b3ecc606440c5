"""The faces of the papers, each able to say whether it draws a character exactly.

Which files they are is said in font_places.py; they are embedded as subsets.
"""

import functools
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from app.domain.language import Language
from app.late import dataclass
from app.printing.engine.font_file import OutlineFont, open_font
from app.printing.engine.font_places import FontFile, Role, find_fonts, find_other_faces, made_up
from app.printing.engine.glyphs import clusters, plain, undrawable


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
    """A face and those that help out, character by character."""

    def __init__(self, files: Sequence[FontFile], made_up: float = 0.0) -> None:
        """Take the files, best first; one that helps out is loaded when a character first asks for it.

        made_up: ems of the line that makes those that help out as dark as the first.
        """
        self._files = tuple(files)
        self._made_up = made_up
        self._glyph = functools.cache(self._find)

    def fonts(self) -> tuple[OutlineFont, ...]:
        """Return the faces in the order they are asked."""
        return tuple(open_font(file) for file in self._files)

    def line_around(self, font: Font) -> float:
        """Return how thick a line, in ems, this face draws around its characters in a font."""
        is_first = not isinstance(font, OutlineFont) or font is open_font(self._files[0])
        return 0.0 if is_first else self._made_up

    def can_draw(self, cluster: str) -> bool:
        """Return whether the character can be drawn exactly as filed."""
        return self._glyph(cluster) is not None

    def undrawable(self, text: str) -> list[str]:
        """Return the characters of the text that cannot be drawn exactly."""
        return undrawable(plain(text), self.can_draw)

    def glyphs(self, text: str) -> list[Glyph]:
        """Return the glyph of each character. Every character must be drawable."""
        found = []
        for cluster in clusters(plain(text)):
            glyph = self._glyph(cluster)
            if glyph is None:
                raise ValueError("a character was not checked before drawing")
            found.append(glyph)
        return found

    def runs(self, text: str) -> list[Run]:
        """Return the text cut where the face changes. Every character must be drawable."""
        return [Run(font, tuple(group)) for font, group in groupby(self.glyphs(text), key=attrgetter("font"))]

    def width(self, text: str, size: float) -> float:
        """Return the width in points."""
        return sum([glyph.advance for glyph in self.glyphs(text)]) * size / 1000

    def with_pictures(self, pictures: Mapping[str, PictureFont]) -> "Typeface":
        """Return a face that draws these characters of one person as pictures, all others as here."""
        return _PictureTypeface(self, pictures) if pictures else self

    def _find(self, cluster: str) -> Glyph | None:
        for file in self._files:
            font = open_font(file)
            number = font.glyph(cluster)
            if number is not None:
                return Glyph(font, number, cluster, font.advance(number))
        return None


class _PictureTypeface(Typeface):
    """A face for one sheet, with the pictures agreed for one person."""

    def __init__(self, plain: Typeface, pictures: Mapping[str, PictureFont]) -> None:
        super().__init__(plain._files, plain._made_up)
        self._pictures = {
            cluster: Glyph(picture, 1, cluster, 1000.0) for cluster, picture in pictures.items()
        }
        self._plain = plain

    def undrawable(self, text: str) -> list[str]:
        # A 外字 is drawable here: its picture does not depend on the machine.
        return [cluster for cluster in dict.fromkeys(clusters(text)) if not self.can_draw(cluster)]

    def _find(self, cluster: str) -> Glyph | None:
        return self._pictures.get(cluster) or self._plain._glyph(cluster)


@dataclass(frozen=True, slots=True)
class Fonts:
    """The three faces of every paper."""

    label: Typeface
    heading: Typeface
    value: Typeface


@functools.cache
def load_fonts() -> Fonts:
    """Load the faces once."""
    files = find_fonts()
    roles = (Role.LABEL, Role.HEADING, Role.VALUE)
    return Fonts(*(Typeface(files[role], made_up(role, files[role])) for role in roles))


def fonts_for(language: Language) -> Fonts:
    """Return the faces of a slip in a language; names stay as on every paper."""
    return load_fonts() if language in (Language.JAPANESE, Language.EASY) else _other_fonts()


@functools.cache
def _other_fonts() -> Fonts:
    usual, files = load_fonts(), find_fonts()
    regular, bold = find_other_faces()
    return Fonts(Typeface((regular, *files[Role.LABEL])), Typeface((bold, *files[Role.HEADING])), usual.value)
