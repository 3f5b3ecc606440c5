"""An office that two people left long ago, with rows of theirs in every table; its files as plain bytes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.domain.answer import Answer, AnswerOffice, Figure, GivenAnswer, Named, content_of
from app.domain.certificate import CertificateStatus
from app.domain.contact import Contact, Means
from app.domain.deferral import Deferral
from app.domain.difference import Difference, DifferenceCause, Settled
from app.domain.drawer import DrawerCount, DrawerFind, DrawerPaper
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import OperationId
from app.domain.issue_batch import IssueBatch
from app.domain.kept_list import HeldList
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.parcel import ConflictCause, ParcelConflict, Partner
from app.domain.person import Enrolment, LossCause, Office, Person, PersonKind
from app.domain.print_note import PrintNote
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.domain.shipment import SentPaper, Shipment
from app.domain.society_answer import AnswerWord, SocietyAnswer
from app.domain.step_ahead import AheadKind, StepAhead
from app.domain.told import Said, Sender, Told
from db.journal.written import write_lines
from db.keys.keys import Unlock
from db.keys.keys_file import parse_keys
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from db.tables.table import Line
from db.transaction import SqliteTransaction
from tests.factories import certificate, person, society

LEFT, DONE = date(2024, 3, 31), date(2024, 4, 10)
TODAY = date(2026, 11, 23)

WORDS = (
    *(
        "霧島\u3000岳人",
        "霧島岳人",
        "甲斐\u3000岳人",
        "キリシマ ガクト",
        "カイ ガクト",
        "7654321",
        "1971-02-03",
    ),
    *("霧島\u3000澪", "キリシマ ミオ", "2005-06-07", "0K3F-7QX4", "折り返し電話", "Z9-8888", "霧島\u3000学"),
)
"""What is known of the two who left, and of nobody else."""

_PAGE, _RESERVED, _FRAME, _HEAD = 4096, 80, 24, 32


def office_in(folder: Path) -> Path:
    """Make a data folder with them; return it."""
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = open_store(folder, Unlock())
    enter(store)
    store.close()
    return folder


def enter(store: SqliteStore) -> tuple[Person, Person, Person]:
    """Enter an employee and a daughter who left, and a colleague who stays; return them."""
    with store.transaction("名簿の取り込み") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
        assert office.id is not None
        leaver = person(
            id=None, office_id=office.id, number="7654321", name="甲斐\u3000岳人", kana="カイ ガクト",
            born_on=date(1971, 2, 3), employee_code="Z9-8888", enrolment=Enrolment.REGISTERED,
            enrolment_as_of=LEFT, disqualified_on=date(2024, 4, 1), loss_cause=LossCause.LEFT,
            last_day_on=LEFT,
        )  # fmt: skip
        leaver = tx.save_person(leaver)
        child = tx.save_person(
            replace(
                leaver,
                id=None,
                kind=PersonKind.DEPENDANT,
                branch_number="01",
                name="霧島\u3000澪",
                kana="キリシマ ミオ",
                born_on=date(2005, 6, 7),
                relationship="子",
                employee_code="",
                disqualified_on=None,
                loss_cause=None,
                last_day_on=None,
            )
        )
        stays = tx.save_person(person(id=None, office_id=office.id, number="102", name="小霧島\u3000岳人"))
    with store.transaction("氏名の変更 甲斐\u3000岳人") as tx:
        leaver = tx.save_person(replace(leaver, name="霧島\u3000岳人", kana="キリシマ ガクト"))
    assert leaver.id is not None
    assert stays.id is not None
    with store.transaction("証の返送 霧島\u3000岳人") as tx:
        _papers(tx, leaver, stays)
    with store.transaction("声かけ 霧島\u3000岳人") as tx:
        tx.save_contact(Contact(None, leaver.id, DONE, Means.PHONE, "折り返し電話"))
    store.undo()
    store.redo()
    store.undo()
    with store.transaction("記録いろいろ") as tx:
        _others(tx, leaver, child, stays)
    with store.transaction("声かけ 霧島\u3000岳人") as tx:
        tx.save_contact(Contact(None, leaver.id, LEFT, Means.PHONE, "窓口で"))
    store.note("回収の案内を書き出した(霧島岳人.pdf)")
    store.note("回収の案内を書き出した(小霧島岳人.pdf)")
    return leaver, child, stays


def _papers(tx: SqliteTransaction, leaver: Person, stays: Person) -> None:
    assert leaver.id is not None
    assert stays.id is not None
    run = tx.save_session(PrintSession(None, SessionStatus.CLOSED, LEFT, "見本プリンター", LEFT))
    shipment = tx.save_shipment(Shipment(None, DONE, confirmed_on=DONE))
    sheet = tx.save_certificate(
        certificate(
            id=None,
            person_id=leaver.id,
            issued_on=LEFT,
            status=CertificateStatus.FORWARDED,
            ready_on=LEFT,
            handed_out_on=LEFT,
            collected_on=DONE,
            forwarded_on=DONE,
            session_id=run.id,
            sheet_number=1,
            shipment_id=shipment.id,
        )
    )
    own = tx.save_certificate(certificate(id=None, person_id=stays.id, issue_number="ZZZZ-ZZZ3"))
    assert run.id is not None
    assert sheet.id is not None
    assert own.id is not None
    tx.save_sheet(PrintSheet(None, run.id, 1, sheet.id, SheetStatus.GOOD))
    assert shipment.id is not None
    tx.save_sent_papers([SentPaper(None, shipment.id, leaver.id, sheet.id, DONE)])
    tx.save_elderly_card(
        ElderlyCard(None, leaver.id, ElderlyOutcome.FORWARDED, DONE, DONE, shipment.id, "折り返し電話")
    )
    tx.save_misdelivery(Misdelivery(None, sheet.id, leaver.id, stays.id, LEFT, LEFT, DONE, DONE, DONE, "席"))
    tx.save_misdelivery(
        Misdelivery(None, own.id, stays.id, leaver.id, LEFT, LEFT, DONE, DONE, DONE, "隣の席")
    )
    count = tx.save_drawer_count(DrawerCount(None, LEFT, None, LEFT, 1, 1))
    assert count.id is not None
    tx.save_drawer_find(DrawerFind(None, count.id, DrawerPaper.CERTIFICATE, leaver.id, sheet.id, True))


def _others(tx: SqliteTransaction, leaver: Person, child: Person, stays: Person) -> None:
    assert leaver.id is not None
    assert child.id is not None
    assert stays.id is not None
    tx.save_deferral(Deferral(None, leaver.id, DutyKind.RETURN, None, LEFT, DONE, None, "折り返し電話"))
    tx.save_society_answer(
        SocietyAnswer(None, leaver.id, Why.LEAP_75, LEFT, "", AnswerWord.AS_LISTED, LEFT, "窓口")
    )
    tx.save_substitute(NameSubstitute(None, leaver.id, "\ue000", "岳", b"", LEFT))
    tx.save_print_note(PrintNote(None, leaver.id, registry_name="霧島\u3000学"))
    ahead = StepAhead(None, leaver.id, AheadKind.RENAME, LEFT, LEFT, "霧島\u3000学", "キリシマ ガクト")
    tx.save_step_ahead(replace(ahead, closed_on=LEFT))
    tx.save_told([Told(None, leaver.id, name=Said(Sender.HR, LEFT, True))])
    told = Difference(
        None, leaver.id, "name", "甲斐", "霧島", DifferenceCause.DAY_UNKNOWN, Sender.HR, None, LEFT
    )
    tx.save_difference(replace(told, settled_on=DONE, settled_as=Settled.OURS))
    tx.save_contact(Contact(None, stays.id, TODAY, Means.PHONE, "霧島 岳人さんの席に移った"))
    tx.save_contact(Contact(None, stays.id, TODAY, Means.PHONE, "小霧島岳人さんに電話"))
    people = {one.id: _named(one) for one in (leaver, child, stays) if one.id is not None}
    marks = {Figure.HANDED_OUT: [(leaver.id, "0K3F-7QX4")], Figure.REGISTERED: [(one, "") for one in people]}
    answer = Answer(LEFT, (AnswerOffice(leaver.office_id, "見本本社"),), people, marks)
    tx.save_answer(GivenAnswer(None, LEFT, LEFT, content_of(answer)))
    entries = [{"name": p.name, "key": p.key, "born_on": p.born_on.isoformat()} for p in (leaver, stays)]
    batch = IssueBatch(None, "R6-1", LEFT, DONE, LEFT, json.dumps({"entries": entries}, ensure_ascii=False))
    tx.save_issue_batch(batch)
    rows = [["氏名", "理由"], [leaver.name, "番号"], [stays.name, "番号"]]
    tx.save_held_list(HeldList(None, "a1", "名簿.csv", LEFT, json.dumps(rows, ensure_ascii=False)))
    _said_by_a_partner(tx, leaver, stays)


def _named(one: Person) -> Named:
    assert one.id is not None
    place = one.id, one.office_id, one.symbol, one.number, one.branch_number
    return Named(*place, one.name, one.kana, one.department)


def _said_by_a_partner(tx: SqliteTransaction, leaver: Person, stays: Person) -> None:
    partner = tx.keep_partner(Partner(None, "F", "見本本社", True, "えんぴつ 灯台 みかん"))
    assert partner.id is not None
    tx.save_parcel_conflict(
        ParcelConflict(
            None,
            partner.id,
            leaver.id,
            "person",
            "u1",
            leaver.id,
            "name",
            '{"name":"霧島\u3000岳人"}',
            "{}",
            ConflictCause.BOTH_CHANGED,
            "人",
            "",
            "",
            "",
            LEFT,
            DONE,
            Settled.OURS,
        )
    )
    content = json.dumps([{"name": leaver.name}, []], ensure_ascii=False)
    said = {
        "id": 1,
        "partner_id": partner.id,
        "table_name": "person",
        "row_id": leaver.id,
        "content": content,
    }
    step = {
        "id": 1, "partner_id": partner.id, "operation_id": tx.operation_id, "sign": "s", "user": "人",
        "label": f"配付 {leaver.name}", "entered_at": "2024-04-10T09:00:00+09:00", "person_id": leaver.id,
    }  # fmt: skip
    lines = [
        Line("parcel_row", 1, None, None, {**said, "recorded": ""}),
        Line("parcel_step", 1, leaver.id, None, step),
        Line("parcel_step", 2, stays.id, None, {**step, "id": 2, "person_id": stays.id}),
    ]
    write_lines(tx.connection, OperationId(tx.operation_id), lines)
    for uid, row_id in (("u1", leaver.id), ("u2", stays.id)):
        tx.connection.rows(
            "INSERT INTO row_uid (uid, table_name, row_id, is_own) VALUES (?, 'person', ?, 1)", (uid, row_id)
        )


def key_of(folder: Path) -> bytes:
    key = parse_keys((folder / "keys.json").read_bytes()).sample_key
    assert key is not None
    return key


def plain_pages(file: Path, key: bytes) -> bytes:
    """Every page of a database, in use or not, or of its log, as SQLite wrote it before it was encrypted."""
    return b"".join(_pages(file.read_bytes(), key, is_log=file.name.endswith("-wal")))


def _pages(data: bytes, key: bytes, *, is_log: bool) -> Iterator[bytes]:
    step, at = (_PAGE + _FRAME, _HEAD) if is_log else (_PAGE, 0)
    for start in range(at, len(data) - step + 1, step):
        page = data[start + step - _PAGE : start + step]
        number = int.from_bytes(data[start : start + 4]) if is_log else start // _PAGE + 1
        begins, ends = 16 if number == 1 else 0, _PAGE - _RESERVED
        cipher = Cipher(algorithms.AES(key), modes.CBC(page[ends : ends + 16])).decryptor()
        yield cipher.update(page[begins:ends]) + cipher.finalize()


def traces(text: bytes) -> list[str]:
    """Which of the words stand in these bytes, as UTF-8 or UTF-16; not as a part of the name of who stays."""
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    for name in ("小霧島\u3000岳人", "小霧島岳人"):
        for code in codes:
            text = text.replace(name.encode(code), b"")
    return [one for one in WORDS if any(one.encode(code) in text for code in codes)]
