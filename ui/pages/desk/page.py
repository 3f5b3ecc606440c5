"""窓口: one line that never closes; every scan is answered and recorded at once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox

from app.changes import Changes
from app.domain.certificate import CertificateStatus
from app.rows import CertificateRow
from app.usecases.counter.lookup import Asked
from ui.dialogs.misdelivery import ask_misdelivery
from ui.frame.answer import Answer, Heard, TakenBack, problem
from ui.frame.context import Context
from ui.frame.messages import Heeding, Messages
from ui.frame.page import Page
from ui.look.bound import BoundAction, bind
from ui.look.layout import add, down, fill, held, stack, stretch
from ui.look.parts import role_label
from ui.look.theme import APART, NEAR, Tone, row_height
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.desk.counter import Counter
from ui.pages.desk.department import DepartmentPanel
from ui.pages.desk.keys import HOMES, choice_keys, entry_keys, question_keys
from ui.pages.desk.lookup import COUNTER, DeskMode
from ui.pages.desk.papers import CounterPapers
from ui.pages.desk.question import DIGITS, Choice, Question, Step, chips_of, who_words
from ui.pages.desk.recorder import Recorder
from ui.pages.desk.records import DeskRecords
from ui.pages.desk.top import MODE_WORDS, DeskTop
from ui.pages.desk.words import department_entry, greeting, inspected
from ui.pages.drawer.count import DrawerCountPanel
from ui.pages.places import DESK
from ui.pages.printing.inspect import Inspected, InspectPanel
from ui.widgets.banner import Banner
from ui.widgets.household_chips import PresenceChips
from ui.widgets.key_line import KeyLine
from ui.widgets.scan_line import ScanLine
from ui.widgets.sound import Sound

_ASKS = {
    **dict.fromkeys((DeskMode.HAND_OUT, DeskMode.COLLECT), "コードを読むか、番号の末尾・名前を打って Enter"),
    DeskMode.INSPECT: "束を裏返し、用紙のコードを端から続けて読む",
    DeskMode.COUNT: "引き出しの証のコードを続けて読む",
}
_BESIDE_LIST = 4
_COUNT_MS = 150
"""The figure in the header follows a little later, so that a scan is answered first."""


class DeskPage(Page):
    """配付, 回収, 検品 and 照合 by scanner, by the tail of a number or by name."""

    place = DESK
    interests = Changes.CERTIFICATES | Changes.PRINTING | Changes.ROSTER | Changes.ELDERLY_CARDS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.mode = DeskMode.HAND_OUT
        self._ready = 0
        self._undone = False
        self._given: tuple[CertificateRow, ...] = ()
        self._sound = Sound(context.preferences, self)
        self.line = ScanLine(_ASKS[DeskMode.HAND_OUT])
        self.banner = Banner()
        self.chips = PresenceChips()
        self.hint = KeyLine()
        self.top = DeskTop(context.clock)
        self.day = self.top.day
        self.sound = QCheckBox("音")
        self._place = role_label("", "sub")
        self._waiting = role_label("", "sub")
        self.offers_model = RowsTableModel(HOMES, row_id=lambda r: r[0])
        self.offers = RowsTableView(self.offers_model, name="当てはまる世帯")
        self.entries = DeskRecords(context)
        self._recorder = Recorder(context, self.top)
        self.messages = TakenBack(context.messages, self._on_taken_back)
        self.counter = Counter(context, self.entries, self._recorder, self)
        self.papers = CounterPapers(context, self)
        self.department = DepartmentPanel(context)
        self.inspect = InspectPanel(context, desk=(self.line, self.banner))
        self.count = DrawerCountPanel(context, self._say)
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._counting.timeout.connect(self._count_ready)
        self._at_counter = held(down(fill(self.offers, 2), fill(self.entries), stretch(0), gap=APART))
        self._views = stack(self._at_counter, self.department, self.inspect, self.count)
        self._build()
        self._connect()
        self.set_mode(DeskMode.HAND_OUT)

    def reload(self) -> None:
        """Count what waits; mark lines of the running list that were undone meanwhile."""
        queries = self.context.store.queries
        if not queries.has_people():
            self.set_no_roster(
                "名簿がまだありません。健保の一覧を取り込むと、証の配付と回収をここで記録できます。"
            )
            return
        self.set_filled()
        self._show_place()
        if self.banner.tone is Tone.NORMAL:  # nothing was read yet
            self._count_ready()
            if not self._is_asking():
                self._greet()
        else:
            self._counting.start()
        if self._undone:
            self._undone = False
            self.entries.check_undone()
        self._read_panel()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is counted behind another page; what was not yet is read when shown again."""
        if self._counting.isActive():
            self._counting.stop()
            self._is_stale = True
        super().hideEvent(event)

    def focus_first(self) -> None:
        self.line.setFocus()

    def set_mode(self, mode: DeskMode) -> None:
        """What the next readings do."""
        self.mode = mode
        if mode in COUNTER:
            self.counter.mode = mode
        self.top.show_mode(mode)
        self.line.setPlaceholderText(_ASKS[mode])
        self.line.setAccessibleName(f"{MODE_WORDS[mode]}の窓口  {_ASKS[mode]}")
        self.line.takes_digits = False
        self._given = ()
        self.counter.forget()
        panels = {DeskMode.INSPECT: self.inspect, DeskMode.COUNT: self.count}
        self._views.setCurrentWidget(panels.get(mode, self._at_counter))
        self._read_panel()
        self._greet()
        self._show_question()
        self.line.setFocus()

    def read(self, text: str) -> None:
        """Take one scan or typed text."""
        if self.mode is DeskMode.INSPECT:
            self.inspect.read(text)
        elif self.mode is DeskMode.COUNT:
            self._say(self.count.read_code(text))
        elif self._is_at_department():
            self.department.read_text(text)
        elif self._given:
            self._read_given(text)
        else:
            self.counter.read(text)
        self._after_key()

    def confirm(self) -> None:
        """Enter on the empty line: what the hint says."""
        if self.mode is DeskMode.INSPECT:
            self.inspect.end()
        elif self.mode is DeskMode.COUNT:
            if (answer := self.count.confirm()) is not None:
                self._say(answer)
        elif self._is_at_department():
            self.department.confirm()
        else:
            self.counter.confirm()
        self._after_key()

    def _after_key(self) -> None:
        self.line.takes_digits = self.mode is DeskMode.COUNT and self.count.takes_digits
        self._show_question()
        if self.mode not in COUNTER or self.day.value is not None:
            self.line.setFocus()

    def _on_digit(self, number: int) -> None:
        if self.mode is DeskMode.COUNT and (answer := self.count.choose(number)) is not None:
            self._say(answer)
        self._after_key()

    def _cancel(self) -> None:
        """Escape: nothing is asked any more; from a department back to the counter."""
        if self._is_at_department():
            if self.department.back():
                self._greet()
                self._after_key()
            else:
                self._close_department()
            return
        if self._forget() or self.mode is DeskMode.COUNT:
            # What was asked stands nowhere any more, and nothing was recorded.
            self._greet()
        self.count.cancel()
        self._after_key()

    def _move(self, by: int) -> None:
        if self._is_at_department():
            self.department.step_by(by)
        elif self.mode in COUNTER:
            self.entries.step_by(by)
            self._show_question()
        elif self.mode is DeskMode.COUNT:
            self.count.table.step_by(by)

    def _take_back(self) -> None:
        """Delete: the chosen line of the running list is undone."""
        if self.mode not in COUNTER or self._is_at_department():
            return
        heard, entry = Heeding(), self.entries.chosen
        self.counter.forget()
        if self.entries.take_back(self.context.commands, heard):
            who = who_words(entry.rows) if entry is not None and entry.rows else ""
            self._say(Answer("←", f"取り消しました   {who}", heard.sentence, Tone.INFO, Heard.YES))
        else:
            self._say(problem("元に戻せません", heard.sentence))
        self._after_key()

    def _on_typed(self, text: str) -> None:
        """Digits show what they would do; Space opens or marks what is chosen."""
        if self._is_at_department():
            if text and not text.strip():
                self.line.clear()
                self.department.toggle()
            else:
                self.department.narrow(text)
        elif text.endswith((" ", "　")) and self.counter.choice is not None:
            number = self.counter.choice.reads(text.strip())
            if number is not None:
                self.line.clear()
                self.counter.pick(number)
        elif self.counter.choice is not None:
            self.banner.show_answer(*self.counter.introduce(text.strip()))
        self._show_question()

    def _print_paper(self) -> None:
        self.papers.make(self.entries.meant(*Step))
        self.line.setFocus()

    def _other_cause(self) -> None:
        """Ctrl+R: another reason for what is missing; digits still in the line name it first."""
        if self.mode in COUNTER and self.counter.take_digits(self.line.text().strip()):
            self.line.clear()
        self.counter.cycle_cause()

    def _misdelivery(self) -> None:
        """F11: a paper of the chosen line, or of the last hand-out, went to the wrong person."""
        chosen = self.entries.meant(Step.HAND_OUT, Step.EXCHANGE)
        if chosen is None or not chosen.rows:
            sentence = (
                "渡した証の行を ↑↓ で選んでください。この画面で渡していない証は、名簿から記録できます。"
            )
            self._say(problem("渡した証がありません", sentence))
            return
        self.counter.forget()
        if len(chosen.rows) == 1:
            self._ask_wrong(chosen.rows[0])
            return
        self._given = chosen.rows
        ask = "番号・名前を打つか、証のコードを読んでください。"
        self._say(Answer("?", "どなたの証が人違いでしたか", ask, Tone.INFO, Heard.SILENT))
        self._after_key()

    def _ask_wrong(self, row: CertificateRow) -> None:
        self._given = ()
        now = self.context.store.queries.certificate_by_issue(row.issue_number)
        heard = Heeding()
        if ask_misdelivery(self.context, now, self, messages=heard) is not None:
            self.entries.put_misdelivered(row, heard.sentence, self.context.store.last_undoable())
            headline = f"誤交付を記録しました   {row.name} さん"
            self._say(Answer("▲", headline, heard.sentence, Tone.SOON, Heard.YES))
        elif heard.sentence:
            self._say(problem("できません", heard.sentence))
        self._after_key()

    def _read_given(self, text: str) -> None:
        """Which of several papers went to the wrong person."""
        at = int(text) if len(text) == 1 and text in "123456789" else 0
        by_digit = list(self._given[at - 1 : at]) if at else []
        asked = Asked.of(self.context.store.queries, text)
        meant = by_digit or list(filter(asked.names_surely, self._given))
        if len(meant) == 1:
            self._ask_wrong(meant[0])
            return
        words = f"{len(meant)}枚あります" if meant else "この行にない証です"
        self._say(problem(words, "証のコードか、氏名を打ってください。"))

    def _open_department(self) -> None:
        if self.mode is not DeskMode.HAND_OUT:
            self.set_mode(DeskMode.HAND_OUT)
        if self._is_at_department():
            self._close_department()
            return
        self.counter.forget()
        self.top.whole.setChecked(True)
        self.department.begin()
        self._views.setCurrentWidget(self.department)
        self.line.setPlaceholderText("所属の番号か名前、または残す証のコード")
        self._greet()
        self._after_key()

    def _close_department(self) -> None:
        self.top.whole.setChecked(False)
        self._views.setCurrentWidget(self._at_counter)
        self.line.setPlaceholderText(_ASKS[DeskMode.HAND_OUT])
        self._greet()
        self._after_key()

    def _hand_department(self, rows: Sequence[CertificateRow], where: str) -> None:
        heard = Heeding(lambda: self._sound.say(Heard.YES))
        done = self._recorder.hand_department(rows, where, heard)
        if done is None:
            self._say(problem("できません", heard.sentence))
            self._after_key()
            return
        self.entries.put(department_entry(rows, where, self.context.store.last_undoable()))
        self._close_department()
        headline = f"配付しました   {where} {len(rows)}枚"
        self.banner.show_answer(Answer("✓", headline, heard.sentence, Tone.DONE, Heard.YES))

    def _say(self, answer: Answer) -> None:
        self.banner.show_answer(answer)
        self._sound.say(answer.sound)

    def _forget(self) -> bool:
        """Ask nothing any more; return whether anything was asked."""
        was_asking = self._is_asking()
        self._given = ()
        self.counter.forget()
        return was_asking

    def _is_asking(self) -> bool:
        return bool(self._given) or self.counter.question is not None or self.counter.choice is not None

    def _on_moved_on(self, messages: Messages | None) -> None:
        """The next step was taken: the banner no longer speaks of the one before."""
        # The desk's own step is answered in a moment; readings of a bundle are not in the journal.
        if self.mode is DeskMode.INSPECT or (self.isVisible() and isinstance(messages, Heeding)):
            return
        if messages is not None or not self._is_asking():
            self._forget()
            self._greet()

    def _on_taken_back(self, answer: Answer) -> None:
        """元に戻す and やり直す: what was asked was asked about other facts."""
        self._forget()
        self._say(answer)
        self._after_key()

    def _greet(self) -> None:
        mode = None if self._is_at_department() else self.mode
        self.banner.show_answer(greeting(mode, has_waiting=bool(self._ready)))

    def _show_question(self) -> None:
        """Chips, offers and the hint, as the typed digits would turn them."""
        choice, counter = self.counter.choice, self.mode in COUNTER and not self._is_at_department()
        shown = self.counter.previewed(self.line.text().strip()) if counter else None
        has_chips = shown is not None and shown.has_chips
        self.chips.setVisible(has_chips)
        if shown is not None and has_chips:
            self.chips.set_chips(chips_of(shown, self._recorder.follow_up))
        if self._given:
            choice = Choice(tuple((row,) for row in self._given[:DIGITS]))
        self.offers.setVisible(counter and choice is not None)
        # Nine households and the list below do not fit a small screen.
        self.entries.setVisible(choice is None or len(choice.homes) <= _BESIDE_LIST)
        if choice is not None:
            self._show_offers(choice)
        self.hint.setText(self._hint(shown))
        self.hint.setVisible(bool(self.hint.text()))

    def _show_offers(self, choice: Choice) -> None:
        self.offers_model.set_rows(list(enumerate(choice.homes, start=1)))
        header = self.offers.horizontalHeader().sizeHint().height()
        self.offers.setMaximumHeight(header + len(choice.homes) * row_height() + 4)
        number = choice.reads(self.line.text().strip())
        if number is not None:
            self.offers.select_at(number - 1)
        else:
            self.offers.clearSelection()

    def _hint(self, shown: Question | None) -> str:
        """Which keys work now, and nothing else."""
        if self._is_at_department():
            return self.department.hint()
        if self.mode is DeskMode.INSPECT:
            return "Enter 読み終えた"
        if self.mode is DeskMode.COUNT:
            last = min(DIGITS, self.count.table.model().rowCount())
            return f"1〜{last} 証を選ぶ   Esc やめる" if self.count.takes_digits else ""
        if self._given:
            return "番号・名前・コード その方の証   Esc やめる"
        if shown is not None:
            return question_keys(shown, is_choosing=self.counter.choice is not None)
        return choice_keys(self.counter.choice) or entry_keys(self.entries.chosen)

    def _is_at_department(self) -> bool:
        return self._views.currentWidget() is self.department

    def _read_panel(self) -> None:
        if self.mode is DeskMode.INSPECT:
            self.inspect.read_sessions()
        elif self.mode is DeskMode.COUNT:
            self.count.read()
        elif self._is_at_department():
            self.department.read()

    def _count_ready(self) -> None:
        self._ready = self.context.store.queries.certificate_count(
            (CertificateStatus.READY,), office_id=self.context.office_id()
        )
        self._waiting.setText(f"配付待ち {self._ready}枚")

    def _show_place(self) -> None:
        wanted = self.context.office_id()
        offices = self.context.store.queries.offices()
        name = next((office.name for office in offices if office.id == wanted), "すべての事業所")
        self._place.setText(f"場所: {name}")

    def _on_changed(self, changes: Changes) -> None:
        self._undone = self._undone or changes is Changes.ALL
        if changes & Changes.ROSTER:
            self.counter.forget_roster()
        super()._on_changed(changes)

    def _on_inspected(self, found: Inspected) -> None:
        """The stack was read; its account is a matter of the print page, which opens with it."""
        self.context.leave_for("printing", found)
        self._say(inspected(found.session_id, found.unseen, found.wrong))

    def _build(self) -> None:
        add(self.header_actions, self._place, NEAR, self._waiting, NEAR, self.sound, NEAR)
        self.sound.setChecked(self.context.preferences.sound)
        self.sound.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        add(self.body, self.top, self.line, self.banner, self.chips, self.hint, fill(self._views))

    def _connect(self) -> None:
        self.context.events.moved_on.connect(self._on_moved_on)
        self.line.scanned.connect(self.read)
        self.line.confirmed.connect(self.confirm)
        self.line.digit.connect(self._on_digit)
        self.line.cancelled.connect(self._cancel)
        self.line.moved.connect(self._move)
        self.line.deleted.connect(self._take_back)
        self.line.textEdited.connect(self._on_typed)
        self.counter.sounded.connect(self._sound.say)
        self.counter.answered.connect(self.banner.show_answer)
        self.counter.changed.connect(self._show_question)
        self.papers.answered.connect(self._say)
        self.department.answered.connect(self._say)
        self.department.changed.connect(self._show_question)
        self.department.handed.connect(self._hand_department)
        self.inspect.inspected.connect(self._on_inspected)
        self.chips.turned.connect(self.counter.turn)
        self.sound.toggled.connect(self._keep_sound)
        self.top.mode_chosen.connect(self.set_mode)
        self.top.whole_wanted.connect(self._open_department)
        self.top.left.connect(self.line.setFocus)
        self.offers.clicked.connect(lambda index: self.counter.pick(index.row() + 1))
        for name, do in (
            ("desk.slip", self._print_paper),
            ("desk.cause", self._other_cause),
            ("desk.misdelivery", self._misdelivery),
            ("desk.new_only", self.counter.only_new),
        ):
            bind(self._at_counter, name, do)
        BoundAction(self.line, "desk.find", self.line.setFocus)

    def _keep_sound(self, on: bool) -> None:
        self.context.preferences.sound = on
        self.line.setFocus()
