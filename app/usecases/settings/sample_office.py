"""The sample office: a fictional society, three offices and some forty households.

Its list goes through the ordinary import and its papers through the ordinary steps, with
dates counted back from today, so that every kind of duty can be seen on any day.
"""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.changes import Done
from app.domain.elderly_card import ElderlyOutcome
from app.domain.eligibility import birthday
from app.domain.ids import CertificateId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.wareki import wareki_short
from app.importing.diff import plan_import
from app.importing.mapping import recognise
from app.importing.reader import read_table
from app.ports import Transaction
from app.usecases.contacts import outreach
from app.usecases.counter import certificates, elderly_cards
from app.usecases.people import roster, roster_import
from app.usecases.printing import sessions

HEADINGS = (
    *("事業所記号", "事業所名", "所属", "社員番号", "記号", "番号", "枝番", "本人家族", "続柄", "氏名"),
    *("フリガナ", "性別", "生年月日", "資格取得年月日", "資格喪失年月日", "喪失事由", "マイナ保険証"),
    *("有効期限", "一部負担金割合", "発効年月日", "高齢受給者証"),
)

_OFFICES = (
    ("2001", "見本本社", ("総務部", "経理部", "営業部")),
    ("2002", "見本工場", ("製造一課", "製造二課", "品質課")),
    ("2003", "見本研究所", ("研究一部", "研究二部")),
)
_SURNAMES = (
    ("髙橋", "タカハシ"),
    ("山﨑", "ヤマザキ"),
    ("𠮷田", "ヨシダ"),
    ("濵田", "ハマダ"),
    ("德永", "トクナガ"),
    ("渡邉", "ワタナベ"),
    ("葛󠄀西", "カサイ"),
    ("五十嵐", "イガラシ"),
    ("勅使河原", "テシガワラ"),
    ("二", "シタナガ"),
    ("見本", "ミホン"),
    ("架空", "カクウ"),
    ("仮名", "カリナ"),
    ("小鳥遊", "タカナシ"),
)
_MEN = (("太郎", "タロウ"), ("健", "ケン"), ("悠真", "ユウマ"), ("大輔", "ダイスケ"), ("清", "キヨシ"))
_WOMEN = (("花子", "ハナコ"), ("葵", "アオイ"), ("結衣", "ユイ"), ("さくら", "サクラ"), ("京子", "キョウコ"))
_STAGES = ("登録済",) * 5 + ("未登録",) * 3 + ("カードなし", "不明", "登録しない")


@dataclass(frozen=True, slots=True)
class _Member:
    """One line of the list before it becomes text."""

    number: int
    branch: int
    relationship: str
    name: str
    kana: str
    sex: str
    born: date
    qualified: date
    stage: str
    office: int
    copay: str = ""
    card: str = ""


def sample_list(today: date) -> bytes:
    """Return the fictional society list as the file an office would receive (UTF-8, BOM)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    expires = date(today.year + 3, 11, 30)
    writer.writerows(_cells(member, expires) for member in _members(today))
    return out.getvalue().encode("utf-8-sig")


def fill(tx: Transaction, *, today: date) -> Done:
    """Make the empty data folder behind this transaction the sample office."""
    table = read_table(sample_list(today), "sample.csv")
    plan = plan_import(table, recognise(table), people=[], today=today)
    roster_import.apply_import(tx, plan, today=today)
    people = {person.key: person for person in tx.people()}
    to_print = [p for p in people.values() if p.enrolment is not Enrolment.REGISTERED]
    to_print.sort(key=lambda p: (p.number, p.branch_number))
    first, second = to_print[:-9], to_print[-9:-3]

    printed = _print(tx, first, today=today - timedelta(days=40))
    certificates.hand_out(tx, printed[:-5], on=today - timedelta(days=36), today=today)
    _print(tx, second, today=today - timedelta(days=2))
    gone, late, soon = [p for p in first if p.kind is PersonKind.INSURED][:3]
    _leave(tx, gone, last_day_on=today - timedelta(days=30), today=today)
    _collect(tx, gone, on=today - timedelta(days=24), today=today)
    _leave(tx, late, last_day_on=today - timedelta(days=7), today=today)
    _leave(tx, soon, last_day_on=today + timedelta(days=3), today=today)
    registered = first[-8]
    assert registered.id is not None
    outreach.set_enrolment(
        tx, [registered.id], Enrolment.REGISTERED, on=today - timedelta(days=4), today=today
    )
    with_card = [p.id for p in people.values() if p.elderly_card_listed and p.id is not None]
    elderly_cards.record(
        tx,
        with_card[:1],
        outcome=ElderlyOutcome.COLLECTED,
        on=today - timedelta(days=2),
        today=today,
    )
    return Done(f"見本の事業所を用意しました({len(people)}名、すべて架空です)。", "見本の事業所")


def _print(tx: Transaction, people: Sequence[Person], *, today: date) -> list[CertificateId]:
    ids = [p.id for p in people if p.id is not None]
    run = sessions.plan_session(tx, ids, today=today, is_drawn=False)
    assert run.session_id is not None
    sessions.mark_spooled(tx, run.session_id, printer="見本プリンター")
    sessions.confirm(tx, run.session_id, today=today)
    return [sheet.certificate_id for sheet in tx.sheets(run.session_id)]


def _leave(tx: Transaction, person: Person, *, last_day_on: date, today: date) -> None:
    assert person.id is not None
    roster.leave(tx, person.id, cause=LossCause.LEFT, last_day_on=last_day_on, today=today)


def _collect(tx: Transaction, person: Person, *, on: date, today: date) -> None:
    household = tx.household(person.symbol, person.number)
    sheets = [c for p in household if p.id is not None for c in tx.certificates_of(p.id)]
    certificates.collect(tx, [c.id for c in sheets if c.id is not None], on=on, today=today)


def _members(today: date) -> Iterator[_Member]:
    pick = random.Random(7)
    for index in range(40):
        surname, kana = _SURNAMES[index % len(_SURNAMES)]
        age = pick.randint(22, 64)
        yield from _household(pick, today, 101 + index, index % 3, surname, kana, age)
    yield from _elders(today)


def _household(
    pick: random.Random, today: date, number: int, office: int, surname: str, kana: str, age: int
) -> Iterator[_Member]:
    man = pick.random() < 0.5
    qualified = _ago(pick, today, 1, min(age - 20, 30))
    head = _member(pick, today, number, 0, "本人", surname, kana, man, age, qualified, office)
    yield head
    if pick.random() < 0.6:
        spouse_age = max(20, age + pick.randint(-4, 4))
        relation = "妻" if man else "夫"
        yield _member(pick, today, number, 1, relation, surname, kana, not man, spouse_age, qualified, office)
        for child in range(pick.randint(0, 2)):
            child_age = pick.randint(1, 17)
            start = max(qualified, _ago(pick, today, child_age, child_age))
            yield _member(
                pick,
                today,
                number,
                2 + child,
                "子",
                surname,
                kana,
                pick.random() < 0.5,
                child_age,
                start,
                office,
            )


def _elders(today: date) -> Iterator[_Member]:
    """Households at 70 and 75, which the law treats in its own way."""
    pick = random.Random(11)
    long_ago = date(today.year - 30, 4, 1)
    soon_75 = _born_for(today + timedelta(days=40), 75)
    soon_70 = _born_for(today + timedelta(days=20), 70)
    seventies = date(1953, 6, 15)
    for number, born, spouse_born, card in (
        (301, soon_75, date(soon_75.year + 3, 5, 20), "有"),
        (302, soon_70, date(soon_70.year + 5, 8, 8), ""),
        (303, seventies, date(1954, 2, 3), "有"),
    ):
        surname, kana = _SURNAMES[(number - 301) % len(_SURNAMES)]
        head = _member(pick, today, number, 0, "本人", surname, kana, True, 70, long_ago, number % 3)
        spouse = _member(pick, today, number, 1, "妻", surname, kana, False, 70, long_ago, number % 3)
        yield _with_copay(replace(head, born=born, stage="未登録", card=card), today)
        yield _with_copay(replace(spouse, born=spouse_born, stage="登録済", card=card), today)


def _with_copay(member: _Member, today: date) -> _Member:
    return replace(member, copay="2割") if birthday(member.born, 71) <= today else member


def _member(
    pick: random.Random,
    today: date,
    number: int,
    branch: int,
    relationship: str,
    surname: str,
    kana: str,
    man: bool,
    age: int,
    qualified: date,
    office: int,
) -> _Member:
    given, given_kana = pick.choice(_MEN if man else _WOMEN)
    born = min(_ago(pick, today, age, age), qualified)
    return _Member(
        number=number,
        branch=branch,
        relationship=relationship,
        name=f"{surname}\u3000{given}",
        kana=f"{kana} {given_kana}",
        sex="男" if man else "女",
        born=born,
        qualified=qualified,
        stage=pick.choice(_STAGES),
        office=office,
    )


def _ago(pick: random.Random, today: date, least: int, most: int) -> date:
    """A day so many years back, within the year before it."""
    return today - timedelta(days=365 * pick.randint(least, max(least, most)) + pick.randint(1, 360))


def _born_for(day: date, age: int) -> date:
    return date(day.year - age, day.month, min(day.day, 28))


def _cells(member: _Member, expires: date) -> list[str]:
    code, office, departments = _OFFICES[member.office]
    registered = member.stage == "登録済"
    return [
        code,
        office,
        departments[member.number % len(departments)],
        f"S{member.number:05d}",
        code,
        str(member.number),
        f"{member.branch:02d}",
        "本人" if member.branch == 0 else "家族",
        member.relationship,
        member.name,
        member.kana,
        member.sex,
        wareki_short(member.born),
        wareki_short(member.qualified),
        "",
        "",
        member.stage,
        "" if registered else wareki_short(expires),
        member.copay,
        "R7.12.2" if member.copay else "",
        member.card,
    ]
