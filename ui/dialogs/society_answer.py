"""健保の答えを記録: what the society said to the questions chosen, who said so, and when."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.society_answer import ANSWERS, AnswerWord
from app.rows import DueRow
from app.usecases.contacts.society_answers import check_answer
from app.usecases.free_text import LONGEST
from app.words import label, said
from ui.dialogs.form import first_of
from ui.dialogs.told_form import ToldForm
from ui.look.fields import list_box, text_field
from ui.look.parts import role_label
from ui.widgets.sentence import Sentence


class SocietyAnswerDialog(ToldForm):
    """Asks for one answer to rows that all ask the same."""

    def __init__(self, rows: Sequence[DueRow], today: date, parent: QWidget | None = None) -> None:
        verb = f"{len(rows)}件の答えを記録"
        super().__init__(
            "健保の答えを記録", verb, parent, today=today, day="答えのあった日", hint="聞いたこと"
        )
        self._why = rows[0].why
        self._word = list_box("健保の答え", [(label(word), word) for word in ANSWERS[self._why]])
        self._told_by = text_field("答えた方", hint="健保の部署とお名前", longest=LONGEST)
        self._then = Sentence("minor")
        names = list(dict.fromkeys(row.name for row in rows))
        self.add("対象", role_label(first_of(names), "strong"))
        # Over the whole width: beside a word there is no room for a sentence.
        self.form.addRow(Sentence("sub", f"{rows[0].reason if len(rows) == 1 else label(self._why)}。"))
        self.add("健保の答え(&A)", self._word)
        self.add("答えた方(&B)", self._told_by)
        self.add_day_and_note()
        self.require(self._told_by, "答えた方を入れてください(健保の部署とお名前)。")
        self.below.addWidget(self._then)
        self._word.currentIndexChanged.connect(lambda _: self._tell())
        self._tell()
        self._word.setFocus()

    @property
    def word(self) -> AnswerWord:
        """What was said."""
        return AnswerWord(self._word.currentData())

    @property
    def told_by(self) -> str:
        """Who said so."""
        return self._told_by.text().strip()

    def check(self) -> None:
        """A day that can be read, and somebody who said so."""
        super().check()
        check_answer(self.word, {self._why}, self.told_by, self.note)

    def _tell(self) -> None:
        self._then.setText(said(self.word, "then"))
