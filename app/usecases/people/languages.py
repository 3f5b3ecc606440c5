"""In which language the slips speak to somebody: kept with the person, and changed where a slip is made."""

from collections.abc import Sequence
from dataclasses import replace

from app.changes import Done
from app.domain.ids import PersonId
from app.domain.language import Language
from app.errors import BadValue
from app.ports import Transaction
from app.usecases.step_label import step_label
from app.words import label, named


def choose_language(tx: Transaction, person_ids: Sequence[PersonId], language: Language) -> Done:
    """Keep the language of these persons; whoever reads it already stays as they are."""
    if not person_ids:
        raise BadValue("案内のことばを決める方を選んでください。")
    changed = keep_language(tx, person_ids, language)
    names = named([tx.person(person_id).name for person_id in person_ids])
    said = f"{names}の案内のことばを「{label(language)}」にしました。"
    if not changed:
        said = f"{names}の案内のことばは、もう「{label(language)}」です。"
    return Done(said, step_label(tx, "案内のことば", person_ids))


def keep_language(tx: Transaction, person_ids: Sequence[PersonId], language: Language) -> int:
    """Save it where it is another; return of how many it was."""
    changed = 0
    for person_id in person_ids:
        person = tx.person(person_id)
        if (person.language or Language.JAPANESE) is not language:
            tx.save_person(replace(person, language=language))
            changed += 1
    return changed
