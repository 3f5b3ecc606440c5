"""All that is wrong in a form is said at once, each beside its field, and goes as it is put right."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import BadValue
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.widgets.wareki_edit import WarekiEdit


class Trial(FormDialog):
    """A name that must be given, a day, and a figure that is read."""

    def __init__(self) -> None:
        super().__init__("ためし", "記録")
        self.name, self.figure = text_field("氏名"), text_field("枚数", "ten")
        self.on = WarekiEdit(date(2026, 11, 30), name="実施日")
        self.add("氏名", self.name)
        self.add("実施日", self.on)
        self.add("枚数", self.figure)
        self.require(self.name, "氏名を入れてください。")
        self.judge(self.figure, self._read)

    def _read(self) -> None:
        if not self.figure.text().isdecimal():
            raise BadValue("枚数を数字で入れてください。")


@pytest.fixture
def form(qtbot: QtBot) -> Trial:
    made = Trial()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def said(form: Trial) -> list[str]:
    return [one.text() for one in form.findChildren(QLabel) if one.isVisible() and one.text().startswith("!")]


def test_all_at_once_each_at_its_field_and_the_first_has_the_keyboard(form: Trial) -> None:
    form.on.setText("R8.13.40")
    form.figure.setFocus()
    form.accept()
    assert form.isVisible()
    beside = said(form)
    assert len(beside) == 4  # three fields, and the sum below
    assert form.problem.text() == "! 3か所を直してください。氏名を入れてください。"
    assert form.name.hasFocus()
    assert {form.name.property("state"), form.on.property("state"), form.figure.property("state")} == {
        "wrong"
    }


def test_what_is_put_right_is_no_longer_said_and_the_rest_stays(form: Trial, qtbot: QtBot) -> None:
    form.accept()
    qtbot.keyClicks(form.name, "aoi")
    assert form.name.property("state") == ""
    assert [told for told in said(form) if "氏名" in told] == []
    assert any("枚数" in told for told in said(form))
    form.figure.setText("10")
    form.accept()
    assert not form.isVisible()


def test_what_must_be_given_is_marked_from_the_beginning(form: Trial) -> None:
    words = [one.text() for one in form.findChildren(QLabel)]
    assert "氏名 必須" in words
    assert "枚数" in words
