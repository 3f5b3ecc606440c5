"""What the field above every page finds: people, and everything else the program has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from app.domain.ids import PersonId
from ui.frame.context import Context
from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.look.bound import BoundAction
from ui.widgets.offer import Offer
from ui.widgets.person_search import SHOWN, PersonSearch

if TYPE_CHECKING:
    from app.usecases.counter.phone import PhoneAnswer


class Searched(Protocol):
    """What is asked of the window."""

    context: Context
    own: Mapping[str, BoundAction]

    @property
    def pages(self) -> Sequence[PagePlace]: ...
    @property
    def current_page(self) -> Page: ...
    def go(self, name: str, selection: object | None = None) -> None: ...


def search_of(window: Searched) -> PersonSearch:
    """Return the field."""
    queries = window.context.store.queries

    def tell(person_id: PersonId) -> "PhoneAnswer":
        from app.usecases.counter.phone import phone_answer

        today = window.context.today()
        return phone_answer(queries.person_detail(person_id, today), today)

    def offered() -> Iterable[Offer]:
        from ui.widgets.manual_window import show_manual
        from ui.window.offers import offers

        page = window.current_page
        return offers(window.pages, page, window.own, window.go, lambda name: show_manual(page, name))

    return PersonSearch(lambda text: queries.person_rows(search=text, limit=SHOWN + 1), tell, offered)
