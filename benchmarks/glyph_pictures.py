"""Whether a character on our paper looks as the font engine draws it: pictures side by side.

Ours goes through the whole PDF and is rendered by PDFium. The other one is drawn by FreeType
with HarfBuzz (in Pillow) straight from the font file, which read the tables on their own.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import islice

import pypdfium2
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from app.domain.calibration import Calibration
from app.printing.engine.font_file import OutlineFont, open_font
from app.printing.engine.font_places import FontFile, find_fonts
from app.printing.engine.fonts import Fonts, Typeface, load_fonts
from app.printing.engine.glyphs import clusters
from app.printing.engine.page import A4_HEIGHT, MM, Sheet
from app.printing.engine.pdf import PdfWriter

# A page of whole points, so that both pictures fall on the same pixels; two pixels a point.
_WIDTH, _HEIGHT, _SCALE = 600, 840, 2
_SIZE, _STEP = 24, 36
_COLUMNS, _ROWS = _WIDTH // _STEP, _HEIGHT // _STEP
# Both are drawn larger and shrunk, so that neither one's manners with small type show.
_FINER = 4
PAGE = _COLUMNS * _ROWS
TOLERANCE = 56
"""Largest difference of grey (of 255, mean of nine pixels) that two renderings of one outline have."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One character. difference: the largest over its picture, see TOLERANCE."""

    cluster: str
    difference: int

    @property
    def is_same(self) -> bool:
        """Whether it is the same glyph."""
        return self.difference <= TOLERANCE


def jis_x_0213() -> list[str]:
    """Return the whole repertoire, sequences of two code points included."""
    return _decoded("shift_jis_2004")


def cp932() -> list[str]:
    """Return what a Japanese Windows file can hold besides: NEC and IBM extensions, 髙 among them."""
    return [c for c in _decoded("cp932") if not _is_private(c)]


def _decoded(codec: str) -> list[str]:
    found = [bytes((byte,)).decode(codec) for byte in (*range(0x20, 0x7F), *range(0xA1, 0xE0))]
    for first in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
        for second in range(0x40, 0xFD):
            try:
                text = bytes((first, second)).decode(codec)
            except UnicodeDecodeError:
                continue
            # Two bytes that are two characters are none of the set.
            if len(clusters(text)) == 1:
                found.append(text)
    return list(dict.fromkeys(found))


def _is_private(text: str) -> bool:
    return any(unicodedata.category(character) == "Co" for character in text)


def font_files() -> dict[str, FontFile]:
    """Return the file of each face by its name in the PDF."""
    return {open_font(file).name: file for files in find_fonts().values() for file in files}


def sequences(font: OutlineFont) -> list[str]:
    """Return every variation sequence that a face declares, default forms included."""
    return [chr(base) + chr(selector) for base, selector in font._variants]


def declared_sequences() -> list[str]:
    """Return every variation sequence of the faces a name may be set in."""
    return list(dict.fromkeys(s for font in load_fonts().value.fonts() for s in sequences(font)))


def compared(clusters: Iterable[str], face: Typeface) -> Iterator[Compared]:
    """Yield each character that can be drawn with its difference; the others are left out."""
    drawable = (cluster for cluster in clusters if face.can_draw(cluster))
    while page := list(islice(drawable, PAGE)):
        ours = _on_paper(page, face)
        found = list(_differences(ours, _by_engine(page, face), len(page)))
        suspects = [n for n, difference in enumerate(found) if difference > TOLERANCE]
        if suspects:
            # The engine follows the font's instructions for screens, which bend a few glyphs and
            # spoil some of IPAmj; ours follow none. It draws them again without.
            few = [page[n] for n in suspects]
            again = _differences(_on_paper(few, face), _by_engine(few, face, as_is=True), len(few))
            for n, difference in zip(suspects, again, strict=True):
                found[n] = difference
        yield from (Compared(*pair) for pair in zip(page, found, strict=True))


def told_apart(pairs: Iterable[tuple[str, str]], face: Typeface) -> Iterator[int]:
    """Yield how different two characters look on our paper: what the comparison could miss."""
    rest = iter(pairs)
    while page := list(islice(rest, PAGE)):
        pictures = (_on_paper([pair[side] for pair in page], face) for side in (0, 1))
        yield from _differences(*pictures, len(page))


def _differences(one: Image.Image, other: Image.Image, count: int) -> Iterator[int]:
    softened = ImageChops.difference(one, other).filter(ImageFilter.BoxBlur(1))
    for x, y in islice(_places(), count):
        left, top = (x - 4) * _SCALE, (y - _SIZE - 2) * _SCALE
        cell = softened.crop((left, top, left + _STEP * _SCALE, top + _STEP * _SCALE))
        yield int(cell.getextrema()[1])


def _places() -> Iterator[tuple[int, int]]:
    """Yield left edge and baseline of each place, in points from the top left."""
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            yield column * _STEP + 6, row * _STEP + _SIZE + 3


def _on_paper(page: Sequence[str], face: Typeface) -> Image.Image:
    out = BytesIO()
    writer = PdfWriter(out, width=_WIDTH, height=_HEIGHT)
    fonts = load_fonts()
    sheet = Sheet(writer, Fonts(fonts.label, fonts.heading, face), Calibration())
    for cluster, (x, y) in zip(page, _places(), strict=False):
        with sheet.tagged("P"):
            sheet.text(x / MM, A4_HEIGHT - (_HEIGHT - y) / MM, cluster, face, _SIZE)
    sheet.end()
    writer.finish(title="glyphs", creator="benchmark", language="ja-JP")
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        picture: Image.Image = document[0].render(scale=_SCALE * _FINER, grayscale=True).to_pil()
        return picture.convert("L").reduce(_FINER)


def _by_engine(page: Sequence[str], face: Typeface, *, as_is: bool = False) -> Image.Image:
    """as_is: from the outlines alone, without the font's instructions."""
    finer = _SCALE * _FINER
    picture = Image.new("L", (_WIDTH * finer, _HEIGHT * finer), 255)
    draw = ImageDraw.Draw(picture)
    files = font_files()
    for cluster, (x, y) in zip(page, _places(), strict=False):
        (run,) = face.runs(cluster)
        file = files[run.font.name]
        font = _bare_engine(file, cluster) if as_is else _engine(file)
        draw.text((x * finer, y * finer), cluster, fill=0, font=font, anchor="ls", language="ja")
    return picture.reduce(_FINER)


@cache
def _engine(file: FontFile) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(file.path), _SIZE * _SCALE * _FINER, index=file.index, layout_engine=ImageFont.Layout.RAQM
    )


def _bare_engine(file: FontFile, cluster: str) -> ImageFont.FreeTypeFont:
    with TTFont(str(file.path), fontNumber=file.index, lazy=True) as font:
        options = Options(hinting=False, layout_features=["*"])
        options.drop_tables += ["meta"]
        cutter = Subsetter(options)
        cutter.populate(text=cluster)
        cutter.subset(font)
        bare = BytesIO()
        font.save(bare)
    bare.seek(0)
    return ImageFont.truetype(bare, _SIZE * _SCALE * _FINER, layout_engine=ImageFont.Layout.RAQM)
