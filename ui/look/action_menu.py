"""A menu of actions: their words and their keys."""

from collections.abc import Iterable

from PySide6.QtWidgets import QMenu, QWidget

from ui.look.bound import BoundAction
from ui.words.actions import shown


def action_menu(parent: QWidget, actions: Iterable[BoundAction]) -> QMenu:
    """Return a menu to be shown once; what is chosen is done after it closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    fill_menu(menu, actions)
    return menu


def fill_menu(menu: QMenu, actions: Iterable[BoundAction]) -> None:
    """Put these into a menu; what needs a digit as well has its buttons."""
    for one in (one for one in actions if not one.is_one_of_several):
        # After a tab a menu shows the key; no shortcut is made of it, the key acts where it is bound.
        menu.addAction(f"{one.action.words}\t{shown(one.key)}").triggered.connect(
            lambda _checked=False, one=one: one.run()
        )
