"""A member as the list has it: what was decided in the preview, put into what is on file."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from operator import attrgetter

from app.domain.ids import OfficeId
from app.domain.person import LossCause, Person, PersonKind, Sex
from app.domain.told import GROUP_OF, FactGroup, Said, Told, may_say
from app.importing.fields import KEY
from app.importing.listed import event_of
from app.importing.mapping import ListedPerson
from app.importing.plan import FieldChange
from app.importing.weigh import is_open

TOLD = tuple(
    field.name for field in fields(Person) if field.name in {one.name for one in fields(ListedPerson)}
)
"""The facts of a person that a list may tell; the office is told apart, by its code or its name."""
_CARD_DAYS = {"elderly_card_issued_on", "elderly_card_expires_on"}
"""Of whose 高齢受給者証 one is told, there is one, should no column say so."""
_UNTOLD = {"kana": "", "sex": Sex.UNSET, "relationship": ""}
USUAL_CAUSE = {PersonKind.INSURED: LossCause.LEFT, PersonKind.DEPENDANT: LossCause.REMOVED_DEPENDANT}
_REPRESENTS = {
    FactGroup.NAME: "name",
    FactGroup.COVER: "number",
    FactGroup.PAPER: "certificate_expires_on",
    FactGroup.COPAY: "copay_rate",
    FactGroup.STAGE: "enrolment",
    FactGroup.PLACE: "department",
}


def merge(
    person: Person, listed: ListedPerson, changes: Sequence[FieldChange], *, on: date, today: date
) -> Person:
    """Return the member with what the list changes; what was recorded since the preview stands.

    on: the day of the list, of which a stage is told; it and a loss are known from today.
    """
    new = {
        change.field: change.new
        for change in changes
        if change.field in TOLD and getattr(person, change.field) == change.old
    }
    if "enrolment" in new:
        new |= {"enrolment_as_of": on, "enrolment_known_on": today}
    if "disqualified_on" in new and listed.disqualified_on is not None:
        told = new.get("loss_cause")
        cause = told if isinstance(told, LossCause) else person.loss_cause or USUAL_CAUSE[person.kind]
        new |= {"loss_cause": cause, "last_day_on": event_of(cause, listed.disqualified_on)}
        new["loss_known_on"] = today
    if "certificate_expires_on" in new:
        # The 交付年月日 that an earlier list named was that of the sheet before.
        new.setdefault("issued_on", listed.issued_on if listed.issued_on == person.issued_on else None)
    if listed.elderly_card_listed is None and _CARD_DAYS & new.keys():
        new["elderly_card_listed"] = True
    return replace(person, **new)  # type: ignore[arg-type]  # each change has its field's type


def new_person(listed: ListedPerson, office_id: OfficeId, *, on: date, today: date) -> Person:
    """Return the new member of a row; a loss without a cause is taken for the usual one.

    on: the day of the list. What is not told is known to be unknown from today; what is due of the person
    counts from there.
    """
    if listed.qualified_on is None:
        raise ValueError("plan_import() holds back new persons without 資格取得日")
    lost = listed.disqualified_on
    cause = None if lost is None else listed.loss_cause or USUAL_CAUSE[listed.kind]
    told = {name: value for name, value in zip(TOLD, _VALUES(listed), strict=True) if value is not None}
    told |= {
        "loss_cause": cause,
        "last_day_on": None if lost is None or cause is None else event_of(cause, lost),
        "loss_known_on": None if lost is None else today,
    }
    if listed.elderly_card_listed is None and _CARD_DAYS & told.keys():
        told["elderly_card_listed"] = True
    learned_on = on if listed.enrolment is not None else today
    known = {"enrolment_as_of": learned_on, "enrolment_known_on": today}
    return Person(id=None, office_id=office_id, **(_UNTOLD | told | known))


def groups_of(listed: ListedPerson) -> frozenset[FactGroup]:
    """Return the groups of facts of which a row says something."""
    said = zip(_GROUPS, _SAID(listed), strict=True)
    return frozenset(group for group, value in said if value is not None and not is_open(value))


def told_after(told: Told, groups: frozenset[FactGroup], said: Said) -> Told:
    """Return what is remembered after a list said these groups: the later word of whoever may say it."""
    if told.id is None:
        return Told(None, told.person_id, **dict.fromkeys(groups, said))
    news = [group for group in groups if _counts(told.said(group), said, _REPRESENTS[group])]
    return replace(told, **dict.fromkeys(news, said)) if news else told  # type: ignore[arg-type]


_SPOKEN = {name: GROUP_OF[name] for name in TOLD if name in GROUP_OF and name not in KEY}
_SPOKEN |= dict.fromkeys(("office_code", "office_name"), FactGroup.PLACE)
_VALUES, _SAID, _GROUPS = attrgetter(*TOLD), attrgetter(*_SPOKEN), tuple(_SPOKEN.values())


def _counts(before: Said | None, said: Said, name: str) -> bool:
    if before is None:
        return True
    new_may, old_may = may_say(said.by, name), may_say(before.by, name)
    return new_may if new_may is not old_may else said.on >= before.on
