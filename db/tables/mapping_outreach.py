"""Domain object ↔ table row of what was said and decided: contacts, deferrals, answers given."""

from datetime import date

from app.domain.answer import GivenAnswer
from app.domain.contact import About, Contact, Means, Reply
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind
from app.domain.ids import AnswerId, ContactId, DeferralId, PersonId
from db.tables.table import Table, Values, day, iso

MEANS = {str(m): m for m in Means}
ABOUT = {str(a): a for a in About}
REPLY = {str(r): r for r in Reply}
DUTY_KIND = {str(k): k for k in DutyKind}

_day = date.fromisoformat


def _contact(values: Values) -> Contact:
    contact_id, person_id, on, means, note, about, reply = values
    return Contact(
        ContactId(contact_id),
        PersonId(person_id),
        _day(on),
        MEANS[means],
        note,
        ABOUT[about],
        REPLY[reply],
    )


def _deferral_values(d: Deferral) -> Values:
    return (
        d.id,
        d.person_id,
        d.kind.value,
        d.certificate_id,
        d.made_on.isoformat(),
        iso(d.due_on),
        iso(d.hidden_until),
        d.reason,
    )


def _deferral(values: Values) -> Deferral:
    deferral_id, person_id, kind, certificate_id, made_on, due_on, hidden_until, reason = values
    return Deferral(
        DeferralId(deferral_id),
        PersonId(person_id),
        DUTY_KIND[kind],
        certificate_id,
        _day(made_on),
        day(due_on),
        day(hidden_until),
        reason,
    )


def _given_answer(values: Values) -> GivenAnswer:
    answer_id, as_of, made_on, content = values
    return GivenAnswer(AnswerId(answer_id), _day(as_of), _day(made_on), content)


CONTACT: Table[Contact] = Table(
    "contact",
    ("id", "person_id", "contacted_on", "means", "note", "about", "reply"),
    lambda c: (
        c.id,
        c.person_id,
        c.on.isoformat(),
        c.means.value,
        c.note,
        c.about.value,
        c.reply.value,
    ),
    _contact,
    "person_id",
)
DEFERRAL: Table[Deferral] = Table(
    "deferral",
    ("id", "person_id", "kind", "certificate_id", "made_on", "due_on", "hidden_until", "reason"),
    _deferral_values,
    _deferral,
    "person_id",
)
GIVEN_ANSWER: Table[GivenAnswer] = Table(
    "given_answer",
    ("id", "as_of", "made_on", "content"),
    lambda a: (a.id, a.as_of.isoformat(), a.made_on.isoformat(), a.content),
    _given_answer,
)
