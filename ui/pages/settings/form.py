"""How a subject of the settings is laid out: heading, explanation, fields, one button row."""

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.look.parts import role_label
from ui.look.theme import CONTROL_HEIGHT
from ui.widgets.flow_layout import FlowRow
from ui.widgets.paragraph import Paragraph

_NARROWEST = 240
"""Pixels of a long field that stay in a narrow window."""


def subject(panel: QWidget, heading: str, explanation: str) -> QVBoxLayout:
    """Give the panel its column with heading and explanation; return it to be filled."""
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    column.addWidget(role_label(heading, "heading"))
    column.addWidget(Paragraph(explanation, "sub"))
    return column


def form() -> QFormLayout:
    """Return a form with labels at the left."""
    made = QFormLayout()
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(8)
    return made


def field(name: str, *, width: int = 360, is_secret: bool = False) -> QLineEdit:
    """Return a field with its name for screen readers."""
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaximumWidth(width)
    line.setMinimumWidth(min(width, _NARROWEST))
    if is_secret:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def label_for(line: QLineEdit) -> QLabel:
    """Return the label before a field."""
    made = role_label(line.accessibleName(), "sub")
    made.setBuddy(line)
    made.setMinimumHeight(CONTROL_HEIGHT)
    return made


def row(*parts: QWidget) -> QHBoxLayout:
    """Return widgets side by side, left aligned; in a narrow window they wrap."""
    made = QHBoxLayout()
    made.addWidget(FlowRow(*parts), 1)
    return made
