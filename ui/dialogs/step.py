"""A step that needs its day, if anybody knows it: 以前に配付済み."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.rows import PersonRow
from app.usecases.counter import certificates
from app.usecases.people.roster_part import lack_a_record
from ui.dialogs.form import FormDialog
from ui.frame.context import Context
from ui.look.parts import role_label
from ui.widgets.wareki_edit import WarekiEdit


class StepDialog(FormDialog):
    """Asks for the day on which papers were handed out before this program kept the account."""

    def __init__(self, title: str, verb: str, about: str, *, parent: QWidget | None = None) -> None:
        """about: whom or what it concerns."""
        super().__init__(title, verb, parent)
        self._day = WarekiEdit(None, name="実施日", optional=True)
        self.form.addRow(role_label(about, "normal", wraps=True))
        self.add("配付した日(&D)", self._day)
        self.add("", role_label("分からないときは空けておきます", "minor"))

    @property
    def on(self) -> date | None:
        """The day given; None when left open."""
        return self._day.value

    def check(self) -> None:
        self._day.check()


def record_earlier(context: Context, rows: Sequence[PersonRow], parent: QWidget) -> None:
    """Record papers that were handed out before this program, of those selected who may have one.

    Nobody with マイナ保険証, without cover or with a paper on record is among them; how many is said.
    """
    today = context.clock()
    meant = lack_a_record(rows, today)
    if not meant:
        context.messages.refuse(
            "選んだ方に、以前の証を記録する方はいません(マイナ保険証の方、資格のない方、記録のある方は除きます)。"
        )
        return
    left = len(rows) - len(meant)
    about = "このプログラムを使う前に渡した資格確認書を、配付済みとして記録します。"
    if left:
        about += f"選んだ方のうち、マイナ保険証の方・資格のない方・証の記録がある方 {left:,}名は除きます。"
    form = StepDialog("以前に配付済み", f"{len(meant):,}名を配付済みとして記録", about, parent=parent)
    if form.exec():
        ids, on = [row.person_id for row in meant], form.on
        context.commands.run(lambda tx: certificates.record_listed(tx, ids, on=on, today=today))
