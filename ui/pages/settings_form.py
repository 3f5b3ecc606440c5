"""How a subject of the settings is laid out: heading, explanation, fields, one button row."""

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.page import role_label
from ui.theme import CONTROL_HEIGHT
from ui.widgets.paragraph import Paragraph


def subject(panel: QWidget, heading: str, explanation: str) -> QVBoxLayout:
    """Give the panel its column with heading and explanation; return it to be filled."""
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    column.addWidget(role_label(heading, "heading"))
    column.addWidget(Paragraph(explanation, "sub"))
    return column


def form() -> QFormLayout:
    """Return a form with labels at the left."""
    made = QFormLayout()
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(12)
    return made


def field(name: str, *, width: int = 360, is_secret: bool = False) -> QLineEdit:
    """Return a field with its name for screen readers."""
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setFixedWidth(width)
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
    """Return widgets side by side, left aligned."""
    made = QHBoxLayout()
    made.setSpacing(8)
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made
