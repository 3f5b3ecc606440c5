# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The due list: one statement that says who, what and why, in the order of urgency."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.closed_days import Closed, closed
from app.domain.duties import ACTION_OF, GETS_A_SHEET, KIND_OF, DutyKind, Why, rule_of, sentence
from app.domain.ids import OfficeId
from app.domain.person import Person, person_key
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.ports import EVERYTHING
from app.rows import DueCount, DueFilter, DueRow, OfficeProgress, PersonRow
from db.folder.connection import Connection
from db.reads import as_of, due_rules
from db.reads.due_terms import STAGES_WITHOUT, USING_RENEWED, listed
from db.reads.facts import rules_at
from db.reads.roster import person_rows_of
from db.tables.codec import built, day, read

WEEK = timedelta(days=7)

_ORDER = "due_on IS NULL, due_on, place, kana_key, person_id, certificate_id, why"
_WHY = {str(why): why for why in Why}

_WANTED = """
    (:office IS NULL OR office_id = :office)
    AND (:department IS NULL OR department = :department)
    AND (NOT :only_overdue OR due_on < :today)
"""

# With a bare parameter as its limit SQLite would plan this long statement anew every time.
_PAGE = f"""
    SELECT due.why AS why, due.person_id AS person_id, due.certificate_id AS certificate_id,
           coalesce(c.issue_number, '') AS issue_number, p.symbol AS symbol, p.number AS number,
           p.branch_number AS branch_number, p.name AS name, p.kana AS kana, o.name AS office,
           p.department AS department, due.due_on AS due_on, due.since AS since,
           due.detail AS detail, due.moved_from AS moved_from, due.moved_because AS moved_because,
           due.hidden_until AS hidden_until
    FROM (SELECT * FROM due WHERE {_WANTED} ORDER BY {_ORDER}
          LIMIT coalesce(:limit, -1) OFFSET :offset) AS due
    -- From the rows that are wanted to their persons, never through all persons.
    CROSS JOIN main.person p ON p.id = due.person_id
    CROSS JOIN office o ON o.id = p.office_id
    LEFT JOIN main.certificate c ON c.id = due.certificate_id
    ORDER BY {", ".join(f"due.{column}" for column in _ORDER.split(", "))}
"""

_COUNTS = f"""
    SELECT kind, count(*) AS total, count(CASE WHEN due_on < :today THEN 1 END) AS overdue,
           count(CASE WHEN due_on <= :week THEN 1 END) AS soon,
           count(CASE WHEN why = '{Why.RENEWABLE}' THEN 1 END) AS to_renew
    FROM due WHERE {_WANTED} GROUP BY kind
"""


def due_rows(
    connection: Connection,
    today: date,
    wanted: DueFilter = EVERYTHING,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[DueRow]:
    """See app.ports.Queries."""
    page = {"limit": limit, "offset": offset}
    return _page(connection, _statement(connection, today, wanted), today, wanted, page)


def due_counts(connection: Connection, today: date, wanted: DueFilter = EVERYTHING) -> list[DueCount]:
    """See app.ports.Queries."""
    counted = read(
        connection,
        DueCount,
        _statement(connection, today, wanted) + _COUNTS,
        parameters(rules_at(connection, today), today, wanted) | {"week": (today + WEEK).isoformat()},
    )
    of_kind = {count.kind: count for count in counted}
    return [of_kind.get(kind) or DueCount(kind, 0, 0, 0) for kind in DutyKind]


def due_rows_of(connection: Connection, person: Person, today: date) -> list[DueRow]:
    """Return what is due of one person, without reading the other households."""
    home = {"symbol": person.symbol, "number": person.number, "limit": None, "offset": 0}
    statement = due_rules.statement(is_past=as_of.set_back(connection, today), of_household=True)
    rows = _page(connection, statement, today, EVERYTHING, home)
    return [row for row in rows if row.person_id == person.id]


def print_candidates(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[PersonRow]:
    """See app.ports.Queries; in the order of the offices and departments."""
    wanted = DueFilter(kinds=(DutyKind.PRINT, DutyKind.RENEW), office_id=office_id)
    people = connection.values(
        f"{_statement(connection, today, wanted)} SELECT person_id FROM due"
        f" WHERE why IN ({listed(GETS_A_SHEET)}) AND {_WANTED} ORDER BY kana_key, person_id",
        parameters(rules_at(connection, today), today, wanted),
    )
    rows = person_rows_of(connection, people)
    return sorted(rows, key=lambda row: (row.office_code, row.department))


def office_progress(connection: Connection, today: date) -> list[OfficeProgress]:
    """See app.ports.Queries."""
    views = as_of.views(is_past=as_of.set_back(connection, today))
    return read(
        connection,
        OfficeProgress,
        f"""
        {f"WITH {', '.join(views)}" if views else ""}
        SELECT o.name AS office, coalesce(entitled.people, 0) AS entitled,
               coalesce(entitled.holding, 0) AS handed_out
        FROM office o
        LEFT JOIN (SELECT office_id, count(*) AS people,
                          count(CASE WHEN live_status = 'handed_out' OR id IN ({USING_RENEWED}) THEN 1 END)
                          AS holding
                   FROM person
                   WHERE {STAGES_WITHOUT} AND qualified_on <= :today AND ends_on > :today
                   GROUP BY office_id) AS entitled ON entitled.office_id = o.id
        ORDER BY o.code
        """,
        {"today": today.isoformat()},
    )


def _statement(connection: Connection, today: date, wanted: DueFilter) -> str:
    return due_rules.statement(is_past=as_of.set_back(connection, today), kinds=wanted.kinds)


def parameters(rules: SocietyRules, today: date, wanted: DueFilter) -> dict[str, Any]:
    """Return the parameters of db.reads.due_rules and of a filter."""
    return {
        **due_rules.parameters(rules, today),
        "office": wanted.office_id,
        "department": wanted.department,
        "only_overdue": int(wanted.only_overdue),
        "hidden": int(wanted.is_hidden),
    }


def _page(
    connection: Connection, statement: str, today: date, wanted: DueFilter, more: Mapping[str, Any]
) -> list[DueRow]:
    rules = rules_at(connection, today)
    found = connection.columns(statement + _PAGE, {**parameters(rules, today, wanted), **more})
    whys, details = [_WHY[why] for why in found["why"]], found["detail"]
    numbers = (found["symbol"], found["number"], found["branch_number"])
    moved = (found["moved_from"], found["moved_because"])
    said: dict[str, Sequence[Any]] = {
        "kind": [KIND_OF[why] for why in whys],
        "key": list(map(person_key, *numbers)),
        "days_left": [on and (date.fromisoformat(on) - today).days for on in found["due_on"]],
        "reason": list(map(_reason, whys, found["since"], details, *moved)),
        "rule": [rules.source(rule_of(why, detail)) for why, detail in zip(whys, details, strict=True)],
        "action": [ACTION_OF[why] for why in whys],
        "moved_because": [because or "" for because in found["moved_because"]],
        "closed": [_closed(on, rules) for on in found["due_on"]],
    }
    return built(DueRow, found | said)


def _closed(due_on: str | None, rules: SocietyRules) -> Closed | None:
    return closed(date.fromisoformat(due_on), rules.closing_days) if due_on else None


def _reason(
    why: Why, since: str | None, detail: str, moved_from: str | None, moved_because: str | None
) -> str:
    reason, before = sentence(why, day(since), detail), day(moved_from)
    if moved_because is None:
        return reason
    origin = f"、元は {wareki_short(before)}" if before else ""
    return f"{reason}(期日を変更{origin}: {moved_because})"
