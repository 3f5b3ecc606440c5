"""A fact as one text, for the 突合, and back."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.wareki import wareki_short
from app.words import label

_OF: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(
        (
            "born_on",
            "qualified_on",
            "disqualified_on",
            "certificate_expires_on",
            "issued_on",
            "copay_from",
            "elderly_card_issued_on",
            "elderly_card_expires_on",
        ),
        date.fromisoformat,
    ),
    "kind": PersonKind,
    "sex": Sex,
    "enrolment": Enrolment,
    "loss_cause": LossCause,
    "copay_rate": int,
    "elderly_card_listed": lambda text: text == str(True),
}


def as_text(value: object) -> str:
    """Return a fact as it is kept; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value if isinstance(value, Enum) else value)


def of_text(field: str, text: str) -> Any:
    """Return the fact of a field that as_text() kept."""
    return _OF.get(field, str)(text) if text else None


def in_words(value: object) -> str:
    """Return a fact as the office reads it."""
    if value is None or value == "":
        return "(空)"
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if isinstance(value, StrEnum):
        return label(value)
    return wareki_short(value) if isinstance(value, date) else str(value)
