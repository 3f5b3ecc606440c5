"""Fictional offices of any size, as a list file, as stored members, and as papers."""

import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.contact import Contact, Means
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment, Person
from app.domain.wareki import wareki_short
from app.ports import Transaction
from app.usecases.people import roster_import
from app.usecases.settings.sample_office import headings
from db.store import SqliteStore
from ui.bootstrap import create_sample_folder, open_data_folder

TODAY = date(2026, 11, 23)
SURNAMES = (
    *(("見本", "ミホン"), ("架空", "カクウ"), ("仮名", "カリナ"), ("髙橋", "タカハシ"), ("山﨑", "ヤマザキ")),
    *(("濵田", "ハマダ"), ("德永", "トクナガ"), ("渡邉", "ワタナベ"), ("五十嵐", "イガラシ")),
)
GIVEN = (("太郎", "タロウ"), ("花子", "ハナコ"), ("葵", "アオイ"), ("健", "ケン"), ("結衣", "ユイ"))


def list_file(members: int, offices: int = 20) -> bytes:
    """Return a society list with that many members, two to a household, of so many offices, in CP932."""
    pick = random.Random(members)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings())
    for index in range(members):
        household, branch = divmod(index, 2)
        surname, surname_kana = pick.choice(SURNAMES)
        given, given_kana = pick.choice(GIVEN)
        office = household % offices
        stage = pick.choice(("登録済", "登録済", "未登録", "カードなし", "不明"))
        left = pick.random() < 0.02
        writer.writerow(
            [
                f"{3000 + office}",
                f"見本{office}事業所",
                f"第{household % 30}課",
                f"B{household:06d}",
                f"{3000 + office}",
                f"{household + 1}",
                f"{branch:02d}",
                "家族" if branch else "本人",
                "妻" if branch else "本人",
                f"{surname}\u3000{given}",
                f"{surname_kana} {given_kana}",
                "女" if branch else "男",
                wareki_short(date(1960, 1, 1) + timedelta(days=pick.randrange(14_000))),
                wareki_short(date(2015, 4, 1) + timedelta(days=pick.randrange(4_000))),
                wareki_short(TODAY - timedelta(days=pick.randrange(60))) if left else "",
                "退職" if left else "",
                stage,
                "" if stage == "登録済" else "R11.12.1",
                "",
                "",
                "",
            ]
        )
    return out.getvalue().encode("cp932")


def fill(folder: Path, members: int, offices: int = 20) -> SqliteStore:
    """Return an open store with that many members, most papers handed out."""
    create_sample_folder(folder)
    store = cast(SqliteStore, open_data_folder(folder, None))
    plan = roster_import.preview(list_file(members, offices), "list.csv", store.queries, today=TODAY)
    with store.transaction("取込") as tx:
        roster_import.apply_import(tx, plan, today=TODAY)
        _add_papers(tx)
    return store


def events(store: SqliteStore) -> int:
    """Return how many dated steps of papers and contacts the store holds."""
    connection = store.new_connection()
    steps = ("issued_on", "ready_on", "handed_out_on", "collected_on", "forwarded_on", "closed_on")
    counts = ", ".join(f"count({step})" for step in steps)
    papers = connection.rows(f"SELECT {counts} FROM certificate")[0]
    contacts = connection.rows("SELECT count(*) FROM contact")[0][0]
    connection.close()
    return sum(papers) + int(contacts)


def _add_papers(tx: Transaction) -> None:
    pick = random.Random(1)
    printed = TODAY - timedelta(days=40)
    for person in tx.people():
        assert person.id is not None
        is_registered = person.enrolment is Enrolment.REGISTERED
        if is_registered and pick.random() < 0.6:
            tx.save_certificate(_sheet(person, pick, printed - timedelta(days=200), is_sent_back=True))
        elif not is_registered and pick.random() < 0.95:
            tx.save_certificate(_sheet(person, pick, printed, is_sent_back=False))
        if not is_registered and pick.random() < 0.4:
            told = TODAY - timedelta(days=pick.randrange(1, 200))
            tx.save_contact(Contact(None, person.id, told, pick.choice(list(Means))))


def _sheet(person: Person, pick: random.Random, printed: date, *, is_sent_back: bool) -> Certificate:
    """Return a sheet in the drawer, with its holder, or long back at the society."""
    assert person.id is not None
    planned = Certificate(
        id=None,
        person_id=person.id,
        issue_number=new_issue_number(pick.randrange),
        status=CertificateStatus.PLANNED,
        origin=CertificateOrigin.PRINTED,
        issued_on=printed,
        expires_on=person.certificate_expires_on,
    )
    ready = planned.confirm_good(printed)
    if not is_sent_back:
        return ready.hand_out(printed) if pick.random() < 0.95 else ready
    back = printed + timedelta(days=60)
    return ready.hand_out(printed).collect(back).forward(back)
