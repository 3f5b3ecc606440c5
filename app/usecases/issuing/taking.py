"""The office's side of a batch: taken over as it was signed, and printed once."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.ids import PersonId
from app.domain.issue_batch import BatchEntry, IssueBatch
from app.domain.person import Person
from app.domain.print_note import PrintNote, SaidOfSheet
from app.domain.print_session import SessionStatus
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotAllowed, NotFound
from app.ports import Reading, Transaction
from app.printing.values import Refusal
from app.usecases.asked import of_everybody
from app.usecases.issuing.batch_file import BatchFile, content_of, read_batch, stored_batch
from app.usecases.people import print_notes
from app.usecases.printing import sessions
from app.usecases.printing.sessions import PlannedSession


@of_everybody
def take_batch(tx: Transaction, data: bytes, *, today: date) -> Done:
    """Take over what the society signed: its seal, and of each person the days and the 割合.

    Refused: another key than the rules name, a byte that changed, another society's, one whose time is
    over, one older than the latest taken, one that was taken already. Of people who are not in the
    roster as signed nothing is taken; they are named when it is printed.
    """
    society = tx.society()
    key = tx.rules_at(today).batch_key
    if not key:
        raise NotAllowed(
            "健保の公開鍵が規則にありません。健保から受け取った鍵を、規則の batch_key に入れてください。"
        )
    batch = read_batch(data, key)
    if batch.insurer_number != society.insurer_number:
        raise BadValue("ほかの健保の発行データです。保険者番号を確かめてください。")
    _check_new(tx, batch)
    taken = IssueBatch(None, batch.number, batch.made_on, batch.print_by, today, content_of(batch))
    taken.check_in_time(today)
    tx.save_issue_batch(taken)
    society = replace(society, name=batch.insurer_name, address=batch.insurer_address)
    if batch.seal_png is not None:
        society = replace(society, seal_png=batch.seal_png)
    tx.save_society(society)
    people = _people(tx)
    others = 0
    for entry in batch.entries:
        person = people.get(entry.key)
        if person is None or entry.differs(person, in_all=False):
            others += 1
        else:
            assert person.id is not None
            tx.save_person(replace(person, **entry.decided()))  # type: ignore[arg-type]
            if entry.on_sheet != SaidOfSheet():
                note = tx.print_note(person.id) or PrintNote(None, person.id)
                print_notes.save_note(tx, person, entry.on_sheet.put_into(note), on=today)
    told = f"名簿と違う方が{others}名います。印刷のときにお名前を示します。" if others else ""
    return Done(
        f"発行データ {batch.number} を取り込みました({len(batch.entries)}名、"
        f"印刷期限 {wareki_short(batch.print_by)})。{told}",
        f"発行データの取込 {batch.number} {len(batch.entries)}名",
    )


@of_everybody
def plan_batch(
    tx: Transaction, number: str, *, today: date, layout: str | None = None, is_decided: bool = False
) -> PlannedSession:
    """Begin the run of a batch: exactly those people, exactly as signed, and only once.

    Whoever the roster knows otherwise than signed is refused by name, and so is whoever it does not know.
    """
    batch = batch_of(tx, number)
    batch.check_in_time(today)
    if batch.session_id is not None and not _was_cancelled(tx, batch):
        raise NotAllowed(
            f"発行データ {number} はもう印刷しました(印刷作業{batch.session_id})。"
            "刷り直しは印刷作業の確認から、新しい交付は健保の新しい発行データで行ってください。"
        )
    people, entries = _people(tx), file_of(batch).entries
    named = [person for entry in entries if (person := people.get(entry.key)) is not None]
    notes = tx.print_notes_of([person.id for person in named if person.id is not None])
    refused, ids = [], []
    for entry in entries:
        person = people.get(entry.key)
        reason = _why_not(entry, person, notes)
        if reason:
            refused.append(Refusal(entry.key, entry.name, reason))
        elif person is not None and person.id is not None:
            ids.append(person.id)
    planned = sessions.plan_session(
        tx, ids, today=today, layout=layout, is_decided=is_decided, is_signed=True
    )
    if planned.session_id is not None:
        tx.save_issue_batch(replace(batch, session_id=planned.session_id))
    return replace(planned, refused=(*refused, *planned.refused))


def batch_of(tx: Reading, number: str) -> IssueBatch:
    """Return the batch of that number."""
    found = next((batch for batch in tx.issue_batches() if batch.number == number), None)
    if found is None:
        raise NotFound("その番号の発行データはありません。番号を確かめてください。")
    return found


def file_of(batch: IssueBatch) -> BatchFile:
    """Return what the society signed, without its seal."""
    return stored_batch(json.loads(batch.content))


def _check_new(tx: Reading, batch: BatchFile) -> None:
    for known in tx.issue_batches():
        if known.number == batch.number:
            raise NotAllowed(
                f"発行データ {batch.number} は {wareki_short(known.taken_on)} に取り込み済みです。"
                "同じ発行データを二度取り込むことはできません。"
            )
        if known.made_on > batch.made_on:
            raise NotAllowed(
                f"発行データ {batch.number} は、取り込み済みの {known.number} より古いものです。"
                "健保から新しい発行データを受け取ってください。"
            )


def _was_cancelled(tx: Reading, batch: IssueBatch) -> bool:
    assert batch.session_id is not None
    return tx.session(batch.session_id).status is SessionStatus.CANCELLED


def _people(tx: Reading) -> dict[str, Person]:
    return {person.key: person for person in tx.people()}


def _why_not(entry: BatchEntry, person: Person | None, notes: Mapping[PersonId, PrintNote]) -> str:
    if person is None or person.id is None:
        return "発行データにありますが名簿にいません。健保の一覧を取り込んでください"
    differs = entry.differs(person, notes.get(person.id) or PrintNote(None, person.id), in_all=True)
    return f"名簿の{differs}が発行データと違います。健保に確かめてください" if differs else ""
