# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What stands around the list of a day: what became of it since, and how long it was and will be."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from app.domain.contact import About, Reply
from app.domain.duties import DutyKind, Why, sentence
from app.domain.ids import OfficeId
from app.domain.person import person_key
from app.domain.section import STANDS_STILL_AFTER
from app.domain.society_answer import AnswerWord
from app.domain.wareki import wareki_short
from app.morning import CourseDay, Since, SinceRow, StepsBy
from app.words import label, word
from db.duties.anew import reach, settle
from db.duties.written import COLUMNS, PLACE
from db.folder.connection import Connection, Row
from db.journal.journal import IS_UNDONE
from db.journal.shown import is_shown
from db.reads.kept import kept
from db.tables.codec import day, of_records, read
from db.tables.table import among

_DAY = timedelta(days=1)
_KIND_AT = dict(enumerate(DutyKind))
_OF_ANY_KIND = f"d.place IN ({', '.join(map(str, _KIND_AT))})"
"""SQL: true of every row; kind by kind the index passes over all that is long gone."""

_OF_THE_SAME = """
    same.person_id = d.person_id AND same.place + 0 = d.place
    AND coalesce(same.certificate_id, 0) = coalesce(d.certificate_id, 0)
"""
"""SQL: another row is about the same thing, whatever its words; found by the person, who has few."""

_NEW = f"""
    FROM duty d
    WHERE {_OF_ANY_KIND} AND d.appears_on BETWEEN :since AND :today AND d.gone_on > :today
      AND (d.hidden_until IS NULL OR d.hidden_until <= :today)
      AND (CAST(:office AS INTEGER) IS NULL OR d.office_id = :office)
      AND NOT EXISTS (SELECT 1 FROM duty same WHERE {_OF_THE_SAME}
                      AND same.appears_on < :since AND same.gone_on >= :since)
"""
_DONE = f"""
    FROM duty d
    WHERE {_OF_ANY_KIND} AND d.gone_on BETWEEN :since AND :today
      AND (CAST(:office AS INTEGER) IS NULL OR d.office_id = :office)
      AND NOT EXISTS (SELECT 1 FROM duty same WHERE {_OF_THE_SAME} AND same.id <> d.id
                      AND same.appears_on <= :today AND (same.gone_on > d.gone_on
                           OR (same.gone_on = d.gone_on AND same.id > d.id)))
"""
"""SQL: a row that is gone, told by the last of its intervals that had begun."""

_TOLD = """
    FROM contact c JOIN person p ON p.id = c.person_id
    WHERE c.contacted_on BETWEEN :since AND :today AND c.reply <> 'none'
      AND (CAST(:office AS INTEGER) IS NULL OR p.office_id = :office)
"""
_SOCIETY_TOLD = """
    FROM society_answer a JOIN person p ON p.id = a.person_id
    WHERE a.answered_on BETWEEN :since AND :today
      AND (CAST(:office AS INTEGER) IS NULL OR p.office_id = :office)
"""
_MOVED = """
    FROM deferral f JOIN person p ON p.id = f.person_id
    WHERE f.made_on BETWEEN :since AND :today AND (f.due_on IS NOT NULL OR f.hidden_until IS NOT NULL)
      AND (CAST(:office AS INTEGER) IS NULL OR p.office_id = :office)
"""
_COUNTS = f"""
    SELECT (SELECT count(*) {_NEW}) AS new, (SELECT count(*) {_DONE}) AS done,
           (SELECT count(*) {_TOLD}) + (SELECT count(*) {_SOCIETY_TOLD}) AS answered,
           (SELECT count(*) {_MOVED}) AS moved
"""

_WHO = "p.symbol, p.number, p.branch_number, p.name, p.kana, o.name AS office, p.department"
_OF_DUTY = f"""
    SELECT d.person_id, d.place, d.why, d.since, d.detail, d.appears_on, d.gone_on, {_WHO}, p.kana_key
    {{rows}} ORDER BY p.kana_key, d.person_id, d.place
"""
_PERSON = "FROM duty d JOIN person p ON p.id = d.person_id JOIN office o ON o.id = p.office_id"
_NEW_ROWS = _OF_DUTY.format(rows=_NEW.replace("FROM duty d", _PERSON))
_DONE_ROWS = _OF_DUTY.format(rows=_DONE.replace("FROM duty d", _PERSON))
_OFFICE = "JOIN office o ON o.id = p.office_id WHERE"
_ORDER = "ORDER BY p.kana_key, p.id"
_TOLD_ROWS = f"""
    SELECT c.person_id, c.contacted_on AS day, c.about, c.reply, c.note, {_WHO}
    {_TOLD.replace("WHERE", _OFFICE, 1)} {_ORDER}, c.id
"""
_SOCIETY_ROWS = f"""
    SELECT a.person_id, a.answered_on AS day, a.why, a.word, {_WHO}
    {_SOCIETY_TOLD.replace("WHERE", _OFFICE, 1)} {_ORDER}, a.id
"""
_MOVED_ROWS = f"""
    SELECT f.person_id, f.made_on AS day, f.kind, f.due_on, f.hidden_until, f.reason, {_WHO}
    {_MOVED.replace("WHERE", _OFFICE, 1)} {_ORDER}, f.id
"""
_BY = """
    SELECT j.person_id, o.user, o.entered_at FROM operation o JOIN journal j ON j.operation_id = o.id
    WHERE o.entered_at >= :since AND j.person_id IN {people} ORDER BY o.id
"""
_STEPS = f"""
    SELECT operation.user AS user, count(*) AS steps FROM operation
    WHERE entered_at >= :since AND depth = 0 AND {IS_UNDONE} = 0
      AND EXISTS (SELECT 1 FROM journal WHERE journal.operation_id = operation.id) AND {{shown}}
    GROUP BY operation.user
"""
_COURSE_OF = """
    SELECT d.appears_on, d.gone_on, d.due_on, d.hidden_until, {stands_still} AS stands_still, count(*) AS rows
    FROM duty d
    WHERE d.place IN ({places}) AND d.gone_on > :first AND d.appears_on <= :last AND d.due_on <= :last
      AND (CAST(:office AS INTEGER) IS NULL OR d.office_id = :office)
    GROUP BY d.place, d.gone_on, d.appears_on, d.due_on, d.hidden_until
"""
_CARDS = PLACE[DutyKind.ELDERLY_CARD]
_BUT_CARDS = ", ".join(str(place) for place in _KIND_AT if place != _CARDS)
_COURSE = f"""
    {_COURSE_OF.format(places=_BUT_CARDS, stands_still="FALSE")}
    UNION ALL {_COURSE_OF.format(places=_CARDS, stands_still="d.detail = ''")}, d.detail = ''
"""
"""SQL: only of the cards more is asked than the index holds; in its order the rows need not be sorted."""


def since_counts(
    connection: Connection, since: date, today: date, office_id: OfficeId | None = None
) -> dict[Since, int]:
    """See app.morning.MorningQueries."""
    _be_ready(connection, today)
    found = connection.record(_COUNTS, _values(since, today, office_id)) or {}
    return {what: found[what] for what in Since}


def since_rows(
    connection: Connection, since: date, today: date, office_id: OfficeId | None = None
) -> list[SinceRow]:
    """See app.morning.MorningQueries."""
    _be_ready(connection, today)
    values = _values(since, today, office_id)
    rows = list(_since(connection, values))
    people = among({row["person_id"] for row in rows}).sql
    found_by = connection.records(_BY.format(people=people), values)
    by = {row.pop("person_id"): row for row in found_by}
    nobody = {"user": "", "entered_at": None}
    found = [
        {**row, "key": person_key(row["symbol"], row["number"], row["branch_number"])}
        | by.get(row["person_id"], nobody)
        for row in rows
    ]
    return of_records(SinceRow, found)


def steps_since(connection: Connection, since: date) -> list[StepsBy]:
    """See app.morning.MorningQueries."""
    statement = _STEPS.format(shown=is_shown(connection, "operation"))
    found = read(connection, StepsBy, statement, {"since": since.isoformat()})
    return sorted(found, key=lambda one: (-one.steps, one.user))


def course(
    connection: Connection, first: date, last: date, office_id: OfficeId | None = None
) -> list[CourseDay]:
    """See app.morning.MorningQueries; a row counts from its day on, and not while it rests."""
    _be_ready(connection, last)
    begin, end = first.isoformat(), last.isoformat()

    def count() -> Counter[str]:
        found = Counter[str]()
        for appears_on, gone_on, due_on, hidden_until, stands_still, rows in connection.rows(
            _COURSE, {"office": office_id, "first": begin, "last": end}
        ):
            starts, after = _stretch(begin, appears_on, gone_on, due_on, hidden_until, stands_still)
            if starts < after:
                found[starts] += rows
                found[after] -= rows
        return found

    def share(row: Row) -> dict[str, int]:
        duty = dict(zip(COLUMNS, row, strict=True))
        if duty["due_on"] is None or office_id not in (None, duty["office_id"]):
            return {}
        stands_still = duty["place"] == _CARDS and not duty["detail"]
        days = (duty["appears_on"], duty["gone_on"], duty["due_on"], duty["hidden_until"])
        starts, after = _stretch(begin, *days, stands_still)
        return {starts: 1, after: -1} if starts < after else {}

    held = kept(connection)
    steps = count() if held is None else held.of_rows("course", (first, last, office_id), count, share)
    days = [first + timedelta(at) for at in range((last - first).days + 1)]
    counts = accumulate(steps[on.isoformat()] for on in days)
    return [CourseDay(on, count) for on, count in zip(days, counts, strict=True)]


def _stretch(
    begin: str,
    appears_on: str,
    gone_on: str,
    due_on: str,
    hidden_until: str | None,
    stands_still: bool,
) -> tuple[str, str]:
    """From which day on, but not before one, a row is to be done that day; and the day after the last."""
    starts = max(begin, appears_on, due_on, hidden_until or "")
    if not stands_still:
        return starts, gone_on
    return starts, min(gone_on, (date.fromisoformat(due_on) + STANDS_STILL_AFTER + _DAY).isoformat())


def _since(connection: Connection, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for what, statement, on in ((Since.NEW, _NEW_ROWS, "appears_on"), (Since.DONE, _DONE_ROWS, "gone_on")):
        for row in connection.records(statement, values):
            said = sentence(Why(row["why"]), day(row["since"]), row["detail"])
            yield row | {"what": what, "kind": _KIND_AT[row["place"]], "on": row[on], "said": said}
    for row in connection.records(_TOLD_ROWS, values):
        note = f"({row['note']})" if row["note"] else ""
        said = f"{label(About(row['about']))}: {label(Reply(row['reply']))}{note}"
        yield row | {"what": Since.ANSWERED, "kind": None, "on": row["day"], "said": said}
    for row in connection.records(_SOCIETY_ROWS, values):
        said = f"{label(Why(row['why']))}: {label(AnswerWord(row['word']))}"
        yield row | {"what": Since.ANSWERED, "kind": DutyKind.ASK, "on": row["day"], "said": said}
    for row in connection.records(_MOVED_ROWS, values):
        use = "hidden" if row["hidden_until"] else "moved"
        until = wareki_short(date.fromisoformat(row["hidden_until"] or row["due_on"]))
        said = word("Since", "moved", use).format(day=until, reason=row["reason"])
        yield row | {"what": Since.MOVED, "kind": DutyKind(row["kind"]), "on": row["day"], "said": said}


def _values(since: date, today: date, office_id: OfficeId | None) -> dict[str, Any]:
    return {"since": since.isoformat(), "today": today.isoformat(), "office": office_id}


def _be_ready(connection: Connection, on: date) -> None:
    settle(connection)
    reach(connection, on)
