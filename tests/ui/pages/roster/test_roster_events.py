"""できごと: what follows stands in each form before it is stored."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.contact import About, Means, Reply
from app.domain.language import Language
from app.domain.person import Enrolment, LossCause, Office, Person, PersonKind
from app.ports import Store
from app.usecases.contacts import outreach
from app.usecases.counter import certificates, shipments
from app.usecases.people import roster
from tests.factories import person
from tests.ui.keyboard import in_dialog
from tests.ui.office import ENTER, Answers, close, press, type_into
from tests.usecases.households import family, person_of, run, sheets_of, snapshot
from ui.bootstrap import build
from ui.dialogs.elderly_card import ElderlyCardForm
from ui.dialogs.event_form import EventForm
from ui.dialogs.leaver import LeaverDialog
from ui.dialogs.life_events import CancelLossForm, DependantForm, StageForm
from ui.dialogs.person_form import PersonForm
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.look.theme import Tone
from ui.pages.forward.page import ForwardPage
from ui.pages.roster.page import RosterPage
from ui.widgets.choice_popup import ChoicePopup
from ui.window.main_window import MainWindow

S = CertificateStatus
CLOCK = date(2026, 12, 18)
"""The leaver's last day in the office, the 12th, is over; employment ends on the 31st."""


@pytest.fixture
def household(store: Store) -> tuple[Person, Person, Person]:
    """An employee, a spouse of 74 and a child; the papers are out."""
    return family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))


@pytest.fixture
def page(
    qtbot: QtBot, store: Store, household: tuple[Person, Person, Person], preferences: Preferences
) -> Iterator[RosterPage]:
    window = build(store, lambda: CLOCK, preferences=preferences, tasks=ImmediateTasks)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
    window.go("roster", household[0].id)
    shown = window.current_page
    assert isinstance(shown, RosterPage)
    yield shown
    close(window)


def in_form(act: Callable[[EventForm], None]) -> None:
    """Do this once a form has opened; it never stays open."""

    def look(form: QDialog) -> None:
        assert isinstance(form, EventForm)
        act(form)

    in_dialog(look)


def choose(page: RosterPage, words: str, qtbot: QtBot) -> None:
    """E, and the digit of the event with these words."""
    qtbot.keyClick(page.table, "e")
    popup = page.window().findChild(ChoicePopup)
    assert popup is not None
    at = next(i for i, (text, _) in enumerate(page.events.choices()) if words in text)
    assert at < 9
    qtbot.keyClick(popup, str(at + 1))


def retype(field: QWidget, text: str) -> None:
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    type_into(field, text)


def test_a_refused_leaver_keeps_the_form_open_with_the_reason(
    page: RosterPage, store: Store, qtbot: QtBot
) -> None:
    before = store.last_undoable()

    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        retype(form._day, "H22.3.1")
        form.slip.click()
        assert form.isVisible()
        assert "より前には終われません" in form.problem.text()
        assert not form.wants_slip
        retype(form._day, "R8.12.31")
        retype(form._office_day, "R9.1.5")
        press(form, ENTER)
        assert form.isVisible()
        assert "最終出社日が退職日より後" in form.problem.text()

    in_form(fill)
    qtbot.keyClick(page.table, "l")
    assert store.last_undoable() == before


def test_the_way_back_is_guessed_until_somebody_chooses(page: RosterPage, qtbot: QtBot) -> None:
    told: list[str] = []

    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        told.append(form._way.currentText())
        retype(form._office_day, "12")
        form.look_ahead()
        told.append(form._way.currentText())
        form._way.setFocus()
        form._way.lineEdit().selectAll()
        type_into(form._way.lineEdit(), "宅配便")
        retype(form._office_day, "R8.12.25")
        form.look_ahead()
        told.append(form._way.currentText())

    in_form(fill)
    qtbot.keyClick(page.table, "l")
    assert told == ["手渡し", "郵送", "宅配便"]


def test_of_a_loss_that_dates_back_the_form_asks_when_it_became_known(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    told: list[str] = []

    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        assert not form._known.isVisible()
        retype(form._day, "R8.8.31")
        form.look_ahead()
        assert form._known.isVisible()
        told.append(form._dates[-1][1].text())
        retype(form._known, "R8.11.10")
        form.look_ahead()
        told.append(form._dates[-1][1].text())
        press(form, ENTER)

    in_form(fill)
    qtbot.keyClick(page.table, "l")
    assert told == ["R8.12.23(水)", "R8.11.15(日)"]
    assert [person_of(store, one).loss_known_on for one in household] == [date(2026, 11, 10)] * 3


def test_only_a_leaver_gets_a_slip(page: RosterPage, qtbot: QtBot) -> None:
    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        assert form.slip.isVisible()
        form._cause.setCurrentIndex(1)
        form.look_ahead()
        assert form.slip.isHidden()
        assert not form._office_day.isVisible()

    in_form(fill)
    qtbot.keyClick(page.table, "l")


def test_the_leavers_language_is_that_of_the_slip_and_is_kept_with_it_alone(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    page.events.files = Answers(tmp_path / "slip.pdf")  # type: ignore[assignment]

    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        form.language.setCurrentIndex(form.language.findData(Language.VIETNAMESE))
        form.slip.click()

    in_form(fill)
    qtbot.keyClick(page.table, "l")
    qtbot.waitUntil((tmp_path / "slip.pdf").exists)
    assert [person_of(store, one).language for one in household] == [Language.VIETNAMESE, None, None]


def test_the_form_of_a_person_keeps_a_language_only_where_one_is_chosen(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    head, _, _ = household

    def correct(language: Language | None) -> None:
        def fill(form: EventForm) -> None:
            assert isinstance(form, PersonForm)
            if language is not None:
                form._language.setCurrentIndex(form._language.findData(language))
            form.accept()

        in_form(fill)
        qtbot.keyClick(page.table, Qt.Key.Key_Return)

    correct(Language.TAGALOG)
    assert person_of(store, head).language is Language.TAGALOG
    assert "案内のことば" in store.queries.person_detail(head.id, CLOCK).history[0].what
    correct(Language.JAPANESE)
    assert person_of(store, head).language is Language.JAPANESE


def test_a_new_name_says_what_follows_while_it_is_typed(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    head, _, child = household
    before = snapshot(store)

    def fill(form: EventForm) -> None:
        assert form.consequences.text() == "新しい氏名を入れてください。"
        assert form.consequences.property("tone") == Tone.MUTED
        type_into(form.focusWidget(), "架空\u3000見本")
        # The pause after typing, not a call, brings the sentence.
        qtbot.waitUntil(lambda: form.consequences.text().startswith("この操作で3枚が要返却"))
        assert snapshot(store) == before
        press(form, ENTER)

    in_form(fill)
    choose(page, "氏名", qtbot)
    assert sheets_of(store, head)[0].replace_cause is ReplaceCause.NAME
    assert sheets_of(store, child)[0].replace_cause is ReplaceCause.INSURED_NAME
    page.context.commands.undo()
    assert snapshot(store) == before


def test_a_dependant_joins_by_keys(page: RosterPage, store: Store, qtbot: QtBot) -> None:
    def fill(form: EventForm) -> None:
        press(form, ENTER)
        assert form.isVisible()
        assert "3か所を直してください" in form.problem.text()
        wrong = [
            one.text() for one in form.findChildren(QLabel) if one.isVisible() and "入れて" in one.text()
        ]
        assert any("生年月日" in told for told in wrong)
        for text in ("架空\u3000新", "カクウ アラタ", "子", "", "R8.12.1", "03", "12/1"):
            if text:
                type_into(form.focusWidget(), text)
            else:
                press(form.focusWidget(), Qt.Key.Key_Home)  # 性別: nobody is presumed to be male
            press(form.focusWidget(), Qt.Key.Key_Tab)
        press(form, ENTER)

    in_form(fill)
    choose(page, "ご家族が増えた", qtbot)
    (new,) = [p for p in store.queries.people() if p.name == "架空\u3000新"]
    assert (new.key, new.born_on, new.qualified_on) == ("2001-101-03", date(2026, 12, 1), date(2026, 12, 1))


def test_a_child_goes_over_to_the_other_parent_by_keys(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    mother = person(id=None, number="300", name="架空\u3000母", kana="カクウ ハハ")
    run(store, lambda tx: tx.save_person(mother))
    page.context.go("roster", household[2].id)

    def fill(form: EventForm) -> None:
        assert "探して選んで" in form.consequences.text()
        type_into(form.focusWidget(), "かくうはは")
        press(form.focusWidget(), ENTER)
        for text in ("", "", "02", "R9.1.1"):
            if text:
                type_into(form.focusWidget(), text)
            press(form.focusWidget(), Qt.Key.Key_Tab)
        form.look_ahead()
        assert "1枚が要返却" in form.consequences.text()
        press(form, ENTER)

    in_form(fill)
    choose(page, "扶養替え", qtbot)
    (new,) = [p for p in store.queries.people() if p.key == "2001-300-02"]
    old = person_of(store, household[2])
    assert (new.name, new.qualified_on, old.disqualified_on) == (old.name, date(2027, 1, 1), date(2027, 1, 1))
    assert old.loss_cause is LossCause.REMOVED_DEPENDANT


def test_a_rehire_with_a_new_number_leaves_out_who_does_not_continue(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    def fill(form: EventForm) -> None:
        type_into(form.focusWidget(), "18")
        number = next(w for w in form.findChildren(QWidget) if w.accessibleName() == "新しい番号")
        retype(number, "900")
        form._boxes[1][1].toggle()  # type: ignore[attr-defined]
        form.look_ahead()
        assert "届いてから印刷" in form.consequences.text()
        press(form, ENTER)

    in_form(fill)
    choose(page, "再雇用", qtbot)
    assert sorted(p.key for p in store.queries.people() if p.number == "900") == [
        "2001-900-00",
        "2001-900-01",
    ]
    assert person_of(store, household[2]).loss_cause is LossCause.INSURED_LOST


def test_a_move_with_a_new_symbol(page: RosterPage, store: Store, qtbot: QtBot) -> None:
    run(store, lambda tx: tx.save_office(Office(None, "2002", "見本工場")))

    def fill(form: EventForm) -> None:
        office = form.findChildren(QComboBox)[0]
        office.setCurrentText("見本工場")
        form.look_ahead()
        assert form.consequences_rows.text() == "記録後の知らせ「3名を見本工場へ移しました。」"
        symbol = next(w for w in form.findChildren(QWidget) if w.accessibleName() == "新しい記号")
        retype(symbol, "2002")
        form.look_ahead()
        assert "3枚が要返却" in form.consequences.text()
        press(form, ENTER)

    in_form(fill)
    qtbot.keyClick(page.table, "i")
    assert {p.key for p in store.queries.people()} == {f"2002-101-0{n}" for n in range(3)}


def test_a_new_number_alone_moves_nobody(
    page: RosterPage, household: tuple[Person, ...], store: Store, qtbot: QtBot
) -> None:
    """The form begins with the office and 所属 of now, also where another office stands first."""
    run(store, lambda tx: tx.save_office(Office(None, "1001", "見本支社")))
    before = person_of(store, household[0])

    def fill(form: EventForm) -> None:
        number = next(w for w in form.findChildren(QWidget) if w.accessibleName() == "新しい番号")
        retype(number, "777")
        press(form, ENTER)

    in_form(fill)
    choose(page, "異動", qtbot)
    after = person_of(store, household[0])
    assert after.number == "777"
    assert (after.office_id, after.department) == (before.office_id, before.department)
    assert after.department == "総務部"


@pytest.mark.parametrize(
    ("at", "stage"),
    [(0, Enrolment.REGISTERED), (2, Enrolment.DECLINED), (3, Enrolment.NO_ANSWER)],
)
def test_a_step_with_the_card(
    page: RosterPage, household: tuple[Person, ...], store: Store, qtbot: QtBot, at: int, stage: Enrolment
) -> None:
    def fill(form: EventForm) -> None:
        for _ in range(at):
            press(form.focusWidget(), Qt.Key.Key_Down)
        press(form, ENTER)

    in_form(fill)
    choose(page, "マイナ保険証", qtbot)
    assert person_of(store, household[0]).enrolment is stage


def test_the_end_of_the_card_and_what_it_means(
    page: RosterPage, household: tuple[Person, ...], store: Store, qtbot: QtBot
) -> None:
    def fill(form: EventForm) -> None:
        assert form.consequences.text() == "電子証明書の期限を入れてください。"
        type_into(form.focusWidget(), "R9.3.15")
        form.look_ahead()
        assert "令和9年6月30日 まで使えます" in form.consequences_rows.text()
        press(form, ENTER)

    in_form(fill)
    choose(page, "電子証明書", qtbot)
    assert person_of(store, household[0]).card_expires_on == date(2027, 3, 15)
    assert "R9.6.30 まで使えます" in page.panel.details.toPlainText()


def test_a_damaged_paper_needs_its_reason(
    page: RosterPage, household: tuple[Person, ...], store: Store, qtbot: QtBot
) -> None:
    def fill(form: EventForm) -> None:
        press(form, ENTER)
        assert form.isVisible()
        assert "理由" in form.problem.text()
        form.findChildren(QComboBox)[0].setCurrentIndex(1)
        type_into(form.focusWidget(), "水に濡れた")
        press(form, ENTER)

    in_form(fill)
    choose(page, "なくした", qtbot)
    assert sheets_of(store, household[0])[0].replace_cause is ReplaceCause.DAMAGE


def test_copay_is_offered_from_seventy_only(
    page: RosterPage, household: tuple[Person, ...], store: Store, qtbot: QtBot
) -> None:
    assert not any("割合" in text for text, _ in page.events.choices())
    page.open_with(household[1].id)

    def fill(form: EventForm) -> None:
        type_into(form._since, "")  # type: ignore[attr-defined]
        press(form, ENTER)

    in_form(fill)
    choose(page, "割合", qtbot)
    assert person_of(store, household[1]).copay_rate == 2


def test_an_elderly_card_that_came_is_recorded_with_its_days(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    assert not any("高齢受給者証が届いた" in text for text, _ in page.events.choices())
    page.open_with(household[1].id)

    def fill(form: EventForm) -> None:
        assert isinstance(form, ElderlyCardForm)
        press(form, ENTER)
        assert "有効期限を入れて" in form.problem.text()
        retype(form._expires, "R9.4.30")
        retype(form._issued, "R8.12.1")
        press(form, ENTER)

    in_form(fill)
    choose(page, "高齢受給者証が届いた", qtbot)
    known = person_of(store, household[1])
    assert known.elderly_card_listed
    assert (known.elderly_card_issued_on, known.elderly_card_expires_on) == (
        date(2026, 12, 1),
        date(2027, 4, 30),
    )


def test_a_lost_paper_that_is_found_counts_again(
    page: RosterPage, store: Store, household: tuple[Person, ...], qtbot: QtBot
) -> None:
    who = household[0].id
    assert who is not None
    before = store.queries.person_detail(who, CLOCK).certificates[-1]
    assert not any("見つかった" in text for text, _ in page.events.choices())
    with store.transaction("紛失") as tx:
        assert before.id is not None
        certificates.lose(tx, before.id, on=CLOCK, today=CLOCK, reason="鞄ごと")
    page.reload()
    choose(page, "なくした証が見つかった", qtbot)
    assert store.queries.person_detail(who, CLOCK).certificates[-1] == before


def test_what_became_of_a_forwarded_paper_is_recorded_on_its_shipment(
    page: RosterPage, store: Store, household: tuple[Person, ...], qtbot: QtBot
) -> None:
    who = household[0].id
    assert who is not None
    sheet = store.queries.person_detail(who, CLOCK).certificates[-1].id
    assert sheet is not None
    with store.transaction("返送") as tx:
        certificates.collect(tx, [sheet], on=CLOCK, today=CLOCK)
        shipments.forward(tx, [sheet], on=CLOCK, today=CLOCK)
    page.reload()
    choose(page, "返送した証が戻った", qtbot)
    window = page.window()
    assert isinstance(window, MainWindow)
    shown = window.current_page
    assert isinstance(shown, ForwardPage)
    assert [row.person_id for row in shown.shipments.contents.rows_model.rows] == [who]


def test_events_that_cannot_happen_are_not_offered(page: RosterPage, household: tuple[Person, ...]) -> None:
    def offered() -> str:
        return "/".join(text for text, _ in page.events.choices())

    assert "再雇用" in offered()
    page.open_with(household[2].id)
    assert "再雇用" not in offered()
    assert "ご家族が増えた" not in offered()
    assert "扶養から外れる" in offered()


def test_the_panel_tells_why_a_card_is_asked_for_and_what_was_said(
    page: RosterPage, household: tuple[Person, ...], store: Store
) -> None:
    run(
        store,
        lambda tx: outreach.log_contact(
            tx, [household[1].id], means=Means.PHONE, on=CLOCK, today=CLOCK, about=About.RETURN,
            reply=Reply.PROMISED, note="来週持参",
        ),
    )  # fmt: skip
    page.mark_stale()
    page.open_with(household[1].id)
    text = page.panel.details.toPlainText()
    assert "令和6年11月30日に加入していて、その日までに70歳" in text
    assert "返却のお願い(電話)  対応する" in text


def test_the_panel_names_the_household_of_a_birthday_ahead(
    page: RosterPage, household: tuple[Person, ...], store: Store
) -> None:
    home = {"id": None, "office_id": household[0].office_id, "number": "105"}
    old = person(**home, name="架空\u3000老", born_on=date(1952, 1, 20))
    wife = person(
        **home, branch_number="01", kind=PersonKind.DEPENDANT, name="架空\u3000連", relationship="妻"
    )
    run(store, lambda tx: tx.save_people([old, wife]))
    page.mark_stale()
    page.open_with(store.queries.person_id("2001-105-01"))
    text = page.panel.details.toPlainText()
    assert "R9.1.20 に 架空\u3000老 さんが75歳になり、その日からご家族1名の資格も" in text
    assert "架空\u3000連" in text


def test_collect_or_not_stands_in_one_line_and_opens_with_a_key(page: RosterPage, qtbot: QtBot) -> None:
    assert page.panel.verdict.text() == "資格確認書  ● 渡したまま"
    assert page.panel.ruling.isHidden()
    page.table.setFocus()
    qtbot.keyClick(page.table, "w")
    assert page.panel.ruling.isVisible()
    qtbot.keyClick(page.panel.focusWidget(), Qt.Key.Key_Right)
    page.panel.more.click()
    assert page.panel.ruling.isHidden()
    assert page.panel.verdict.isVisible()
    # The one line says which paper it is about, also after another was asked about.
    assert page.panel.verdict.text().startswith("高齢受給者証  ")


def test_a_paper_nobody_has_on_record_comes_back_only_if_there_is_one(
    page: RosterPage, household: tuple[Person, ...], store: Store
) -> None:
    registered = replace(
        household[0], id=None, number="109", enrolment=Enrolment.REGISTERED, enrolment_as_of=CLOCK
    )
    run(store, lambda tx: tx.save_person(registered))
    page.mark_stale()
    page.open_with(store.queries.person_id("2001-109-00"))
    assert page.panel.verdict.text() == "資格確認書  ◆ お持ちなら回収(返却期限 R9.1.1(祝))"


def test_no_line_of_a_form_lies_over_another(page: RosterPage, qtbot: QtBot) -> None:
    """The form grows with its sentences; it fits a screen of 768 lines with a task bar."""
    seen: list[tuple[int, int, int]] = []

    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        retype(form._day, "31")
        retype(form._office_day, "12")
        form.look_ahead()
        form.say("この文は長いので、二行に分かれます。" * 4)
        layout = form.layout()
        assert layout is not None
        seen.append((form.height(), layout.totalHeightForWidth(form.width()), form.width()))
        papers, notes = form._scroll.geometry(), form._notes.geometry()
        assert papers.bottom() < notes.top()

    page.table.setFocus()
    in_form(fill)
    qtbot.keyClick(page.table, "l")
    height, wanted, _ = seen[0]
    assert wanted <= height <= 700


def test_no_branch_number_is_invented_for_a_new_dependant(page: RosterPage, qtbot: QtBot) -> None:
    def fill(form: EventForm) -> None:
        assert isinstance(form, DependantForm)
        assert (form._branch.text(), form._branch.placeholderText()) == ("", "健保の通知のとおり")

    in_form(fill)
    choose(page, "ご家族が増えた", qtbot)


def test_what_became_of_the_papers_is_said_before_a_resignation_is_withdrawn(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    head = household[0]
    run(store, lambda tx: roster.leave(
        tx, head.id, cause=LossCause.LEFT, last_day_on=date(2026, 12, 10), today=CLOCK
    ))  # fmt: skip
    (paper,) = sheets_of(store, head)
    run(store, lambda tx: certificates.collect(tx, [paper.id], on=CLOCK, today=CLOCK))
    page.reload()
    told: list[str] = []

    def fill(form: EventForm) -> None:
        assert isinstance(form, CancelLossForm)
        told.extend([form.consequences.text(), form.consequences_rows.text()])
        press(form, ENTER)

    in_form(fill)
    choose(page, "取り消す", qtbot)
    assert "1枚の印刷が必要" in told[0]
    assert "戻っている証1枚は健保へ返送し" in told[1]
    assert person_of(store, head).disqualified_on is None


def test_the_form_of_a_leaver_says_what_the_voluntary_continuation_means(
    page: RosterPage, store: Store, household: tuple[Person, Person, Person], qtbot: QtBot
) -> None:
    def fill(form: EventForm) -> None:
        assert isinstance(form, LeaverDialog)
        form._voluntary.click()
        form.look_ahead()
        assert "任意継続でも、今の証は会社へ返します" in form.consequences_rows.text()
        form._cause.setCurrentIndex(1)
        form.look_ahead()
        assert form._voluntary.isHidden()
        form._cause.setCurrentIndex(0)
        press(form, ENTER)

    in_form(fill)
    qtbot.keyClick(page.table, "l")
    assert "任意継続" in (store.last_undoable() or pytest.fail("nothing was recorded")).label
    assert person_of(store, household[0]).loss_cause is LossCause.LEFT


def test_every_stage_may_be_recorded_and_says_what_it_means(
    page: RosterPage, household: tuple[Person, Person, Person], store: Store, qtbot: QtBot
) -> None:
    def fill(form: EventForm) -> None:
        assert isinstance(form, StageForm)
        box = form._stage
        assert {box.itemData(at) for at in range(box.count())} == set(Enrolment)
        box.setCurrentIndex(box.findData(Enrolment.CARD_LOST))
        form.look_ahead()
        assert "カードが戻るまで資格確認書で" in form._hint.text()
        press(form, ENTER)

    in_form(fill)
    choose(page, "マイナ保険証を使える", qtbot)
    assert person_of(store, household[0]).enrolment is Enrolment.CARD_LOST
