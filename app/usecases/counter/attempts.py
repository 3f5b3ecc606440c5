"""The attempts to get a paper back, without which nobody may call it uncollectable.

Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.contact import About, Contact, Means, Reply
from app.domain.ids import PersonId
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Transaction
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text

WITHOUT_ATTEMPT = ("死亡", "住所不明", "行方不明", "出国", "入院・施設入所")
"""Why an office may give a paper up without having asked for it; offered, not exhaustive."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to get a paper back, logged together with the step that needs it."""

    on: date
    means: Means
    reply: Reply = Reply.UNREACHED
    note: str = ""


def attempts_of(contacts: Iterable[Contact], about: About, until: date) -> list[Contact]:
    """Return the contacts that asked for that paper up to that day, the oldest first.

    about: About.RETURN for a certificate, About.ELDERLY_CARD for a 高齢受給者証.
    """
    return sorted((c for c in contacts if c.about is about and c.on <= until), key=lambda c: c.on)


def log_attempts(
    tx: Transaction, person_id: PersonId, attempts: Sequence[Attempt], *, about: About, until: date
) -> None:
    """Store attempts; refused when one lies after the day until which they count."""
    for attempt in attempts:
        check_done_on(attempt.on, until)
        check_free_text(attempt.note, "連絡のメモ")
        tx.save_contact(
            Contact(None, person_id, attempt.on, attempt.means, attempt.note, about, attempt.reply)
        )


def check_attempts(
    tx: Transaction, person_id: PersonId, *, about: About, until: date, without_attempt: str = ""
) -> None:
    """Refuse to give up a paper nobody asked for, unless a reason is given why nobody could."""
    check_free_text(without_attempt, "連絡せずに届け出る理由")
    if without_attempt.strip() or attempts_of(tx.contacts_of(person_id), about, until):
        return
    name = tx.person(person_id).name
    raise NotAllowed(
        f"{name} さんへの返却のお願いが {wareki(until)} までに記録されていません。"
        "連絡した日と方法を記録するか、連絡できない理由(死亡、住所不明など)を入れてください。"
    )


def given_up_because(reason: str, without_attempt: str) -> str:
    """Return what stands in the report; refused when empty."""
    parts = [part for part in (without_attempt.strip(), reason.strip()) if part]
    if not parts:
        raise BadValue("理由を入れてください。届け出に使います。")
    return "。".join(dict.fromkeys(parts))
