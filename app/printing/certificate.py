"""The A4 健康保険資格確認書, drawn exactly as filed or refused by name."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.errors import BadValue, PaperRefused
from app.printing.fonts import Fonts, Typeface, load_fonts
from app.printing.glyphs import clusters, refusal_reason
from app.printing.layout import SEAL, Cell, Layout, standard_layout
from app.printing.page import A4_HEIGHT, A4_WIDTH, MM, Fitted, Sheet, document, fit
from app.printing.qr import qr_code
from app.printing.values import Refusal
from app.rows import CertificateFace

_PADDING = 3.5
_SEAL_LABEL_SIZE = 11.0
# 一部負担金 stays blank below 70; a society may print no 記号 and no 性別.
_MAY_BE_BLANK = frozenset({"symbol", "sex", "copay_rate", "copay_from"})


@dataclass(frozen=True, slots=True)
class _Value:
    cell: Cell
    fitted: Fitted


def check_faces(faces: Iterable[CertificateFace], layout: Layout | None = None) -> list[Refusal]:
    """Return what stands against printing, for every sheet of a batch, before any is drawn.

    A character is refused when no face draws it exactly, a text when it does not fit its box
    on two lines at the smallest size. Source: docs/rules.md, "Names and characters".
    """
    form, fonts = layout or standard_layout(), load_fonts()
    _check_labels(form, fonts)
    return [
        Refusal(face.person_key, face.name, reason)
        for face in faces
        for reason in _problems(face, _placed(face, form, fonts.value), fonts)
    ]


def draw_certificates(
    faces: Iterable[CertificateFace],
    out: BinaryIO,
    *,
    layout: Layout | None = None,
    on_page: Callable[[int], None] | None = None,
) -> None:
    """Write one sheet per face to out, in order; on_page is told how many are done.

    Raises PaperRefused with the person's name when a sheet cannot be exact; nothing is
    written then. The same faces give the same bytes.
    """
    form = layout or standard_layout()
    with document(out, form.title) as sheet:
        _check_labels(form, sheet.fonts)
        for face in faces:
            _draw(face, form, sheet)
            sheet.end()
            if on_page:
                on_page(sheet.pages)
        if not sheet.pages:
            raise BadValue("印刷する資格確認書がありません。対象者を選んでください。")


def _check_labels(layout: Layout, fonts: Fonts) -> None:
    printed = [layout.title, layout.issued_label, *layout.kind_labels.values()]
    printed += [cell.label for cells in layout.cells.values() for cell in cells]
    text = "".join(printed)
    bad = fonts.value.undrawable(text) or fonts.label.undrawable(text)
    if bad:
        raise BadValue(f"様式「{layout.name}」の文字：{refusal_reason(bad[0])}")


def _texts(face: CertificateFace) -> dict[str, str]:
    """Return what each field of the layout shows."""
    return {
        "symbol": face.symbol,
        "number": f"{face.number}（{face.branch_number}）" if face.branch_number else face.number,
        "name": face.name,
        "sex": face.sex_text,
        "born_on": wareki(face.born_on),
        "qualified_on": wareki(face.qualified_on),
        "copay_rate": f"{face.copay_rate}割" if face.copay_rate is not None else "",
        "copay_from": wareki(face.copay_from) if face.copay_from is not None else "",
        "expires_on": wareki(face.expires_on),
        "insured_name": face.insured_name,
        "insurer_number": face.insurer_number,
        "insurer_name": face.insurer_name,
        "insurer_address": face.insurer_address,
    }


def _placed(face: CertificateFace, layout: Layout, typeface: Typeface) -> Iterator[_Value | str]:
    """Yield each value with its place, or the reason why it cannot be placed."""
    texts = _texts(face)
    for cell in layout.cells[face.kind]:
        if cell.field == SEAL:
            continue
        text = texts[cell.field]
        bad = typeface.undrawable(text)
        if bad:
            yield from (f"{cell.label}：{refusal_reason(cluster)}" for cluster in bad)
        elif text.strip():
            room = cell.width - cell.label_width - 2 * _PADDING
            fitted = fit(
                text, typeface, width=room, height=cell.height, size=cell.size, min_size=cell.min_size
            )
            if fitted:
                yield _Value(cell, fitted)
            else:
                length = len(clusters(text))
                yield f"{cell.label}：{length}文字は欄に入りません。短い書き方を健保に確かめてください。"
        elif cell.field not in _MAY_BE_BLANK:
            yield f"{cell.label}：空欄です。名簿か健保の設定に書き加えてください。"


def _problems(face: CertificateFace, placed: Iterable[_Value | str], fonts: Fonts) -> list[str]:
    margin = fonts.label.undrawable(face.issue_number + face.sheet_label)
    return [value for value in placed if isinstance(value, str)] + [
        f"発行番号：{refusal_reason(cluster)}" for cluster in margin
    ]


def _draw(face: CertificateFace, layout: Layout, sheet: Sheet) -> None:
    value_face = sheet.fonts.value
    values = list(_placed(face, layout, value_face))
    problems = _problems(face, values, sheet.fonts)
    if problems:
        raise PaperRefused(f"{face.name}さん（{face.person_key}）の資格確認書を印刷できません。{problems[0]}")
    # The one place that decides: a sheet without the society's seal is never anything else.
    if face.is_specimen or face.seal_png is None:
        sheet.repeated("specimen", _draw_specimen_mark)
    sheet.repeated(face.kind.value, lambda form: _draw_form(form, layout, face.kind))
    sheet.text(
        layout.left + layout.width,
        layout.heading_y,
        f"{wareki(face.issued_on)}{layout.issued_label}",
        value_face,
        layout.heading_size,
        align="right",
    )
    for value in values:
        if isinstance(value, _Value):
            cell = value.cell
            sheet.fitted(cell.x + cell.label_width + _PADDING, _middle(cell), value.fitted, value_face)
    _draw_seal(face.seal_png, layout.cells[face.kind], sheet)
    _draw_margin(face, layout, sheet)


def _draw_form(sheet: Sheet, layout: Layout, kind: PersonKind) -> None:
    """Draw what every sheet of a version shares: title, rules and labels."""
    label = sheet.fonts.label
    sheet.text(
        A4_WIDTH / 2, layout.title_y, layout.title, sheet.fonts.value, layout.title_size, align="center"
    )
    sheet.text(layout.left, layout.heading_y, layout.kind_labels[kind], label, layout.heading_size)
    right, bottom = layout.left + layout.width, layout.bottom(kind)
    for cell in layout.cells[kind]:
        if cell.field == SEAL:
            continue
        if cell.x == layout.left and cell.y > layout.top:
            sheet.line(layout.left, cell.y, right, cell.y, layout.rule)
        if cell.x > layout.left:
            sheet.line(cell.x, cell.y, cell.x, cell.y + cell.height, layout.rule)
        rule_x = cell.x + cell.label_width
        sheet.line(rule_x, cell.y, rule_x, cell.y + cell.height, layout.rule)
        name = Fitted((cell.label,), layout.label_size)
        sheet.fitted(cell.x + _PADDING, _middle(cell), name, label)
    sheet.frame(layout.left, layout.top, layout.width, bottom - layout.top, layout.border)


def _draw_specimen_mark(sheet: Sheet) -> None:
    # Light enough to read every value over it, dark enough to survive a copier.
    sheet.diagonal("見　本", sheet.fonts.heading, 190, angle=52, grey=0.86)
    notice = "見本：この用紙は資格確認書として使えません"
    sheet.text(22, A4_HEIGHT - 18, notice, sheet.fonts.heading, 10, grey=0.25)


def _draw_seal(png: bytes | None, cells: Sequence[Cell], sheet: Sheet) -> None:
    cell = next(cell for cell in cells if cell.field == SEAL)
    if png is None:
        mark = Fitted((cell.label,), _SEAL_LABEL_SIZE)
        left = cell.x + (cell.width - _SEAL_LABEL_SIZE / MM) / 2
        sheet.fitted(left, _middle(cell), mark, sheet.fonts.label)
        return
    box = min(cell.width, cell.height) - 4
    x, y = cell.x + (cell.width - box) / 2, cell.y + (cell.height - box) / 2
    name = f"seal-{hashlib.sha256(png).hexdigest()[:16]}-{cell.y:g}"
    sheet.repeated(name, lambda form: form.image(x, y, box, png))


def _draw_margin(face: CertificateFace, layout: Layout, sheet: Sheet) -> None:
    right = layout.left + layout.width
    sheet.qr(right - layout.qr_size, layout.margin_y, layout.qr_size, qr_code(face.issue_number))
    x, label = right - layout.qr_size - 4, sheet.fonts.label
    y = layout.margin_y + layout.qr_size
    sheet.text(x, y - 6, f"発行番号 {face.issue_number}", label, layout.margin_size, align="right")
    sheet.text(x, y - 1, f"用紙 {face.sheet_label}", label, layout.margin_size, align="right")


def _middle(cell: Cell) -> float:
    return cell.y + cell.height / 2
