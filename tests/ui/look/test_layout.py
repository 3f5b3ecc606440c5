"""The vocabulary of the screens: what a part becomes, and what room it takes."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.look.fields import list_box
from ui.look.layout import RIGHT, STRETCH, across, down, empty_state, fill, held, placed, tab_order

Show = Callable[[QWidget, int, int], QWidget]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a widget at a size, and keeps it until the end of the test."""
    kept: list[QWidget] = []

    def shown(widget: QWidget, width: int, height: int) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown


def test_what_fills_takes_the_room_and_gaps_are_kept(show: Show) -> None:
    first, middle, last = QPushButton("前"), QWidget(), QPushButton("次")
    show(held(across(first, fill(middle), 20, last, gap=8, margins=(10, 0, 30, 0))), 600, 40)
    assert first.x() == 10
    assert middle.x() == first.geometry().right() + 1 + 8
    assert last.x() - middle.geometry().right() - 1 == 8 + 20
    assert last.geometry().right() + 1 == 600 - 30


def test_shares_divide_what_is_left(show: Show) -> None:
    upper, lower = QWidget(), QWidget()
    show(held(down(fill(upper, 3), fill(lower), gap=0)), 100, 400)
    assert (upper.height(), lower.height()) == (300, 100)


def test_a_text_is_the_word_before_a_field(show: Show) -> None:
    place = show(held(across("発送日", QWidget(), STRETCH)), 400, 40)
    (word,) = place.findChildren(QLabel)
    assert (word.text(), word.property("role")) == ("発送日", "sub")


def test_a_part_of_its_own_width_stands_where_it_is_placed(show: Show) -> None:
    button = QPushButton("閉じる")
    show(held(down(placed(button, RIGHT))), 400, 60)
    assert button.width() < 200
    assert button.geometry().right() + 1 == 400


def test_the_next_step_stands_below_the_words_in_the_middle(show: Show) -> None:
    words, step = QLabel("まだありません。"), QPushButton("取り込む")
    show(empty_state(words, step=step), 600, 400)
    assert step.y() > words.geometry().bottom()
    assert abs(step.geometry().center().x() - 300) <= 1


def test_tab_goes_as_named(show: Show) -> None:
    first, second, third = QPushButton(), QPushButton(), QPushButton()
    show(held(across(third, second, first)), 300, 40)
    tab_order(first, second, third)
    order: list[QWidget] = [first]
    while len(order) < 4:
        order.append(order[-1].nextInFocusChain())
    assert [stop for stop in order if isinstance(stop, QPushButton)] == [first, second, third]


def test_a_list_box_begins_with_the_first_where_the_one_wanted_is_unknown(qtbot: QtBot) -> None:
    items = (("2割", 2), ("3割", 3), ("載せない", None))
    for chosen, at in ((None, 0), (3, 1), (9, 0)):
        box = list_box("負担割合", items, chosen)
        qtbot.addWidget(box)
        assert (box.currentIndex(), box.accessibleName()) == (at, "負担割合")
