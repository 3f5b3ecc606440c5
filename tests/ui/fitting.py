"""Looks over a shown window or dialog: what is cut, squeezed, or outside of it."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollBar,
    QWidget,
)

from ui.look.one_line import OneLine
from ui.widgets.sentence import Sentence, breakable
from ui.window.main_window import MainWindow

A_LITTLE = 1
"""Pixels by which a rounded width may fall short."""


def faults(window: QWidget) -> list[str]:
    """Return one line for every visible widget below this one that is cut or out of reach."""
    return [line for widget in window.findChildren(QWidget) for line in _faults(widget, window)]


def _faults(widget: QWidget, window: QWidget) -> Iterator[str]:
    if not widget.isVisibleTo(window) or widget.window() is not window:
        return
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return
    if widget.width() <= 0 or widget.height() <= 0:
        if isinstance(widget, QLabel | QAbstractButton) and _text(widget):
            yield f"{_name(widget)}: no room at all"
        return
    room = _room(widget, window)
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    if room is not None and not room.adjusted(-A_LITTLE, -A_LITTLE, A_LITTLE, A_LITTLE).contains(place):
        yield f"{_name(widget)}: at {_rect(place)}, outside of {_rect(room)}"
    yield from _cut(widget)


def _cut(widget: QWidget) -> Iterator[str]:
    needed, given = 0, widget.contentsRect().width()
    if isinstance(widget, QLabel):
        if isinstance(widget, OneLine) or not widget.text():
            return
        if widget.wordWrap():
            high = widget.heightForWidth(widget.width())
            if high > widget.height() + A_LITTLE:
                yield f"{_name(widget)}: {high} px high, {widget.height()} given"
            longest = max(_words(widget), key=widget.fontMetrics().horizontalAdvance, default="")
            needed = widget.fontMetrics().horizontalAdvance(longest)
        else:
            needed = widget.sizeHint().width() - (widget.width() - given)
    elif isinstance(widget, QAbstractButton):
        needed, given = widget.sizeHint().width(), widget.width()
        if not widget.text():
            return
    elif isinstance(widget, QComboBox):
        needed, given = widget.fontMetrics().horizontalAdvance(widget.currentText()) + 10, widget.width() - 28
        if widget.toolTip() == widget.currentText():
            return
    if needed > given + A_LITTLE:
        yield f"{_name(widget)}: {needed} px wide, {given} given"


def _words(label: QLabel) -> list[str]:
    """The parts between which a line may be broken: Japanese anywhere, Latin between words."""
    # The text() of a sentence is what was set; shown are the same words with places to break.
    text = breakable(label.text()) if isinstance(label, Sentence) else label.text()
    plain = QTextDocumentFragment.fromHtml(text).toPlainText() if "</" in text else text
    return [part for part in plain.replace("\u200b", " ").split() if part.isascii()]


def _room(widget: QWidget, window: QWidget) -> QRect | None:
    """The part of the window this widget must keep to; None for what is meant to be scrolled."""
    around = widget.parentWidget()
    while around is not None and around is not window:
        owner = around.parentWidget()
        if isinstance(owner, QAbstractScrollArea) and owner.viewport() is around:
            return None
        around = owner
    return window.rect()


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _name(widget: QWidget) -> str:
    told = (_text(widget) or widget.accessibleName())[:30]
    return f"{type(widget).__name__} {told!r} in {type(widget.parentWidget()).__name__}"


def _rect(rect: QRect) -> str:
    return f"{rect.x()},{rect.y()} {rect.width()}x{rect.height()}"


def out_of_reach(window: MainWindow) -> Iterator[str]:
    """What must be at hand on every page and is not: lock, 元に戻す, and the primary button."""
    for name, part in (("lock", window.top_bar.lock), ("bottom bar", window.bottom_bar)):
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        if not part.isVisible() or not window.rect().contains(place):
            yield f"{name} at {_rect(place)}"
    page = window.current_page
    for button in page.findChildren(QPushButton):
        if button.property("role") == "primary" and button.isVisible():
            place = QRect(button.mapTo(page, QPoint(0, 0)), button.size())
            if not page.rect().contains(place):
                yield f"primary button {button.text()} at {_rect(place)}"
