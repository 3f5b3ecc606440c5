"""状況回答: what the society asks for, the people behind every number, and answers given.

An answer given is kept whole, figures and names, and never computed again: the same date has
the same figures for ever.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.hidden import full
from app.domain.ids import AnswerId, OfficeId, PersonId
from app.domain.insured_number import masked_number
from app.domain.person import person_key
from app.errors import BadValue
from app.late import dataclass


class Figure(StrEnum):
    """What is counted, as of the end of a day, by 実施日.

    COVERED: persons with cover that day (資格取得日 reached, 資格喪失日 not). REGISTERED and
    ENTITLED part them by the stage known then: マイナ保険証 registered, or not.
    READY, HANDED_OUT, COLLECTED, FORWARDED, LOST, UNCOLLECTABLE: sheets by where they were that
    day, so that no sheet stands in two of them: in the drawer, with the holder, back in the
    office, sent to the society (ever), lost, given up. Void sheets still out (差替) stand only
    in TO_COME_BACK.
    TO_COME_BACK: sheets in the drawer or with a holder that by then had to come back (cover
    lost, registered, expired or replaced, as the society's rules say), and leavers whose paper
    the society's list names while this office has no record of it. Somebody who leaves later
    is not yet among them, and moving or hiding the duty in the due list changes nothing.
    ELDERLY_OUTSTANDING, ELDERLY_DONE: 高齢受給者証 expected back with no outcome recorded by
    then (要確認 too), and those with one.
    """

    COVERED = "covered"
    REGISTERED = "registered"
    ENTITLED = "entitled"
    READY = "ready"
    HANDED_OUT = "handed_out"
    TO_COME_BACK = "to_come_back"
    COLLECTED = "collected"
    FORWARDED = "forwarded"
    LOST = "lost"
    UNCOLLECTABLE = "uncollectable"
    ELDERLY_OUTSTANDING = "elderly_outstanding"
    ELDERLY_DONE = "elderly_done"


PARTS_OF_COVERED = (Figure.REGISTERED, Figure.ENTITLED)
COUNTED_IN_SHEETS = frozenset(Figure) - {
    *(Figure.COVERED, Figure.REGISTERED, Figure.ENTITLED),
    *(Figure.ELDERLY_OUTSTANDING, Figure.ELDERLY_DONE),
}
"""A person may stand twice behind these, each time with another issue number."""

Mark = tuple[PersonId, str]
"""One unit of a figure: a person, and the issue number where sheets are counted (else "")."""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer given. as_of: the day it speaks of. made_on: the day it was given.

    content: figures and the people behind each of them, as JSON; never computed again.
    """

    id: AnswerId | None
    as_of: date
    made_on: date
    content: str


@dataclass(frozen=True, slots=True)
class AnswerOffice:
    """An office as it was called in the answer."""

    id: OfficeId
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A person as named behind a figure; office_id: the office the person is counted in."""

    person_id: PersonId
    office_id: OfficeId
    symbol: str
    number: str
    branch_number: str
    name: str
    kana: str
    department: str

    @property
    def key(self) -> str:
        """記号-番号-枝番."""
        return person_key(self.symbol, self.number, self.branch_number)

    @property
    def masked_key(self) -> str:
        """記号-番号-枝番 with its 番号 masked.

        記号・番号 may be asked for only by those who need them; a list to check by name does not.
        """
        return person_key(self.symbol, masked_number(self.number), self.branch_number)


@dataclass(frozen=True, slots=True)
class Counted:
    """One line behind a figure: who, and for a figure of sheets which sheet ("" if unknown)."""

    person: Named
    office: str
    issue_number: str


@dataclass(frozen=True)
class Answer:
    """The figures of a day with everybody behind them.

    people: in kana order. marks: per figure in that order; COVERED is not stored, it is its two
    parts together.
    """

    as_of: date
    offices: tuple[AnswerOffice, ...]
    people: Mapping[PersonId, Named]
    marks: Mapping[Figure, Sequence[Mark]] = field(default_factory=dict)

    def marks_of(self, figure: Figure) -> Sequence[Mark]:
        """Return what the figure counts."""
        if figure is Figure.COVERED:
            return [mark for part in PARTS_OF_COVERED for mark in self.marks.get(part, ())]
        return self.marks.get(figure, ())

    def counts(self, figure: Figure) -> Counter[OfficeId]:
        """Return the figure of each office."""
        return Counter(self.people[person_id].office_id for person_id, _ in self.marks_of(figure))

    def behind(self, figure: Figure, office_id: OfficeId | None = None) -> list[Counted]:
        """Return who stands behind a figure, in kana order; None for all offices."""
        return self.named(self.marks_of(figure), office_id)

    def named(self, marks: Iterable[Mark], office_id: OfficeId | None = None) -> list[Counted]:
        """Return marks with names, in kana order."""
        place = {person_id: at for at, person_id in enumerate(self.people)}
        office = {one.id: one.name for one in self.offices}
        found = []
        for person_id, issue_number in sorted(marks, key=lambda mark: (place[mark[0]], mark[1])):
            person = self.people[person_id]
            if office_id in (None, person.office_id):
                found.append(Counted(person, office[person.office_id], issue_number))
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one figure of one office: who came and who went."""

    office: AnswerOffice
    figure: Figure
    came: tuple[Counted, ...]
    gone: tuple[Counted, ...]


def difference(before: Answer, after: Answer) -> tuple[Change, ...]:
    """Return how one answer became another, by office and figure; only what differs.

    A person who moved is gone from one office and came to the other. For every figure of an
    office: before − gone + came = after.
    """
    offices = {office.id: office for answer in (before, after) for office in answer.offices}
    came, gone = _only_in(after, before), _only_in(before, after)
    return tuple(
        Change(
            office,
            figure,
            tuple(came.get((office.id, figure), ())),
            tuple(gone.get((office.id, figure), ())),
        )
        for office in offices.values()
        for figure in Figure
        if (office.id, figure) in came or (office.id, figure) in gone
    )


def _only_in(answer: Answer, other: Answer) -> dict[tuple[OfficeId, Figure], list[Counted]]:
    found: dict[tuple[OfficeId, Figure], list[Counted]] = {}
    for figure in Figure:
        theirs = {(mark, other.people[mark[0]].office_id) for mark in other.marks_of(figure)}
        own = [
            mark for mark in answer.marks_of(figure) if (mark, answer.people[mark[0]].office_id) not in theirs
        ]
        for counted in answer.named(own) if own else ():
            found.setdefault((counted.person.office_id, figure), []).append(counted)
    return found


def content_of(answer: Answer) -> str:
    """Return an answer as the JSON that is kept; read_content gives the same answer back."""
    at = {person_id: place for place, person_id in enumerate(answer.people)}
    content = {
        "version": _VERSION,
        "as_of": answer.as_of.isoformat(),
        "offices": [[office.id, office.name] for office in answer.offices],
        "people": [
            [
                p.person_id,
                p.office_id,
                p.symbol,
                full(p.number),
                p.branch_number,
                p.name,
                p.kana,
                p.department,
            ]
            for p in answer.people.values()
        ],
        "figures": {
            figure.value: [
                [at[person_id], issue_number] if figure in COUNTED_IN_SHEETS else at[person_id]
                for person_id, issue_number in answer.marks.get(figure, ())
            ]
            for figure in Figure
            if figure is not Figure.COVERED
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read_content(content: str) -> Answer:
    """Return the answer that was kept; BadValue where a newer version of the program wrote it."""
    kept: dict[str, Any] = json.loads(content)
    if kept["version"] != _VERSION:
        raise BadValue("この控えは新しい版のソフトで作られています。ソフトを新しくしてから開いてください。")
    people = [Named(*values) for values in kept["people"]]
    return Answer(
        as_of=date.fromisoformat(kept["as_of"]),
        offices=tuple(AnswerOffice(*values) for values in kept["offices"]),
        people={person.person_id: person for person in people},
        marks={
            Figure(name): [
                (people[entry[0]].person_id, entry[1])
                if isinstance(entry, list)
                else (people[entry].person_id, "")
                for entry in entries
            ]
            for name, entries in kept["figures"].items()
        },
    )
