"""A name as a certificate would show it, alone in its box: to look at before it is agreed."""

from collections.abc import Mapping
from io import BytesIO

from app.domain.person import PersonKind
from app.errors import PaperRefused
from app.late import dataclass
from app.printing.certificate.layout import Layout
from app.printing.certificate.layout_file import standard_layout
from app.printing.certificate.substitution import face_for, substituted
from app.printing.engine.fonts import load_fonts
from app.printing.engine.glyphs import refusal_reason
from app.printing.engine.page import Fitted, document, fit
from app.printing.values import Substitute

NAME_FIELD = "name"


@dataclass(frozen=True, slots=True)
class NameSample:
    """Pages, which of them, how wide it is, and where on it the box of the name stands, in mm."""

    pages: bytes
    page_width: float
    x: float
    y: float
    width: float
    height: float
    page: int = 0


def name_box(pages: bytes, page: int, kind: PersonKind, form: Layout) -> NameSample:
    """Return where the name stands on a page of certificates."""
    cell = next(c for c in form.cells[kind] if c.field == NAME_FIELD)
    return NameSample(pages, form.page.width, cell.x, cell.y, cell.width, cell.height, page)


def draw_name(
    name: str, given: Mapping[str, Substitute], kind: PersonKind, layout: Layout | None = None
) -> NameSample:
    """Draw the name with these substitutes; PaperRefused where it still cannot be printed."""
    form, fonts = layout or standard_layout(), load_fonts()
    shown, face = substituted(name, given), face_for(fonts.value, given)
    if bad := face.undrawable(shown):
        raise PaperRefused(refusal_reason(bad[0], is_name=True))
    cell = next(c for c in form.cells[kind] if c.field == NAME_FIELD)
    room = cell.width - cell.label_width - 2 * form.padding
    fitted = fit(shown, face, width=room, height=cell.height, size=cell.size, min_size=cell.min_size)
    if fitted is None:
        raise PaperRefused("この名前は証の欄に入りません。短い書き方を健保に確かめてください。")
    out = BytesIO()
    with document(out, "氏名の見本", size=(form.page.width, form.page.height)) as sheet:
        sheet.frame(cell.x, cell.y, cell.width, cell.height, form.rule)
        rule_x = cell.x + cell.label_width
        sheet.line(rule_x, cell.y, rule_x, cell.y + cell.height, form.rule)
        middle = cell.y + cell.height / 2
        with sheet.tagged("H1"):
            sheet.fitted(cell.x + form.padding, middle, Fitted((cell.label,), form.label_size), fonts.label)
            sheet.fitted(rule_x + form.padding, middle, fitted, face)
        sheet.end()
    return name_box(out.getvalue(), 0, kind, form)
