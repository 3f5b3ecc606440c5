"""A prepared step whose day is there stands above the due list, with what follows before it is recorded."""

from datetime import date

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.ports import Store
from app.usecases.people import life_events
from tests.ui.keyboard import in_dialog
from tests.ui.office import ENTER, close, press
from tests.usecases.households import family, person_of, run, sheets_of
from ui.bootstrap import build
from ui.dialogs.step_ahead import StepAheadForm
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.pages.today.page import TodayPage

NOVEMBER, FIRST, FIFTH = date(2026, 11, 23), date(2027, 1, 1), date(2027, 1, 5)


def shown_on(store: Store, day: date, preferences: Preferences, qtbot: QtBot) -> TodayPage:
    window = build(store, lambda: day, preferences=preferences, tasks=ImmediateTasks)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
    page = window.current_page
    assert isinstance(page, TodayPage)
    return page


def test_it_waits_unseen_until_its_day_and_is_recorded_with_one_key(
    store: Store, preferences: Preferences, qtbot: QtBot
) -> None:
    head, *_ = family(store, papers=(CertificateStatus.HANDED_OUT,))
    run(
        store,
        lambda tx: life_events.change_name(
            tx, head.id, name="架空\u3000新", kana="", on=FIRST, today=NOVEMBER
        ),
    )
    page = shown_on(store, date(2026, 12, 31), preferences, qtbot)
    assert not page.ahead.isVisible()
    close(page.window())
    page = shown_on(store, FIFTH, preferences, qtbot)
    assert page.ahead.isVisible()
    assert "R9.1.1 から 髙橋\u3000見本 さんの氏名変更" in page.ahead.notice.text()
    told: list[str] = []

    def look(form: QDialog) -> None:
        assert isinstance(form, StepAheadForm)
        told.append(form.consequences.text())
        press(form, ENTER)

    in_dialog(look)
    page.ahead.go_on.click()
    assert "1枚が要返却" in told[0]
    assert person_of(store, head).name == "架空\u3000新"
    assert sheets_of(store, head)[0].closed_on == FIRST
    assert not page.ahead.isVisible()
    close(page.window())
