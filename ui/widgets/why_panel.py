"""なぜ: why the current row is due, by which rule, and what can be done."""

from PySide6.QtWidgets import QFrame

from app.domain.contact import Contact
from app.domain.wareki import wareki, wareki_short
from app.rows import DueRow
from app.words import label
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import OnceButton, role_label
from ui.widgets.flow_layout import FlowRow
from ui.widgets.sentence import Sentence
from ui.widgets.status import urgency_status


class WhyPanel(QFrame):
    """The reason in one sentence, its source, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName("なぜ")
        self._heading = role_label("", "strong")
        self.reason, self.rule = Sentence(), Sentence("minor")
        self.contact = role_label("", "sub")
        self.primary = OnceButton("次の操作")
        self.primary.setProperty("role", "primary")
        self.buttons = FlowRow(self.primary)
        self.head = across(fill(self._heading), self.contact)
        parts = (self.head, self.reason, self.rule, STRETCH, self.buttons)
        down(*parts, gap=6, margins=(16, 12, 16, 12), of=self)

    def show_row(self, row: DueRow | None) -> None:
        """Explain this row; nothing when there is none. Of a holiday that is over nothing is said."""
        self.setEnabled(row is not None)
        if row is None:
            for text in (self._heading, self.reason, self.rule, self.contact):
                text.clear()
            return
        due = f" 期日 {wareki(row.due_on)}" if row.due_on else ""
        self._heading.setText(f"{row.name} さん  {label(row.kind)}  {urgency_status(row)[0]}{due}")
        is_to_come = row.days_left is not None and row.days_left >= 0
        self.reason.setText(f"{row.reason}。{row.rest.said() if row.rest and is_to_come else ''}")
        self.rule.setText(f"根拠: {row.rule}")

    def show_contact(self, last: Contact | None) -> None:
        """Say when this person was last spoken to, and how."""
        told = "まだありません" if last is None else f"{wareki_short(last.on)} {label(last.means)}"
        self.contact.setText(f"最終声かけ {told}")
