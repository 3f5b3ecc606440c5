"""A font file as it lies on the disk: which glyph draws a character, and glyphs cut out.

Read through the file's own tables: characters (cmap 4 and 12), variation sequences of either
collection (cmap 14) and a kana with its mark (GSUB ccmp). Nothing is ever guessed. Outlines are
TrueType's, PostScript's (CFF) or those of a face that varies (CFF2); the others become TrueType's when they
are cut out.
"""

import functools
import hashlib
import mmap
import struct
import unicodedata
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTWriter
from fontTools.ttLib.tables._g_l_y_f import Glyph as Outline

from app.errors import ProgramIncomplete
from app.late import dataclass
from app.printing.engine.font_places import FontFile
from app.printing.engine.glyphs import is_mark, is_private_use, is_selector

# Control and format characters and line ends are never drawn, even where a face has a shape.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Scripts written from the right need shaping, which is not done here.
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
# How far a curve of TrueType may lie from the one of PostScript, in units of 1/1000 of the type size.
_NEAR = 0.5
# Glyphs are called by their number; what fontTools asks of a font about the parts of a composite.
_HANDLES = SimpleNamespace(getGlyphName=str, getGlyphID=int, extended=False)


class _SomethingDrawn(Exception):
    """An outline begins; how it goes on need not be read."""


def _begin(*_: object) -> None:
    raise _SomethingDrawn


# A pen that is laid down with the first thing it is told.
_FIRST_MARK = SimpleNamespace(moveTo=_begin, addComponent=_begin)


@dataclass(frozen=True, slots=True)
class FontMetrics:
    """Measures for the PDF, in thousandths of the type size."""

    ascent: float
    descent: float
    box: tuple[float, float, float, float]


class OutlineFont:
    """A face of this machine; immutable once loaded, shared by every document."""

    def __init__(self, file: FontFile) -> None:
        """Read the tables; outlines stay in the file until they are embedded."""
        with file.path.open("rb") as source:
            self._data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        font = TTFont(self._data, fontNumber=file.index, lazy=True)
        if not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
            raise ProgramIncomplete(
                f"書体 {file.path.name} の形式は使えません。プログラムを入れ直してください。"
            )
        # Names of glyphs are only handles here; reading the true ones takes longer than all else.
        font.setGlyphOrder([str(n) for n in range(font["maxp"].numGlyphs)])
        self.name = str(font["name"].getDebugName(6))
        self._characters = {code: int(name) for code, name in (font.getBestCmap() or {}).items()}
        self._variants = _variants(font, self._characters)
        self._ligatures = _mark_ligatures(font)
        self._tables = {tag: font.reader[tag] for tag in ("head", "hhea", "maxp")}
        head, hhea = font["head"], font["hhea"]
        self._unit = 1000 / int(head.unitsPerEm)
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        ascent, descent, *corners = (
            round(value * self._unit, 1) for value in (hhea.ascent, hhea.descent, *box)
        )
        self.metrics = FontMetrics(ascent, descent, tuple(corners))
        self._horizontal: Mapping[str, tuple[int, int]] = font["hmtx"].metrics
        self._is_truetype = "glyf" in font
        self._varying: Mapping[str, Any] | None = None
        if self._is_truetype:
            self._start = int(font.reader.tables["glyf"].offset)
            self._places = font["loca"]
        elif "CFF2" in font:
            self.name += f"-{file.weight}"
            self._varying = font.getGlyphSet(location={"wght": file.weight})
        else:
            self._postscript = font["CFF "].cff[0].CharStrings.charStringsIndex
        self._curved: dict[int, bytes] = {}

    def glyph(self, cluster: str) -> int | None:
        """Return the number of the glyph that draws one character exactly, or None."""
        if is_private_use(cluster) or any(_is_unsupported(c) for c in cluster):
            return None
        if is_mark(cluster[0]):
            return None
        if is_selector(cluster[-1]):
            glyph = self._variants.get((ord(cluster[0]), ord(cluster[1]))) if len(cluster) == 2 else None
        else:
            glyph = self._plain(cluster)
        if not glyph:
            return None
        # A glyph without outline would leave a silent gap in a name; only blanks may.
        return None if self._is_blank(glyph) and unicodedata.category(cluster) != "Zs" else glyph

    def advance(self, glyph: int) -> float:
        """Return how far a glyph moves the pen, in thousandths of the type size."""
        width = self._horizontal[str(glyph)][0] if self._varying is None else self._varying[str(glyph)].width
        return round(width * self._unit, 2)

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a font file that holds these outlines, numbered from 1 in the order given.

        Instructions for small screens are left out: those of a few IPAmj glyphs fill a part of
        the character with black at some sizes, and no printer may do that to a name.
        """
        numbers = [0, *glyphs]
        place_of: dict[int, int] = {}
        for number, glyph in enumerate(numbers):
            place_of.setdefault(glyph, number)
        outlines: list[bytes] = []
        # Grows while it is gone through: the parts of a composite come along.
        for glyph in numbers:
            outline = self._outline(glyph)
            if outline.isComposite():
                outline.expand(_HANDLES)
                for part in outline.components:
                    number = place_of.setdefault(int(part.glyphName), len(numbers))
                    if number == len(numbers):
                        numbers.append(int(part.glyphName))
                    part.glyphName = str(number)
            body = outline.compile(_HANDLES, recalcBBoxes=False)
            outlines.append(body + b"\0" * (-len(body) % 4))
        places = [0, *accumulate(len(outline) for outline in outlines)]
        head, hhea = bytearray(self._tables["head"]), bytearray(self._tables["hhea"])
        maxp = bytearray(self._tables["maxp"]) if self._is_truetype else _most_of_any(outlines)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(numbers))
        struct.pack_into(">H", maxp, 4, len(numbers))
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": b"".join(map(self._placed, numbers, outlines)),
            "loca": struct.pack(f">{len(places)}I", *places),
            "maxp": bytes(maxp),
        }
        out = BytesIO()
        writer = SFNTWriter(out, len(tables), "\0\1\0\0")
        for tag, table in tables.items():
            writer[tag] = table
        writer.close()
        return out.getvalue()

    def _placed(self, glyph: int, outline: bytes) -> bytes:
        """Return how wide a glyph is and where its outline begins."""
        if self._varying is None:
            return struct.pack(">Hh", *self._horizontal[str(glyph)])
        begins = struct.unpack_from(">h", outline, 2)[0] if outline else 0
        return struct.pack(">Hh", round(self._varying[str(glyph)].width), begins)

    def _plain(self, cluster: str) -> int:
        if len(cluster) == 1:
            return self._characters.get(ord(cluster), 0)
        # A base with combining marks looks, by definition, like its composed character.
        composed = unicodedata.normalize("NFC", cluster)
        if len(composed) == 1:
            return self._characters.get(ord(composed), 0)
        glyphs = tuple(self._characters.get(ord(character), 0) for character in cluster)
        return self._ligatures.get(glyphs, 0)

    def _is_blank(self, glyph: int) -> bool:
        if self._is_truetype:
            return bool(self._places[glyph] == self._places[glyph + 1])
        try:
            self._drawn(glyph).draw(_FIRST_MARK)
        except _SomethingDrawn:
            return False
        return True

    def _drawn(self, glyph: int) -> Any:
        """Return what draws a glyph in PostScript's words."""
        return self._postscript[glyph] if self._varying is None else self._varying[str(glyph)]

    def _outline(self, glyph: int) -> Outline:
        """Return the outline in TrueType's words, without instructions."""
        if self._is_truetype:
            start, end = self._places[glyph], self._places[glyph + 1]
            outline = Outline(self._data[self._start + start : self._start + end])
            outline.trim(remove_hinting=True)
            return outline
        if glyph not in self._curved:
            pen = TTGlyphPen(None)
            near = _NEAR / self._unit
            self._drawn(glyph).draw(Cu2QuPen(pen, near, reverse_direction=True))
            self._curved[glyph] = pen.glyph().compile(None)
        return Outline(self._curved[glyph])


def _is_unsupported(character: str) -> bool:
    # Variation selectors are marks (Mn); they were told apart before.
    return (
        unicodedata.category(character) in _INVISIBLE
        or unicodedata.bidirectional(character) in _FROM_THE_RIGHT
    )


def _variants(font: TTFont, ordinary: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """Return (base, selector) -> glyph for every sequence the face declares."""
    return {
        (base, selector): int(glyph) if glyph else ordinary[base]
        for table in font["cmap"].tables
        if table.format == 14
        for selector, pairs in table.uvsDict.items()
        for base, glyph in pairs
        if glyph or base in ordinary
    }


def _mark_ligatures(font: TTFont) -> dict[tuple[int, ...], int]:
    """Return glyphs -> glyph for what the face composes always (ccmp), such as か with ゜."""
    if "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "ccmp"
        for index in record.Feature.LookupListIndex
    }
    found: dict[tuple[int, ...], int] = {}
    for index in sorted(wanted):
        for outer in table.LookupList.Lookup[index].SubTable:
            part = getattr(outer, "ExtSubTable", outer)
            if part.LookupType != 4:
                continue
            for first, ligatures in part.ligatures.items():
                for one in ligatures:
                    found[(int(first), *(int(name) for name in one.Component))] = int(one.LigGlyph)
    return found


def _most_of_any(outlines: Sequence[bytes]) -> bytearray:
    """Return the table of maxima (maxp 1.0) of simple outlines without instructions."""
    contours = [struct.unpack_from(">h", outline)[0] if outline else 0 for outline in outlines]
    points = [
        struct.unpack_from(">H", outline, 8 + 2 * count)[0] + 1 if count else 0
        for outline, count in zip(outlines, contours, strict=True)
    ]
    return bytearray(struct.pack(">I14H", 0x10000, 0, max(points), max(contours), 0, 0, 1, *[0] * 8))


def subset_tag(glyphs: Sequence[int]) -> str:
    """Return the six letters a subset's name begins with; the same glyphs give the same."""
    digest = hashlib.sha256(struct.pack(f">{len(glyphs)}I", *glyphs)).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


@functools.cache
def open_font(file: FontFile) -> OutlineFont:
    """Return the face, read once per process."""
    return OutlineFont(file)
