"""The flow chart of the notice, and a slip per household."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app.domain.certificate import CertificateStatus
from app.domain.contact import About, Means
from app.domain.duties import DutyKind
from app.domain.language import Language
from app.domain.person import Enrolment, LossCause, PersonKind
from app.ports import Store
from app.printing.papers.slip_words import opening
from app.usecases.people.roster import leave
from tests.ui.office import CTRL, ENTER, TODAY, Answers, people, press, refusal, type_into
from tests.usecases.households import person_of, sheet
from ui.pages.guide.flow import LEFT_ALONE, START, Result, questions, results
from ui.pages.guide.page import GuidePage
from ui.window.main_window import MainWindow

TARO = {
    "name": "髙橋　太郎",
    "kana": "タカハシ タロウ",
    "enrolment": Enrolment.NOT_REGISTERED,
    "number": "101",
}
HANAKO = {
    "name": "髙橋　花子",
    "kana": "タカハシ ハナコ",
    "kind": PersonKind.DEPENDANT,
    "relationship": "妻",
    "branch_number": "01",
    "number": "101",
}
KEN = {"name": "𠮷田　健", "kana": "ヨシダ ケン", "enrolment": Enrolment.NO_CARD, "number": "102"}
AOI = {"name": "山﨑　葵", "kana": "ヤマザキ アオイ", "enrolment": Enrolment.DECLINED, "number": "103"}

Walk = tuple[tuple[str, str], ...]


@pytest.fixture
def page(store: Store, empty_window: MainWindow) -> GuidePage:
    people(store, TARO, HANAKO, KEN, AOI)
    empty_window.go("guide")
    made = empty_window.findChild(GuidePage)
    assert made is not None
    return made


def paths(step: str = START, walked: Walk = ()) -> Iterator[tuple[Walk, Result]]:
    """Every way through the chart: the questions with their answers, and where it ends."""
    if step in results():
        yield walked, results()[step]
        return
    assert step not in [name for name, _ in walked], f"{step} is asked twice on the way {walked}"
    for word, target in questions()[step].answers.items():
        yield from paths(target, (*walked, (step, word)))


def answer(page: GuidePage, *words: str) -> None:
    """Answer by the digit that stands before each answer."""
    page.questions.focus_first()
    for word in words:
        answers = list(questions()[page.questions.step].answers)
        press(focused(), Qt.Key(Qt.Key.Key_0 + 1 + answers.index(word)))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def shown(page: GuidePage) -> str:
    box = page.questions.result
    return "\n".join(part.accessibleName() for part in (box, box.needs, box.steps, box.check))


def save(page: GuidePage, path: Path) -> list[str]:
    page.files = Answers(path)  # type: ignore[assignment]
    press(page.table, Qt.Key.Key_S, modifier=CTRL)
    document = pypdfium2.PdfDocument(path.read_bytes())
    texts = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return texts


def names(page: GuidePage) -> list[str]:
    return [row.name for row in page.table.rows_model.rows]


def test_only_who_is_covered_today_is_listed(store: Store, empty_window: MainWindow) -> None:
    gone = {"disqualified_on": TODAY, "loss_cause": LossCause.LEFT}
    goes = {"disqualified_on": TODAY + timedelta(days=1), "loss_cause": LossCause.LEFT}
    comes = {"qualified_on": TODAY + timedelta(days=1)}
    people(
        store,
        TARO,
        KEN | gone,
        {**HANAKO, "enrolment": Enrolment.NOT_REGISTERED} | goes,
        KEN | comes | {"number": "109"},
    )
    empty_window.go("guide")
    made = empty_window.findChild(GuidePage)
    assert made is not None
    assert sorted(names(made)) == sorted([TARO["name"], HANAKO["name"]])
    # Asked for by name, too.
    type_into(made.search, "𠮷田")
    assert names(made) == []


def test_nobody_is_invited_after_the_75th_birthday_of_the_employee(
    store: Store, empty_window: MainWindow
) -> None:
    """The cover of the whole household ended that day, though nobody recorded a loss."""
    at_75 = {"born_on": TODAY.replace(year=TODAY.year - 75)}
    unregistered = {"enrolment": Enrolment.NOT_REGISTERED}
    people(store, TARO | at_75, HANAKO | unregistered, KEN)
    empty_window.go("guide")
    made = empty_window.findChild(GuidePage)
    assert made is not None
    assert names(made) == [KEN["name"]]


def test_every_path_of_the_chart_ends_in_a_result_and_every_result_is_reached() -> None:
    walked = list(paths())
    assert {id(result) for _, result in walked} == {id(result) for result in results().values()}
    assert {name for path, _ in walked for name, _ in path} == set(questions())
    assert max(len(path) for path, _ in walked) <= 9


def test_every_answer_has_a_digit_and_every_result_a_source() -> None:
    assert max(len(question.answers) for question in questions().values()) <= 9
    assert [name for name, result in results().items() if not (result.source and result.text)] == []


def test_nothing_in_the_chart_presses_anybody() -> None:
    words = " ".join(
        [text for q in questions().values() for text in (q.text, *q.answers)]
        + [text for r in results().values() for text in (r.heading, r.text, *r.steps, r.check)]
    )
    for forceful in ("必ず", "義務", "しなければ", "至急", "お早めに"):
        assert forceful not in words


def test_a_result_speaks_of_a_stage_only_where_the_answers_told_it() -> None:
    for path, result in paths():
        given = dict(path)
        if result.stage is Enrolment.DECLINED:
            assert given.get("registered") == "登録しない" or given.get("wants_card") == "作らない"
        if result.stage is Enrolment.NO_ANSWER:
            assert "答えない" in given.values()
        if given[START] in ("受診のときに要るもの", "手もとの紙をどうするか"):
            assert result.stage is None


def test_every_path_can_be_walked_with_digits_and_leads_to_its_result(page: GuidePage) -> None:
    for path, result in paths():
        answer(page, *(word for _, word in path))
        assert page.questions.found is result
        assert page.questions.result.heading.text() == result.heading
        assert page.questions.stage is result.stage
        page.questions.start_again()


def test_arrows_enter_and_backspace_are_enough(page: GuidePage) -> None:
    page.questions.focus_first()
    press(focused(), Qt.Key.Key_Down)
    press(focused(), ENTER)
    assert page.questions.step == "check"
    press(focused(), Qt.Key.Key_Up)
    press(focused(), ENTER)
    assert page.questions.step == "portal_says"
    press(focused(), Qt.Key.Key_Backspace)
    press(focused(), Qt.Key.Key_Backspace)
    assert page.questions.step == START
    press(focused(), Qt.Key.Key_Backspace)
    assert page.questions.step == START


def test_going_back_from_a_result_asks_the_last_question_again(page: GuidePage) -> None:
    answer(page, "利用登録のしかた", "持っていない", "作る・考えている")
    press(focused(), Qt.Key.Key_Backspace)
    assert page.questions.step == "wants_card"
    assert page.questions.stage is None
    assert not page.questions.result.isVisible()
    answer(page, "作らない")
    assert page.questions.stage is Enrolment.DECLINED


def test_from_the_beginning_takes_everything_back(page: GuidePage) -> None:
    answer(page, "利用登録のしかた", "答えない")
    page.questions.again.click()
    assert page.questions.step == START
    assert not page.questions.again.isEnabled()
    assert page.questions.question.isVisible()


def test_a_digit_without_an_answer_does_nothing(page: GuidePage) -> None:
    page.questions.focus_first()
    press(focused(), Qt.Key.Key_9)
    assert page.questions.step == START


def test_a_card_without_a_pin_leads_to_the_reader_only(page: GuidePage) -> None:
    answer(page, "利用登録のしかた", "持っている", "まだ", "暗証番号のない顔認証カード")
    assert "カードリーダーで登録します" in shown(page)
    assert "マイナポータルとセブン銀行のATMでは登録できません" in shown(page)


def test_without_a_fitting_phone_the_teller_machine_says_what_to_bring(page: GuidePage) -> None:
    answer(
        page, "利用登録のしかた", "持っている", "まだ", "使える", "する", "対応していない", "セブン銀行のATM"
    )
    assert "4けたの暗証番号" in shown(page)
    assert "健康保険証は要りません" in shown(page)
    assert "「登録済」と出れば" in shown(page)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("マイナ保険証", "ある", "カードで"), "マイナ保険証で受診します"),
        (("資格確認書",), "資格確認書で受診します"),
        (("資格情報のお知らせ",), "お知らせだけでは受診できません"),
        (("マイナ保険証", "ない・故障している"), "お知らせとカードの両方を出します"),
        (("旧い健康保険証",), "令和7年12月2日から使えません"),
    ],
)
def test_each_way_of_being_treated_says_what_it_needs(
    page: GuidePage, words: tuple[str, ...], sentence: str
) -> None:
    answer(page, "受診のときに要るもの", *words)
    assert sentence in shown(page)
    assert not page.record.isVisible()


def test_old_papers_are_destroyed_or_given_back(page: GuidePage) -> None:
    answer(page, "手もとの紙をどうするか", "旧い健康保険証", "失っていない")
    assert "ご自分で細かく切って捨てます" in shown(page)
    press(focused(), Qt.Key.Key_Backspace)
    answer(page, "失った")
    assert "自分で捨てずに返します" in shown(page)


def test_what_was_learned_is_recorded_for_the_person(store: Store, page: GuidePage) -> None:
    page.table.select_id(page.table.rows_model.rows[0].person_id)
    answer(page, "利用登録のしかた", "持っていない", "作る・考えている")
    assert page.record.text() == "1名を「カードなし」と記録"
    page.record.click()
    assert (
        next(r for r in store.queries.person_rows() if r.name == "髙橋　太郎").enrolment is Enrolment.NO_CARD
    )
    assert page.questions.stage is None


def test_who_declined_is_not_listed_but_found_when_searched(page: GuidePage) -> None:
    assert Enrolment.RELEASED in LEFT_ALONE
    assert "山﨑　葵" not in names(page)
    type_into(page.search, "ヤマザキ")
    assert names(page) == ["山﨑　葵"]


def test_a_household_gets_one_slip_addressed_to_the_employee(page: GuidePage, tmp_path: Path) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    assert page.told.text().endswith("世帯に1枚、2枚です。")
    texts = save(page, tmp_path / "slips.pdf")
    assert len(texts) == 2
    assert "髙橋　太郎　様" in texts[0]
    assert "髙橋　花子" in texts[0]
    assert "𠮷田　健" in texts[1]
    assert "自由に決められます" in texts[1]


def test_without_the_household_only_the_chosen_stand_on_the_slip(page: GuidePage, tmp_path: Path) -> None:
    (hanako,) = [row.person_id for row in page.table.rows_model.rows if row.name == "髙橋　花子"]
    page.table.select_id(hanako)
    page.whole.setChecked(False)
    (text,) = save(page, tmp_path / "slip.pdf")
    assert "髙橋　花子　様" in text
    assert "髙橋　太郎" not in text


def test_from_the_search_to_the_slip_with_keys_only(store: Store, page: GuidePage, tmp_path: Path) -> None:
    page.focus_first()
    type_into(page.search, "ヨシダ")
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    press(page.table, ENTER)
    answer(page, "利用登録のしかた", "持っていない", "作る・考えている")
    (text,) = save(page, tmp_path / "slip.pdf")
    assert "𠮷田　健　様" in text
    assert "どこで、何を持っていくか" in text
    person = page.table.rows_model.rows[0].person_id
    (contact,) = store.queries.person_detail(person, page.context.clock()).contacts
    assert contact.on == page.context.clock()


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
    window = page.window()
    assert isinstance(window, MainWindow)
    said = window.bottom_bar.sentence.text()
    # First what became of the paper, then what was recorded about it.
    assert said.startswith(f"{tmp_path / 'slip.pdf'} に書き出しました。")
    assert ("声かけ" in said) is is_logged


def test_the_wording_can_be_chosen(page: GuidePage, tmp_path: Path) -> None:
    page.log.setChecked(False)
    page.table.select_at(0)
    for step in (1, 2, 3):
        page.wording.setCurrentIndex(page.wording.findData(step))
        (text,) = save(page, tmp_path / f"slip{step}.pdf")
        assert opening(step, renews=False).split("\n")[0] in text


def test_everybody_who_may_be_asked_is_chosen_at_once_and_nobody_twice(
    page: GuidePage, tmp_path: Path
) -> None:
    assert page.due.text() == "登録の声かけ対象の全員(3名)"
    press(page.table, Qt.Key.Key_D, modifier=CTRL)
    assert {row.name for row in page.table.selected_rows()} == {"髙橋　太郎", "髙橋　花子", "𠮷田　健"}
    assert len(save(page, tmp_path / "all.pdf")) == 2
    # They have been told today; the quiet period has begun.
    assert page.due.text() == "登録の声かけ対象の全員(0名)"
    assert not page.due.isEnabled()


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


def choose(box: QComboBox, value: object) -> None:
    """Choose as somebody who clicks does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def language_of(store: Store, name: str) -> Language | None:
    return next(person for person in store.queries.people() if person.name == name).language


def test_a_language_that_is_chosen_is_kept_with_whoever_the_slip_is_addressed_to(
    store: Store, page: GuidePage, tmp_path: Path
) -> None:
    (hanako,) = [row.person_id for row in page.table.rows_model.rows if row.name == "髙橋　花子"]
    page.table.select_id(hanako)
    assert all("未確認" in page.language.itemText(at) for at in range(3, page.language.count()))
    choose(page.language, Language.PORTUGUESE)
    text = "".join(save(page, tmp_path / "slip.pdf"))
    assert "O cartão My Number como cartão do seguro de saúde" in text
    assert "マイナ保険証のご案内" in text
    # The slip is addressed to the employee; she herself was not asked.
    assert language_of(store, "髙橋　太郎") is Language.PORTUGUESE
    assert language_of(store, "髙橋　花子") is None
    choose(page.language, None)
    assert "O que fazer agora" in "".join(save(page, tmp_path / "again.pdf"))
    detail = store.queries.person_detail(hanako, page.context.clock())
    assert len(detail.contacts) == 2


def test_what_was_kept_is_taken_back_with_one_step(store: Store, page: GuidePage, tmp_path: Path) -> None:
    page.log.setChecked(False)
    page.table.select_at(0)
    choose(page.language, Language.CHINESE)
    save(page, tmp_path / "slip.pdf")
    assert language_of(store, "髙橋　太郎") is Language.CHINESE
    store.undo()
    assert language_of(store, "髙橋　太郎") is None


def test_the_reminder_is_for_whose_papers_are_to_come_back(
    store: Store, empty_window: MainWindow, tmp_path: Path
) -> None:
    taro, _ = people(store, TARO, KEN)
    with store.transaction("退職") as tx:
        tx.save_certificate(sheet(person_of(store, taro), CertificateStatus.HANDED_OUT))
        leave(tx, taro, cause=LossCause.LEFT, last_day_on=TODAY - timedelta(days=3), today=TODAY)
    empty_window.go("guide", [DutyKind.RETURN, taro])
    made = empty_window.findChild(GuidePage)
    assert made is not None
    assert names(made) == [TARO["name"]]
    assert made.due.text() == "お返しいただく方の全員(1名)"
    assert made.save.text() == "お返しのお願いをPDFに"
    assert made.wording.isHidden()
    (text,) = save(made, tmp_path / "return.pdf")
    assert "資格確認書のお返しのお願い" in text
    (contact,) = store.queries.person_detail(taro, TODAY).contacts
    assert (contact.about, contact.means) == (About.RETURN, Means.SLIP)
