"""The back of a form as its file says it: any of its parts may be left out."""

from app.printing.certificate.layout import Back, BackPlace, Box, Cell, Fold, Notices, OrganDonation
from app.printing.certificate.layout_section import Section

EDGE = 5.0
"""Office printers cannot print nearer to the edge of the paper."""
_NEAR = 0.02


def read_back(back: Section, page: Box, front: Box) -> tuple[Back, Fold | None]:
    """Return the back, and where it is folded behind the front, if it is."""
    left, width = back.number("left", EDGE, page.width), back.number("width", 40, page.width)
    panel = read_box(back.section("panel"), page)
    place = back.choice("place", BackPlace, default=BackPlace.OTHER_SIDE)
    is_folded = back.flag("fold", default=False)
    fold = _fold(front, panel) if is_folded else None
    address = back.section("address") if back.has("address") else None
    remarks = back.section("remarks") if back.has("remarks") else None
    made = Back(
        place=place,
        panel=panel,
        left=left,
        width=width,
        label_size=back.number("label_size", 3.5, 30),
        notices=_notices(back.section("notices"), page) if back.has("notices") else None,
        address=_line_cell(address, "address", left, width, page) if address else None,
        address_hint=address.text("hint") if address else "",
        remarks=_line_cell(remarks, "remarks", left, width, page) if remarks else None,
        organ=_organ(back.section("organ"), left, width, page) if back.has("organ") else None,
        is_upside_down=fold is not None and fold.is_across,
    )
    for section in (address, remarks, back):
        if section is not None:
            section.refuse_unread()
    parts = dict(made.boxes)
    if made.notices is not None:
        parts["notices"] = Box(left, made.notices.y, width, 0)
    for key, part in parts.items():
        if not made.panel.holds(part):
            raise back.error(key, "が裏面の枠からはみ出します")
    if is_folded and (fold is None or place is not BackPlace.SAME_SIDE):
        wish = 'では place = "same_side" にし、panel を表の panel と辺で接するように書いてください'
        raise back.error("fold", wish)
    return made, fold


def read_box(section: Section, page: Box) -> Box:
    """Return a rectangle of the page."""
    x, y = section.number("x", 0, page.width), section.number("y", 0, page.height)
    box = Box(x, y, section.number("width", 10, page.width - x), section.number("height", 5, page.height - y))
    section.refuse_unread(but="cut_marks")
    return box


def _fold(front: Box, back: Box) -> Fold | None:
    """Return the edge that both have, of one length."""
    same_rows = abs(front.y - back.y) < _NEAR and abs(front.height - back.height) < _NEAR
    same_columns = abs(front.x - back.x) < _NEAR and abs(front.width - back.width) < _NEAR
    for x, other in ((front.right, back.x), (front.x, back.right)):
        if same_rows and abs(x - other) < _NEAR:
            return Fold(x, front.y, x, front.bottom)
    for y, other in ((front.bottom, back.y), (front.y, back.bottom)):
        if same_columns and abs(y - other) < _NEAR:
            return Fold(front.x, y, front.right, y)
    return None


def _notices(notices: Section, page: Box) -> Notices:
    read = Notices(
        notices.text("title"),
        notices.number("y", EDGE, page.height),
        notices.number("size", 3.5, 20),
        notices.texts("lines"),
    )
    notices.refuse_unread()
    return read


def _organ(organ: Section, left: float, width: float, page: Box) -> OrganDonation:
    read = OrganDonation(
        title=organ.text("title"),
        box=Box(left, organ.number("y", EDGE, page.height), width, organ.number("height", 10, page.height)),
        size=organ.number("size", 3.5, 20),
        intro=organ.text("intro"),
        choices=organ.texts("choices"),
        except_hint=organ.text("except_hint"),
        organs=organ.text("organs"),
        remark=organ.text("remark"),
        signatures=organ.texts("signatures"),
        signature_height=organ.number("signature_height", 2, 30),
    )
    organ.refuse_unread()
    return read


def _line_cell(section: Section, field: str, left: float, width: float, page: Box) -> Cell:
    size = section.number("size", 4, 30)
    return Cell(
        field=field,
        label=section.text("label"),
        x=left,
        y=section.number("y", EDGE, page.height),
        width=width,
        height=section.number("height", 3, 100),
        label_width=section.number("label_width", 3, width),
        size=size,
        min_size=section.number("min_size", 4, size, default=size),
    )
