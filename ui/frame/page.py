"""The base of every page: header, body, empty state, and when to read again."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.changes import Changes
from app.domain.wareki import WEEKDAYS, wareki
from app.errors import ConnectionLost, NotYourRole
from ui.frame.context import Context
from ui.frame.messages import Messages
from ui.frame.place import PagePlace
from ui.look.layout import STRETCH, across, down, empty_state, fill, held, stack
from ui.look.parts import hairline, primary_button, role_label
from ui.look.theme import APART, Tone, control_height, set_tone


class Page(QWidget):
    """A screen that fills the workspace.

    A page fills `body`, declares which changes concern it, and reads in reload(). It is told
    of every commit, but reads only while visible; hidden it is marked stale and reads when
    shown next.
    """

    place: ClassVar[PagePlace]
    interests: ClassVar[Changes] = Changes.ALL

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.title)
        self.context = context
        self.messages: Messages = context.messages
        """Where this page says what was taken back or done again: where its user looks."""
        self._is_stale, self._is_other_day, self._is_dense = True, False, False
        self.header_actions = across()
        self.of_rows: Sequence[QWidget] = ()
        """What stands in the header and is of no use while there are no rows."""
        self._date = role_label("", "sub")
        set_tone(self._date, Tone.NORMAL)
        title = role_label(self.title, "title")
        # As high as a button, so that titles stand on one line on pages with and without any.
        title.setMinimumHeight(control_height())
        head = across(title, STRETCH, self.header_actions, self._date, gap=APART)
        self.body = down()
        self._on_empty_step: Callable[[], object] | None = None
        self._stack = stack(held(self.body))
        self._outer = down(head, hairline(), fill(self._stack), of=self)
        Page.set_dense(self, is_dense=False)
        context.events.changed.connect(self._on_changed)
        context.events.view_changed.connect(self.mark_stale)

    @property
    def name(self) -> str:
        """The word for Context.go."""
        return self.place.name

    @property
    def title(self) -> str:
        """What stands above it."""
        return self.place.title

    def reload(self) -> None:
        """Read everything shown from store.queries. Must keep selection and typed text."""

    def focus_first(self) -> None:
        """Put the keyboard where work on this page begins."""

    def set_dense(self, *, is_dense: bool) -> None:
        """Leave out air, and what is said elsewhere as well, while the window is low."""
        self._is_dense = is_dense
        # The day stands above the page, too; that it is another one than today's is never left out.
        self._date.setVisible(self._is_other_day or not is_dense)
        self._outer.setContentsMargins(24, 4 if is_dense else 16, 24, 6 if is_dense else 12)
        for layout in (self._outer, self.body):
            layout.setSpacing(6 if is_dense else 12)

    def step_view(self, by: int) -> None:
        """Show the view to the right of the one shown (1) or to its left (-1)."""

    def open_with(self, selection: object) -> None:
        """Show what another page asked for (usually a PersonId or ids); called after showing."""

    def mark_stale(self) -> None:
        """Read again now if visible, else when shown next."""
        self._is_stale = True
        if self.isVisible():
            self.reload_if_stale()

    def reload_if_stale(self) -> None:
        """Read if something changed since the last reading."""
        if self._is_stale:
            self._is_stale = False
            on = self.context.today()
            self._is_other_day = on != self.context.clock()
            self._date.setText(f"{'◆ ' if self._is_other_day else ''}{wareki(on)}({WEEKDAYS[on.weekday()]})")
            set_tone(self._date, Tone.SOON if self._is_other_day else Tone.NORMAL)
            self._date.setVisible(self._is_other_day or not self._is_dense)
            try:
                self.reload()
            except NotYourRole as refusal:  # the last day of a stand-in passed
                self.set_empty(str(refusal))
            except ConnectionLost as lost:
                self._is_stale = True
                self.context.messages.trouble(str(lost))

    def showEvent(self, event: QShowEvent) -> None:
        """Read before the first paint."""
        self.reload_if_stale()
        super().showEvent(event)

    def set_empty(
        self, sentence: str, button: str = "", on_click: Callable[[], object] | None = None
    ) -> None:
        """Show one sentence and the next step instead of the body."""
        self.set_instead(self._empty)
        self._empty_words.setText(sentence)
        self._empty_step.setText(button or self._empty_step.text())
        self._empty_step.setVisible(on_click is not None)
        self._on_empty_step = on_click
        self._show_tools(is_shown=False)

    @cached_property
    def _empty(self) -> QWidget:
        """Most pages are never empty."""
        self._empty_words = role_label("", "heading", wraps=True)
        self._empty_step = primary_button("次へ", self._take_empty_step)
        return empty_state(self._empty_words, step=self._empty_step)

    def set_no_roster(self, sentence: str) -> None:
        """Show what the page is for and, as the next step, the way to the society's list."""
        self.set_empty(sentence, "一覧を取り込む", lambda: self.context.go("import_list", None))

    def set_instead(self, shown: QWidget) -> None:
        """Show a view of the page's own instead of the body."""
        if self._stack.indexOf(shown) < 0:
            self._stack.addWidget(shown)
        self._stack.setCurrentWidget(shown)

    def set_filled(self) -> None:
        """Show the body again."""
        self._show_tools(is_shown=True)
        self._stack.setCurrentIndex(0)

    @property
    def is_empty(self) -> bool:
        """Whether something is shown instead of the body."""
        return self._stack.currentIndex() != 0

    def _show_tools(self, *, is_shown: bool) -> None:
        for tool in self.of_rows:
            tool.setVisible(is_shown)

    def _take_empty_step(self) -> None:
        if self._on_empty_step is not None:
            self._on_empty_step()

    def _on_changed(self, changes: Changes) -> None:
        if changes & self.interests:
            self.mark_stale()
