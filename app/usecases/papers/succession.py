"""引継ぎ書: what a successor, or a stand-in for some days, has to know; as lists, one after the other.

Nothing secret stands in it: the keys go another way, on another day. No 記号・番号 either.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyOutcome
from app.domain.eligibility import DAY, months_after
from app.domain.person import household_key
from app.domain.print_session import SessionStatus
from app.domain.rules import read_rule_book
from app.domain.section import Section
from app.domain.wareki import wareki, wareki_minute, wareki_month
from app.errors import BadValue
from app.late import dataclass
from app.ports import Queries
from app.printing.values import Cell, PaperTable
from app.rows import DueFilter
from app.usecases.counter.drawer import last_count, open_count
from app.usecases.counter.misdeliveries import open_cases
from app.usecases.papers.locking import check_password, locked_pdf
from app.words import entries, label, texts

_FILE = "papers/succession.toml"
_OPEN = (SessionStatus.PLANNED, SessionStatus.SPOOLED)
_MONTHS = 12
S = CertificateStatus


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie, as far as the program knows. elsewhere: the second place of backups, "" for none."""

    data: str
    backup_at: datetime | None
    elsewhere: str = ""


def succession(queries: Queries, places: Places, today: date) -> list[PaperTable]:
    """Return the lists of the 引継ぎ書, in the order in which they are read."""
    return [
        _steps("first_day", queries, today),
        open_things(queries, today),
        _due(queries, Section.TODAY, today),
        _due(queries, Section.WEEK, today),
        _counts(queries, today),
        _papers(queries, today),
        _year(queries, today),
        _settings(queries, places, today),
    ]


def while_away(queries: Queries, today: date) -> list[PaperTable]:
    """Return the page for whoever stands in, and what may come up meanwhile."""
    return [
        _steps("away", queries, today),
        open_things(queries, today),
        _due(queries, Section.TODAY, today),
        _due(queries, Section.WEEK, today),
    ]


def pages(tables: Sequence[PaperTable], password: str) -> bytes:
    """Return the lists as a PDF that asks for a password: people are named in it."""
    from app.printing.papers.several import draw_lists

    if not password:
        raise BadValue("引継ぎ書には氏名があります。ファイルのパスワードを決めてください。")
    check_password(password)
    out = io.BytesIO()
    numbered = [
        replace(table, title=f"{number}/{len(tables)} {table.title}")
        for number, table in enumerate(tables, start=1)
    ]
    draw_lists(numbered, tables[0].title, out)
    return locked_pdf(out.getvalue(), password)


def open_things(queries: Queries, today: date) -> PaperTable:
    """What was begun and not ended, wherever it stands in the program."""
    rows = list(_open_things(queries, today))
    return PaperTable.of(texts(_FILE)["open"], rows, on=today, day=wareki(today), count=len(rows))


def _open_things(queries: Queries, today: date) -> Iterator[tuple[Cell, ...]]:
    sessions = queries.session_rows()
    for row in sessions:
        if row.status in _OPEN:
            facts = {"number": row.session_id, "status": label(row.status), "sheets": row.sheets}
            yield _line("session", row.made_on, **facts)
    unshredded = [row for row in sessions if row.unshredded]
    if unshredded:
        count = sum(row.unshredded for row in unshredded)
        yield _line("shredding", min(row.made_on for row in unshredded), count=count)
    for case in open_cases(queries, today):
        steps = "・".join(label(step) for step in case.steps_left)
        yield _line("misdelivery", case.misdelivery.noticed_on, name=case.name, steps=steps)
    for sent in queries.shipment_rows():
        count = sent.certificates + sent.elderly_cards
        if sent.confirmed_on is None:
            yield _line("shipment", sent.on, count=count, tracking=sent.tracking_number)
        if sent.not_arrived:
            yield _line("lost_in_post", sent.on, count=sent.not_arrived)
    if (count_now := open_count(queries)) is not None and count_now.id is not None:
        yield _line("drawer", count_now.begun_on, found=len(queries.drawer_finds(count_now.id)))
    yield from _households(queries)
    waiting = queries.steps_ahead()
    names = {person.id: person.name for person in queries.people()} if waiting else {}
    for ahead in waiting:
        yield _line("ahead", ahead.on, name=names[ahead.person_id], what=label(ahead.kind))
    differences, held, conflicts = queries.differences(), queries.held_lists(), queries.parcel_conflicts()
    for name, found in (("differences", differences), ("held", held), ("conflicts", conflicts)):
        if found:
            yield _line(name, min(one.found_on for one in found), count=len(found))


def _households(queries: Queries) -> Iterator[tuple[Cell, ...]]:
    """Households of which some have their paper and others do not yet."""
    handed = {household_key(row.key) for row in queries.certificate_rows((S.HANDED_OUT,))}
    waiting: dict[str, list[Any]] = {}
    for row in queries.certificate_rows((S.READY,)):
        waiting.setdefault(household_key(row.key), []).append(row)
    for home, rows in waiting.items():
        if home in handed:
            since = min(row.ready_on for row in rows if row.ready_on is not None)
            yield _line("household", since, name=rows[0].name, left=len(rows))


def _line(entry: str, since: date, /, **facts: object) -> tuple[Cell, ...]:
    what, whose, then = (text.format(**facts) for text in texts(_FILE)["open"][entry])
    return what, since, whose.strip(), then


def _steps(name: str, queries: Queries, today: date) -> PaperTable:
    words = texts(_FILE)[name]
    rows = [(number, what, where) for number, (what, where) in enumerate(words["steps"], start=1)]
    offices = "・".join(office.name for office in queries.offices())
    society = queries.society().name
    return PaperTable.of(words, rows, on=today, day=wareki(today), society=society, offices=offices)


def _due(queries: Queries, section: Section, today: date) -> PaperTable:
    found = queries.due_rows(today, DueFilter(section=section))
    rows = [(label(r.kind), r.name, r.place, r.due_on, r.reason) for r in found]
    words = texts(_FILE)["due"]
    facts = {"day": wareki(today), "part": words[section], "count": len(rows)}
    return PaperTable.of(words, rows, on=today, **facts)


def _counts(queries: Queries, today: date) -> PaperTable:
    rows = [
        (label(one.kind), one.overdue, one.today, one.week, one.total) for one in queries.due_counts(today)
    ]
    return PaperTable.of(texts(_FILE)["counts"], rows, on=today, day=wareki(today))


def _papers(queries: Queries, today: date) -> PaperTable:
    words = texts(_FILE)["papers"]
    ready = Counter(row.office for row in queries.certificate_rows((S.READY,)))
    back = Counter(row.office for row in queries.certificate_rows((S.COLLECTED,)))
    cards = Counter(
        row.office for row in queries.elderly_rows(today) if row.outcome is ElderlyOutcome.COLLECTED
    )
    names = [office.name for office in queries.offices()]
    rows = [(name, ready[name], back[name], cards[name]) for name in names]
    last = last_count(queries)
    counted = words["never"]
    if last is not None and last.closed_on is not None:
        figures = {name: getattr(last, name) for name in ("expected", "found", "missing", "unexpected")}
        counted = words["counted"].format(day=wareki(last.closed_on), **figures)
    made = {**words, "notes": [counted, words["where"]]}
    return PaperTable.of(made, rows, on=today, day=wareki(today))


def _year(queries: Queries, today: date) -> PaperTable:
    """What will be due month by month, of the people who are known now."""
    words, first = texts(_FILE)["year"], today.replace(day=1)
    months = [months_after(first, number) for number in range(_MONTHS)]
    counts: Counter[tuple[date, DutyKind]] = Counter()
    for day in queries.due_days(today, months_after(first, _MONTHS) - DAY, today):
        counts[day.on.replace(day=1), day.kind] += day.total
    kinds = [kind for kind in DutyKind if any(counts[month, kind] for month in months)]
    rows = [(wareki_month(month), *(counts[month, kind] or None for kind in kinds)) for month in months]
    columns = [[words["month"], words["month_mm"]]]
    columns += [[label(kind), words["kind_mm"], "right"] for kind in kinds]
    return PaperTable.of({**words, "columns": columns}, rows, on=today, day=wareki(today))


def _settings(queries: Queries, places: Places, today: date) -> PaperTable:
    words, society = texts(_FILE)["settings"], queries.society()
    rules = read_rule_book(society.rules_toml).at(today)
    unsure = sum(not rules.entry(name).confirmed for name in entries("Rule"))
    printers: Sequence[str] = [row.printer for row in queries.session_rows() if row.printer]
    at = places.backup_at
    rows: list[tuple[Cell, ...]] = [
        (words["society"], society.name),
        (words["rules"], words["rules_value"].format(count=unsure)),
        (words["layout"], society.layout or words["none"]),
        (words["printer"], printers[0] if printers else words["none"]),
        (words["retention"], words["retention_value"].format(years=queries.retention().years)),
        (words["data"], places.data),
        (words["backup"], wareki_minute(at) if at else words["none"]),
        (words["elsewhere"], places.elsewhere),
        (words["recovery"], ""),
    ]
    return PaperTable.of(words, rows, on=today, day=wareki(today))
