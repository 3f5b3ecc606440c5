"""The flow chart of the notice, and a slip per household."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from app.domain.person import Enrolment
from app.ports import Store
from tests.ui.office import CTRL, Answers, people, press, refusal, type_into
from ui.main_window import MainWindow
from ui.pages.guide import GuidePage
from ui.pages.guide_flow import QUESTIONS, RESULTS, STAGE_SENTENCES, START

TARO = {
    "name": "髙橋　太郎",
    "kana": "タカハシ タロウ",
    "enrolment": Enrolment.NOT_REGISTERED,
    "number": "101",
}
HANAKO = {
    "name": "髙橋　花子",
    "kana": "タカハシ ハナコ",
    "kind": "dependant",
    "relationship": "妻",
    "branch_number": "01",
    "number": "101",
}
KEN = {"name": "𠮷田　健", "kana": "ヨシダ ケン", "enrolment": Enrolment.NO_CARD, "number": "102"}
LEFT_ALONE = {"name": "山﨑　葵", "kana": "ヤマザキ アオイ", "enrolment": Enrolment.DECLINED, "number": "103"}


@pytest.fixture
def page(store: Store, empty_window: MainWindow) -> GuidePage:
    from app.domain.person import PersonKind

    people(store, TARO, {**HANAKO, "kind": PersonKind.DEPENDANT}, KEN, LEFT_ALONE)
    empty_window.go("guide")
    made = empty_window.findChild(GuidePage)
    assert made is not None
    return made


def answer(page: GuidePage, *words: str) -> None:
    step = START
    for word in words:
        row = page.questions._rows[step]
        row.focus_chosen()
        for _ in range(1 + list(QUESTIONS[step].answers).index(word)):
            row.step(1)
        step = QUESTIONS[step].answers[word]


def save(page: GuidePage, path: Path) -> list[str]:
    page.files = Answers(path)  # type: ignore[assignment]
    press(page.table, Qt.Key.Key_S, modifier=CTRL)
    document = pypdfium2.PdfDocument(path.read_bytes())
    texts = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return texts


def names(page: GuidePage) -> list[str]:
    return [row.name for row in page.table.rows_model.rows]


def test_every_path_of_the_chart_ends_in_a_result_and_every_result_is_reached() -> None:
    reached, steps = set(), [START]
    while steps:
        for target in QUESTIONS[steps.pop()].answers.values():
            if target in QUESTIONS:
                steps.append(target)
            else:
                reached.add(target)
    assert reached == set(RESULTS)


def test_every_stage_has_its_sentence() -> None:
    assert set(STAGE_SENTENCES) == set(Enrolment)


def test_a_card_without_a_pin_leads_to_the_reader_only(page: GuidePage) -> None:
    answer(page, "持っている", "まだ", "暗証番号のないカード(顔認証カード)")
    assert "カードリーダーで登録します" in page.questions.heading.text()
    assert "セブン銀行ATMでは登録できません" in page.questions.text.text()


def test_changing_an_earlier_answer_takes_the_later_ones_back(page: GuidePage) -> None:
    answer(page, "持っている", "まだ", "使える", "ない")
    page.questions._rows[START].step(1)
    assert page.questions.heading.text() == "資格確認書で受診できます"
    assert not page.questions._blocks["phone"].isVisible()
    page.questions._rows[START].step(-1)
    assert not page.questions.answer.isVisible()


def test_what_was_learned_is_recorded_for_the_person(store: Store, page: GuidePage) -> None:
    page.table.select_id(page.table.rows_model.rows[0].person_id)
    answer(page, "持っていない")
    assert page.record.text() == "1名を「カードなし」と記録"
    page.record.click()
    assert (
        next(r for r in store.queries.person_rows() if r.name == "髙橋　太郎").enrolment is Enrolment.NO_CARD
    )
    assert page.questions.stage is None


def test_who_declined_is_not_listed_but_found_when_searched(page: GuidePage) -> None:
    assert "山﨑　葵" not in names(page)
    type_into(page.search, "ヤマザキ")
    assert names(page) == ["山﨑　葵"]


def test_a_household_gets_one_slip_addressed_to_the_employee(page: GuidePage, tmp_path: Path) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    assert page.told.text().endswith("世帯に1枚、2枚です。")
    texts = save(page, tmp_path / "slips.pdf")
    assert len(texts) == 2
    assert "髙橋　太郎" in texts[0]
    assert "髙橋　花子" in texts[0]
    assert "𠮷田　健" in texts[1]
    assert "自由に決められます" in texts[1]


@pytest.mark.parametrize("is_logged", [True, False])
def test_giving_the_slip_is_logged_if_wished(
    store: Store, page: GuidePage, tmp_path: Path, is_logged: bool
) -> None:
    page.log.setChecked(is_logged)
    person = next(r.person_id for r in page.table.rows_model.rows if r.name == "𠮷田　健")
    page.table.select_id(person)
    save(page, tmp_path / "slip.pdf")
    contacts = store.queries.person_detail(person, page.context.clock()).contacts
    assert len(contacts) == is_logged


def test_a_name_that_cannot_be_drawn_is_refused_and_nothing_is_logged(
    store: Store, empty_window: MainWindow, page: GuidePage, tmp_path: Path
) -> None:
    (person,) = people(store, {"name": "外字\ue000　太郎", "kana": "ガイジ タロウ", "number": "109"})
    empty_window.go("guide", person)
    page.reload()
    page.open_with(person)
    page.files = Answers(tmp_path / "slip.pdf")  # type: ignore[assignment]
    page.save.click()
    assert "外字" in refusal(empty_window)
    assert not (tmp_path / "slip.pdf").exists()
    assert store.queries.person_detail(person, page.context.clock()).contacts == ()


def test_another_page_brings_its_selection(empty_window: MainWindow, page: GuidePage) -> None:
    wanted = [page.table.rows_model.rows[0].person_id]
    empty_window.go("guide", wanted)
    assert names(page) == ["髙橋　太郎"]
    assert page.table.selected_ids() == set(wanted)
    page.everybody.click()
    assert len(names(page)) == 3
