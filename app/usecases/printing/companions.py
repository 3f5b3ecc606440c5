"""The pack of a print session: its certificates and all that goes with them, in one order."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO

from app.domain.calibration import Calibration
from app.domain.household import insured_among
from app.domain.ids import PersonId
from app.domain.person import Office, Person
from app.errors import NotFound
from app.ports import Reading
from app.printing.values import PackItem, PackPart, Substitutions
from app.rows import CertificateFace


def pack_items(
    tx: Reading, sheets: Sequence[tuple[PersonId, CertificateFace]], *, with_employee_code: bool = False
) -> tuple[PackItem, ...]:
    """Return the sheets with where they go, in the order given (that of handing out).

    with_employee_code: put the 社員番号 on the envelope where the office finds seats by it.
    """
    offices: dict[int, Office] = {int(office.id): office for office in tx.offices() if office.id is not None}
    members = tx.households_of([person_id for person_id, _ in sheets])
    people = {person.id: person for person in members}
    homes: dict[tuple[str, str], list[Person]] = {}
    for member in members:
        homes.setdefault((member.symbol, member.number), []).append(member)
    items = []
    for person_id, face in sheets:
        person = people.get(person_id) or tx.person(person_id)
        # A family's sheet goes to the employee, wherever the society files the family.
        insured = insured_among(person, homes.get((person.symbol, person.number), ())) or person
        items.append(_item(offices, insured, face, with_employee_code=with_employee_code))
    return tuple(items)


def _item(
    offices: dict[int, Office], insured: Person, face: CertificateFace, *, with_employee_code: bool
) -> PackItem:
    office = offices.get(int(insured.office_id))
    if office is None:
        raise NotFound(f"{insured.name}さんの事業所がありません。名簿の事業所を確かめてください。")
    return PackItem(
        face=face,
        office=office.name,
        department=insured.department,
        addressee=insured.name,
        household=f"{insured.symbol}-{insured.number}",
        place=insured.employee_code if with_employee_code else "",
    )


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
