"""In which order the sheets of a session are printed and handed out."""

from collections.abc import Sequence

from app.domain.hidden import full
from app.domain.person import PersonKind, household_key
from app.domain.print_session import PrintOrder
from app.rows import PersonRow


def in_print_order(rows: Sequence[PersonRow], order: PrintOrder) -> list[PersonRow]:
    """Return people in the order in which their sheets are printed and handed out.

    ROUTE: office, department, kana, with a household together, for its sheets go into one hand.
    """
    if order is PrintOrder.NUMBER:
        return sorted(rows, key=lambda row: (row.office_code, _by_number(row.key)))
    heads: dict[str, PersonRow] = {}
    for row in rows:
        home = household_key(row.key)
        if home not in heads or row.kind is PersonKind.INSURED:
            heads[home] = row

    def place(row: PersonRow) -> tuple[object, ...]:
        home = household_key(row.key)
        head = heads[home]
        return (head.office_code, head.department, head.kana, home, _by_number(row.key))

    return sorted(rows, key=place)


def _by_number(key: str) -> tuple[tuple[int, str], ...]:
    return tuple((len(part), part) for part in full(key).split("-"))
