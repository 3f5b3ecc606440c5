"""Backups without being asked: beside the work once a day, and before the window closes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from app.care import BackupCare
from app.domain.backups import Backups
from app.errors import SystemTrouble, UserError
from ui.frame.tasks import Job, TaskRunner
from ui.widgets.bottom_bar import BottomBar
from ui.window.locking import Cover

if TYPE_CHECKING:
    from ui.widgets.closing_screen import ClosingScreen

T = TypeVar("T")

FIRST_MS, EACH_MS = 3_000, 600_000
"""After the start nobody waits for it; then often enough that a stick is found while it is there."""

_SESSION_ENDS_MS = 60_000
"""So long the desktop may take to end; somebody may have stopped it."""


class BackingUp(QObject):
    """Never two at once. What it has to say stands in the foot, at closing on a screen of its own."""

    def __init__(
        self,
        care: Callable[[], BackupCare],
        tasks: TaskRunner,
        foot: BottomBar,
        cover: Cover,
    ) -> None:
        """care: loads the code for it. tasks: closing does not wait for them."""
        super().__init__(cover)
        self._care, self._tasks, self._foot, self._cover = care, tasks, foot, cover
        self._job: Job | None = None
        self._is_busy = self._is_keeping_up = self._may_close = self._session_ends = False
        self._close: Callable[[], object] | None = None
        self.screen: ClosingScreen | None = None
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.commitDataRequest.connect(self.let_go)

    def begin(self) -> None:
        """Look from now on whether there is something to do."""
        self.timer.start(FIRST_MS)

    def look(self) -> None:
        """Show how the backups stand, and do what is to be done."""
        self.timer.start(EACH_MS)
        if not self._is_busy:
            self._start(lambda _: self._care().look(), self._on_looked)

    def holds(self, close: Callable[[], object]) -> bool:
        """Return whether closing waits for a backup; close is called when it may be."""
        if self._may_close or self._session_ends:
            return False
        if self._close is None:
            if not self._is_keeping_up and not self._has_something_to_do():
                return False
            self._close = close
            self._show_screen()
            if not self._is_keeping_up:
                self._keep_up()
        return not self._may_close

    def let_go(self) -> None:
        """The desktop ends: nothing holds it. What is lost by that, the next day makes good."""
        self._session_ends = True
        QTimer.singleShot(_SESSION_ENDS_MS, self, self._on_session_stays)

    def drain(self) -> None:
        """End what is under way."""
        self.timer.stop()
        self._tasks.drain()

    def _has_something_to_do(self) -> bool:
        try:
            found = self._care().look()
        except (UserError, SystemTrouble):
            return False  # damaged data are not backed up; what is wrong was said
        return found.here.is_behind or _waits_for_second(found)

    def _on_looked(self, found: Backups) -> None:
        self._foot.show_backups(found)
        if found.is_due or _waits_for_second(found):
            self._keep_up()
        elif found.is_trial_due:
            self._start(lambda _: self._care().try_out(), lambda _: self._show())

    def _keep_up(self) -> None:
        self._is_keeping_up = True
        self._start(lambda job: self._care().keep_up(job.report), self._on_kept_up, self._on_far)

    def _on_far(self, done: int, total: int) -> None:
        self._foot.show_backing_up(done * 100 // max(1, total))
        if self.screen is not None:
            self.screen.show_far(done, total)

    def _on_kept_up(self, troubles: Sequence[str]) -> None:
        self._is_keeping_up = False
        self._foot.show_backing_up(None)
        if self._close is None:
            self._show()
        elif troubles and self.screen is not None:
            self.screen.fail(list(troubles))
        else:
            self._leave()

    def _show(self) -> None:
        """What is done is shown; what could not be done waits for the next look."""
        self._start(lambda _: self._care().look(), self._foot.show_backups)

    def _start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], object],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        def finish(result: T) -> None:
            self._is_busy = False
            done(result)

        self._is_busy = True
        self._job = self._tasks.start(work, done=finish, progress=progress, failed=self._on_failed)

    def _on_failed(self) -> None:
        self._is_busy = self._is_keeping_up = False
        self._foot.show_backing_up(None)
        if self._close is not None:
            self._leave()

    def _show_screen(self) -> None:
        from ui.widgets.closing_screen import ClosingScreen

        self.screen = ClosingScreen()
        self.screen.leave_wanted.connect(self._leave)
        self.screen.again_wanted.connect(self._again)
        self._cover.show(self.screen)
        self.screen.begin()

    def _again(self) -> None:
        assert self.screen is not None
        self.screen.begin()
        self._keep_up()

    def _leave(self) -> None:
        self._may_close = True
        if self._job is not None:
            self._job.cancel()
        if self._close is not None:
            self._close()

    def _on_session_stays(self) -> None:
        self._session_ends = False


def _waits_for_second(found: Backups) -> bool:
    return found.plan.place is not None and found.elsewhere.is_behind
