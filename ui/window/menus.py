"""The menus of the window, made of the registry: what the window does, and what the page shown does."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QMenuBar

from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.look.action_menu import fill_menu
from ui.look.bound import BoundAction, bound_in
from ui.words.actions import action

_FILE = ("window.print", "window.lock", "window.quit")
_EDIT = ("window.undo", "window.redo", "window.find", "window.search")
_GO = ("window.back", "window.forth", "window.view_before", "window.view_after", "window.day")
_HELP = ("window.help", "window.key_list")


class Menus(QMenuBar):
    """F10 or Alt leads here; every menu is filled when it opens."""

    def __init__(
        self,
        pages: Sequence[PagePlace],
        own: Mapping[str, BoundAction],
        current: Callable[[], Page],
        go: Callable[[str], object],
        others: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        """own: the window's actions by name. others: of the help menu, without a key."""
        super().__init__()
        self.setAccessibleName("メニュー")
        self._own, self._current = own, current
        self._is_low = False
        self._closed = QTimer(self, singleShot=True, interval=0)
        self._closed.timeout.connect(self._on_hidden)
        self._fixed("ファイル(&F)", _FILE)
        self._fixed("編集(&E)", _EDIT)
        self._doing = self.addMenu("操作(&A)")
        self._doing.aboutToShow.connect(self._fill)
        moves = self._fixed("移動(&G)", _GO)
        moves.addSeparator()
        for number, page in enumerate(pages, start=1):
            text = f"{page.title}\t{action('window.pages').key_of(number)}"
            moves.addAction(text).triggered.connect(lambda _checked=False, name=page.name: go(name))
        helps = self._fixed("ヘルプ(&H)", _HELP)
        for word, do in others:
            helps.addAction(word).triggered.connect(lambda _checked=False, do=do: do())
        for menu in self.findChildren(QMenu):
            menu.aboutToHide.connect(self._closed.start)

    def set_low(self, *, is_low: bool) -> None:
        """In a low window the rows have the room, and the menus are there while F10 holds them open."""
        self._is_low = is_low
        self.setVisible(not is_low)

    def open(self) -> None:
        """Give the keyboard to the first menu."""
        self.show()
        self.setFocus()
        self.setActiveAction(self.actions()[0])

    def _on_hidden(self) -> None:
        """From one menu to the next only one is hidden."""
        if self._is_low and not any(menu.isVisible() for menu in self.findChildren(QMenu)):
            self.hide()

    def _fixed(self, title: str, names: Sequence[str]) -> QMenu:
        menu = self.addMenu(title)
        fill_menu(menu, [self._own[name] for name in names])
        return menu

    def _fill(self) -> None:
        self._doing.clear()
        fill_menu(self._doing, bound_in(self._current()))
        if not self._doing.actions():
            self._doing.addAction("この画面で今できる操作はありません").setEnabled(False)
