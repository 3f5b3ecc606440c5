"""The pack of a print session: its certificates and all that goes with them, in one order."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO

from app.domain.calibration import Calibration
from app.domain.ids import PersonId
from app.errors import NotFound
from app.ports import Reading
from app.printing.values import CertificateFace, PackItem, PackPart, Substitutions
from app.usecases.printing.session_people import SessionPeople


def pack_items(tx: Reading, sheets: Sequence[tuple[PersonId, CertificateFace]]) -> tuple[PackItem, ...]:
    """Return the sheets with where they go, in the order given (that of handing out)."""
    offices = {office.id: office.name for office in tx.offices()}
    people = SessionPeople(tx, [person_id for person_id, _ in sheets])
    items = []
    for person_id, face in sheets:
        person = people.person(person_id)
        # A family's sheet goes to the employee, wherever the society files the family.
        insured = people.insured_of(person) or person
        if insured.office_id not in offices:
            raise NotFound(f"{insured.name}さんの事業所がありません。名簿の事業所を確かめてください。")
        items.append(
            PackItem(
                face=face,
                office=offices[insured.office_id],
                department=insured.department,
                addressee=insured.name,
                household=f"{insured.symbol}-{insured.number}",
            )
        )
    return tuple(items)


def write_pack(
    items: Sequence[PackItem],
    out: BinaryIO,
    *,
    on: date,
    parts: Sequence[PackPart] = tuple(PackPart),
    layout: str = "",
    prints_back: bool = False,
    offset: Calibration | None = None,
    substitutions: Substitutions | None = None,
    on_page: Callable[[int], None] | None = None,
) -> None:
    """Write certificates and companions, or only some of them, as one PDF in one order.

    layout: the form, as the society's settings hold it.
    """
    # The fonts are loaded on the first print, for a quick start.
    from app.printing.certificate.companions import draw_pack
    from app.printing.certificate.layout_file import chosen_layout

    draw_pack(
        items,
        out,
        on=on,
        parts=parts,
        layout=chosen_layout(layout),
        prints_back=prints_back,
        offset=offset,
        substitutions=substitutions,
        on_page=on_page,
    )
