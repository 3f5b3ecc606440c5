"""Find anybody from anywhere: type, read the answer out, do what is asked for with one key."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame

from app.domain.ids import PersonId
from app.rows import PersonRow
from app.usecases.counter.lookup import people
from app.usecases.counter.phone import PhoneAnswer
from ui.look.layout import down, panel
from ui.look.parts import role_label
from ui.look.theme import NEAR, Tone
from ui.models.column import Column
from ui.models.columns import key_column, name_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.command_line import CommandLine
from ui.widgets.likely_actions import LikelyActions
from ui.widgets.offer import Offer, matching
from ui.widgets.sentence import Sentence
from ui.widgets.status import person_status

SHOWN = 8
_COLUMNS: tuple[Column[PersonRow], ...] = (
    name_column(280),
    key_column(130, heading="記号-番号"),
    Column(
        "所属",
        lambda row: row.found_by or row.place,
        stretch=True,
        tone=lambda row: Tone.SOON if row.found_by else Tone.NORMAL,
    ),
    state_column("資格確認書", person_status, 130),
)
_OFFERS: tuple[Column[Offer], ...] = (
    Column("", lambda offer: offer.words, width=300, strong=True, stretch=True),
    Column("", lambda offer: offer.kind, width=180),
    Column("", lambda offer: offer.key, width=130),
)
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
        tell: Callable[[PersonId], PhoneAnswer],
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
        self.setClearButtonEnabled(True)
        self._popup = QFrame(self.window())
        self._popup.setObjectName("popup")
        self._model = RowsTableModel(_COLUMNS, row_id=lambda r: r.person_id)
        self._list = RowsTableView(self._model, name="探した結果")
        self._offer_model = RowsTableModel(_OFFERS, row_id=lambda offer: (offer.kind, offer.words))
        self.others = RowsTableView(self._offer_model, name="探した画面と操作")
        for table in (self._list, self.others):
            table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            table.horizontalHeader().hide()
        self.sentence = Sentence("heading")
        self.likely = LikelyActions()
        self.likely.chosen.connect(self._want)
        self._hint = role_label("", "minor")
        self._answer = panel(self.sentence, self.likely, gap=NEAR)
        down(self._list, self._answer, self.others, self._hint, margins=(8, 8, 8, 8), of=self._popup)
        self._popup.hide()
        self.textEdited.connect(self._on_edited)
        self._list.current_changed.connect(lambda row: row is not None and self._in_a_pause.start())
        self._list.clicked.connect(lambda _: self._take())
        self.others.clicked.connect(lambda _: self._take_offer())

    @property
    def is_open(self) -> bool:
        """Whether results are shown."""
        return self._popup.isVisible()

    def event(self, event: QEvent) -> bool:
        """While an answer is shown its keys belong to it, not to the page behind."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.is_open
            and self.likely.means(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ move in the list, Enter takes, Alt and a digit act, Escape leaves."""
        key = event.key()
        if self.is_open and self.likely.means(event):
            self.answer()
            self.likely.press(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if self.is_open:
                self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._popup.hide()
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
        self._popup.hide()

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self._popup.hide()
            return
        if not self.is_open:
            # As things are when somebody begins to type; no page is asked at every key.
            self._all_offers = tuple(self._offers())
        # The reading or the code that was meant by Latin letters or by an input method is found, too.
        found = people(self._find, text.strip())
        rows, offered = found[:SHOWN], matching(self._all_offers, text.strip())
        self._told = None
        self._model.set_rows(rows)
        shown = offered[: FEWER if rows else OFFERED]
        if list(shown) != self._offer_model.rows:
            self._offer_model.set_rows(shown)
        self.others.clearSelection()
        self.others.setCurrentIndex(QModelIndex())
        if rows:
            self._list.select_at(0)
            self._in_a_pause.start()
        else:
            self._in_a_pause.stop()
            self.sentence.setText(
                "見つかりません。カナの一部、番号の末尾、発行番号、画面や操作の名でも探せます。"
            )
            self.likely.set_actions(())
            self._step(1)
        self._answer.setVisible(bool(rows) or not offered)
        self._hint.setText(_hint(len(found) > SHOWN, len(offered) - len(shown)))
        self._open_popup(len(rows), len(shown))

    def _step(self, by: int) -> None:
        """Up and down through people, then through what else was found."""
        at, people_left = self.others.currentIndex().row(), len(self._model.rows)
        if at < 0 and self._list.currentIndex().row() + by < people_left:
            self._list.step_by(by)
        elif at + by >= 0 and at + by < len(self._offer_model.rows):
            self.others.select_at(at + by)
            self._list.clearSelection()
        elif at + by < 0 and people_left:
            self.others.clearSelection()
            self.others.setCurrentIndex(QModelIndex())
            self._list.select_at(people_left - 1)

    def answer(self) -> None:
        """Say the sentence of the current row and offer its actions, unless they stand there."""
        self._in_a_pause.stop()
        row = self._list.current_row()
        if row is not None and row.person_id != self._told:
            self._told = row.person_id
            answer = self._tell(row.person_id)
            self.sentence.setText(answer.sentence)
            self.likely.set_actions(answer.actions)
            if self.is_open:
                self._fit()

    def _want(self, action: object) -> None:
        who = self._told
        if who is not None:
            self._popup.hide()
            self.clear()
            self.wanted.emit(who, action)

    def _open_popup(self, rows: int, offered: int) -> None:
        window = self.window()
        if self._popup.parent() is not window:
            self._popup.setParent(window)
        corner = self.mapTo(window, QPoint(0, self.height() + 4))
        width = min(760, window.width() - corner.x() - 24)
        for table, lines in ((self._list, rows), (self.others, offered)):
            table.setVisible(lines > 0)
            table.setFixedHeight(lines * table.verticalHeader().defaultSectionSize() + 2)
        self._popup.move(corner)
        self._popup.setFixedWidth(width)
        self._popup.show()
        self._popup.raise_()
        self._fit()

    def _fit(self) -> None:
        """As high as the answer; a layout hidden so far knows that only once it is asked anew."""
        layout = self._popup.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        width = self._popup.width()
        # Without a wrapped sentence in it a layout has no height for a width.
        wraps = layout.hasHeightForWidth()
        height = layout.totalHeightForWidth(width) if wraps else layout.totalSizeHint().height()
        self._popup.resize(width, height)

    def _take(self) -> None:
        row = self._list.current_row()
        if self.is_open and self.others.current_row() is not None:
            self._take_offer()
        elif self.is_open and row is not None:
            self._popup.hide()
            self.clear()
            self.found.emit(row.person_id)

    def _take_offer(self) -> None:
        offer = self.others.current_row()
        if self.is_open and offer is not None:
            self._popup.hide()
            self.clear()
            offer.do()


def _hint(are_more: bool, others_left: int) -> str:
    """Say what is not shown, and the keys."""
    more = [f"お名前は{SHOWN}名より多くあります。続けて打つと絞れます。"] if are_more else []
    more += [f"画面や操作もあと{others_left}件。"] if others_left > 0 else []
    return "  ".join([*more, "↑↓ 選ぶ  Enter 開く  Esc 閉じる"])
