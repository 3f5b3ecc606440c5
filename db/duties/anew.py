# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""When duties are written: a household's with the step that touches it, everybody's with new rules.

Everybody's are wholly of one rules file and one law, or wholly of another: they are written in one
transaction. In a large office they are computed beside the work, and the old ones stand until then.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date

from app.domain.ids import PersonId
from app.domain.rules import read_rule_book
from app.domain.wareki import wareki
from app.errors import NotAllowed
from app.garbage import without_collecting
from app.late import dataclass
from app.ports import Report, untold
from db.duties import basis
from db.duties.basis import Basis
from db.duties.facts import same_humans
from db.duties.written import Difference, Reckoning, difference, taken_back, write
from db.folder.connection import Connection, Unsettled, in_parts
from db.folder.troubles import REACHES_ELSEWHERE
from db.tables.images import LINES, image
from db.tables.narrowing import whole

AT_ONCE = 6_000
"""Up to so many people everybody's duties are written with the step itself."""

_PORTION = 1_024
"""So many people at a time are in memory."""

_OPERATION = "SELECT max(id) FROM operation"
_RESTS_ELSEWHERE = "SELECT main.rests_elsewhere(?)"
_FAR_ENOUGH = "SELECT 1 FROM duty_basis WHERE until_on >= ?"
_EVERYBODY = "SELECT id FROM person ORDER BY symbol, number"
_MEMBERS = "SELECT id FROM person WHERE (symbol, number) IN (VALUES {pairs})"
_OF_NOBODY = "SELECT DISTINCT person_id FROM duty WHERE person_id NOT IN (SELECT id FROM person)"
_OF_THEM = "SELECT DISTINCT person_id FROM journal WHERE id > ? AND person_id IS NOT NULL"
_SAME_HUMANS = "SELECT id FROM person WHERE (born_on, name_key) IN (VALUES {pairs})"
_LEFT_BEHIND = f"""
    SELECT before FROM {LINES} AS line WHERE id > ? AND table_name = 'person' AND before IS NOT NULL
"""


def settle(connection: Connection, report: Report = untold) -> None:
    """Write the duties of the households that the step under way has touched."""
    waiting = connection.unsettled
    connection.unsettled = Unsettled()
    if waiting.people or waiting.holders or waiting.rules:
        with whole(connection):
            _settle(connection, waiting, report)


def _settle(connection: Connection, waiting: Unsettled, report: Report) -> None:
    now = basis.found(connection)
    if now.until is None:
        return
    if connection.kept_to is not None and connection.value(
        _RESTS_ELSEWHERE, (sorted(waiting.people | waiting.holders),)
    ):
        raise NotAllowed(REACHES_ELSEWHERE)
    operation_id = connection.value(_OPERATION)
    last, done = connection.settled, None
    if now.is_old and _is_small(connection) and connection.kept_to is None:
        _write_everybodys(connection, now, now.until)
    else:
        done = _undone(connection, now, waiting, last)
        if done is None:
            done = _rewrite(connection, now, now.until, waiting, report)
        else:
            write(connection, done)
        if now.is_old and (waiting.people or waiting.holders):
            basis.mix(connection)
    if last is not None and last.operation_id == operation_id:
        # A step that read the list on its way is written in several parts.
        done = None
    connection.settled = _Settled(operation_id, now, done)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What the last operation did to the duties, by which rules; done: None where it is much, or unknown."""

    operation_id: int
    basis: Basis
    done: Difference | None


def _undone(
    connection: Connection, now: Basis, waiting: Unsettled, last: _Settled | None
) -> Difference | None:
    """What the step under way does to the duties, where it takes back the last one: the facts are again those
    from which the rows before were computed. None where anything came between.
    """
    if last is None or last.done is None or (last.operation_id, last.basis) != (waiting.takes_back, now):
        return None
    return taken_back(connection, last.done)


def complete(connection: Connection, on: date, *, beside_the_work: bool) -> None:
    """Write everybody's duties where they are missing, or rest on something else than they should.

    on: the day of opening. beside_the_work: in a large office the old ones may stand until renew().
    """
    now = basis.found(connection)
    if now.until is not None and beside_the_work and not _is_small(connection):
        return
    if connection.kept_to is not None:
        return  # those that stand are everybody's, and anew they are written by who sees everybody
    if _is_of_before(now, on):
        with connection.transaction():
            _write_everybodys(connection, now, _until(now, on))


def is_old(connection: Connection, on: date) -> bool:
    """Whether everybody's duties must be written anew on that day."""
    return connection.kept_to is None and _is_of_before(basis.found(connection), on)


def reach(connection: Connection, on: date) -> None:
    """See to it that the duties of a day far ahead are written, too."""
    if connection.value(_FAR_ENOUGH, (on.isoformat(),)) is None:
        if connection.kept_to is not None:
            raise NotAllowed(
                f"{wareki(on)} の期限はまだ計算されていません。全事業所を見る管理者にその日の一覧を一度"
                "開いてもらうと、ここでも見られます。"
            )
        now = basis.found(connection)
        within = nullcontext() if connection.in_transaction else connection.transaction()
        with within, whole(connection):
            _write_everybodys(connection, now, _until(now, on))


def renew(connection: Connection, on: date, report: Report) -> None:
    """Write everybody's duties anew while others work with the folder.

    Computed without holding anybody up; what they record meanwhile is computed with the rest.
    """
    while not _is_renewed(connection, on, report):
        """The rules were changed meanwhile."""


def wrong(connection: Connection) -> list[int]:
    """Return the persons of whom other duties stand than follow from the records."""
    now = basis.found(connection)
    if now.until is None:
        return connection.values("SELECT id FROM person ORDER BY id")
    found = set(connection.values(_OF_NOBODY))
    for one in _differences(connection, now, now.until, connection.values(_EVERYBODY)):
        found |= one.people
    return sorted(found)


def _is_renewed(connection: Connection, on: date, report: Report) -> bool:
    with connection.reading():
        now = basis.found(connection)
        until = _until(now, on)
        read_until = connection.value("SELECT coalesce(max(id), 0) FROM journal")
        people = connection.values(_EVERYBODY)
        found = list(_differences(connection, now, until, people, report))
    with connection.transaction():
        if basis.found(connection).rules_toml != now.rules_toml:
            return False
        is_empty = connection.row("SELECT 1 FROM duty LIMIT 1") is None
        with connection.indexes_aside("duty") if is_empty else nullcontext():
            for one in found:
                write(connection, one)
        basis.store(connection, now.rules_toml, until)
        waiting = Unsettled(set(connection.values(_OF_THEM, (read_until,))))
        for text in connection.values(_LEFT_BEHIND, (read_until,)):
            if was := image(text):
                waiting.homes.add((was["symbol"], was["number"]))
                waiting.humans.add((was["born_on"], was["name_key"]))
        _rewrite(connection, now, until, waiting)
    return True


def _write_everybodys(connection: Connection, now: Basis, until: date) -> None:
    for found in _differences(connection, now, until, connection.values(_EVERYBODY)):
        write(connection, found)
    basis.store(connection, now.rules_toml, until)


def _rewrite(
    connection: Connection, now: Basis, until: date, waiting: Unsettled, report: Report = untold
) -> Difference | None:
    """Write what follows of whoever was touched, and of who is gone; return it if it is not much."""
    people = set(waiting.people)
    for statement, pairs in ((_MEMBERS, waiting.homes), (_SAME_HUMANS, waiting.humans)):
        for part in in_parts(pairs):
            marks = ", ".join(["(?, ?)"] * len(part))
            texts = [text for pair in part for text in pair]
            people.update(connection.values(statement.format(pairs=marks), texts))
    if waiting.homes:
        # Where cover begins or ends, so does the question about who stands here twice.
        people.update(other for _, other in same_humans(connection, sorted(people)))
    found, portions = None, 0
    for those, by_sheets in ((people, False), (waiting.holders - people, True)):
        for found in _differences(connection, now, until, sorted(those), report, by_sheets=by_sheets):
            write(connection, found)
            portions += 1
    return found if portions == 1 else None


def _differences(
    connection: Connection,
    now: Basis,
    until: date,
    people: Sequence[PersonId],
    report: Report = untold,
    *,
    by_sheets: bool = False,
) -> Iterator[Difference]:
    reckoning = Reckoning(read_rule_book(now.rules_toml), until, by_sheets)
    for start in range(0, len(people), _PORTION):
        part = people[start : start + _PORTION]
        with without_collecting():
            found = difference(connection, reckoning, part)
        yield found
        report(start + len(part), len(people))


def _is_of_before(now: Basis, on: date) -> bool:
    return now.until is None or now.until < basis.end_of_year_ahead(on) or now.is_old


def _is_small(connection: Connection) -> bool:
    return bool(connection.value("SELECT count(*) FROM person") <= AT_ONCE)


def _until(now: Basis, on: date) -> date:
    return max(now.until or on, basis.end_of_year_ahead(on))
