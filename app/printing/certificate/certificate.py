"""The 健康保険資格確認書, drawn exactly as filed or refused by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO

from app.domain.calibration import Calibration
from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.errors import BadValue, PaperRefused
from app.printing.certificate.back import code_top, draw_back_code, draw_back_form, overflow, texts_of
from app.printing.certificate.faces import Filled, FormFiller, Value
from app.printing.certificate.front import (
    draw_cut_marks,
    draw_form,
    draw_ground,
    draw_head,
    draw_label,
    draw_margin,
    draw_no_seal,
    draw_seal,
    draw_specimen_mark,
    strike,
)
from app.printing.certificate.layout import LIMIT, SEAL, Back, BackPlace, Cell, Layout, Row
from app.printing.certificate.layout_file import standard_layout
from app.printing.engine.fonts import load_fonts
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import Sheet, document
from app.printing.values import CertificateFace, Refusal, Substitutions

_SEAL_MEANS = "保険者の印"


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
    size = (form.page.width, form.page.height)
    with document(out, form.title, offset=offset, both_sides=prints_back and form.turns, size=size) as sheet:
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
        self._is_folded = self._back is not None and form.fold is not None
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
        ground = form.ground
        if ground is not None:
            sheet.repeated("ground", lambda s: draw_ground(s, ground, form.panel))
        if is_specimen:
            sheet.repeated("specimen", lambda s: draw_specimen_mark(s, form.panel))
        sheet.repeated(
            f"form-{face.kind.value}-{has_options}",
            lambda s: draw_form(s, form, face.kind, with_options=has_options, is_folded=self._is_folded),
        )
        sheet.repeated(f"head-{face.kind.value}", lambda s: draw_head(s, form, face.kind))
        with sheet.tagged("P"):
            day = f"{wareki(face.issued_on)}{form.issued_label}"
            right, value = form.left + form.width, sheet.fonts.value
            sheet.text(right, form.heading_y, day, value, form.heading_size, align="right")
        rows = form.rows(face.kind, with_options=has_options)
        if form.values_only:
            self._draw_values(rows, face, values)
        else:
            with sheet.tagged("Table"):
                for row in rows:
                    self._draw_row(row, face, values)
        draw_margin(sheet, form, face)

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

    def _draw_values(
        self, rows: Sequence[Row], face: CertificateFace, values: Mapping[str, Value | Cell]
    ) -> None:
        """Draw what the society's paper does not bear; who hears it is told the labels of that paper."""
        for cell in (cell for row in rows for cell, _ in row):
            if cell.field == SEAL:
                self._draw_seal(face)
                continue
            value = values[cell.field]
            if isinstance(value, Cell):
                self._put(value)
                continue
            with self._sheet.tagged("P"), self._sheet.told(f"{cell.label} {''.join(value.fitted.lines)}"):
                self._put(value)

    def _draw_label(self, cell: Cell) -> None:
        name = f"{cell.field}-{cell.x}-{cell.y}"
        self._sheet.repeated(name, lambda s: draw_label(s, self._form, cell))

    def _draw_back(self, back: Back, face: CertificateFace, filled: Filled, *, is_specimen: bool) -> None:
        sheet, form, panel = self._sheet, self._form, back.panel
        if back.place is BackPlace.OTHER_SIDE:
            sheet.end()
        elif form.has_cut_marks and form.fold is None:
            sheet.repeated("cut-back", lambda s: draw_cut_marks(s, panel))
        half = 180 if back.is_upside_down else 0
        with sheet.turned(panel.x + panel.width / 2, panel.y + panel.height / 2, half):
            if is_specimen:
                sheet.repeated("specimen-back", lambda s: draw_specimen_mark(s, panel))
            draw_back_form(sheet, back, form, lambda: self._put(filled.back[0]))
            if back.place is BackPlace.OTHER_SIDE:
                draw_back_code(sheet, back, form, face.issue_number, face.sheet_label)

    def _put(self, value: Value | Cell) -> None:
        if isinstance(value, Cell):
            strike(self._sheet, value, self._form)
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
        cell = next((cell for cell in self._form.cells[kind] if cell.field == SEAL), None)
        if cell is None:
            return
        if png is None:
            self._sheet.repeated(name, lambda sheet: draw_no_seal(sheet, self._form, cell))
            return
        with self._sheet.figure(_SEAL_MEANS, (cell.x, cell.y, cell.width, cell.height)):
            self._sheet.repeated(name, lambda sheet: draw_seal(sheet, cell, png))


def _cell_of(value: Value | Cell) -> Cell:
    return value if isinstance(value, Cell) else value.cell
