"""Sentences with room between the lines, which a plain label does not give."""

from html import escape

from ui.widgets.sentence import Sentence, breakable


class Paragraph(Sentence):
    """Wrapped text at one and a half lines. role: as in the stylesheet."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(role, text)

    def marked_up(self, text: str) -> str:
        """With the ends of lines it has."""
        lines = escape(breakable(text)).replace("\n", "<br>")
        return f'<p style="line-height:150%; margin:0; white-space:pre-wrap">{lines}</p>'
