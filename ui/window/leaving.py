"""What is in the way of closing the window, and what is not left behind when it is closed."""

import sys
from collections.abc import Callable, Iterable

from ui.frame.page import Page
from ui.widgets.message_strip import MessageStrip


def has_unsaved(pages: Iterable[Page]) -> bool:
    """Return whether anything is typed that is stored nowhere."""
    from ui.dialogs.drafts import unsaved

    return any(unsaved(page.title, page) for page in pages)


def reminded(
    pages: Iterable[Page],
    current: Page,
    go: Callable[[str], object],
    strip: MessageStrip,
    finish: Callable[[], object],
) -> bool:
    """Show what was typed and is stored nowhere, with the way to close all the same; False for nothing."""
    from ui.dialogs.drafts import unsaved

    for page in pages:
        if said := unsaved(page.title, page):
            if page is not current:
                go(page.name)
            strip.remind(said, "保存せずに終える", finish)
            return True
    return False


def forget_printed() -> None:
    """Leave nothing of what was printed in the print server; nothing is loaded where nothing was."""
    if (printing := sys.modules.get("ui.printers.spool")) is not None:
        printing.forget_finished()
