"""What a screen reader is told: each control has a name, a role and a place in the order, on every page."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.ui.told import ways_untold
from ui.look.theme import DARK, DARK_STRONG, LIGHT, LIGHT_STRONG, Theme, active_theme, worn
from ui.pages import PAGES
from ui.window.main_window import MainWindow

ROOT = Path(__file__).parents[2]
TAB = Qt.FocusPolicy.TabFocus


def stops(window: QWidget) -> Iterator[QWidget]:
    """Where Tab stops, in the order of Tab."""
    first = widget = window.nextInFocusChain()
    while True:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & TAB:
            yield widget
        widget = widget.nextInFocusChain()
        if widget is first:
            return


def is_before(one: QWidget, other: QWidget) -> bool:
    """Whether somebody reads the other first: it stands above, or in the same line to the left."""
    here, there = one.geometry(), other.geometry()
    shares_columns = here.left() < there.right() and there.left() < here.right()
    is_level = abs(here.center().y() - there.center().y()) < min(here.height(), there.height()) // 2
    return (there.bottom() <= here.top() and shares_columns) or (is_level and there.right() <= here.left())


def test_every_control_is_told_and_reached_as_it_is_read(window: MainWindow) -> None:
    for page in PAGES:
        window.go(page.name)
        QApplication.processEvents()
        assert ways_untold(window) == [], page.name
        order = list(stops(window))
        backwards = [
            (before.accessibleName(), after.accessibleName())
            for before, after in pairwise(order)
            if before.parentWidget() is after.parentWidget() and is_before(before, after)
        ]
        assert backwards == [], page.name


def test_the_state_of_a_control_is_told(window: MainWindow) -> None:
    chip = next(iter(window.current_page.filter.chips.values()))
    seen = QAccessible.queryAccessibleInterface(chip)
    assert not seen.state().checked
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert seen.state().checked
    window.bottom_bar.setEnabled(False)
    inside = next(one for one in window.bottom_bar.findChildren(QWidget) if one.focusPolicy() & TAB)
    assert QAccessible.queryAccessibleInterface(inside).state().disabled


def test_what_a_reader_turns_over_was_pressed(window: MainWindow) -> None:
    """Of a page or a chip Qt offers a reader nothing but to turn its state over."""
    pressed = window.findChild(QPushButton, "go_to_roster")
    assert pressed is not None
    told: list[bool] = []
    pressed.clicked.connect(lambda is_on=False: told.append(is_on))
    for times in (1, 2):
        offered = QAccessible.queryAccessibleInterface(pressed).actionInterface()
        offered.doAction(offered.actionNames()[0])
        assert (window.current_page.name, told, pressed.isChecked()) == ("roster", [True], True), times
    window.go("today")
    assert (window.current_page.name, told) == ("today", [True])
    chip = next(iter(window.current_page.filter.chips.values()))
    before = len(window.current_page.model.rows)
    chip.toggle()
    assert len(window.current_page.model.rows) < before
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert len(window.current_page.model.rows) == before


def test_the_month_and_a_life_are_told(window: MainWindow) -> None:
    window.current_page.views.toggle_month()
    assert ways_untold(window) == []
    window.go("roster", window.context.store.queries.person_rows()[0].person_id)
    assert ways_untold(window) == []


def test_the_look_follows_the_system_while_the_window_is_open(window: MainWindow, qapp: QApplication) -> None:
    hints = qapp.styleHints()
    for theme, signal in (
        ("dark", hints.colorSchemeChanged),
        ("light", hints.accessibility().contrastPreferenceChanged),
    ):
        window.context.preferences.theme = theme
        signal.emit(Qt.ColorScheme.Dark if theme == "dark" else Qt.ContrastPreference.HighContrast)
        assert active_theme().name == theme


@pytest.mark.parametrize(
    ("chosen", "scheme", "contrast", "theme"),
    [
        ("system", Qt.ColorScheme.Dark, Qt.ContrastPreference.NoPreference, DARK),
        ("system", Qt.ColorScheme.Unknown, Qt.ContrastPreference.NoPreference, LIGHT),
        ("system", Qt.ColorScheme.Light, Qt.ContrastPreference.HighContrast, LIGHT_STRONG),
        ("dark", Qt.ColorScheme.Light, Qt.ContrastPreference.NoPreference, DARK),
        ("dark", Qt.ColorScheme.Light, Qt.ContrastPreference.HighContrast, DARK_STRONG),
    ],
)
def test_more_contrast_is_the_systems_to_ask_for(
    chosen: str, scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference, theme: Theme
) -> None:
    assert worn(chosen, scheme, contrast) is theme


def test_nothing_moves_by_itself() -> None:
    """So there is nothing to reduce where the system asks for less motion."""
    moving = ("QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QMovie", "setAnimated(")
    sources = {file: file.read_text("utf-8") for file in (ROOT / "ui").rglob("*.py")}
    assert [file.name for file, text in sources.items() if any(word in text for word in moving)] == []
