"""A row that wraps keeps the height of its lines, and asks for none while nobody sees it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow_layout import FlowRow


def chip() -> QFrame:
    # No button: the look of the program gives those a height of its own.
    made = QFrame()
    made.setFixedSize(QSize(100, 40))
    return made


def test_lines_are_not_pushed_together_where_room_is_short(qtbot: QtBot) -> None:
    row, surroundings = FlowRow(*(chip() for _ in range(5))), QWidget()
    qtbot.addWidget(surroundings)
    column = QVBoxLayout(surroundings)
    column.addWidget(row)
    column.addWidget(chip())
    assert row.minimumHeight() == 0
    surroundings.resize(260, 40)
    surroundings.show()
    QApplication.processEvents()
    assert row.minimumHeight() == 3 * 40 + 2 * 8
    row.flow.itemAt(4).widget().hide()  # type: ignore[union-attr]
    QApplication.processEvents()
    assert row.minimumHeight() == 2 * 40 + 8
    surroundings.resize(700, 300)
    QApplication.processEvents()
    assert row.minimumHeight() == 40
