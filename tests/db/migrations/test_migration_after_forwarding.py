"""0011_after_forwarding: what the program decided by itself is told from what somebody wrote."""

from pathlib import Path

from db.tables.mapping import DEFERRAL
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0009_issued_on"


def test_a_search_of_the_version_before_is_known_as_one(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE)
    for reason in ("引き出しの照合で見当たらない。探しています", "出張中"):
        connection.rows(
            "INSERT INTO deferral (person_id, kind, made_on, due_on, reason)"
            " VALUES (1, 'hand_out', '2026-11-02', '2026-11-09', ?)",
            (reason,),
        )
    upgrade(connection, back_up=lambda _: tmp_path)
    found = DEFERRAL.read(connection, DEFERRAL.select())
    connection.close()
    assert [deferral.cause for deferral in found] == ["searching", None]
