"""帳票 → 状況回答票: figures as of a day, the people behind each, and the answers given."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QWidget

from app.domain.answer import Change, Figure
from app.domain.ids import AnswerId, OfficeId
from app.domain.wareki import wareki_short
from app.late import dataclass
from app.printing.values import PaperTable
from app.rows import GivenAnswerRow
from app.usecases.answers import answer_lists, answers
from app.usecases.answers.answer_lists import CAME, NameLine
from app.usecases.papers.lists import change_words
from app.words import label
from ui.frame.context import Context
from ui.frame.tasks import Job
from ui.look.layout import across, down, fill, held
from ui.look.parts import plain_button, primary_button, role_label
from ui.look.theme import SMALL, TIGHT, Tone, app_font, row_height
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column
from ui.models.row_painter import PADDING
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.notice import Notice

FOLLOWED = 1000
"""Up to so many names are read while the arrows move; more of them wait for Enter."""

MOST_LINES = 7
"""Lines of the figures shown at once; the names keep the rest of the page."""

NARROWEST = 60
"""Pixels of a figure's column; longer numbers get more."""

NO_CHANGE = "±0"

_RECORDED = (
    "{day} の終わりまでの記録による数字です。そのあとに入力したことは入っていません。"
    "「記録の日」を空にすると、今の記録で数えます。"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the figures.

    in_words: how the line is called above the names. office_id: None for all. changes: set on a
    line of differences.
    """

    name: str
    heading: str
    texts: Mapping[Figure, str]
    in_words: str
    office_id: OfficeId | None = None
    changes: Sequence[Change] | None = None


class FiguresTable(RowsTableView[Line]):
    """Cells rather than rows: the arrows go from number to number.

    Signals:
        cell_changed: The keyboard or the mouse came to another number.
        cell_opened: Enter or a click on a number.
    """

    cell_changed = Signal()
    cell_opened = Signal()

    def __init__(self) -> None:
        figures = [
            Column[Line](
                label(figure, "heading"),
                partial(_text, figure),
                right=True,
                tone=partial(_tone, figure),
                keep=Keep.WHO,
            )
            for figure in Figure
        ]
        model = RowsTableModel(
            [
                Column[Line]("事業所", lambda line: line.heading, stretch=True, keep=Keep.WHO, least=96),
                *figures,
            ],
            row_id=lambda line: line.name,
        )
        super().__init__(model, name="状況回答の数字")
        self.setSortingEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(self._on_moved)
        self.entered.connect(lambda _: self.cell_opened.emit())
        self.clicked.connect(lambda _: self.cell_opened.emit())

    @property
    def figure(self) -> Figure:
        """The figure of the cell the keyboard is on."""
        return list(Figure)[max(0, self.currentIndex().column() - 1)]

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the keyboard stays on its number."""
        line, column = self.current_row(), max(1, self.currentIndex().column())
        self.rows_model.set_rows(lines)
        at = None if line is None else self.rows_model.position(line.name)
        self._go_to(at or 0, column)
        self._fit_columns(lines)
        shown = min(len(lines), MOST_LINES)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * row_height() + 2)

    def select_at(self, at: int) -> None:
        """Go to the number in that line."""
        self._go_to(at, max(1, self.currentIndex().column()))

    def _fit_columns(self, lines: Sequence[Line]) -> None:
        # A society's head office has numbers of five and six digits.
        face, small = QFontMetrics(app_font()), QFontMetrics(app_font(SMALL, bold=True))
        for column, figure in enumerate(Figure, 1):
            longest = max(face.horizontalAdvance(line.texts[figure]) for line in lines)
            needed = max(longest, small.horizontalAdvance(label(figure, "heading"))) + 2 * PADDING
            self.widths.want(column, max(NARROWEST, needed))

    def _go_to(self, at: int, column: int) -> None:
        self.selectionModel().setCurrentIndex(
            self.rows_model.index(at, column), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _on_moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.cell_changed.emit()


def _text(figure: Figure, line: Line) -> str:
    return line.texts[figure]


def _tone(figure: Figure, line: Line) -> Tone:
    if line.texts[figure] in ("0", NO_CHANGE):
        return Tone.MUTED
    return Tone.NORMAL if line.changes is None else Tone.SOON


NAME_COLUMNS: tuple[Column[NameLine], ...] = (
    Column(
        "増減",
        lambda line: f"{'＋' if line.sign == CAME else '−'} {line.sign}",
        width=64,
        tone=lambda line: Tone.DONE if line.sign == CAME else Tone.SOON,
        keep=Keep.STATE,
    ),
    name_column(230, lambda line: line.counted.person),
    Column("事業所・所属", lambda line: answer_lists.place(line.counted), stretch=True),
    Column("記号-番号-枝番", lambda line: "", width=130, keep=Keep.WHO),
    Column("発行番号", lambda line: line.counted.issue_number, width=126, keep=Keep.STATE),
)
_SIGN, _KEY, _ISSUE = 0, 3, 4

GIVEN_COLUMNS: tuple[Column[GivenAnswerRow], ...] = (
    Column(
        "時点、答えた日",
        lambda row: wareki_short(row.as_of),
        stretch=True,
        minor=lambda row: f"{wareki_short(row.made_on)} {'訂正' if row.is_correction else '回答'}",
        strong=True,
    ),
)


class AnswerView(QWidget):
    """The answer of one day. The page gives the day and places `give` and `kept`.

    Signals:
        day_wanted: The day to show, again or another: an answer was given or chosen.
    """

    day_wanted = Signal(object)

    def __init__(
        self, context: Context, export: Callable[[PaperTable, bool], None], is_day_read: Callable[[], bool]
    ) -> None:
        """export: writes a table where the user says, with its numbers or not.

        is_day_read: says so where it is not.
        """
        super().__init__()
        self._context = context
        self._export = export
        self._is_day_read = is_day_read
        self._shown: answers.ShownAnswer | None = None
        self._since_last: tuple[Change, ...] | None = None
        self._recount: tuple[Change, ...] | None = None
        self._chosen: AnswerId | None = None
        self._job: Job | None = None
        self._names: list[NameLine] = []
        self._names_of = ""
        self.notice = Notice(Tone.SOON)
        self.figures = FiguresTable()
        self.names_heading = role_label("", "strong")
        self.meaning = role_label("", "minor")
        columns = list(NAME_COLUMNS)
        columns[_KEY] = Column("記号-番号-枝番", self._key, width=130, keep=Keep.WHO)
        self._names_model = RowsTableModel(columns, row_id=_name_id)
        self.names = RowsTableView(self._names_model, name="数字の内訳", preferences=context.preferences)
        self.in_full = QCheckBox("番号を伏せない")
        self.export_names = plain_button("内訳を書き出す", self._export_names, key="reports.save_names")
        self._given_model = RowsTableModel(GIVEN_COLUMNS, row_id=lambda row: row.answer_id)
        self.given = RowsTableView(self._given_model, name="回答の控え", preferences=context.preferences)
        self.kept = held(down(role_label("回答の控え", "strong"), fill(self.given)))
        self.give = primary_button("回答として控える", self._give, key="reports.main")
        self._build()
        self.figures.cell_changed.connect(self._follow)
        self.figures.cell_opened.connect(self._open_names)
        self.names.on_key("reports.leave", self.figures.setFocus)
        self.given.entered.connect(self._open_given)
        self.given.clicked.connect(lambda _: self._open_given(self.given.current_row()))
        self.in_full.toggled.connect(self._on_full)

    def show_day(self, on: date) -> PaperTable:
        """Show the answer of that day, as it was given or counted now; return it as a paper."""
        self._stop()
        queries = self._context.store.queries.for_papers()
        return self._put(answers.shown_answer(queries, on, self._chosen))

    def count_by(self, on: date, recorded: date, done: Callable[[PaperTable], None]) -> None:
        """Count that day by the record of another, beside the window; done: is given the paper."""
        self._stop()
        store, today = self._context.store, self._context.clock()

        def work(job: Job) -> answers.ShownAnswer:
            with store.beside() as beside:
                return answers.recorded_answer(beside, on, recorded, today=today, report=job.report)

        self.notice.say(f"{wareki_short(recorded)} の記録で数えています。", Tone.INFO)
        self._job = self._context.tasks.start(
            work,
            done=lambda shown: done(self._put(shown)),
            progress=lambda far, of: self.notice.say(
                f"{wareki_short(recorded)} の記録で数えています({100 * far // of}%)。", Tone.INFO
            ),
            failed=lambda: self.notice.say(""),
        )

    def _stop(self) -> None:
        """A count that is under way is wanted no more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _put(self, shown: answers.ShownAnswer) -> PaperTable:
        queries = self._context.store.queries.for_papers()
        self._shown = shown
        self._since_last = answers.difference_to_last(queries, self._shown)
        self._recount = answers.difference_of_recount(queries, self._shown)
        if shown.recorded_by is None:
            self.notice.say(_recount_words(self._recount), Tone.SOON)
        else:
            self.notice.say(_RECORDED.format(day=wareki_short(shown.recorded_by)), Tone.SOON)
        self._tell_button()
        self._given_model.set_rows(queries.given_answers())
        if self._shown.given is not None:
            self.given.select_id(self._shown.given.answer_id)
        else:
            self.given.clearSelection()
        self.figures.set_lines(self._lines())
        self._follow()
        return self._shown.paper(self._since_last)

    def _build(self) -> None:
        self.names.empty_text = "この数字に入る方はいません。"
        self.given.empty_text = "まだありません。\n健保に答えたら\nCtrl+Enter で\n控えます。"
        self.given.setSortingEnabled(False)
        head = across(fill(self.names_heading), self.in_full, self.export_names)
        down(self.notice, self.figures, TIGHT, head, self.meaning, fill(self.names), of=self)

    def _lines(self) -> list[Line]:
        assert self._shown is not None
        figures, only = self._shown.figures, self._context.office_id()
        totals = {figure: str(figures.total(figure)) for figure in Figure}
        lines = [Line("total", "合計", totals, "合計")]
        if self._since_last is not None and self._shown.last is not None:
            of_day = f"前回 {wareki_short(self._shown.last.as_of)} の回答との差"
            words = change_words(self._since_last)
            lines.append(Line("last", "前回との差", words, of_day, changes=self._since_last))
        if self._recount:
            words = change_words(self._recount)
            lines.append(Line("recount", "数え直しの差", words, "数え直しの差", changes=self._recount))
        for office in figures.offices:
            if only in (None, office.office_id):
                texts = {figure: str(office.figure(figure)) for figure in Figure}
                name = f"office {office.office_id}"
                lines.append(Line(name, office.office, texts, office.office, office.office_id))
        return lines

    def _tell_button(self) -> None:
        assert self._shown is not None
        is_to_come = self._shown.as_of > self._context.clock()
        if self._shown.given is None:
            self.give.setText("回答として控える")
        else:
            self.give.setText("訂正として控える" if self._recount else "控えてあります")
        is_of_record = self._shown.recorded_by is not None
        is_new = self._shown.given is None or bool(self._recount)
        self.give.setEnabled(not is_to_come and is_new and not is_of_record)
        why = "この日付はまだ来ていません。" if is_to_come else f"{self.give.text()} (Ctrl+Enter)"
        self.give.setToolTip("控えるのは、今の記録で数えた回答です。" if is_of_record else why)

    def _follow(self) -> None:
        line, figure = self.figures.current_row(), self.figures.figure
        if line is None:
            return
        text = line.texts[figure]
        if line.changes is not None or int(text) <= FOLLOWED:
            self._show_names(line, figure)
        else:
            self._set_names([], f"{label(figure)} {line.in_words} {text}{answer_lists.unit(figure)}", figure)
            self.names.empty_text = "多いので、Enter を押すとお名前を出します。"

    def _open_names(self) -> None:
        line = self.figures.current_row()
        if line is not None:
            self._show_names(line, self.figures.figure)
            if self._names:
                self.names.setFocus()
                self.names.select_first()

    def _show_names(self, line: Line, figure: Figure) -> None:
        assert self._shown is not None
        if line.changes is None:
            queries = self._context.store.queries.for_papers()
            behind = answers.people_behind(queries, self._shown, figure, line.office_id)
            lines = answer_lists.names_of(behind)
            count = f"{len(lines)}{answer_lists.unit(figure)}"
        else:
            lines = answer_lists.names_of_change(line.changes, figure)
            count = line.texts[figure]
        self.names.empty_text = (
            "この数字に入る方はいません。" if line.changes is None else "違いはありません。"
        )
        self._set_names(lines, f"{label(figure)} {line.in_words} {count}", figure)

    def _set_names(self, lines: list[NameLine], heading: str, figure: Figure) -> None:
        self._names, self._names_of = lines, heading
        self.names_heading.setText(heading)
        self.meaning.setText(label(figure, "meaning"))
        self.meaning.setToolTip(label(figure, "meaning"))
        for column, has_any in (
            (_SIGN, any(line.sign for line in lines)),
            (_ISSUE, any(line.counted.issue_number for line in lines)),
        ):
            self.names.widths.want(column, self._names_model.columns[column].width if has_any else 0)
        self._names_model.set_rows(lines)
        self.export_names.setEnabled(bool(lines))

    def _on_full(self, is_wanted: bool) -> None:
        if is_wanted and self._context.store.hides_numbers:
            self._context.store.note("記号・番号の表示 状況回答の内訳")
        self._names_model.set_rows(self._names)

    def hideEvent(self, event: QHideEvent) -> None:
        """Numbers are asked for again whenever somebody comes back."""
        self.in_full.setChecked(False)
        super().hideEvent(event)

    def _key(self, line: NameLine) -> str:
        return answer_lists.shown_key(line.counted, in_full=self.in_full.isChecked())

    def _export_names(self) -> None:
        if self._shown is not None and self._names:
            self._export(
                answer_lists.names_table(self._names, as_of=self._shown.as_of, heading=self._names_of),
                self.in_full.isChecked(),
            )

    def _open_given(self, row: GivenAnswerRow | None) -> None:
        if row is not None:
            self._chosen = row.answer_id
            self.day_wanted.emit(row.as_of)

    def _give(self) -> None:
        if not self._is_day_read():
            return
        assert self._shown is not None
        queries, on = self._context.store.queries, self._shown.as_of
        answer, before = queries.status_behind(on), answers.answer_before(queries, on)
        done = self._context.commands.run(
            lambda tx: answers.give_answer(tx, answer, made_on=self._context.clock(), before=before)
        )
        if done is not None:
            self._chosen = None
            self.day_wanted.emit(on)


def _name_id(line: NameLine) -> tuple[str, int, str]:
    return line.sign, line.counted.person.person_id, line.counted.issue_number


def _recount_words(recount: Sequence[Change] | None) -> str:
    if not recount:
        return ""
    words = change_words(recount)
    found = "、".join(
        f"{label(figure, 'heading')} {words[figure]}" for figure in Figure if words[figure] != NO_CHANGE
    )
    return f"控えたあとに記録が変わりました。いま数え直すと {found} です。控えの数字はこのままです。"
