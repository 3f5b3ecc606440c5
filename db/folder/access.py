"""What who is signed in may do here: asked by every step and every read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.ids import OfficeId
from app.domain.roles import MAY, Act, User, UserRole
from app.errors import NotYourRole


class Access:
    """The rights of one user. A day never comes again: a clock that was set back extends nothing."""

    def __init__(self, user: User, clock: Callable[[], datetime], latest: date = date.min) -> None:
        """latest: a day that is known to have been, such as that of the newest entry of the history."""
        self.user = user
        self._clock = clock
        self._latest = latest
        # Of a server an administrator, too, may see some offices only.
        self.is_free = user.role is UserRole.ADMIN and user.until is None and user.offices is None
        self.never_shows_numbers = Act.NUMBERS not in MAY[user.role]
        self.masks_numbers = False
        """Whether the folder hides 記号・番号 from everybody until they are asked for."""
        self.has_asked = False
        """Whether who is signed in asked for them, and looks at them still."""
        self.shows_remarks = False
        """Whether who is signed in asked for 備考, and looks at them still."""
        self.out = ""
        """Why who is signed in may do nothing here any more; "" while that is not so."""
        self.follow: Callable[[Any], bool] = lambda _connection: False
        """Looks whether others changed the users; see db/keys/rights.py."""

    def ask(self, *acts: Act) -> None:
        """Raise NotYourRole unless one of these may be done now."""
        if self.is_free:
            return
        self.refuse_if_out()
        refusals = [self.user.refusal(act, self._today()) for act in acts]
        if all(refusals):
            raise NotYourRole(refusals[0])

    def refusal(self, act: Act) -> str:
        """Return why that may not be done now; "" where it may."""
        return "" if self.is_free else self.out or self.user.refusal(act, self._today())

    def lock_out(self, said: str) -> None:
        """Refuse everything from now on, with that sentence."""
        self.out, self.is_free = said, False

    def refuse_if_out(self) -> None:
        """Raise NotYourRole where everything is refused."""
        if self.out:
            raise NotYourRole(self.out)

    @property
    def hides_numbers(self) -> bool:
        """Whether a read answers with 記号・番号 masked now."""
        return self.never_shows_numbers or (self.masks_numbers and not self.has_asked)

    def hide_again(self) -> bool:
        """See app.users.SignedIn."""
        was_open = self.shows_remarks or self.has_asked
        self.has_asked = self.shows_remarks = False
        return was_open

    def refuse_after_the_end(self) -> None:
        """Raise NotYourRole where the last day of this user is past."""
        if self.user.has_ended(self._today()):
            raise NotYourRole(self.user.end_sentence())

    def _today(self) -> date:
        self._latest = max(self._latest, self._clock().date())
        return self._latest


_SETTINGS = frozenset({"society", "office"})
_OF_ALL = frozenset(
    {"list_taken", "list_profile", "held_list", "partner", "parcel", "issue_batch", "given_answer"}
)
_AT_THE_COUNTER = frozenset({"certificate", "elderly_card", "contact", "deferral", "misdelivery"})


_OF_AN_OFFICE = frozenset({"person", "drawer_count"})
"""Where none is none that is seen."""


def act_of(tables: frozenset[str], *, is_own: bool) -> Act:
    """Return what it is to take back a step that touched these tables. is_own: one's own step."""
    if tables <= _SETTINGS:
        return Act.SETTLE
    if tables & _OF_ALL:
        return Act.WHOLE
    return Act.HAND if is_own and tables <= _AT_THE_COUNTER else Act.WORK


class Asking:
    """Of one transaction: the outermost act is asked about, and nothing is saved before one was."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._is_under_way = False

    @contextmanager
    def doing(self, act: Act) -> Iterator[None]:
        """See app.ports.Transaction."""
        if self._is_under_way:
            yield
            return
        self._access.ask(act)
        self._is_under_way = True
        try:
            yield
        finally:
            self._is_under_way = False

    def before_saving(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """What no use case declared is for the 管理者 alone; nobody writes of an office that is not seen."""
        if not self._is_under_way:
            self._access.ask(Act.SETTLE)
        seen = self._access.user.offices
        if seen is not None and any(
            row["office_id"] not in seen and (row["office_id"] is not None or table in _OF_AN_OFFICE)
            for row in rows
            if "office_id" in row
        ):
            raise NotYourRole(
                "担当の事業所のことだけを記録できます。事業所を選ぶか、管理者に頼んでください。"
            )


def of_both(user: User, seen: frozenset[OfficeId] | None) -> User:
    """Return a user who sees what both keys.json and the server allow. seen: of the server, None for all."""
    if seen is None:
        return user
    both = seen if user.offices is None else seen & user.offices
    if not both:
        raise NotYourRole(
            f"{user.name} さんの担当の事業所と、サーバーの利用者(ロール)の見てよい事業所が違います。"
            "管理者に、どちらかを決め直してもらってください。"
        )
    return replace(user, offices=both)


def everything() -> Access:
    """Return the rights of the program itself."""
    return Access(User("-"), lambda: datetime.max.replace(tzinfo=UTC))
