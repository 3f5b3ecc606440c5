"""The first step of a print session: who gets a sheet, and who cannot and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.genuine import SheetStanding
from app.domain.ids import PersonId
from app.domain.print_session import PrintOrder
from app.errors import BadValue
from app.printing.values import Refusal
from app.rows import PersonRow
from app.usecases.printing import sessions
from app.usecases.printing.order import in_print_order
from app.usecases.printing.sessions import WaitingSession
from app.words import label
from ui.frame.context import Context
from ui.frame.dropped import Spot
from ui.look.layout import across, down, fill
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.models.checks import Checks
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, name_column, place_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.list_filter import ListFilter
from ui.pages.printing.batch_row import BatchRow
from ui.pages.printing.refused import RefusedNames
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.wareki_edit import WarekiEdit

_ORDER = "printing/order"


class ChoosePanel(QWidget):
    """Candidates, all with a mark to begin with; looking at one changes no mark.

    Signals:
        prepared: A session was planned. arg: PlannedSession.
        tried: Only 見本 can be printed for these people. arg: a list of PersonId.
    """

    prepared = Signal(object)
    tried = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._refused: dict[str, str] = {}
        self.is_planning = False
        """Whether a session is being stored: who is left over is read when somebody looks again."""
        self._is_first_look = True
        """Nobody has chosen yet among those who are left: whoever can be printed is meant."""
        self.checks = Checks()
        self._model = RowsTableModel((self.checks.column, *self._columns()), row_id=lambda row: row.person_id)
        self.table = RowsTableView(self._model, name="印刷の対象者", preferences=context.preferences)
        self.checks.attach(self.table)
        self._rows: list[PersonRow] = []
        self.part = ListFilter(context.preferences, "printing/choose")
        self.part.serve(self.table)
        self.part.changed.connect(self._show)
        self.part.refused.connect(context.messages.refuse)
        self.setFocusProxy(self.table)
        self._standing = SheetStanding.GENUINE
        self._specimen = Notice(Tone.SOON)
        self.to_seal = secondary_button("印影を入れる", lambda: context.go("settings", Spot.SEAL))
        self._why = Notice(Tone.LATE)
        self.names = RefusedNames(context)
        self.names.decided.connect(self._on_decided)
        self._told = role_label("", "sub")
        self.prepare = primary_button("準備", self._prepare, key="printing.main")
        self.order = ChoiceRow("印刷の順番", {PrintOrder.ROUTE: "配る順", PrintOrder.NUMBER: "番号順"})
        self.order.choose(context.preferences.text(_ORDER, PrintOrder.ROUTE))
        self.order.chosen.connect(self._reorder)
        self.issued_on = WarekiEdit(None, name="交付年月日", optional=True, around=context.clock())
        self._issued_word = role_label("交付年月日(健保が示した日)", "sub")
        everybody = plain_button("全員に印  A", self._mark_all, tip="全員に印を付ける (一覧で A)")
        nobody = plain_button("印を外す  X", self._mark_nobody, tip="印をすべて外す (一覧で X)")
        self.table.on_key("printing.mark_all", self._mark_all)
        self.table.on_key("printing.mark_none", self._mark_nobody)
        chosen = FlowRow(
            *(role_label("順番", "sub"), self.order, everybody, nobody, self._issued_word, self.issued_on)
        )
        foot = across(fill(chosen, 3), fill(self._told, 2), self.prepare, gap=APART)
        told = across(fill(self._specimen), self.to_seal, gap=APART)
        self.batch = BatchRow(context)
        self.batch.planned.connect(self.prepared)
        down(told, self.batch, self.part, fill(self.table), self._why, self.names, foot, gap=APART, of=self)
        self.checks.changed.connect(self._count)
        self.table.current_changed.connect(self._tell_reason)
        self.table.opened.connect(lambda row: context.go("roster", row.person_id))

    def set_rows(self, rows: Sequence[PersonRow], now: SheetStanding) -> None:
        """Show these candidates; those not shown until now are marked, after a session all who are left.

        now: what is printed for them.
        """
        self._standing = now
        self.batch.read()
        self._specimen.say("" if now is SheetStanding.GENUINE else label(now))
        self.to_seal.setVisible(now is SheetStanding.TRY)
        for part in (self._issued_word, self.issued_on):
            part.setVisible(now is SheetStanding.GENUINE)
        everybody = {row.person_id: row.key for row in rows}
        before = set() if self._is_first_look else {row.person_id for row in self._rows}
        self._is_first_look = False
        new = {who for who, key in everybody.items() if who not in before and key not in self._refused}
        self._rows = list(rows)
        self.part.setVisible(bool(rows))
        self.table.empty_text = "この絞り込みに当てはまる方はいません。" if rows else ""
        self.checks.set((self.checks.ids & set(everybody)) | new)
        self._show()
        if self.names.keys:
            self._check_names()

    def _show(self) -> None:
        """Show whom the words find, or who bears them; whoever is out of sight keeps the mark."""
        words = self.part.line.text().strip()
        shown = {row.person_id for row in self.part.of(self._rows, self._model.columns)}
        if words:
            shown |= {row.person_id for row in self._context.store.queries.person_rows(search=words)}
        self._model.set_rows(self._ordered([row for row in self._rows if row.person_id in shown]))
        self.table.select_first()
        self._count()

    def _ordered(self, rows: Sequence[PersonRow]) -> list[PersonRow]:
        return in_print_order(rows, PrintOrder(self.order.value))

    def select(self, wanted: Sequence[PersonId]) -> None:
        """Mark just these persons and tell who of them is no candidate."""
        self.part.line.clear()
        known = {row.person_id for row in self._rows}
        chosen = [person for person in wanted if person in known]
        self.checks.set(chosen)
        if chosen:
            self.table.select_id(chosen[0])
        if len(chosen) < len(wanted):
            self._context.messages.refuse(
                "選んだ方の中に、印刷の対象でない方がいます。名簿でその方の状況を確かめてください。"
            )

    def _reorder(self, order: str) -> None:
        """Put the people in the order chosen, whatever the table was sorted by."""
        self._context.preferences.set_text(_ORDER, order)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._show()

    def _columns(self) -> tuple[Column[PersonRow], ...]:
        return (
            name_column(260),
            Column("区分", lambda r: label(r.kind), width=60, keep=Keep.STATE),
            place_column(200, sort_key=lambda r: (r.office_code, r.department, r.kana)),
            day_column("有効期限", lambda r: r.certificate_expires_on, 100),
            Column("マイナ保険証", lambda r: label(r.enrolment), width=120),
            Column("印刷できない理由", self._reason, stretch=True, tone=lambda _: Tone.LATE),
        )

    def _reason(self, row: PersonRow) -> str:
        # What can be decided below is told there in full; the rest stands under the table.
        if row.key in self.names.keys:
            return "× 下の一覧で代わりを決めてください"
        return f"× {self._refused[row.key]}" if row.key in self._refused else ""

    def _tell_reason(self, row: PersonRow | None) -> None:
        """The whole reason of the row the keyboard is on; the column is too narrow for most."""
        told = "" if row is None or row.key in self.names.keys else self._refused.get(row.key, "")
        self._why.say(f"{row.name} さん: {told}" if row is not None and told else "")

    def _count(self) -> None:
        chosen, count = sum(row.person_id in self.checks.ids for row in self._rows), len(self._rows)
        unseen = chosen - sum(row.person_id in self.checks.ids for row in self._model.rows)
        done = "見本にする" if self._standing is SheetStanding.TRY else "準備"
        self.prepare.setText(f"{chosen}枚を{done}" if chosen else done)
        self.prepare.setEnabled(chosen > 0)
        self._told.setText(
            f"{count}名のうち{chosen}名に印(Space)。"
            + (f"うち{unseen}名は、しぼりこみで見えていません。" if unseen else "表の並び順で印刷します。")
            if count
            else "いま印刷する方はいません。"
        )

    def _chosen(self) -> list[PersonId]:
        """Who is marked, in the order shown; where a part is shown, in the order of printing."""
        is_whole = len(self._model.rows) == len(self._rows)
        rows = self._model.rows if is_whole else self._ordered(self._rows)
        return [row.person_id for row in rows if row.person_id in self.checks.ids]

    def _mark_all(self) -> None:
        """Of those shown: whoever is out of sight stays as marked."""
        self.checks.set(self.checks.ids | {row.person_id for row in self._model.rows})

    def _mark_nobody(self) -> None:
        self.checks.set(self.checks.ids - {row.person_id for row in self._model.rows})

    def _prepare(self) -> None:
        people = self._chosen()
        if not people:
            return
        try:
            self.issued_on.check()
        except BadValue as wrong:
            self._context.messages.refuse(str(wrong))
            return
        if self._standing is SheetStanding.TRY:
            self.tried.emit(people)
            return
        # Fonts are loaded and new names looked up beside the window; planning asks again, at once.
        self.prepare.setEnabled(False)
        with self._context.store.reading() as stored:
            waiting = sessions.faces_to_plan(stored, people, today=self._context.clock())
        self._context.tasks.start(
            lambda _: _look_up(waiting), done=lambda _: self._plan(people), failed=self._count
        )

    def _plan(self, people: Sequence[PersonId]) -> None:
        today, issued_on = self._context.clock(), self.issued_on.value
        self.is_planning = True
        session = self._context.commands.run(
            lambda tx: sessions.plan_session(tx, people, today=today, issued_on=issued_on, is_decided=True)
        )
        self.is_planning = False
        if session is None:
            self._hold_back(self._refusals(people))
            return
        self.names.set_refusals(())
        self._is_first_look = True
        self._refused.update({refusal.person_key: refusal.reason for refusal in session.refused})
        self.table.viewport().update()
        self._tell_reason(self.table.current_row())
        if session.refused:
            names = "、".join(f"{refusal.name} さん" for refusal in session.refused[:3])
            more = f"ほか{len(session.refused) - 3}名" if len(session.refused) > 3 else ""
            self._context.messages.refuse(
                f"{names}{more}は印刷できません。対象者の表でその行を選ぶと、理由が下に出ます。"
            )
        self.prepared.emit(session)

    def _refusals(self, people: Sequence[PersonId]) -> Sequence[Refusal]:
        with self._context.store.reading() as stored:
            return sessions.refusals(stored, people, today=self._context.clock())

    def _hold_back(self, refused: Sequence[Refusal]) -> None:
        """Show which characters must be decided about; those people are out until they are."""
        self._show_refused(refused)
        if self.names.keys:
            held = {row.person_id for row in self._rows if row.key in self.names.keys}
            self.checks.set(self.checks.ids - held)
            self.names.setFocus()
        self._count()

    def _check_names(self) -> None:
        """After any change: whoever can be printed now is among the chosen again."""
        waiting = {row.key: row.person_id for row in self._rows if row.key in self.names.keys}
        found = self._refusals(list(waiting.values()))
        for key in waiting:
            self._refused.pop(key, None)
        self._show_refused(found)
        refused = {refusal.person_key for refusal in found}
        ready = {person_id for key, person_id in waiting.items() if key not in refused}
        self.checks.set(self.checks.ids | ready)

    def _on_decided(self) -> None:
        self._check_names()
        (self.names if self.names.keys else self.table).setFocus()

    def _show_refused(self, refused: Sequence[Refusal]) -> None:
        self.names.set_refusals(refused)
        self._refused.update({refusal.person_key: refusal.reason for refusal in refused})
        self.table.viewport().update()
        self._tell_reason(self.table.current_row())


def _look_up(session: WaitingSession) -> None:
    from app.printing.certificate.certificate import check_faces
    from app.printing.certificate.layout_file import chosen_layout

    check_faces(session.faces, chosen_layout(session.layout), substitutions=session.substitutions)
