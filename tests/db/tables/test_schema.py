"""The tables: what the constraints refuse, and that scripts and declarations agree."""

from enum import StrEnum

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.domain.certificate import CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.contact import About, Means, Reply
from app.domain.drawer import DrawerPaper
from app.domain.duties import DutyKind
from app.domain.elderly_card import RECORDED
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_session import Fault, SessionStatus, SheetStatus
from db.store import SqliteStore
from db.tables import mapping
from db.tables.computed import COMPUTED
from db.tables.derived import DERIVED
from db.tables.every import MODELS
from db.tables.schema import SCHEMA_SQL, declared_schema, differences, normalised
from db.tables.table import Table
from tests.factories import person

pytestmark = pytest.mark.on_the_file("sqlite_master, and SQLite's words")

ENUMS: dict[tuple[str, str], object] = {
    ("person", "kind"): PersonKind,
    ("person", "sex"): Sex,
    ("person", "enrolment"): Enrolment,
    ("person", "loss_cause"): LossCause,
    ("certificate", "status"): CertificateStatus,
    ("certificate", "closed_as"): CertificateStatus,
    ("certificate", "origin"): CertificateOrigin,
    ("print_session", "status"): SessionStatus,
    ("sheet", "status"): SheetStatus,
    ("elderly_card", "outcome"): RECORDED,
    ("contact", "means"): Means,
    ("contact", "about"): About,
    ("contact", "reply"): Reply,
    ("certificate", "replace_cause"): ReplaceCause,
    ("deferral", "kind"): DutyKind,
    ("sheet", "fault"): Fault,
    ("drawer_find", "paper"): DrawerPaper,
}


UNMAPPED = {
    *("operation", "journal", "operation_seal", "left_behind", "purge", "blanked_line", "blanked_label"),
    *COMPUTED,
}
"""Tables in which no object lies."""


def test_scripts_and_declarations_agree(store: SqliteStore) -> None:
    connection = store.new_connection()
    found = normalised(connection.rows(SCHEMA_SQL))
    connection.close()
    assert found == declared_schema()
    assert ("index", "certificate_one_live") in found


def test_a_difference_is_named(store: SqliteStore) -> None:
    connection = store.new_connection()
    connection.rows("DROP INDEX certificate_one_live")
    assert differences(connection.rows(SCHEMA_SQL)) == ["index certificate_one_live"]
    connection.close()


@pytest.mark.parametrize(("place", "values"), ENUMS.items())
def test_checks_list_exactly_the_values_of_the_enum(place: tuple[str, str], values: type[StrEnum]) -> None:
    table, column = place
    listed = ",".join(sorted(f"'{value}'" for value in values))
    assert f"CHECK({column} IN({listed}))" in declared_schema()["table", table]


def test_mapping_and_tables_name_the_same_columns() -> None:
    declared = {
        model._meta.table_name: tuple(field.column_name for field in model._meta.sorted_fields)
        for model in MODELS
    }
    declared["person"] = tuple(column for column in declared["person"] if column not in DERIVED)
    assert {table.name: table.columns for table in vars(mapping).values() if isinstance(table, Table)} == {
        name: columns for name, columns in declared.items() if name not in UNMAPPED
    }


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE person SET enrolment = 'often'", "CHECK"),
        ("UPDATE person SET sex_on_front = 2", "CHECK"),
        ("DELETE FROM office", "FOREIGN KEY"),
        ("UPDATE person SET office_id = 99", "FOREIGN KEY"),
        ("UPDATE person SET name = NULL", "NOT NULL"),
        (
            "INSERT INTO society SELECT 2, insurer_number, name, name, NULL, 0, '', '', '', 0 FROM society",
            "CHECK",
        ),
    ],
)
def test_the_database_refuses(store: SqliteStore, office_id: OfficeId, sql: str, said: str) -> None:
    with store.transaction("追加") as tx:
        tx.save_person(person(id=None))
    connection = store.new_connection()
    with pytest.raises(sqlcipher.IntegrityError, match=said):
        connection.rows(sql)
    connection.close()


@pytest.mark.parametrize(
    "name",
    [
        "𠮷野家 太郎",
        "葛\U000e0100城\u3000葛\U000e0101",
        "髙﨑 瀨",
        "a'b\"c\\ % _",
        " a\u00a0 ",
        "か\u3099",
    ],
)
def test_names_come_back_exactly_as_filed(store: SqliteStore, office_id: OfficeId, name: str) -> None:
    with store.transaction("追加") as tx:
        saved = tx.save_person(person(id=None, name=name))
    assert saved.id is not None
    (found,) = store.queries.people()
    assert found.name == name
    assert store.queries.person_rows(search=name)[0].name == name
    assert found == saved
