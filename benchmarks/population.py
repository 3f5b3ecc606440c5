"""Fictional offices of any size, as a list file, as stored members, and as papers."""

import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment
from app.domain.wareki import wareki_short
from app.ports import Transaction
from app.usecases import roster_import
from app.usecases.sample_office import HEADINGS
from db.store import SqliteStore
from ui.bootstrap import create_sample_folder, open_data_folder

TODAY = date(2026, 11, 23)
SURNAMES = (
    *(("見本", "ミホン"), ("架空", "カクウ"), ("仮名", "カリナ"), ("髙橋", "タカハシ"), ("山﨑", "ヤマザキ")),
    *(("濵田", "ハマダ"), ("德永", "トクナガ"), ("渡邉", "ワタナベ"), ("五十嵐", "イガラシ")),
)
GIVEN = (("太郎", "タロウ"), ("花子", "ハナコ"), ("葵", "アオイ"), ("健", "ケン"), ("結衣", "ユイ"))


def list_file(members: int) -> bytes:
    """Return a society list with that many members, two to a household, in CP932."""
    pick = random.Random(members)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for index in range(members):
        household, branch = divmod(index, 2)
        surname, surname_kana = pick.choice(SURNAMES)
        given, given_kana = pick.choice(GIVEN)
        office = household % 20
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


def fill(folder: Path, members: int) -> SqliteStore:
    """Return an open store with that many members, most papers handed out."""
    create_sample_folder(folder)
    store = cast(SqliteStore, open_data_folder(folder, None))
    plan = roster_import.preview(list_file(members), "list.csv", store.queries, today=TODAY)
    with store.transaction("取込") as tx:
        roster_import.apply_import(tx, plan, today=TODAY)
        _add_papers(tx)
    return store


def _add_papers(tx: Transaction) -> None:
    pick = random.Random(1)
    printed = TODAY - timedelta(days=40)
    papers = []
    for person in tx.people():
        if person.enrolment is Enrolment.REGISTERED or pick.random() < 0.05:
            continue
        handed = pick.random() < 0.95
        papers.append(
            Certificate(
                id=None,
                person_id=person.id,
                issue_number=new_issue_number(pick.randrange),
                status=CertificateStatus.HANDED_OUT if handed else CertificateStatus.READY,
                origin=CertificateOrigin.PRINTED,
                issued_on=printed,
                expires_on=person.certificate_expires_on,
                ready_on=printed,
                handed_out_on=printed if handed else None,
            )
        )
    for paper in papers:
        tx.save_certificate(paper)
