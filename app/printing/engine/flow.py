"""Blocks of a paper in large print, one under the other: laid out first, drawn once they fit."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, TypeVar

from app.errors import PaperRefused
from app.late import dataclass
from app.printing.engine.fonts import Fonts, Typeface, load_fonts
from app.printing.engine.glyphs import ANNOTATED, plain, refusal_reason
from app.printing.engine.page import A4_WIDTH, MM, Fitted, Sheet, fit, wrap
from app.printing.engine.structure import Kind
from app.printing.engine.told import beside

SMALLEST_HEADING = 16.0
MARK_GREY = 0.15
SMALLEST_NAME = 9.0
LEFT, WIDTH = 18.0, A4_WIDTH - 36
ADDRESS_END = 29.0
"""Where the rule under the address stands, in mm."""

T = TypeVar("T")
Mark: TypeAlias = Callable[[Sheet], None]
Part: TypeAlias = "Callable[[Flow], None]"
"""A part of a paper that stands on one page."""

# What stands in Japanese beside another language: in ems of the text, at least so many points; its grey.
_BESIDE, SMALLEST_BESIDE, BESIDE_GREY, _BESIDE_SPACING = 0.68, 8.0, 0.3, 1.35
# White under it, and above a heading whose words have readings, in mm.
_AFTER_BESIDE, _READING_ABOVE = 0.8, 1.6

# Fewer characters than this do not stand alone on a last line.
_FEWEST_ON_A_LINE = 4


def wrapped(text: str, face: Typeface, *, width: float, size: float) -> tuple[str, ...]:
    """Return the text as lines no wider than width mm, the last one no mere remainder."""
    lines = wrap(text, face, width=width, size=size)
    for narrower in range(1, 7):
        if len(lines) < 2 or len(plain(lines[-1])) >= _FEWEST_ON_A_LINE:
            break
        other = wrap(text, face, width=width - narrower * size / MM, size=size)
        if len(other) == len(lines) and len(plain(other[-1])) >= _FEWEST_ON_A_LINE:
            lines = other
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Print:
    """How large a paper is set. body, title: points. spacing: of lines, in ems. gap: mm between sections."""

    body: float
    spacing: float = 1.45
    gap: float = 3.4
    title: float = 20.0


LARGE_PRINTS = (
    *(Print(size) for size in (14, 13.5, 13, 12.5)),
    Print(12, 1.4, 2.6),
    Print(12, 1.34, 1.6),
)
"""The largest that fits is taken; below 12 points it is no large print any more."""
OTHER_PRINTS = (Print(12.5, 1.35, 3, 17), Print(11.5, 1.3, 2.4, 17), Print(10.5, 1.28, 2, 16))
"""Of another language with Japanese beside it: the largest that needs no third page."""
READING_PRINTS = (Print(12.5, 1.9, 2.4, 18), Print(11.5, 1.85, 1.8, 18), Print(10.5, 1.8, 1.4, 17))
"""The same where every word has its reading above it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a row of a table. strong: bold. value: as filed, in the face for names."""

    text: str
    strong: bool = False
    value: bool = False
    size: float | None = None


class Flow:
    """A column of blocks. y: mm from the top of the sheet, where the next block begins.

    Sizes are points, lengths mm. Nothing is drawn before draw().
    """

    def __init__(self, fonts: Fonts, look: Print) -> None:
        """Begin a column under the address."""
        self.fonts, self.look = fonts, look
        self.body, self.heading_size = look.body, max(SMALLEST_HEADING, look.body + 2)
        self.y = ADDRESS_END + 3.5
        self._marks: list[Mark] = []
        self._group: Literal["", "L", "Table"] = ""

    @property
    def leading(self) -> float:
        """Height of one line of running text, in mm."""
        return self.body * self.look.spacing / MM

    @property
    def em(self) -> float:
        """Width of one character of running text, in mm."""
        return self.body / MM

    def draw(self, sheet: Sheet) -> None:
        """Put everything on the sheet."""
        for mark in self._marks:
            mark(sheet)
        if self._group:
            sheet.close()

    def put(self, mark: Mark) -> None:
        """Remember something to draw at a place the caller knows."""
        self._marks.append(mark)

    def place(self, height: float, draw: Callable[[Sheet, float], None]) -> None:
        """Add something of its own kind, so many mm high. draw: gets where it begins."""
        self._within("")
        top = self.y
        self.put(lambda sheet: draw(sheet, top))
        self.y += height

    def boxed(self, add: Callable[["Flow"], None]) -> None:
        """Add something on a light ground with a frame around it."""
        self._within("")
        top, first = self.y, len(self._marks)
        self.y += 2.5
        add(self)
        self.y += 2.5
        height = self.y - top

        def ground(sheet: Sheet) -> None:
            sheet.panel(LEFT, top, WIDTH, height, grey=0.92)
            sheet.frame(LEFT, top, WIDTH, height, 0.5)

        self._marks.insert(first, ground)

    def gap(self, height: float = 0) -> None:
        """Leave some white; as between sections when no height is given."""
        self.y += height or self.look.gap

    def paragraph(
        self, text: str, *, strong: bool = False, size: float = 0, indent: float = 0, right: float = 0
    ) -> None:
        """Add running text. indent, right: white at both sides, in mm."""
        size = size or self.body
        face = self.fonts.heading if strong else self.fonts.label
        leading = size * self.look.spacing / MM
        width = WIDTH - indent - right
        lines = wrapped(text, face, width=width, size=size)
        self._within("")
        marks = self._lines(LEFT + indent, lines, leading, face, size)
        self.y += len(lines) * leading
        self.put(_tagged("P", [*marks, *self._beside(text, LEFT + indent, width)]))

    def title(self, text: str) -> None:
        """Add what the paper is called."""
        size, face = self.look.title, self.fonts.heading
        leading = size * self.look.spacing / MM
        lines = wrapped(text, face, width=WIDTH, size=size)
        marks = self._lines(LEFT, lines, leading, face, size)
        self.y += len(lines) * leading
        self.put(_tagged("H1", [*marks, *self._beside(text, LEFT, WIDTH)]))

    def bullet(self, text: str, *, mark: str = "・") -> None:
        """Add running text that hangs behind a mark."""
        self._within("L")
        lines = wrapped(text, self.fonts.label, width=WIDTH - self.em, size=self.body)
        sign = _line(LEFT, self.y + self.leading / 2, mark, self.fonts.label, self.body)
        body = self._lines(LEFT + self.em, lines, self.leading, self.fonts.label, self.body)
        self.y += len(lines) * self.leading
        body += self._beside(text, LEFT + self.em, WIDTH - self.em)
        self.put(_tagged("LI", [_tagged("Lbl", [sign]), _tagged("LBody", body)]))

    def heading(self, number: str, text: str, *, aside: str = "") -> None:
        """Add a numbered heading; aside: said after it in the size of running text."""
        size = self.heading_size
        side = size * 1.3 / MM
        if ANNOTATED in text:
            self.y += _READING_ABOVE
        middle = self.y + side / 2
        self._within("")
        self.put(lambda sheet: sheet.panel(LEFT, middle - side / 2, side, side, grey=MARK_GREY))
        words = [
            _line(LEFT + side / 2, middle, number, self.fonts.heading, size, grey=1.0, centred=True),
            _line(LEFT + side + 2.6, middle, text, self.fonts.heading, size),
        ]
        if aside:
            after = LEFT + side + 5.6 + self.fonts.heading.width(text, size) / MM
            words.append(_line(after, middle + 0.4, aside, self.fonts.label, self.body))
        self.y += side + 1.8
        if told := beside(text):
            told += f"\u3000{beside(aside)}" if aside else ""
            self.y -= 0.8
            words += self._japanese(told, LEFT + side + 2.6, WIDTH - side - 2.6)
            self.y += 0.8
        self.put(_tagged("H2", words))

    def row(
        self, widths: Sequence[float], cells: Sequence[Cell], *, padding: float = 1.2, rule: bool = True
    ) -> None:
        """Add a row of a table as high as its highest cell, with a hairline under it.

        Names are set smaller or on two lines rather than cut; PaperRefused when even that fails.
        """
        blocks = [self._cell(cell, width - 3) for cell, width in zip(cells, widths, strict=True)]
        others = [
            self._wrapped_japanese(beside(cell.text), width - 3)
            for cell, width in zip(cells, widths, strict=True)
        ]
        both = [
            len(block.lines) * block.size * self.look.spacing / MM + len(other) * self._beside_leading
            for block, other in zip(blocks, others, strict=True)
        ]
        height = max(both) + 2 * padding
        self._within("Table")
        x = LEFT
        drawn: list[Mark] = []
        for block, other, whole, cell, width in zip(blocks, others, both, cells, widths, strict=True):
            face, leading = self._face(cell), block.size * self.look.spacing / MM
            top = self.y + (height - whole + leading) / 2
            lines = [
                _line(x, top + n * leading, line, face, block.size) for n, line in enumerate(block.lines)
            ]
            lines += self._small(other, x, top + (len(block.lines) - 0.5) * leading)
            # The first cell says what the others are about.
            drawn.append(_tagged("TD", lines) if drawn else _tagged("TH", lines, scope="row"))
            x += width
        self.put(_tagged("TR", drawn))
        self.y += height
        if rule:
            bottom = self.y
            self.put(lambda sheet: sheet.line(LEFT, bottom, LEFT + sum(widths), bottom, 0.15, grey=0.5))

    def _within(self, group: Literal["", "L", "Table"]) -> None:
        """Begin a list or a table, or go on with it; end the one before."""
        if group == self._group:
            return
        if self._group:
            self.put(lambda sheet: sheet.close())
        if group:
            self.put(lambda sheet: sheet.open(group))
        self._group = group

    @property
    def _beside_size(self) -> float:
        return max(SMALLEST_BESIDE, self.body * _BESIDE)

    @property
    def _beside_leading(self) -> float:
        return self._beside_size * _BESIDE_SPACING / MM

    def _beside(self, text: str, x: float, width: float) -> list[Mark]:
        """Add what a text says in Japanese, under it."""
        return self._japanese(beside(text), x, width)

    def _japanese(self, text: str, x: float, width: float) -> list[Mark]:
        lines = self._wrapped_japanese(text, width)
        marks = self._small(lines, x, self.y)
        self.y += len(lines) * self._beside_leading + (_AFTER_BESIDE if lines else 0)
        return marks

    def _wrapped_japanese(self, text: str, width: float) -> tuple[str, ...]:
        return wrapped(text, load_fonts().label, width=width, size=self._beside_size) if text else ()

    def _small(self, lines: Sequence[str], x: float, top: float) -> list[Mark]:
        face, size, leading = load_fonts().label, self._beside_size, self._beside_leading
        marks = [
            _line(x, top + (n + 0.5) * leading, line, face, size, grey=BESIDE_GREY)
            for n, line in enumerate(lines)
        ]
        return [_spoken("Span", "ja-JP", marks)] if marks else []

    def _lines(
        self, x: float, lines: Sequence[str], leading: float, face: Typeface, size: float
    ) -> "list[Mark]":
        return [_line(x, self.y + (n + 0.5) * leading, line, face, size) for n, line in enumerate(lines)]

    def _face(self, cell: Cell) -> Typeface:
        if cell.value:
            return self.fonts.value
        return self.fonts.heading if cell.strong else self.fonts.label

    def _cell(self, cell: Cell, width: float) -> Fitted:
        size, face = cell.size or self.body, self._face(cell)
        if not cell.value:
            return Fitted(tuple(wrapped(cell.text, face, width=width, size=size)), size)
        fitted = fit(cell.text, face, width=width, height=60, size=size, min_size=SMALLEST_NAME)
        if fitted is None:
            raise PaperRefused(f"{cell.text}さんのお名前が欄に入りません。この方の分は手書きしてください。")
        return fitted


def largest(prints: Sequence[Print], page_of: Callable[[Print], Flow], *, bottom: float) -> Flow | None:
    """Return the page in the first of these prints in which it ends above bottom; None in none."""
    return next((page for page in map(page_of, prints) if page.y <= bottom), None)


def further_pages(
    begin: Callable[[], Flow], rows: Sequence[T], add: Callable[[Flow, Sequence[T]], None], *, bottom: float
) -> list[Flow]:
    """Return pages that go on with the rows of a table, on each as many as end above bottom."""
    pages: list[Flow] = []
    while rows:
        for count in range(len(rows), 0, -1):
            flow = begin()
            add(flow, rows[:count])
            if flow.y <= bottom or count == 1:
                break
        pages.append(flow)
        rows = rows[count:]
    return pages


def paged(
    prints: Sequence[Print], fonts: Fonts, parts: Sequence[Part], *, bottom: float, most: int = 2
) -> list[Flow]:
    """Return the pages of these parts, none cut, in the largest print that needs no more than `most`."""
    for look in prints:
        pages = [Flow(fonts, look)]
        for part in parts:
            tried = Flow(fonts, look)
            top = tried.y
            part(tried)
            if pages[-1].y > top and pages[-1].y + tried.y - top > bottom:
                pages.append(tried)
            else:
                part(pages[-1])
        if len(pages) <= most:
            break
    return pages


def _line(
    x: float,
    middle: float,
    text: str,
    face: Typeface,
    size: float,
    *,
    grey: float = 0.0,
    centred: bool = False,
) -> Mark:
    baseline = middle + 0.38 * size / MM

    def mark(sheet: Sheet) -> None:
        sheet.text(x, baseline, text, face, size, grey=grey, align="center" if centred else "left")

    return mark


def _tagged(kind: Kind, marks: Sequence[Mark], *, scope: str = "") -> Mark:
    def mark(sheet: Sheet) -> None:
        with sheet.tagged(kind, scope=scope):
            for one in marks:
                one(sheet)

    return mark


def _spoken(kind: Kind, language: str, marks: Sequence[Mark]) -> Mark:
    def mark(sheet: Sheet) -> None:
        with sheet.spoken(kind, language):
            for one in marks:
                one(sheet)

    return mark


def refuse_undrawable(fonts: Fonts, paper: str, names: Sequence[str], texts: Sequence[str]) -> None:
    """Raise PaperRefused, naming the first person, when something cannot be drawn exactly.

    names: in the face for names, the addressee first. texts: other words that come from data.
    """
    for name in names:
        bad = fonts.value.undrawable(name)
        if bad:
            raise PaperRefused(f"{name}さんの{paper}を印刷できません。{refusal_reason(bad[0])}")
    for text in texts:
        bad = fonts.label.undrawable(text.replace("\n", ""))
        if bad:
            raise PaperRefused(f"{names[0]}さんの{paper}を印刷できません。{refusal_reason(bad[0])}")
