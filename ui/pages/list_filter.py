"""The part of a list that is looked at: by words, by its state, and under a name; once for every list."""

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain import typed
from app.printing.holds import Holds
from ui.frame.preferences import ListView, Preferences
from ui.look.bound import BoundAction
from ui.look.fields import text_field
from ui.look.layout import across, fill, stretch
from ui.look.theme import scaled
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_table import RowsTableView
from ui.pages.saved_views import SavedViews
from ui.widgets.choice_row import ChoiceRow

Row = TypeVar("Row")

_NAMES_SOMEBODY = (
    "お名前や番号でしぼった見方は保存しません(このPCの設定は暗号化されません)。"
    "その言葉を消してから保存してください。"
)
_LEAST, _MOST = 160, 400
"""Pixels of the field."""


class ListFilter(QWidget):
    """Words that a row must bear in any of its columns, and the views kept on this PC.

    Signals:
        changed: Another part is wanted.
        refused: A sentence for the user. arg: str.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        preferences: Preferences,
        key: str,
        *,
        states: ChoiceRow | None = None,
        every: str = "",
        line: QLineEdit | None = None,
    ) -> None:
        """key: under which the views are kept. states: chips that are part of a view. every: that of all.

        line: the field of a page that already looks for words, and stands elsewhere.
        """
        super().__init__()
        self._states, self._every = states, every
        self._looked: tuple[Sequence[Any], Sequence[Column[Any]]] = ((), ())
        self.line = line or text_field("一覧をしぼりこむ", hint="一覧をしぼりこむ")
        self.views: SavedViews[ListView] = SavedViews(
            lambda: preferences.list_views(key),
            lambda views: preferences.set_list_views(key, views),
            self._now,
            self._described,
            ListView("", every),
            lambda: _NAMES_SOMEBODY if self._names_somebody() else "",
        )
        self.views.set_dense(is_dense=True)
        if line is None:
            self.line.setMinimumWidth(scaled(_LEAST))
            self.line.setMaximumWidth(scaled(_MOST))
            self.line.setClearButtonEnabled(True)
            across(fill(self.line), self.views, stretch(0), of=self)
        else:
            across(self.views, of=self)
        self.line.textChanged.connect(lambda _: self._tell())
        self.views.chosen.connect(self._show)
        self.views.refused.connect(self.refused)
        self._name()

    def serve(self, table: RowsTableView[Any]) -> None:
        """Let the keys of a list lead here, and from here back to it."""
        table.on_key("list.views", self.views.offer)
        BoundAction(self.line, "list.find", self.line.setFocus)
        self.line.returnPressed.connect(table.setFocus)

    def of(self, rows: Sequence[Row], columns: Sequence[Column[Row]]) -> list[Row]:
        """Return the rows that bear all the words."""
        self.look_at(rows, columns)
        words = self._words()
        if not words:
            return list(rows)
        return [row for row in rows if all(word in _told(row, columns) for word in words)]

    def look_at(self, rows: Sequence[Row], columns: Sequence[Column[Row]]) -> None:
        """Know among which rows the words were looked for, by a page that finds them itself."""
        self._looked = (rows, columns)

    def _words(self) -> list[str]:
        return [typed.reading(word) for word in self.line.text().split()]

    def _names_somebody(self) -> bool:
        """Whether a word may be somebody's name or number: what stands nowhere else may be one, too."""
        rows, columns = self._looked
        who = [column for column in columns if _is_of_somebody(column)]
        others = [column for column in columns if not _is_of_somebody(column)]
        return any(
            any(word in _told(row, who) for row in rows)
            or not any(word in _told(row, others) for row in rows)
            for word in self._words()
        )

    def _now(self) -> ListView:
        return ListView(self.line.text().strip(), self._states.value if self._states else "")

    def _described(self, view: ListView) -> str:
        state = self._states.word(view.state) if self._states and view.state != self._every else ""
        return " ".join(filter(None, (state, view.text))) or "すべて"

    def _show(self, view: ListView) -> None:
        self.line.setText(view.text)
        if self._states is not None and view.state and view.state != self._states.value:
            self._states.choose(view.state)
            self._states.chosen.emit(view.state)
        self._tell()

    def _tell(self) -> None:
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        self.views.name_now(is_everything=self._now() == ListView("", self._every))


def _is_of_somebody(column: Column[Row]) -> bool:
    """Whether a column says who it is: a name with its reading, or a number."""
    return (column.keep is Keep.WHO and column.minor is not None) or column.holds is not Holds.NOTHING


def _told(row: Row, columns: Sequence[Column[Row]]) -> str:
    texts = [text(row) for column in columns for text in (column.text, column.minor) if text is not None]
    return typed.reading(" ".join(texts))
