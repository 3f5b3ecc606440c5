"""0010_duty: the stages of the history in a table of their own, which undo and redo carry."""

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from db.backup.backup import verify
from db.folder.connection import Connection
from db.keys.keys import Unlock
from db.store import open_store
from db.tables.images import LINES
from db.upgrade import scripts_folder, upgrade
from tests.db.conftest import of_version
from tests.db.offices import office_of
from tests.db.populations import Plan, plans

BEFORE = "0009_issued_on"
PERSON = (
    "INSERT INTO person (id, office_id, kind, symbol, number, branch_number, name, kana, sex, relationship,"
    " born_on, qualified_on, department, employee_code, enrolment, enrolment_as_of, sex_on_front,"
    " elderly_card_listed, kana_key, name_key) VALUES (?, 1, 'insured', '2001', ?, '00', '見本', 'ミホン',"
    " 'female', '本人', '1980-04-05', '2010-04-01', '', '', ?, ?, 0, 0, 'ミホン', '見本')"
)
Stage = tuple[str, str | None]


@pytest.fixture
def old(tmp_path: Path) -> Connection:
    """A database of the version before, with one office in it."""
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO office (id, code, name) VALUES (1, '2001', '見本本社')")
    return connection


def note(
    connection: Connection, person_id: int, before: Stage | None, after: Stage | None, undoes: int = 0
) -> int:
    """Enter an operation that changed one person's stage, or that took another one back."""
    origin, depth = None, 0
    if undoes:
        ((origin, depth),) = connection.rows(
            "SELECT coalesce(origin_id, id), depth + 1 FROM operation WHERE id = ?", (undoes,)
        )
    operation_id = connection.value(
        "INSERT INTO operation (label, user, entered_at, is_undoable, undoes_id, origin_id, depth)"
        " VALUES ('操作', '管理者', '2026-11-23T09:00:00+09:00', 1, ?, ?, ?) RETURNING id",
        (undoes or None, origin, depth),
    )
    connection.rows(
        "INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)"
        " VALUES (?, 'person', ?, ?, ?, ?)",
        (operation_id, person_id, person_id, image(person_id, before), image(person_id, after)),
    )
    return int(operation_id)


def image(person_id: int, stage: Stage | None) -> str | None:
    if stage is None:
        return None
    return json.dumps({"id": person_id, "enrolment": stage[0], "enrolment_as_of": stage[1], "name": "見本"})


UNKNOWN: Stage = ("unknown", None)
NO_CARD: Stage = ("no_card", "2026-10-01")
REGISTERED: Stage = ("registered", "2026-11-05")


def test_the_stages_that_stand_come_from_the_history_in_the_order_of_entry(
    old: Connection, tmp_path: Path
) -> None:
    old.rows(PERSON, (1, "101", *REGISTERED))
    entered = note(old, 1, None, UNKNOWN)
    note(old, 1, UNKNOWN, UNKNOWN)  # another column was changed
    taken_back = note(old, 1, UNKNOWN, ("expired", "2026-10-20"))
    note(old, 1, ("expired", "2026-10-20"), UNKNOWN, undoes=taken_back)
    brought_back = note(old, 1, UNKNOWN, NO_CARD)
    undo = note(old, 1, NO_CARD, UNKNOWN, undoes=brought_back)
    redo = note(old, 1, UNKNOWN, NO_CARD, undoes=undo)
    latest = note(old, 1, NO_CARD, REGISTERED)
    # Of somebody without a history the roster tells.
    old.rows(PERSON, (2, "102", "declined", "2026-09-09"))
    upgrade(old, back_up=lambda _: tmp_path)
    assert old.rows("SELECT id, person_id, enrolment, learned_on FROM stage ORDER BY id") == [
        (1, 1, *UNKNOWN),
        (3, 1, *NO_CARD),
        (4, 1, *REGISTERED),
        (5, 2, "declined", "2026-09-09"),
    ]
    lines = old.rows("SELECT operation_id, row_id FROM journal WHERE table_name = 'stage' ORDER BY id")
    assert lines == [
        (entered, 1),
        *((operation_id, 2) for operation_id in (taken_back, taken_back + 1)),
        *((operation_id, 3) for operation_id in (brought_back, undo, redo)),
        (latest, 4),
    ]
    old.close()


_AS_BEFORE = f"""
    UPDATE journal SET before = whole.before, after = whole.after, image_of = NULL
    FROM {LINES} AS whole WHERE whole.id = journal.id
"""
"""Each line with its own images, as they were written then."""


@settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plan=plans(most_households=4))
def test_what_comes_from_a_history_is_what_was_entered_with_it(empty_folder: Path, plan: Plan) -> None:
    """Without its own lines, the history of generated offices gives the same stages and the same lines."""
    script = _script()
    with office_of(plan, empty_folder) as office:
        connection = office.store.new_connection()
        # What a later version keeps beside them is not this script's.
        connection.rows(_AS_BEFORE)
        entered = connection.rows(
            "SELECT operation_id, row_id, person_id, json_remove(before, '$.known_on'),"
            " json_remove(after, '$.known_on') FROM journal"
            " WHERE table_name = 'stage' ORDER BY id"
        )
        standing = connection.records("SELECT id, person_id, enrolment, learned_on FROM stage ORDER BY id")
        with connection.transaction():
            connection.rows("DELETE FROM journal WHERE table_name = 'stage'")
            lines = list(script._lines(connection.database))
        connection.close()
    found = [script._noted(operation_id, line) for operation_id, line in lines]
    assert sorted(found, key=repr) == sorted(((line[0], "stage", *line[1:]) for line in entered), key=repr)
    assert list(script._standing(lines).values()) == standing


def test_an_older_step_takes_its_stage_along(tmp_path: Path) -> None:
    """The folder that the first version wrote: 登録済, learned then, goes and comes back."""
    place = tmp_path / "data"
    shutil.unpack_archive(Path(__file__).parents[2] / "upgrade" / "data-0001.zip", place)
    store = open_store(place, Unlock())
    learned = next(row for row in store.queries.operations() if row.label == "登録済")

    def stages() -> list[tuple[Any, ...]]:
        connection = store.new_connection()
        found = connection.rows("SELECT person_id, enrolment, learned_on FROM stage ORDER BY id")
        connection.close()
        return found

    before = stages()
    store.undo(learned.operation_id)
    assert len(stages()) == len(before) - 1
    assert verify(store) == []
    store.redo()
    assert stages() == before
    assert verify(store) == []
    store.close()


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("duty_script", scripts_folder() / "0010_duty.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
