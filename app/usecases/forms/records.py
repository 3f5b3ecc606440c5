"""What forms are filled from: the records of one day, and nothing that is not recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from app.domain.certificate import Certificate, CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.genuine import SheetStanding, standing
from app.domain.ids import CertificateId, OfficeId, PersonId
from app.domain.person import PersonKind
from app.domain.toml_lines import load_toml
from app.domain.wareki import wareki, wareki_short
from app.late import dataclass
from app.ports import Queries
from app.printing.form.form_file import Values, filled_form
from app.printing.form.values import Form, Name, Sender, Text
from app.printing.values import Substitutions
from app.rows import CertificateRow, ElderlyRow, PersonDetail
from app.usecases.counter.misdeliveries import astray
from app.usecases.people.name_substitutes import substitutions
from app.words import label

CERTIFICATE, ELDERLY_CARD = "資格確認書", "高齢受給者証"

_TO_COPY = "健保所定の様式があるときは、そちらに書き写してください。"


@dataclass(frozen=True, slots=True)
class FormSubject:
    """Something a form can be made for: a person, a sheet, a household's return, a shipment …

    handle: tells it from the others of its kind. what: in a few words. on: the day it is about.
    sheets, cards: its papers. reference: the shipment, the case or the office.
    codes: keys, issue numbers and numbers by which somebody may name it. is_open: not done with.
    """

    handle: str
    name: str
    what: str
    place: str
    on: date | None
    kana: str = ""
    sheets: tuple[CertificateRow, ...] = ()
    cards: tuple[ElderlyRow, ...] = ()
    reference: int | None = None
    codes: frozenset[str] = frozenset()
    is_open: bool = False

    @property
    def certificate_ids(self) -> tuple[CertificateId, ...]:
        """The sheets by their ids."""
        return tuple(row.certificate_id for row in self.sheets)


class Records:
    """The read side as one set of forms needs it; each person is read once."""

    def __init__(
        self,
        queries: Queries,
        *,
        on: date,
        office_id: OfficeId | None = None,
        receiver: str = "",
    ) -> None:
        """on: the day the forms are made. receiver: who takes papers in, if known."""
        self.queries, self.on = queries.for_papers(), on
        self.office_id, self.receiver = office_id, receiver
        self.society = queries.society()
        self._codes = {office.name: office.code for office in queries.offices()}
        self._details: dict[PersonId, PersonDetail] = {}

    @cached_property
    def _own_forms(self) -> Values:
        return load_toml(self.society.forms_toml) if self.society.forms_toml else {}

    @cached_property
    def substitutions(self) -> Substitutions:
        """What was agreed for names that no face draws."""
        return substitutions(self.queries)

    @cached_property
    def astray(self) -> set[CertificateId]:
        """The sheets that were with the wrong person at the end of the day."""
        return astray(self.queries, self.on)

    def detail(self, person_id: PersonId) -> PersonDetail:
        """Return everything about a person."""
        if person_id not in self._details:
            self._details[person_id] = self.queries.person_detail(person_id, self.on)
        return self._details[person_id]

    def certificate(self, row: CertificateRow) -> Certificate:
        """Return all facts of one sheet."""
        return next(one for one in self.certificates(row.person_id) if one.id == row.certificate_id)

    def certificates(self, person_id: PersonId) -> list[Certificate]:
        """Return the person's sheets as they stood at the end of the day the forms are made."""
        then = (one.as_of(self.on) for one in self.detail(person_id).certificates)
        return [one for one in then if one is not None]

    def sender(self, offices: Iterable[str]) -> Sender:
        """Return the office that files; of several the first, and how many more."""
        names = list(dict.fromkeys(offices))
        if not names:
            return Sender("", "")
        more = f" ほか{len(names) - 1}事業所" if len(names) > 1 else ""
        return Sender("" if more else self._codes.get(names[0], ""), f"{names[0]}{more}")

    def form(
        self, name: str, values: Values, *, made_on: date | None = None, offices: Iterable[str] | None = None
    ) -> Form:
        """Return the form of that file with these values, 見本 as long as the certificates say so.

        offices: who files it to the society; None where the office keeps it.
        """
        form = replace(
            filled_form(name, values, made_on=made_on or self.on, own=self._own_forms),
            is_specimen=standing(self.society, self.queries.rules_at(self.on)) is not SheetStanding.GENUINE,
            substitutions=self.substitutions,
        )
        if offices is None:
            return form
        return replace(
            form,
            sender=self.sender(offices),
            addressee=self.society.name,
            closing="" if name in self._own_forms else _TO_COPY,
        )

    def person_values(self, person_id: PersonId) -> dict[str, Text | bool]:
        """Return who a form is about, as the society knows the person."""
        detail = self.detail(person_id)
        person, insured = detail.person, detail.insured
        holder = insured or person
        ended = detail.loss.on <= self.on
        cause = f"（{label(detail.loss.cause)}）" if ended and detail.loss.cause else ""
        return {
            "symbol": person.symbol,
            "number": person.number,
            "branch_number": person.branch_number,
            "insured_name": Name(holder.name, holder.key),
            "insured_kana": holder.kana,
            "insured_born_on": wareki(holder.born_on),
            "is_dependant": person.kind is PersonKind.DEPENDANT,
            "name": Name(person.name, person.key),
            "kana": person.kana,
            "born_on": wareki(person.born_on),
            "relationship": "本人" if insured is None else person.relationship,
            "lost_on": f"{wareki(detail.loss.on)}{cause}" if ended else "（喪失していません）",
        }


def day(on: date | None) -> str:
    """Return the day as forms write it; empty when unknown."""
    return wareki(on) if on is not None else ""


def sheet_rows(records: Records, *statuses: CertificateStatus) -> list[CertificateRow]:
    """Return the sheets in these states at the end of the day, in kana order."""
    return records.queries.certificate_rows(statuses, office_id=records.office_id, on=records.on)


def card_rows(records: Records, outcome: ElderlyOutcome) -> list[ElderlyRow]:
    """Return the 高齢受給者証 with that outcome."""
    rows = records.queries.elderly_rows(records.on, office_id=records.office_id)
    return [row for row in rows if row.outcome is outcome]


def subject_of(rows: Sequence[CertificateRow | ElderlyRow], what: str, on: date | None) -> FormSubject:
    """Return the subject that these papers of one person are."""
    first = rows[0]
    sheets = tuple(row for row in rows if isinstance(row, CertificateRow))
    cards = tuple(row for row in rows if isinstance(row, ElderlyRow))
    return FormSubject(
        handle=f"sheet:{sheets[0].certificate_id}" if sheets else f"card:{cards[0].person_id}",
        name=first.name,
        kana=first.kana,
        what=what,
        place=first.place,
        on=on,
        sheets=sheets,
        cards=cards,
        codes=frozenset({first.key, *(row.issue_number for row in sheets)}),
    )


def person_of(subject: FormSubject) -> PersonId:
    """Return whose papers the subject is about."""
    return (subject.sheets or subject.cards)[0].person_id


def name_of(records: Records, person_id: PersonId) -> Name:
    """Return the name as filed."""
    person = records.detail(person_id).person
    return Name(person.name, person.key)


def short_day(on: date | None) -> str:
    """Return the day as tables write it; empty when unknown."""
    return wareki_short(on) if on is not None else ""


def in_kana_order(subjects: Sequence[FormSubject]) -> list[FormSubject]:
    """Return the latest first, of one day in kana order."""
    by_kana = sorted(subjects, key=lambda one: (one.kana, one.handle))
    return sorted(by_kana, key=lambda one: one.on or date.min, reverse=True)


def followed(forms: Sequence[Form]) -> Form:
    """Return the first form with the others behind it."""
    first, *further = forms
    return replace(first, further=tuple(further))
