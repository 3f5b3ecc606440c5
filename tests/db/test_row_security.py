"""Roles of a server that are kept to some offices: a raw session finds and changes nothing of the others,
and the program works for them as on a file, or says why not."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from app.domain.certificate import CertificateStatus as S
from app.domain.contact import Contact, Means
from app.domain.duties import Why
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Office as DomainOffice
from app.domain.person import PersonKind
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.domain.roles import Act, User, UserRole
from app.domain.society_answer import AnswerWord
from app.errors import BadValue, DataDamaged, NotAllowed, NotYourRole, SystemTrouble, UserError
from app.usecases.contacts.society_answers import answer_questions, question_of
from app.usecases.counter import certificates, shipments
from app.usecases.people import roster
from app.usecases.settings import sample_office
from db.backup.backup import verify
from db.backup.by_itself import care_of
from db.duties import anew
from db.folder.access import Access, of_both
from db.folder.on_the_way import OnTheWay
from db.folder.sealed import ALIKE, SEALED, Sealer
from db.folder.server import read_server, write_server
from db.joining import find_office, join_office
from db.journal import chain
from db.journal.replay import apart
from db.keys.keys import Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries
from db.making import create_data_folder
from db.moving import OfficePlace
from db.restoring import restore
from db.roles import server_roles
from db.store import SqliteStore, open_store
from db.tables import row_security
from db.tables.every import MODELS
from db.tables.narrowing import Narrowing
from db.tables.postgres_shape import OUR_WORDS, sealed_types
from tests.conftest import TODAY
from tests.db import test_need_to_know as reads
from tests.db.hearing import heard
from tests.factories import person, society
from tests.postgres import Server

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLES = [model._meta.table_name for model in MODELS]
REFUSED = (errors.InsufficientPrivilege, errors.IntegrityError)

WORDS = "ねこ つくえ あめ かわ そら"
SEALED_TEXT = re.compile(r"0[12](?:[0-9a-f]{2}){32,}", re.IGNORECASE)
CONTACT = """
    INSERT INTO main.contact (id, person_id, contacted_on, means, note)
    VALUES ({id}, {person}, '2026-11-01', 'mail', '')
"""
OPERATION = """
    INSERT INTO main.operation (id, label, "user", entered_at, is_undoable, depth)
    VALUES ({id}, '', '', '2026-11-01', 1, 0)
"""
LINE = """
    INSERT INTO main.journal (operation_id, table_name, row_id, person_id)
    SELECT id, 'contact', 1, {person} FROM o
"""


@dataclass
class Office:
    """An office on a server with a role for the first of its three workplaces."""

    server: Server
    folder: Path
    mine: Path
    """The folder of who connects as that role."""
    role: str
    office: OfficeId
    ours: frozenset[str]
    theirs: frozenset[str]
    """What tells of the others, and of nobody of ours."""
    people: dict[str, list[int]]

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(open_keys(read_keys(self.folder), Unlock(WORDS), WrongTries(self.folder)).data_key)

    @property
    def database(self) -> str:
        return read_server(self.folder).parameters["dbname"]

    @contextmanager
    def raw(self, user: str = "") -> Iterator["psycopg.Connection[Any]"]:
        address = self.server.address(self.database).replace("user=postgres", f"user={user or self.role}")
        with psycopg.connect(address, autocommit=True) as connection:
            # Whoever has a data folder has its data key.
            connection.adapters.register_loader("bytea", OnTheWay(self.sealer).loader())
            yield connection

    def told(self, found: object) -> set[str]:
        """Return what of the others stands in an answer, to somebody who has the data key."""
        sealer = self.sealer

        def opened_text(sealed: "re.Match[str]") -> str:
            try:
                return sealer.opened(f"\\x{sealed[0]}".encode())
            except (DataDamaged, ValueError):
                return sealed[0]

        text = SEALED_TEXT.sub(opened_text, repr(found))
        return {sign for sign in self.theirs if sign in text}


def opened(folder: Path) -> SqliteStore:
    return open_store(folder, Unlock(WORDS, user="管理者"), clock=lambda: NOON)


def signs(store: SqliteStore, office: OfficeId) -> set[str]:
    people = [one for one in store.queries.people() if one.office_id == office]
    sheets = store.queries.certificate_rows(office_id=office)
    return {text for one in people for text in (one.name, one.kana, one.key)} | {
        row.issue_number for row in sheets
    }


def named_as(folder: Path, role: str) -> None:
    server = read_server(folder)
    write_server(folder, replace(server, parameters={**server.parameters, "user": role}))


@pytest.fixture(scope="module")
def filled(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "data"
    create_data_folder(folder, WORDS, society=society())
    with closing(opened(folder)) as store:
        store.record(lambda tx: sample_office.fill(tx, today=TODAY))
    place = OfficePlace(folder, lambda: NOON)
    place.to_server(WORDS, place.named(postgres.address(postgres.empty())))
    return folder


@pytest.fixture
def office(filled: Path, postgres: Server, tmp_path: Path) -> Iterator[Office]:
    folder, mine = tmp_path / "all", tmp_path / "mine"
    name, role = f"office_{next(postgres.made)}", f"a_sato_{next(postgres.made)}"
    postgres.run(f"CREATE DATABASE {name} TEMPLATE {read_server(filled).parameters['dbname']}")
    postgres.run(f"CREATE ROLE {role} LOGIN")
    shutil.copytree(filled, folder)
    server = read_server(folder)
    write_server(folder, replace(server, parameters={**server.parameters, "dbname": name}))
    with closing(opened(folder)) as store:
        ours, *others = (one for one in store.queries.offices() if one.id is not None)
        with server_roles(store) as roles:
            roles.set(role, [ours.id], [ours.name])
        our_signs = signs(store, ours.id)
        their_signs = {sign for one in others if one.id for sign in signs(store, one.id)}
        everybody = store.queries.people()
        people = {
            "ours": [int(one.id) for one in everybody if one.id and one.office_id == ours.id],
            "theirs": [int(one.id) for one in everybody if one.id and one.office_id != ours.id],
        }
        # The latest step of all is about somebody of theirs, and bears the name.
        waiting = next(
            row for row in store.queries.certificate_rows((S.READY,)) if row.person_id in people["theirs"]
        )
        store.record(lambda tx: certificates.hand_out(tx, [waiting.certificate_id], on=TODAY, today=TODAY))
    shutil.copytree(folder, mine)
    named_as(mine, role)
    yield Office(
        postgres,
        folder,
        mine,
        role,
        ours.id,
        frozenset(our_signs),
        frozenset(their_signs - our_signs),
        people,
    )
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")
    postgres.run(f"DROP ROLE {role}")


def test_every_table_has_a_policy_and_every_function_its_own_place_to_look(office: Office) -> None:
    with office.raw("postgres") as connection:
        said = connection.execute(
            """
            SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'main'::regnamespace AND relkind = 'r'
              AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
            """
        ).fetchall()
        assert said == []
        # What else could be read through runs with the rights of who owns it.
        views = (
            "SELECT relname FROM pg_class WHERE relnamespace = 'main'::regnamespace AND relkind IN ('v', 'm')"
        )
        assert connection.execute(views).fetchall() == []
        loose = connection.execute(
            """
            SELECT proname FROM pg_proc WHERE pronamespace = 'main'::regnamespace AND prosecdef
              AND NOT 'search_path=pg_catalog, pg_temp' = ANY (coalesce(proconfig, '{}'))
            """
        ).fetchall()
        assert loose == []
        # A table that a later version brings is closed until a policy says whose it is.
        connection.execute("CREATE TABLE main.later (name TEXT); INSERT INTO main.later VALUES ('x')")
        for statement in row_security.statements():
            connection.execute(statement)
        connection.execute(f"GRANT SELECT ON main.later TO {office.role}")
    with office.raw() as connection:
        assert connection.execute("SELECT * FROM main.later").fetchall() == []


def test_a_raw_session_finds_nothing_of_the_others(office: Office) -> None:
    with office.raw() as connection:
        found = {}
        for table in TABLES:
            found[table] = connection.execute(f"SELECT * FROM main.{table}").fetchall()
            assert office.told(found[table]) == set(), table
        assert {row[0] for row in found["person"]} == set(office.people["ours"])
        full = {table for table, rows in found.items() if rows}
        assert {"office", "person", "certificate", "duty", "stage", "journal", "operation_seal"} <= full
        for table in ("made_by", "presence"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM main.{table}")
        roles = connection.execute("SELECT * FROM main.server_role").fetchall()
        assert roles == [(office.role, office.office)]


def test_a_raw_session_changes_nothing_of_the_others(office: Office) -> None:
    with office.raw("postgres") as owner:
        before = {
            table: owner.execute(f"SELECT * FROM main.{table} ORDER BY id").fetchall() for table in TABLES
        }
    ours = set(office.people["ours"])
    with office.raw() as connection:
        for other in office.people["theirs"][:3]:
            for statement in (
                f"UPDATE main.person SET office_id = {office.office} WHERE id = {other}",
                f"DELETE FROM main.duty WHERE person_id = {other}",
                f"UPDATE main.certificate SET person_id = {min(ours)} WHERE person_id = {other}",
            ):
                assert connection.execute(statement).rowcount == 0
        theirs = office.people["theirs"][0]
        for statement in (
            CONTACT.format(id="DEFAULT", person=theirs),
            CONTACT.format(id="99999999", person=min(ours)),
            f"UPDATE main.stage SET person_id = {theirs}",
            f"UPDATE main.person SET office_id = {office.office + 1}",
            "INSERT INTO main.office (code, name) VALUES ('9', 'x')",
            "UPDATE main.society SET name = 'x'",
            "UPDATE main.keys_noted SET in_force = 0",
            "UPDATE main.keys_in_force SET text = ''",
            "INSERT INTO main.keys_in_force SELECT id + 1, mark, proof, text FROM main.keys_in_force",
            "DELETE FROM main.keys_in_force",
            "INSERT INTO main.entry_left VALUES (1, 'x', 'x')",
            "DELETE FROM main.entry_left",
            "UPDATE main.whereabouts SET state = 'left'",
            "UPDATE main.duty_basis SET digest = 'x'",
            "UPDATE main.journal SET after = '{}'",
            "DELETE FROM main.operation_seal",
            "INSERT INTO main.operation_seal (id, seal) VALUES (1000, 'x')",
            "INSERT INTO main.journal (operation_id, table_name, row_id) VALUES (1, 'person', 1)",
            OPERATION.format(id="1000"),
            # Somebody's history is not written into by who does not see them.
            f"WITH o AS ({OPERATION.format(id='DEFAULT')} RETURNING id) {LINE.format(person=theirs)}",
            "TRUNCATE main.person CASCADE",
        ):
            with pytest.raises(REFUSED):
                connection.execute(statement)
        for table in TABLES:
            rows = before[table]
            # What is its own a role may write and take away; of all else nothing.
            with suppress(*REFUSED):
                connection.execute(f"UPDATE main.{table} SET id = id")
            with suppress(*REFUSED):
                connection.execute(
                    f"DELETE FROM main.{table} WHERE id = ANY (%s)", ([row[0] for row in rows],)
                )
    with office.raw("postgres") as owner:
        for table in TABLES:
            after = owner.execute(f"SELECT * FROM main.{table} ORDER BY id").fetchall()
            lost = [row for row in before[table] if row not in after]
            assert office.told(lost) == set(), table
            if table in ("operation", "journal", "operation_seal", "society", "office"):
                assert after == before[table], table


def test_no_trick_tells_more(office: Office) -> None:
    someone = office.people["theirs"][0]
    with office.raw() as connection:
        seen: list[str] = []
        connection.add_notice_handler(lambda notice: seen.append(notice.message_primary or ""))
        connection.execute(
            """
            CREATE FUNCTION pg_temp.peek(bytea) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
            BEGIN RAISE NOTICE '%', $1; RETURN true; END $$
            """
        )
        connection.execute("CREATE TEMP VIEW all_of_them AS SELECT * FROM main.person")
        answers = [
            connection.execute("SELECT count(*) FROM main.person WHERE pg_temp.peek(name)").fetchall(),
            connection.execute("SELECT count(*) FROM main.journal WHERE pg_temp.peek(after)").fetchall(),
            connection.execute("SELECT count(*) FROM main.operation WHERE pg_temp.peek(label)").fetchall(),
            connection.execute("SELECT * FROM all_of_them").fetchall(),
            connection.execute("SELECT * FROM pg_stats WHERE schemaname = 'main'").fetchall(),
            connection.execute("SET xmlbinary TO hex").statusmessage,
            connection.execute("SELECT query_to_xml('SELECT * FROM main.person', true, true, '')").fetchall(),
            connection.execute("SELECT * FROM main.beside(ARRAY(SELECT generate_series(1, 99)))").fetchall(),
            connection.execute("SELECT main.shows(n), n FROM generate_series(1, 99) n").fetchall(),
            connection.execute("TABLE main.former_identity").fetchall(),
        ]
        with connection.cursor().copy("COPY main.person TO STDOUT") as copied:
            answers.append([bytes(row).decode() for row in copied])
        assert seen
        assert office.told(seen) == office.told(answers) == set()
        newest = connection.execute("SELECT main.next_operation() - 1").fetchall()[0][0]
        assert connection.execute("SELECT main.shows(%s)", (newest,)).fetchall() == [(False,)]
        refused = (
            "SET ROLE postgres",
            "SET SESSION AUTHORIZATION postgres",
            "SET row_security = off; SELECT * FROM main.person",
            f"INSERT INTO main.server_role VALUES ('{office.role}', {office.office + 1})",
            f"UPDATE main.server_role SET office_id = {office.office + 1}",
            f"INSERT INTO main.made_by VALUES ('operation', {newest}, '{office.role}', '1')",
            "ALTER TABLE main.person DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE main.person DISABLE TRIGGER ALL",
            "DROP POLICY all_of_offices ON main.person",
            "CREATE TABLE main.mine (x INT)",
            "CREATE FUNCTION main.own_offices() RETURNS bigint[] LANGUAGE sql RETURN ARRAY[1, 2, 3]",
            "CREATE TRIGGER peek AFTER INSERT ON main.person EXECUTE FUNCTION main.remember_id()",
            "CREATE TEMP TABLE link (id BIGINT REFERENCES main.person)",
            "CREATE STATISTICS main.peek ON name, kana FROM main.person",
            "SELECT last_value FROM main.person_id_seq",
            "SELECT setval('main.person_id_seq', 1)",
            "SELECT nextval('main.person_id_seq')",
            "SELECT lo_import('/etc/passwd')",
        )
        for statement in refused:
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
        # A table of its own by that name deceives no function of the schema.
        connection.execute("CREATE TEMP TABLE server_role (role TEXT, office_id BIGINT)")
        connection.execute(
            f"INSERT INTO pg_temp.server_role SELECT '{office.role}', n FROM generate_series(1, 9) n"
        )
        assert connection.execute("SELECT main.own_offices()").fetchall() == [([office.office],)]
        assert connection.execute(f"SELECT * FROM main.person WHERE id = {someone}").fetchall() == []


def test_a_role_that_was_given_nothing_sees_nothing(office: Office) -> None:
    with office.raw("postgres") as owner:
        owner.execute("CREATE ROLE nobody_yet LOGIN")
        owner.execute("GRANT USAGE ON SCHEMA main TO nobody_yet")
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA main TO nobody_yet")
    try:
        with office.raw("nobody_yet") as connection:
            assert connection.execute("SELECT * FROM main.person").fetchall() == []
            assert connection.execute("SELECT * FROM main.operation").fetchall() == []
        named_as(office.mine, "nobody_yet")
        with pytest.raises(SystemTrouble, match="事業所が決められていません"):
            opened(office.mine)
    finally:
        with office.raw("postgres") as owner:
            owner.execute("DROP OWNED BY nobody_yet; DROP ROLE nobody_yet")


def test_the_desk_works_for_a_role_and_nothing_is_left_wrong(office: Office) -> None:
    with closing(opened(office.mine)) as store:
        queries = store.queries
        assert {one.id for one in queries.people()} == set(office.people["ours"])
        assert [one.id for one in queries.offices()] == [office.office]
        ready = queries.certificate_rows((S.READY,))
        done = store.record(
            lambda tx: certificates.hand_out(tx, [ready[0].certificate_id], on=TODAY, today=TODAY)
        )
        assert done.people == (ready[0].person_id,)
        store.undo()
        assert [row.certificate_id for row in queries.certificate_rows((S.READY,))] == [
            row.certificate_id for row in ready
        ]
        store.redo()
        held = queries.certificate_rows((S.HANDED_OUT,))
        store.record(lambda tx: certificates.collect(tx, [held[0].certificate_id], on=TODAY, today=TODAY))
        newcomer = person(
            id=None, office_id=office.office, number="777777", name="新規\u3000初子", born_on=date(1990, 5, 5)
        )
        store.record(lambda tx: roster.add_person(tx, newcomer, today=TODAY))
        (found,) = [one for one in queries.people() if one.name == newcomer.name]
        with store.transaction("声かけ") as tx, tx.doing(Act.WORK):
            tx.save_contact(Contact(None, found.id, TODAY, Means.MAIL, "電話で伝えた"))
        store.undo()
        store.undo()
        assert newcomer.name not in {one.name for one in queries.people()}
        with store.rehearsal() as tx, tx.doing(Act.WORK):
            tx.save_people([replace(newcomer, number="777778")])
        store.note("書き出し")
        assert office.told([queries.operations(), queries.history(ready[0].person_id)]) == set()
        # An envelope is nobody's until something lies in it, and goes whole when it is taken back.
        away = store.queries.certificate_rows((S.COLLECTED,))
        sent = store.queries.shipment_rows()
        store.record(lambda tx: shipments.forward(tx, [away[0].certificate_id], on=TODAY, today=TODAY))
        assert len(store.queries.shipment_rows()) == len(sent) + 1
        store.undo()
        assert store.queries.shipment_rows() == sent
        assert queries.due_rows(TODAY) == found_by_owner(office, lambda q: q.due_rows(TODAY))
        assert queries.due_counts(TODAY) == found_by_owner(office, lambda q: q.due_counts(TODAY))
        assert queries.person_rows(search=newcomer.name) == []
        assert queries.person_rows() == found_by_owner(office, lambda q: q.person_rows())
        # Of an office that is seen in part nothing is copied, and nobody is told that it should be.
        care = care_of(store)
        assert not care.look().worries
        with pytest.raises(NotAllowed, match="一部の事業所だけ"):
            care.now(None, lambda _done, _of: None)
        # Who brought everybody here is known, and not how many of whom.
        labels = {row.label for row in queries.history(PersonId(office.people["ours"][0]))}
        assert "(ほかの事業所にもかかわる操作)" in labels
        assert verify(store) == []
        with closing(store.new_connection()) as connection:
            assert chain.unseen(connection) >= 3
        with pytest.raises(NotYourRole), store.transaction("設定") as tx:
            tx.save_society(society())
    with closing(opened(office.folder)) as store, closing(store.new_connection()) as connection:
        assert verify(store) == []
        assert anew.wrong(connection) == list(chain.breaks(connection)) == list(apart(connection)) == []


def found_by_owner(office: Office, ask: Callable[[Any], Any]) -> Any:
    """What somebody finds who is kept to the same office by keys.json alone."""
    with closing(opened(office.folder)) as store:
        connection = store._connection
        connection.access = store._access = Access(
            User(store.user, offices=frozenset({office.office})), lambda: NOON
        )
        connection.narrowing = Narrowing(connection, [office.office])
        return ask(store.queries)


def test_every_read_answers_a_role_and_tells_nothing_of_the_others(office: Office) -> None:
    with closing(opened(office.folder)) as store:
        sheets = store.queries.certificate_rows()
    them = reads.Office(
        OfficeId(office.office + 1),
        [PersonId(one) for one in office.people["theirs"]],
        [row.certificate_id for row in sheets if row.person_id in office.people["theirs"]],
        office.theirs,
    )
    with closing(opened(office.mine)) as store:
        answered = set()
        for name in reads.READS:
            for args in reads.asked(them).get(name, [()]):
                with suppress(UserError, NotYourRole):
                    assert office.told(getattr(store.queries, name)(*args)) == set(), name
                    answered.add(name)
        assert len(answered) > len(reads.READS) / 2


def test_a_run_of_several_offices_is_seen_and_not_changed(office: Office) -> None:
    with closing(opened(office.folder)) as store:
        rows = store.queries.certificate_rows()
        one, other = (
            next(row.certificate_id for row in rows if row.person_id in office.people[whose])
            for whose in ("ours", "theirs")
        )
        with store.transaction("印刷") as tx:
            run = tx.save_session(PrintSession(None, SessionStatus.PLANNED, TODAY, "見本のプリンター"))
            assert run.id is not None
            tx.save_sheets(
                [
                    PrintSheet(None, run.id, place, paper, SheetStatus.QUEUED)
                    for place, paper in enumerate((one, other), 1)
                ]
            )
    with closing(opened(office.mine)) as store:
        refused = pytest.raises(SystemTrouble, match="見てよい事業所のことだけ")
        with refused, store.transaction("印刷") as tx, tx.doing(Act.WORK):
            assert len(tx.sheets(run.id)) == 1
            tx.save_session(replace(tx.session(run.id), printer="別のプリンター"))
        # One of its own it may change, and taken back it is gone.
        with store.transaction("印刷") as tx, tx.doing(Act.WORK):
            own = tx.save_session(replace(run, id=None))
            assert own.id is not None
            tx.save_sheets([PrintSheet(None, own.id, 1, one, SheetStatus.QUEUED)])
        with store.rehearsal() as tx, tx.doing(Act.WORK):
            tx.save_session(replace(own, printer="別のプリンター"))
            assert tx.session(own.id).printer == "別のプリンター"
        store.undo()
    with office.raw("postgres") as owner:
        found = owner.execute(
            "SELECT id, printer FROM main.print_session WHERE id >= %s", (run.id,)
        ).fetchall()
        assert found == [(run.id, run.printer)]


def test_a_step_that_reaches_another_office_is_refused_and_nothing_of_it_stays(office: Office) -> None:
    with closing(opened(office.folder)) as store:
        everybody = {int(one.id): one for one in store.queries.people() if one.id}
        theirs = next(
            everybody[one] for one in office.people["theirs"] if everybody[one].kind is PersonKind.INSURED
        )
        ours = everybody[office.people["ours"][0]]
        # A dependant of ours whose employee is theirs.
        child = person(
            id=None,
            office_id=office.office,
            kind=PersonKind.DEPENDANT,
            symbol=theirs.symbol,
            number=theirs.number,
            branch_number="77",
            name="越境\u3000子",
            born_on=date(2015, 4, 1),
            qualified_on=date(2024, 4, 1),
            relationship="子",
        )
        store.record(lambda tx: roster.add_person(tx, child, today=TODAY))
        # And one human who stands in both: the question names the number of the other entry.
        again = replace(theirs, id=None, office_id=office.office, number="888887")
        store.record(lambda tx: roster.add_person(tx, again, today=TODAY))
        duties = duties_of(office)
        assert sum(theirs.key in str(row) for row in duties) == 1
    with office.raw() as connection:
        found_here = connection.execute("SELECT * FROM main.duty").fetchall()
        assert found_here
        assert theirs.key not in str(found_here)
    reaching = "サーバーが見せていない事業所の名簿にもいます.*管理者に記録してもらってください"
    with closing(opened(office.mine)) as store:
        (found,) = [one for one in store.queries.people() if one.name == child.name]
        twice = replace(
            ours, id=None, number="888888", name=theirs.name, born_on=theirs.born_on, kana=theirs.kana
        )

        def contact(tx: Any) -> None:
            tx.save_contact(Contact(None, found.id, TODAY, Means.MAIL, ""))

        def rename(tx: Any) -> None:
            tx.save_people([replace(found, name="別の\u3000名")])

        def enter_twice(tx: Any) -> None:
            tx.save_people([twice])

        for step in (contact, rename, enter_twice):
            refused = pytest.raises(NotAllowed, match=reaching)
            with refused, store.transaction("試し") as tx, tx.doing(Act.WORK):
                step(tx)
        assert found in store.queries.people()
        # What is not seen of this one is not decided: the question stays.
        (both,) = [one for one in store.queries.people() if one.number == again.number]
        with store.transaction("声かけ") as tx, tx.doing(Act.WORK):
            tx.save_contact(Contact(None, both.id, TODAY, Means.MAIL, ""))
        store.undo()
    assert duties_of(office) == duties
    with closing(opened(office.folder)) as store:
        with store.transaction("声かけ") as tx:
            contact(tx)
        assert verify(store) == []


def test_a_question_about_two_entries_is_seen_where_every_entry_is(office: Office) -> None:
    with closing(opened(office.folder)) as store:
        everybody = {int(one.id): one for one in store.queries.people() if one.id}
        theirs, ours = (
            next(everybody[one] for one in office.people[whose] if everybody[one].kind is PersonKind.INSURED)
            for whose in ("theirs", "ours")
        )
        for number, twin in enumerate((theirs, ours), 1):
            again = replace(twin, id=None, office_id=office.office, number=f"88888{number}")
            store.record(lambda tx, again=again: roster.add_person(tx, again, today=TODAY))
        asked = [row for row in store.queries.due_rows(TODAY) if row.why is Why.COVERED_TWICE]
        assert {row.person_id for row in asked} > {theirs.id, ours.id}
        questions = [question_of(row) for row in asked]
        word = AnswerWord.DIFFERENT
        one = next(question for question in questions if question.person_id == ours.id)
        with closing(opened(office.mine)) as mine:
            seen = [row for row in mine.queries.due_rows(TODAY) if row.why is Why.COVERED_TWICE]
            assert len(seen) == 2
            found_here = {row.person_id for row in seen}
            mine.record(
                lambda tx: answer_questions(tx, [one], word=word, told_by="健保 例示", on=TODAY, today=TODAY)
            )
            assert mine.queries.operations(1)[0].label.startswith("健保の答え")
            mine.undo()
            mine.redo()
        others = [
            question for question in questions if question.person_id not in {row.person_id for row in seen}
        ]
        store.record(
            lambda tx: answer_questions(tx, others, word=word, told_by="健保 例示", on=TODAY, today=TODAY)
        )
    with office.raw() as connection:
        answers = connection.execute("SELECT person_id, detail FROM main.society_answer").fetchall()
        assert {person_id for person_id, _ in answers} == found_here
        lines = connection.execute(
            "SELECT before, after FROM main.journal WHERE table_name = 'society_answer'"
        )
        told = (answers, lines.fetchall(), connection.execute("TABLE main.operation").fetchall())
        assert theirs.key not in str(told)
        assert ours.key in str(told)
    with closing(opened(office.mine)) as mine:
        with mine.transaction("声かけ") as tx, tx.doing(Act.WORK):
            tx.save_contact(Contact(None, ours.id, TODAY, Means.MAIL, ""))
        assert [row for row in mine.queries.due_rows(TODAY) if row.why is Why.COVERED_TWICE] == []
    with closing(opened(office.folder)) as store, closing(store.new_connection()) as connection:
        assert anew.wrong(connection) == []
        assert verify(store) == []


def test_who_may_open_is_changed_by_who_sees_everybody_and_counts_for_a_role(office: Office) -> None:
    new = "夜明けの新聞をくばる"
    with closing(opened(office.folder)) as store, closing(opened(office.mine)) as mine:
        with pytest.raises(NotAllowed, match=r"一部の事業所だけを見せている.*管理者のPCで変えてください"):
            mine.change_passphrase(WORDS, new)
        key = store._connection.key
        store.users.add(User("見本 花子", UserRole.CLERK, offices=frozenset({office.office})), new)
        store.users.add(User("例示 次郎", UserRole.CLERK), new)
        store.users.remove("例示 次郎")
        # It is heard of here; who was no part of it works on.
        mine.note("書き出し")
        assert read_keys(office.mine) == read_keys(office.folder)
    # With the last one that closes the data key is exchanged, and nothing of before can be read with it.
    opened(office.folder).close()
    assert not read_keys(office.folder).is_due
    hanako = Unlock(new, user="見本 花子")
    # A further PC needs to know the server and who it connects as.
    other_pc = office.mine.with_name("other")
    address = office.server.address(office.database).replace("user=postgres", f"user={office.role}")
    join_office(other_pc, find_office(other_pc, address))
    with closing(open_store(other_pc, hanako, clock=lambda: NOON)) as store:
        assert {one.id for one in store.queries.people()} == set(office.people["ours"])
    with closing(open_store(office.mine, hanako, clock=lambda: NOON)) as mine:
        assert mine._connection.key != key
        assert {one.id for one in mine.queries.people()} == set(office.people["ours"])
        ready = mine.queries.certificate_rows((S.READY,))
        mine.record(lambda tx: certificates.hand_out(tx, [ready[0].certificate_id], on=TODAY, today=TODAY))
        assert verify(mine) == []
    assert read_keys(office.mine) == read_keys(office.folder)


def test_a_backup_that_is_put_back_leaves_the_roles_their_offices(office: Office) -> None:
    with closing(opened(office.folder)) as store:
        file = care_of(store).now(None, lambda _done, _of: None)
        with store.transaction("事業所の追加") as tx:
            later = tx.save_office(DomainOffice(None, "9001", "見本支店"))
        assert later.id is not None
        with server_roles(store) as roles:
            roles.set(office.role, [office.office, later.id], ["本社", "見本支店"])
    with closing(opened(office.mine)) as mine:
        mine.note("書き出し")
    # Who puts it back need not be who owns the tables: a member of the owner is enough.
    member = f"member_{office.role}"
    office.server.run(f"CREATE ROLE {member} LOGIN SUPERUSER")
    named_as(office.folder, member)
    restore(file, office.folder, Unlock(WORDS), clock=lambda: NOON)
    named_as(office.folder, "postgres")
    office.server.run(f"DROP ROLE {member}")
    with pytest.raises(SystemTrouble, match=r"さんがバックアップ.*もう一度開くと、戻した記録で開きます"):
        opened(office.mine)
    with closing(opened(office.mine)) as mine:
        assert {one.id for one in mine.queries.offices()} == {office.office}
        assert {one.id for one in mine.queries.people()} == set(office.people["ours"])
        ready = mine.queries.certificate_rows((S.READY,))
        mine.record(lambda tx: certificates.hand_out(tx, [ready[0].certificate_id], on=TODAY, today=TODAY))
    with office.raw() as connection:
        for table in TABLES:
            assert office.told(connection.execute(f"SELECT * FROM main.{table}").fetchall()) == set(), table
    with closing(opened(office.folder)) as store:
        assert verify(store) == []


def duties_of(office: Office) -> list[Any]:
    with office.raw("postgres") as owner:
        return owner.execute("SELECT * FROM main.duty ORDER BY id").fetchall()


def test_who_has_what_open_is_told_to_those_who_see_them(office: Office) -> None:
    ours, theirs = PersonId(office.people["ours"][0]), PersonId(office.people["theirs"][0])
    with closing(opened(office.folder)) as all_of_it, closing(opened(office.mine)) as mine:
        all_of_it.others.come(theirs)
        assert mine.others.at([theirs, ours]) == []
        with office.raw() as connection:
            locks = connection.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory'").fetchall()
        pids = {
            int(one.value("SELECT pg_backend_pid()")) for one in (all_of_it._connection, mine._connection)
        }
        assert {number for (number,) in locks} <= pids
        all_of_it.others.come(ours)
        assert [user for user, _ in mine.others.at([ours])] == [all_of_it.user]
        all_of_it.others.come(None)
        assert mine.others.at([ours]) == []
        mine.others.come(ours)
        assert [user for user, _ in all_of_it.others.at([ours])] == [mine.user]
        # What is heard of the others' steps is their number alone.
        assert heard(mine).is_heard
        all_of_it.note("書き出し")
        assert not mine.others.news().changes


def test_roles_are_given_by_who_owns_the_database_and_told_of(office: Office) -> None:
    with closing(opened(office.folder)) as store, server_roles(store) as roles:
        (one,) = roles.all()
        assert (one.name, one.offices, one.is_there) == (office.role, {office.office}, True)
        with pytest.raises(BadValue, match=r'CREATE ROLE "no""one" LOGIN'):
            roles.set('no"one', [office.office], ["本社"])
        with pytest.raises(BadValue, match="事業所を限れません"):
            roles.set("postgres", [office.office], ["本社"])
        with closing(opened(office.mine)) as mine:
            with pytest.raises(NotYourRole), server_roles(mine) as theirs:
                theirs.all()
            roles.remove(office.role)
            # At once, on the connection that is open.
            with pytest.raises(SystemTrouble, match="権限がありません"):
                mine.queries.people()
        assert roles.all() == []
        with pytest.raises(BadValue, match="決められていません"):
            roles.remove(office.role)
        labels = [row.label for row in store.queries.operations()]
        assert labels[0] == f"サーバーの利用者 {office.role} を外す"
        assert verify(store) == []
    with pytest.raises((SystemTrouble, UserError), match="権限がありません"):
        opened(office.mine)


def test_keys_and_server_are_both_heeded() -> None:
    some = User("見本 花子", UserRole.CLERK, offices=frozenset({OfficeId(1), OfficeId(2)}))
    assert of_both(some, None) == some
    assert of_both(some, frozenset({OfficeId(2), OfficeId(3)})).offices == {2}
    assert of_both(User("見本 花子"), frozenset({OfficeId(3)})).offices == {3}
    with pytest.raises(NotYourRole, match="決め直して"):
        of_both(some, frozenset({OfficeId(3)}))


def test_an_office_made_before_gets_its_policies_from_who_owns_it(office: Office) -> None:
    with office.raw("postgres") as owner:
        as_of_0045(owner)
    with pytest.raises((SystemTrouble, UserError), match=r"権限がありません|先に全事業所を見る管理者"):
        opened(office.mine)
    with closing(opened(office.folder)) as store:
        assert verify(store) == []
        with server_roles(store) as roles:
            roles.set(office.role, [office.office], ["本社"])
    with closing(opened(office.mine)) as store:
        assert {one.id for one in store.queries.people()} == set(office.people["ours"])
    with office.raw("postgres") as owner:
        owner.execute("COMMENT ON SCHEMA main IS 'of another version'")
    with pytest.raises(SystemTrouble, match="先に全事業所を見る管理者"):
        opened(office.mine)


def as_of_0045(owner: "psycopg.Connection[Any]") -> None:
    """What a server held before there were policies."""
    owner.execute(
        """
        DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT * FROM pg_policies WHERE schemaname = 'main' LOOP
                EXECUTE format('DROP POLICY %I ON main.%I', one.policyname, one.tablename);
                EXECUTE format('ALTER TABLE main.%I DISABLE ROW LEVEL SECURITY', one.tablename);
            END LOOP;
            FOR one IN SELECT tgname, tgrelid::regclass AS tablename FROM pg_trigger
                WHERE tgname IN ('note_maker', 'forget_maker', 'refuse_elsewhere') LOOP
                EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.tablename);
            END LOOP;
        END $$
        """
    )
    ours = {"next_operation", "remember_id", *(f"refuse_{domain}" for domain in (SEALED, ALIKE))}
    said = [*sealed_types(), *OUR_WORDS]
    assert all(any(f"main.{name}" in word for word in said) for name in ours)
    made = owner.execute(
        "SELECT oid::regprocedure::text, proname FROM pg_proc WHERE pronamespace = 'main'::regnamespace"
    ).fetchall()
    for called, name in made:
        if name not in ours:
            owner.execute(f"DROP FUNCTION IF EXISTS {called} CASCADE")
    owner.execute("DROP TABLE main.server_role, main.made_by; COMMENT ON SCHEMA main IS NULL")
    for (grantee,) in owner.execute(
        "SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl)"
        " WHERE relnamespace = 'main'::regnamespace AND grantee <> relowner AND grantee <> 0"
    ).fetchall():
        for statement in row_security.withdrawn(grantee.strip('"')):
            owner.execute(statement)
