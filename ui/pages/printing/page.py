"""印刷: choose people, look at the sheets, print, and account for every one of them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.changes import Changes
from app.domain.genuine import standing
from app.domain.ids import PersonId, SessionId
from app.domain.print_session import SessionStatus
from app.rows import PersonRow, SessionRow
from app.usecases.printing.sessions import PlannedSession
from ui.frame.context import Context
from ui.frame.page import Page
from ui.look.layout import add, fill, stack
from ui.pages.places import PRINTING
from ui.pages.printing.account import AccountPanel
from ui.pages.printing.choose import ChoosePanel
from ui.pages.printing.history import HistoryPanel, ShredPanel
from ui.pages.printing.inspect import Inspected, InspectPanel
from ui.pages.printing.output import OutputPanel
from ui.pages.printing.tries import TriesPanel
from ui.printers.session_printer import SessionPrinter
from ui.widgets.choice_row import ChoiceRow

CHOOSE, OUTPUT, ACCOUNT = "choose", "output", "account"
INSPECT, SHRED, HISTORY = "inspect", "shred", "history"
WORDS = {
    CHOOSE: "1 対象者",
    OUTPUT: "2 出力",
    ACCOUNT: "3 確認待ち",
    INSPECT: "検品・封入",
    SHRED: "裁断待ち",
    HISTORY: "履歴",
}

_OPEN = (SessionStatus.PLANNED, SessionStatus.SPOOLED)


class PrintingPage(Page):
    """The steps of a session side by side; what needs doing next is shown first."""

    place = PRINTING
    interests = Changes.ROSTER | Changes.CERTIFICATES | Changes.PRINTING | Changes.SETTINGS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = ChoiceRow("印刷の段階", WORDS)
        self.steps.chosen.connect(self._show_step)
        self.choose = ChoosePanel(context)
        self.printing = SessionPrinter(context, self)
        self.output = OutputPanel(context, self.printing)
        self.account = AccountPanel(context, self.printing)
        self.inspect = InspectPanel(context)
        self.shred = ShredPanel(context)
        self.history = HistoryPanel(context)
        self._panels: dict[str, QWidget] = {
            CHOOSE: self.choose,
            OUTPUT: self.output,
            ACCOUNT: self.account,
            INSPECT: self.inspect,
            SHRED: self.shred,
            HISTORY: self.history,
        }
        self.tries = TriesPanel(context)
        self._views = stack(*self._panels.values(), self.tries)
        add(self.body, self.steps, fill(self._views))
        self._is_placed = False
        self._unread: dict[str, Callable[[], None]] = {}
        self.choose.prepared.connect(self._on_prepared)
        self.choose.tried.connect(self._on_tried)
        self.tries.left.connect(lambda: self._go_on(CHOOSE))
        self.output.sent.connect(self._on_sent)
        self.account.reprinted.connect(self.output.print_waiting)
        self.account.choose_wanted.connect(lambda: self._go_on(CHOOSE))
        self.inspect.inspected.connect(self._on_inspected)

    def reload(self) -> None:
        queries, context = self.context.store.queries, self.context
        candidates = queries.print_candidates(context.today(), office_id=context.office_id())
        sessions = queries.session_rows()
        unsent = [row for row in sessions if row.status in _OPEN and row.queued]
        spooled = [row for row in sessions if row.status is SessionStatus.SPOOLED]
        if not candidates and not sessions:
            self.set_no_roster("印刷する方はいません。健保の一覧を取り込むと、交付の対象の方がここに出ます。")
            return
        self.set_filled()
        now = standing(queries.society(), queries.rules_at(context.clock()))
        self.output.set_sessions(unsent)
        self.account.set_sessions(spooled)
        # What is not looked at is read when it is: a scan or a print session waits for none of it.
        self._unread = {
            CHOOSE: lambda: self.choose.set_rows(candidates, now),
            INSPECT: lambda: self.inspect.set_sessions(sessions),
            SHRED: lambda: self.shred.set_sessions([row for row in sessions if row.unshredded]),
            HISTORY: lambda: self.history.set_sessions(sessions),
        }
        counts = {
            CHOOSE: len(candidates),
            OUTPUT: sum(row.queued for row in unsent),
            ACCOUNT: sum(row.spooled for row in spooled),
            SHRED: sum(row.unshredded for row in sessions),
        }
        self.steps.set_counts(counts)
        # Whatever emptied the step shown (done, cancelled, undone), the next one follows.
        # A session on its way stays in sight, however much of it was confirmed already.
        is_done = counts.get(self.steps.value) == 0 and not self.printing.is_active
        if not self._is_placed or is_done:
            self._go_on(_first_step(candidates, unsent, spooled))
        if not self.choose.is_planning:
            self._read_step(self.steps.value)

    def focus_first(self) -> None:
        self._panels[self.steps.value].setFocus()

    def step_view(self, by: int) -> None:
        self.steps.step(by)
        self.focus_first()

    def open_with(self, selection: object) -> None:
        """Select these persons (a PersonId, or several) among the candidates.

        A path: an issue batch from the desktop. Inspected: mark in the account what was not read,
        unless the session is accounted for by now.
        """
        if isinstance(selection, Inspected):
            self._on_inspected(selection)
            return
        self._go_on(CHOOSE)
        if isinstance(selection, Path):
            self.choose.batch.offer(selection)
            return
        self.choose.select(person_ids(selection))

    def _show_step(self, step: str) -> None:
        self._is_placed = True
        self._read_step(step)
        self._views.setCurrentWidget(self._panels[step])
        if step == INSPECT:
            self.inspect.line.setFocus()

    def _read_step(self, step: str) -> None:
        """Fill a panel that was not looked at since something changed."""
        read = self._unread.pop(step, None)
        if read is not None:
            read()

    def _go_on(self, step: str) -> None:
        self.steps.choose(step)
        self._show_step(step)
        self.focus_first()

    def _on_prepared(self, session: PlannedSession) -> None:
        if session.session_id is not None:
            self._go_on(OUTPUT)
        else:
            self._read_step(CHOOSE)

    def _on_tried(self, people: Sequence[PersonId]) -> None:
        self._views.setCurrentWidget(self.tries)
        self.tries.show_people(people)
        self.tries.setFocus()

    def _on_sent(self, session_id: SessionId) -> None:
        self.account.show_session(session_id)
        # Refused at once, the session is back where it was, and so is the page.
        if self.account.session_id == session_id:
            self._go_on(ACCOUNT)

    def _on_inspected(self, found: Inspected) -> None:
        self.account.show_session(found.session_id)
        if self.account.session_id != found.session_id:
            self.focus_first()
            return
        self._go_on(ACCOUNT)
        self.account.take_found(found.unseen, found.wrong)


def person_ids(selection: object) -> list[PersonId]:
    """Return the persons another page passed: one id or several."""
    if isinstance(selection, int):
        return [PersonId(selection)]
    return list(selection) if isinstance(selection, Iterable) else []


def _first_step(
    candidates: Sequence[PersonRow], unsent: Sequence[SessionRow], spooled: Sequence[SessionRow]
) -> str:
    # What came out is confirmed before the next leaves; a session may hold both.
    if any(row.spooled for row in spooled):
        return ACCOUNT
    if unsent:
        return OUTPUT
    if spooled:
        return ACCOUNT
    return CHOOSE if candidates else HISTORY
