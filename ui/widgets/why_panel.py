"""なぜ: why the current row is due, by which rule, and what can be done."""

from PySide6.QtWidgets import QBoxLayout, QFrame

from app.domain.roles import Act
from app.domain.wareki import wareki_short, wareki_weekday
from app.rows import DueRow
from app.words import label
from ui.look.layout import STRETCH, across, add, down, fill, held
from ui.look.parts import OnceButton, role_label
from ui.look.theme import TIGHT
from ui.widgets.flow_layout import FlowRow
from ui.widgets.sentence import Sentence
from ui.widgets.status import urgency_status


class WhyPanel(QFrame):
    """The reason in one sentence, its source, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName("なぜ")
        self._heading, self._due = role_label("", "strong"), role_label("", "strong")
        self.reason, self.rule = Sentence(), Sentence("minor")
        self.contact = role_label("", "sub")
        self.primary = OnceButton("次の操作", Act.HAND)
        self.primary.setProperty("role", "primary")
        self.buttons = FlowRow(self.primary)
        self.links = across(STRETCH, gap=TIGHT)
        self._links = held(self.links)
        self._beside = across(fill(self.contact), self._links)
        self.head = across(self._heading, fill(self._due), self._beside)
        parts = (self.head, self.reason, self.rule, STRETCH, self.buttons)
        self._parts = down(*parts, gap=6, margins=(16, 12, 16, 12), of=self)

    def set_narrow(self, *, is_narrow: bool, is_low: bool) -> None:
        """Who and what above when that person was last spoken to, or beside. is_low: no line is free."""
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self.head.setDirection(way)
        # The list says it, too.
        self.contact.setVisible(not (is_narrow and is_low))
        self._parts.setSpacing(4 if is_narrow and is_low else 6)
        # In a column the links have a line of their own below the buttons.
        add(self._parts if is_narrow and not is_low else self._beside, self._links)

    def set_dense(self, *, is_dense: bool) -> None:
        """The reason where it stands besides, in the answer to なぜ: the rows need the room."""
        self.reason.setVisible(not is_dense)
        self._parts.setContentsMargins(16, 6 if is_dense else 12, 16, 6 if is_dense else 12)

    def show_row(self, row: DueRow | None) -> None:
        """Explain this row; nothing when there is none. Of a holiday that is over nothing is said."""
        self.setEnabled(row is not None)
        if row is None:
            for text in (self._heading, self._due, self.reason, self.rule, self.contact):
                text.clear()
            return
        due = f"  期日 {wareki_weekday(row.due_on)}" if row.due_on else ""
        self._heading.setText(f"{row.name} さん")
        self._due.setText(f"{label(row.kind)}  {urgency_status(row)[0]}{due}")
        is_to_come = row.days_left is not None and row.days_left >= 0
        self.reason.setText(f"{row.reason}。{row.rest.said() if row.rest and is_to_come else ''}")
        self.rule.setText(f"根拠: {row.rule}")
        told = "まだありません"
        if row.contacted_on is not None and row.contact_means is not None:
            told = f"{wareki_short(row.contacted_on)} {label(row.contact_means)}"
            told += f"({label(row.contact_about)})" if row.contact_about else ""
        self.contact.setText(f"最終声かけ {told}")
