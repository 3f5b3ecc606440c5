"""なぜ: why a row stands in the list: rule, source, the facts it rests on, and the days it stands."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.life_calendar import LifeCalendar
from app.ports import Queries
from app.rows import DueRow
from app.usecases.calendar.life import calendar_of
from app.usecases.calendar.why import Explanation, explained
from app.words import label
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import primary_button
from ui.look.theme import APART, scaled
from ui.widgets.detail_text import DetailText, Line, Section
from ui.widgets.kept_dialog import KeptDialog
from ui.widgets.life_picture import LifePicture
from ui.widgets.sentence import Sentence
from ui.words.why import fact_words, why_lines

_HIGH, _AROUND = 760, 48
"""As high as all that is said, but never beyond the screen."""

_LOW = 520
"""On a lower screen the reason has all the room; the picture stands in the roster, too."""


class WhyDialog(KeptDialog):
    """Only to be read; Escape and Enter close it."""

    def __init__(
        self, name: str, one: Explanation, calendar: LifeCalendar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"なぜ: {label(one.why)}")
        high = min(_HIGH, self.screen().availableGeometry().height() - _AROUND)
        self.resize(760, high)
        heading, sentence, self.pointed = Sentence("heading"), Sentence(), Sentence("minor")
        heading.setText(f"{name} さん  {label(one.why)}  {one.issue_number}".rstrip())
        sentence.setText(f"{one.sentence}。")
        self.told = DetailText("なぜ")
        self.told.show_sections(
            (
                Section("なぜ", [Line(word, said, remark=remark) for word, said, remark in why_lines(one)]),
                Section("もとになった事実", [Line(*fact_words(fact)) for fact in one.facts]),
            )
        )
        self.picture = LifePicture()
        self.picture.pointed.connect(self.pointed.setText)
        self.picture.show_calendar(calendar)
        close = primary_button("閉じる  Esc", self.accept)
        close.setDefault(True)
        down(
            *(heading, sentence, fill(self.told), self.picture, self.pointed, across(STRETCH, close)),
            gap=APART,
            margins=(24, 20, 24, 20),
            of=self,
        )
        for part in (self.picture, self.pointed):
            part.setHidden(high < scaled(_LOW))
        self.told.setFocus()


def explain(queries: Queries, row: DueRow, day: date, parent: QWidget) -> None:
    """Say which rule a row of the list comes from, where that is written, and on what facts it rests."""
    about = (row.why, row.certificate_id)
    found = explained(queries, row.person_id, day)
    one = next((one for one in found if (one.why, one.certificate_id) == about), None)
    if one is not None:
        WhyDialog(row.name, one, calendar_of(queries, row.person_id, day), parent).exec()
