"""The society's side of a batch: made of its own list, without any data folder."""

from datetime import date

from app.domain.issue_batch import BatchEntry
from app.errors import BadValue
from app.importing.diff import plan_import
from app.importing.fields import ListedPerson
from app.importing.mapping import recognise
from app.importing.reader import read_table
from app.importing.synonyms import plain
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a list asks for. entries: in its order. unread: its columns that say nothing known."""

    entries: tuple[BatchEntry, ...]
    unread: tuple[str, ...]

    @property
    def note(self) -> str:
        """What whoever signs must know of; empty where every column was understood."""
        return f"読まなかった列: {'、'.join(self.unread)}" if self.unread else ""


def asked_for(data: bytes, filename: str, *, issued_on: date | None, today: date) -> AskedFor:
    """Return the certificates that a list asks for.

    issued_on: the 交付年月日 of those to whom the list gives none. Whoever lacks a day, or whose row
    cannot be read, stops the batch by name: what is signed is whole.
    """
    table = read_table(data, filename)
    profile = recognise(table)
    plan = plan_import(table, profile, people=[], today=today)
    if plan.stopped or plan.quarantined:
        reason = plan.stopped or f"{plan.quarantined[0].row}行目: {plan.quarantined[0].reason}"
        raise BadValue(f"一覧に読めないところがあります({reason})。直してから作ってください。")
    unread = [name for name in table.names if name and plain(name) not in profile.decided]
    return AskedFor(tuple(_entry(listed, issued_on) for listed in plan.added), tuple(unread))


def _entry(listed: ListedPerson, issued_on: date | None) -> BatchEntry:
    day = listed.issued_on or issued_on
    lacking = {
        "交付年月日": day,
        "有効期限": listed.certificate_expires_on,
        "資格取得年月日": listed.qualified_on,
    }
    absent = next((name for name, value in lacking.items() if value is None), None)
    if day is None or listed.certificate_expires_on is None or listed.qualified_on is None:
        raise BadValue(f"{listed.name} さんの{absent}がありません。一覧に書き加えてください。")
    return BatchEntry(
        f"{listed.symbol}-{listed.number}-{listed.branch_number}",
        listed.kind,
        listed.name,
        listed.born_on,
        listed.qualified_on,
        day,
        listed.certificate_expires_on,
        listed.copay_rate,
        listed.copay_from,
        listed.disease_mark,
        listed.disease_from if listed.disease_mark else None,
    )
