"""What is said on standard output and error: readable on any console, whole in any pipe.

JSON is UTF-8 whatever the console speaks (ui/cli/desk.py writes its bytes). Text is UTF-8 in a pipe
or a file. A console keeps its own encoding; a character that lacks there is named by its code point.
"""

import codecs
import sys
from typing import Any

from ui.cli import waiting

_IN_CONSOLE = "shikaku-console"
# Our own signs, where the console lacks them (a Japanese Windows console is CP932).
_SIGNS = {"✓": "√", "›": ">", "‹": "<", "–": "-", "⏎": "Enter"}


def prepare() -> None:
    """Set up both streams; either may be missing (a window started without a console)."""
    codecs.register_error(_IN_CONSOLE, _named)
    for stream in (sys.stdout, sys.stderr):
        # None, or something a test or another program put in its place.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors=_IN_CONSOLE)
        else:
            # Only halves of characters in names of files fail in UTF-8.
            reconfigure(encoding="utf-8", errors="backslashreplace")


def tell(sentence: str) -> None:
    """Say a sentence where it is seen: on standard error, or in a box where there is none."""
    waiting.clear()
    if sys.stderr is not None:
        import click

        click.echo(sentence, err=True)
        return
    from ui.window.boxes import show_sentence

    show_sentence(sentence)


def _named(error: UnicodeError) -> tuple[str | bytes, int]:
    """Answer for characters the console lacks: our sign in other words, or 〔U+20BB7〕 for a value."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    shown = "".join(_SIGNS.get(character, f"〔U+{ord(character):04X}〕") for character in lacking)
    try:
        return shown.encode(error.encoding), error.end
    except UnicodeEncodeError:
        return shown.replace("√", "v").translate({ord("〔"): "[", ord("〕"): "]"}), error.end
