"""What goes with a stack of certificates, in the very order of its sheets.

Separators with room for a 受領印, the 受領簿 of each department, slips for the envelopes and
the list to inspect with. One pack is one PDF; where certificates have their back on the other
side, every other paper leaves its back blank, so that front and back stay in step.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import BinaryIO

from app.domain.calibration import Calibration
from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.errors import BadValue, PaperRefused
from app.late import dataclass
from app.printing.certificate.certificate import CertificatePress, checked_before
from app.printing.certificate.layout import Layout
from app.printing.certificate.layout_file import standard_layout
from app.printing.certificate.substitution import face_for, substituted
from app.printing.engine.fonts import Typeface
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, Fitted, Sheet, document, fit
from app.printing.engine.qr import qr_code
from app.printing.papers.lists import put_list
from app.printing.values import PackItem, PackPart, PaperTable, Substitute, Substitutions
from app.words import texts

_FILE = "papers/pack.toml"
_LEFT, _WIDTH = 22.0, 166.0
# Eight slips a sheet, cut once across and three times down.
_COLUMNS, _ROWS = 2, 4
_CODE = 14.0
_SLIP_WIDTH, _SLIP_HEIGHT = A4_WIDTH / _COLUMNS, A4_HEIGHT / _ROWS


@dataclass(frozen=True, slots=True)
class _Department:
    office: str
    name: str
    items: tuple[PackItem, ...]

    @property
    def title(self) -> str:
        return f"{self.office} {self.name}".strip()


def draw_pack(
    items: Sequence[PackItem],
    out: BinaryIO,
    *,
    on: date,
    parts: Sequence[PackPart] = tuple(PackPart),
    layout: Layout | None = None,
    prints_back: bool = False,
    offset: Calibration | None = None,
    substitutions: Substitutions | None = None,
    on_page: Callable[[int], None] | None = None,
) -> None:
    """Write the chosen parts as one PDF, all in the order of the items.

    Items of one department must stand together: it is told by where the department changes.
    on_page is told how many certificates are done. Refuses like draw_certificates.
    """
    if not items:
        raise BadValue("印刷する資格確認書がありません。対象者を選んでください。")
    form = layout or standard_layout()
    given = substitutions or Substitutions()
    has_certificates = PackPart.CERTIFICATES in parts
    turns = prints_back and form.turns and has_certificates
    alone = tuple(parts) == (PackPart.CERTIFICATES,)
    size = (form.page.width, form.page.height) if alone else (A4_WIDTH, A4_HEIGHT)
    if has_certificates and size != (form.page.width, form.page.height):
        raise BadValue(
            f"様式「{form.name}」の用紙は{form.page.width:g}×{form.page.height:g}mmです。"
            "添付書類はA4なので、証だけと添付書類だけに分けて印刷してください。"
        )
    if has_certificates:
        checked_before([item.face for item in items], out, form, prints_back=prints_back, substitutions=given)
    departments = tuple(_departments(items))
    title = form.title if alone else "資格確認書と添付書類"
    with document(out, title, offset=offset, both_sides=turns, size=size) as sheet:
        if not alone:
            _refuse_undrawable(items, sheet.fonts.label)

        def end_of_paper() -> None:
            # The back of a paper that has none.
            if turns:
                sheet.end()

        if PackPart.INSPECTION in parts:
            _put_inspection(sheet, items, on, given, end_of_paper)
        press = CertificatePress(form, sheet, prints_back=prints_back, substitutions=given)
        done = 0
        for department in departments:
            if PackPart.SEPARATORS in parts:
                with sheet.tagged("Sect"):
                    _draw_separator(sheet, department, on)
                sheet.end()
                end_of_paper()
            for item in department.items if has_certificates else ():
                press.draw(item.face)
                done += 1
                if on_page:
                    on_page(done)
        if PackPart.RECEIPTS in parts:
            for department in departments:
                _put_receipts(sheet, department, on, given, end_of_paper)
        if PackPart.ENVELOPES in parts:
            _draw_envelopes(sheet, items, given, end_of_paper)


def _departments(items: Sequence[PackItem]) -> Iterator[_Department]:
    for (office, name), group in groupby(items, key=lambda item: (item.office, item.department)):
        yield _Department(office, name, tuple(group))


def _refuse_undrawable(items: Sequence[PackItem], face: Typeface) -> None:
    for item in items:
        for text in (item.office, item.department):
            bad = face.undrawable(text)
            if bad:
                raise PaperRefused(f"「{text}」を印刷できません。{refusal_reason(bad[0])}")


def _put_inspection(
    sheet: Sheet, items: Sequence[PackItem], on: date, given: Substitutions, ended: Callable[[], None]
) -> None:
    many = len({item.office for item in items}) > 1
    rows = [
        (
            *(item.face.sheet_label, item.face.issue_number, _name_in_list(sheet, item, given)),
            *(f"{item.office} {item.department}".strip() if many else item.department, "□", ""),
        )
        for item in items
    ]
    table = PaperTable.of(texts(_FILE)["inspection"], rows, day=wareki(on), count=len(items))
    put_list(sheet, table, on_page=ended)


def _put_receipts(
    sheet: Sheet, department: _Department, on: date, given: Substitutions, ended: Callable[[], None]
) -> None:
    rows = [
        (
            *(str(number), _name_in_list(sheet, item, given)),
            *("本人" if item.face.kind is PersonKind.INSURED else "家族", item.face.issue_number, "", ""),
        )
        for number, item in enumerate(department.items, 1)
    ]
    place = department.title
    table = PaperTable.of(texts(_FILE)["receipts"], rows, place=place, day=wareki(on), count=len(rows))
    put_list(sheet, table, running=place, on_page=ended)


def _name_in_list(sheet: Sheet, item: PackItem, given: Substitutions) -> str:
    return _printable(item.face.name, sheet.fonts.label, given.for_person(item.face.person_key))


def _printable(name: str, face: Typeface, agreed: Mapping[str, Substitute]) -> str:
    """Return the name with the agreed characters; what nobody decided about is shown as 〓.

    So is one that only a picture stands for, unless the face draws it.
    """
    name = substituted(name, agreed)
    for character in face.undrawable(name):
        name = name.replace(character, "〓")
    return name


def _draw_separator(sheet: Sheet, department: _Department, on: date) -> None:
    heading, label, text = sheet.fonts.heading, sheet.fonts.label, texts(_FILE)["separator"]
    sheet.panel(0, 0, A4_WIDTH, 26, grey=0.82)
    with sheet.tagged("H1"):
        sheet.text(_LEFT, 17, text["title"], heading, 20)
    with sheet.tagged("P"):
        sheet.text(_LEFT, 42, wareki(on), label, 12, grey=0.2)
    _put_line(sheet, department.office, 62, 24, heading)
    if department.name:
        _put_line(sheet, department.name, 84, 34, heading)
    people = len({item.household for item in department.items})
    with sheet.tagged("P"):
        sheet.text(_LEFT, 112, f"{len(department.items)}枚　{people}世帯", heading, 28)
    first, last = department.items[0].face, department.items[-1].face
    span = first.sheet_label if first is last else f"{first.sheet_label} から {last.sheet_label} まで"
    with sheet.tagged("P"):
        sheet.text(_LEFT, 124, f"用紙 {span}", label, 13)
    with sheet.tagged("P"):
        y = sheet.paragraph(_LEFT, 142.0, text["how"], label, 12, width=_WIDTH) + 6
    for n, title in enumerate(text["stamps"]):
        _draw_stamp(sheet, _LEFT + n * 57, y, title)


def _draw_stamp(sheet: Sheet, x: float, y: float, title: str) -> None:
    width = 52.0
    sheet.panel(x, y, width, 9, grey=0.93)
    sheet.frame(x, y, width, 57, 0.25)
    sheet.line(x, y + 9, x + width, y + 9, 0.15)
    sheet.line(x, y + 46, x + width, y + 46, 0.15)
    sheet.circle(x + width / 2, y + 27.5, 12, 0.1, grey=0.6)
    with sheet.tagged("P"):
        sheet.text(x + width / 2, y + 6.2, title, sheet.fonts.heading, 11, align="center")
        sheet.text(x + width / 2, y + 28.7, "印", sheet.fonts.label, 10, align="center", grey=0.6)
        sheet.text(x + 4, y + 52.6, "月　　　日", sheet.fonts.label, 10)


def _put_line(sheet: Sheet, text: str, middle: float, size: float, face: Typeface) -> None:
    fitted = fit(text, face, width=_WIDTH, height=20, size=size, min_size=9)
    if fitted is None:
        raise PaperRefused(f"「{text}」は区切りの紙に入りません。短い名前に直してください。")
    with sheet.tagged("P"):
        sheet.fitted(_LEFT, middle, fitted, face)


def _draw_envelopes(
    sheet: Sheet, items: Sequence[PackItem], given: Substitutions, ended: Callable[[], None]
) -> None:
    """One slip a household: name, department and seat; no number that means anything outside."""
    slips = [tuple(group) for _, group in groupby(items, key=lambda i: (i.office, i.department, i.household))]
    page = _COLUMNS * _ROWS
    for start in range(0, len(slips), page):
        for place, slip in enumerate(slips[start : start + page]):
            row, column = divmod(place, _COLUMNS)
            with sheet.tagged("Sect"):
                _draw_envelope(sheet, slip, given, column * _SLIP_WIDTH, row * _SLIP_HEIGHT)
        sheet.repeated("cuts", _draw_cuts)
        sheet.end()
        ended()


def _draw_envelope(sheet: Sheet, slip: Sequence[PackItem], given: Substitutions, x: float, y: float) -> None:
    item, label, value = slip[0], sheet.fonts.label, sheet.fonts.value
    left, width = x + 12, _SLIP_WIDTH - 24
    where = [part for part in (item.office, item.department) if part]
    line = fit("　".join(where), label, width=width, height=14, size=11, min_size=7) if where else None
    # The employee's own agreements, whoever of the family the first sheet is for.
    key = item.face.person_key
    is_own = item.face.kind is PersonKind.INSURED
    agreed = given.for_person(key) if is_own else given.for_insured(key)
    pictured = face_for(value, agreed)
    name = _printable(item.addressee, pictured, agreed)
    fitted = fit(f"{name}　様", pictured, width=width, height=22, size=22, min_size=9)
    if fitted is None or (where and line is None):
        raise PaperRefused(f"{item.addressee}さんの宛名が宛名票に入りません。所属の名前を短くしてください。")
    if line is not None:
        with sheet.tagged("P"):
            sheet.fitted(left, y + 18, line, label)
    with sheet.tagged("P"):
        sheet.fitted(left, y + 37, fitted, pictured)
    families = sum(one.face.kind is PersonKind.DEPENDANT for one in slip)
    own = len(slip) - families
    counts = [f"本人{own}枚" if own else "", f"家族{families}枚" if families else ""]
    inside = f"資格確認書 在中（{'・'.join(part for part in counts if part)}）"
    with sheet.tagged("P"):
        sheet.fitted(left, y + 57, Fitted((inside,), 9.5), label)
    with sheet.tagged("P"):
        sheet.text(left, y + 66, "ご本人以外は開けないでください", label, 8.5, grey=0.3)
    # What the enclosure scan compares with the sheets: the first sheet's 用紙通番 says nothing outside.
    code = (x + _SLIP_WIDTH - 12 - _CODE, y + 70 - _CODE)
    with sheet.figure(texts(_FILE)["envelope"]["code_means"], (*code, _CODE, _CODE)):
        sheet.qr(*code, _CODE, qr_code(item.face.sheet_label))


def _draw_cuts(sheet: Sheet) -> None:
    for row in range(1, _ROWS):
        _dashes(sheet, 5, row * _SLIP_HEIGHT, A4_WIDTH - 5, row * _SLIP_HEIGHT)
    _dashes(sheet, _SLIP_WIDTH, 5, _SLIP_WIDTH, A4_HEIGHT - 5)


def _dashes(sheet: Sheet, x1: float, y1: float, x2: float, y2: float) -> None:
    count = round(max(x2 - x1, y2 - y1) / 4)
    for n in range(count):
        start, end = n / count, (n + 0.5) / count
        sheet.line(
            x1 + (x2 - x1) * start,
            y1 + (y2 - y1) * start,
            x1 + (x2 - x1) * end,
            y1 + (y2 - y1) * end,
            0.1,
            grey=0.5,
        )
