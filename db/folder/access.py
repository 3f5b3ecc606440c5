"""What who is signed in may do here: asked by every step and every read."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from app.domain.roles import Act, User, UserRole
from app.errors import NotYourRole


class Access:
    """The rights of one user. A day never comes again: a clock that was set back extends nothing."""

    def __init__(self, user: User, clock: Callable[[], datetime], latest: date = date.min) -> None:
        """latest: a day that is known to have been, such as that of the newest entry of the history."""
        self.user = user
        self._clock = clock
        self._latest = latest
        self._is_free = user.role is UserRole.ADMIN and user.until is None

    def ask(self, *acts: Act) -> None:
        """Raise NotYourRole unless one of these may be done now."""
        if self._is_free:
            return
        refusals = [self.user.refusal(act, self._today()) for act in acts]
        if all(refusals):
            raise NotYourRole(refusals[0])

    def may(self, act: Act) -> bool:
        """Return whether that may be done now."""
        return self._is_free or not self.user.refusal(act, self._today())

    def refuse_after_the_end(self) -> None:
        """Raise NotYourRole where the last day of this user is past."""
        if self.user.has_ended(self._today()):
            raise NotYourRole(self.user.end_sentence())

    def _today(self) -> date:
        self._latest = max(self._latest, self._clock().date())
        return self._latest


def everything() -> Access:
    """Return the rights of the program itself."""
    return Access(User("-"), lambda: datetime.max.replace(tzinfo=UTC))
