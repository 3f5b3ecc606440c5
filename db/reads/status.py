# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""状況回答: what the society asks for, counted per office as of any day, and answers given."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any

from peewee import fn

from app.domain.answer import PARTS_OF_COVERED, Answer, AnswerOffice, Figure, GivenAnswer, Mark, Named
from app.domain.duties import DutyKind
from app.domain.ids import AnswerId, OfficeId, PersonId
from app.domain.person import WITH_CARD
from app.errors import NotFound
from app.late import dataclass
from app.morning import OfficeProgress
from app.rows import GivenAnswerRow, OfficeStatus, StatusAnswer
from db.duties.anew import reach, settle
from db.duties.written import PLACE
from db.folder.connection import Connection, in_parts
from db.journal.journal import IS_UNDONE
from db.reads.cards import CARD_DUTY
from db.reads.facts import MADE, STAGE_THEN, STATUS_THEN, USED_UNTIL_RENEWED, sheets_then
from db.reads.kept import kept
from db.reads.roster import offices
from db.tables.codec import of_records, read
from db.tables.columns import quoted
from db.tables.images import image
from db.tables.mapping import GIVEN_ANSWER
from db.tables.models import GivenAnswerModel, PersonModel
from db.tables.table import among

_FIGURE = {str(one): one for one in Figure}
_SHEETS = ("ready", "handed_out", "collected", "forwarded", "lost", "uncollectable")
_PLACE_OF_RETURNS = PLACE[DutyKind.RETURN]

_TOLD = "(SELECT sheet_id FROM told)"
_DEALT_WITH = "(SELECT person_id FROM dealt_with)"


@dataclass(frozen=True)
class _Source:
    """Where units of some figures come from: `p` is the person.

    figure: SQL that says which. one_of: what decides about it, cheaper to group by.
    """

    tables: str
    figure: str
    one_of: str = "NULL"
    sheet: str = "NULL"


_HAS_CARD = f"{STAGE_THEN} IN ({quoted(WITH_CARD)})"
_SHEETS_THEN = f"{sheets_then(_SHEETS)} AS c JOIN person p ON p.id = c.person_id"
_STILL_USED = f"""
    {sheets_then(["superseded"])} AS c JOIN certificate r ON r.id = c.id AND {USED_UNTIL_RENEWED}
    JOIN person p ON p.id = c.person_id
"""

_SOURCES = (
    _Source(
        "person p WHERE p.qualified_on <= :today AND p.ends_on > :today",
        figure=f"CASE WHEN {_HAS_CARD} THEN 'registered' ELSE 'entitled' END",
        one_of=_HAS_CARD,
    ),
    _Source(
        f"{_SHEETS_THEN} WHERE c.id NOT IN {_TOLD}",
        figure="c.status",
        one_of="c.status",
        sheet="c.id",
    ),
    # Until the new one is handed out the holder uses the one that is renewed.
    _Source(
        f"{_STILL_USED} WHERE c.id NOT IN {_TOLD}",
        figure="'handed_out'",
        sheet="c.id",
    ),
    # What is owed already, not what is announced, whether or not somebody moved or hid it in the list.
    _Source(
        f"duty d JOIN person p ON p.id = d.person_id WHERE d.place = {_PLACE_OF_RETURNS}"
        " AND d.appears_on <= :today AND d.gone_on > :today AND coalesce(d.begins, d.appears_on) <= :today"
        f" AND (d.certificate_id IS NULL OR d.certificate_id NOT IN {_TOLD})",
        figure="'to_come_back'",
        sheet="d.certificate_id",
    ),
    _Source(
        "told JOIN certificate c ON c.id = told.sheet_id JOIN person p ON p.id = c.person_id",
        figure="told.figure",
        one_of="told.figure",
        sheet="c.id",
    ),
    _Source(
        "person p JOIN elderly_card e ON e.person_id = p.id"
        f" WHERE e.outcome <> 'replaced' AND (e.done_on <= :today OR p.id IN {_DEALT_WITH})",
        figure="'elderly_done'",
    ),
    _Source(
        f"duty d JOIN person p ON p.id = d.person_id WHERE {CARD_DUTY} AND p.id NOT IN {_DEALT_WITH}",
        figure="'elderly_outstanding'",
    ),
)
_COUNTS = " UNION ALL ".join(
    f"SELECT {source.figure} AS figure, p.office_id AS office_id, count(*) AS units FROM {source.tables}"
    f" GROUP BY {source.one_of}, p.office_id"
    for source in _SOURCES
)
_UNITS = " UNION ALL ".join(
    f"SELECT {source.figure} AS figure, p.office_id AS office_id, p.id AS person_id,"
    f" {source.sheet} AS certificate_id FROM {source.tables}"
    for source in _SOURCES
)

_PROGRESS = f"""
    SELECT p.office_id AS office_id, count(*) AS entitled,
           count(CASE WHEN p.id IN (SELECT c.person_id FROM {sheets_then(["handed_out"])} AS c
                                    UNION ALL SELECT c.person_id FROM {_STILL_USED}) THEN 1 END) AS handed_out
    FROM person p
    WHERE p.qualified_on <= :today AND p.ends_on > :today AND NOT ({_HAS_CARD})
    GROUP BY p.office_id
"""
_PROGRESS_OF_ONE = f"""
    SELECT p.office_id AS office_id, 1 AS entitled,
           CASE WHEN EXISTS (
                    SELECT 1 FROM certificate c WHERE c.person_id = p.id AND {STATUS_THEN} = 'handed_out'
                       AND (c.last_step_on IS NULL OR c.last_step_on <= :today OR {MADE}))
                  OR EXISTS (
                    SELECT 1 FROM certificate c JOIN certificate r ON r.id = c.id AND {USED_UNTIL_RENEWED}
                    WHERE c.person_id = p.id AND {STATUS_THEN} = 'superseded'
                      AND (c.last_step_on IS NULL OR c.last_step_on <= :today OR {MADE}))
                THEN 1 ELSE 0 END AS handed_out
    FROM person p
    WHERE p.id = :person AND p.qualified_on <= :today AND p.ends_on > :today AND NOT ({_HAS_CARD})
"""
"""SQL: the same of one person, whose few sheets are looked at."""
_PARTS_OF_PROGRESS = ("entitled", "handed_out")

# A sheet keeps its latest report and its latest return only. Of one that was void or collected and
# was lost later, the journal still knows what it was: its last image whose every day had come.
_DAYS = (
    *("issued_on", "ready_on", "handed_out_on", "closed_on", "collected_on"),
    *("forwarded_on", "sent_back_on"),
)
_IMAGES = f"""
    SELECT c.id AS id, c.person_id AS person_id, journal.after AS after FROM certificate c
    CROSS JOIN journal ON journal.person_id = c.person_id AND journal.table_name = 'certificate'
                AND journal.row_id = c.id
    CROSS JOIN operation ON operation.id = journal.operation_id AND operation.depth = 0
                AND {IS_UNDONE} = 0
    WHERE c.last_step_on > :today AND c.closed_as IN ('lost', 'uncollectable') AND journal.after IS NOT NULL
    ORDER BY c.id, journal.id DESC
"""
_GIVEN_OUT = """
    SELECT 1 FROM certificate n WHERE n.person_id = :person AND n.id > :sheet
      AND n.handed_out_on BETWEEN :since AND :today
"""
_STATED = ("collected", "lost", "uncollectable")
# A card whose outcome was recorded anew later, such as one reported lost and then found.
_CARD_IMAGES = f"""
    SELECT e.person_id, journal.after FROM elderly_card e
    CROSS JOIN journal ON journal.person_id = e.person_id AND journal.table_name = 'elderly_card'
                AND journal.row_id = e.id
    CROSS JOIN operation ON operation.id = journal.operation_id AND operation.depth = 0 AND {IS_UNDONE} = 0
    WHERE e.done_on > :today AND journal.after IS NOT NULL
"""


def status_answer(connection: Connection, as_of: date) -> StatusAnswer:
    """See app.ports.Queries."""
    statement, values = _tables(connection, as_of)
    counted: dict[OfficeId, Counter[Figure]] = {}
    for row in connection.records(f"{statement} {_COUNTS}", values):
        counts = counted.setdefault(row["office_id"], Counter())
        counts[Figure(row["figure"])] += row["units"]
        if row["figure"] in PARTS_OF_COVERED:
            counts[Figure.COVERED] += row["units"]
    return StatusAnswer(
        as_of,
        tuple(
            OfficeStatus.of(office.id, office.name, counted.get(office.id, {}))
            for office in offices(connection)
            if office.id is not None
        ),
    )


def status_behind(
    connection: Connection, as_of: date, figure: Figure | None = None, office_id: OfficeId | None = None
) -> Answer:
    """See app.ports.Queries."""
    wanted = [figure] if figure not in (None, Figure.COVERED) else list(Figure)
    wanted = list(PARTS_OF_COVERED) if figure is Figure.COVERED else wanted
    statement, values = _tables(connection, as_of)
    found = connection.columns(
        f"""
        {statement}
        SELECT unit.figure AS figure, unit.person_id AS person_id,
               coalesce(c.issue_number, '') AS issue_number
        FROM ({_UNITS}) AS unit LEFT JOIN certificate c ON c.id = unit.certificate_id
        WHERE unit.figure IN ({quoted(wanted)})
          AND (CAST(:office AS INTEGER) IS NULL OR unit.office_id = :office)
        """,
        values | {"office": office_id},
    )
    people = _people(connection, set(found["person_id"]))
    place = {person_id: at for at, person_id in enumerate(people)}
    places = map(place.__getitem__, found["person_id"])
    units = zip(places, found["issue_number"], found["figure"], found["person_id"], strict=True)
    marks: dict[Figure, list[Mark]] = {}
    for _, issue_number, name, person_id in sorted(units):
        marks.setdefault(_FIGURE[name], []).append((person_id, issue_number))
    return Answer(
        as_of,
        tuple(
            AnswerOffice(office.id, office.name) for office in offices(connection) if office.id is not None
        ),
        people,
        marks,
    )


def office_progress(connection: Connection, today: date) -> list[OfficeProgress]:
    """See app.ports.Queries."""
    on = {"today": today.isoformat()}

    def told(statement: str, **of: int) -> Counter[tuple[OfficeId, str]]:
        found = connection.records(statement, on | of)
        return Counter({(row["office_id"], name): row[name] for row in found for name in _PARTS_OF_PROGRESS})

    held = kept(connection)
    progress = partial(told, _PROGRESS)
    if held is None:
        found = progress()
    else:
        found = held.of_people(today, progress, lambda person_id: told(_PROGRESS_OF_ONE, person=person_id))
    return [
        OfficeProgress(one.id, one.name, *(found[one.id, name] for name in _PARTS_OF_PROGRESS))
        for one in offices(connection)
        if one.id is not None
    ]


def given_answers(connection: Connection) -> list[GivenAnswerRow]:
    """See app.ports.Queries."""
    answer = GivenAnswerModel
    place = fn.ROW_NUMBER().over(partition_by=[answer.as_of], order_by=[answer.id])
    query = answer.select(
        *(answer.id.alias("answer_id"), answer.as_of, answer.made_on, (place > 1).alias("is_correction"))
    )
    return read(connection, GivenAnswerRow, query.order_by(answer.as_of.desc(), answer.id.desc()))


def given_answer(connection: Connection, answer_id: AnswerId) -> GivenAnswer:
    """See app.ports.Queries."""
    found = GIVEN_ANSWER.where(connection, id=answer_id)
    if not found:
        raise NotFound("この回答の控えは見つかりません。画面を開き直してください。")
    return found[0]


def _tables(connection: Connection, as_of: date) -> tuple[str, dict[str, Any]]:
    """Return the common tables that the sources of units read, and the parameters."""
    settle(connection)
    reach(connection, as_of)
    today = {"today": as_of.isoformat()}
    sheets = [f"({sheet_id}, '{Figure(figure)}')" for sheet_id, figure in _told_then(connection, today)]
    cards = [f"({person_id})" for person_id in _dealt_with_then(connection, today)]
    tables = (
        _listed("told (sheet_id, figure)", sheets, "0, ''"),
        _listed("dealt_with (person_id)", cards, "0"),
    )
    return f"WITH {', '.join(tables)}", today


def _told_then(connection: Connection, today: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """The sheets, and what each counted as by its last image whose every day had come."""
    seen: set[int] = set()
    for row in connection.records(_IMAGES, today):
        then = image(row["after"]) or {}
        if row["id"] in seen or any((then.get(on) or "") > today["today"] for on in _DAYS):
            continue
        seen.add(row["id"])
        status = then.get("status")
        figure = status if status in _STATED else ""
        if status == "superseded":
            whose = {"person": row["person_id"], "sheet": row["id"], "since": then["closed_on"], **today}
            is_due = then.get("replace_cause") != "renewal" or connection.row(_GIVEN_OUT, whose) is not None
            figure = "to_come_back" if is_due else ""
        if figure:
            yield row["id"], figure


def _dealt_with_then(connection: Connection, today: dict[str, Any]) -> list[int]:
    """Of whose card an outcome was recorded by then."""
    found = {
        person_id: None
        for person_id, after in connection.rows(_CARD_IMAGES, today)
        if (then := image(after)) and then["done_on"] <= today["today"]
    }
    return list(found)


def _listed(table: str, rows: Sequence[str], like: str) -> str:
    """A common table of rows that are known already; like: a row of the kind."""
    found = f"VALUES {', '.join(rows)}" if rows else f"SELECT {like} WHERE FALSE"
    return f"{table} AS ({found})"


def _people(connection: Connection, ids: set[int]) -> dict[PersonId, Named]:
    """Whom the figures name, in kana order."""
    person = PersonModel
    query = person.select(
        *(person.id.alias("person_id"), person.office, person.symbol, person.number, person.branch_number),
        *(person.name, person.kana, person.department, person.kana_key),
    )
    parts = (connection.records(query.where(person.id.in_(among(part)))) for part in in_parts(ids))
    found = [row for rows in parts for row in rows]
    found.sort(key=itemgetter("kana_key", "person_id"))
    return {one.person_id: one for one in of_records(Named, found)}
