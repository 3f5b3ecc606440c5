"""The questions of the flow chart, one under the other as they are answered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.person import Enrolment
from ui.page import panel, plain_button, role_label
from ui.pages.guide_flow import QUESTIONS, RESULTS, START, Result
from ui.widgets.choice_row import Choice, ChoiceRow
from ui.widgets.paragraph import Paragraph


class QuestionsPanel(QWidget):
    """Each answer opens the next question or the result; ← → and Tab are enough.

    Signals:
        answered: An answer was given or taken back.
    """

    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Ask the first question."""
        super().__init__(parent)
        self._result: Result | None = None
        self._rows: dict[str, ChoiceRow] = {}
        self._blocks: dict[str, QWidget] = {}
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for name, question in QUESTIONS.items():
            block = QWidget()
            lines = QVBoxLayout(block)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(8)
            row = ChoiceRow(question.text, [Choice(word, word) for word in question.answers], is_open=True)
            row.chosen.connect(lambda _answer, name=name: self._on_answered(name))
            lines.addWidget(role_label(question.text, "strong"))
            lines.addWidget(row)
            column.addWidget(block)
            self._rows[name], self._blocks[name] = row, block
        self.answer = panel()
        inside = QVBoxLayout(self.answer)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(8)
        self.heading, self.text = role_label("", "heading"), Paragraph()
        self.heading.setWordWrap(True)
        inside.addWidget(self.heading)
        inside.addWidget(self.text)
        inside.addWidget(plain_button("最初から", self.start_again), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.answer)
        column.addStretch(1)
        self._build(column)
        self._show()

    @property
    def stage(self) -> Enrolment | None:
        """What the answers tell about the person, as far as they go."""
        return self._result.stage if self._result is not None else None

    def focus_first(self) -> None:
        """The first question."""
        self._rows[START].focus_chosen()

    def start_again(self) -> None:
        """Take all answers back."""
        for row in self._rows.values():
            row.clear()
        self._show()
        self.answered.emit()

    def _build(self, column: QVBoxLayout) -> None:
        inner = QWidget()
        inner.setLayout(column)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(role_label("どの手続きか、順にたずねます", "heading"))
        outer.addWidget(scroll, 1)

    def _on_answered(self, name: str) -> None:
        names = list(self._rows)
        for later in names[names.index(name) + 1 :]:
            self._rows[later].clear()
        self._show()
        self.answered.emit()

    def _show(self) -> None:
        """Follow the answers from the start and show what lies on the way."""
        on_the_way, step = set[str](), START
        while step in QUESTIONS:
            on_the_way.add(step)
            answer = self._rows[step].value
            if not answer:
                break
            step = QUESTIONS[step].answers[answer]
        for name, block in self._blocks.items():
            block.setVisible(name in on_the_way)
        self._result = RESULTS.get(step)
        self.answer.setVisible(self._result is not None)
        if self._result is not None:
            self.heading.setText(self._result.heading)
            self.text.say(self._result.text)
