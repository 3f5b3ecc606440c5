"""Blocks of a paper in large print, one under the other: laid out first, drawn once they fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from app.errors import PaperRefused
from app.printing.engine.fonts import Fonts, Typeface
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import A4_WIDTH, MM, Fitted, Sheet, fit, wrap
from app.printing.engine.structure import Kind

SMALLEST_HEADING = 16.0
MARK_GREY = 0.15
SMALLEST_NAME = 9.0
LEFT, WIDTH = 18.0, A4_WIDTH - 36
_ADDRESS_END = 29.0
"""Where the rule under the address stands, in mm."""

T = TypeVar("T")
Mark: TypeAlias = Callable[[Sheet], None]

# Fewer characters than this do not stand alone on a last line.
_FEWEST_ON_A_LINE = 4


def wrapped(text: str, face: Typeface, *, width: float, size: float) -> tuple[str, ...]:
    """Return the text as lines no wider than width mm, the last one no mere remainder."""
    lines = wrap(text, face, width=width, size=size)
    for narrower in range(1, 7):
        if len(lines) < 2 or len(lines[-1]) >= _FEWEST_ON_A_LINE:
            break
        other = wrap(text, face, width=width - narrower * size / MM, size=size)
        if len(other) == len(lines) and len(other[-1]) >= _FEWEST_ON_A_LINE:
            lines = other
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Print:
    """How large a paper is set. body: points. spacing: line height in ems. gap: mm between sections."""

    body: float
    spacing: float = 1.45
    gap: float = 3.4


LARGE_PRINTS = (
    *(Print(size) for size in (14, 13.5, 13, 12.5)),
    Print(12, 1.4, 2.6),
    Print(12, 1.34, 1.6),
)
"""The largest that fits is taken; below 12 points it is no large print any more."""


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
        self.y = _ADDRESS_END + 3.5
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

    def gap(self, height: float = 0) -> None:
        """Leave some white; as between sections when no height is given."""
        self.y += height or self.look.gap

    def paragraph(self, text: str, *, strong: bool = False, size: float = 0, indent: float = 0) -> None:
        """Add running text."""
        size = size or self.body
        face = self.fonts.heading if strong else self.fonts.label
        leading = size * self.look.spacing / MM
        lines = wrapped(text, face, width=WIDTH - indent, size=size)
        self._within("")
        self.put(_tagged("P", self._lines(LEFT + indent, lines, leading, face, size)))
        self.y += len(lines) * leading

    def title(self, text: str) -> None:
        """Add what the paper is called."""
        size, face = 20.0, self.fonts.heading
        leading = size * self.look.spacing / MM
        lines = wrapped(text, face, width=WIDTH, size=size)
        self.put(_tagged("H1", self._lines(LEFT, lines, leading, face, size)))
        self.y += len(lines) * leading

    def bullet(self, text: str, *, mark: str = "・") -> None:
        """Add running text that hangs behind a mark."""
        self._within("L")
        lines = wrapped(text, self.fonts.label, width=WIDTH - self.em, size=self.body)
        sign = _line(LEFT, self.y + self.leading / 2, mark, self.fonts.label, self.body)
        body = self._lines(LEFT + self.em, lines, self.leading, self.fonts.label, self.body)
        self.put(_tagged("LI", [_tagged("Lbl", [sign]), _tagged("LBody", body)]))
        self.y += len(lines) * self.leading

    def heading(self, number: str, text: str, *, aside: str = "") -> None:
        """Add a numbered heading; aside: said after it in the size of running text."""
        size = self.heading_size
        side = size * 1.3 / MM
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
        self.put(_tagged("H2", words))
        self.y += side + 1.8

    def row(
        self, widths: Sequence[float], cells: Sequence[Cell], *, padding: float = 1.2, rule: bool = True
    ) -> None:
        """Add a row of a table as high as its highest cell, with a hairline under it.

        Names are set smaller or on two lines rather than cut; PaperRefused when even that fails.
        """
        blocks = [self._cell(cell, width - 3) for cell, width in zip(cells, widths, strict=True)]
        height = max(len(block.lines) * block.size * self.look.spacing / MM for block in blocks) + 2 * padding
        self._within("Table")
        x = LEFT
        drawn: list[Mark] = []
        for block, cell, width in zip(blocks, cells, widths, strict=True):
            middle, face = self.y + height / 2, self._face(cell)
            leading = block.size * self.look.spacing / MM
            top = middle - leading * (len(block.lines) - 1) / 2
            lines = [
                _line(x, top + n * leading, line, face, block.size) for n, line in enumerate(block.lines)
            ]
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


def address(sheet: Sheet, name: str, office: str, day: str, *, paper: str) -> None:
    """Draw whom the paper is for, from whom and of which day, at the head of a sheet."""
    fonts, right = sheet.fonts, LEFT + WIDTH
    fitted = fit(f"{name}\u3000様", fonts.value, width=WIDTH * 0.64, height=20, size=22, min_size=13)
    if fitted is None:
        raise PaperRefused(f"{name}さんのお名前が{paper}に入りません。宛名を手書きしてください。")
    with sheet.tagged("P"):
        sheet.fitted(LEFT, 19, fitted, fonts.value)
    with sheet.tagged("P"):
        sheet.text(right, 17, day, fonts.label, 12, align="right")
    shown = fit(office, fonts.label, width=WIDTH * 0.34, height=12, size=12, min_size=7)
    if shown is None:
        raise PaperRefused(f"事業所名が長すぎて{paper}に入りません。設定で短い名前にしてください。")
    with sheet.tagged("P"):
        sheet.fitted(right, 22.5, shown, fonts.label, align="right")
    sheet.line(LEFT, _ADDRESS_END, right, _ADDRESS_END, 0.35)
