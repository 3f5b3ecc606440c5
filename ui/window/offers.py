"""Everything that Ctrl+K offers besides people, from the registry and the pages as they are now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from app.usecases.forms.every_form import FormKind
from app.usecases.papers.every_list import ListKind
from app.words import label
from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.look.bound import BoundAction, bound_in
from ui.widgets.offer import Offer
from ui.words.actions import every_action, shown
from ui.words.manual import manual_pages

Go = Callable[[str, object | None], object]


def offers(
    pages: Sequence[PagePlace],
    current: Page,
    own: Mapping[str, BoundAction],
    go: Go,
    show_page: Callable[[str], object],
) -> Iterator[Offer]:
    """Yield screens, settings, papers, actions and the manual. show_page: of the manual."""
    titles = {page.name: page.title for page in pages}
    for page in pages:
        yield Offer("画面", page.title, partial(go, page.name, None), also=page.nav_title)
        for subject in page.subjects:
            yield Offer(page.title, subject, partial(go, page.name, subject))
    for kind in (*ListKind, *FormKind) if "reports" in titles else ():
        yield Offer("帳票", label(kind), partial(go, "reports", kind))
    here = {one.action.name: one for one in bound_in(current) if not one.is_one_of_several}
    for one in (*here.values(), *own.values()):
        yield Offer("操作", one.action.words, one.run, shown(one.key))
    for other in every_action():
        # On its page, where one sees what it would be done with.
        if other.page in titles and other.page != current.name:
            to = partial(go, other.page, None)
            yield Offer(f"操作({titles[other.page]})", other.words, to, other.shown_key, titles[other.page])
    for text in manual_pages():
        yield Offer("使い方", text.title, partial(show_page, text.name), also=text.also)
