"""Writes data-0001.zip and facts-0001.json with the program of version 0.1.0, whose schema was 0001.

Run once, in a source tree of that version: PYTHONPATH=. python <this file> <folder to write to>.
Everybody in it is fictional. Kept so that one can see what the folder holds and why.
"""

import json
import sys
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.certificate import CertificateStatus
from app.domain.contact import Means
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, LossCause, Office, PersonKind
from app.usecases import certificates, elderly_cards, outreach, print_runs, roster, shipments
from db.keys import Unlock
from db.making import create_data_folder
from db.store import open_store
from tests.factories import person, society

TODAY = date(2026, 11, 23)
LOOKS = (date(2026, 11, 5), TODAY, date(2027, 2, 10))
TABLES = (
    *("office", "person", "print_session", "shipment", "certificate", "sheet", "elderly_card", "contact"),
    "operation",
)
FAR = date(2029, 12, 1)


def member(number, branch=0, **facts):
    kind = PersonKind.DEPENDANT if branch else PersonKind.INSURED
    ordinary = {
        "id": None,
        "number": str(number),
        "branch_number": f"{branch:02d}",
        "kind": kind,
        "relationship": "妻" if branch else "本人",
        "name": f"見本\u3000{number}{branch}",
        "kana": f"ミホン {chr(0x30A2 + number % 40)}{chr(0x30AB + branch * 2)}",
        "enrolment": Enrolment.NO_CARD,
        "enrolment_as_of": date(2026, 3, 1),
        "certificate_expires_on": FAR,
        "qualified_on": date(2025, 4, 1),
    }
    return person(**ordinary | facts)


PEOPLE = (
    # Leaves on 31 October with the family; the papers come back and go on.
    member(101, name="髙橋\u3000𠮷平"),
    member(101, 1, name="髙橋\u3000葛󠄀葉", enrolment=Enrolment.REGISTERED, certificate_expires_on=None),
    # Stays; the paper is lost and found again.
    member(102, office_id=OfficeId(2), department="製造一課"),
    # The employee turns 75 on 15 January, the family with him.
    member(103, born_on=date(1952, 1, 15), elderly_card_listed=True, enrolment=Enrolment.NOT_REGISTERED),
    member(103, 1, born_on=date(1957, 6, 1), department="総務部"),
    # Born on 29 February 1952; and one who turns 70.
    member(104, born_on=date(1952, 2, 29), enrolment=Enrolment.DECLINED),
    member(105, born_on=date(1956, 12, 5), enrolment=Enrolment.REGISTERED, certificate_expires_on=None),
    # Registered in October, learned in November; the paper is still out.
    member(106, enrolment=Enrolment.NOT_REGISTERED, enrolment_as_of=date(2026, 9, 1)),
    # A leaver of whose paper nothing is recorded.
    member(107, disqualified_on=date(2026, 11, 20), loss_cause=LossCause.LEFT),
    # Never printed.
    member(108, enrolment=Enrolment.NEEDS_CARE),
)


class Clock:
    """One minute later at every look."""

    def __init__(self):
        self.now = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


def fill(store):
    def do(label, use_case, *, undoable=True):
        with store.transaction(label, undoable=undoable) as tx:
            return use_case(tx)

    def of(tx, number, branch=0):
        (found,) = [p for p in tx.people() if p.number == str(number) and p.branch_number == f"{branch:02d}"]
        return found

    def sheet(tx, number, branch=0):
        return tx.certificates_of(of(tx, number, branch).id)[-1].id

    def register(tx):
        tx.save_office(Office(None, "2001", "見本本社"))
        tx.save_office(Office(None, "2002", "見本工場"))
        tx.save_people(PEOPLE)

    do("名簿の取込", register)
    printed_on = date(2026, 10, 1)
    run = do(
        "印刷の準備",
        lambda tx: print_runs.plan_session(
            tx,
            [of(tx, *key).id for key in ((101,), (102,), (103,), (103, 1), (104,), (106,))],
            today=printed_on,
        ),
    )
    do("出力", lambda tx: print_runs.mark_spooled(tx, run.session_id, printer="窓口"), undoable=False)
    do("確認", lambda tx: print_runs.confirm(tx, run.session_id, spoiled=[5], today=printed_on))
    handed = [(101,), (102,), (103,), (106,)]
    on = date(2026, 10, 5)
    do("配付 4名", lambda tx: certificates.hand_out(tx, [sheet(tx, *k) for k in handed], on=on, today=on))
    do(
        "退職",
        lambda tx: roster.leave(
            tx, of(tx, 101).id, cause=LossCause.LEFT, last_day_on=date(2026, 10, 31), today=TODAY
        ),
    )
    on = date(2026, 11, 2)
    do("回収 1枚", lambda tx: certificates.collect(tx, [sheet(tx, 101)], on=on, today=TODAY))
    do(
        "高齢受給者証の回収",
        lambda tx: elderly_cards.record(
            tx, [of(tx, 103).id], outcome=ElderlyOutcome.COLLECTED, on=date(2026, 11, 4), today=TODAY
        ),
    )
    do(
        "返送 2枚",
        lambda tx: shipments.forward(
            tx,
            [sheet(tx, 101)],
            elderly_of=[of(tx, 103).id],
            on=date(2026, 11, 6),
            today=TODAY,
            tracking_number="0000-1111-2222",
        ),
    )
    do(
        "声かけ",
        lambda tx: outreach.log_contact(
            tx,
            [of(tx, 103).id, of(tx, 102).id],
            means=Means.FACE,
            on=date(2026, 11, 10),
            today=TODAY,
            note="窓口で",
        ),
    )
    do(
        "登録済",
        lambda tx: outreach.set_enrolment(
            tx, [of(tx, 106).id], Enrolment.REGISTERED, on=date(2026, 11, 12), today=TODAY
        ),
    )
    do(
        "差替",
        lambda tx: tx.save_certificate(
            tx.certificate(sheet(tx, 102)).supersede(date(2026, 11, 16), "氏名の変更")
        ),
    )
    do("異動", lambda tx: roster.move_office(tx, [of(tx, 108).id], OfficeId(2), "製造二課"))
    do("番号の変更", lambda tx: tx.save_person(replace(of(tx, 105), number="205")))
    on = date(2026, 11, 18)
    do("回収 古い証", lambda tx: certificates.collect(tx, [sheet(tx, 102)], on=on, today=TODAY))
    # Two that are taken back, so that a later version can bring them back.
    do(
        "返送 古い証",
        lambda tx: shipments.forward(tx, [sheet(tx, 102)], on=date(2026, 11, 20), today=TODAY),
    )
    do(
        "声かけ 2回目",
        lambda tx: outreach.log_contact(tx, [of(tx, 103, 1).id], means=Means.MAIL, on=TODAY, today=TODAY),
    )
    store.undo()
    store.undo()


def facts(store):
    connection = store.new_connection()
    try:
        rows = {}
        for table in TABLES:
            columns = [row[1] for row in connection.rows(f"PRAGMA table_info({table})")]
            found = connection.rows(f"SELECT * FROM {table} ORDER BY id")
            rows[table] = {"columns": columns, "rows": found}
    finally:
        connection.close()
    due = {
        str(on): [
            [row.kind, row.key, row.issue_number, row.due_on and str(row.due_on), row.reason]
            for row in store.queries.due_rows(on)
        ]
        for on in LOOKS
    }
    return {"tables": rows, "due": due}


def lines(found):
    """One row a line."""
    yield "{"
    for table, content in found["tables"].items():
        yield f'"{table}": {{"columns": {json.dumps(content["columns"])}, "rows": ['
        rows = [json.dumps(row, ensure_ascii=False) for row in content["rows"]]
        yield ",\n".join(rows) + "]},"
    yield '"due": {'
    days = [
        f'"{on}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]"
        for on, rows in found["due"].items()
    ]
    yield ",\n".join(days) + "}}"


def main(target):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        create_data_folder(folder, "", society=society(), is_sample=True)
        store = open_store(folder, Unlock(), clock=Clock())
        fill(store)
        assert {c.status for c in store.queries.certificate_rows()} >= {
            CertificateStatus.COLLECTED,
            CertificateStatus.FORWARDED,
            CertificateStatus.SPOILED,
            CertificateStatus.READY,
            CertificateStatus.HANDED_OUT,
        }
        text = "\n".join(lines(facts(store)))
        connection = store.new_connection()
        connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        store.close()
        (target / "facts-0001.json").write_text(text + "\n", encoding="utf-8")
        with zipfile.ZipFile(target / "data-0001.zip", "w", zipfile.ZIP_DEFLATED) as pack:
            for name in ("keys.json", "shikaku.db"):
                pack.writestr(zipfile.ZipInfo(name, (2026, 11, 23, 0, 0, 0)), (folder / name).read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
