"""A book of parts and chapters, as the manual is one: contents, running text, lists, tables and pictures.

Laid out first, so that the contents know the pages; drawn then, with bookmarks, links and what all means.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import BinaryIO, Literal, TypeAlias

from PIL import Image

from app.late import dataclass
from app.printing.engine.fitting import MM, broken
from app.printing.engine.fonts import Fonts, Typeface, load_fonts
from app.printing.engine.glyphs import clusters
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, Sheet, document
from app.printing.engine.structure import Kind

_LEFT, _TOP, _BOTTOM = 20.0, 20.0, A4_HEIGHT - 20
_WIDTH = A4_WIDTH - 2 * _LEFT
_SIZE, _SPACING, _SMALL = 10.5, 1.6, 9.0
_TITLE, _HEADING, _PART = 18.0, 13.0, 13.0
_GAP, _INDENT, _PADDING = 2.6, 6.0, 1.6
_WIDEST_PICTURE, _HIGHEST_PICTURE = 150.0, 100.0
_NARROWEST = 18.0
"""mm of a column at least."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text. to: the name of the chapter it leads to, if it leads anywhere."""

    text: str
    is_strong: bool = False
    to: str = ""


Words: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What is said above what follows."""

    words: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    words: Words


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, and the list within it, if any. mark: "1." or "・"."""

    mark: str
    words: Words
    inside: "tuple[Item, ...]" = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first row heads the columns."""

    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and what it shows for who does not see it."""

    png: bytes
    meaning: str


Block: TypeAlias = Heading | Paragraph | Items | Grid | Picture


@dataclass(frozen=True, slots=True)
class Chapter:
    """What has a name that links lead to."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Chapters that belong together."""

    title: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The whole."""

    title: str
    contents: str
    parts: tuple[Part, ...]


Mark: TypeAlias = Callable[[Sheet], None]
_Piece: TypeAlias = tuple[str, Typeface, str]
"""A text in one face, and where it leads."""


def draw_book(book: Book, out: BinaryIO) -> None:
    """Write the book as one PDF, each chapter from the top of a page."""
    text = _Setter(load_fonts())
    for at, part in enumerate(book.parts):
        for chapter in part.chapters:
            text.begin_chapter(f"part{at}" if chapter is part.chapters[0] else "", part, chapter)
    with document(out, book.title) as sheet:
        _draw_contents(sheet, book, text.pages)
        for mark in text.marks:
            mark(sheet)
        _end(sheet)


class _Setter:
    """Sets blocks one below the other, page by page. pages: on which page each chapter begins."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.marks: list[Mark] = []
        self.pages: dict[str, int] = {}
        # The contents stand on the first page.
        self._page, self._y = 1, _BOTTOM

    def begin_chapter(self, part_name: str, part: Part, chapter: Chapter) -> None:
        """Set a chapter from the top of the next page."""
        self._turn()
        self.pages[chapter.name] = self._page

        def mark(sheet: Sheet) -> None:
            if part_name:
                sheet.place(part_name, part.title, deep=0, y=_TOP)
            sheet.place(chapter.name, chapter.title, deep=1, y=_TOP)

        self.marks.append(mark)
        self._words("H1", (Span(chapter.title, is_strong=True),), size=_TITLE)
        self._y += _GAP
        for block in chapter.blocks:
            self._set(block)

    def _set(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._y += _GAP
            # With two lines of what it stands above.
            self._need((_HEADING + 2 * _SIZE) * _SPACING / MM)
            self._words("H2", tuple(Span(one.text, True, one.to) for one in block.words), size=_HEADING)
        elif isinstance(block, Paragraph):
            self._words("P", block.words)
            self._y += _GAP
        elif isinstance(block, Items):
            self._list(block.items, 0)
            self._y += _GAP
        elif isinstance(block, Grid):
            self._grid(block)
            self._y += _GAP
        else:
            self._picture(block)

    def _words(self, kind: Kind, words: Words, *, size: float = _SIZE) -> None:
        self.marks.append(lambda sheet: sheet.open(kind))
        self._run(_lines(words, self.fonts, _WIDTH, size), _LEFT, size)
        self.marks.append(_close)

    def _run(self, lines: Sequence[Sequence[_Piece]], left: float, size: float) -> None:
        """Set lines; those for which the page has no room stand on the next."""
        leading = size * _SPACING / MM
        while lines:
            self._need(leading)
            fitting = max(1, int((_BOTTOM - self._y) / leading))
            self.marks.append(_drawn(lines[:fitting], left, self._y, size))
            self._y += len(lines[:fitting]) * leading
            lines = lines[fitting:]

    def _list(self, items: Sequence[Item], deep: int) -> None:
        self.marks.append(lambda sheet: sheet.open("L"))
        left = _LEFT + deep * _INDENT
        for item in items:
            lines = _lines(item.words, self.fonts, A4_WIDTH - _LEFT - left - _INDENT, _SIZE)
            self._need(_SIZE * _SPACING / MM)
            sign = _drawn([[(item.mark, self.fonts.label, "")]], left, self._y, _SIZE)
            self.marks.append(lambda sheet: sheet.open("LI"))
            self.marks += [_tagged("Lbl", sign), lambda sheet: sheet.open("LBody")]
            self._run(lines, left + _INDENT, _SIZE)
            if item.inside:
                self._list(item.inside, deep + 1)
            self.marks += [_close, _close]
        self.marks.append(_close)

    def _grid(self, grid: Grid) -> None:
        widths = _widths(grid, self.fonts)
        self.marks.append(lambda sheet: sheet.open("Table"))
        for at, row in enumerate(grid.rows):
            strong = tuple(tuple(Span(one.text, True, one.to) for one in cell) for cell in row)
            cells = [
                _lines(cell, self.fonts, width - 2 * _PADDING, _SMALL)
                for cell, width in zip(strong if at == 0 else row, widths, strict=True)
            ]
            high = max(len(lines) for lines in cells) * _SMALL * _SPACING / MM + _PADDING
            self._need(high if at else 2 * high)
            self.marks.append(lambda sheet: sheet.open("TR"))
            x = _LEFT
            for lines, width in zip(cells, widths, strict=True):
                drawn = _drawn(lines, x + _PADDING, self._y + _PADDING / 2, _SMALL)
                self.marks.append(_cell(drawn, is_heading=at == 0 and bool(lines[0])))
                x += width
            self.marks += [_close, _rules(self._y, high, is_first=at == 0)]
            self._y += high
        self.marks.append(_close)

    def _picture(self, picture: Picture) -> None:
        wide, high = Image.open(BytesIO(picture.png)).size
        scale = min(_WIDEST_PICTURE / wide, _HIGHEST_PICTURE / high)
        width, height = wide * scale, high * scale
        self._need(height)
        top, box = self._y, max(width, height)

        def mark(sheet: Sheet) -> None:
            with sheet.figure(picture.meaning, (_LEFT, top, width, height)):
                # It stands in the middle of a square.
                sheet.image(_LEFT - (box - width) / 2, top - (box - height) / 2, box, picture.png)
                sheet.frame(_LEFT, top, width, height, 0.15)

        self.marks.append(mark)
        self._y += height + _GAP

    def _need(self, height: float) -> None:
        if self._y + height > _BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self.marks.append(_end)
        self._page += 1
        self._y = _TOP


def _draw_contents(sheet: Sheet, book: Book, pages: dict[str, int]) -> None:
    fonts, y = sheet.fonts, _TOP + _TITLE / MM
    with sheet.tagged("H1"):
        sheet.text(_LEFT, y, book.contents, fonts.heading, _TITLE)
    step = _SIZE * _SPACING / MM
    for part in book.parts:
        y += 2 * step
        with sheet.tagged("H2"):
            sheet.text(_LEFT, y, part.title, fonts.heading, _PART)
        sheet.open("L")
        for chapter in part.chapters:
            y += step
            number = str(pages[chapter.name])
            told = f"{chapter.title} {number}ページ"
            sheet.open("LI")
            with (
                sheet.tagged("LBody"),
                sheet.link(chapter.name, told, (_LEFT, y - step * 0.75, _WIDTH, step)),
            ):
                sheet.text(_LEFT, y, chapter.title, fonts.label, _SIZE)
                sheet.text(_LEFT + _WIDTH, y, number, fonts.label, _SIZE, align="right")
            sheet.close()
        sheet.close()


def _end(sheet: Sheet) -> None:
    """Number the page, and finish it."""
    with sheet.artifact():
        sheet.text(
            A4_WIDTH / 2, A4_HEIGHT - 11, str(sheet.pages + 1), sheet.fonts.label, _SMALL, align="center"
        )
    sheet.end()


def _close(sheet: Sheet) -> None:
    sheet.close()


def _lines(words: Words, fonts: Fonts, width: float, size: float) -> list[list[_Piece]]:
    """Break a text in several faces into lines; what belongs together on a line is one piece again."""
    parts = [
        (part, fonts.heading if span.is_strong else fonts.label, span.to)
        for span in words
        for part in clusters(span.text)
    ]
    advances = [face.width(part, size) for part, face, _ in parts]
    lines = []
    for first, last in broken([part for part, _, _ in parts], advances, width * MM):
        line: list[_Piece] = []
        for part, face, to in parts[first:last]:
            if line and line[-1][1:] == (face, to):
                line[-1] = (line[-1][0] + part, face, to)
            else:
                line.append((part, face, to))
        lines.append(line)
    return lines


def _drawn(lines: Sequence[Sequence[_Piece]], left: float, top: float, size: float) -> Mark:
    """Return what draws lines of which the first begins at this height."""
    leading = size * _SPACING / MM

    def mark(sheet: Sheet) -> None:
        for at, line in enumerate(lines):
            x, baseline = left, top + (at + 0.72) * leading
            for text, face, to in line:
                width = face.width(text, size) / MM
                if to:
                    with sheet.link(to, text, (x, baseline - 0.7 * leading, width, leading)):
                        sheet.text(x, baseline, text, face, size)
                    sheet.line(x, baseline + 0.6, x + width, baseline + 0.6, 0.15)
                else:
                    sheet.text(x, baseline, text, face, size)
                x += width

    return mark


def _tagged(kind: Kind, drawn: Mark) -> Mark:
    def mark(sheet: Sheet) -> None:
        with sheet.tagged(kind):
            drawn(sheet)

    return mark


def _cell(drawn: Mark, *, is_heading: bool) -> Mark:
    kind: Literal["TH", "TD"] = "TH" if is_heading else "TD"

    def mark(sheet: Sheet) -> None:
        with sheet.tagged(kind, scope="column" if is_heading else ""):
            drawn(sheet)

    return mark


def _rules(top: float, high: float, *, is_first: bool) -> Mark:
    def mark(sheet: Sheet) -> None:
        if is_first:
            sheet.line(_LEFT, top, _LEFT + _WIDTH, top, 0.3)
        weight = 0.3 if is_first else 0.1
        sheet.line(_LEFT, top + high, _LEFT + _WIDTH, top + high, weight, grey=0 if is_first else 0.45)

    return mark


def _widths(grid: Grid, fonts: Fonts) -> list[float]:
    """Share the width: short words have what they need, the others by how much there is to say."""
    longest = [
        max(sum(fonts.heading.width(one.text, _SMALL) for one in row[at]) / MM for row in grid.rows)
        + 2 * _PADDING
        + 1
        for at in range(len(grid.rows[0]))
    ]
    widths, fair = [max(_NARROWEST, one) for one in longest], _WIDTH / len(longest)
    over = sum(widths) - _WIDTH
    if over <= 0:
        widths[-1] -= over
        return widths
    wide = [at for at, width in enumerate(widths) if width > fair]
    room = _WIDTH - sum(width for at, width in enumerate(widths) if at not in wide)
    # A long column may take from a longer one, but not all of it.
    shares = [min(widths[at], 2.5 * fair) for at in wide]
    for at, share in zip(wide, shares, strict=True):
        widths[at] = room * share / sum(shares)
    return widths
