"""What stands behind the screens, and the dialogs: whole, without a box, and never recording anything."""

import functools

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from app.ports import Store
from tests.ui.fitting import faults
from ui.look.theme import FAMILIES, app_font
from ui.pages import PAGES
from ui.window.main_window import MainWindow
from ui.window.scenes import Scene, scenes, show
from ui.words.actions import action

KEPT = ("today", "roster")
"""The screens with the dialogs; tests/ui/test_fit.py goes over all pages at all sizes."""


@functools.cache
def is_drawn(sign: str) -> bool:
    """Whether a face of the screen has the sign."""
    font = app_font()
    for family in FAMILIES:
        font.setFamilies([family])
        if font.exactMatch() and QFontMetrics(font).inFontUcs4(ord(sign)):
            return True
    return False


def texts(front: QWidget) -> str:
    """All that is written on what is shown."""
    parts = [one for kind in (QLabel, QAbstractButton) for one in front.findChildren(kind)]
    told = [part.text() for part in parts if part.isVisible()]
    return "".join([*told, *(one.placeholderText() for one in front.findChildren(QLineEdit))])


def test_every_screen_has_its_scenes_and_every_step_is_an_action() -> None:
    assert [one.page for one in scenes() if not one.view] == [page.name for page in PAGES]
    for scene in scenes():
        for step in scene.steps:
            if step[0] not in ">=@~|":
                action(step)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # windows without a desktop
@pytest.mark.parametrize("page", KEPT)
def test_no_text_is_cut_and_no_sign_is_a_box(page: str, window: MainWindow, office: Store) -> None:
    before, found, seen = office.last_undoable(), list[str](), list[Scene]()
    window.resize(1366, 768)

    def look(scene: Scene, front: QWidget) -> None:
        seen.append(scene)
        found.extend(f"{scene.name}: {fault}" for fault in faults(front))
        boxes = {sign for sign in texts(front) if sign > " " and not is_drawn(sign)}
        found.extend(f"{scene.name}: no face draws {sign}" for sign in boxes)

    for scene in scenes():
        if scene.page == page:
            show(window, scene, functools.partial(look, scene))
    assert found == []
    assert len(seen) > 12
    assert not any(one.isModal() for one in QApplication.topLevelWidgets() if one.isVisible())
    assert office.last_undoable() == before
