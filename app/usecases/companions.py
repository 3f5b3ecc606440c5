"""The pack of a print run: its certificates and all that goes with them, in one order."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO

from app.domain.ids import PersonId
from app.domain.person import Office, Person
from app.errors import NotFound
from app.ports import Transaction
from app.printing.values import Offset, PackItem, PackPart, Substitutions
from app.rows import CertificateFace
from app.usecases.certificates import insured_of


def pack_items(
    tx: Transaction, sheets: Sequence[tuple[PersonId, CertificateFace]], *, with_employee_code: bool = False
) -> tuple[PackItem, ...]:
    """Return the sheets with where they go, in the order given (that of handing out).

    with_employee_code: put the 社員番号 on the envelope where the office finds seats by it.
    """
    offices: dict[int, Office] = {int(office.id): office for office in tx.offices() if office.id is not None}
    return tuple(
        _item(tx, offices, tx.person(person_id), face, with_employee_code=with_employee_code)
        for person_id, face in sheets
    )


def _item(
    tx: Transaction,
    offices: dict[int, Office],
    person: Person,
    face: CertificateFace,
    *,
    with_employee_code: bool,
) -> PackItem:
    # A family's sheet goes to the employee, wherever the society files the family.
    insured = insured_of(tx, person) or person
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
    prints_back: bool = False,
    offset: Offset | None = None,
    substitutions: Substitutions | None = None,
    on_page: Callable[[int], None] | None = None,
) -> None:
    """Write certificates and companions, or only some of them, as one PDF in one order."""
    # The fonts are loaded on the first print, for a quick start.
    from app.printing.companions import draw_pack

    draw_pack(
        items,
        out,
        on=on,
        parts=parts,
        prints_back=prints_back,
        offset=offset,
        substitutions=substitutions,
        on_page=on_page,
    )
