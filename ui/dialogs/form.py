"""The frame of every dialog: fields, one sentence when something is wrong, buttons."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.errors import SystemTrouble, UserError
from ui.dialogs.drafts import Draft
from ui.frame.page import Page
from ui.look.bound import bind
from ui.look.layout import STRETCH, across, down, fill, form, held, scrolled
from ui.look.one_line import let_boxes_give_way
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import FAR, Tone, control_height, scaled, set_tone
from ui.models.list_keys import ListKeys
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.kept_dialog import KeptDialog
from ui.widgets.sentence import Sentence

_MARGIN = 24
_TITLE_BAR, _EDGE = 38, 4
"""The thickest title bar, and an edge, of the usual desktops."""


def first_of(names: Sequence[str]) -> str:
    """Return the first three names, and how many others."""
    return "、".join(names[:3]) + (f" ほか{len(names) - 3}名" if len(names) > 3 else "")


def _page_of(parent: QWidget | None) -> str:
    """The screen a dialog was opened from."""
    while parent is not None and not isinstance(parent, Page):
        parent = parent.parentWidget()
    return parent.name if parent is not None else ""


class FormDialog(KeptDialog):
    """Fields on a form; accept() runs check() first and stays open with its sentence.

    A form is filled from values and never stores anything itself: the page that opened it
    runs one use case with what it yields.
    """

    manual_page: ClassVar[str] = ""
    """The page of the manual about it; else that of the screen it was opened from."""
    has_draft: ClassVar[bool] = True
    """Whether what is typed would be missed if the form were closed; not so of one that only lets in."""

    def __init__(self, title: str, verb: str, parent: QWidget | None = None) -> None:
        """verb: what the primary button does, in words."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(scaled(480))
        self.form = form(gap=10)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.below = down()
        self.problem = Sentence("strong")
        set_tone(self.problem, Tone.LATE)
        self.problem.hide()
        self.save: QPushButton = primary_button(verb, self.accept)
        self.save.setDefault(True)
        bind(self, "window.help", lambda: self._help(_page_of(parent)))
        self.checked = CheckedFields(self)
        self._draft: Draft | None = None
        self._is_asking = False
        self._keys = ListKeys()
        self.unsaved = role_label("● 未保存", "strong")
        self.unsaved.hide()
        self._leave = secondary_button("やめる  Esc", self.reject)
        self.buttons = across(self.unsaved, STRETCH, self._leave, self.save, gap=FAR)
        self._fields = held(down(self.form, self.below, gap=FAR))
        # On a screen too low for them the fields are scrolled; sentence and buttons always stand below.
        self._scrolled = scrolled(self._fields)
        self._fields.installEventFilter(self)
        heading = Sentence("heading", title)
        # Room left over by wrapped sentences must not push the title down.
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        parts = (heading, fill(self._scrolled), self.problem, self.buttons)
        down(*parts, gap=FAR, margins=(_MARGIN, 20, _MARGIN, 20), of=self)

    def add(self, word: str, field: QWidget | QLayout, *of: QWidget) -> QLabel:
        """Put a field with its word on the form; the word stands level with the field. of: several."""
        fields = (field,) if isinstance(field, QWidget) else of
        label = QLabel(word)
        label.setMinimumHeight(control_height())
        if isinstance(field, QComboBox):
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.form.addRow(label, self.checked.row(field, *fields))
        if fields:
            label.setBuddy(fields[0])
        for line in fields:
            if isinstance(line, QLineEdit):
                # What was wrong is being put right.
                line.textEdited.connect(lambda: self.say(""))
        return label

    def require(
        self, field: QLineEdit | QComboBox, sentence: str, when: Callable[[], bool] = lambda: True
    ) -> None:
        """Say that a field must be filled, in its word. when: else it may be empty."""
        self.checked.require(field, sentence, when)

    def judge(self, field: QLineEdit | QComboBox, read: Callable[[], object]) -> None:
        """Let what is typed in a field be read; whatever that refuses is said at the field."""
        self.checked.judge(field, read)

    def show_row(self, word: QLabel, *, is_shown: bool) -> None:
        """Show or hide a row, by the word before it."""
        self.form.setRowVisible(word, is_shown)
        self.checked.settle()

    def ask(self) -> bool:
        """Show the form; return whether it was filled in. Its fields can be read until this event is over."""
        is_filled = bool(self.exec())
        self.deleteLater()
        return is_filled

    def check(self) -> None:
        """Raise UserError with the sentence to show if a field cannot be read; all of them at once."""
        self.checked.check()

    def accept(self) -> None:
        """Close only when everything can be read."""
        if self.attempt(self.check):
            super().accept()

    def attempt(self, step: Callable[[], None]) -> bool:
        """Run a step of this dialog; say why it was refused, or return true."""
        try:
            step()
        except (UserError, SystemTrouble) as problem:
            self.say(str(problem))
            return False
        return True

    def reject(self) -> None:
        """Close, but not with what was typed before it was asked about."""
        if self._draft is not None and self._draft.is_changed and not self._is_asking:
            self._is_asking = True
            self._leave.setText("入力を捨てて閉じる  Esc")
            self.say("未保存の入力があります。捨てて閉じるには、もう一度 Esc を押してください。")
            return
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc counts once per press, and not in the rhythm of the one before."""
        if event.key() == Qt.Key.Key_Escape:
            if not event.isAutoRepeat() and not self._keys.is_double(event):
                self._keys.took(event)
                self.reject()
            return
        self._keys.forget()
        super().keyPressEvent(event)

    def _on_typed(self) -> None:
        assert self._draft is not None
        self.unsaved.setVisible(self._draft.is_changed)
        self.say("")
        if self._is_asking:
            self._is_asking = False
            self._leave.setText("やめる  Esc")

    def _help(self, page: str) -> None:
        from ui.widgets.manual_window import INDEX, show_manual

        show_manual(self, self.manual_page or page or INDEX)

    def say(self, sentence: str) -> None:
        """Show what is wrong, or nothing."""
        self.problem.setText(f"! {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The fields may have come to need more, once they are dressed or say something else."""
        if watched is self._fields and event.type() is QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Grow where the sentences need more lines; never shrink under the user's hand.

        Never beyond the screen, and never off it.
        """
        layout, filled = self.layout(), self._fields.layout()
        if layout is None or filled is None or not self.isVisible():
            return
        let_boxes_give_way(self)
        room = self.screen().availableGeometry().adjusted(_EDGE, _TITLE_BAR, -_EDGE, -_EDGE)
        self.setMinimumWidth(min(self.minimumWidth(), room.width()))
        least = filled.minimumSize().width() + 2 * _MARGIN
        bar = self._scrolled.verticalScrollBar().sizeHint().width()
        width = min(max(self.width(), least + bar), room.width())
        # A minimum size knows nothing of wrapped text: without this, lines would overlap.
        layout.activate()
        fields = filled.totalHeightForWidth(width - 2 * _MARGIN)
        fields = max(fields, filled.totalMinimumSize().height())
        around = layout.totalHeightForWidth(width) - self._scrolled.sizeHint().height()
        height = min(max(self.height(), fields + around), room.height())
        left = max(room.left(), min(self.geometry().left(), room.right() + 1 - width))
        top = max(room.top(), min(self.geometry().top(), room.bottom() + 1 - height))
        self.setGeometry(left, top, width, height)

    def showEvent(self, event: QShowEvent) -> None:
        """Tall enough from the beginning; an error is gone as soon as somebody corrects something."""
        super().showEvent(event)
        if self._draft is None and self.has_draft:
            self._draft = Draft(self, self._on_typed)
        self.fit()
