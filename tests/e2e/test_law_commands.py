"""What the law says of single lives, as `shikaku due` and `shikaku rule` say it of any day."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.person import LossCause, Office, Person
from app.ports import Transaction
from app.usecases.people import life_events, roster
from db.keys.keys import Unlock
from db.store import open_store
from tests.factories import person
from tests.unit.law.lives import given
from ui.bootstrap import create_sample_folder
from ui.cli import main

KNOWN_ON = date(2026, 11, 2)


class Desk:
    """A folder with one employee, and what the commands say of them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def enter(self, who: Person, *sheets: Any) -> None:
        store = open_store(self.folder, Unlock())

        def steps(tx: Transaction) -> None:
            office = tx.save_office(Office(None, "2001", "見本本社"))
            assert office.id is not None
            saved = tx.save_person(replace(who, id=None, office_id=office.id))
            assert saved.id is not None
            for number, one in enumerate(sheets):
                tx.save_certificate(
                    replace(one, id=None, person_id=saved.id, issue_number=f"1A2B-000{number}")
                )

        with store.transaction("見本") as tx:
            steps(tx)
        store.close()

    def record(self, use_case: Any) -> None:
        store = open_store(self.folder, Unlock())
        with store.transaction("できごと") as tx:
            use_case(tx, store.queries.person_id(KEY))
        store.close()

    def says(self, today: str, *words: str) -> Any:
        with pytest.raises(SystemExit):
            main(["--data", str(self.folder), "--today", today, *words, "--format", "json"])
        return json.loads(self.capsys.readouterr().out)

    def due(self, today: str) -> dict[str, str | None]:
        rows = self.says(today, "due")["rows"]
        return {row["why"]: row["due_on"] for row in rows if row["key"] == KEY and row["kind"] != "register"}

    def rule(self, today: str) -> tuple[str, str | None]:
        said = self.says(today, "rule", KEY)
        return said["verdict"], said["by"]


KEY = "2001-900-00"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    create_sample_folder(tmp_path / "data")
    capsys.readouterr()
    return Desk(tmp_path / "data", capsys)


def employee(**over: Any) -> Person:
    facts: dict[str, Any] = {"number": "900", "born_on": date(1990, 4, 10), "enrolment_as_of": KNOWN_ON}
    return person(**facts | over)


def test_an_expired_paper_does_not_hide_the_missing_one(desk: Desk) -> None:
    ends = date(2026, 11, 30)
    desk.enter(employee(certificate_expires_on=ends), given("2026-11-09", ends))
    assert desk.due("2026-12-05") == {"over": "2026-11-30", "expiry_past": "2026-12-06"}
    assert desk.rule("2026-12-05") == ("dispose", None)


def test_a_leavers_paper_that_was_over_before_is_shredded_before_and_after(desk: Desk) -> None:
    ends = date(2026, 11, 30)
    desk.enter(employee(certificate_expires_on=ends), given("2026-11-09", ends))
    desk.record(
        lambda tx, who: roster.leave(
            tx, who, cause=LossCause.LEFT, last_day_on=date(2026, 12, 31), today=KNOWN_ON
        )
    )
    for day in ("2026-12-28", "2027-01-02"):
        assert desk.due(day) == {"over": "2026-11-30"}
        assert desk.rule(day) == ("dispose", None)


def test_a_rate_told_ahead_is_printed_ahead_and_changes_nothing_before(desk: Desk) -> None:
    desk.enter(
        employee(
            born_on=date(1956, 6, 15),
            copay_rate=2,
            copay_from=date(2026, 7, 1),
            qualified_on=date(2025, 4, 1),
            certificate_expires_on=date(2028, 8, 31),
        ),
        given("2026-11-09", date(2028, 8, 31)),
    )
    desk.record(
        lambda tx, who: life_events.change_copay(
            tx, [who], rate=3, starts_on=date(2027, 9, 1), today=date(2026, 11, 29)
        )
    )
    for day in ("2026-11-29", "2027-08-20"):
        assert desk.due(day) == {"copay_changes": "2027-08-31"}
        assert desk.rule(day) == ("keep", "2027-09-06")
    assert desk.due("2027-09-01")["replaced"] == "2027-09-06"


def test_a_loss_told_late_and_one_told_in_time(desk: Desk) -> None:
    """Neither before the hand-out nor before the loss was known; see also --known-on of leave."""
    desk.enter(employee(certificate_expires_on=date(2029, 12, 1)), given("2026-11-09"))
    desk.record(
        lambda tx, who: roster.leave(
            tx, who, cause=LossCause.LEFT, last_day_on=date(2026, 8, 31), today=date(2026, 11, 10)
        )
    )
    assert desk.due("2026-11-10") == {"loss": "2026-11-15"}
    assert desk.rule("2026-11-10") == ("collect", "2026-11-15")
