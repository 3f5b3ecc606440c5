"""What the frame says of a page before anybody opens it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.domain.roles import Act
from app.late import dataclass
from app.rows import DueCount


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A page's entry in the navigation, the menus and the search.

    name: the word for Context.go, e.g. "roster". icon: of the Phosphor set, e.g. "ph.printer".
    nav_title: a shorter title for the navigation, where needed. waiting, nav_note: what the number
    there is, of each line of the due list's figures, and what it counts where that is not plain.
    subjects: what the page is divided into, by the words that Page.open_with() takes. acts: one of these
    must belong to the role of who is signed in. subject_acts: the same of a subject, where not all see it.
    """

    name: str
    title: str
    icon: str
    waiting: Callable[[DueCount], int] | None = None
    nav_title: str = ""
    nav_note: str = ""
    subjects: tuple[str, ...] = ()
    acts: tuple[Act, ...] = (Act.READ,)
    subject_acts: tuple[tuple[str, Act], ...] = ()

    def is_for(self, may: Callable[[Act], bool]) -> bool:
        """Return whether the page is there for somebody."""
        return not self.acts or any(map(may, self.acts))

    def seen_by(self, may: Callable[[Act], bool]) -> "PagePlace":
        """Return the page with the subjects that are there for somebody."""
        acts = dict(self.subject_acts)
        seen = tuple(one for one in self.subjects if one not in acts or may(acts[one]))
        return self if seen == self.subjects else replace(self, subjects=seen)

    def nav_count(self, counts: Sequence[DueCount]) -> int | None:
        """Return the number beside the name in the navigation, from the figures of the due list."""
        return None if self.waiting is None else sum(map(self.waiting, counts))
