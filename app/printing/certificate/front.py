"""What stands on the front of every sheet of a form: lines, words, codes, where to cut and to fold."""

from app.domain.person import PersonKind
from app.printing.certificate.back import CODE_MEANS
from app.printing.certificate.layout import SEAL, Box, Cell, CodePlace, Fold, Ground, Layout
from app.printing.engine.page import MM, Fitted, Sheet
from app.printing.engine.qr import qr_code
from app.printing.engine.specimen import draw_specimen
from app.printing.values import CertificateFace

_NO_CERTIFICATE = "見本：この用紙は資格確認書として使えません"
_FOLDED, _RULED = "ここで裏へ折る", "{length:g} mm"
_SECOND_CODE_MEANS = "保険者のQRコード"
_STRUCK = 0.2
_CUT_LENGTH, _CUT_GAP, _CUT_WEIGHT = 4.0, 1.0, 0.1
_DASH = 0.9
_MICROTEXT = 1.1
"""Points: a line to the eye, words to a lens."""
_RULER, _SHORT_RULER, _RULER_EDGE = 100.0, 50.0, 5.5


def strike(sheet: Sheet, cell: Cell, form: Layout) -> None:
    """Draw a line through a box without a value: nothing can be written into it."""
    inset = min(_STRUCK * cell.height, 2.0)
    left, right = cell.x + cell.label_width + inset, cell.x + cell.width - inset
    sheet.line(left, cell.y + cell.height - inset, right, cell.y + inset, max(form.rule, 0.15))


def draw_no_seal(sheet: Sheet, layout: Layout, cell: Cell) -> None:
    """Say where the seal would be."""
    left = cell.x + (cell.width - layout.seal_size / MM) / 2
    mark = Fitted((cell.label,), layout.seal_size)
    sheet.fitted(left, cell.y + cell.height / 2, mark, sheet.fonts.label)


def draw_seal(sheet: Sheet, cell: Cell, png: bytes) -> None:
    """Draw the society's seal."""
    box = min(cell.width, cell.height) * 0.87
    sheet.image(cell.x + (cell.width - box) / 2, cell.y + (cell.height - box) / 2, box, png)


def draw_head(sheet: Sheet, layout: Layout, kind: PersonKind) -> None:
    """Draw what the sheet is called and whose it is."""
    if not layout.values_only:
        with sheet.tagged("H1"):
            face = sheet.fonts.value
            sheet.text(layout.title_x, layout.title_y, layout.title, face, layout.title_size, align="center")
    words = layout.kind_labels[kind]
    if words:
        with sheet.tagged("P"):
            sheet.text(layout.left, layout.heading_y, words, sheet.fonts.label, layout.heading_size)


def draw_label(sheet: Sheet, layout: Layout, cell: Cell) -> None:
    """Draw what a box holds."""
    name = Fitted((cell.label,), layout.label_size)
    with sheet.tagged("TH", scope="row"):
        sheet.fitted(cell.x + layout.padding, cell.y + cell.height / 2, name, sheet.fonts.label)


def draw_form(sheet: Sheet, layout: Layout, kind: PersonKind, *, with_options: bool, is_folded: bool) -> None:
    """Draw the lines that every sheet of a version shares. is_folded: with its back, which lies behind it."""
    with sheet.artifact():
        if not layout.values_only:
            with sheet.lines_in(layout.colour):
                _draw_rules(sheet, layout, kind, with_options=with_options)
            _draw_ruler(sheet, layout)
        if layout.has_cut_marks:
            fold = layout.fold if is_folded else None
            draw_cut_marks(sheet, layout.cut_out if fold else layout.panel)
            if fold is not None:
                _draw_fold(sheet, fold)


def _draw_rules(sheet: Sheet, layout: Layout, kind: PersonKind, *, with_options: bool) -> None:
    right, bottom = layout.left + layout.width, layout.bottom(kind)
    for cell in layout.shown(kind, with_options=with_options):
        if cell.field == SEAL:
            continue
        if cell.x == layout.left and cell.y > layout.top:
            sheet.line(layout.left, cell.y, right, cell.y, layout.rule)
        if cell.x > layout.left:
            sheet.line(cell.x, cell.y, cell.x, cell.y + cell.height, layout.rule)
        rule_x = cell.x + cell.label_width
        sheet.line(rule_x, cell.y, rule_x, cell.y + cell.height, layout.rule)
    if layout.microtext:
        _draw_microtext(
            sheet, layout.microtext, Box(layout.left, layout.top, layout.width, bottom - layout.top)
        )
    else:
        sheet.frame(layout.left, layout.top, layout.width, bottom - layout.top, layout.border)


def _draw_microtext(sheet: Sheet, words: str, box: Box) -> None:
    """Draw the frame as words: a copier makes a smear of them."""
    face, half = sheet.fonts.label, _MICROTEXT / MM / 2
    for length, corners in ((box.width, (box.y, box.bottom)), (box.height, (box.x, box.right))):
        whole, used = "", 0.0
        while used < length:
            whole += words + "\u3000"
            used = face.width(whole, _MICROTEXT) / MM
        fitting = whole
        while face.width(fitting, _MICROTEXT) / MM > length:
            fitting = fitting[:-1]
        for at in corners:
            if corners == (box.y, box.bottom):
                sheet.text(box.x, at + half, fitting, face, _MICROTEXT)
            else:
                with sheet.turned(at, box.bottom, 90):
                    sheet.text(at, box.bottom + half, fitting, face, _MICROTEXT)


def draw_ground(sheet: Sheet, ground: Ground, panel: Box) -> None:
    """Draw the society's pattern over the whole panel, as many whole pictures as it holds.

    It lies under everything: over a 見本 it would hide that it is one.
    """
    across, down = int(panel.width // ground.tile), int(panel.height // ground.tile)
    left, top = panel.x + (panel.width % ground.tile) / 2, panel.y + (panel.height % ground.tile) / 2
    for row in range(down):
        for column in range(across):
            sheet.image(left + column * ground.tile, top + row * ground.tile, ground.tile, ground.png)


def ruler_of(layout: Layout) -> tuple[float, float, float] | None:
    """Return the rule by which a scaled sheet is told: x, lower end and length; None without room."""
    page, table_right = layout.page, layout.left + layout.width
    length = _RULER if page.height >= _RULER + 2 * _RULER_EDGE else _SHORT_RULER
    bottom = page.bottom - _RULER_EDGE
    right = max(table_right, layout.margin_right)
    for x, is_free in ((_RULER_EDGE, layout.left >= 8), (page.right - _RULER_EDGE, right <= page.right - 9)):
        if is_free and bottom - length >= 0:
            return x, bottom, length
    return None


def _draw_ruler(sheet: Sheet, layout: Layout) -> None:
    place = ruler_of(layout)
    if place is None:
        return
    x, bottom, length = place
    sheet.line(x, bottom, x, bottom - length, 0.1)
    for mm in range(0, round(length) + 1, 10):
        tick = 1.6 if mm % 50 == 0 else 0.8
        sheet.line(x, bottom - mm, x + (tick if x < layout.left else -tick), bottom - mm, 0.1)
    inwards = 1.2 if x < layout.left else -2.6
    with sheet.turned(x + inwards, bottom - 3, 90):
        words = _RULED.format(length=length)
        sheet.text(x + inwards, bottom - 3 + 1.4, words, sheet.fonts.label, 4.5)


def draw_cut_marks(sheet: Sheet, panel: Box) -> None:
    """Draw where to cut, outside the corners, so that nothing of them stays on what is cut out."""
    with sheet.artifact():
        for x, outwards in ((panel.x, -1), (panel.right, 1)):
            for y in (panel.y, panel.bottom):
                start, end = x + outwards * _CUT_GAP, x + outwards * (_CUT_GAP + _CUT_LENGTH)
                sheet.line(start, y, end, y, _CUT_WEIGHT)
        for y, outwards in ((panel.y, -1), (panel.bottom, 1)):
            for x in (panel.x, panel.right):
                start, end = y + outwards * _CUT_GAP, y + outwards * (_CUT_GAP + _CUT_LENGTH)
                sheet.line(x, start, x, end, _CUT_WEIGHT)


def _draw_fold(sheet: Sheet, fold: Fold) -> None:
    """Draw dashes on both sides of the edge to fold, with the word beside them: it is not to be cut."""
    along = (1, 0) if fold.is_across else (0, 1)
    for x, y, outwards in ((fold.x1, fold.y1, -1), (fold.x2, fold.y2, 1)):
        for n in range(5):
            start = outwards * (_CUT_GAP + 2 * n * _DASH)
            end = start + outwards * _DASH
            sheet.line(
                x + along[0] * start,
                y + along[1] * start,
                x + along[0] * end,
                y + along[1] * end,
                _CUT_WEIGHT,
            )
    size, label = 6.0, sheet.fonts.label
    beyond = _CUT_GAP + 10 * _DASH
    if fold.is_across:
        sheet.text(fold.x2 + beyond, fold.y2 + 0.8, _FOLDED, label, size)
    else:
        sheet.text(fold.x2, fold.y2 + beyond + 2.2, _FOLDED, label, size, align="center")


def draw_specimen_mark(sheet: Sheet, panel: Box) -> None:
    """Mark a try. Drawn from the panel alone: no layout can make it smaller or leave it out."""
    draw_specimen(sheet, panel.x, panel.y, panel.width, panel.height, _NO_CERTIFICATE)


def draw_margin(sheet: Sheet, form: Layout, face: CertificateFace) -> None:
    """Draw the codes and the numbers beside or below: what belongs to this sheet alone."""
    size, label, foot = form.margin_size, sheet.fonts.label, form.margin_y + form.qr_size
    left, number, paper = form.margin_right - form.qr_size, face.issue_number, f"用紙 {face.sheet_label}"
    if form.shows_code:
        with sheet.figure(CODE_MEANS, (left, form.margin_y, form.qr_size, form.qr_size)):
            sheet.qr(left, form.margin_y, form.qr_size, qr_code(number))
    if form.margin_place is CodePlace.BELOW:
        for n, text in enumerate(("発行番号", number, paper), 1):
            y = foot + n * 1.35 * size / MM
            with sheet.tagged("P"):
                sheet.text(left + form.qr_size / 2, y, text, label, size, align="center")
    else:
        x = left - 4 if form.shows_code else form.margin_right
        for up, text in ((6, f"発行番号 {number}"), (1, paper)):
            with sheet.tagged("P"):
                sheet.text(x, foot - up, text, label, size, align="right")
    second = form.second_code
    if second is not None:
        says = second.text.format(
            insurer_number=face.insurer_number,
            symbol=face.symbol,
            number=face.number,
            branch_number=face.branch_number,
            issue_number=number,
        )
        with sheet.figure(_SECOND_CODE_MEANS, (second.x, second.y, second.size, second.size)):
            sheet.qr(second.x, second.y, second.size, qr_code(says, sturdy=False))
