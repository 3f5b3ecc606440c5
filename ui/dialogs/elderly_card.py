"""高齢受給者証: one that the society issued, with its own days."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.person import Person
from app.domain.wareki import wareki
from app.errors import BadValue
from app.usecases.people import life_events
from ui.dialogs.event_form import EventForm, Foresee, Planned
from ui.look.parts import role_label
from ui.widgets.wareki_edit import WarekiEdit


class ElderlyCardForm(EventForm):
    """The 高齢受給者証 that the society issued, with its own days."""

    def __init__(self, person: Person, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """person: whose card came."""
        super().__init__(f"{person.name} さんの高齢受給者証", "証を記録", foresee, today, parent)
        self._person = person
        self._expires = WarekiEdit(None, name="有効期限", optional=True, around=today)
        self._issued = WarekiEdit(None, name="交付年月日", optional=True, around=today)
        issued_on, ends_on = person.elderly_card_issued_on, person.elderly_card_expires_on
        now = "" if issued_on is None else f"{wareki(issued_on)} 交付 "
        now += "" if ends_on is None else f"有効期限 {wareki(ends_on)}"
        self.add("今の名簿", role_label(now.strip() or "日付なし", "sub"))
        self.add("有効期限(&E)", self._expires)
        self.add("交付年月日(&D)", self._issued)
        self.require(self._expires, "高齢受給者証の有効期限を入れてください。")
        self.form.addRow(
            "", role_label("証のとおりに入れます。割合は「負担割合が変わった」で入れます。", "minor")
        )
        self.watch()
        self._expires.setFocus()

    def planned(self) -> Planned:
        assert self._person.id is not None
        who, today, ends_on = self._person.id, self.today, self._expires.reading()
        if ends_on is None:
            raise BadValue("高齢受給者証の有効期限を入れてください。")
        issued_on = self._issued.reading()
        return Planned(
            lambda tx: life_events.note_elderly_card(
                tx, who, issued_on=issued_on, expires_on=ends_on, today=today
            ),
            today,
        )
