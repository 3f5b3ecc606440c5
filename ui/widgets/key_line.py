"""One line that says which keys work now, the keys themselves in bold."""

from html import escape

from ui.widgets.sentence import LINE_HEIGHT, Sentence

GAP = "   "
"""Between two keys; a key and its words are parted by the first blank."""

_TOGETHER = "\N{WORD JOINER}"
"""Qt ends a line between any two kanji, whatever the style says."""


class KeyLine(Sentence):
    """Shows "Enter 3枚を配付   Esc やめる" with Enter and Esc in bold."""

    def __init__(self, keys: str = "") -> None:
        super().__init__("sub", keys)

    def marked_up(self, text: str) -> str:
        """A key is never parted from its words by the end of a line."""
        parts = [part.partition(" ") for part in text.split(GAP) if part]
        keys = "&nbsp;&nbsp;&nbsp; ".join(
            f"<b>{_together(key)}</b>&nbsp;&nbsp;{_together(words)}" for key, _, words in parts
        )
        return f'<div style="line-height:{LINE_HEIGHT}%">{keys}</div>'


def _together(text: str) -> str:
    return _TOGETHER.join(map(escape, text))
