"""突合 with a list that is only looked at: what each has alone, what differs, and why that may be."""

from collections.abc import Iterator

from app.domain.difference import DifferenceCause, Side, Standing
from app.domain.ids import PersonId
from app.importing.fact_text import as_text, in_words
from app.importing.plan import Asked, FieldChange, ImportPlan
from app.importing.row_at import RowAt
from app.late import dataclass
from app.words import label


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing that list and roster do not say alike.

    row: where it stands on the list. change: the fact, where both have the person.
    ours, theirs: as people read it.
    """

    side: Side
    key: str
    name: str
    likely: str
    row: RowAt | None = None
    person_id: PersonId | None = None
    change: FieldChange | None = None
    why: Standing | DifferenceCause | None = None

    @property
    def title(self) -> str:
        """What the fact is called; of somebody who is on one side alone, being covered at all."""
        return label(self.side, "fact") if self.change is None else self.change.title

    @property
    def ours(self) -> str:
        return label(self.side, "here") if self.change is None else in_words(self.change.old)

    @property
    def theirs(self) -> str:
        return label(self.side, "there") if self.change is None else in_words(self.change.new)

    @property
    def as_stored(self) -> tuple[str, str]:
        """Ours and theirs for programs."""
        return ("", "") if self.change is None else (as_text(self.change.old), as_text(self.change.new))


def compared(plan: ImportPlan) -> list[ComparedRow]:
    """Return all that list and roster do not say alike; nothing is changed by it."""
    return [*_ours(plan), *_theirs(plan), *_different(plan)]


def _ours(plan: ImportPlan) -> Iterator[ComparedRow]:
    likely = label(DifferenceCause.NOT_ON_THE_LIST, "likely")
    for person in plan.missing:
        yield ComparedRow(Side.OURS, person.key, person.name, likely, person_id=person.id)


def _theirs(plan: ImportPlan) -> Iterator[ComparedRow]:
    for listed in plan.added:
        yield ComparedRow(Side.THEIRS, listed.key, listed.name, label(Side.THEIRS, "likely"), listed.row)


def _different(plan: ImportPlan) -> Iterator[ComparedRow]:
    for one in plan.changed:
        for change in one.changes:
            yield _row(Asked(one.person, one.listed, change, None), Standing.NEWER)
    for asked in (*plan.asked, *plan.kept):
        yield _row(asked, asked.cause or Standing.OLDER)


def _row(asked: Asked, why: Standing | DifferenceCause) -> ComparedRow:
    person = asked.person
    return ComparedRow(
        Side.BOTH,
        person.key,
        person.name,
        label(why, "likely"),
        asked.listed.row,
        person.id,
        asked.change,
        why,
    )
