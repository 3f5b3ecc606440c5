# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What several reads share: rows of persons, stages and sheets of a day."""

from collections.abc import Iterable
from operator import itemgetter
from typing import TypeVar

from app.domain.person import person_keys
from db.folder.connection import Connection, Parameters, Statement
from db.tables.codec import of_rows
from db.tables.columns import quoted
from db.tables.models import LIVE_STATUSES

T = TypeVar("T")

STAGE_THEN = """
    CASE WHEN p.enrolment_as_of IS NULL OR p.enrolment_as_of <= :today THEN p.enrolment
         ELSE coalesce(
             (SELECT s.enrolment FROM stage s
              WHERE s.person_id = p.id AND (s.learned_on IS NULL OR s.learned_on <= :today)
              ORDER BY s.id DESC LIMIT 1),
             (SELECT s.enrolment FROM stage s WHERE s.person_id = p.id ORDER BY s.id LIMIT 1)) END
"""
"""SQL on a person `p`: the stage at the end of a day; see app.domain.enrolment_stage."""

STATUS_THEN = f"""
    CASE WHEN c.last_step_on IS NULL OR c.last_step_on <= :today THEN c.status
         WHEN c.sent_back_on <= :today THEN 'collected'
         WHEN c.forwarded_on <= :today THEN 'forwarded'
         WHEN c.collected_on <= :today THEN 'collected'
         WHEN c.closed_on <= :today AND c.closed_as IS NOT NULL THEN c.closed_as
         WHEN c.void_on <= :today AND c.status NOT IN ({LIVE_STATUSES}) THEN 'superseded'
         WHEN c.handed_out_on <= :today OR c.origin = 'listed' THEN 'handed_out'
         WHEN c.ready_on <= :today THEN 'ready'
         ELSE 'planned' END
"""
"""SQL on a sheet `c` that was MADE: see Certificate.as_of. One lost from the drawer is as it is now from
its last step on."""

USED_UNTIL_RENEWED = """
    r.replace_cause = 'renewal' AND NOT EXISTS (
        SELECT 1 FROM certificate n WHERE n.person_id = r.person_id AND n.id > r.id
           AND n.handed_out_on BETWEEN coalesce(r.void_on, r.closed_on) AND :today)
"""
"""SQL on a superseded sheet `r`: its holder has not got the one that renews it; see app.domain.renewal."""

MADE = "(c.origin = 'listed' OR c.issued_on IS NULL OR c.issued_on <= :today)"
"""SQL on a sheet `c`: whether it was there at the end of a day."""


def sheets_then(statuses: Iterable[str]) -> str:
    """Return SQL for the sheets `c` that were in one of these states at the end of a day.

    Most had their last step by then, and are found by the state they are in now.
    """
    among = quoted(statuses)
    columns = "c.id AS id, c.person_id AS person_id"
    return f"""
        (SELECT {columns}, c.status AS status FROM certificate c
         WHERE c.status IN ({among}) AND (c.last_step_on IS NULL OR c.last_step_on <= :today)
         UNION ALL
         SELECT {columns}, {STATUS_THEN} AS status FROM certificate c
         WHERE c.last_step_on > :today AND {MADE} AND {STATUS_THEN} IN ({among}))
    """


def rows_of_persons(
    connection: Connection, kind: type[T], statement: Statement, parameters: Parameters = ()
) -> list[T]:
    """Return the rows that a statement finds by the names of its columns.

    Of a person it names 記号, 番号 and 枝番, of which the key of the row is made.
    """
    names, rows = connection.named(statement, parameters)
    number = itemgetter(*map(names.index, ("symbol", "number", "branch_number")))
    return of_rows(kind, names, rows, [(("key",), zip(person_keys(map(number, rows)), strict=True))])
