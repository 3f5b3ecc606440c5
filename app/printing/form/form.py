"""Forms on A4: one engine for all of them, from a value to pages.

Names are drawn exactly as filed or with the substitute agreed, or refused by name.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from app.domain.wareki import wareki
from app.errors import BadValue, PaperRefused
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, MM, Fitted, Sheet, document, fit
from app.printing.engine.specimen import draw_specimen
from app.printing.engine.table import (
    GREY,
    HEADING_HEIGHT,
    RULE,
    draw_headings,
    draw_headings_again,
    draw_uprights,
    width_of,
)
from app.printing.form.blocks import LEFT, WIDTH, Piece, Setting, pieces
from app.printing.form.values import Copy, Form, Name, Table

COPY_NAMES = ("提出用", "事業所控")
"""What the copies of a form to file are called, unless it names them itself; further ones are 控."""

_RIGHT = LEFT + WIDTH
_SENDER_LEFT, _SENDER_LABEL, _SENDER_ROW = 94.0, 25.0, 7.0
_SENDER_BLANKS = ("所在地", "事業主氏名", "電話番号", "担当者")
_CUT = A4_HEIGHT / 2


class _Frame(NamedTuple):
    """The part of a sheet one copy takes. top, bottom: of what is drawn in it, in mm."""

    top: float
    bottom: float
    is_half: bool = False


_WHOLE = _Frame(9.0, 279.0)
_HALVES = (_Frame(7.0, _CUT - 7, is_half=True), _Frame(_CUT + 7, A4_HEIGHT - 7, is_half=True))
_CONTINUED = 17.0


def draw_form(form: Form, out: BinaryIO, copies: int | None = None) -> None:
    """Write the form and those that follow it, each in so many copies.

    copies: None for as many as the form comes in. PaperRefused names the person whose form
    cannot be exact.
    """
    with document(out, form.title) as sheet:
        for one in form.all:
            _draw(sheet, one, _copies(one, copies))


def _copies(form: Form, wanted: int | None) -> tuple[Copy, ...]:
    if wanted is None or wanted == len(form.copies):
        return form.copies
    if not 1 <= wanted <= 9:
        raise BadValue("部数は1から9までにしてください。")
    if len(form.copies) > 1:
        return tuple(form.copies[min(n, len(form.copies) - 1)] for n in range(wanted))
    if form.sender is None:
        # The office's own: nobody hands it in, so one is as good as the other.
        return form.copies * wanted
    names = [COPY_NAMES[min(n, len(COPY_NAMES) - 1)] for n in range(wanted)]
    return tuple(Copy(name, form.copies[0].stamps) for name in names)


def _draw(sheet: Sheet, form: Form, copies: Sequence[Copy]) -> None:
    setting = Setting(form, sheet.fonts)
    laid_out = [_laid_out(setting, copy) for copy in copies]
    head = _head_height(form, is_half=True)
    room = _HALVES[0].bottom - _HALVES[0].top - head
    if form.is_half and all(_height(one) <= room for one in laid_out):
        for start in range(0, len(copies), 2):
            pair = list(zip(copies, laid_out, strict=True))[start : start + 2]
            for frame, (copy, all_pieces) in zip(_HALVES, pair, strict=False):
                if form.is_specimen:
                    _draw_specimen_mark(sheet, frame)
                with sheet.tagged("Sect"):
                    _draw_head(sheet, setting, copy, frame)
                    _end_table(sheet, _draw_pieces(sheet, all_pieces, frame.top + head, None))
            _draw_cut(sheet)
            sheet.end()
        return
    for copy, all_pieces in zip(copies, laid_out, strict=True):
        _draw_pages(sheet, setting, copy, all_pieces)


def _laid_out(setting: Setting, copy: Copy) -> list[Piece]:
    blocks = (*setting.form.blocks, *((copy.stamps,) if copy.stamps else ()))
    return pieces(setting, blocks)


def _height(all_pieces: Sequence[Piece]) -> float:
    headings = {id(piece.table) for piece in all_pieces if piece.table is not None}
    return sum(piece.above + piece.height for piece in all_pieces) + len(headings) * HEADING_HEIGHT


def _draw_pages(sheet: Sheet, setting: Setting, copy: Copy, all_pieces: Sequence[Piece]) -> None:
    form, frame = setting.form, _WHOLE
    head = _head_height(form, is_half=False)
    pages = list(_pages(form, all_pieces, frame.bottom - frame.top - head, frame.bottom - frame.top - 15))
    sheet.open("Sect")
    table: Table | None = None
    for number, page in enumerate(pages, 1):
        if form.is_specimen:
            _draw_specimen_mark(sheet, _Frame(0, A4_HEIGHT))
        if number == 1:
            _draw_head(sheet, setting, copy, frame)
        else:
            with sheet.artifact():
                _draw_running_title(sheet, form)
                _draw_copy_name(sheet, copy, frame.top)
        table = _draw_pieces(sheet, page, frame.top + (head if number == 1 else 15), table)
        if number == len(pages):
            _end_table(sheet, table)
        _draw_foot(sheet, setting, number, len(pages))
        if number == len(pages):
            sheet.close()
        sheet.end()


def _pages(form: Form, all_pieces: Sequence[Piece], first: float, further: float) -> Iterator[list[Piece]]:
    """Yield the pieces of each page; a table that goes on has its headings again."""
    page: list[Piece] = []
    used, room = 0.0, first
    for group in _groups(all_pieces):
        if page and used + _needed(page, group) > room:
            yield page
            page, used, room = [], 0.0, further
        needed = _needed(page, group)
        if needed > max(room, further):
            raise PaperRefused(
                f"{form.title}に書く文が長すぎて、用紙に入りません。記録の文を短くしてください。"
            )
        page += group
        used += needed
    yield page


def _groups(all_pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in all_pieces:
        group.append(piece)
        if not piece.keeps:
            yield group
            group = []
    if group:
        yield group


def _needed(page: Sequence[Piece], group: Sequence[Piece]) -> float:
    """Return the height a group takes below a page, with the headings of a table it begins."""
    height, table = 0.0, page[-1].table if page else None
    for n, piece in enumerate(group):
        if piece.table is not None and piece.table is not table:
            height += HEADING_HEIGHT
        table = piece.table
        height += piece.height + (piece.above if page or n else 0.0)
    return height


def _end_table(sheet: Sheet, table: Table | None) -> None:
    if table is not None:
        sheet.close()


def _draw_pieces(sheet: Sheet, all_pieces: Sequence[Piece], y: float, going_on: Table | None) -> Table | None:
    """Draw the pieces of one page. going_on: the table of the page before; return that of this page."""
    top = y
    for n, piece in enumerate(all_pieces):
        before = all_pieces[n - 1].table if n else None
        after = all_pieces[n + 1].table if n + 1 < len(all_pieces) else None
        y += piece.above if n else 0.0
        table = piece.table
        if table is not going_on:
            _end_table(sheet, going_on)
            if table is not None:
                sheet.open("Table")
        if table is not None and table is not before:
            top = y
            draw_head = draw_headings_again if table is going_on else draw_headings
            draw_head(sheet, table.columns, LEFT, y)
            y += HEADING_HEIGHT
        going_on = table
        piece.draw(sheet, y)
        y += piece.height
        if table is not None and table is not after:
            draw_uprights(sheet, table.columns, LEFT, top, y)
            sheet.frame(LEFT, top, width_of(table.columns), y - top, RULE)
    return going_on


# -- what stands around the blocks --------------------------------------------


def _head_height(form: Form, *, is_half: bool) -> float:
    if is_half:
        return 29.0
    under = 6.0 if form.subtitle else 0.0
    if form.sender is not None:
        return 33.0 + under + (1 + len(_SENDER_BLANKS)) * _SENDER_ROW + 6
    return 36.0 + under


def _draw_head(sheet: Sheet, setting: Setting, copy: Copy, frame: _Frame) -> None:
    form, fonts, top = setting.form, sheet.fonts, frame.top
    _draw_copy_name(sheet, copy, top)
    middle = top + (8 if frame.is_half else 13)
    title = setting.plain(form.title, fonts.heading)
    with sheet.tagged("H1"):
        sheet.fitted(A4_WIDTH / 2, middle, Fitted((title.text,), 16), title.face, align="center")
    y = middle + (10 if frame.is_half else 13)
    if form.subtitle:
        shown = setting.plain(form.subtitle)
        line = fit(shown.text, shown.face, width=WIDTH, height=10, size=10.5, min_size=7)
        if line is None:
            raise PaperRefused(f"{form.title}の「{form.subtitle}」が1行に入りません。短くしてください。")
        at = middle + 8.5
        with sheet.tagged("P"):
            sheet.fitted(A4_WIDTH / 2, at, line, shown.face, align="center")
        y += 0 if frame.is_half else 6
    if form.addressee:
        _draw_addressee(sheet, setting, y, 14 if isinstance(form.addressee, Name) else 12)
    with sheet.tagged("P"):
        sheet.fitted(_RIGHT, y, Fitted((wareki(form.made_on),), 10.5), fonts.label, align="right")
    if form.sender is not None:
        _draw_sender(sheet, setting, y + 6)


def _draw_running_title(sheet: Sheet, form: Form) -> None:
    """Say what a further page belongs to, so that it is found again when the stack was dropped."""
    text = f"{form.title}（つづき）\u3000{form.subtitle}".strip()
    face = sheet.fonts.heading
    # Where the copy's name stands, nothing else may.
    line = fit(text, face, width=WIDTH - 30, height=10, size=11, min_size=6)
    if line is not None:
        sheet.fitted(LEFT, _CONTINUED - 1.5, line, face)


def _draw_addressee(sheet: Sheet, setting: Setting, middle: float, size: float) -> None:
    form = setting.form
    shown = setting.any(form.addressee)
    text = f"{shown.text}\u3000{form.honorific}"
    fitted = fit(text, shown.face, width=WIDTH * 0.68, height=12, size=size, min_size=7)
    if fitted is None:
        raise PaperRefused(f"{shown.text}は{form.title}の宛名の欄に入りません。宛名を手書きしてください。")
    with sheet.tagged("P"):
        sheet.fitted(LEFT, middle, fitted, shown.face)


def _draw_sender(sheet: Sheet, setting: Setting, top: float) -> None:
    """Draw who files: the office as recorded, and lines for what no record says."""
    sender = setting.form.sender
    assert sender is not None
    known = f"{sender.code}\u3000{sender.name}".strip()
    rows = (("事業所", known), *((label, "") for label in _SENDER_BLANKS))
    at = _SENDER_LEFT + _SENDER_LABEL
    for n, (label, text) in enumerate(rows):
        middle = top + (n + 0.5) * _SENDER_ROW
        shown = setting.plain(text)
        fitted = fit(shown.text, shown.face, width=_RIGHT - at, height=_SENDER_ROW, size=10.5, min_size=6)
        if fitted is None:
            raise PaperRefused(
                f"事業所名が長すぎて{setting.form.title}に入りません。設定で短い名前にしてください。"
            )
        with sheet.tagged("P"):
            sheet.fitted(_SENDER_LEFT, middle, Fitted((label,), 9), sheet.fonts.label)
            sheet.fitted(at, middle, fitted, shown.face)
        bottom = top + (n + 1) * _SENDER_ROW - 0.6
        sheet.line(_SENDER_LEFT, bottom, _RIGHT, bottom, 0.1, grey=GREY)


def _draw_copy_name(sheet: Sheet, copy: Copy, top: float) -> None:
    if copy.name:
        width = sheet.fonts.label.width(copy.name, 9) / MM + 6
        sheet.frame(_RIGHT - width, top, width, 6.4, 0.2)
        middle = Fitted((copy.name,), 9)
        with sheet.tagged("P"):
            sheet.fitted(_RIGHT - width / 2, top + 3.2, middle, sheet.fonts.label, align="center")


def _draw_foot(sheet: Sheet, setting: Setting, number: int, pages: int) -> None:
    """Draw what stands at the end of each page; who hears the form is told by its closing once."""
    y = A4_HEIGHT - 12
    if setting.form.closing:
        shown = setting.plain(setting.form.closing)
        with sheet.tagged("P") if number == pages else sheet.artifact():
            sheet.text(LEFT, y, shown.text, shown.face, 8.5, grey=0.25)
    if pages > 1:
        with sheet.artifact():
            sheet.text(_RIGHT, y, f"{number} / {pages}", sheet.fonts.label, 9, align="right")


def _draw_cut(sheet: Sheet) -> None:
    count = 60
    for n in range(count):
        start, end = (A4_WIDTH * (n + part) / count for part in (0.2, 0.7))
        sheet.line(start, _CUT, end, _CUT, 0.1, grey=0.4)
    sheet.panel(A4_WIDTH / 2 - 12, _CUT - 2.5, 24, 5, grey=1.0)
    words = Fitted(("切り取り線",), 7.5)
    with sheet.artifact():
        sheet.fitted(A4_WIDTH / 2, _CUT, words, sheet.fonts.label, align="center")


def _draw_specimen_mark(sheet: Sheet, frame: _Frame) -> None:
    # Under everything, so that each value and each line to write on stays readable.
    draw_specimen(sheet, 0, frame.top, A4_WIDTH, frame.bottom - frame.top)
