"""0014_elderly_cards: what was recorded stays, its number too; of no card a day is known."""

from datetime import date
from pathlib import Path

from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import ElderlyCardId, PersonId
from db.tables.mapping import ELDERLY_CARD
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0013_loss_known"


def test_what_was_recorded_of_a_card_is_kept(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE, born_on="1953-04-05", elderly_card_listed=1)
    connection.rows(
        "INSERT INTO elderly_card (id, person_id, outcome, done_on, note)"
        " VALUES (7, 1, 'lost', '2025-12-01', '自宅で紛失')"
    )
    connection.rows("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'elderly_card'")
    upgrade(connection, back_up=lambda _: tmp_path)
    found = ELDERLY_CARD.where(connection)
    used = connection.value("SELECT seq FROM sqlite_sequence WHERE name = 'elderly_card'")
    connection.close()
    lost = ElderlyCard(
        ElderlyCardId(7), PersonId(1), ElderlyOutcome.LOST, date(2025, 12, 1), note="自宅で紛失"
    )
    assert (found, used) == ([lost], 9)
