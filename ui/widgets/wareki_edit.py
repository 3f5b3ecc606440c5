"""A date field that reads dates as people write them and shows them in 和暦."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.domain import typed
from app.domain.eligibility import months_after
from app.domain.wareki import parse_date, wareki_short
from app.errors import BadValue
from app.late import pattern
from ui.look.theme import restyle, scaled
from ui.widgets.field_words import FieldWords

_DAY_ONLY = pattern(r"(\d{1,2})日?")


class WarekiEdit(QLineEdit):
    """Type R8.11.23, 令和8年11月23日, 2026-11-23, 11/23 or only 23; ↑ and ↓ move by a day.

    A day alone means that day of the month shown, or of the next one if that month has no such
    day. A text that is no date is framed red and says why beside it; until it is one, nothing is
    recorded: no other date is ever taken in its place.

    Signals:
        date_changed: arg: the new date, or None when emptied (optional fields only).
    """

    date_changed = Signal(object)

    def __init__(
        self, on: date | None, *, name: str, optional: bool = False, around: date | None = None
    ) -> None:
        """Show a date; name is what screen readers say. optional: may be emptied.

        around: what a short text such as 23 or 11/23 is near to while the field is empty.
        """
        super().__init__()
        self.words = FieldWords(self)
        self._on = on
        self.around = around
        self._optional = optional
        self.setAccessibleName(name)
        self.setPlaceholderText("例 R8.4.1" if optional else "")
        self.setFixedWidth(scaled(132))
        self.set_date(on)
        self.editingFinished.connect(self.take)
        self.textChanged.connect(lambda _: self._correct())

    @property
    def last(self) -> date | None:
        """The last date that could be read: what lists are shown for while the text is none."""
        return self._on

    @property
    def value(self) -> date | None:
        """The date that stands there; None while the text is none, or may be empty and is."""
        try:
            return self.reading()
        except BadValue:
            return None

    @property
    def problem(self) -> str:
        """What is wrong with the text taken last; empty for nothing."""
        return self.words.sentence

    def check(self) -> None:
        """Take the text; raise BadValue with the remedy, and get the keyboard, where it is no date."""
        self.take()
        if self.problem:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            raise BadValue(self.problem)

    def read(self) -> date | None:
        """Return the date to record; None where there is none, which is then said beside the field."""
        try:
            self.check()
        except BadValue:
            return None
        return self._on

    def reading(self) -> date | None:
        """Return the date that the text means now, as it is typed; raise BadValue if it is none."""
        text = self.text().strip()
        if not text and self._optional:
            return None
        near = self._on or self.around
        return _day_of_month(text, near) or parse_date(text, today=near)

    def set_date(self, on: date | None) -> None:
        """Show a date without telling anybody."""
        self._on = on
        self.setText(wareki_short(on) if on is not None else "")
        self._mark("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ one day later, ↓ one day earlier."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None and self._on is not None:
            self.take()
            # What is no date stays as it stands, and so does an empty field.
            if not self.problem and self._on is not None:
                self._change(self._on + timedelta(days=step))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ready to be typed over."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def take(self) -> None:
        """Read the text now; also happens on Enter and on leaving the field."""
        try:
            on = self.reading()
        except BadValue as error:
            self._mark(str(error))
            return
        self._change(on)

    def _change(self, on: date | None) -> None:
        is_new = on != self._on
        self.set_date(on)
        if is_new:
            self.date_changed.emit(on)

    def _correct(self) -> None:
        """Whoever has put it right is told so at once."""
        if self.words.sentence and (self.value is not None or (self._optional and not self.text().strip())):
            self._mark("")

    def _mark(self, problem: str) -> None:
        self.words.say(problem)
        self.setToolTip(problem)
        self.setAccessibleDescription(problem)
        self.setProperty("state", "wrong" if problem else "")
        restyle(self)


def _day_of_month(text: str, near: date | None) -> date | None:
    """Return the day that a bare number means, None if the text is anything else."""
    found = _DAY_ONLY.fullmatch(typed.narrow(text))
    if found is None or near is None or not 1 <= int(found[1]) <= 31:
        return None
    first = near.replace(day=1)
    for month in (first, months_after(first, 1)):
        try:
            return month.replace(day=int(found[1]))
        except ValueError:
            continue
    return None
