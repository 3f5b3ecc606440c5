"""A font file as it lies on the disk: which glyph draws a character, and glyphs cut out.

Read through the file's own tables: characters (cmap 4 and 12), variation sequences of either
collection (cmap 14) and a kana with its mark (GSUB ccmp). Nothing is ever guessed. Outlines are
TrueType's or PostScript's (CFF); the latter become TrueType's when they are cut out.
"""

import functools
import hashlib
import mmap
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from app.errors import ProgramIncomplete
from app.printing.engine.font_places import FontFile
from app.printing.engine.glyphs import is_mark, is_private_use, is_selector

# Control and format characters and line ends are never drawn, even where a face has a shape.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Scripts written from the right need shaping, which is not done here.
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
# How far a curve of TrueType may lie from the one of PostScript, in units of 1/1000 of the type size.
_NEAR = 0.5
# Composite glyphs: flags of a component (OpenType specification, "glyf").
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _INSTRUCTIONS = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100


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
        with TTFont(str(file.path), fontNumber=file.index, lazy=True) as font:
            self._places = {tag: (e.offset, e.length) for tag, e in font.reader.tables.items()}
            if not {"glyf", "CFF "} & self._places.keys():
                raise ProgramIncomplete(
                    f"書体 {file.path.name} の形式は使えません。プログラムを入れ直してください。"
                )
            # Names of glyphs are only handles here; reading the true ones takes longer than all else.
            count = int(font["maxp"].numGlyphs)
            font.setGlyphOrder([str(n) for n in range(count)])
            self.name = str(font["name"].getDebugName(6))
            self._characters = {code: int(name) for code, name in (font.getBestCmap() or {}).items()}
            self._variants = _variants(font, self._characters)
            self._ligatures = _mark_ligatures(font)
            self._unit = 1000 / int(font["head"].unitsPerEm)
            self._long_places = bool(font["head"].indexToLocFormat)
            self._full_advances = int(font["hhea"].numberOfHMetrics)
        self._curved: dict[int, bytes] = {}

    @functools.cached_property
    def metrics(self) -> FontMetrics:
        """Return the measures of the face."""
        box = struct.unpack(">4h", self._table("head")[36:44])
        ascent, descent = struct.unpack(">2h", self._table("hhea")[4:8])
        left, bottom, right, top = (round(value * self._unit, 1) for value in box)
        return FontMetrics(
            round(ascent * self._unit, 1), round(descent * self._unit, 1), (left, bottom, right, top)
        )

    @property
    def sequences(self) -> Iterator[str]:
        """Every variation sequence the face declares, default forms included."""
        return (chr(base) + chr(selector) for base, selector in self._variants)

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
        offset, _ = self._places["hmtx"]
        (units,) = struct.unpack_from(">H", self._data, offset + 4 * min(glyph, self._full_advances - 1))
        return round(float(units) * self._unit, 2)

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
        while len(outlines) < len(numbers):
            outlines.append(self._renumbered(numbers[len(outlines)], numbers, place_of))
        places = [0]
        for outline in outlines:
            places.append(places[-1] + len(outline))
        head, hhea = (bytearray(self._table(tag)) for tag in ("head", "hhea"))
        maxp = bytearray(self._table("maxp")) if "glyf" in self._places else _most_of_any(outlines)
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(numbers))
        struct.pack_into(">H", maxp, 4, len(numbers))
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": b"".join(self._horizontal(glyph) for glyph in numbers),
            "loca": struct.pack(f">{len(places)}I", *places),
            "maxp": bytes(maxp),
        }
        return _font_file(tables)

    def _plain(self, cluster: str) -> int:
        if len(cluster) == 1:
            return self._characters.get(ord(cluster), 0)
        # A base with combining marks looks, by definition, like its composed character.
        composed = unicodedata.normalize("NFC", cluster)
        if len(composed) == 1:
            return self._characters.get(ord(composed), 0)
        glyphs = tuple(self._characters.get(ord(character), 0) for character in cluster)
        return self._ligatures.get(glyphs, 0)

    def _renumbered(self, glyph: int, numbers: list[int], place_of: dict[int, int]) -> bytes:
        """Return an outline; the parts of a composite are appended to numbers when new."""
        outline = bytearray(self._outline(glyph))
        if outline and outline[0] & 0x80:
            self._renumber_parts(outline, numbers, place_of)
        elif outline:
            at = 10 + 2 * struct.unpack_from(">h", outline)[0]
            (length,) = struct.unpack_from(">H", outline, at)
            outline[at : at + 2 + length] = b"\0\0"
        outline += b"\0" * (-len(outline) % 4)
        return bytes(outline)

    def _renumber_parts(self, outline: bytearray, numbers: list[int], place_of: dict[int, int]) -> None:
        at, flags = 10, _MORE
        while flags & _MORE:
            flags, part = struct.unpack_from(">2H", outline, at)
            if part not in place_of:
                place_of[part] = len(numbers)
                numbers.append(part)
            struct.pack_into(">2H", outline, at, flags & ~_INSTRUCTIONS, place_of[part])
            at += 8 if flags & _WORDS else 6
            at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
        # What is left are the instructions.
        del outline[at:]

    def _is_blank(self, glyph: int) -> bool:
        if "glyf" in self._places:
            start, end = self._place(glyph)
            return start == end
        # Quicker than to turn it into TrueType's words.
        pen = RecordingPen()
        self._postscript[glyph].draw(pen)
        return not pen.value

    def _outline(self, glyph: int) -> bytes:
        """Return the outline in TrueType's words; empty for a blank."""
        if "glyf" in self._places:
            start, end = self._place(glyph)
            return self._data[start:end]
        if glyph not in self._curved:
            pen = TTGlyphPen(None)
            near = _NEAR / self._unit
            self._postscript[glyph].draw(Cu2QuPen(pen, near, reverse_direction=True))
            self._curved[glyph] = pen.glyph().compile(None)
        return self._curved[glyph]

    @functools.cached_property
    def _postscript(self) -> Any:
        """The outlines of a PostScript face by number."""
        fonts = CFFFontSet()
        fonts.decompile(BytesIO(self._table("CFF ")), None)
        return fonts[0].CharStrings.charStringsIndex

    def _place(self, glyph: int) -> tuple[int, int]:
        base, _ = self._places["glyf"]
        index, _ = self._places["loca"]
        if self._long_places:
            start, end = struct.unpack_from(">2I", self._data, index + 4 * glyph)
        else:
            start, end = (2 * half for half in struct.unpack_from(">2H", self._data, index + 2 * glyph))
        return base + start, base + end

    def _horizontal(self, glyph: int) -> bytes:
        offset, _ = self._places["hmtx"]
        full = self._full_advances
        if glyph < full:
            return self._data[offset + 4 * glyph : offset + 4 * glyph + 4]
        advance = self._data[offset + 4 * full - 4 : offset + 4 * full - 2]
        bearing = offset + 4 * full + 2 * (glyph - full)
        return advance + self._data[bearing : bearing + 2]

    def _table(self, tag: str) -> bytes:
        offset, length = self._places[tag]
        return self._data[offset : offset + length]


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


def _font_file(tables: Mapping[str, bytes]) -> bytes:
    """Return the tables as a TrueType file with its directory and checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">I4H", 0x10000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    place = len(header) + 16 * count
    directory, bodies = [header], []
    for tag, body in sorted(tables.items()):
        padded = body + b"\0" * (-len(body) % 4)
        directory.append(struct.pack(">4s3I", tag.encode(), _checksum(padded), place, len(body)))
        bodies.append(padded)
        place += len(padded)
    data = bytearray(b"".join((*directory, *bodies)))
    adjustment = (0xB1B0AFBA - _checksum(data)) & 0xFFFFFFFF
    offset = next(int.from_bytes(entry[8:12], "big") for entry in directory[1:] if entry.startswith(b"head"))
    struct.pack_into(">I", data, offset + 8, adjustment)
    return bytes(data)


def _checksum(padded: bytes | bytearray) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def subset_tag(glyphs: Sequence[int]) -> str:
    """Return the six letters a subset's name begins with; the same glyphs give the same."""
    digest = hashlib.sha256(struct.pack(f">{len(glyphs)}I", *glyphs)).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


@functools.cache
def open_font(file: FontFile) -> OutlineFont:
    """Return the face, read once per process."""
    return OutlineFont(file)
