"""The due list of any day: the duties whose days hold it, in the order of urgency.

On which day a duty begins and ends is said by app/domain/law and stands in the table `duty`
(db/duties); only the day asked about, the words and the source of the rule are added here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache, partial, reduce
from operator import and_, itemgetter
from typing import Any

from peewee import JOIN, SQL, Case, Expression, Function, ModelSelect, Select, fn

from app.domain.duties import GETS_A_SHEET, DutyKind, Why
from app.domain.ids import OfficeId
from app.domain.person import Person, person_keys
from app.domain.rules import SocietyRules
from app.domain.section import DAYS_OF_WEEK, STANDS_STILL_AFTER, Section
from app.late import dataclass
from app.morning import DueDay
from app.ports import EVERYTHING
from app.rows import DueCount, DueFilter, DueRow, PersonRow
from db.duties.anew import reach, settle
from db.duties.in_force import rules_at
from db.duties.written import PLACE
from db.folder.connection import Connection
from db.reads.counted import COUNTED, share_of
from db.reads.due_told import DATED, SAID_BY, TOLD, Dates, told_by
from db.reads.kept import kept
from db.reads.roster import person_rows_of
from db.tables.codec import of_rows
from db.tables.columns import quoted
from db.tables.models import CertificateModel, ContactModel, DutyModel, OfficeModel, PersonModel
from db.tables.table import among, made_once

_NO_LIMIT = 2**63 - 1

_D, _P, _C, _O, _K = DutyModel, PersonModel, CertificateModel, OfficeModel, ContactModel
_KIND_AT = {place: kind for kind, place in PLACE.items()}
_TODAY = SQL(":today")

STANDS = (_D.appears_on <= _TODAY) & (_D.gone_on > _TODAY)
"""Whether a duty is one of the day."""

COMING = (
    (_D.due_on.is_null() == SQL("FALSE"))
    & _D.due_on.between(SQL(":first"), SQL(":last"))
    & ((_D.appears_on <= _TODAY) | (_D.appears_on <= _D.due_on))
    & (_D.gone_on > _TODAY)
    & (_D.gone_on >= _D.due_on)
)
"""Whether a duty is due on one of these days, and stands by then; of days past, whether it still does.

The first term is what the index begins with.
"""

_STANDS_STILL = (
    (_D.place == SQL(str(PLACE[DutyKind.ELDERLY_CARD])))
    & (_D.detail == SQL("''"))
    & (_D.due_on < SQL(":still"))
)
_IS_DATED = _D.due_on.is_null() == SQL("FALSE")
_SECTIONS = {
    Section.TODAY: [_D.due_on <= _TODAY, ~_STANDS_STILL],
    Section.WEEK: [_D.due_on > _TODAY, _D.due_on <= SQL(":week")],
    Section.WAITING: [_D.due_on.is_null() | (_D.due_on > SQL(":week")) | _STANDS_STILL],
}
"""Of a duty of the day, in which part it stands: app.domain.section.section_of."""

_RESTS_UNTIL_THEN = (
    _D.hidden_until.is_null(False) & (_D.hidden_until > _TODAY) & (_D.hidden_until > _D.due_on)
)

_HEAPS = (_D.due_on.is_null(), _D.due_on, _D.place)
_URGENCY = (*_HEAPS, _D.kana_key, _D.person_id, _D.certificate_id, _D.why, _D.detail)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a filter looks at; its values come in as parameters."""

    kinds: tuple[DutyKind, ...] = ()
    of_office: bool = False
    of_department: bool = False
    only_overdue: bool = False
    is_hidden: bool = False
    is_coming: bool = False
    section: Section | None = None

    @staticmethod
    def of_kinds(kinds: Iterable[DutyKind]) -> Expression:
        """On a duty of these kinds."""
        return _D.place.in_(among(PLACE[kind] for kind in kinds))

    @property
    def conditions(self) -> list[Expression]:
        """On a duty of the list, or of those to come."""
        is_hidden = _D.hidden_until.is_null(False) & (_D.hidden_until > _TODAY)
        found = [STANDS, is_hidden if self.is_hidden else ~is_hidden]
        if self.is_coming:
            found = [COMING, ~_RESTS_UNTIL_THEN]
        if self.kinds:
            found.append(self.of_kinds(self.kinds))
        if self.only_overdue:
            found.append(_D.due_on < _TODAY)
        if self.section in (Section.TODAY, Section.WEEK):
            found.append(_IS_DATED)  # what the index begins with
        return found + (_SECTIONS[self.section] if self.section else []) + self.places

    @property
    def order(self) -> tuple[Any, ...]:
        """By urgency; of what is to be done now returns first, for which the law sets few days."""
        return (*self._first, *_URGENCY)

    @property
    def heaps_order(self) -> tuple[Any, ...]:
        """The same of all that is due on one day and of one kind."""
        return (*self._first, *_HEAPS)

    @property
    def _first(self) -> tuple[Any, ...]:
        is_now = self.section in (Section.TODAY, Section.WEEK)
        return (_D.place != SQL(str(PLACE[DutyKind.RETURN])),) if is_now else ()

    @property
    def places(self) -> list[Expression]:
        """On where somebody works."""
        found = [_D.office_id == SQL(":office")] if self.of_office else []
        return [*found, _D.department == SQL(":department")] if self.of_department else found


def due_rows(
    connection: Connection,
    today: date,
    wanted: DueFilter = EVERYTHING,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[DueRow]:
    """See app.ports.Queries."""
    if connection.seals and (offset or limit is not None):
        return _page_in_our_order(connection, today, wanted, offset, limit)
    # A place to begin needs a limit, in SQLite; the largest number is none.
    most = _NO_LIMIT if limit is None else limit
    page = f" LIMIT {most} OFFSET {offset}" if offset or limit is not None else ""
    return _rows(connection, _list(_shape(wanted)) + page, today, _values(today, wanted))


def _page_in_our_order(
    connection: Connection, today: date, wanted: DueFilter, offset: int, limit: int | None
) -> list[DueRow]:
    """The same where the database cannot tell who of a day comes first.

    Of the days and kinds on the page all rows are put in order, by what they are sorted by alone.
    """
    _be_ready(connection, today)
    shape, values = _shape(wanted), _values(today, wanted)
    last = _NO_LIMIT if limit is None else offset + limit
    heaps: set[tuple[str | None, int]] = set()
    before = passed = 0
    for due_on, place, total in connection.rows(_heaps(shape), values):
        if passed + total <= offset:
            before += total
        elif passed < last:
            heaps.add((due_on, place))
        passed += total
    if not heaps:
        return []
    found = connection.rows(_in_heaps(shape, heaps), values)
    ids = [row_id for row_id, *heap in found if tuple(heap) in heaps]
    page = _D.id.in_(among(ids[offset - before : last - before]))
    return _rows(connection, made_once(_query(shape).where(page).order_by(*shape.order)), today, values)


def due_rows_of(connection: Connection, person: Person, today: date, rules: SocietyRules) -> list[DueRow]:
    """Return what is due of one person. rules: those of the day."""
    statement, values = _list(_Shape(), of_person=True), {**_values(today), "person": person.id}
    return _rows(connection, statement, today, values, rules)


def due_counts(connection: Connection, today: date, wanted: DueFilter = EVERYTHING) -> list[DueCount]:
    """See app.ports.Queries."""
    _be_ready(connection, today)

    def count() -> Counter[tuple[int, str]]:
        found = connection.records(_counts(_shape(wanted)), _values(today, wanted))
        return Counter({(row["place"], name): row[name] for row in found for name in COUNTED})

    held = kept(connection) if wanted == DueFilter(office_id=wanted.office_id) else None
    asked = today, wanted.office_id
    told = count() if held is None else held.of_rows("counts", asked, count, partial(share_of, *asked))
    return [DueCount(kind, **{name: told[PLACE[kind], name] for name in COUNTED}) for kind in DutyKind]


def due_totals_by_office(connection: Connection, today: date) -> dict[OfficeId, dict[str, int]]:
    """Return the figures of due_counts over all kinds, for each office of whose people anything is due."""
    _be_ready(connection, today)
    found = connection.records(_counts(_Shape(), "office_id"), _values(today))
    return {row.pop("office_id"): row for row in found}


def leavers_left_out(connection: Connection, today: date, wanted: DueFilter = EVERYTHING) -> int:
    """See app.ports.Queries; of each the row ended so shortly before the end of cover."""
    is_asked = not wanted.kinds or DutyKind.REGISTER in wanted.kinds
    if wanted.only_overdue or wanted.is_hidden or not is_asked:
        return 0
    _be_ready(connection, today)
    notice = timedelta(days=rules_at(connection, today).register_before_leaving_days)
    values = _values(today, wanted, today - notice)
    found = connection.records(_left_out(_shape(replace(wanted, kinds=()))), values)
    ends = ((row["person_id"], date.fromisoformat(row["gone_on"]) + notice, row["ends_on"]) for row in found)
    return len({person_id for person_id, end, ends_on in ends if end.isoformat() == ends_on})


def due_days(
    connection: Connection, first: date, last: date, today: date, wanted: DueFilter = EVERYTHING
) -> list[DueDay]:
    """See app.ports.Queries."""
    _be_ready(connection, max(last, today))
    statement = _days(_shape(wanted, is_coming=True))
    found = connection.records(statement, _values(today, wanted, first, last))
    return [DueDay(date.fromisoformat(r["due_on"]), _KIND_AT[r["place"]], r["total"]) for r in found]


def due_rows_on(
    connection: Connection, day: date, today: date, wanted: DueFilter = EVERYTHING
) -> list[DueRow]:
    """See app.ports.Queries."""
    _be_ready(connection, max(day, today))
    found = _rows(connection, _list(_shape(wanted, is_coming=True)), today, _values(today, wanted, day, day))
    # One that changes its words on the way is one to do.
    return list({(row.why, row.person_id, row.certificate_id): row for row in found}.values())


def print_candidates(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[PersonRow]:
    """See app.ports.Queries; in the order of the offices and departments."""
    _be_ready(connection, today)
    wanted = DueFilter(office_id=office_id)
    rows = person_rows_of(connection, connection.values(_candidates(_shape(wanted)), _values(today, wanted)))
    return sorted(rows, key=lambda row: (row.office_code, row.department))


def _shape(wanted: DueFilter, *, is_coming: bool = False) -> _Shape:
    return _Shape(
        wanted.kinds,
        wanted.office_id is not None,
        wanted.department is not None,
        wanted.only_overdue,
        wanted.is_hidden,
        is_coming,
        wanted.section,
    )


@lru_cache(maxsize=64)
def _values(
    today: date, wanted: DueFilter = EVERYTHING, first: date = date.min, last: date = date.max
) -> Mapping[str, Any]:
    days = {"today": today.isoformat(), "first": first.isoformat(), "last": last.isoformat()}
    days |= {"week": _later(today, DAYS_OF_WEEK), "still": _later(today, -STANDS_STILL_AFTER)}
    return {**days, "office": wanted.office_id, "department": wanted.department}


def _later(today: date, by: timedelta) -> str:
    return date.fromordinal(max(1, min(date.max.toordinal(), today.toordinal() + by.days))).isoformat()


@cache
def _list(shape: _Shape, *, of_person: bool = False) -> str:
    query = _query(shape)
    if of_person:
        query = query.where(_D.person_id == SQL(":person"))
    return made_once(query.order_by(*shape.order))


@cache
def _heaps(shape: _Shape) -> str:
    """How many rows are due on a day that are of one kind, in the order of urgency."""
    query = _D.select(_D.due_on, _D.place, fn.COUNT(SQL("*")).alias("total")).where(*shape.conditions)
    return made_once(query.group_by(_D.due_on, _D.place).order_by(*shape.heaps_order))


def _in_heaps(shape: _Shape, heaps: Collection[tuple[str | None, int]]) -> str:
    """The rows of these days and kinds, and of those days others of those kinds."""
    days = sorted({due_on for due_on, _ in heaps if due_on is not None})
    is_then = _D.due_on.in_(SQL(f"({quoted(days) or 'NULL'})"))
    if any(due_on is None for due_on, _ in heaps):
        is_then |= _D.due_on.is_null()
    is_such = _D.place.in_(among({place for _, place in heaps}))
    query = _D.select(_D.id, _D.due_on, _D.place).where(*shape.conditions, is_then, is_such)
    return made_once(query.order_by(*shape.order))


@cache
def _query(shape: _Shape) -> "ModelSelect[Any]":
    columns = (
        *(_D.why, _D.person_id, _D.certificate_id, _P.symbol, _P.number, _P.branch_number, _P.name, _P.kana),
        *(fn.COALESCE(_C.issue_number, SQL("''")).alias("issue_number"), _O.name.alias("office")),
        *(_P.department, _D.due_on, _D.since, _D.detail),
        *(_D.moved_from, _D.moved_because.alias("because"), _D.hidden_until, _K.contacted_on),
        *(_K.means.alias("contact_means"), _K.about.alias("contact_about")),
    )
    told = ContactModel.alias()
    latest = (
        told.select(told.id)
        .where(told.person == _D.person_id, told.contacted_on <= _TODAY)
        .order_by(told.contacted_on.desc(), told.id.desc())
        .limit(SQL("1"))
    )
    return (
        _D.select(*columns)
        .join(_P, on=_P.id == _D.person_id)
        .join(_O)
        .join(_C, JOIN.LEFT_OUTER, on=_C.id == _D.certificate_id)
        .join(_K, JOIN.LEFT_OUTER, on=_K.id == latest)
        .where(*shape.conditions)
    )


@cache
def _counts(shape: _Shape, by: str = "place") -> str:
    def those(condition: Expression) -> Function:
        return fn.COUNT(Case(None, ((condition, SQL("1")),)))

    query = _D.select(
        getattr(_D, by),
        fn.COUNT(SQL("*")).alias("total"),
        those(_D.due_on < _TODAY).alias("overdue"),
        those(_all_of(_SECTIONS[Section.TODAY])).alias("today"),
        those(_all_of(_SECTIONS[Section.WEEK])).alias("week"),
        those(_D.why == SQL(f"'{Why.RENEWABLE}'")).alias("to_renew"),
    )
    # Kind by kind the index passes over all that is gone.
    every = () if shape.kinds else (shape.of_kinds(DutyKind),)
    return made_once(query.where(*every, *shape.conditions).group_by(getattr(_D, by)))


def _all_of(conditions: list[Expression]) -> Expression:
    return reduce(and_, conditions)


@cache
def _days(shape: _Shape) -> str:
    """Each duty once, though it may change its words on the way."""
    each = (_D.due_on, _D.place, _D.why, _D.person_id, _D.certificate_id)
    once = _D.select(*each).where(*shape.conditions).distinct().alias("once")
    query = Select([once], [once.c.due_on, once.c.place, fn.COUNT(SQL("*")).alias("total")])
    return made_once(query.group_by(once.c.due_on, once.c.place).order_by(once.c.due_on, once.c.place))


@cache
def _candidates(shape: _Shape) -> str:
    gets_one = _D.why.in_(SQL(f"({quoted(GETS_A_SHEET)})"))
    query = _D.select(_D.person_id).where(*shape.conditions, gets_one)
    return made_once(query.order_by(_D.kana_key, _D.person_id))


@cache
def _left_out(shape: _Shape) -> str:
    """The rows about registering that ended within the notice, of people who are covered still."""
    ended = (_D.gone_on > SQL(":first")) & (_D.gone_on <= _TODAY) & (_P.ends_on > _TODAY)
    query = _D.select(_D.person_id, _D.gone_on, _P.ends_on).join(_P, on=_P.id == _D.person_id)
    return made_once(query.where(shape.of_kinds([DutyKind.REGISTER]), ended, *shape.places))


def _be_ready(connection: Connection, today: date) -> None:
    """What a step has touched is told within it, and a day far ahead is computed before it is read."""
    settle(connection)
    reach(connection, today)


def _rows(
    connection: Connection,
    statement: str,
    today: date,
    values: Mapping[str, Any],
    rules: SocietyRules | None = None,
) -> list[DueRow]:
    """The rows that a statement finds. rules: those of the day, where they were read already."""
    _be_ready(connection, today)
    names, rows = connection.named(statement, values)
    said, due_on = itemgetter(*map(names.index, SAID_BY)), itemgetter(names.index("due_on"))
    number = itemgetter(*map(names.index, ("symbol", "number", "branch_number")))
    rules = rules or rules_at(connection, today)
    told, dates = told_by(rules), Dates(today, rules)
    # What a row is told by is told with it.
    columns = ["" if name in (*SAID_BY, "due_on") else name for name in names]
    beside = (
        (("key",), zip(person_keys(map(number, rows)), strict=True)),
        (DATED, map(dates.__getitem__, map(due_on, rows))),
        (TOLD, map(told.__getitem__, map(said, rows))),
    )
    return of_rows(DueRow, columns, rows, beside)
