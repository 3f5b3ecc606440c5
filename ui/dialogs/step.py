"""A step that needs its day and perhaps a reason: 紛失, 回収不能, 以前に配付済み."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.my_number import refuse_my_number
from app.errors import BadValue
from ui.dialogs.form import FormDialog
from ui.page import role_label
from ui.widgets.wareki_edit import WarekiEdit


class StepDialog(FormDialog):
    """Asks for the 実施日 and, where wanted, the reason."""

    def __init__(
        self,
        title: str,
        verb: str,
        about: str,
        *,
        on: date | None,
        wants_reason: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """about: whom or what it concerns. on: the day to begin with; None leaves it open."""
        super().__init__(title, verb, parent)
        self._day = WarekiEdit(on, name="実施日", optional=on is None)
        self._reason = QLineEdit()
        self._reason.setAccessibleName("理由")
        self._wants_reason = wants_reason
        text = role_label(about, "normal")
        text.setWordWrap(True)
        self.form.addRow(text)
        self.add("実施日(&D)" if on else "配付した日(&D)", self._day)
        if on is None:
            self.add("", role_label("分からないときは空けておきます", "minor"))
        if wants_reason:
            self.add("理由(&R)", self._reason)
            self._reason.setFocus()

    @property
    def on(self) -> date | None:
        """The day given; None when left open."""
        return self._day.value

    @property
    def reason(self) -> str:
        """The reason given."""
        return self._reason.text().strip()

    def check(self) -> None:
        """The day must be readable; a reason, where wanted, must be there and hold no 個人番号."""
        self._day.take()
        if not self._day.is_valid:
            raise BadValue(self._day.toolTip())
        refuse_my_number(self.reason, "理由")
        if self._wants_reason and not self.reason:
            raise BadValue("理由を入れてください。届け出に使います。")
