"""集める・集めない in the window: a paper chosen by key, the verdict in a word, the sentence."""

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.collecting import Verdict
from app.domain.rules import read_rule_book
from app.ports import Store
from tests.ui.office import press
from ui.widgets.ruling_line import RulingLine


def test_the_arrow_keys_ask_about_another_paper(qtbot: QtBot, office: Store, today: date) -> None:
    queries = office.queries
    person = next(row for row in queries.person_rows() if row.certificate is not None)
    line = RulingLine()
    qtbot.addWidget(line)
    assert line.sentence.text() == ""
    rules = read_rule_book(queries.society().rules_toml).at(today)
    line.show_detail(queries.person_detail(person.person_id, today), rules, today)
    line.show()
    assert line.ruling is not None
    assert person.name in line.sentence.text()
    line.papers.focus_chosen()
    chips = line.papers
    asked = [chips.value]
    for _ in range(3):
        press(line.focusWidget(), Qt.Key.Key_Right)
        asked.append(chips.value)
    assert asked == ["certificate", "elderly_card", "old_card", "notice"]
    assert line.ruling.verdict in (Verdict.KEEP, Verdict.DISPOSE)
    assert line.verdict.text() in ("● 渡したまま", "× 本人が裁断")
    assert line.sentence.text() == line.ruling.sentence
    assert "根拠: " in line.sentence.text()


def test_whether_a_paper_is_on_record_is_not_read_from_the_sentence(
    qtbot: QtBot, office: Store, today: date
) -> None:
    queries = office.queries
    person = next(row for row in queries.person_rows() if row.certificate is CertificateStatus.HANDED_OUT)
    told = queries.society().rules_toml.replace('source = "', 'source = "お持ちなら返却とする案内。')
    line = RulingLine()
    qtbot.addWidget(line)
    line.show_detail(queries.person_detail(person.person_id, today), read_rule_book(told).at(today), today)
    assert "お持ちなら" in line.sentence.text()
    assert "お持ちなら" not in line.summary()
