"""Settle what both sides changed: by one key theirs, or ours.

Source: docs/rules.md, "Offices and head office without a network".
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.difference import Settled
from app.domain.hidden import BEHIND_A_SECOND_LOOK
from app.domain.ids import ParcelConflictId
from app.domain.parcel import ConflictCause, ParcelConflict
from app.domain.person import Enrolment, LossCause, Person, PersonKind, Sex
from app.domain.wareki import wareki_short
from app.errors import NotAllowed
from app.importing.on_sheet import HIDDEN
from app.late import dataclass
from app.ports import Queries, Transaction
from app.usecases.asked import of_everybody
from app.usecases.counter.void_papers import save_changed, spoil_ready
from app.words import entries, label, word

S = CertificateStatus

OTHER_PAPER = "別の事業所の証が有効"


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One conflict as a list shows it. ours, theirs: the values; kept, said: who wrote them, and when."""

    conflict: ParcelConflict
    partner: str
    key: str
    name: str
    what: str
    ours: str
    theirs: str
    kept: str
    said: str
    cause: str


def open_conflicts(queries: Queries) -> list[ConflictRow]:
    """Return what nobody has decided."""
    found = queries.parcel_conflicts()
    if not found:
        return []
    partners = {one.id: one.name for one in queries.partners()}
    offices = queries.office_uids()
    people = {person.id: person for person in queries.people()}
    rows = []
    for one in found:
        person = people.get(one.person_id)
        ours, theirs = json.loads(one.ours), json.loads(one.theirs)
        differing = [name for name in theirs if theirs[name] != ours.get(name)]
        rows.append(
            ConflictRow(
                one,
                partners.get(one.partner_id, ""),
                "" if person is None else person.key,
                "" if person is None else person.name,
                _what(one, differing),
                _shown(one, ours, differing, offices),
                _shown(one, theirs, differing, offices),
                _who(one.kept_by, one.kept_at),
                _who(one.said_by, one.said_at),
                label(one.cause),
            )
        )
    return rows


@of_everybody
def settle(tx: Transaction, conflict_ids: Sequence[ParcelConflictId], as_: Settled, *, today: date) -> Done:
    """Take theirs, with what follows for the sheets, or keep ours."""
    told = ""
    for conflict_id in conflict_ids:
        one = tx.parcel_conflict(conflict_id)
        settled = one.settle(as_, today)
        if one.cause is ConflictCause.TWO_LIVE:
            told += _settle_two_live(tx, one, as_, today)
        elif as_ is Settled.THEIRS:
            told += _take(tx, one, today)
        tx.save_parcel_conflict(settled)
    what = "相手のとおりにしました" if as_ is Settled.THEIRS else "こちらのままにしました"
    count = len(conflict_ids)
    return Done(f"{count}件の食い違いを{what}。{told}", f"食い違い {_whose(as_)} {count}件")


def _whose(as_: Settled) -> str:
    return "相手のとおり" if as_ is Settled.THEIRS else "こちらのまま"


def _take(tx: Transaction, one: ParcelConflict, today: date) -> str:
    if one.cause is ConflictCause.OTHER_HUMAN:
        raise NotAllowed(
            "同じ記号・番号・枝番で別の方です。どちらの番号が正しいか健保に確かめ、名簿の番号を直してから、"
            "相手の次の連携ファイルを取り込んでください。"
        )
    if one.table_name == "person" and one.row_id is not None and one.field:
        new: Person = tx.theirs(one)
        assert new.id is not None
        return save_changed(tx, [(tx.person(new.id), new)], on=today).sentence
    tx.take_theirs(one)
    return ""


def _settle_two_live(tx: Transaction, one: ParcelConflict, as_: Settled, today: date) -> str:
    """One of the two papers counts; the other one is on record, too, and comes back."""
    theirs: Certificate = tx.theirs(one)
    ours = [
        sheet for sheet in tx.certificates_of(theirs.person_id) if sheet.is_live and sheet.id != theirs.id
    ]
    if as_ is Settled.THEIRS:
        for sheet in ours:
            if sheet.status in (S.PLANNED, S.PRINTED):
                raise NotAllowed(
                    f"発行番号 {sheet.issue_number} の印刷の確認がまだです。"
                    "確認(または取消)をしてから決めてください。"
                )
            if sheet.status is S.READY:
                spoil_ready(tx, sheet, on=max(today, sheet.last_step_on or today), reason=OTHER_PAPER)
            elif sheet.is_live:
                tx.save_certificate(_superseded(sheet, today))
    elif ours:
        theirs = _superseded(theirs, today)
    saved = tx.save_certificate(theirs)
    assert saved.id is not None
    tx.know_as(one, saved.id)
    return "もう1枚の証は回収するか裁断してください。"


def _superseded(sheet: Certificate, today: date) -> Certificate:
    on = max(today, sheet.last_step_on or today)
    if sheet.status is S.READY:
        return sheet.spoil(on, OTHER_PAPER)
    return sheet.supersede(on, ReplaceCause.REISSUE)


def _what(one: ParcelConflict, differing: Sequence[str]) -> str:
    table = word("Table", one.table_name)
    if one.table_name != "person":
        return table
    named = [_title("Column.person", name) for name in differing]
    return "・".join(dict.fromkeys(filter(None, named))) or table


def _shown(
    one: ParcelConflict, values: Mapping[str, Any], names: Sequence[str], offices: Mapping[str, str]
) -> str:
    """The values that differ."""
    return "、".join(_cell(one.table_name, name, values.get(name), offices) for name in names) or "(なし)"


def _who(by: str, at: str) -> str:
    """Who wrote a value, and when."""
    return f"{by} {wareki_short(datetime.fromisoformat(at).date())} {at[11:16]}" if by and at else by


def _cell(table: str, name: str, value: Any, offices: Mapping[str, str]) -> str:
    if value in (None, ""):
        return "(空欄)"
    if table == _SENSITIVE or name in BEHIND_A_SECOND_LOOK.get(table, ()):
        return HIDDEN
    enum = _ENUMS.get(name) if table in ("person", "certificate") else None
    if enum is not None:
        return label(enum(value))
    text = offices.get(str(value), str(value))
    return text if len(text) <= _LONGEST else f"({_title(f'Column.{table}', name) or '長い内容'})"


def _title(table: str, name: str) -> str:
    try:
        return word(table, name) if name in entries(table) else ""
    except KeyError:
        return ""


_LONGEST = 60
_SENSITIVE = "print_note"
"""The table of what a sheet says beyond the roster, which no list shows."""
_ENUMS: Mapping[str, type[StrEnum]] = {
    "status": CertificateStatus,
    "closed_as": CertificateStatus,
    "kind": PersonKind,
    "sex": Sex,
    "enrolment": Enrolment,
    "loss_cause": LossCause,
}
