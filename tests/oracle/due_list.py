"""The due list of an office, slow and obviously right: all rows, sorted, then sieved."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.duties import ACTION_OF, KIND_OF, DutyKind, Why, rule_of, sentence
from app.domain.person import person_key
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.rows import DueCount, DueFilter, DueRow
from tests.oracle.duties import Duty, duties
from tests.oracle.office import Facts, Office


def due_list(office: Office, rules: SocietyRules, today: date) -> list[DueRow]:
    """Every row of that day, hidden ones too, in the order of the list."""
    names = {one.id: one.name for one in office.store.queries.offices()}
    rows = [
        _row(facts, duty, rules, today, names[facts.person.office_id])
        for facts in office.facts(today)
        for duty in duties(facts, rules, today)
    ]
    return sorted(rows, key=_urgency)


def sieve(
    rows: Sequence[DueRow], today: date, wanted: DueFilter, office_name: str | None = None
) -> list[DueRow]:
    """The rows that a filter asks for. office_name: of the office in the filter."""
    return [
        row
        for row in rows
        if (not wanted.kinds or row.kind in wanted.kinds)
        and (office_name is None or row.office == office_name)
        and (wanted.department is None or row.department == wanted.department)
        and (not wanted.only_overdue or (row.due_on is not None and row.due_on < today))
        and wanted.is_hidden == (row.hidden_until is not None and today < row.hidden_until)
    ]


def counts(rows: Sequence[DueRow], today: date) -> list[DueCount]:
    """How many rows of each kind: all, overdue, due within a week."""
    found = []
    for kind in DutyKind:
        mine = [row for row in rows if row.kind is kind]
        dates = [row.due_on for row in mine]
        known = [on for on in dates if on is not None]
        found.append(
            DueCount(
                kind,
                len(dates),
                sum(on < today for on in known),
                sum(on <= today + timedelta(days=7) for on in known),
                sum(row.why is Why.RENEWABLE for row in mine),
            )
        )
    return found


def _row(facts: Facts, duty: Duty, rules: SocietyRules, today: date, office_name: str) -> DueRow:
    person = facts.person
    kind = KIND_OF[duty.why]
    decided = [d for d in facts.deferrals if (d.kind, d.certificate_id) == (kind, duty.certificate_id)]
    latest = decided[-1] if decided else None
    if (
        latest is not None
        and duty.certificate_id is None
        and latest.due_on is not None
        and duty.due_on is not None
        and latest.due_on < duty.due_on
        and (duty.begins is None or latest.made_on < duty.begins)
    ):
        # It was about an earlier duty of this kind.
        latest = None
    due_on, reason, moved_from = duty.due_on, sentence(duty.why, duty.since, duty.detail), None
    moved_because = ""
    if latest is not None and latest.due_on is not None:
        due_on, moved_from, moved_because = latest.due_on, duty.due_on, latest.reason
        before = "" if moved_from is None else f"、元は {wareki_short(moved_from)}"
        reason += f"(期日を変更{before}: {latest.reason})"
    sheet = next((s for s, _ in facts.sheets if s.id == duty.certificate_id), None)
    assert person.id is not None
    return DueRow(
        kind=kind,
        person_id=person.id,
        certificate_id=duty.certificate_id,
        issue_number="" if sheet is None else sheet.issue_number,
        key=person_key(person.symbol, person.number, person.branch_number),
        name=person.name,
        kana=person.kana,
        person_kind=person.kind,
        office=office_name,
        department=person.department,
        due_on=due_on,
        days_left=None if due_on is None else (due_on - today).days,
        reason=reason,
        rule=rules.source(rule_of(duty.why, duty.detail)),
        action=ACTION_OF[duty.why],
        why=duty.why,
        moved_from=moved_from,
        hidden_until=None if latest is None else latest.hidden_until,
        moved_because=moved_because,
    )


def _urgency(row: DueRow) -> tuple[object, ...]:
    """By date, undated rows last; then by kind, kana, person and sheet."""
    return (
        row.due_on or date.max,
        list(DutyKind).index(row.kind),
        "".join(row.kana.split()),
        row.person_id,
        row.certificate_id or 0,
        str(row.why),
    )
