"""Move people, with their households, to another office or department."""

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.ids import OfficeId
from app.domain.person import Office
from app.errors import BadValue
from app.rows import PersonRow
from app.usecases.people import roster
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of
from ui.dialogs.form import first_of
from ui.look.fields import list_box, text_field
from ui.look.parts import role_label
from ui.widgets.wareki_edit import WarekiEdit


class MoveOfficeDialog(EventForm):
    """Asks where to, and whether the society gives another 記号・番号."""

    def __init__(
        self,
        people: Sequence[PersonRow],
        offices: Sequence[Office],
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """people: who moves; the household goes along. The form begins with where they are now."""
        super().__init__("異動・記号番号の変更", "異動を記録", foresee, today, parent)
        self._ids = [person.person_id for person in people]
        self._office = list_box("事業所", [(office.name, office.id) for office in offices])
        self._department = text_field("所属", _common(p.department for p in people))
        self._office.setCurrentIndex(self._office.findText(_common(p.office for p in people)))
        self._office.setPlaceholderText("異動先を選ぶ")
        self._symbol, self._number = (
            text_field(name, hint="変わるときだけ") for name in ("新しい記号", "新しい番号")
        )
        self._on = WarekiEdit(today, name="異動した日")
        who = first_of([person.name for person in people])
        self.add("異動する方", role_label(f"{who}(ご家族も一緒に移ります)", "normal"))
        self.add("事業所(&O)", self._office)
        self.add("所属(&D)", self._department)
        self.add_side("新しい記号(&N)", self._symbol, self._number)
        self.add("異動した日", self._on)
        self.require(self._office, "異動先の事業所を選んでください。")
        self.watch()
        self._office.setFocus()

    def planned(self) -> Planned:
        if self._office.currentData() is None:
            raise BadValue("異動先の事業所を選んでください。")
        ids, office_id = self._ids, OfficeId(int(self._office.currentData()))
        department, on, today = self._department.text().strip(), day_of(self._on), self.today
        symbol, number = self._symbol.text().strip(), self._number.text().strip()
        return Planned(
            lambda tx: roster.move_office(
                tx, ids, office_id, department, on=on, today=today, symbol=symbol, number=number
            ),
            on,
        )


def _common(words: Iterable[str]) -> str:
    """The one word all share, else nothing: where they differ, nobody is moved unasked."""
    different = set(words)
    return different.pop() if len(different) == 1 else ""
