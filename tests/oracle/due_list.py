"""The due list of an office, slow and obviously right: all rows, sorted, then sieved.

Kind, next action and rule of a reason are said here once more, from docs/rules.md; only the Japanese
sentence about it is the program's.
"""

from collections.abc import Sequence
from datetime import date

from app.domain.duties import DutyKind, NextAction, Why, sentence
from app.domain.person import person_key
from app.domain.rest_days import rest_day
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.rows import DueCount, DueFilter, DueRow
from tests.oracle.duties import Duty, duties
from tests.oracle.office import Facts, Office

MEANS = {
    # reason: kind, what is done next, rule
    "replaced": ("return", "collect", "return_days"),
    "loss": ("return", "collect", "return_days"),
    "unrecorded": ("return", "collect", "return_days"),
    "registered": ("return", "collect", "return_when_registered"),
    "expired": ("return", "collect", "return_expired"),
    "ready": ("hand_out", "hand_out", "hand_out_days"),
    "unconfirmed": ("print", "confirm", "print_days"),
    "no_sheet": ("print", "print", "print_days"),
    "no_expiry": ("print", "import", "print_days"),
    "expiry_past": ("print", "import", "print_days"),
    "card_listed": ("elderly_card", "collect_elderly", "elderly_cutoff_on"),
    "card_possible": ("elderly_card", "collect_elderly", "elderly_cutoff_on"),
    "sheet_back": ("forward", "forward", "forward_days"),
    "card_back": ("forward", "forward", "forward_days"),
    "card_renews": ("renew", "import", "elderly_renew_notice_days"),
    "expires": ("renew", "import", "renew_notice_days"),
    "over": ("renew", "dispose", "return_expired"),
    "renewable": ("renew", "print", "renew_notice_days"),
    "copay_changes": ("print", "print", "copay_change_returns"),
    "copay_missing": ("ask", "answer", "copay_shown_on"),
    "covered_twice": ("ask", "answer", ""),
    "expiry_doubted": ("ask", "answer", "expiry_max_years"),
    "branch_doubted": ("ask", "answer", "insured_branch"),
    "copay_doubted": ("ask", "answer", "copay_shown_on"),
    "leap_75": ("ask", "answer", ""),
    "stays_insured": ("ask", "answer", ""),
    "at_70": ("birthday", "import", "birthday_notice_months"),
    "at_75": ("birthday", "show", "birthday_notice_months"),
    "to_register": ("register", "contact", "quiet_days"),
    "card_ends": ("register", "contact", "card_notice_days"),
    "card_ended": ("register", "contact", "card_grace_months"),
}
RULE_OF_REPLACED = {
    "name": "name_change_returns",
    "insured_name": "name_change_family",
    "copay": "copay_change_returns",
    "rehire": "rehire_returns",
}
ORDER = ("return", "hand_out", "print", "elderly_card", "forward", "renew", "birthday", "ask", "register")
WRITTEN = {
    "covered_twice": "健康保険法3条7項、保保発0430第2号(2021年4月30日、夫婦共同扶養)",
    "leap_75": "高齢者の医療の確保に関する法律52条(2月29日生まれの日は未確認)",
    "stays_insured": "高齢者の医療の確保に関する法律50条(後期高齢者医療の被保険者は国内に住所のある方)",
}
"""Where it is written, where no entry of the society's rules says it."""
"""What presses more on the same day stands first."""


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
    found = [
        row
        for row in rows
        if (not wanted.kinds or row.kind in wanted.kinds)
        and (office_name is None or row.office == office_name)
        and (wanted.department is None or row.department == wanted.department)
        and (not wanted.only_overdue or (row.due_on is not None and row.due_on < today))
        and wanted.is_hidden == (row.hidden_until is not None and today < row.hidden_until)
        and (wanted.section is None or part_of_day(row, today) == wanted.section)
    ]
    if wanted.section in ("today", "week"):
        found.sort(key=lambda row: row.kind != "return")
    return found


def part_of_day(row: DueRow, today: date) -> str:
    """Late or due today, within a week, or of no day, far ahead, or the same every morning."""
    if row.due_on is None:
        return "waiting"
    days = (row.due_on - today).days
    if row.kind == "elderly_card" and row.detail == "" and days < -30:
        return "waiting"
    return "waiting" if days > 7 else "week" if days > 0 else "today"


def counts(rows: Sequence[DueRow], today: date) -> list[DueCount]:
    """How many rows of each kind: all, overdue, due within a week."""
    found = []
    for kind in DutyKind:
        mine = [row for row in rows if row.kind is kind]
        parts = [part_of_day(row, today) for row in mine]
        found.append(
            DueCount(
                kind,
                len(mine),
                sum(row.due_on is not None and row.due_on < today for row in mine),
                parts.count("today"),
                parts.count("week"),
                sum(row.why is Why.RENEWABLE for row in mine),
            )
        )
    return found


def _row(facts: Facts, duty: Duty, rules: SocietyRules, today: date, office_name: str) -> DueRow:
    person = facts.person
    kind, action, rule = MEANS[duty.why]
    if duty.why == "replaced":
        rule = RULE_OF_REPLACED.get(duty.detail, rule)
    if duty.why is Why.CARD_LISTED and duty.detail:
        # None of 2024, but one that was in use.
        rule = "return_elderly_card"
    if duty.why is Why.OVER and duty.detail:
        # Not over: a case of the society says that nobody wants it back.
        rule = "return_certificate"
    decided = [d for d in facts.deferrals if (d.kind, d.certificate_id) == (kind, duty.certificate_id)]
    latest = decided[-1] if decided else None
    if (
        latest is not None
        and duty.certificate_id is None
        and latest.due_on is not None
        and (duty.due_on is None or latest.due_on < duty.due_on)
        and (latest.made_on < duty.begins if duty.begins else duty.due_on is not None)
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
    told = max(facts.contacts, key=lambda c: (c.on, c.id or 0), default=None)
    assert person.id is not None
    return DueRow(
        kind=DutyKind(kind),
        person_id=person.id,
        certificate_id=duty.certificate_id,
        issue_number="" if sheet is None else sheet.issue_number,
        key=person_key(person.symbol, person.number, person.branch_number),
        name=person.name,
        kana=person.kana,
        office=office_name,
        department=person.department,
        due_on=due_on,
        days_left=None if due_on is None else (due_on - today).days,
        reason=reason,
        rule=rules.source(rule) if rule else WRITTEN[duty.why],
        action=NextAction(action),
        why=duty.why,
        moved_from=moved_from,
        hidden_until=None if latest is None else latest.hidden_until,
        moved_because=moved_because,
        rest=None if due_on is None else rest_day(due_on, rules),
        since=duty.since,
        detail=duty.detail,
        contacted_on=None if told is None else told.on,
        contact_means=None if told is None else told.means,
        contact_about=None if told is None else told.about,
    )


def _urgency(row: DueRow) -> tuple[object, ...]:
    """By date, undated rows last; then by kind, kana, person, sheet and what it is about."""
    return (
        row.due_on or date.max,
        ORDER.index(row.kind),
        "".join(row.kana.split()),
        row.person_id,
        row.certificate_id or 0,
        str(row.why),
        row.detail,
    )
