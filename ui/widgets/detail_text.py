"""Headed lists of facts that can be scrolled, selected and copied."""

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QFrame, QTextBrowser

from app.late import dataclass
from ui.look.theme import BASE, SMALL, Tone, active_theme, scaled
from ui.widgets.sentence import AS_WRITTEN

LEFT = 124
"""Width of the column of words, in pixels."""

_GAP = '<tr><td colspan="2" height="{}"></td></tr>'


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: its word, its text, and a smaller remark below."""

    word: str
    text: str
    tone: Tone = Tone.NORMAL
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading over its lines."""

    heading: str
    lines: Sequence[Line]


class DetailText(QTextBrowser):
    """Read-only; text is shown as it is, nothing in it is markup."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(0)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show the sections that have lines."""
        at = self.verticalScrollBar().value()
        rows = "".join(_section(section) for section in sections if section.lines)
        self.setHtml(f'<table cellpadding="0" cellspacing="0" width="100%">{rows}</table>')
        self.verticalScrollBar().setValue(at)


def _section(section: Section) -> str:
    heading = f'<tr><td colspan="2" style="font-weight: bold">{escape(section.heading)}</td></tr>'
    rows = "".join(_line(line) for line in section.lines)
    return f"{heading}{_GAP.format(6)}{rows}{_GAP.format(14)}"


def _line(line: Line) -> str:
    theme = active_theme()
    small = f"color: {theme.minor}; font-size: {scaled(SMALL)}px"
    remark = f'<div style="{small}">{escape(line.remark)}</div>' if line.remark else ""
    return (
        f'<tr><td width="{scaled(LEFT)}" '
        f'style="color: {theme.sub}; font-size: {scaled(BASE)}px; padding-bottom: 5px">'
        f"{escape(line.word)}</td>"
        f'<td style="color: {theme.tone(line.tone)}; {AS_WRITTEN}; padding-bottom: 5px">'
        f"<div>{escape(line.text)}</div>{remark}</td></tr>"
    )
