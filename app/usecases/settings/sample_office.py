"""The sample office: a fictional society, three offices and some forty households.

Its list, resources/sample/list.csv, goes through the ordinary import and its papers through the ordinary
steps, with dates counted back from today, so that every kind of duty can be seen on any day.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from app.changes import Done
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.wareki import wareki_short
from app.importing.diff import plan_import
from app.importing.mapping import recognise
from app.importing.reader import read_table
from app.ports import Transaction
from app.usecases.asked import of_settings
from app.usecases.counter import certificates, elderly_cards
from app.usecases.people import enrolment, roster, roster_import
from app.usecases.printing import accounts, sessions
from resources import path

_DAY = re.compile(r"(?P<ago>\d+)|(?P<years>-?\d+)\+(?P<days>\d+)(?:@(?P<month>\d\d)-(?P<day>\d\d))?")
"""A day of the list: so many days ago; or so many years before a day that is so many days ahead."""

_DAYS = ("生年月日", "資格取得年月日", "有効期限")


def headings() -> list[str]:
    """Return the headings of the list."""
    return _lines()[0]


def sample_list(today: date) -> bytes:
    """Return the fictional society list as the file an office would receive (UTF-8, BOM)."""
    heads, *rows = _lines()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        cells = dict(zip(heads, row, strict=True))
        writer.writerow({**cells, **{name: _written(cells[name], today) for name in _DAYS}}.values())
    return out.getvalue().encode("utf-8-sig")


@of_settings
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
    enrolment.take_step(tx, [registered.id], Enrolment.REGISTERED, on=today - timedelta(days=4), today=today)
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
    accounts.confirm(tx, run.session_id, today=today)
    return [sheet.certificate_id for sheet in tx.sheets(run.session_id)]


def _leave(tx: Transaction, person: Person, *, last_day_on: date, today: date) -> None:
    assert person.id is not None
    roster.leave(tx, person.id, cause=LossCause.LEFT, last_day_on=last_day_on, today=today)


def _collect(tx: Transaction, person: Person, *, on: date, today: date) -> None:
    household = tx.household(person.symbol, person.number)
    sheets = [c for p in household if p.id is not None for c in tx.certificates_of(p.id)]
    certificates.collect(tx, [c.id for c in sheets if c.id is not None], on=on, today=today)


@cache
def _lines() -> list[list[str]]:
    with path("sample/list.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _written(cell: str, today: date) -> str:
    if not cell:
        return ""
    found = _DAY.fullmatch(cell)
    if found is None:
        return wareki_short(date.fromisoformat(cell))
    if found["ago"]:
        return wareki_short(today - timedelta(days=int(found["ago"])))
    ahead = today + timedelta(days=int(found["days"]))
    month, day = int(found["month"] or ahead.month), int(found["day"] or min(ahead.day, 28))
    return wareki_short(date(ahead.year - int(found["years"]), month, day))
