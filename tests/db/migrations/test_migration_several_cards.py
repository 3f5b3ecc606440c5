"""0045_several_cards: which card left before is not told; the next envelope takes two."""

from datetime import date
from pathlib import Path

from app.domain.ids import ElderlyCardId, PersonId, SentPaperId, ShipmentId
from app.domain.shipment import SentPaper
from db.tables.mapping import SENT_PAPER
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0044_masked_numbers"
DAY = "2026-12-02"


def test_an_envelope_of_before_stays_and_the_next_one_takes_two_cards(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE)
    for card in (1, 2):
        connection.rows("INSERT INTO shipment (id, sent_on, tracking_number) VALUES (?, ?, '')", (card, DAY))
        connection.rows(
            "INSERT INTO elderly_card (id, person_id, outcome, done_on, note) VALUES (?, 1, 'lost', ?, '')",
            (card, DAY),
        )
    connection.rows("INSERT INTO sent_paper (shipment_id, person_id, collected_on) VALUES (1, 1, ?)", (DAY,))
    upgrade(connection, back_up=lambda _: tmp_path)
    for card in (1, 2):
        connection.rows(
            "INSERT INTO sent_paper (shipment_id, person_id, elderly_card_id) VALUES (2, 1, ?)", (card,)
        )
    of_before, *now = SENT_PAPER.where(connection, by=["id"])
    connection.close()
    who = PersonId(1)
    assert of_before == SentPaper(SentPaperId(1), ShipmentId(1), who, None, date.fromisoformat(DAY))
    assert [paper.elderly_card_id for paper in now] == [ElderlyCardId(1), ElderlyCardId(2)]
