"""What the window itself does by key and menu, whatever page it shows."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ui.frame.context import Context
from ui.frame.page import Page
from ui.look.bound import BoundAction, bind, bind_range, bound_in
from ui.look.theme import next_size
from ui.widgets.top_bar import TopBar


class Frame(Protocol):
    """What is asked of the window."""

    top_bar: TopBar
    context: Context

    @property
    def current_page(self) -> Page: ...
    def go(self, name: str, selection: object | None = None) -> None: ...
    def go_back(self) -> None: ...
    def go_forth(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def leave(self) -> None: ...
    def open_menu(self) -> None: ...


def bind_own(frame: Frame, desk: QWidget, pages: list[str]) -> Mapping[str, BoundAction]:
    """Bind them to the part of the window that is covered while it is locked; return them by name."""
    bind_range(desk, "window.pages", len(pages), lambda at: frame.go(pages[at - 1]))
    doing: dict[str, Callable[[], object]] = {
        "window.undo": frame.undo,
        "window.redo": frame.redo,
        "window.back": frame.go_back,
        "window.forth": frame.go_forth,
        "window.view_before": lambda: frame.current_page.step_view(-1),
        "window.view_after": lambda: frame.current_page.step_view(1),
        "window.find": lambda: _find(frame),
        "window.print": lambda: _print(frame),
        "window.help": lambda: _show_manual(desk, frame.current_page.name),
        "window.key_list": lambda: show_keys(frame, desk),
        "window.menu": frame.open_menu,
        "window.larger_text": lambda: _step_text(frame.context, 1),
        "window.smaller_text": lambda: _step_text(frame.context, -1),
        "window.quit": frame.leave,
    }
    elsewhere: dict[str, Callable[[], object]] = {
        "window.search": frame.top_bar.search.take_keyboard,
        "window.lock": frame.top_bar.lock.click,
        "window.day": frame.top_bar.pick.click,
        "window.numbers": frame.top_bar.numbers_wanted.emit,
    }
    return {name: bind(desk, name, do) for name, do in doing.items()} | {
        name: BoundAction(desk, name, do) for name, do in elsewhere.items()
    }


def show_keys(frame: Frame, desk: QWidget) -> None:
    """Lay over the page which keys act on it."""
    from ui.widgets.key_list import KeyList

    here = [one.action for one in bound_in(frame.current_page)]
    KeyList(frame.current_page.title, here, desk.window()).open()


def without_keys(desk: QWidget) -> tuple[tuple[str, Callable[[], object]], ...]:
    """Return what the help menu offers besides."""
    return (
        ("使い方の目次", lambda: _show_manual(desk)),
        ("このプログラムについて", lambda: _show_about(desk)),
    )


def _show_manual(desk: QWidget, page: str = "") -> None:
    from ui.widgets.manual_window import INDEX, show_manual

    show_manual(desk, page or INDEX)


def _show_about(desk: QWidget) -> None:
    from ui.dialogs.about import AboutDialog

    AboutDialog(desk.window()).exec()


def _step_text(context: Context, by: int) -> None:
    """Enlarge the text by a step, or not."""
    context.preferences.text_size = next_size(by)
    context.events.text_changed.emit()


def _here(frame: Frame, verb: str) -> BoundAction | None:
    found = (one for one in bound_in(frame.current_page) if one.action.name.endswith(f".{verb}"))
    return next(found, None)


def _find(frame: Frame) -> None:
    """In the list of the page, or else everywhere."""
    if (found := _here(frame, "find")) is not None:
        found.run()
    else:
        frame.top_bar.search.take_keyboard()


def _print(frame: Frame) -> None:
    """Print what is shown; where nothing is, show the page that prints."""
    if (found := _here(frame, "print")) is not None:
        found.run()
    else:
        frame.go("printing")
