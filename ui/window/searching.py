"""What the search over every page finds: people, and with Ctrl+K everything else by its name."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from app.domain.ids import PersonId
from app.domain.roles import Act
from app.ports import Store
from app.rows import PersonRow
from ui.widgets.offer import Offer
from ui.widgets.person_search import SHOWN, PersonSearch

if TYPE_CHECKING:
    from app.usecases.counter.phone import PhoneAnswer


def person_search(
    store: Store, today: Callable[[], date], offers: Callable[[], Iterable[Offer]]
) -> PersonSearch:
    """Return the field; what it says of somebody on the phone is as of that day."""
    people = store.queries.person_rows

    def tell(person_id: PersonId) -> "PhoneAnswer":
        from app.usecases.counter.phone import phone_answer

        return phone_answer(store.queries.person_detail(person_id, today()), today())

    def found(text: str) -> list[PersonRow]:
        return people(search=text, limit=SHOWN + 1) if store.may(Act.READ) else []

    return PersonSearch(found, tell, offers)
