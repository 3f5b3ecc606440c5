"""Find anybody from anywhere: type, read the answer out, do what is asked for with one key."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from app.domain.ids import PersonId
from app.rows import PersonRow
from ui.look.fields import let_clear
from ui.widgets.command_line import CommandLine
from ui.widgets.offer import Offer, matching

if TYPE_CHECKING:
    from app.usecases.counter.phone import PhoneAnswer
    from ui.widgets.search_results import SearchResults

SHOWN = 8
OFFERED, FEWER = 8, 3
"""So many things besides people, fewer where people are found; whoever means one of them types on."""


class PersonSearch(CommandLine):
    """A search field with a list below it; the keyboard stays in the field.

    Signals:
        found: A person was chosen. arg: PersonId.
        wanted: Something is to be done for the person shown. args: PersonId, PhoneAction.
    """

    found = Signal(object)
    wanted = Signal(object, object)

    def __init__(
        self,
        find: Callable[[str], Sequence[PersonRow]],
        tell: Callable[[PersonId], "PhoneAnswer"],
        offers: Callable[[], Iterable[Offer]],
    ) -> None:
        """find: rows for a text, one more than SHOWN. tell: the answer for the phone. offers: all else."""
        super().__init__()
        self._find = find
        self._tell = tell
        self._offers = offers
        self._all_offers: Sequence[Offer] = ()
        self._told: PersonId | None = None
        # Between two keys: somebody who types on does not wait for sentences of others.
        self._in_a_pause = QTimer(self, singleShot=True, interval=0)
        self._in_a_pause.timeout.connect(self.answer)
        self.setPlaceholderText("名前・番号・操作を探す   Ctrl+K")
        self.setAccessibleName("名簿を探す")
        let_clear(self)
        self.textEdited.connect(self._on_edited)

    @cached_property
    def results(self) -> "SearchResults":
        """What stands below; made when somebody first types."""
        from ui.widgets.search_results import SearchResults

        made = SearchResults(self)
        made.likely.chosen.connect(self._want)
        made.people.current_changed.connect(lambda row: row is not None and self._in_a_pause.start())
        made.people.clicked.connect(lambda _: self._take())
        made.others.clicked.connect(lambda _: self._take_offer())
        return made

    def _close(self) -> None:
        if self.is_open:
            self.results.hide()

    @property
    def is_open(self) -> bool:
        """Whether results are shown."""
        return "results" in vars(self) and self.results.isVisible()

    def event(self, event: QEvent) -> bool:
        """While an answer is shown its keys belong to it, not to the page behind."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.is_open
            and self.results.likely.means(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ move in the list, Enter takes, Alt and a digit act, Escape leaves."""
        key = event.key()
        if self.is_open and self.results.likely.means(event):
            self.answer()
            self.results.likely.press(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if self.is_open:
                self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._close()
        else:
            super().keyPressEvent(event)

    def take_keyboard(self) -> None:
        """Ready to be typed into, over what stands there."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def look_for(self, text: str) -> None:
        """Search for what a scanner typed elsewhere; ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.setText(text)
        self.selectAll()
        self._on_edited(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self._close()

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self._close()
            return
        if not self.is_open:
            # As things are when somebody begins to type; no page is asked at every key.
            self._all_offers = tuple(self._offers())
        from app.usecases.counter.lookup import people

        # The reading or the code that was meant by Latin letters or by an input method is found, too.
        found = people(self._find, text.strip())
        rows, offered = found[:SHOWN], matching(self._all_offers, text.strip())
        self._told = None
        self.results.model.set_rows(rows)
        shown = offered[: FEWER if rows else OFFERED]
        if list(shown) != self.results.offer_model.rows:
            self.results.offer_model.set_rows(shown)
        self.results.others.clearSelection()
        self.results.others.setCurrentIndex(QModelIndex())
        if rows:
            self.results.people.select_at(0)
            self._in_a_pause.start()
        else:
            self._in_a_pause.stop()
            self.results.sentence.setText(
                "見つかりません。カナの一部、番号の末尾、発行番号、画面や操作の名でも探せます。"
            )
            self.results.likely.set_actions(())
            self._step(1)
        self.results.answer.setVisible(bool(rows) or not offered)
        self.results.hint.setText(_hint(len(found) > SHOWN, len(offered) - len(shown)))
        self.results.open()

    def _step(self, by: int) -> None:
        """Up and down through people, then through what else was found."""
        at, people_left = self.results.others.currentIndex().row(), len(self.results.model.rows)
        if at < 0 and self.results.people.currentIndex().row() + by < people_left:
            self.results.people.step_by(by)
        elif at + by >= 0 and at + by < len(self.results.offer_model.rows):
            self.results.others.select_at(at + by)
            self.results.people.clearSelection()
        elif at + by < 0 and people_left:
            self.results.others.clearSelection()
            self.results.others.setCurrentIndex(QModelIndex())
            self.results.people.select_at(people_left - 1)

    def answer(self) -> None:
        """Say the sentence of the current row and offer its actions, unless they stand there."""
        self._in_a_pause.stop()
        row = self.results.people.current_row()
        if row is not None and row.person_id != self._told:
            self._told = row.person_id
            answer = self._tell(row.person_id)
            self.results.sentence.setText(answer.sentence)
            self.results.likely.set_actions(answer.actions)
            if self.is_open:
                self.results.fit()

    def _want(self, action: object) -> None:
        who = self._told
        if who is not None:
            self._close()
            self.clear()
            self.wanted.emit(who, action)

    def _take(self) -> None:
        row = self.results.people.current_row()
        if self.is_open and self.results.others.current_row() is not None:
            self._take_offer()
        elif self.is_open and row is not None:
            self._close()
            self.clear()
            self.found.emit(row.person_id)

    def _take_offer(self) -> None:
        offer = self.results.others.current_row()
        if self.is_open and offer is not None:
            self._close()
            self.clear()
            offer.do()


def _hint(are_more: bool, others_left: int) -> str:
    """Say what is not shown, and the keys."""
    more = [f"お名前は{SHOWN}名より多くあります。続けて打つと絞れます。"] if are_more else []
    more += [f"画面や操作もあと{others_left}件。"] if others_left > 0 else []
    return "  ".join([*more, "↑↓ 選ぶ  Enter 開く  Esc 閉じる"])
