"""The third step of a print session: a person looks at the stack and accounts for every sheet."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.ids import SessionId
from app.domain.print_session import ENDS, Fault, SheetStatus
from app.errors import BadValue
from app.rows import SessionRow, SheetRow
from app.usecases.printing import accounts
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.bound import bind
from ui.look.fields import text_field
from ui.look.layout import across, down, empty_state, fill, held, stack
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import APART, WIDE
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, number_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.printing.numbers import joined, numbers
from ui.pages.printing.sheets import ISSUE, NAME, NUMBER, PLACE, PUT_OUT, STATE
from ui.pages.printing.stop import ANSWERS, StopFoot
from ui.printers.session_printer import Progress, SessionPrinter
from ui.printers.watch import Ending
from ui.widgets.printing_strip import PrintingStrip
from ui.words.actions import places

SESSION_COLUMNS: tuple[Column[SessionRow], ...] = (
    number_column("作業", lambda r: r.session_id, keep=Keep.STATE),
    day_column("日付", lambda r: r.made_on, 100),
    number_column("枚数", lambda r: r.sheets, keep=Keep.STATE),
    Column("出力先", lambda r: r.printer or ("PDF" if r.status in PUT_OUT else ""), stretch=True),
)

HINT = (
    "表で  S 書き損じ  W 白紙  T 違う用紙  M 行方不明  R 重送(白紙が1枚重なった)。"
    "番号は用紙の右下にあります。"
)
_EXACT = {"S": Fault.DAMAGED, "W": Fault.BLANK, "T": Fault.WRONG_PAPER}
"""The letters that put a sheet among the spoiled ones, each with what exactly is wrong."""


class AccountPanel(QWidget):
    """Sessions at the left; the sheets of one at the right with what became of them.

    All good is one key. Otherwise the numbers in the sheets' margins are typed, or marked in
    the list with one letter. After a jam (Ctrl+J) one number and Enter print the rest again.

    Signals:
        reprinted: Sheets of a session wait to be printed at once. arg: the session's SessionId.
        choose_wanted: Nothing waits here; the person goes on to who is due.
    """

    reprinted = Signal(object)
    choose_wanted = Signal()

    def __init__(self, context: Context, printing: SessionPrinter) -> None:
        super().__init__()
        self._context = context
        self._printing = printing
        self._sheets: list[SheetRow] = []
        self._session: SessionRow | None = None
        self._exact: dict[int, Fault] = {}
        self._is_cut_off = False
        self._to_settle: tuple[int, dict[int, Fault | None], str] | None = None
        self._sessions = RowsTableModel(SESSION_COLUMNS, row_id=lambda row: row.session_id)
        self.sessions = RowsTableView(
            self._sessions, name="確認待ちの印刷作業", preferences=context.preferences
        )
        self._model = RowsTableModel((NUMBER, STATE, NAME, ISSUE, PLACE), row_id=lambda r: r.sheet_id)
        self.table = RowsTableView(self._model, name="確かめる用紙", preferences=context.preferences)
        self._heading = role_label("", "heading")
        self.stopped = secondary_button("途中で止まった (Ctrl+J)", self.begin_stop)
        self.strip = PrintingStrip()
        self.spoiled = self._line("書き損じの用紙番号", "例 37,58")
        self.missing = self._line("行方不明の用紙番号", "例 12")
        self.doubles = self._line("重送の用紙番号", "例 58")
        self.reason = self._line("理由", "例 かすれ")
        self.counted = self._line("数えた良い用紙の枚数", "任意")
        self.confirm = primary_button("確認", self._confirm, key="printing.main")
        self.just_record = secondary_button("刷り直さずに記録", lambda: self._record(replaces=False))
        self.give_up = secondary_button("残りの印刷をやめる", self._give_up)
        self.stop = StopFoot()
        self.go_on = secondary_button("対象者を選ぶ", self.choose_wanted.emit)
        self.setFocusProxy(self.table)
        self._build()
        self._connect()

    @property
    def session_id(self) -> SessionId | None:
        """The session shown."""
        return self._session.session_id if self._session is not None else None

    def set_sessions(self, spooled: Sequence[SessionRow]) -> None:
        """Show the sessions waiting for a check; the newest comes first."""
        self._sessions.set_rows(spooled)
        self.sessions.setVisible(len(spooled) > 1)
        self._body.setCurrentIndex(1 if spooled else 0)
        self.setFocusProxy(self.table if spooled else self.go_on)
        self.sessions.select_first()
        if not spooled:
            self._show_session(None)

    def show_session(self, session_id: SessionId) -> None:
        """Show that session, whichever was looked at before."""
        self.sessions.select_id(session_id)

    def begin_stop(self) -> None:
        """The printer stopped in the middle: ask for the last good sheet."""
        if self._session is None or not self._session.spooled:
            return
        progress = self._printing.progress
        is_this = progress is not None and progress.session_id == self._session.session_id
        self._feet.setCurrentWidget(self.stop)
        stopped_at = progress.number if is_this and progress is not None else 0
        self.stop.ask(self._sheets, stopped_at, is_leaving=self._is_cut_off)
        self._account()
        self._scroll_to_doubt()

    def take_found(self, missing: Sequence[int], spoiled: Sequence[int]) -> None:
        """Fill in what an inspection did not find, and what it found wrong."""
        self._leave_stop()
        self.missing.setText(joined(missing))
        if spoiled:
            self.spoiled.setText(joined(spoiled))
        (self.spoiled if spoiled and not missing else self.missing).setFocus()

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = text_field(name, hint=hint)
        line.setMinimumWidth(72)
        line.textChanged.connect(self._account)
        return line

    def _build(self) -> None:
        head = across(fill(self._heading), self.give_up, self.stopped)
        right = down(head, self.strip, fill(self.table))
        lists = across(fill(self.sessions), fill(right, 2), gap=WIDE)
        spoiled, missing, reason = (fill(one, 3) for one in (self.spoiled, self.missing, self.reason))
        counts = ("重送", fill(self.doubles, 2), "理由", reason, "良い枚数", fill(self.counted))
        fields = across("書き損じ", spoiled, "行方不明", missing, *counts)
        below = across(fill(role_label(HINT, "minor")), self.just_record, self.confirm)
        self._feet = stack(held(down(fields, below)), self.stop)
        nothing = empty_state(
            role_label("確認を待つ印刷はありません。", "heading"),
            role_label("印刷やPDFへの書き出しが済むと、ここで用紙を1枚ずつ確かめます。", "sub"),
            step=self.go_on,
        )
        self._body = stack(nothing, held(down(fill(lists), self._feet, gap=APART)))
        down(self._body, of=self)

    def _connect(self) -> None:
        for one in places()["account"]:
            self.table.on_key(one.name, partial(self._on_letter, one.key))
        bind(self, "printing.jam", self.begin_stop)
        self.sessions.current_changed.connect(self._show_session)
        self.stop.changed.connect(self._account)
        self.stop.shown_first.connect(self._scroll_to_doubt)
        self.stop.left.connect(self._leave_stop)
        self.stop.settled.connect(self._settle)
        self.strip.cancelled.connect(self._cancel_printing)
        self._printing.progressed.connect(self._on_progress)
        self._printing.stopped.connect(self._on_stopped)

    def _show_session(self, session: SessionRow | None) -> None:
        is_other = session is None or self._session is None or session.session_id != self._session.session_id
        was_cut_off, self._is_cut_off = self._is_cut_off and not is_other, self._lies_cut_off(session)
        self._session = session
        self._sheets = []
        if session is None:
            self._heading.setText("確認を待つ印刷はありません。")
        else:
            self._sheets = self._context.store.queries.sheet_rows(session.session_id)
            unsent = f"  まだ送っていない用紙 {session.queued}枚" if session.queued else ""
            self._heading.setText(
                f"印刷作業{session.session_id}  {session.sheets}枚{unsent}  用紙を1枚ずつ確かめてください"
            )
        if is_other:
            self._leave_stop()
            self._forget_marks()
            progress = self._printing.progress
            is_this = progress is not None and progress.session_id == self.session_id
            self.strip.show_progress(progress if is_this else None)
        if was_cut_off and not self._is_cut_off:
            self.setFocusProxy(self.table)
            self.strip.show_progress(None)
            self._leave_stop()
        elif self._is_cut_off and not was_cut_off:
            self.setFocusProxy(self.stop.last_good)
            self.strip.say_cut_off()
            self.begin_stop()
        self.stop.keep(self._sheets)
        self._account()

    def _lies_cut_off(self, session: SessionRow | None) -> bool:
        """Whether nobody knows how far a session came; one that this window lets leave is none."""
        under_way = self._context.events.under_way
        return session is not None and session.is_leaving and session.session_id not in under_way

    def _account(self) -> None:
        """Show what each sheet would become, and say it in the button."""
        if self._feet.currentWidget() is self.stop:
            self._model.set_rows(self.stop.shown(self._sheets))
        else:
            marked = self._marked()
            self._model.set_rows([self._as_marked(sheet, *marked) for sheet in self._sheets])
        self.table.select_first()
        self._say_buttons()

    def _say_buttons(self) -> None:
        session = self._session
        sent = [row for row in self._sheets if row.status is SheetStatus.SPOOLED]
        spoiled, missing, _ = self._marked()
        bad = len({row.sheet_number for row in sent} & (spoiled | missing))
        good, has_printer = len(sent) - bad, session is not None and bool(session.printer)
        if not bad:
            self.confirm.setText(f"{good}枚すべて良い")
        else:
            self.confirm.setText(f"{good}枚を良、{bad}枚を{'刷り直す' if has_printer else '不良と記録'}")
        is_resting = not self._printing.is_active
        is_known = session is not None and not self._is_cut_off
        self.confirm.setEnabled(is_known and bool(sent) and is_resting)
        self.just_record.setVisible(bool(bad) and has_printer)
        self.just_record.setEnabled(is_resting)
        self.give_up.setVisible(session is not None and session.queued > 0 and is_resting)
        self.stopped.setVisible(bool(sent))

    def _marked(self) -> tuple[set[int], set[int], set[int]]:
        try:
            spoiled, missing, doubles = (
                set(numbers(line.text())) for line in (self.spoiled, self.missing, self.doubles)
            )
        except BadValue:
            # Half-typed; the sentence comes when the button is pressed.
            return set(), set(), set()
        return spoiled, missing, doubles

    def _as_marked(
        self, sheet: SheetRow, spoiled: set[int], missing: set[int], doubles: set[int]
    ) -> SheetRow:
        if sheet.status is not SheetStatus.SPOOLED:
            return sheet
        for chosen, fault in (
            (spoiled, self._exact.get(sheet.sheet_number, Fault.DAMAGED)),
            (missing, Fault.NOT_FOUND),
            (doubles, Fault.DOUBLE_FEED),
        ):
            if sheet.sheet_number in chosen:
                return replace(sheet, status=ENDS[fault], fault=fault)
        return sheet

    def _on_letter(self, key: str) -> None:
        if self._feet.currentWidget() is self.stop:
            if key in ANSWERS:
                self.stop.mark(key, self.table.selected_rows())
            return
        into = {**dict.fromkeys(_EXACT, self.spoiled), "M": self.missing, "R": self.doubles}.get(key)
        if key in _EXACT:
            chosen = [row.sheet_number for row in self.table.selected_rows()]
            # Another letter says something else of a sheet already marked; the same one takes it back.
            if any(self._exact.get(n, Fault.DAMAGED) is not _EXACT[key] for n in chosen):
                self.spoiled.setText(joined(self._marked()[0] - set(chosen)))
            self._exact.update(dict.fromkeys(chosen, _EXACT[key]))
        if into is not None:
            self._toggle(into, [line for line in (self.spoiled, self.missing) if line is not into])

    def _toggle(self, into: QLineEdit, out_of: Sequence[QLineEdit]) -> None:
        chosen = {row.sheet_number for row in self.table.selected_rows()}

        def read() -> tuple[set[int], list[set[int]]]:
            return set(numbers(into.text())), [set(numbers(line.text())) for line in out_of]

        found = attempted(read, self._context.messages)
        if found is None:
            return
        marked, others = found
        for line, listed in zip(out_of, others, strict=True):
            line.setText(joined(listed - chosen))
        into.setText(joined(marked - chosen if chosen <= marked else marked | chosen))

    def _confirm(self) -> None:
        is_printed = self._session is not None and bool(self._session.printer)
        self._record(replaces=is_printed)

    def _record(self, *, replaces: bool) -> None:
        if self._session is None or self._printing.is_active:
            return
        session_id = self._session.session_id
        lines = (self.spoiled, self.missing, self.doubles, self.counted)
        found = attempted(lambda: [numbers(line.text()) for line in lines], self._context.messages)
        if found is None:
            return
        spoiled, missing, doubles, counted = found
        is_again = replaces and bool(spoiled or missing)
        done = self._context.commands.run(
            lambda tx: accounts.confirm(
                tx,
                session_id,
                spoiled=spoiled,
                missing=missing,
                doubles=doubles,
                faults={n: fault for n, fault in self._exact.items() if n in spoiled},
                counted=counted[0] if counted else None,
                replaces=replaces,
                today=self._context.clock(),
                reason=self.reason.text().strip(),
            )
        )
        if done is None:
            return
        self._forget_marks()
        self.strip.show_progress(None)
        self.table.setFocus()
        if is_again:
            self.reprinted.emit(session_id)

    def _forget_marks(self) -> None:
        self._exact.clear()
        for line in (self.spoiled, self.missing, self.doubles, self.reason, self.counted):
            line.clear()

    def _give_up(self) -> None:
        if self._session is None:
            return
        session_id = self._session.session_id
        self._context.commands.run(
            lambda tx: accounts.give_up_rest(tx, session_id, today=self._context.clock())
        )

    def _settle(self, last_good: int, answers: dict[int, Fault | None], reason: str) -> None:
        """First see to it that nothing more comes out, then settle and print the rest again."""
        if self._session is None:
            return
        self._to_settle = (last_good, answers, reason)
        self.strip.say_stopping()
        self._printing.stop(self._session.session_id, self._session.job)

    def _on_stopped(self, session_id: SessionId) -> None:
        if self._to_settle is None or session_id != self.session_id or self._session is None:
            return
        (last_good, answers, reason), self._to_settle = self._to_settle, None
        has_printer = bool(self._session.printer)
        done = self._context.commands.run(
            lambda tx: accounts.settle_stop(
                tx,
                session_id,
                last_good=last_good,
                answers=answers,
                today=self._context.clock(),
                reason=reason,
            )
        )
        if done is not None:
            self._leave_stop()
            if has_printer:
                self.reprinted.emit(session_id)

    def _cancel_printing(self) -> None:
        self.strip.say_stopping()
        self._printing.halt()

    def _on_progress(self, progress: Progress) -> None:
        if progress.session_id != self.session_id:
            return
        self.strip.show_progress(progress)
        self._say_buttons()
        broke_off = progress.ending in (Ending.CANCELLED, Ending.FAILED, Ending.SILENT)
        if broke_off and self._to_settle is None and self._feet.currentWidget() is not self.stop:
            self.begin_stop()

    def _leave_stop(self) -> None:
        self._to_settle = None
        self._feet.setCurrentIndex(0)
        self._account()
        self.table.setFocus()

    def _scroll_to_doubt(self) -> None:
        first = self.stop.first_doubtful()
        sent = (row for row in self._model.rows if row.status is not SheetStatus.QUEUED)
        row = next((row for row in sent if row.sheet_number == first), None)
        if row is not None:
            self.table.select_id(row.sheet_id)
            at = self._model.index(self._model.position(row.sheet_id) or 0, 0)
            self.table.scrollTo(at, RowsTableView.ScrollHint.PositionAtCenter)
