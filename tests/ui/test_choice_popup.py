"""A list of choices that is longer than its window: none is out of reach of the eye."""

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.look.theme import apply_theme
from ui.widgets.choice_popup import ChoicePopup


def test_a_long_list_in_a_small_window_is_scrolled_with_the_keys(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    window, taken = QWidget(), list[int]()
    window.resize(400, 240)
    qtbot.addWidget(window)
    window.show()
    popup = ChoicePopup("状況", [(f"選択{n}", partial(taken.append, n)) for n in range(1, 16)], window)
    popup.open_at(QRect(0, 0, 80, 30), window)
    assert window.rect().contains(popup.geometry())
    for _ in range(15):
        qtbot.keyClick(popup, Qt.Key.Key_Down)
    last = popup.findChildren(QPushButton)[-1]
    shown = QRect(last.mapTo(window, QPoint()), last.size())
    assert popup.geometry().contains(shown)
    assert last.visibleRegion().boundingRect() == last.rect()
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert taken == [15]
