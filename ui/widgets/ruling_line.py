"""集める・集めない: four kinds of paper to choose from, and the one sentence that answers."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.collecting import PaperKind, Ruling, Verdict, collect_or_not
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.rows import PersonDetail
from app.words import label
from ui.look.layout import down
from ui.look.parts import role_label
from ui.look.theme import Tone, set_tone
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.sentence import Sentence

_SHAPES: Mapping[Verdict, tuple[str, Tone]] = {
    Verdict.COLLECT: ("◆", Tone.SOON),
    Verdict.DISPOSE: ("×", Tone.INFO),
    Verdict.KEEP: ("●", Tone.DONE),
    Verdict.NONE: ("−", Tone.MUTED),
}


class RulingLine(QWidget):
    """One tab stop for the paper (← and →), the verdict in a word, the sentence below."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("集める・集めない")
        self.ruling: Ruling | None = None
        self._asked: tuple[PersonDetail, SocietyRules, date] | None = None
        self.papers = ChoiceRow("どの証ですか", {kind: label(kind) for kind in PaperKind})
        self.verdict: QLabel = role_label("", "strong")
        self.sentence = Sentence()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        down(self.papers, self.verdict, self.sentence, of=self)
        self.setFocusProxy(self.papers)
        self.papers.chosen.connect(lambda _: self._answer())

    def show_detail(self, detail: PersonDetail, rules: SocietyRules, on: date) -> None:
        """Answer for this person. rules: those in force on that day."""
        self._asked = (detail, rules, on)
        self._answer()

    def summary(self) -> str:
        """The answer in one line: which paper, the verdict, until when; "" before anybody is shown."""
        if self.ruling is None:
            return ""
        shape, _ = _SHAPES[self.ruling.verdict]
        held = "お持ちなら" if self.ruling.if_held else ""
        by = f"(返却期限 {wareki_short(self.ruling.by)})" if self.ruling.by else ""
        paper = label(PaperKind(self.papers.value))
        return f"{paper}  {shape} {held}{label(self.ruling.verdict)}{by}"

    def _answer(self) -> None:
        if self._asked is None:
            return
        detail, rules, on = self._asked
        paper = PaperKind(self.papers.value)
        self.ruling = collect_or_not(paper, detail.facts, rules, on)
        shape, tone = _SHAPES[self.ruling.verdict]
        self.verdict.setText(f"{shape} {label(self.ruling.verdict)}")
        set_tone(self.verdict, tone)
        self.sentence.setText(self.ruling.sentence)
