"""No text gets past the door: every column, 個人番号 and hidden signs, whatever wrote it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from peewee import TextField

from app.domain.contact import Contact, Means
from app.domain.deferral import Deferral
from app.domain.difference import Difference, DifferenceCause
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.field_kind import FieldKind
from app.domain.ids import CertificateId, OfficeId, OperationId, PersonId
from app.domain.issue_batch import IssueBatch
from app.domain.kept_list import HeldList, ListProfile
from app.domain.list_taken import ListTaken
from app.domain.misdelivery import Misdelivery
from app.domain.my_number import check_digit
from app.domain.name_substitute import NameSubstitute
from app.domain.parcel import Partner
from app.domain.person import Office
from app.domain.print_note import PrintNote
from app.domain.print_session import PrintSession, SessionStatus
from app.domain.retention import Retention
from app.domain.shipment import Shipment
from app.domain.society_answer import AnswerWord, SocietyAnswer
from app.domain.step_ahead import AheadKind, StepAhead
from app.domain.told import FactGroup, Sender
from app.errors import BadValue, MyNumberRefused
from db.store import SqliteStore
from db.tables import list_models, models, parcel_models
from db.tables.texts import TEXTS, called
from tests.factories import certificate, person, society
from tests.unit.my_number_ways import WAYS

TODAY = date(2026, 11, 23)
NUMBER = "480912376542"
COLUMNS = [(table, column) for table, columns in TEXTS.items() for column in columns]

# One object of each table that holds texts, and how it is saved.
WHO, SHEET = PersonId(1), CertificateId(1)
OBJECTS: dict[str, tuple[str, Any]] = {
    "society": ("save_society", society()),
    "retention": ("save_retention", Retention()),
    "office": ("save_office", Office(None, "2001", "見本本社")),
    "person": ("save_person", person(id=None)),
    "print_note": ("save_print_note", PrintNote(None, WHO)),
    "substitute": ("save_substitute", NameSubstitute(None, WHO, "\ue000", "吉", b"", TODAY)),
    "certificate": ("save_certificate", certificate(id=None)),
    "elderly_card": ("save_elderly_card", ElderlyCard(None, WHO, ElderlyOutcome.LOST, TODAY)),
    "contact": ("save_contact", Contact(None, WHO, TODAY, Means.PHONE)),
    "deferral": ("save_deferral", Deferral(None, WHO, DutyKind.RETURN, None, TODAY, None, None, "")),
    "society_answer": (
        "save_society_answer",
        SocietyAnswer(None, WHO, Why.LEAP_75, None, "", AnswerWord.AS_LISTED, TODAY, ""),
    ),
    "misdelivery": ("save_misdelivery", Misdelivery(None, SHEET, WHO, None, TODAY, TODAY)),
    "step_ahead": ("save_step_ahead", StepAhead(None, WHO, AheadKind.RENAME, TODAY, TODAY)),
    "list_taken": (
        "save_list_taken",
        ListTaken(None, OperationId(1), TODAY, "", "", Sender.HR, None, False, 0, 0, 0, 0, 0, 0),
    ),
    "difference": (
        "save_difference",
        Difference(None, WHO, "name", "", "", DifferenceCause.DAY_UNKNOWN, Sender.HR, None, found_on=TODAY),
    ),
    "issue_batch": ("save_issue_batch", IssueBatch(None, "R8-1", TODAY, TODAY, TODAY, "")),
    "list_profile": ("save_list_profile", ListProfile(None, "a1", "", TODAY)),
    "held_list": ("save_held_list", HeldList(None, "a1", "", TODAY, "")),
    "shipment": ("save_shipment", Shipment(None, TODAY)),
    "partner": ("keep_partner", Partner(None, "", "見本本社", True, "えんぴつ 灯台 みかん")),
    "print_session": ("save_session", PrintSession(None, SessionStatus.PLANNED, TODAY)),
}
# Columns of text that no person writes: codes, days, pictures, what is computed, the history itself.
CODED = {
    ("society", "seal_base64"), ("substitute", "png_base64"), ("certificate", "issue_number"),
    ("person", "kana_key"), ("person", "name_key"), ("stage", "enrolment"),
    ("print_note", "limit_category"), ("print_note", "disease_from"),
    ("given_answer", "content"), ("given_answer", "as_of"),
    ("operation", "label"), ("operation", "user"), ("operation", "entered_at"),
    ("person", "enrolment_as_of"), ("person", "copay_from"), ("person", "abroad_since"),
    ("person", "loss_known_on"), ("person", "language"), ("elderly_card", "replaced_on"),
    ("deferral", "hidden_until"), ("step_ahead", "staying"),
    ("society_answer", "since"), ("society_answer", "detail"),
    ("duty", "why"), ("duty", "detail"), ("duty", "moved_from"), ("duty", "moved_because"),
    ("duty", "hidden_until"), ("duty", "department"), ("duty", "kana_key"),
    ("duty", "since"), ("duty", "begins"), ("duty_basis", "digest"),
    *(("told", group.value) for group in FactGroup), ("list_taken", "digest"), ("list_taken", "as_of"),
    ("list_profile", "fingerprint"), ("held_list", "fingerprint"),
    ("difference", "field"), ("difference", "as_of"),
    ("partner", "folder_id"), ("partner", "offices"), ("row_uid", "uid"), ("row_uid", "table_name"),
    ("parcel", "sign"), ("parcel_row", "table_name"), ("parcel_row", "content"), ("parcel_row", "recorded"),
    ("parcel_step", "sign"), ("parcel_step", "label"), ("parcel_step", "user"),
    ("parcel_step", "entered_at"), ("parcel_conflict", "table_name"), ("parcel_conflict", "uid"),
    ("parcel_conflict", "field"), ("parcel_conflict", "ours"), ("parcel_conflict", "theirs"),
    ("parcel_conflict", "said_by"), ("parcel_conflict", "said_at"),
    ("parcel_conflict", "kept_by"), ("parcel_conflict", "kept_at"),
    ("issue_batch", "print_by"),
    ("journal", "table_name"), ("journal", "before"), ("journal", "after"),
}  # fmt: skip
SIGNS = {
    "control": ("\x07", "制御文字"),
    "escape": ("\x1b", "制御文字"),
    "delete": ("\x7f", "制御文字"),
    "C1": ("\x9b", "制御文字"),
    "turned": ("\u202e", "文字の並びを逆にする見えない記号"),
    "isolated": ("\u2067", "文字の並びを変える見えない記号"),
    "mark": ("\u200f", "文字の並びを変える見えない記号"),
    "zero width": ("\u200b", "目に見えない記号"),
    "tag": ("\U000e0041", "目に見えない記号"),
    "interlinear": ("\ufff9", "目に見えない記号"),
    "filler": ("\u3164", "目に見えない記号"),
    "soft hyphen": ("\u00ad", "目に見えない記号"),
    "noncharacter": ("\ufdd0", "文字ではない符号"),
    "half": ("\ud842", "文字ではない符号"),
    "lost": ("\ufffd", "失われた文字"),
}


def is_checked(field: TextField) -> bool:
    """Whether the database itself allows only some words."""
    return any("CHECK" in str(getattr(part, "sql", "")) for part in field.constraints or ())


def columns_of_text() -> set[tuple[str, str]]:
    tables = [
        thing
        for thing in (*vars(models).values(), *vars(list_models).values(), *vars(parcel_models).values())
        if isinstance(thing, type) and issubclass(thing, models.Table) and thing is not models.Table
    ]
    return {
        (table._meta.table_name, field.column_name)
        for table in tables
        for field in table._meta.sorted_fields
        if isinstance(field, TextField) and not is_checked(field) and not field.column_name.endswith("_on")
    }


def write(store: SqliteStore, table: str, **texts: str) -> Any:
    how, one = OBJECTS[table]
    with store.transaction("記録") as tx:
        save: Callable[[Any], Any] = getattr(tx, how)
        return save(replace(one, **texts))


def test_every_column_of_text_passes_the_door_or_holds_no_words_of_anybody() -> None:
    assert columns_of_text() - CODED == set(COLUMNS)
    assert set(OBJECTS) == set(TEXTS)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_my_number_gets_into_any_column(store: SqliteStore, table: str, column: str) -> None:
    where = called(table, column)
    for way in WAYS.values():
        with pytest.raises(MyNumberRefused, match=where):
            write(store, table, **{column: way(NUMBER)})
    assert NUMBER not in stored(store)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_hidden_sign_gets_into_any_column(store: SqliteStore, table: str, column: str) -> None:
    where, kind = called(table, column), TEXTS[table][column]
    for sign, name in SIGNS.values():
        with pytest.raises(BadValue, match=f"「{where}」の2文字目に.*{name}.*U\\+{ord(sign):04X}"):
            write(store, table, **{column: f"架{sign}空"})
    if kind is not FieldKind.DOCUMENT:
        for sign in ("\n", "\t", "\r", "\u2028", "\u0085"):
            with pytest.raises(BadValue, match=r"改行|タブ"):
                write(store, table, **{column: f"架{sign}空"})
    if kind is not FieldKind.PERSON_NAME:
        with pytest.raises(BadValue, match="外字"):
            write(store, table, **{column: "架\ue000空"})


def test_what_is_left_at_the_ends_goes_and_what_is_searched_with_it(
    store: SqliteStore, office_id: OfficeId
) -> None:
    write(store, "person", name="\ufeff架空 太郎\u200b", department="総務部\r")
    (one,) = store.queries.people()
    assert (one.name, one.department) == ("架空 太郎", "総務部")
    assert [row.name for row in store.queries.person_rows(search="架空太郎")] == ["架空 太郎"]


def test_variation_selectors_and_gaiji_of_a_name_stay(store: SqliteStore, office_id: OfficeId) -> None:
    write(store, "person", name="葛\U000e0101\ue000　辻\ufe00")
    assert store.queries.people()[0].name == "葛\U000e0101\ue000　辻\ufe00"


def test_what_stood_there_is_not_asked_again(store: SqliteStore, office_id: OfficeId) -> None:
    saved = write(store, "person", department="総務部")
    connection = store.new_connection()
    with connection.transaction():
        connection.rows("UPDATE person SET department = ?", ("総\u202e務部",))
    connection.close()
    (one,) = store.queries.people()
    with store.transaction("続柄") as tx:
        tx.save_person(replace(one, relationship="妻"))
        with pytest.raises(BadValue, match="所属"):
            tx.save_person(replace(one, department="総\u202e務課"))
    assert store.queries.people()[0].relationship == "妻"
    assert saved.id == one.id


def codes(first: int, count: int) -> list[str]:
    return [str(code) for code in range(first, first + count)]


def people_with(codes: list[str]) -> list[Any]:
    return [person(id=None, number=str(n), employee_code=code) for n, code in enumerate(codes, 100)]


def test_a_code_of_twelve_digits_passes_among_its_like_only(store: SqliteStore, office_id: OfficeId) -> None:
    like = codes(202600010000, 40)
    one = next(code for code in like if check_digit(code[:-1]) == int(code[-1]))
    with pytest.raises(MyNumberRefused, match="名簿の取込で"):
        write(store, "person", employee_code=one)
    with store.transaction("取込") as tx:
        tx.save_people(people_with(like))
    write(store, "person", employee_code=f"{NUMBER[:11]}{int(NUMBER[11]) ^ 1}", number="900")
    write(store, "person", employee_code=one, number="901")
    assert len(store.queries.people()) == 42


def test_a_column_of_my_numbers_is_refused_as_codes_too(store: SqliteStore, office_id: OfficeId) -> None:
    bodies = codes(48091237654, 20)
    with pytest.raises(MyNumberRefused), store.transaction("取込") as tx:
        tx.save_people(people_with([body + str(check_digit(body)) for body in bodies]))
    assert store.queries.people() == []


def test_a_label_of_the_history_holds_neither(store: SqliteStore) -> None:
    with store.transaction(f"取込 {NUMBER}\u202e.csv") as tx:
        tx.save_office(Office(None, "2001", "見本本社"))
    assert store.queries.operations()[0].label == f"取込 {'*' * 12}.csv"
    assert NUMBER not in stored(store)


def stored(store: SqliteStore) -> str:
    """Everything in the database, as one text."""
    connection = store.new_connection()
    try:
        return repr([connection.rows(f"SELECT * FROM {table}") for table in connection.tables()])
    finally:
        connection.close()
