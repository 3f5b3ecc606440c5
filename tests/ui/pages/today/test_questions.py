"""健保確認 in 今日: the chip, Enter, the answer in a dialog, and back with Ctrl+Z."""

from PySide6.QtCore import Qt

from app.domain.duties import DutyKind
from app.domain.society_answer import AnswerWord
from app.ports import Store
from tests.ui.office import CTRL
from tests.ui.pages.today.test_today_parts import page, strike, typed, write
from ui.dialogs.society_answer import SocietyAnswerDialog
from ui.pages.today.page import TodayPage

__all__ = ("page",)


def test_what_the_society_said_is_recorded_with_the_keyboard(page: TodayPage, office: Store) -> None:
    strike("8")
    asked = list(page.model.rows)
    assert {row.kind for row in asked} == {DutyKind.ASK}
    row = page.table.current_row()
    assert row is not None
    assert page.why.primary.text() == "1名の健保の答えを記録  Enter"

    def fill(dialog: SocietyAnswerDialog) -> None:
        strike(Qt.Key.Key_Return)
        assert "答えた方を入れてください" in dialog.problem.text()
        write(dialog.focusWidget(), "給付課 見本さん")

    typed(SocietyAnswerDialog, fill)
    strike(Qt.Key.Key_Return)
    assert row not in page.model.rows
    (answer,) = office.queries.facts(row.person_id).answers
    assert (answer.word, answer.told_by) == (AnswerWord.AS_LISTED, "給付課 見本さん")
    strike("z", CTRL)
    assert list(page.model.rows) == asked
