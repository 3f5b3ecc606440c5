"""On a server names, numbers and notes lie sealed: who runs it reads none, and the program reads the same."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import peewee
import psycopg
import pytest

from app.domain.certificate import CertificateStatus
from app.domain.contact import Contact, Means
from app.domain.ids import OfficeId
from app.domain.section import Section
from app.errors import DataDamaged
from app.rows import DueFilter
from app.usecases.people import retention
from db.backup.backup import verify
from db.folder.own_order import in_order, ordered_here
from db.folder.postgres import PostgresConnection
from db.folder.sealed import COLUMNS, SAY_NOTHING, Sealer
from db.folder.server import named, read_server
from db.keys.keys import Unlock
from db.moving import OfficePlace
from db.store import SqliteStore, open_store
from db.tables.copying import held, held_tables
from db.tables.resealing import seal_anew
from db.tables.texts import TEXTS
from tests.db.purging.leavers import WORDS, office_in, traces
from tests.factories import person
from tests.postgres import Server

KEY = bytes(range(32))
DAY = date(2026, 11, 23)

# The columns of text that can be read on a server, beside days, and why they say nothing of anybody's name,
# number or affairs.
PLAIN = {
    "states, kinds and causes: words of a list that is the same in every office": (
        "person.kind person.sex person.enrolment person.loss_cause person.language stage.enrolment"
        " print_session.status certificate.status certificate.origin certificate.closed_as"
        " certificate.replace_cause sheet.status sheet.fault elderly_card.outcome contact.means contact.about"
        " contact.reply deferral.kind deferral.cause drawer_find.paper sent_paper.fate step_ahead.kind"
        " society_answer.why society_answer.word list_taken.sender difference.field difference.cause"
        " difference.sender difference.settled_as parcel_conflict.field parcel_conflict.cause"
        " parcel_conflict.settled_as duty.why"
    ),
    "which group of facts a list told, and as of which day": (
        "told.name told.cover told.paper told.copay told.stage told.place parcel_row.recorded"
    ),
    "two figures that tell members of one household apart": (
        "person.branch_number former_identity.branch_number"
    ),
    "numbers that the program gives at random": (
        "certificate.issue_number row_uid.uid parcel.sign parcel_step.sign parcel_conflict.uid"
        " partner.folder_id whereabouts.token whereabouts.leaving"
    ),
    "digests, all but those of a list's headings and content made with the key": (
        "operation_seal.seal left_behind.seal left_behind.file purge.digest blanked_line.digest"
        " blanked_label.digest blanked_label.entry duty_basis.digest list_taken.digest"
        " list_profile.fingerprint held_list.fingerprint"
    ),
    "who may open the office (names, roles, wrapped keys), asked before anybody has a key": (
        "keys_in_force.text keys_in_force.proof entry_left.said entry_left.digest"
    ),
    "which offices a role of the server sees, and what it made": "server_role.role made_by.role",
    "names of tables, ids, and where the office is": (
        "made_by.table_name "
        "journal.table_name row_uid.table_name parcel_row.table_name parcel_conflict.table_name"
        " step_ahead.staying whereabouts.state"
    ),
    "about the society and the workplaces, which are no persons": (
        "society.insurer_number society.rules_toml society.layout office.code partner.offices"
    ),
}
_ARE_DAYS = ("_on", "_at", "_until", "_from", "since", "begins", "as_of", "print_by")

_TEXT_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'main' AND data_type = 'text' AND domain_name IS NULL
"""


@pytest.fixture
def leavers(tmp_path: Path) -> Path:
    """An office with rows of somebody in every table."""
    return office_in(tmp_path / "data")


def to_server(folder: Path, postgres: Server) -> str:
    database = postgres.empty()
    OfficePlace(folder).to_server("", named(postgres.address(database)))
    return database


def dump(folder: Path) -> bytes:
    """Everything that stands in the tables, as who runs the server reads it."""
    told: list[bytes] = []
    with psycopg.connect(read_server(folder).address(), autocommit=True) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'main'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM main."{table}"').fetchall():  # type: ignore[call-overload]
                told += (one if isinstance(one, bytes) else str(one).encode() for one in row)
    return b"\n".join(told)


def disk(postgres: Server, database: str) -> bytes:
    """The files of a database, and what the server wrote into its log."""
    postgres.run("CHECKPOINT")
    ((oid,),) = postgres.run_rows(f"SELECT oid::bigint FROM pg_database WHERE datname = '{database}'")
    files = (postgres.place / "data" / "base" / str(oid)).iterdir()
    return b"".join(file.read_bytes() for file in files) + (postgres.place / "log").read_bytes()


def found(words: Iterable[str], told: bytes) -> set[str]:
    return {word for word in words if word.encode() in told}


def server_of(folder: Path, key: bytes) -> PostgresConnection:
    return PostgresConnection(read_server(folder).address(), folder, key)


def test_what_can_be_read_on_a_server_is_named_with_its_reason(leavers: Path, postgres: Server) -> None:
    to_server(leavers, postgres)
    with closing(open_store(leavers, Unlock())) as store, closing(store.new_connection()) as connection:
        plain = {
            f"{table}.{column}"
            for table, column in connection.rows(_TEXT_COLUMNS)
            if not column.endswith(_ARE_DAYS)
        }
    assert plain == {column for columns in PLAIN.values() for column in columns.split()}
    written = {(table, column) for table, columns in TEXTS.items() for column in columns}
    assert {f"{table}.{column}" for table, column in written if column not in COLUMNS[table]} <= plain


def test_nobody_reads_a_name_a_number_or_a_note_on_the_server(leavers: Path, postgres: Server) -> None:
    database = to_server(leavers, postgres)
    postgres.run(f"ALTER DATABASE {database} SET log_statement = 'all'")
    postgres.run(f"ALTER DATABASE {database} SET log_parameter_max_length = -1")
    mine = "丹羽\u3000千早", "ニワ チハヤ", "7788990", "庶務の奥の席", "鍵を預けた", "E-4455667"
    with closing(open_store(leavers, Unlock())) as store:
        with store.transaction(f"追加 {mine[0]}") as tx:
            (office,) = tx.offices()
            assert office.id is not None
            who = tx.save_person(
                person(
                    id=None, office_id=office.id, name=mine[0], kana=mine[1], number=mine[2],
                    department=mine[3], employee_code=mine[5],
                )
            )  # fmt: skip
            assert who.id is not None
            tx.save_contact(Contact(None, who.id, DAY, Means.PHONE, mine[4]))
        with store.transaction(f"氏名の変更 {mine[0]}") as tx:
            tx.save_person(replace(who, name="阿波\u3000千早", number="5566778"))
        store.undo()
        store.others.come(who.id)
        store.note(f"書き出し({mine[0]}.pdf)")
        assert [row.name for row in store.queries.person_rows(search=mine[2])] == [mine[0]]
        assert [row.department for row in store.queries.person_rows(search="チハヤ")] == [mine[3]]
        assert store.queries.due_rows(DAY, DueFilter(department=mine[3]), limit=5)
        assert store.queries.departments() == sorted({mine[3], person().department} - {""})
        with closing(store.new_connection()) as connection, pytest.raises(peewee.IntegrityError):
            connection.run_many("INSERT INTO contact (note) VALUES (?)", [(mine[4],)])
        told = dump(leavers) + disk(postgres, database)
        assert verify(store) == []
    words = {*WORDS, *mine, "阿波", "5566778", "えんぴつ 灯台 みかん", "小霧島", "窓口で"}
    # The days of birth and the numbers of papers can be read; who may open the office, of the keys alone.
    assert found(words, told) == {word for word in WORDS if word[:2] in ("19", "20") or word == "0K3F-7QX4"}


def test_every_read_answers_as_from_the_file(
    demo_office: Path, leavers: Path, tmp_path: Path, postgres: Server
) -> None:
    told: set[str] = set()
    for which, office in enumerate((demo_office, leavers)):
        ours = dict(answers(shutil.copytree(office, tmp_path / f"file {which}")))
        there = shutil.copytree(office, tmp_path / f"server {which}")
        to_server(there, postgres)
        theirs = dict(answers(there))
        assert [name for name in ours if ours[name] != theirs[name]] == []
        told |= {name for name in ours if ours[name] not in ([], [[]])}
    assert told == ours.keys()


def answers(folder: Path) -> Iterator[tuple[str, object]]:
    with closing(open_store(folder, Unlock())) as store:
        ask = store.queries
        people, offices = ask.people(), ask.offices()
        few = people[::9]
        yield "people", people
        yield "roster", [ask.person_rows(), ask.person_rows(limit=7), ask.departments()]
        yield "office", [ask.person_rows(office_id=one.id, limit=3) for one in offices]
        searches = {
            text for one in people[::9] for text in (one.key, one.key[:-4], one.kana[:2], one.name[:1])
        }
        yield "search", [ask.person_rows(search=text, limit=9) for text in sorted(searches)]
        shown = [DueFilter(), *(DueFilter(section=one) for one in Section)]
        yield "due", [ask.due_rows(DAY, one) for one in shown]
        yield "pages", [ask.due_rows(DAY, one, offset=at, limit=5) for one in shown for at in (0, 3, 9, 500)]
        yield "rest", [ask.due_rows(DAY, one, offset=4) for one in shown]
        yield "candidates", ask.print_candidates(DAY)
        yield "cards", ask.elderly_rows(DAY)
        yield "sheets", [ask.certificate_rows(), ask.certificate_rows(on=DAY)]
        yield "envelopes", [ask.sent_rows(one.shipment_id) for one in ask.shipment_rows()]
        yield "contacts", ask.contact_rows(date.min, date.max)
        yield "since", ask.since_rows(date(2026, 1, 1), DAY)
        yield (
            "morning",
            [ask.steps_since(date.min), ask.since_counts(date(2026, 1, 1), DAY), ask.course(DAY, DAY)],
        )
        yield "days", [ask.due_days(date(2026, 1, 1), date(2027, 1, 1), DAY), ask.due_rows_on(DAY, DAY)]
        yield "offices", [ask.office_standings(DAY), ask.office_progress(DAY)]
        sessions = ask.session_rows()
        yield "runs", [sessions, *(ask.sheet_rows(one.session_id) for one in sessions)]
        yield "desk", [ask.substitutes(), ask.print_notes(), ask.misdeliveries(), ask.steps_ahead()]
        yield "drawer", [ask.drawer_finds(one.id) for one in ask.drawer_counts() if one.id is not None]
        yield (
            "lists",
            [ask.told(), ask.lists_taken(), ask.issue_batches(), ask.held_lists(), ask.differences()],
        )
        yield "parcels", [ask.partners(), ask.parcels(), ask.parcel_conflicts(), ask.office_uids()]
        yield "answers", [ask.given_answer(one.answer_id) for one in ask.given_answers()]
        yield "details", [ask.person_detail(one.id, DAY) for one in few if one.id is not None]
        yield "tails", [ask.certificates_by_tail(one.number[-2:], tuple(CertificateStatus)) for one in few]
        yield "changes", ask.change_rows()
        yield "status", [ask.status_behind(DAY), ask.status_answer(date(2026, 4, 1))]
        yield "recorded", ask.recorded_here(date.min)
        yield "history", [ask.history(one.id) for one in few if one.id is not None]
        yield "retained", ask.retention_cases(DAY)


def test_a_purge_takes_their_words_out_of_the_sealed_tables_too(leavers: Path, postgres: Server) -> None:
    to_server(leavers, postgres)
    with closing(open_store(leavers, Unlock())) as store, closing(store.new_connection()) as connection:
        purged = store.record(lambda tx: retention.purge(tx, count=2, today=DAY), undoable=False)
        store.wipe()
        opened = repr([connection.rows(f"SELECT * FROM main.{table}") for table in held_tables(connection)])
        assert verify(store) == []
    assert purged.removed is not None
    assert purged.removed.people == 2
    assert traces(opened.encode()) == []


def test_who_exchanges_rows_on_the_server_is_found_out(leavers: Path, postgres: Server) -> None:
    to_server(leavers, postgres)
    with psycopg.connect(read_server(leavers).address(), autocommit=True) as server:
        server.execute("SET search_path = main")
        server.execute("UPDATE person SET name = other.name FROM person other WHERE other.id <> person.id")
    with closing(open_store(leavers, Unlock())) as store:
        assert any("履歴" in said for said in verify(store))


def test_what_lay_there_plain_is_sealed_by_the_upgrade(leavers: Path, postgres: Server) -> None:
    database = to_server(leavers, postgres)
    with closing(open_store(leavers, Unlock())) as store, closing(store.new_connection()) as connection:
        before = held(connection)
        assert isinstance(connection, PostgresConnection)
        as_before(connection)
    assert "霧島".encode() in dump(leavers)
    with closing(open_store(leavers, Unlock())) as store, closing(store.new_connection()) as connection:
        after = held(connection)
        assert verify(store) == []
        store.undo()
        store.redo()
    assert {name for name in before if before[name] != after[name]} == set()
    words = [word for word in WORDS if not word.isascii()]
    assert found(words, dump(leavers) + disk(postgres, database)) == set()


def as_before(connection: PostgresConnection) -> None:
    """Let a server be as the version before made it: texts lie there as texts."""
    with connection.transaction():
        for table, columns in COLUMNS.items():
            texts = [] if table == "presence" else connection.records(f"SELECT * FROM main.{table}")
            for column in columns:
                change = f'ALTER TABLE main.{table} ALTER COLUMN "{column}"'
                has_default = (table, column) in _WITH_DEFAULT
                if has_default:
                    connection.rows(f"{change} DROP DEFAULT")
                connection.rows(f"{change} TYPE text USING encode(\"{column}\", 'hex')")
                if has_default:
                    connection.rows(f"{change} SET DEFAULT ''")
            connection.on_the_way.forget()
            sets = ", ".join(f'"{column}" = :{column}' for column in columns)
            connection.run_many(f"UPDATE main.{table} SET {sets} WHERE id = :id", texts)
        connection.rows("DROP DOMAIN main.sealed CASCADE")
        connection.rows("DROP DOMAIN main.sealed_alike CASCADE")
        connection.rows("DELETE FROM schema_migration WHERE name = '0047_sealed_on_server'")


_WITH_DEFAULT = {
    ("person", "abroad_reason"), ("print_session", "job"), ("certificate", "police_report"),
    ("print_note", "former_surname"), ("print_note", "disease_mark"), ("society", "forms_toml"),
}  # fmt: skip


def test_with_another_data_key_all_is_sealed_anew(leavers: Path, postgres: Server) -> None:
    to_server(leavers, postgres)
    with closing(open_store(leavers, Unlock())) as store, closing(store.new_connection()) as connection:
        assert isinstance(connection, PostgresConnection)
        before = held(connection)
        with connection.transaction():
            seal_anew(connection, KEY)
    with closing(server_of(leavers, KEY)) as connection:
        assert {name for name, rows in held(connection).items() if before[name] != rows} == {"unwiped"}
    with (
        closing(server_of(leavers, bytes(32))) as connection,
        pytest.raises(DataDamaged, match="鍵で読めない所"),
    ):
        connection.rows("SELECT name FROM person")


@pytest.mark.on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM person WHERE name = ?",
        "SELECT 1 FROM person WHERE kana > ?",
        "SELECT 1 FROM person WHERE number >= ?",
        "SELECT 1 FROM journal WHERE before ->> 'name' = ?",
    ],
)
def test_what_would_be_answered_wrongly_is_not_answered(
    store: SqliteStore, office_id: OfficeId, statement: str
) -> None:
    with store.transaction("追加") as tx:
        tx.save_person(person(id=None, office_id=office_id))
    with closing(store.new_connection()) as connection:
        with pytest.raises(peewee.DatabaseError):
            connection.rows(statement, ("a",))
        for order in (
            "SELECT id FROM person ORDER BY kana_key LIMIT 1",
            "SELECT (SELECT id FROM person ORDER BY name)",
        ):
            with pytest.raises(TypeError, match="cannot sort"):
                connection.rows(order)


@pytest.mark.parametrize("text", ["佐藤\u3000花子", "1", "a" * 5000, "\x01 無", "{}", ""])
def test_a_text_is_sealed_and_opened(text: str) -> None:
    sealer = Sealer(KEY)
    for seal in (sealer.anew, sealer.alike):
        sealed = seal(text)
        assert (sealed == text) == (text in SAY_NOTHING)
        if sealed != text:
            assert Sealer(KEY).opened(sealed.encode()) == sealer.opened(sealed.encode()) == text
    assert sealer.alike(text) == Sealer(KEY).alike(text)
    assert (sealer.anew(text) == sealer.anew(text)) == (text in SAY_NOTHING)


def test_what_is_sealed_says_neither_how_long_it_is_nor_anything_to_another_key() -> None:
    sealer = Sealer(KEY)
    assert len(sealer.alike("佐藤")) == len(sealer.alike("佐藤一"))
    sealed = sealer.anew("佐藤")
    for told in (
        sealed[:-2] + ("00" if sealed[-2:] != "00" else "01"),
        sealed[:8],
        Sealer(bytes(32)).alike("佐藤"),
    ):
        with pytest.raises(DataDamaged):
            sealer.opened(told.encode())


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("SELECT a FROM t ORDER BY t.id", None),
        (
            "SELECT a FROM t ORDER BY kana_key, coalesce(b, 'x, y') DESC",
            ("SELECT a, kana_key, coalesce(b, 'x, y') FROM t ", (False, True)),
        ),
        (
            'SELECT "t1"."a" FROM t AS "t1" ORDER BY "t1"."department"',
            ('SELECT "t1"."a", "t1"."department" FROM t AS "t1" ', (False,)),
        ),
        (
            "SELECT (SELECT max(b) FROM u ORDER BY b) FROM t ORDER BY name",
            ("SELECT (SELECT max(b) FROM u ORDER BY b), name FROM t ", (False,)),
        ),
    ],
)
def test_who_comes_first_is_found_on_our_side(
    statement: str, asked: tuple[str, tuple[bool, ...]] | None
) -> None:
    ordered = ordered_here(statement)
    assert (None if ordered is None else (ordered.text, ordered.falling)) == asked


def test_nothing_comes_first_and_the_last_order_counts_least() -> None:
    rows = [("a", 2, None), ("b", None, "x"), ("c", 2, "y"), ("d", 1, "y"), ("e", 2, "y")]
    assert [name for (name,) in in_order(rows, [False, True])] == ["b", "d", "c", "e", "a"]
    assert [name for (name,) in in_order(rows, [True, False])] == ["a", "c", "e", "d", "b"]
