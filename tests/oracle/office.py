"""An office whose every change is also written down here, so that no answer rests on storage.

What was taken back is crossed out. From what stands, the facts of any day follow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.contact import Contact
from app.domain.deferral import Deferral
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome, replaced
from app.domain.ids import PersonId
from app.domain.person import Enrolment, Person, PersonKind
from app.domain.society_answer import SocietyAnswer
from app.ports import Store, Transaction

T = TypeVar("T")


def remembered(method: Callable[..., T]) -> Callable[..., T]:
    """Answer again what was asked since the last thing was saved or taken back."""

    @wraps(method)
    def answer(office: "Office", *asked: Any) -> T:
        question = (method.__name__, *asked)
        if question not in office.answered:
            office.answered[question] = method(office, *asked)
        return office.answered[question]

    return answer


@dataclass(frozen=True)
class Facts:
    """What was known of one person at the end of a day.

    insured: the employee, for a dependant. stage, learned_on, stage_known_on: of マイナ保険証. sheets: every
    sheet made by then, and where it was. card: what had been done with the 高齢受給者証, when, and "again"
    where the society had sent it back. contacts, deferrals: those made by then, in the order of entry.
    known_on: the day of what was learned first about the person, if it has one. days: all that anything
    recorded about the person names. answers: the society's, given by then. others: who seems to be the same
    human, each with the employee. then: the same of another day. old_cards: the 高齢受給者証 before the
    newest. said: what the slow rules said of them.
    """

    person: Person
    insured: Person | None
    stage: Enrolment
    learned_on: date | None
    stage_known_on: date | None
    sheets: Sequence[tuple[Certificate, CertificateStatus]]
    card: tuple[ElderlyOutcome, date, str] | None
    contacts: Sequence[Contact]
    deferrals: Sequence[Deferral]
    known_on: date | None
    days: frozenset[date]
    answers: Sequence[SocietyAnswer]
    others: "Sequence[tuple[Person, Person | None]]"
    then: "Callable[[date], Facts]"
    old_cards: Sequence[ElderlyCard] = ()
    said: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


class Office:
    """A store and the record of what was saved through it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._done: list[list[Any]] = []
        self._taken_back: list[list[Any]] = []
        self.answered: dict[object, Any] = {}

    def do(self, use_case: Callable[[Any], object], label: str = "操作") -> list[Any]:
        """Run one operation; return what it saved."""
        saved: list[Any] = []
        with self.store.transaction(label) as tx:
            noting = _Noting(tx, self, saved)
            # Within an operation, too, what follows depends on what went before.
            self._done.append(saved)
            try:
                use_case(noting)
            except BaseException:
                self._done.pop()
                self.answered.clear()
                raise
        if noting.is_change:
            self._taken_back.clear()
        else:
            self._done.pop()
            self.answered.clear()
        return saved

    def undo(self) -> bool:
        """Take the latest operation back, if there is one."""
        if not self._done:
            return False
        self.store.undo()
        self._taken_back.append(self._done.pop())
        self.answered.clear()
        return True

    def redo(self) -> bool:
        """Bring back what was taken back last, if nothing was done since."""
        if not self._taken_back:
            return False
        self.store.redo()
        self._done.append(self._taken_back.pop())
        self.answered.clear()
        return True

    @property
    def people(self) -> list[Person]:
        return list(self._standing(Person).values())

    @remembered
    def sheets_of(self, person_id: PersonId | None) -> list[Certificate]:
        return [s for s in self._standing(Certificate).values() if s.person_id == person_id]

    def card_of(self, person_id: PersonId | None) -> ElderlyCard | None:
        """What was recorded of the newest card."""
        return next((card for card in self.cards_of(person_id) if card.replaced_on is None), None)

    @remembered
    def cards_of(self, person_id: PersonId | None) -> list[ElderlyCard]:
        """What was recorded of the cards of a person, as one followed the other."""
        newest: ElderlyCard | None = None
        old: list[ElderlyCard] = []
        was: Person | None = None
        for thing in (thing for step in self._done for thing in step):
            if isinstance(thing, ElderlyCard) and thing.person_id == person_id:
                newest = thing
            elif isinstance(thing, Person) and thing.id == person_id:
                made_way = was and replaced(was, thing, [*old, *([newest] if newest else [])])
                if made_way:
                    old.append(made_way)
                    newest = None
                was = thing
        return [*old, *([newest] if newest else [])]

    @remembered
    def insured_of(self, person: Person) -> Person | None:
        """The employee of a dependant's household; of two, the one with the lowest 枝番."""
        if person.kind is PersonKind.INSURED:
            return None
        heads = [
            other
            for other in self.people
            if other.kind is PersonKind.INSURED
            and (other.symbol, other.number) == (person.symbol, person.number)
        ]
        return min(heads, key=lambda head: (head.branch_number, head.id), default=None)

    def facts(self, today: date) -> list[Facts]:
        """The facts of everybody at the end of that day."""
        return [self.facts_of(person, today) for person in self.people]

    def is_stored(self, thing: Any) -> bool:
        """Whether exactly this is what stands now."""
        return self._standing(type(thing)).get(thing.id) == thing

    def days(self) -> list[date]:
        """Every day that anything recorded here names."""
        return sorted(_days_in([thing for operation in self._done for thing in operation]))

    def standing(self, kind: type[Any]) -> list[Any]:
        """Everything of a kind as it stands now."""
        return list(self._standing(kind).values())

    @remembered
    def _standing(self, kind: type[Any]) -> dict[Any, Any]:
        """The latest version of each thing of a kind."""
        return {thing.id: thing for step in self._done for thing in step if isinstance(thing, kind)}

    @remembered
    def facts_of(self, person: Person, today: date) -> Facts:
        """The facts of one person at the end of that day."""
        stage, learned_on, stage_known_on = self._stage_of(person, today)
        sheets = [(_report_then(s, today), _status_then(s, today)) for s in self.sheets_of(person.id)]
        return Facts(
            person,
            self.insured_of(person),
            stage,
            learned_on,
            stage_known_on,
            [(sheet, status) for sheet, status in sheets if status is not None],
            card_then(self.card_of(person.id), today),
            [
                contact
                for contact in self._standing(Contact).values()
                if contact.person_id == person.id and contact.on <= today
            ],
            [
                deferral
                for deferral in self._standing(Deferral).values()
                if deferral.person_id == person.id and deferral.made_on <= today
            ],
            self.learned_of(person)[0][2],
            self._days_of(person),
            [
                answer
                for answer in self._standing(SocietyAnswer).values()
                if answer.person_id == person.id and answer.on <= today
            ],
            [(other, self.insured_of(other)) for other in self.others_of(person)],
            lambda day: self.facts_of(person, day),
            [card for card in self.cards_of(person.id) if card.replaced_on is not None],
        )

    @remembered
    def others_of(self, person: Person) -> list[Person]:
        """Everybody else born on that day with that name and, where both have one, that kana."""
        return [
            other
            for other in self.people
            if other.id != person.id
            and other.born_on == person.born_on
            and "".join(other.name.split()) == "".join(person.name.split())
            and len({"".join(one.kana.split()) for one in (person, other)} - {""}) < 2
        ]

    @remembered
    def _days_of(self, person: Person) -> frozenset[date]:
        """Every day that the records of a person and of the employee behind name."""
        things = [person, self.insured_of(person), *self.sheets_of(person.id)]
        return _days_in(things) | {
            on for _, *days in self.learned_of(person) for on in days if on is not None
        }

    @remembered
    def learned_of(self, person: Person) -> list[tuple[Enrolment, date | None, date | None]]:
        """Every stage that was entered for a person, of which day it was told, and when that was known."""
        return [
            (one.enrolment, one.enrolment_as_of, one.enrolment_known_on or one.enrolment_as_of)
            for one in self.versions_of(person)
        ]

    def versions_of(self, person: Person) -> list[Person]:
        """A person as saved, one time after the other."""
        return [
            version
            for step in self._done
            for version in step
            if isinstance(version, Person) and version.id == person.id
        ]

    def _stage_of(self, person: Person, today: date) -> tuple[Enrolment, date | None, date | None]:
        """The stage entered last of those learned by that day.

        Where everything was learned later, the first one entered stands: nobody is stageless.
        """
        entered = self.learned_of(person)
        known = [one for one in entered if one[1] is None or one[1] <= today]
        return known[-1] if known else entered[0]


def _days_in(things: Sequence[Any]) -> frozenset[date]:
    return frozenset(
        value
        for thing in things
        if thing is not None
        for name in thing.__dataclass_fields__
        if isinstance(value := getattr(thing, name), date)
    )


class _Noting:
    """A transaction that writes down what is saved through it."""

    def __init__(self, tx: Transaction, office: Office, saved: list[Any]) -> None:
        self._tx = tx
        self._office = office
        self._saved = saved
        self.is_change = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    def save_person(self, person: Person) -> Person:
        return self._note(self._tx.save_person(person))

    def save_people(self, people: Sequence[Person]) -> None:
        for person in people:
            self.save_person(person)

    def save_certificate(self, certificate: Certificate) -> Certificate:
        return self._note(self._tx.save_certificate(certificate))

    def save_elderly_card(self, card: ElderlyCard) -> ElderlyCard:
        return self._note(self._tx.save_elderly_card(card))

    def save_contact(self, contact: Contact) -> Contact:
        return self._note(self._tx.save_contact(contact))

    def save_deferral(self, deferral: Deferral) -> Deferral:
        return self._note(self._tx.save_deferral(deferral))

    def save_society_answer(self, answer: SocietyAnswer) -> SocietyAnswer:
        return self._note(self._tx.save_society_answer(answer))

    def _note(self, thing: Any) -> Any:
        # Saving what is stored already is no operation, and nothing to take back.
        if not self._office.is_stored(thing):
            self.is_change = True
        self._saved.append(thing)
        self._office.answered.clear()
        return thing


def _status_then(sheet: Certificate, today: date) -> CertificateStatus | None:
    """Where a sheet was at the end of that day; None before it was made."""
    status = CertificateStatus.PLANNED
    if sheet.origin is CertificateOrigin.LISTED:
        status = CertificateStatus.HANDED_OUT
    elif sheet.issued_on is not None and sheet.issued_on > today:
        return None
    if sheet.ready_on is not None and sheet.ready_on <= today:
        status = CertificateStatus.READY
    if sheet.handed_out_on is not None and sheet.handed_out_on <= today:
        status = CertificateStatus.HANDED_OUT
    if sheet.void_on is not None and sheet.void_on <= today:
        status = CertificateStatus.SUPERSEDED
    closed = sheet.closed_on is not None and sheet.closed_as is not None and sheet.closed_on <= today
    if closed:
        status = sheet.closed_as
    # Lost from the drawer or in the post: the loss came after the collection, and is what is true now.
    is_lost_again = closed and sheet.status is sheet.closed_as
    if sheet.collected_on is not None and sheet.collected_on <= today and not is_lost_again:
        status = CertificateStatus.COLLECTED
    if sheet.forwarded_on is not None and sheet.forwarded_on <= today and not is_lost_again:
        status = CertificateStatus.FORWARDED
    if sheet.sent_back_on is not None and sheet.sent_back_on <= today and not is_lost_again:
        status = CertificateStatus.COLLECTED
    return status


def _report_then(sheet: Certificate, today: date) -> Certificate:
    """The sheet with the report that counted that day: a void one may have been lost later."""
    is_later = sheet.closed_on is not None and sheet.closed_on > today
    if not is_later or sheet.void_on is None or sheet.void_on > today:
        return sheet
    return replace(sheet, closed_on=sheet.void_on, closed_as=CertificateStatus.SUPERSEDED)


def card_then(card: ElderlyCard | None, today: date) -> tuple[ElderlyOutcome, date, str] | None:
    """What had been done with the card by that day: forwarded later means collected until then."""
    if card is None or card.on > today:
        return None
    if card.sent_back_on is not None and card.sent_back_on <= today:
        return ElderlyOutcome.COLLECTED, card.sent_back_on, "again"
    if card.forwarded_on is None:
        return card.outcome, card.on, ""
    is_sent = card.forwarded_on <= today
    return (ElderlyOutcome.FORWARDED if is_sent else ElderlyOutcome.COLLECTED), card.on, ""
