"""What the search found: people, the answer for the phone, and whatever else bears that name."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.rows import PersonRow
from ui.look.layout import down, panel
from ui.look.parts import role_label
from ui.look.theme import NEAR, Tone
from ui.models.column import Column
from ui.models.columns import key_column, name_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.likely_actions import LikelyActions
from ui.widgets.offer import Offer
from ui.widgets.sentence import Sentence
from ui.widgets.status import person_status

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


class SearchResults(QFrame):
    """A list below the search field; the keyboard stays in the field."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window())
        self._field = field
        self.setObjectName("popup")
        self.model = RowsTableModel(_COLUMNS, row_id=lambda r: r.person_id)
        self.people = RowsTableView(self.model, name="探した結果")
        self.offer_model = RowsTableModel(_OFFERS, row_id=lambda offer: (offer.kind, offer.words))
        self.others = RowsTableView(self.offer_model, name="探した画面と操作")
        for table in (self.people, self.others):
            table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            table.horizontalHeader().hide()
        self.sentence = Sentence("heading")
        self.likely = LikelyActions()
        self.hint = role_label("", "minor")
        self.answer = panel(self.sentence, self.likely, gap=NEAR)
        down(self.people, self.answer, self.others, self.hint, margins=(8, 8, 8, 8), of=self)
        self.hide()

    def open(self) -> None:
        """Show what was found below the field."""
        window = self._field.window()
        if self.parent() is not window:
            self.setParent(window)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        width = min(760, window.width() - corner.x() - 24)
        for table in (self.people, self.others):
            lines = len(table.rows_model.rows)
            table.setVisible(lines > 0)
            table.setFixedHeight(lines * table.verticalHeader().defaultSectionSize() + 2)
        self.move(corner)
        self.setFixedWidth(width)
        self.show()
        self.raise_()
        self.fit()

    def fit(self) -> None:
        """As high as the answer; a layout hidden so far knows that only once it is asked anew."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        width = self.width()
        # Without a wrapped sentence in it a layout has no height for a width.
        wraps = layout.hasHeightForWidth()
        height = layout.totalHeightForWidth(width) if wraps else layout.totalSizeHint().height()
        self.resize(width, height)
