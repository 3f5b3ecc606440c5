"""外字: agree with a person what is printed for a character of the name that no face draws.

Agreed once and remembered. An agreement touches the names of the person who gave it: on a
family's sheet the employee's name takes the employee's. Source: docs/rules.md, "Names and
characters".
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from app.changes import Done
from app.domain.accepted_text import quotable
from app.domain.household import households, insured_among
from app.domain.ids import PersonId, SubstituteId
from app.domain.name_substitute import NameSubstitute
from app.domain.person import Person
from app.domain.wareki import wareki
from app.errors import BadValue, NotFound
from app.ports import Transaction
from app.printing.engine.glyphs import clusters, code_points, is_private_use, may_be_replaced, refusal_reason
from app.printing.values import Substitute, Substitutions
from app.usecases.asked import everyday
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label

LONGEST_TEXT = 5
"""Characters; a reading in kana may stand for one kanji."""


class Source(Protocol):
    """A transaction, or the read side."""

    def people(self) -> list[Person]: ...
    def substitutes(self) -> list[NameSubstitute]: ...


def substitutions(source: Source, people: Iterable[Person] | None = None) -> Substitutions:
    """Return what is printed for whom; a dependant's sheet finds the employee's characters too.

    people: whose sheets are drawn; None means everybody's. Costs one query where nothing was agreed.
    """
    kept: dict[PersonId, list[NameSubstitute]] = {}
    for one in source.substitutes():
        kept.setdefault(one.person_id, []).append(one)
    if not kept:
        return Substitutions()
    everybody = source.people()
    homes = households(everybody)
    of: dict[tuple[str, str], Substitute] = {}
    of_insured: dict[tuple[str, str], Substitute] = {}
    for person in everybody if people is None else people:
        for one in kept.get(person.id, ()) if person.id is not None else ():
            of[person.key, one.character] = Substitute(one.text, one.png)
        employee = insured_among(person, homes.get((person.symbol, person.number), ()))
        for one in kept.get(employee.id, ()) if employee is not None and employee.id is not None else ():
            of_insured[person.key, one.character] = Substitute(one.text, one.png)
    return Substitutions(of, of_insured)


@everyday
def agree_text(
    tx: Transaction,
    person_id: PersonId,
    character: str,
    text: str,
    *,
    agreed_on: date,
    today: date,
    note: str = "",
    also: Sequence[PersonId] = (),
) -> Done:
    """Record that the person agreed to another character (本人了承); an earlier agreement ends.

    also: members of the family with the same character in their names, who agreed too.
    """
    text = text.strip()
    _check_text(text)
    return _agree(tx, (person_id, *also), character, text, b"", agreed_on, today, note)


@everyday
def use_picture(
    tx: Transaction,
    person_id: PersonId,
    character: str,
    picture: bytes,
    *,
    agreed_on: date,
    today: date,
    note: str = "",
    also: Sequence[PersonId] = (),
) -> Done:
    """Record a picture of the character as filed; only its black and white is kept.

    agreed_on: the day it was checked against what was filed. also: as for agree_text.
    """
    # Pillow is loaded for the first picture, for a quick start.
    from app.printing.certificate.substitution import cleaned

    return _agree(tx, (person_id, *also), character, "", cleaned(picture), agreed_on, today, note)


@everyday
def withdraw(tx: Transaction, substitute_ids: Sequence[SubstituteId], *, on: date) -> Done:
    """Record that these agreements count no more; the sheets printed with them stay valid."""
    kept = {one.id: one for one in tx.substitutes()}
    for substitute_id in dict.fromkeys(substitute_ids):
        if substitute_id not in kept:
            raise NotFound("この代わりの文字は見つかりません。画面を開き直してください。")
        tx.save_substitute(kept[substitute_id].withdraw(on))
    return Done(
        "代わりの文字を取り消しました。次に印刷するときに、もう一度決めます。",
        step_label(tx, "代わりの文字の取消", [kept[one].person_id for one in substitute_ids]),
    )


def undecided(people: Iterable[Person], names: Substitutions | None = None) -> list[tuple[Person, str]]:
    """Return whose name holds which character that no face here draws and nobody decided about."""
    from app.printing.engine.fonts import load_fonts

    face, given = load_fonts().value, names or Substitutions()
    return [
        (person, character)
        for person in people
        for character in face.undrawable(person.name)
        if may_be_replaced(character) and (person.key, character) not in given.of
    ]


def family_with(family: Iterable[Person], person: Person, character: str) -> list[Person]:
    """Return the others of a household whose names hold the character too."""
    return [p for p in family if p.id != person.id and character in clusters(p.name)]


def spoken(character: str) -> str:
    """Return a character as a sentence names it: what cannot be shown by its code points alone.

    What is more than one is no character, but something typed by mistake, and is only quoted.
    """
    if len(clusters(character)) > 1:
        return f"「{quotable(character)}」"
    points = code_points(character)
    return f"外字 {points}" if is_private_use(character) else f"「{character}」({points})"


def character_of(text: str) -> str:
    """Return the character somebody typed, as itself or as code points such as U+E000 U+E0101."""
    parts = text.upper().split()
    if not parts or not all(part.startswith("U+") for part in parts):
        return text.strip()
    try:
        return "".join(chr(int(part.removeprefix("U+"), 16)) for part in parts)
    except (ValueError, OverflowError) as error:
        raise BadValue(f"「{text}」は文字の番号ではありません。U+E000 のように書いてください。") from error


def _agree(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    character: str,
    text: str,
    png: bytes,
    agreed_on: date,
    today: date,
    note: str,
) -> Done:
    if agreed_on > today:
        raise BadValue(f"{wareki(agreed_on)} は今日より先です。了承を得た日か、確かめた日を入れてください。")
    check_free_text(note, "メモ")
    people = [tx.person(person_id) for person_id in dict.fromkeys(person_ids)]
    earlier = {(one.person_id, one.character): one for one in tx.substitutes()}
    for person in people:
        assert person.id is not None
        _check_character(tx, person, character)
        before = earlier.get((person.id, character))
        if before is not None:
            tx.save_substitute(before.withdraw(max(today, before.agreed_on)))
        tx.save_substitute(NameSubstitute(None, person.id, character, text, png, agreed_on, note.strip()))
    names = "、".join(f"{person.name} さん" for person in people)
    what = f"「{text}」" if text else "文字の画像"
    return Done(
        f"{names}の{spoken(character)}は、{what}で印刷します。",
        step_label(tx, "代わりの文字", person_ids),
    )


def _check_character(tx: Transaction, person: Person, character: str) -> None:
    from app.printing.engine.fonts import load_fonts

    assert person.id is not None
    note = tx.print_note(person.id)
    names = [person.name, *([note.registry_name, note.former_surname] if note else [])]
    if not any(character in clusters(name) for name in names):
        raise BadValue(
            f"{person.name} さんの氏名に{spoken(character)}はありません。名簿の氏名を確かめてください。"
        )
    if not may_be_replaced(character):
        raise BadValue(refusal_reason(character))
    if not is_private_use(character) and load_fonts().value.can_draw(character):
        raise BadValue(f"{spoken(character)}はそのまま印刷できます。代わりの文字は要りません。")


def _check_text(text: str) -> None:
    from app.printing.engine.fonts import load_fonts

    parts = clusters(text)
    if not parts:
        raise BadValue("代わりの文字を入れてください。")
    if len(parts) > LONGEST_TEXT or any(part.isspace() for part in parts):
        raise BadValue(f"代わりの文字は、空白を入れずに{LONGEST_TEXT}字までにしてください。")
    bad = load_fonts().value.undrawable(text)
    if bad:
        raise BadValue(f"代わりの文字も印刷できません。{refusal_reason(bad[0])}")
    check_free_text(text, "代わりの文字")
