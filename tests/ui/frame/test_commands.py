"""The one door for writes: told after the commit, silent about nothing."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.domain.person import Office
from app.errors import BadValue, SystemTrouble
from app.ports import Store, Transaction
from app.usecases.settings import settings
from ui.frame.commands import Commands
from ui.frame.events import AppEvents
from ui.widgets.message_strip import MessageStrip
from ui.window import crash


@pytest.fixture
def strip(qtbot: QtBot) -> MessageStrip:
    made = MessageStrip()
    qtbot.addWidget(made)
    return made


def test_changes_are_told_after_the_commit(store: Store, strip: MessageStrip) -> None:
    events, told = AppEvents(), []
    events.changed.connect(lambda changes: told.append((changes, [o.code for o in store.queries.offices()])))
    Commands(store, events, strip).run(lambda tx: settings.save_office(tx, Office(None, "2001", "本社")))
    assert told == [(Changes.SETTINGS | Changes.ROSTER, ["2001"])]


@pytest.mark.parametrize("error", [BadValue("直してください。"), SystemTrouble("記録は無事です。")])
def test_a_refusal_stores_nothing_and_says_why(store: Store, strip: MessageStrip, error: Exception) -> None:
    events, told = AppEvents(), []
    events.changed.connect(told.append)

    def work(tx: Transaction) -> Done:
        tx.save_office(Office(None, "2001", "本社"))
        raise error

    assert Commands(store, events, strip).run(work) is None
    assert store.queries.offices() == []
    assert told == []
    assert strip.sentence == str(error)


def test_no_sentence_shows_a_sign_that_nobody_sees(strip: MessageStrip) -> None:
    written, seen = "「x\u202ey」はありません。\n次の行。", "「x〔U+202E〕y」はありません。\n次の行。"
    said: list[str] = []
    strip.said.connect(said.append)
    strip.refuse(written)
    assert strip.sentence == seen
    strip.done(written)
    assert said == [seen]


def test_a_mistake_of_ours_rolls_back_and_rises(store: Store, strip: MessageStrip) -> None:
    def work(tx: Transaction) -> Done:
        tx.save_office(Office(None, "2001", "本社"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Commands(store, AppEvents(), strip).run(work)
    assert store.queries.offices() == []


def test_a_crash_report_names_places_and_never_values(tmp_path: Path) -> None:
    def with_a_name(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match="髙橋") as caught:
        with_a_name("髙橋 見本")
    told = crash.report(caught.value)
    assert "with_a_name" in told
    assert "髙橋" not in told
