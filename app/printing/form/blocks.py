"""The blocks of a form as pieces of known height, ready to be put under each other on pages."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from app.errors import PaperRefused
from app.late import dataclass
from app.printing.certificate.substitution import face_for, substituted
from app.printing.engine.fonts import Fonts, Typeface
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import LINE_SPACING, MM, Fitted, Sheet, fit, wrap
from app.printing.engine.table import GREY, HAIRLINE, RULE, SIZE, Cell, Row, draw_row, lay_out
from app.printing.form.values import (
    FORM_WIDTH,
    Block,
    Choice,
    Field,
    Fields,
    Form,
    Name,
    Stamp,
    Stamps,
    Table,
    Text,
    Words,
)

LEFT, WIDTH = 18.0, FORM_WIDTH
GAP = 4.5
_VALUE_SIZE, _NAME_SIZE, _SMALLEST_NAME = 10.5, 13.0, 8.5
_LABEL_SIZE, _SMALLEST_LABEL, _READING_SIZE = 9.0, 6.5, 7.0
_INSIDE = 2.0
_HEADING_HEIGHT, _STAMP_HEIGHT, _STAMP_TITLE = 7.0, 21.0, 5.5
_BOX = 3.2
_BLANK_DAY = "年\u3000\u3000\u3000月\u3000\u3000\u3000日"


class Piece(NamedTuple):
    """Something that stays on one page. above: white over it unless it begins the page.

    table: whose headings stand over it. keeps: stands on the page of the piece that follows.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    above: float = 0.0
    table: Table | None = None
    keeps: bool = False


class Shown(NamedTuple):
    """A text as it is drawn."""

    text: str
    face: Typeface


@dataclass(frozen=True, slots=True)
class Setting:
    """What the texts of one form are set in; refuses what cannot be drawn exactly."""

    form: Form
    fonts: Fonts

    def name(self, name: Name) -> Shown:
        """Return a name with the substitutes agreed for that person, or refuse it by name."""
        given = self.form.substitutions.for_person(name.person_key)
        shown = Shown(substituted(name.text, given), face_for(self.fonts.value, given))
        bad = shown.face.undrawable(shown.text)
        if bad:
            raise PaperRefused(
                f"{name.text}さんの{self.form.title}を印刷できません。{refusal_reason(bad[0])}"
            )
        return shown

    def plain(self, text: str, face: Typeface | None = None) -> Shown:
        """Return other words, or refuse them."""
        face = face or self.fonts.label
        bad = face.undrawable(text.replace("\n", ""))
        if bad:
            raise PaperRefused(f"{self.form.title}の「{text}」を印刷できません。{refusal_reason(bad[0])}")
        return Shown(text, face)

    def any(self, text: Text) -> Shown:
        """Return a text of either kind."""
        return self.name(text) if isinstance(text, Name) else self.plain(text)


def pieces(setting: Setting, blocks: Sequence[Block]) -> list[Piece]:
    """Return the pieces of the blocks in order; PaperRefused names what cannot be drawn."""
    found: list[Piece] = []
    for block in blocks:
        match block:
            case Words():
                found.append(_words(setting, block))
            case Fields():
                found += _fields(setting, block)
            case Table():
                found += _table(setting, block)
            case Stamps():
                # A 印 stands under what it is for, never alone on a page.
                found[-1:] = [piece._replace(keeps=True) for piece in found[-1:]]
                found.append(_stamps(setting, block))
    return found


def _words(setting: Setting, words: Words) -> Piece:
    shown = setting.plain(words.text)
    lines = wrap(shown.text, shown.face, width=WIDTH, size=words.size)
    leading = words.size * 1.5 / MM

    def draw(sheet: Sheet, y: float) -> None:
        with sheet.tagged("P"):
            for n, line in enumerate(lines):
                sheet.fitted(LEFT, y + (n + 0.5) * leading, Fitted((line,), words.size), shown.face)

    return Piece(len(lines) * leading, draw, GAP)


def _heading(setting: Setting, text: str) -> Piece:
    shown = setting.plain(text, setting.fonts.heading)

    def draw(sheet: Sheet, y: float) -> None:
        with sheet.tagged("H2"):
            sheet.fitted(LEFT, y + _HEADING_HEIGHT / 2 - 0.4, Fitted((shown.text,), 11), shown.face)

    return Piece(_HEADING_HEIGHT, draw, GAP, keeps=True)


# -- tables -------------------------------------------------------------------


def _table(setting: Setting, table: Table) -> Iterator[Piece]:
    if table.heading:
        yield _heading(setting, table.heading)
    above = 0.0 if table.heading else GAP
    blank = ("",) * len(table.columns)
    rows = [*table.rows, *[blank] * (table.least_rows - len(table.rows))]
    for number, row in enumerate(rows):
        laid_out = _row(setting, table, row)
        draw = partial(_draw_row, table, laid_out)
        # The last two rows stay together, so that none stands alone under its headings.
        keeps = 0 < number == len(rows) - 2
        yield Piece(laid_out.height, draw, 0.0 if number else above, table, keeps)
    if not rows and table.empty_text:
        shown = setting.plain(table.empty_text)

        def say(sheet: Sheet, y: float) -> None:
            with sheet.tagged("TR"), sheet.tagged("TD", across=len(table.columns)):
                sheet.fitted(LEFT + _INSIDE, y + 5, Fitted((shown.text,), SIZE), shown.face)

        yield Piece(9, say, above, table)


def _row(setting: Setting, table: Table, row: Sequence[Text]) -> Row:
    shown = [setting.any(text) for text in row]
    cells = [Cell(one.text, one.face, isinstance(text, Name)) for one, text in zip(shown, row, strict=True)]
    return lay_out(cells, table.columns, table.row_height_mm)


def _draw_row(table: Table, row: Row, sheet: Sheet, y: float) -> None:
    draw_row(sheet, table.columns, row, LEFT, y)


# -- labelled boxes -----------------------------------------------------------


class _Box(NamedTuple):
    """A labelled box, laid out. lines: its value."""

    field: Field
    label: Fitted
    width: float
    value: Fitted
    face: Typeface
    height: float


def _fields(setting: Setting, fields: Fields) -> Iterator[Piece]:
    if fields.heading:
        yield _heading(setting, fields.heading)
    rows = [_boxes(setting, row) for row in fields.rows]
    heights = [max(box.height for box in row) for row in rows]

    def draw(sheet: Sheet, y: float) -> None:
        top, most = y, max(map(len, rows))
        with sheet.tagged("Table"):
            for row, height in zip(rows, heights, strict=True):
                x = LEFT
                with sheet.tagged("TR"):
                    for n, box in enumerate(row, 1):
                        # The last value of a shorter row takes the columns of those it has not.
                        across = 1 + 2 * (most - len(row)) * (n == len(row))
                        _draw_box(sheet, setting, box, x, y, height, across)
                        x += box.width
                y += height
        # After the grey of all labels, which would cover the hairlines.
        y = top
        for height in heights:
            y += height
            sheet.line(LEFT, y, LEFT + WIDTH, y, HAIRLINE, grey=GREY)
        sheet.frame(LEFT, top, WIDTH, y - top, RULE)

    yield Piece(sum(heights), draw, 0.0 if fields.heading else GAP)


def _boxes(setting: Setting, row: Sequence[Field]) -> list[_Box]:
    left_over = WIDTH - sum(field.width_mm for field in row)
    sharing = sum(1 for field in row if not field.width_mm)
    return [_box(setting, field, field.width_mm or left_over / sharing) for field in row]


def _box(setting: Setting, field: Field, width: float) -> _Box:
    room = width - field.label_mm - 2 * _INSIDE
    label = fit(
        setting.plain(field.label, setting.fonts.heading).text,
        setting.fonts.heading,
        width=field.label_mm - 2 * _INSIDE + 1,
        height=field.height_mm,
        size=_LABEL_SIZE,
        min_size=_SMALLEST_LABEL,
    )
    if label is None:
        raise ValueError(f"the label {field.label} is wider than its box")
    setting.plain(field.reading)
    shown = setting.any(field.value)
    value = None
    if isinstance(field.value, Name):
        value = fit(shown.text, shown.face, width=room, height=12, size=_NAME_SIZE, min_size=_SMALLEST_NAME)
    if value is None:
        value = Fitted(tuple(wrap(shown.text, shown.face, width=room, size=_VALUE_SIZE)), _VALUE_SIZE)
    lines = len(_choice_lines(setting, field.choices, room)) if field.choices else len(value.lines)
    needed = lines * value.size * LINE_SPACING / MM + 3
    if field.reading:
        needed += _READING_SIZE * LINE_SPACING / MM
    return _Box(field, label, width, value, shown.face, max(field.height_mm, needed))


def _draw_box(
    sheet: Sheet, setting: Setting, box: _Box, x: float, y: float, height: float, across: int
) -> None:
    field, fonts, middle = box.field, setting.fonts, y + height / 2
    sheet.panel(x, y, field.label_mm, height, grey=0.93)
    with sheet.heading(field.label, "row"):
        sheet.fitted(x + field.label_mm / 2, middle, box.label, fonts.heading, align="center")
    if x > LEFT:
        sheet.line(x, y, x, y + height, HAIRLINE, grey=GREY)
    at = x + field.label_mm
    sheet.line(at, y, at, y + height, HAIRLINE, grey=GREY)
    with sheet.tagged("TD", across=across):
        _draw_value(sheet, setting, box, x, y, height)


def _draw_value(sheet: Sheet, setting: Setting, box: _Box, x: float, y: float, height: float) -> None:
    field, fonts, middle = box.field, setting.fonts, y + height / 2
    at = x + field.label_mm + _INSIDE
    if field.choices:
        lines = _choice_lines(setting, field.choices, box.width - field.label_mm - 2 * _INSIDE)
        leading = _VALUE_SIZE * LINE_SPACING / MM
        for n, line in enumerate(lines):
            _draw_choices(sheet, setting, line, at, middle + (n - (len(lines) - 1) / 2) * leading)
    elif not box.value.lines[0] and field.is_date:
        right = x + box.width - _INSIDE - 4
        sheet.fitted(right, middle, Fitted((_BLANK_DAY,), _VALUE_SIZE), fonts.label, align="right")
    else:
        if field.reading:
            over = _READING_SIZE * LINE_SPACING / MM
            sheet.fitted(at, y + 1 + over / 2, Fitted((field.reading,), _READING_SIZE), fonts.label)
            middle += over / 2
        sheet.fitted(at, middle, box.value, box.face)


def _choice_lines(setting: Setting, choices: Sequence[Choice], room: float) -> list[list[Choice]]:
    lines: list[list[Choice]] = [[]]
    used = 0.0
    for choice in choices:
        width = _choice_width(setting, choice)
        if lines[-1] and used + width > room + 5:
            lines.append([])
            used = 0.0
        lines[-1].append(choice)
        used += width
    return lines


def _choice_width(setting: Setting, choice: Choice) -> float:
    """The box, the word and the white after it."""
    shown = setting.plain(choice.word)
    return _BOX + 1.5 + shown.face.width(shown.text, _VALUE_SIZE) / MM + 5


def _draw_choices(sheet: Sheet, setting: Setting, line: Sequence[Choice], x: float, middle: float) -> None:
    for choice in line:
        top = middle - _BOX / 2
        with sheet.told("■" if choice.is_ticked else "□"):
            sheet.frame(x, top, _BOX, _BOX, 0.2)
            if choice.is_ticked:
                sheet.line(x + 0.5, middle, x + 1.4, middle + 1.1, 0.45)
                sheet.line(x + 1.3, middle + 1.1, x + 3.3, middle - 2.0, 0.45)
        sheet.fitted(x + _BOX + 1.5, middle, Fitted((choice.word,), _VALUE_SIZE), setting.fonts.label)
        x += _choice_width(setting, choice)


# -- stamps -------------------------------------------------------------------


def _stamps(setting: Setting, stamps: Stamps) -> Piece:
    for stamp in (*stamps.left, *stamps.right):
        setting.plain(stamp.title + stamp.name)

    def draw(sheet: Sheet, y: float) -> None:
        x = LEFT
        for stamp in stamps.left:
            _draw_stamp(sheet, setting, stamp, x, y)
            x += stamp.width_mm
        x = LEFT + WIDTH - sum(stamp.width_mm for stamp in stamps.right)
        for stamp in stamps.right:
            _draw_stamp(sheet, setting, stamp, x, y)
            x += stamp.width_mm

    return Piece(_STAMP_HEIGHT, draw, GAP + 1)


def _draw_stamp(sheet: Sheet, setting: Setting, stamp: Stamp, x: float, y: float) -> None:
    label = setting.fonts.label
    sheet.panel(x, y, stamp.width_mm, _STAMP_TITLE, grey=0.93)
    sheet.line(x, y + _STAMP_TITLE, x + stamp.width_mm, y + _STAMP_TITLE, HAIRLINE, grey=GREY)
    sheet.frame(x, y, stamp.width_mm, _STAMP_HEIGHT, 0.2)
    title = fit(stamp.title, label, width=stamp.width_mm - 2, height=_STAMP_TITLE, size=8.5, min_size=6)
    if title is None:
        raise ValueError(f"the title {stamp.title} is wider than its box")
    with sheet.tagged("P"):
        sheet.fitted(x + stamp.width_mm / 2, y + _STAMP_TITLE / 2, title, label, align="center")
    if stamp.name:
        middle = y + (_STAMP_TITLE + _STAMP_HEIGHT) / 2
        name = fit(stamp.name, label, width=stamp.width_mm - 16, height=14, size=12, min_size=7)
        if name is not None:
            with sheet.tagged("P"):
                sheet.fitted(x + 3, middle, name, label)
