"""How a subject of the settings is laid out: heading, explanation, fields, one button row."""

from datetime import datetime

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.wareki import wareki_minute
from ui.look.fields import text_field
from ui.look.layout import Part, down, form
from ui.look.parts import role_label
from ui.look.theme import control_height, scaled
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.paragraph import Paragraph

_NARROWEST = 240
"""Pixels of a long field that stay in a narrow window."""


def subject(panel: QWidget, heading: str, explanation: str, *parts: Part) -> QVBoxLayout:
    """Give the panel its column: heading, explanation, and what is set there."""
    return down(role_label(heading, "heading"), Paragraph(explanation, "sub"), *parts, gap=10, of=panel)


def fields(checked: CheckedFields, *lines: QLineEdit) -> QFormLayout:
    """Return a form of these fields, each with its name before it and room for what is wrong below."""
    return form(*((label_for(one, one.accessibleName()), checked.row(one, one)) for one in lines))


def field(name: str, *, width: int = 360, is_secret: bool = False) -> QLineEdit:
    """Return a field with its name for screen readers."""
    made = text_field(name, is_secret=is_secret)
    made.setMaximumWidth(scaled(width))
    made.setMinimumWidth(min(width, _NARROWEST))
    return made


def label_for(field: QWidget, word: str) -> QLabel:
    """Return the label before a field."""
    made = role_label(word, "sub")
    made.setBuddy(field)
    made.setMinimumHeight(control_height())
    return made


def minute_here(at: datetime) -> str:
    """Return a moment by the clock of this PC."""
    return wareki_minute(at.astimezone())
