"""Names a view of the due list that is to be kept on this PC."""

from PySide6.QtWidgets import QWidget

from app.domain.accepted_text import accepted
from app.domain.field_kind import FieldKind
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.look.parts import role_label

LONGEST = 16
"""Characters; the name stands on a button."""


class ViewNameDialog(FormDialog):
    """Asks for one short name."""

    def __init__(self, described: str, name: str, parent: QWidget | None = None) -> None:
        """described: what the view shows. name: the name to begin with."""
        super().__init__("この見方を保存", "保存する", parent)
        self._name = text_field("名前", name or described[:LONGEST], longest=LONGEST)
        self.add("内容", role_label(described, "strong"))
        self.add("名前(&N)", self._name)
        self.below.addWidget(role_label("このパソコンにだけ残ります。氏名は入れないでください。", "minor"))
        self.require(self._name, "名前を入れてください。")
        self.judge(self._name, lambda: accepted(self.name, "名前", FieldKind.NAME))
        self._name.setFocus()
        self._name.selectAll()

    @property
    def name(self) -> str:
        """What to call it."""
        return self._name.text().strip()
