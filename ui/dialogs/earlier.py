"""これまでに配った証: papers handed out before this program, of many people in one step."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.ids import PersonId
from app.errors import BadValue
from app.rows import PersonRow
from app.usecases.counter import certificates
from app.usecases.people.roster_part import lack_a_record
from app.usecases.settings.first_steps import given_earlier
from ui.dialogs.form import FormDialog
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, add
from ui.look.parts import plain_button, role_label
from ui.models.checks import Checks
from ui.models.column import Column
from ui.models.columns import day_column, key_column, name_column, place_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

_HIGH = 260


class EarlierDialog(FormDialog):
    """Who may hold a paper, each with a mark; a day if anybody knows it."""

    def __init__(
        self, rows: Sequence[PersonRow], marked: Sequence[PersonRow], about: str, parent: QWidget | None
    ) -> None:
        """rows: who may be recorded. marked: to begin with. about: who is left out, and why."""
        super().__init__("これまでに配った証", "", parent)
        self.setMinimumWidth(720)
        self._all = [row.person_id for row in rows]
        self._day = WarekiEdit(None, name="配付した日", optional=True)
        self.form.addRow(Sentence(text=about))
        self.add("配付した日(&D)", self._day)
        self.add("", role_label("分からないときは空けておきます", "minor"))
        self.checks = Checks()
        columns: tuple[Column[PersonRow], ...] = (
            *(self.checks.column, name_column(200), key_column(), place_column()),
            day_column("資格取得日", lambda r: r.qualified_on),
        )
        self.model = RowsTableModel(columns, row_id=lambda r: r.person_id)
        self.table = RowsTableView(self.model, name="記録する方")
        self.table.setMinimumHeight(_HIGH)
        self.checks.attach(self.table)
        marks = across(
            role_label("Space で印を付ける・外す", "minor"),
            STRETCH,
            plain_button("全員に印", lambda: self.checks.set(self._all)),
            plain_button("印をすべて外す", lambda: self.checks.set(())),
        )
        add(self.below, marks, self.table)
        self.checks.changed.connect(self._count)
        self.model.set_rows(rows)
        self.checks.set(row.person_id for row in marked)

    @property
    def on(self) -> date | None:
        """The day given; None when left open."""
        return self._day.value

    @property
    def people(self) -> list[PersonId]:
        """Who is marked, in the order of the list."""
        return [who for who in self._all if who in self.checks.ids]

    def check(self) -> None:
        super().check()
        if not self.people:
            raise BadValue("記録する方に印を付けてください(Space)。")

    def _count(self) -> None:
        self.save.setText(f"{len(self.people):,}名を配付済みとして記録")


def record_earlier(context: Context, rows: Sequence[PersonRow], parent: QWidget) -> None:
    """Record papers that were handed out before this program, of those among the rows who may hold one.

    Nobody with マイナ保険証, without cover or with a paper on record is offered; how many is said.
    """
    today = context.clock()
    meant = lack_a_record(rows, today)
    if not meant:
        context.messages.refuse(
            "以前の証を記録する方はいません(マイナ保険証の方、資格のない方、証の記録がある方は除きます)。"
        )
        return
    about = "このプログラムを使う前に渡した資格確認書を、配付済みとして記録します。"
    if left := len(rows) - len(meant):
        about += f"マイナ保険証の方・資格のない方・証の記録がある方 {left:,}名は除いてあります。"
    marked = given_earlier(meant, today)
    if len(marked) < len(meant):
        others = len(meant) - len(marked)
        about += f"印のない{others:,}名は、有効期限がまだ届いていないか、この30日に入った方です。"
    dialog = EarlierDialog(meant, marked, about, parent)
    if dialog.ask():
        ids, on = dialog.people, dialog.on
        context.commands.run(lambda tx: certificates.record_listed(tx, ids, on=on, today=today))
