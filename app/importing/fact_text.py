"""A fact as one text, for the 突合, and back."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from app.domain.person import Enrolment, LossCause, PersonKind, Sex

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
