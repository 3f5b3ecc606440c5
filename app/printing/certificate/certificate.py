"""The 健康保険資格確認書, drawn exactly as filed or refused by name."""

from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

from app.domain.calibration import Calibration
from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.errors import BadValue, PaperRefused
from app.printing.certificate.back import (
    CODE_MEANS,
    code_top,
    draw_back_code,
    draw_back_form,
    overflow,
    texts_of,
)
from app.printing.certificate.faces import Filled, FormFiller, Value
from app.printing.certificate.layout import LIMIT, SEAL, Back, BackPlace, Box, Cell, CodePlace, Layout, Row
from app.printing.certificate.layout_file import standard_layout
from app.printing.engine.fonts import load_fonts
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import MM, Fitted, Sheet, document
from app.printing.engine.qr import qr_code
from app.printing.engine.specimen import draw_specimen
from app.printing.values import CertificateFace, Refusal, Substitutions

_NO_CERTIFICATE = "見本：この用紙は資格確認書として使えません"
_SEAL_MEANS = "保険者の印"
_STRUCK = 0.2
_CUT_LENGTH, _CUT_GAP, _CUT_WEIGHT = 4.0, 1.0, 0.1


def check_faces(
    faces: Iterable[CertificateFace],
    layout: Layout | None = None,
    *,
    prints_back: bool = True,
    substitutions: Substitutions | None = None,
) -> list[Refusal]:
    """Return what stands against printing, for every sheet of a batch, before any is drawn.

    A character is refused when no face draws it exactly and the person has no substitute for
    it, a text when it does not fit its box on two lines at the smallest size. Each Refusal
    names person, field, character, code points and remedy. prints_back: whether the back may
    be relied on; a sheet that needs one is refused when it is drawn without. Source:
    docs/rules.md, "Names and characters".
    """
    form, fonts = layout or standard_layout(), load_fonts()
    _check_labels(form)
    filler = FormFiller(form, fonts, prints_back=prints_back, substitutions=substitutions)
    return [refusal for face in faces for refusal in filler.fill(face).refusals]


def draw_certificates(
    faces: Iterable[CertificateFace],
    out: BinaryIO,
    *,
    layout: Layout | None = None,
    on_page: Callable[[int], None] | None = None,
    prints_back: bool = False,
    offset: Calibration | None = None,
    substitutions: Substitutions | None = None,
) -> None:
    """Write one sheet per face to out, in order, while drawing; on_page is told how many are done.

    prints_back: with the back; where the form has it on the other side of the paper, front
    and back are pages in turn and the printer has to be told to use both sides (long edge).
    offset: the correction of the printer; the form itself is never changed for it.

    Raises PaperRefused with the person's name when a sheet cannot be exact; what was written
    is taken back then, or, where out cannot seek, nothing was written. The same faces give
    the same bytes.
    """
    form = layout or standard_layout()
    faces = checked_before(
        faces, out, form, prints_back=prints_back, substitutions=substitutions or Substitutions()
    )
    done = 0
    with document(out, form.title, offset=offset, both_sides=prints_back and form.turns) as sheet:
        press = CertificatePress(form, sheet, prints_back=prints_back, substitutions=substitutions)
        for done, face in enumerate(faces, 1):
            press.draw(face)
            if on_page:
                on_page(done)
        if not done:
            raise BadValue("印刷する資格確認書がありません。対象者を選んでください。")


def checked_before(
    faces: Iterable[CertificateFace],
    out: BinaryIO,
    form: Layout,
    *,
    prints_back: bool,
    substitutions: Substitutions,
) -> Iterable[CertificateFace]:
    """Return the faces, checked already where what is written cannot be taken back (a pipe)."""
    if out.seekable():
        return faces
    known = list(faces)
    filler = FormFiller(form, load_fonts(), prints_back=prints_back, substitutions=substitutions)
    for face in known:
        _refuse(face, filler.fill(face))
    return known


def _check_labels(layout: Layout) -> None:
    fonts = load_fonts()
    printed = [layout.title, layout.issued_label, *layout.kind_labels.values()]
    printed += [cell.label for cells in layout.cells_with_options.values() for cell in cells]
    if layout.back is not None:
        printed.append(texts_of(layout.back))
    text = "".join(printed)
    bad = fonts.value.undrawable(text) or fonts.label.undrawable(text)
    if bad:
        raise BadValue(f"様式「{layout.name}」の文字：{refusal_reason(bad[0])}")


def _refuse(face: CertificateFace, filled: Filled) -> None:
    if filled.refusals:
        reason = filled.refusals[0].reason
        raise PaperRefused(f"{face.name}さん（{face.person_key}）の資格確認書を印刷できません。{reason}")


class CertificatePress:
    """Draws the sheets of one document; what sheets share is drawn once."""

    def __init__(
        self, form: Layout, sheet: Sheet, *, prints_back: bool, substitutions: Substitutions | None
    ) -> None:
        """Check the words of the form; BadValue when they cannot be drawn or do not fit."""
        _check_labels(form)
        self._form = form
        self._sheet = sheet
        self._filler = FormFiller(form, sheet.fonts, prints_back=prints_back, substitutions=substitutions)
        self._back = form.back if prints_back else None
        self._seals: dict[tuple[bytes | None, PersonKind], str] = {}
        if self._back is not None:
            wrong = overflow(self._back, sheet, form)
            if wrong:
                raise BadValue(
                    f"様式「{form.name}」の back.{wrong} の文字が欄に入りません。文字を減らしてください。"
                )
            if form.turns and code_top(self._back) is None:
                raise BadValue(
                    f"様式「{form.name}」の裏面に、用紙の番号を入れる所がありません。"
                    "back.organ の下か back.notices の上を20mmあけてください。"
                )

    def draw(self, face: CertificateFace) -> None:
        """Draw one sheet, with its back; PaperRefused when it cannot be exact."""
        filled = self._filler.fill(face)
        _refuse(face, filled)
        # Whatever the caller says: a sheet without the society's seal is never anything else.
        is_specimen = face.is_specimen or not (face.is_preprinted or face.seal_png)
        with self._sheet.tagged("Sect"):
            self._draw_front(face, filled, is_specimen=is_specimen)
            if self._back is not None:
                self._draw_back(self._back, face, filled, is_specimen=is_specimen)
        self._sheet.end()

    def _draw_front(self, face: CertificateFace, filled: Filled, *, is_specimen: bool) -> None:
        sheet, form = self._sheet, self._form
        values = {cell.field: value for value in filled.front for cell in (_cell_of(value),)}
        has_options = LIMIT in values
        if is_specimen:
            sheet.repeated("specimen", lambda s: _draw_specimen_mark(s, form.panel))
        sheet.repeated(
            f"rules-{face.kind.value}-{has_options}",
            lambda s: _draw_rules(s, form, face.kind, with_options=has_options),
        )
        sheet.repeated(f"head-{face.kind.value}", lambda s: _draw_head(s, form, face.kind))
        with sheet.tagged("P"):
            sheet.text(
                form.left + form.width,
                form.heading_y,
                f"{wareki(face.issued_on)}{form.issued_label}",
                sheet.fonts.value,
                form.heading_size,
                align="right",
            )
        with sheet.tagged("Table"):
            for row in form.rows(face.kind, with_options=has_options):
                self._draw_row(row, face, values)
        _draw_margin(sheet, form, face)

    def _draw_row(self, row: Row, face: CertificateFace, values: Mapping[str, Value | Cell]) -> None:
        sheet = self._sheet
        with sheet.tagged("TR"):
            for cell, across in row:
                if cell.field != SEAL:
                    self._draw_label(cell)
                with sheet.tagged("TD", across=across):
                    if cell.field == SEAL:
                        self._draw_seal(face)
                    else:
                        self._put(values[cell.field])

    def _draw_label(self, cell: Cell) -> None:
        name = f"{cell.field}-{cell.x}-{cell.y}"
        self._sheet.repeated(name, lambda s: _draw_label(s, self._form, cell))

    def _draw_back(self, back: Back, face: CertificateFace, filled: Filled, *, is_specimen: bool) -> None:
        sheet, form = self._sheet, self._form
        if back.place is BackPlace.OTHER_SIDE:
            sheet.end()
        if is_specimen:
            sheet.repeated("specimen-back", lambda s: _draw_specimen_mark(s, back.panel))
        if form.has_cut_marks and back.place is BackPlace.SAME_SIDE:
            sheet.repeated("cut-back", lambda s: _draw_cut_marks(s, back.panel))
        draw_back_form(sheet, back, form, lambda: self._put(filled.back[0]))
        if back.place is BackPlace.OTHER_SIDE:
            draw_back_code(sheet, back, form, face.issue_number, face.sheet_label)

    def _put(self, value: Value | Cell) -> None:
        if isinstance(value, Cell):
            _strike(self._sheet, value, self._form.rule)
            return
        cell, fitted, face = value
        left = cell.x + cell.label_width + self._form.padding
        self._sheet.fitted(left, cell.y + cell.height / 2, fitted, face)

    def _draw_seal(self, face: CertificateFace) -> None:
        png, kind = face.seal_png, face.kind
        if face.is_preprinted:
            return
        name = self._seals.get((png, kind))
        if name is None:
            name = self._seals[png, kind] = f"seal-{len(self._seals)}"
        cell = next(cell for cell in self._form.cells[kind] if cell.field == SEAL)
        if png is None:
            self._sheet.repeated(name, lambda sheet: _draw_no_seal(sheet, self._form, cell))
            return
        with self._sheet.figure(_SEAL_MEANS, (cell.x, cell.y, cell.width, cell.height)):
            self._sheet.repeated(name, lambda sheet: _draw_seal(sheet, cell, png))


def _cell_of(value: Value | Cell) -> Cell:
    return value if isinstance(value, Cell) else value.cell


def _strike(sheet: Sheet, cell: Cell, weight: float) -> None:
    """Draw a line through a box without a value: nothing can be written into it."""
    inset = min(_STRUCK * cell.height, 2.0)
    left, right = cell.x + cell.label_width + inset, cell.x + cell.width - inset
    sheet.line(left, cell.y + cell.height - inset, right, cell.y + inset, max(weight, 0.15))


def _draw_no_seal(sheet: Sheet, layout: Layout, cell: Cell) -> None:
    left = cell.x + (cell.width - layout.seal_size / MM) / 2
    mark = Fitted((cell.label,), layout.seal_size)
    sheet.fitted(left, cell.y + cell.height / 2, mark, sheet.fonts.label)


def _draw_seal(sheet: Sheet, cell: Cell, png: bytes) -> None:
    box = min(cell.width, cell.height) * 0.87
    sheet.image(cell.x + (cell.width - box) / 2, cell.y + (cell.height - box) / 2, box, png)


def _draw_head(sheet: Sheet, layout: Layout, kind: PersonKind) -> None:
    with sheet.tagged("H1"):
        face = sheet.fonts.value
        sheet.text(layout.title_x, layout.title_y, layout.title, face, layout.title_size, align="center")
    with sheet.tagged("P"):
        words = layout.kind_labels[kind]
        sheet.text(layout.left, layout.heading_y, words, sheet.fonts.label, layout.heading_size)


def _draw_label(sheet: Sheet, layout: Layout, cell: Cell) -> None:
    name = Fitted((cell.label,), layout.label_size)
    with sheet.tagged("TH", scope="row"):
        sheet.fitted(cell.x + layout.padding, cell.y + cell.height / 2, name, sheet.fonts.label)


def _draw_rules(sheet: Sheet, layout: Layout, kind: PersonKind, *, with_options: bool) -> None:
    """Draw the lines that every sheet of a version shares."""
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
    sheet.frame(layout.left, layout.top, layout.width, bottom - layout.top, layout.border)
    if layout.has_cut_marks:
        _draw_cut_marks(sheet, layout.panel)


def _draw_cut_marks(sheet: Sheet, panel: Box) -> None:
    # Outside the corners, so that nothing of them stays on what is cut out.
    for x, outwards in ((panel.x, -1), (panel.right, 1)):
        for y in (panel.y, panel.bottom):
            start, end = x + outwards * _CUT_GAP, x + outwards * (_CUT_GAP + _CUT_LENGTH)
            sheet.line(start, y, end, y, _CUT_WEIGHT)
    for y, outwards in ((panel.y, -1), (panel.bottom, 1)):
        for x in (panel.x, panel.right):
            start, end = y + outwards * _CUT_GAP, y + outwards * (_CUT_GAP + _CUT_LENGTH)
            sheet.line(x, start, x, end, _CUT_WEIGHT)


def _draw_specimen_mark(sheet: Sheet, panel: Box) -> None:
    # Drawn from the panel alone: no layout can make it smaller or leave it out.
    draw_specimen(sheet, panel.x, panel.y, panel.width, panel.height, _NO_CERTIFICATE)


def _draw_margin(sheet: Sheet, form: Layout, face: CertificateFace) -> None:
    """Draw the QR code and the numbers beside or below it: what belongs to this sheet alone."""
    size, label, foot = form.margin_size, sheet.fonts.label, form.margin_y + form.qr_size
    left, number, paper = form.margin_right - form.qr_size, face.issue_number, f"用紙 {face.sheet_label}"
    with sheet.figure(CODE_MEANS, (left, form.margin_y, form.qr_size, form.qr_size)):
        sheet.qr(left, form.margin_y, form.qr_size, qr_code(number))
    if form.margin_place is CodePlace.BELOW:
        for n, text in enumerate(("発行番号", number, paper), 1):
            y = foot + n * 1.35 * size / MM
            with sheet.tagged("P"):
                sheet.text(left + form.qr_size / 2, y, text, label, size, align="center")
    else:
        for up, text in ((6, f"発行番号 {number}"), (1, paper)):
            with sheet.tagged("P"):
                sheet.text(left - 4, foot - up, text, label, size, align="right")
