"""Blocks of a paper in large print, one under the other: laid out first, drawn once they fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.errors import PaperRefused
from app.printing.engine.fonts import Fonts, Typeface
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import A4_WIDTH, MM, Fitted, Sheet, fit, wrap

SMALLEST_HEADING = 16.0
MARK_GREY = 0.15
SMALLEST_NAME = 9.0
LEFT, WIDTH = 18.0, A4_WIDTH - 36
_ADDRESS_END = 29.0
"""Where the rule under the address stands, in mm."""

T = TypeVar("T")

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
        self._marks: list[Callable[[Sheet], None]] = []

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

    def put(self, mark: Callable[[Sheet], None]) -> None:
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
        for n, line in enumerate(lines):
            self.put(_line(LEFT + indent, self.y + (n + 0.5) * leading, line, face, size))
        self.y += len(lines) * leading

    def bullet(self, text: str, *, mark: str = "・") -> None:
        """Add running text that hangs behind a mark."""
        self.put(_line(LEFT, self.y + self.leading / 2, mark, self.fonts.label, self.body))
        self.paragraph(text, indent=self.em)

    def heading(self, number: str, text: str, *, aside: str = "") -> None:
        """Add a numbered heading; aside: said after it in the size of running text."""
        size = self.heading_size
        side = size * 1.3 / MM
        middle = self.y + side / 2
        self.put(lambda sheet: sheet.panel(LEFT, middle - side / 2, side, side, grey=MARK_GREY))
        self.put(_line(LEFT + side / 2, middle, number, self.fonts.heading, size, grey=1.0, centred=True))
        self.put(_line(LEFT + side + 2.6, middle, text, self.fonts.heading, size))
        if aside:
            after = LEFT + side + 5.6 + self.fonts.heading.width(text, size) / MM
            self.put(_line(after, middle + 0.4, aside, self.fonts.label, self.body))
        self.y += side + 1.8

    def row(
        self, widths: Sequence[float], cells: Sequence[Cell], *, padding: float = 1.2, rule: bool = True
    ) -> None:
        """Add a row of a table as high as its highest cell, with a hairline under it.

        Names are set smaller or on two lines rather than cut; PaperRefused when even that fails.
        """
        blocks = [self._cell(cell, width - 3) for cell, width in zip(cells, widths, strict=True)]
        height = max(len(block.lines) * block.size * self.look.spacing / MM for block in blocks) + 2 * padding
        x = LEFT
        for block, cell, width in zip(blocks, cells, widths, strict=True):
            middle, face = self.y + height / 2, self._face(cell)
            leading = block.size * self.look.spacing / MM
            top = middle - leading * (len(block.lines) - 1) / 2
            for n, line in enumerate(block.lines):
                self.put(_line(x, top + n * leading, line, face, block.size))
            x += width
        self.y += height
        if rule:
            bottom = self.y
            self.put(lambda sheet: sheet.line(LEFT, bottom, LEFT + sum(widths), bottom, 0.15, grey=0.5))

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
) -> Callable[[Sheet], None]:
    baseline = middle + 0.38 * size / MM

    def mark(sheet: Sheet) -> None:
        sheet.text(x, baseline, text, face, size, grey=grey, align="center" if centred else "left")

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
    sheet.fitted(LEFT, 19, fitted, fonts.value)
    sheet.text(right, 17, day, fonts.label, 12, align="right")
    shown = fit(office, fonts.label, width=WIDTH * 0.34, height=12, size=12, min_size=7)
    if shown is None:
        raise PaperRefused(f"事業所名が長すぎて{paper}に入りません。設定で短い名前にしてください。")
    sheet.fitted(right, 22.5, shown, fonts.label, align="right")
    sheet.line(LEFT, _ADDRESS_END, right, _ADDRESS_END, 0.35)
