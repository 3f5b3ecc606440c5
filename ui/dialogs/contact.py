"""Log a 声かけ with a note."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.contact import Means
from app.domain.my_number import refuse_my_number
from ui.dialogs.form import FormDialog
from ui.labels import label
from ui.page import role_label


class ContactDialog(FormDialog):
    """Asks how the people were reached and what was said."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        """names: who was reached."""
        super().__init__("声かけを記録", f"{len(names)}名の声かけを記録", parent)
        self._means = QComboBox()
        for means in Means:
            self._means.addItem(label(means), means)
        self._note = QLineEdit()
        self._note.setPlaceholderText("話したこと")
        who = "、".join(names[:3]) + (f" ほか{len(names) - 3}名" if len(names) > 3 else "")
        self.add("相手", role_label(who, "strong"))
        self.add("方法(&H)", self._means)
        self.add("メモ(&M)", self._note)
        self._note.setFocus()

    @property
    def means(self) -> Means:
        """How they were reached."""
        return Means(self._means.currentData())

    @property
    def note(self) -> str:
        """What was said."""
        return self._note.text().strip()

    def check(self) -> None:
        """Refuse a 個人番号 where it is typed."""
        refuse_my_number(self.note, "声かけのメモ")
