"""Slips were handed over: what is logged of it, and the language kept with whoever they are addressed to."""

from collections.abc import Sequence
from datetime import date

from app.changes import Done
from app.domain.contact import About, Means
from app.domain.ids import PersonId
from app.domain.language import Language
from app.ports import Transaction
from app.usecases.contacts import outreach
from app.usecases.people.languages import choose_language, keep_language


def slips_given(
    tx: Transaction,
    told: Sequence[PersonId],
    addressees: Sequence[PersonId],
    *,
    about: About,
    language: Language | None,
    is_logged: bool,
    on: date,
) -> Done:
    """Log one contact for each person told, and keep the language. language: None where none was chosen."""
    if not is_logged:
        assert language is not None
        return choose_language(tx, addressees, language)
    if language is not None:
        keep_language(tx, addressees, language)
    return outreach.log_contact(tx, told, means=Means.SLIP, about=about, on=on, today=on)
