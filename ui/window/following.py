"""The lists follow what others record in the same database; it is said when its server does not answer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.changes import Changes
from app.errors import ConnectionLost
from app.ports import Store
from ui.frame.events import AppEvents
from ui.frame.page import Page
from ui.frame.tasks import TaskRunner
from ui.widgets.message_strip import MessageStrip
from ui.window.leaving import has_unsaved

EVERY_MS = 1000


class Following:
    """Looks now and then, without asking the server: whether something was heard lies here already.

    While a form is filled in, on the page shown or above it, nothing moves; the lists follow afterwards.
    """

    def __init__(
        self,
        store: Store,
        events: AppEvents,
        strip: MessageStrip,
        tasks: TaskRunner,
        pages: Callable[[], Sequence[Page]],
        locked_out: Callable[[str], None],
        parent: QObject,
    ) -> None:
        """pages: those that were shown once. locked_out: ends the window, saying why. parent: ends it."""
        self._others, self._events, self._strip, self._tasks = store.others, events, strip, tasks
        self._pages, self._locked_out = pages, locked_out
        self._is_lost = self._is_asking = False
        self.timer = QTimer(parent, interval=EVERY_MS)
        self.timer.timeout.connect(self.look)
        if self._others.are_possible:
            self.timer.start()

    def look(self) -> None:
        """Let the pages read again what others changed."""
        if self._is_asking or self._is_filled_in():
            return
        try:
            news = self._others.news(is_read=not has_unsaved(self._pages()))
        except ConnectionLost as error:
            self._ask_again(str(error))
            return
        if news.out:
            self.timer.stop()
            self._locked_out(news.out)
            return
        changes = news.changes
        if self._is_lost:
            self._is_lost = False
            # What failed to be read meanwhile is not known.
            changes = Changes.ALL
            self._strip.done("サーバーとまたつながりました。続けられます。")
        if news.said:
            self._strip.refuse(news.said)
        if changes:
            self._events.changed.emit(changes)
        if news.is_heard:
            self._events.others_moved.emit()

    def _is_filled_in(self) -> bool:
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return True
        return has_unsaved([page for page in self._pages() if page.isVisible()])

    def _ask_again(self, said: str) -> None:
        """A server that does not answer keeps whoever asks waiting: that is for a worker."""
        if not self._is_lost:
            self._is_lost = True
            self._strip.trouble(said)
        self._is_asking = True
        self._tasks.start(lambda _: self._others.is_there(), done=self._on_answer, failed=self._on_answer)

    def _on_answer(self, _is_there: bool = False) -> None:
        self._is_asking = False
