"""What a sheet says beyond the roster, on request: 通称名, 旧姓, 限度額適用区分 and 特定疾病.

Source: docs/rules.md, "Names and characters".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.ids import PersonId, SubstituteId
from app.domain.person import Person
from app.domain.print_note import (
    NO_DISEASE,
    Disease,
    PrintNote,
    check_disease,
    check_former_surname,
    check_limit,
)
from app.domain.rules import SocietyRules
from app.errors import BadValue
from app.importing.values import same_text
from app.late import dataclass
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.counter.void_papers import VoidPapers, void_sheets
from app.usecases.done_on import check_done_on
from app.usecases.people import name_substitutes, roster

LONGEST_NAME = 100
"""Characters of a 戸籍上の氏名; whether it fits the box is found out when it is drawn."""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """What the office decides about a person's sheet. withdrawn: 外字 substitutes that end."""

    registry_name: str = ""
    limit_category: str | None = None
    withdrawn: Sequence[SubstituteId] = ()
    former_surname: str = ""
    disease: Disease = NO_DISEASE

    @property
    def says_something(self) -> bool:
        """Whether it is more than the roster says."""
        return self != OnSheet(withdrawn=self.withdrawn)

    def note_of(self, person: Person) -> PrintNote:
        """Return it as it is stored."""
        assert person.id is not None
        return PrintNote(
            None,
            person.id,
            self.registry_name.strip(),
            self.limit_category,
            self.former_surname.strip(),
            self.disease.mark,
            self.disease.since,
        )


def outdated_limit(category: str | None, person: Person, on: date, rules: SocietyRules) -> str | None:
    """Return why a category no longer fits the person's age on the day of issue; None if it does."""
    try:
        check_limit(category, person.born_on, on, rules)
    except BadValue as error:
        return str(error)
    return None


@everyday
def set_note(
    tx: Transaction,
    person_id: PersonId,
    *,
    registry_name: str,
    limit_category: str | None,
    former_surname: str | None = None,
    disease: Disease | None = None,
    on: date,
    today: date,
) -> Done:
    """Store what the sheet says beyond the roster; a sheet that says something else becomes void.

    registry_name: only where the name on file is a 通称名 the society allowed; else empty.
    former_surname, disease: None leaves what there is.
    """
    check_done_on(on, today)
    person = tx.person(person_id)
    kept = tx.print_note(person_id) or PrintNote(None, person_id)
    former = kept.former_surname if former_surname is None else former_surname
    said = OnSheet(registry_name, limit_category, (), former, kept.disease if disease is None else disease)
    void = save_note(tx, person, said.note_of(person), on=on)
    if void is None:
        return Done(f"{person.name} さんの証の記載は変わりません。", f"証の記載 {person.name}")
    return Done(f"{person.name} さんの証の記載を変えました。{void.sentence}", f"証の記載 {person.name}")


@everyday
def add(tx: Transaction, person: Person, said: OnSheet, *, today: date) -> Done:
    """Add a member by hand together with what the sheet is to say."""
    done = roster.add_person(tx, person, today=today)
    if said.says_something:
        saved = next(p for p in tx.household(person.symbol, person.number) if p.key == person.key)
        save_note(tx, saved, said.note_of(saved), on=today)
    return done


@everyday
def correct(
    tx: Transaction, person: Person, said: OnSheet, *, on: date, today: date, seen: Person | None = None
) -> Done:
    """Store a member's corrected facts and what the sheet says beyond them, in one step. seen: as there."""
    assert person.id is not None
    done = roster.change_person(tx, person, on=on, today=today, seen=seen)
    person = tx.person(person.id)
    void = save_note(tx, person, said.note_of(person), on=on)
    if said.withdrawn:
        ended = name_substitutes.withdraw(tx, said.withdrawn, on=today)
        done = replace(done, sentence=done.sentence + ended.sentence)
    return done if void is None else replace(done, sentence=done.sentence + void.sentence)


def save_note(tx: Transaction, person: Person, note: PrintNote, *, on: date) -> VoidPapers | None:
    """Store a note if it says something new; return what became of the sheets, None if it does not."""
    assert person.id is not None
    kept = tx.print_note(person.id)
    kept = kept or PrintNote(None, person.id)
    new = replace(note, id=kept.id, person_id=person.id)
    if new.says_as(kept):
        return None
    _check(new, kept, person, on, tx.rules_at(on))
    tx.save_print_note(new)
    return void_sheets(tx, person, on=on)


def _check(new: PrintNote, kept: PrintNote, person: Person, on: date, rules: SocietyRules) -> None:
    if len(new.registry_name) > LONGEST_NAME:
        raise BadValue(f"戸籍上の氏名は{LONGEST_NAME}字までです。短くしてください。")
    if new.registry_name and same_text(new.registry_name, person.name):
        raise BadValue("戸籍上の氏名が氏名と同じです。通称名を載せるときだけ入れてください。")
    if len(new.former_surname) > LONGEST_NAME:
        raise BadValue(f"旧姓は{LONGEST_NAME}字までです。短くしてください。")
    if new.former_surname and new.registry_name:
        raise BadValue("旧姓は戸籍上の氏名に添えます。氏名が通称名の方の証には入れられません。")
    check_former_surname(person.name, new.former_surname)
    # What was stored before stays as it is while something else changes.
    if kept.limit_category != new.limit_category:
        check_limit(new.limit_category, person.born_on, on, rules)
    check_disease(new.disease)
