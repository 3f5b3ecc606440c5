"""The back of a certificate: what to mind, an address to write, remarks, and the organ donation field.

What a person answers about organ donation is never printed nor stored; the field is always
blank. Source: docs/rules.md, "Print".
"""

from collections.abc import Callable

from app.domain.sheet_faces import back_code
from app.printing.certificate.layout import Back, Cell, Layout, Notices, OrganDonation
from app.printing.engine.page import LINE_SPACING, MM, Fitted, Sheet, wrap
from app.printing.engine.qr import qr_code

# Distances of lines, in type sizes.
_SPACING, _TIGHT, _WIDEST = 1.5, 1.35, 1.9
CODE_SIZE = 12.0
CODE_MEANS = "発行番号のQRコード"
_CODE_GAP, _EDGE = 2.5, 5.0
# How far the sentences hang behind their number, in ems.
_HANG = 1.6


def draw_back_form(sheet: Sheet, back: Back, form: Layout, put_remarks: Callable[[], None]) -> None:
    """Draw everything that is the same on every back, and between its parts the remarks."""
    notices, address, remarks, organ = back.notices, back.address, back.remarks, back.organ
    if notices is not None:
        sheet.repeated("back-notices", lambda s: _draw_notices(s, notices, back))
    if address is not None or remarks is not None:
        with sheet.tagged("Table"):
            if address is not None:
                sheet.repeated("back-address", lambda s: _draw_address(s, address, back, form))
            if remarks is not None:
                with sheet.tagged("TR"):
                    sheet.repeated("back-remarks", lambda s: _draw_label(s, remarks, back, form))
                    with sheet.tagged("TD"):
                        put_remarks()
    if organ is not None:
        sheet.repeated("back-organ", lambda s: _draw_organ_donation(s, organ, form))


def _draw_label(sheet: Sheet, cell: Cell, back: Back, form: Layout) -> None:
    sheet.frame(cell.x, cell.y, cell.width, cell.height, form.rule * 1.5)
    rule_x = cell.x + cell.label_width
    sheet.line(rule_x, cell.y, rule_x, cell.y + cell.height, form.rule)
    name = Fitted((cell.label,), back.label_size)
    with sheet.tagged("TH", scope="row"):
        sheet.fitted(cell.x + form.padding, cell.y + cell.height / 2, name, sheet.fonts.label)


def _draw_address(sheet: Sheet, address: Cell, back: Back, form: Layout) -> None:
    size = min(address.size * 0.75, back.label_size)
    right, bottom = address.x + address.width - form.padding / 2, address.y + address.height
    with sheet.tagged("TR"):
        _draw_label(sheet, address, back, form)
        with sheet.tagged("TD"):
            y, label = bottom - 0.4 * size / MM, sheet.fonts.label
            sheet.text(right, y, back.address_hint, label, size, align="right", grey=0.35)


def code_top(back: Back) -> float | None:
    """Return where the sheet's code has room on the back: below everything, else above, else None."""
    below, above = back.bottom + _CODE_GAP, back.top - _CODE_GAP - CODE_SIZE
    if below + CODE_SIZE <= back.panel.bottom - _EDGE:
        return below
    return above if above >= back.panel.y + _EDGE else None


def draw_back_code(sheet: Sheet, back: Back, form: Layout, issue_number: str, sheet_label: str) -> None:
    """Draw what ties the back to its front: the number of the sheet, and a code that says it is the back."""
    top = code_top(back)
    assert top is not None
    right, label = back.left + back.width, sheet.fonts.label
    with sheet.figure(CODE_MEANS, (right - CODE_SIZE, top, CODE_SIZE, CODE_SIZE)):
        sheet.qr(right - CODE_SIZE, top, CODE_SIZE, qr_code(back_code(issue_number)))
    for up, text in ((6, f"発行番号 {issue_number}"), (1, f"用紙 {sheet_label}（裏）")):
        x = right - CODE_SIZE - 4
        with sheet.tagged("P"):
            sheet.text(x, top + CODE_SIZE - up, text, label, form.margin_size, align="right")


def texts_of(back: Back) -> str:
    """Return every word of the back, to be checked before anything is drawn."""
    words = [back.address_hint, *(cell.label for cell in (back.address, back.remarks) if cell is not None)]
    if back.notices is not None:
        words += [back.notices.title, *back.notices.lines]
    if back.organ is not None:
        organ = back.organ
        words += [organ.title, organ.intro, *organ.choices, organ.except_hint, organ.organs, organ.remark]
        words += organ.signatures
    return "".join(words)


def overflow(back: Back, sheet: Sheet, form: Layout) -> str:
    """Return the key of the part whose words need more room than it has; empty when all fit."""
    notices, organ, label = back.notices, back.organ, sheet.fonts.label
    if notices is not None:
        room = back.width - _HANG * notices.size / MM
        lines = sum(len(wrap(text, label, width=room, size=notices.size)) for text in notices.lines)
        # The title, then the sentences.
        if notices.y + (lines + 1.6) * notices.size * _SPACING / MM > back.after_notices:
            return "notices"
    is_tight = organ is not None and _organ_leading(sheet, organ, form) < organ.size * _TIGHT / MM
    return "organ" if is_tight else ""


def _draw_notices(sheet: Sheet, notices: Notices, back: Back) -> None:
    leading = notices.size * _SPACING / MM
    em = notices.size / MM
    label = sheet.fonts.label
    y = notices.y + em
    with sheet.tagged("H2"):
        sheet.text(back.left, y, notices.title, sheet.fonts.heading, notices.size * 1.2)
    y += 1.25 * leading
    with sheet.tagged("L"):
        for number, sentence in enumerate(notices.lines, 1):
            lines = wrap(sentence, label, width=back.width - _HANG * em, size=notices.size)
            with sheet.tagged("LI"):
                with sheet.tagged("Lbl"):
                    sheet.text(back.left, y, f"{number}", label, notices.size)
                with sheet.tagged("LBody"):
                    for line in lines:
                        sheet.text(back.left + _HANG * em, y, line, label, notices.size)
                        y += leading


def _organ_parts(sheet: Sheet, organ: OrganDonation, form: Layout) -> list[list[str]]:
    """Return the lines of each sentence."""
    room = organ.box.width - 2 * form.padding
    words = (organ.intro, *organ.choices, organ.except_hint, organ.organs)
    return [wrap(text, sheet.fonts.label, width=room, size=organ.size) for text in words]


def _signature_rows(organ: OrganDonation) -> list[tuple[str, ...]]:
    """Two in a row; what is left over has the first row for itself."""
    alone = len(organ.signatures) % 2
    rest = organ.signatures[alone:]
    pairs = [rest[n : n + 2] for n in range(0, len(rest), 2)]
    return [organ.signatures[:alone], *pairs] if alone else pairs


def _organ_leading(sheet: Sheet, organ: OrganDonation, form: Layout) -> float:
    """Return the distance of lines in mm that fills the field; numbers are to be circled by hand."""
    room = organ.box.height - len(_signature_rows(organ)) * organ.signature_height - form.padding
    # The title and the line to write on count as lines, the title as one and a third.
    lines = sum(map(len, _organ_parts(sheet, organ, form)))
    return min(room / (lines + 2.3), organ.size * _WIDEST / MM)


def _draw_organ_donation(sheet: Sheet, organ: OrganDonation, form: Layout) -> None:
    box, label, padding = organ.box, sheet.fonts.label, form.padding
    left, leading = box.x + padding, _organ_leading(sheet, organ, form)
    sheet.frame(box.x, box.y, box.width, box.height, form.rule * 1.5)
    y = box.y + padding * 0.5 + organ.size * 1.1 / MM
    with sheet.tagged("H2"):
        sheet.text(left, y, organ.title, sheet.fonts.heading, organ.size * 1.1)
    y += 1.3 * leading
    for lines in _organ_parts(sheet, organ, form):
        with sheet.tagged("P"):
            for line in lines:
                sheet.text(left, y, line, label, organ.size)
                y += leading
    # Room to write between the brackets.
    with sheet.tagged("P"):
        sheet.text(left, y, f"〔{organ.remark}：", label, organ.size)
        sheet.text(box.right - padding, y, "〕", label, organ.size, align="right")
    rows = _signature_rows(organ)
    for n, row in enumerate(rows):
        top = box.bottom - (len(rows) - n) * organ.signature_height
        sheet.line(box.x, top, box.right, top, form.rule)
        for column, text in enumerate(row):
            x = box.x + column * box.width / 2
            if column:
                sheet.line(x, top, x, top + organ.signature_height, form.rule)
            line_size = min(organ.size, organ.signature_height * MM / LINE_SPACING)
            with sheet.tagged("P"):
                sheet.fitted(x + padding, top + organ.signature_height / 2, Fitted((text,), line_size), label)
