"""Lists through the door of the window and of `import`, and what then stands in the folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from functools import partial

from app.domain.person import Office, Person, Sex
from app.errors import UserError
from app.importing.mapping import MappingProfile
from app.ports import Store
from app.usecases.people import roster_import
from app.usecases.people.answered_list import read_list
from app.usecases.people.list_doubts import list_doubts
from app.usecases.people.roster_import import Answers
from tests.usecases.lists.members import NOVEMBER, TODAY

Facts = Mapping[str, str]
Choice = str | Mapping[str, str]

_NOT_TOLD = {"id", "office_id", "sex_on_front", "enrolment_as_of", "enrolment_known_on", "loss_known_on"}


@dataclass(frozen=True)
class Truth:
    """What must come of a file.

    people: everybody of whom it says something new, as they are stored then. asks: the questions about its
    columns, with the answers after which that is so. held: rows that stay outside, each with a word of the
    reason. doubts: the keys of those whom the society must be asked about. refused: a word of the refusal.
    """

    people: Mapping[str, Facts] = field(default_factory=dict)
    asks: Mapping[str, Choice] = field(default_factory=dict)
    held: Mapping[int, str] = field(default_factory=dict)
    refused: str = ""
    password: str = ""
    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """What came of a file: see Truth."""

    people: Mapping[str, Facts]
    asked: frozenset[str]
    held: Mapping[int, str]
    refused: str = ""
    doubts: frozenset[str] = frozenset()

    @property
    def verdict(self) -> str:
        """In one line, for a report."""
        if self.refused:
            return f"refused: {self.refused}"
        asked = f", {len(self.asked)} asked ({' '.join(sorted(self.asked))})" if self.asked else ""
        return f"{len(self.people)} people{asked}{f', {len(self.held)} held' if self.held else ''}"

    def is_as(self, truth: Truth) -> None:
        """Assert that it is what must come of the file, and nothing else."""
        assert self.people == truth.people
        assert self.asked == truth.asks.keys()
        assert self.held.keys() == truth.held.keys()
        assert [row for row, word in truth.held.items() if word not in self.held[row]] == []
        assert self.doubts >= truth.doubts
        assert truth.refused in self.refused
        assert bool(truth.refused) is bool(self.refused)


def stored(people: list[Person], offices: list[Office]) -> dict[str, Facts]:
    """Return by key everything a list may have told of each member; what is empty is left out."""
    codes = {office.id: office.code for office in offices}
    return {
        person.key: {
            one.name: _text(value)
            for one in fields(person)
            if one.name not in _NOT_TOLD
            and (value := getattr(person, one.name)) not in (None, "", False, Sex.UNSET)
        }
        | {"office": codes[person.office_id]}
        for person in people
    }


def _text(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def look_and_leave(
    store: Store, data: bytes, name: str, truth: Truth, *, as_of: date = NOVEMBER, keep: bool = False
) -> Seen:
    """Import a list of that day with these answers, look at what is stored, and take it back."""
    try:
        asked, plan = _plan(store, data, name, truth, as_of)
    except UserError as refusal:
        return Seen({}, frozenset(), {}, str(refusal))
    held: dict[int, str] = {}
    for one in plan.quarantined:
        held[one.row.number] = held.get(one.row.number, "") + one.reason
    held |= {one.row.number: one.sentence for one in plan.events}
    rules = store.queries.rules_at(TODAY)
    doubts = {one.key for one in list_doubts(plan, store.queries.people(), rules, today=TODAY)}
    before = stored(store.queries.people(), store.queries.offices())
    with store.transaction("取込") if keep else store.rehearsal() as tx:
        if not plan.stopped:
            roster_import.apply_import(tx, plan, today=TODAY)
        after = stored(tx.people(), tx.offices())
    assert before.keys() <= after.keys()
    return Seen(
        {key: told for key, told in after.items() if before.get(key) != told},
        asked,
        held,
        plan.stopped,
        frozenset(doubts),
    )


def _plan(
    store: Store, data: bytes, name: str, truth: Truth, as_of: date
) -> tuple[frozenset[str], roster_import.ImportPlan]:
    look = partial(read_list, data, name, people=store.queries.people(), today=TODAY, password=truth.password)
    # Some are asked only once others are answered; an answer to nothing is refused.
    asked = frozenset(one.id for one in look().questions) | truth.asks.keys()
    answered: MappingProfile = look(answers=truth.asks).profile
    answers = Answers(as_of=as_of, profile=answered, password=truth.password)
    return asked, roster_import.preview(data, name, store.queries, today=TODAY, answers=answers)
