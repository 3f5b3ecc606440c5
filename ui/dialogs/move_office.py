"""Move people, with their households, to another office or department."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.ids import OfficeId
from app.domain.my_number import refuse_my_number
from app.domain.person import Office
from ui.dialogs.form import FormDialog
from ui.page import role_label


class MoveOfficeDialog(FormDialog):
    """Asks where to."""

    def __init__(
        self, names: Sequence[str], offices: Sequence[Office], parent: QWidget | None = None
    ) -> None:
        """names: who moves; the household goes along."""
        super().__init__("事業所・所属の異動", f"{len(names)}名を移す", parent)
        self._office, self._department = QComboBox(), QLineEdit()
        for office in offices:
            self._office.addItem(office.name, office.id)
        who = "、".join(names[:3]) + (f" ほか{len(names) - 3}名" if len(names) > 3 else "")
        self.add("異動する方", role_label(f"{who}(ご家族も一緒に移ります)", "normal"))
        self.add("事業所(&O)", self._office)
        self.add("所属(&D)", self._department)
        self._office.setFocus()

    @property
    def office_id(self) -> OfficeId:
        """The new office."""
        return OfficeId(int(self._office.currentData()))

    @property
    def department(self) -> str:
        """The new department; may be empty."""
        return self._department.text().strip()

    def check(self) -> None:
        """Refuse a 個人番号 where it is typed."""
        refuse_my_number(self.department, "所属")
