"""A person's history in words: what each operation did to their rows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.domain.certificate import CertificateOrigin, CertificateStatus, day_of
from app.domain.contact import Means
from app.domain.drawer import DrawerPaper
from app.domain.duties import Why
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import OperationId, PersonId
from app.domain.shipment import Fate
from app.domain.society_answer import AnswerWord
from app.domain.step_ahead import AheadKind
from app.rows import HistoryRow
from app.words import entries, label, word
from db.folder.connection import Connection
from db.journal import journal
from db.tables.table import Row

# Steps back: the day of the state they return to is not the day they were taken.
_BACKWARDS: Mapping[tuple[str, str], str] = {
    ("handed_out", "ready"): "certificate_recovered",
    ("superseded", "handed_out"): "certificate_kept",
    **{("lost", found): "certificate_found" for found in ("handed_out", "ready", "superseded")},
    ("lost", "forwarded"): "certificate_arrived",
    ("forwarded", "collected"): "certificate_sent_back",
}
_CONFIRMED = "enrolment_as_of"
_ELSEWHERE = """
    SELECT parcel_step.operation_id AS operation_id, parcel_step.entered_at AS entered_at,
           parcel_step.user AS user, parcel_step.label AS label, partner.name AS name
    FROM parcel_step JOIN partner ON partner.id = parcel_step.partner_id
    WHERE parcel_step.person_id = ? ORDER BY parcel_step.id DESC
"""


def history(connection: Connection, person_id: PersonId) -> list[HistoryRow]:
    """Return the steps of one person's history, newest first; one row per operation."""
    lines: dict[int, list[tuple[str, date | None]]] = {}
    changed = journal.lines_of_person(connection, person_id)
    operations = journal.operations_by_id(connection, [operation_id for operation_id, _ in changed])
    for operation_id, line in changed:
        is_use_case = operations[operation_id].undoes_id is None
        said = _words(line.table, line.before, line.after, is_use_case=is_use_case)
        if said is not None:
            lines.setdefault(operation_id, []).append(said)
    rows = [
        HistoryRow(
            operation.operation_id,
            operation.entered_at,
            next((on for _, on in reversed(lines[operation_id]) if on is not None), None),
            operation.user,
            operation.label,
            "、".join(dict.fromkeys(what for what, _ in lines[operation_id])),
            operation.is_undone,
        )
        for operation_id, operation in sorted(operations.items(), reverse=True)
        if operation_id in lines
    ]
    elsewhere = [_elsewhere(row) for row in connection.records(_ELSEWHERE, (person_id,))]
    return sorted(rows + elsewhere, key=lambda row: row.entered_at, reverse=True) if elsewhere else rows


def _elsewhere(row: Row) -> HistoryRow:
    """A step that a partner recorded; it came with the file of that operation."""
    entered_at = datetime.fromisoformat(row["entered_at"])
    label = _told("elsewhere", partner=row["name"], label=row["label"])
    return HistoryRow(OperationId(row["operation_id"]), entered_at, None, row["user"], label, "", False)


def _words(
    table: str, before: Row | None, after: Row | None, *, is_use_case: bool
) -> tuple[str, date | None] | None:
    """What happened to one row and on which day; None where another row already says it."""
    image = after or before or {}
    gone = "" if after else "_gone"
    if table == "certificate":
        backwards = _backwards(before, after) if is_use_case else None
        return backwards or _certificate_words(before, after, image)
    if table == "person":
        return _person_words(before, after)
    if table == "elderly_card":
        if after is None:
            return _told("elderly_card_gone"), None
        outcome = ElderlyOutcome(after["outcome"])
        on = after["forwarded_on"] if outcome is ElderlyOutcome.FORWARDED else after["done_on"]
        return _told("elderly_card", step=label(outcome, "history")), _day(on)
    if table == "contact":
        on = after["contacted_on"] if after else None
        return _told(f"contact{gone}", means=label(Means(image["means"]))), _day(on)
    if table == "deferral" and after is not None:
        return _told("deferral", reason=after["reason"]), _day(after["made_on"])
    if table == "society_answer":
        question = label(Why(image["why"]))
        step = label(AnswerWord(image["word"]), "history")
        said = _told(f"society_answer{gone}", question=question, step=step, told_by=image["told_by"])
        return said, _day(after["answered_on"] if after else None)
    if table == "misdelivery":
        return _told(f"misdelivery{gone}"), _day(after["noticed_on"] if after else None)
    if table == "step_ahead":
        is_gone = after is None or bool(after["is_dropped"])
        what = label(AheadKind(image["kind"]))
        return _told("step_ahead_gone" if is_gone else "step_ahead", what=what, on=image["takes_on"]), None
    if table == "substitute":
        is_gone = after is None or after["withdrawn_on"]
        return _told("substitute_gone" if is_gone else "substitute"), None
    if table == "print_note":
        return _told("print_note"), None
    if table == "sent_paper" and before is not None and after is not None:
        return _sent_words(after)
    if table == "sheet" and after is not None and after["shredded_on"] is not None:
        return _told("sheet_shredded", sheet_number=after["sheet_number"]), _day(after["shredded_on"])
    return None


def _certificate_words(before: Row | None, after: Row | None, image: Row) -> tuple[str, date | None]:
    number = image["issue_number"]
    if after is None:
        return _told("certificate_gone", issue_number=number), None
    status = CertificateStatus(after["status"])
    on = _day(after[day_of(status)])
    if before is None and after["origin"] == CertificateOrigin.LISTED:
        return _told("certificate_listed", issue_number=number), on
    is_posted = status is CertificateStatus.FORWARDED and after["collected_on"] is None
    step = word("History", "posted") if is_posted else label(status, "history")
    return _told("certificate", issue_number=number, step=step), on


def _sent_words(after: Row) -> tuple[str, date | None]:
    paper = DrawerPaper.ELDERLY_CARD if after["certificate_id"] is None else DrawerPaper.CERTIFICATE
    step = word("History", "arrived") if after["fate"] is None else label(Fate(after["fate"]), "history")
    return _told("sent_paper", paper=label(paper), step=step), _day(after["fate_on"])


def _backwards(before: Row | None, after: Row | None) -> tuple[str, date | None] | None:
    if before is None or after is None:
        return None
    step = _BACKWARDS.get((before["status"], after["status"]))
    return None if step is None else (_told(step, issue_number=after["issue_number"]), None)


def _person_words(before: Row | None, after: Row | None) -> tuple[str, date | None]:
    if before is None:
        return _told("person_added"), None
    if after is None:
        return _told("person_gone"), None
    columns = [name for name in entries("Column.person") if _differs(name, before, after)]
    on = after["enrolment_as_of"] if _CONFIRMED in columns else None
    # The day alone is a change of its own; beside others it is the day of theirs.
    named = [word("Column.person", name) for name in columns if name != _CONFIRMED or len(columns) == 1]
    return _told("person", columns="・".join(named)), _day(on)


def _told(what: str, /, **facts: object) -> str:
    return word("History", what).format(**facts)


def _differs(column: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return before.get(column) != after.get(column)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
