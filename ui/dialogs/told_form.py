"""A form about what somebody said: on which day, with what remark."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.usecases.free_text import LONGEST
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.widgets.wareki_edit import WarekiEdit


class ToldForm(FormDialog):
    """Its own questions come first; the day and the remark last."""

    def __init__(
        self, title: str, verb: str, parent: QWidget | None, *, today: date, day: str, hint: str
    ) -> None:
        """day: what the day is called. hint: what the remark is for."""
        super().__init__(title, verb, parent)
        self._on = WarekiEdit(today, name=day)
        self._note = text_field("メモ", hint=hint, longest=LONGEST)

    def add_day_and_note(self) -> None:
        """Put both below the questions."""
        self.add(f"{self._on.accessibleName()}(&D)", self._on)
        self.add("メモ(&M)", self._note)

    @property
    def on(self) -> date:
        """When."""
        assert self._on.value is not None  # the field is not optional
        return self._on.value

    @property
    def note(self) -> str:
        """What else was said."""
        return self._note.text().strip()
