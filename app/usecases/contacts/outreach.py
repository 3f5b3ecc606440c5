"""声かけ: log contacts and what was learned about マイナ保険証. Registering is voluntary.

Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.contact import About, Contact, Means, Reply
from app.domain.ids import PersonId
from app.domain.person import ASKED, Enrolment
from app.errors import BadValue
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label
from app.words import label, named

STAGE_OF = {Reply.DECLINED: Enrolment.DECLINED, Reply.NO_ANSWER: Enrolment.NO_ANSWER}
"""Replies to an invitation to register that are respected from then on."""

TALKED_OVER = frozenset({*ASKED, *STAGE_OF.values()})
"""The stages that such a reply changes; the others are facts about a person that no reply undoes."""

WORDINGS = 3
"""First invitation, second, last."""


@everyday
def log_contact(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    *,
    means: Means,
    on: date,
    today: date,
    note: str = "",
    about: About = About.REGISTER,
    reply: Reply = Reply.NONE,
) -> Done:
    """Log one contact for each person; after one about registering they are left in peace a while.

    Whoever does not want to register, or to answer, is not asked again: the stage says so from
    that day. That somebody says it is done changes no stage; the society's data does.
    """
    respected = _log(tx, person_ids, means, on, today, note, about, reply)
    return Done(
        f"{len(person_ids)}名への声かけを記録しました。{_left_in_peace(respected)}",
        step_label(tx, "声かけ", person_ids),
    )


@everyday
def log_contacts(
    tx: Transaction,
    told: Mapping[About, Sequence[PersonId]],
    *,
    means: Means,
    on: date,
    today: date,
    note: str = "",
    reply: Reply = Reply.NONE,
) -> Done:
    """Log who was told about what, one contact for each person and subject; see log_contact."""
    respected = sum(
        _log(tx, people, means, on, today, note, about, reply) for about, people in told.items() if people
    )
    everybody = list(dict.fromkeys(who for people in told.values() for who in people))
    names = named([tx.person(who).name for who in everybody])
    return Done(
        f"{names}への声かけ({label(means)})を記録しました。{_left_in_peace(respected)}",
        step_label(tx, "声かけ", everybody),
    )


def _log(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    means: Means,
    on: date,
    today: date,
    note: str,
    about: About,
    reply: Reply,
) -> int:
    """Log it for each person; return of how many a wish not to be asked is respected from now on."""
    check_contact(on=on, today=today, note=note, about=about, reply=reply)
    if not person_ids:
        raise BadValue("声をかけた方を選んでください。")
    stage = STAGE_OF.get(reply) if about is About.REGISTER else None
    respected = 0
    for person_id in person_ids:
        person = tx.person(person_id)
        tx.save_contact(Contact(None, person_id, on, means, note, about, reply))
        if stage is not None and person.enrolment in TALKED_OVER and person.enrolment is not stage:
            tx.save_person(replace(person, enrolment=stage, enrolment_as_of=on, enrolment_known_on=None))
            respected += 1
    return respected


def _left_in_peace(respected: int) -> str:
    return f"{respected}名には登録の声かけをしないことにしました。" if respected else ""


def check_contact(*, on: date, today: date, note: str, about: About | None, reply: Reply) -> None:
    """Refuse what cannot have been said; a form asks this before it closes. about: None for several."""
    check_done_on(on, today)
    check_free_text(note, "声かけのメモ")
    if reply is Reply.DECLINED and about is not About.REGISTER:
        raise BadValue("「登録しない」は登録の案内への返事です。用件を「登録の案内」にしてください。")


def reminder_step(contacts: Sequence[Contact], *, steps: int = WORDINGS) -> int:
    """Return which wording the next invitation to register has: 1 (the first) to `steps` (the last).

    contacts: all of one person. Only those about registering count that reached the person.
    """
    told = sum(c.about is About.REGISTER and c.reply is not Reply.UNREACHED for c in contacts)
    return min(told + 1, steps)
