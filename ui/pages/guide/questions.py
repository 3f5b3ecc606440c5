"""The questions of the flow chart: one at a time, those answered above it, the result at the end."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.domain.person import Enrolment
from ui.look.layout import STRETCH, across, down, fill, held, scrolled
from ui.look.parts import plain_button, role_label
from ui.look.theme import APART, NEAR, TIGHT, active_theme, color
from ui.pages.guide.flow import START, Question, Result, questions, results
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.paragraph import Paragraph


class QuestionsPanel(QWidget):
    """A digit or Enter answers, ↑ ↓ move, Backspace takes the last answer back.

    Signals:
        answered: An answer was given or taken back.
    """

    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._given: list[tuple[str, str]] = []
        self._trail = QWidget()
        self._past = FlowLayout(self._trail, spacing=0)
        self.question = _QuestionBox(self)
        self.result = _ResultBox()
        self.again = plain_button(
            "最初から", self.start_again, tip="答えを全部取り消す。1つ戻るには Backspace"
        )
        self.question.chosen.connect(self.answer)
        self._build()
        self._show()

    @property
    def stage(self) -> Enrolment | None:
        """What the answers tell about the person, as far as they go."""
        found = self.found
        return found.stage if found is not None else None

    @property
    def found(self) -> Result | None:
        """The result, once the path has ended."""
        return results().get(self.step)

    @property
    def step(self) -> str:
        """The name of the question that is open, or of the result."""
        if not self._given:
            return START
        name, word = self._given[-1]
        return questions()[name].answers[word]

    def answer(self, word: str) -> None:
        """Answer the open question."""
        self._given.append((self.step, word))
        self._show()
        self.focus_first()
        self.answered.emit()

    def take_back(self, count: int = 1) -> None:
        """Take the last answers back and ask again."""
        if self._given:
            del self._given[-count:]
            self._show()
            self.focus_first()
            self.answered.emit()

    def start_again(self) -> None:
        """Take all answers back."""
        self.take_back(len(self._given))

    def focus_first(self) -> None:
        """The open question, or the result."""
        if self.found is None:
            self.question.focus_first()
        else:
            self.result.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits answer; Backspace goes one question back."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Backspace:
            self.take_back()
        elif event.text().isdecimal() and self.found is None and self.question.has(int(event.text())):
            self.question.choose(int(event.text()))
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        inner = down(self._trail, self.question, self.result, STRETCH, gap=APART, margins=(0, 0, NEAR, 0))
        self._scroll = scrolled(held(inner))
        heading = role_label("どの手続きか、順にたずねます", "heading")
        down(across(fill(heading), self.again), fill(self._scroll), of=self)

    def _show(self) -> None:
        self._past.clear()
        for at, (name, word) in enumerate(self._given):
            self._past.addWidget(self._past_answer(at, questions()[name].text, word))
        self._trail.setVisible(bool(self._given))
        found = self.found
        self.question.setVisible(found is None)
        self.result.setVisible(found is not None)
        if found is None:
            self.question.ask(questions()[self.step])
        else:
            self.result.say(found)
        self.again.setEnabled(bool(self._given))
        self._scroll.verticalScrollBar().setValue(0)

    def _past_answer(self, at: int, question: str, word: str) -> QPushButton:
        back = len(self._given) - at
        made = plain_button(
            f"{word}　›", lambda: self.take_back(back), tip=f"{question}\n押すと、この質問に戻ります"
        )
        made.setAccessibleName(f"{question} {word}")
        # Reached by the mouse or by Backspace; Tab goes straight to what is open.
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return made


class _QuestionBox(QWidget):
    """One question with its answers, one under the other and numbered.

    Signals:
        chosen: An answer was chosen. arg: its word.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.text = role_label("", "strong", wraps=True)
        hint = role_label("番号か Enter で答える　↑↓ 選ぶ　Backspace 1つ戻る", "minor", wraps=True)
        longest = max(len(question.answers) for question in questions().values())
        self._buttons = [_AnswerButton(self, number) for number in range(longest)]
        down(self.text, *self._buttons, hint, of=self)

    def ask(self, question: Question) -> None:
        """Show this question."""
        self._words = list(question.answers)
        self.text.setText(question.text)
        for number, button in enumerate(self._buttons):
            is_used = number < len(self._words)
            button.setVisible(is_used)
            if is_used:
                button.setText(f"{number + 1}　{self._words[number]}")
                button.setAccessibleName(f"{question.text} {self._words[number]}")

    def has(self, number: int) -> bool:
        """Whether an answer has that number."""
        return 1 <= number <= len(self._words)

    def choose(self, number: int) -> None:
        """Answer with the answer of that number."""
        self.chosen.emit(self._words[number - 1])

    def focus_first(self) -> None:
        """Put the keyboard on the first answer."""
        self._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def focus_at(self, at: int) -> None:
        """Put the keyboard on an answer; the ends do not wrap."""
        if 0 <= at < len(self._words):
            self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)


class _AnswerButton(QPushButton):
    def __init__(self, box: _QuestionBox, at: int) -> None:
        super().__init__(box)
        self._box, self._at = box, at
        self.setProperty("role", "chip")
        self.setProperty("align", "left")
        self.setAccessibleName(f"答え{at + 1}")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked=False: box.choose(at + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
            self._box.focus_at(self._at - 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self._box.focus_at(self._at + 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


class _ResultBox(QFrame):
    """The end of a path: what it means, what to bring, what to do, how to see that it worked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading = role_label("", "heading", wraps=True)
        self.text, self.check = Paragraph(), Paragraph()
        self.needs, self.steps = Paragraph(), Paragraph()
        self.link = role_label("", "sub", wraps=True)
        # To be copied: this program opens no other.
        self.link.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.source = role_label("", "minor", wraps=True)
        texts = (("要るもの", self.needs), ("すること", self.steps), ("確かめ方", self.check))
        self._parts = [(role_label(word, "strong"), part) for word, part in texts]
        middle = [one for title, part in self._parts for one in (TIGHT, title, part)]
        parts = (self.heading, TIGHT, self.text, *middle, TIGHT, self.link, self.source)
        down(*parts, gap=TIGHT, margins=(16, 12, 16, 12), of=self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show when the keyboard is here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color(active_theme().focus_line), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def say(self, result: Result) -> None:
        """Show this result."""
        self.heading.setText(result.heading)
        self.text.setText(result.text)
        steps = "\n".join(f"{n}　{step}" for n, step in enumerate(result.steps, 1))
        texts = ("\n".join(f"・{need}" for need in result.needs), steps, result.check)
        for (title, part), text in zip(self._parts, texts, strict=True):
            title.setVisible(bool(text))
            part.setVisible(bool(text))
            part.setText(text)
        self.link.setVisible(bool(result.link))
        self.link.setText(f"{result.link_says}\n{result.link}")
        self.source.setText(f"出典 {result.source}")
        self.setAccessibleName(f"{result.heading} {result.text}")
