# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The due list: one statement that says who, what and why, in the order of urgency."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.duties import ACTION_OF, GETS_A_SHEET, KIND_OF, DutyKind, Why, rule_of, sentence
from app.domain.ids import OfficeId
from app.domain.person import Person, person_key
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.rows import DueCount, DueFilter, DueRow, OfficeProgress, PersonRow
from db.folder.connection import Connection, Row
from db.reads import as_of, due_rules
from db.reads.due_terms import PLACE, STAGES_WITHOUT, USING_RENEWED, listed
from db.reads.facts import rules_at
from db.reads.roster import person_rows_of
from db.tables.mapping import KIND

WEEK = timedelta(days=7)

_ORDER = "due_on IS NULL, due_on, place, kana_key, person_id, certificate_id, why"
_WHY = {str(why): why for why in Why}
_KINDS = tuple(PLACE)

_WANTED = """
    (:office IS NULL OR office_id = :office)
    AND (:department IS NULL OR department = :department)
    AND (NOT :only_overdue OR due_on < :today)
    AND (:kinds IS NULL OR place IN (SELECT value FROM json_each(:kinds)))
"""

# With a bare parameter as its limit SQLite would plan this long statement anew every time.
_PAGE = f"""
    SELECT due.why, due.person_id, due.certificate_id, c.issue_number, p.symbol, p.number, p.branch_number,
           p.name, p.kana, p.kind, o.name, p.department, due.due_on, due.since, due.detail,
           due.moved_from, due.moved_because, due.hidden_until
    FROM (SELECT * FROM due WHERE {_WANTED} ORDER BY {_ORDER}
          LIMIT coalesce(:limit, -1) OFFSET :offset) AS due
    -- From the rows that are wanted to their persons, never through all persons.
    CROSS JOIN main.person p ON p.id = due.person_id
    CROSS JOIN office o ON o.id = p.office_id
    LEFT JOIN main.certificate c ON c.id = due.certificate_id
    ORDER BY {", ".join(f"due.{column}" for column in _ORDER.split(", "))}
"""

_COUNTS = f"""
    SELECT place, count(*), sum(due_on < :today), sum(due_on <= :week), sum(why = '{Why.RENEWABLE}')
    FROM due WHERE {_WANTED} GROUP BY place
"""


def due_rows(
    connection: Connection, today: date, wanted: DueFilter, *, offset: int = 0, limit: int | None = None
) -> list[DueRow]:
    """See app.ports.Queries."""
    rules = rules_at(connection, today)
    rows = connection.rows(
        _statement(connection, today, wanted) + _PAGE,
        parameters(rules, today, wanted) | {"limit": limit, "offset": offset},
    )
    return [_row(row, rules, today) for row in rows]


def due_counts(connection: Connection, today: date, wanted: DueFilter) -> list[DueCount]:
    """See app.ports.Queries."""
    rules = rules_at(connection, today)
    counted = {
        row[0]: row[1:]
        for row in connection.rows(
            _statement(connection, today, wanted) + _COUNTS,
            parameters(rules, today, wanted) | {"week": (today + WEEK).isoformat()},
        )
    }
    found = []
    for place, kind in enumerate(_KINDS):
        total, overdue, soon, to_renew = counted.get(place, (0, 0, 0, 0))
        found.append(DueCount(kind, total, overdue or 0, soon or 0, to_renew))
    return found


def due_rows_of(connection: Connection, person: Person, today: date) -> list[DueRow]:
    """Return what is due of one person, without reading the other households."""
    rules = rules_at(connection, today)
    everything = DueFilter()
    home = {"symbol": person.symbol, "number": person.number}
    rows = connection.rows(
        due_rules.statement(is_past=as_of.set_back(connection, today), of_household=True) + _PAGE,
        parameters(rules, today, everything) | home | {"limit": None, "offset": 0},
    )
    return [_row(row, rules, today) for row in rows if row[1] == person.id]


def print_candidates(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[PersonRow]:
    """See app.ports.Queries; in the order of the offices and departments."""
    wanted = DueFilter(kinds=(DutyKind.PRINT, DutyKind.RENEW), office_id=office_id)
    people = connection.rows(
        f"{_statement(connection, today, wanted)} SELECT person_id FROM due"
        f" WHERE why IN ({listed(GETS_A_SHEET)}) AND {_WANTED}",
        parameters(rules_at(connection, today), today, wanted),
    )
    rows = person_rows_of(connection, [row[0] for row in people])
    return sorted(rows, key=lambda row: (row.office_code, row.department))


def office_progress(connection: Connection, today: date) -> list[OfficeProgress]:
    """See app.ports.Queries."""
    views = as_of.views(is_past=as_of.set_back(connection, today))
    rows = connection.rows(
        f"""
        {f"WITH {', '.join(views)}" if views else ""}
        SELECT o.name, coalesce(entitled.people, 0), coalesce(entitled.holding, 0)
        FROM office o
        LEFT JOIN (SELECT office_id, count(*) AS people,
                          sum(coalesce(live_status = 'handed_out', 0) OR id IN ({USING_RENEWED})) AS holding
                   FROM person
                   WHERE {STAGES_WITHOUT} AND qualified_on <= :today AND ends_on > :today
                   GROUP BY office_id) AS entitled ON entitled.office_id = o.id
        ORDER BY o.code
        """,
        {"today": today.isoformat()},
    )
    return [OfficeProgress(*row) for row in rows]


def _statement(connection: Connection, today: date, wanted: DueFilter) -> str:
    return due_rules.statement(is_past=as_of.set_back(connection, today), kinds=wanted.kinds)


def parameters(rules: SocietyRules, today: date, wanted: DueFilter) -> dict[str, Any]:
    """Return the parameters of db.reads.due_rules and of a filter."""
    places = [PLACE[kind] for kind in wanted.kinds]
    return {
        **due_rules.parameters(rules, today),
        "office": wanted.office_id,
        "department": wanted.department,
        "only_overdue": int(wanted.only_overdue),
        "hidden": int(wanted.is_hidden),
        "kinds": json.dumps(places) if places else None,
    }


def _row(row: Row, rules: SocietyRules, today: date) -> DueRow:
    why = _WHY[row[0]]
    due_on = row[12] and date.fromisoformat(row[12])
    moved_from = row[15] and date.fromisoformat(row[15])
    reason = sentence(why, row[13] and date.fromisoformat(row[13]), row[14])
    if row[16] is not None:
        before = f"、元は {wareki_short(moved_from)}" if moved_from else ""
        reason += f"(期日を変更{before}: {row[16]})"
    return DueRow(
        KIND_OF[why],
        row[1],
        row[2],
        row[3] or "",
        person_key(row[4], row[5], row[6]),
        row[7],
        row[8],
        KIND[row[9]],
        row[10],
        row[11],
        due_on,
        None if due_on is None else (due_on - today).days,
        reason,
        rules.source(rule_of(why, row[14])),
        ACTION_OF[why],
        why,
        moved_from,
        row[17] and date.fromisoformat(row[17]),
        row[16] or "",
    )


def departments(connection: Connection, office_id: OfficeId | None) -> Sequence[str]:
    """See app.ports.Queries."""
    rows = connection.rows(
        "SELECT DISTINCT department FROM person"
        " WHERE department <> '' AND (:office IS NULL OR office_id = :office) ORDER BY department",
        {"office": office_id},
    )
    return [row[0] for row in rows]
