"""The form of a step that was prepared: record it now that its day is there, or let it go."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.wareki import wareki
from app.usecases.people import steps_ahead, steps_due
from app.usecases.people.steps_due import AheadRow
from ui.dialogs.event_form import EventForm, Foresee, Planned
from ui.look.fields import list_box
from ui.look.parts import role_label


class StepAheadForm(EventForm):
    """What follows is shown before it is recorded, as with a step of today."""

    def __init__(self, row: AheadRow, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """row: the step and whom it is about."""
        super().__init__(f"{row.name} さんの予定", "記録する", foresee, today, parent)
        self._row = row
        self._what = list_box("どうしますか", (("記録する", True), ("取りやめる", False)))
        self.add("予定", role_label(f"{wareki(row.step.on)} から {row.what}", "strong"))
        self.add("どうしますか(&W)", self._what)
        self.hint(
            "予定のとおりなら、その日を実施日として名簿に入り、古い証の回収や印刷が今日やることに出ます。"
        )
        self.watch()
        self._what.setFocus()

    def planned(self) -> Planned:
        step, today = self._row.step.id, self.today
        assert step is not None
        if self._what.currentData():
            return Planned(lambda tx: steps_due.carry_out(tx, step, today=today), today)
        return Planned(lambda tx: steps_ahead.drop(tx, step, today=today), today)
