"""The frame of a form that records an event: what would follow stands below while it is filled in."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from app.changes import Done
from app.domain.rest_days import marked_day
from app.errors import BadValue, UserError
from app.late import dataclass
from app.ports import UseCase
from app.rows import DueRow
from app.usecases.consequences import Consequences
from app.words import label
from ui.dialogs.form import FormDialog
from ui.look.layout import STRETCH, Part, across, add, fill, panel
from ui.look.parts import role_label
from ui.look.theme import Tone, scaled, set_tone
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

Foresee = Callable[[UseCase[Done], date], Consequences]
"""Says what a use case would bring about as of a day; stores nothing."""

FORESEE_AFTER_MS = 150
"""Typing goes on undisturbed; what would follow is worked out in the pause after it."""

ROWS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Planned:
    """What a filled form asks for: the use case, and the day it takes effect."""

    use_case: UseCase[Done]
    on: date


class EventForm(FormDialog):
    """Yields one use case; shows its consequences and stays open with the sentence of a refusal."""

    def __init__(
        self, title: str, verb: str, foresee: Foresee, today: date, parent: QWidget | None = None
    ) -> None:
        """foresee: rehearses what the form would do. today: the real day."""
        super().__init__(title, verb, parent)
        self.setMinimumWidth(scaled(560))
        self.today = today
        self.seen: Consequences | None = None
        self._foresee = foresee
        self._waiting = QTimer(self, singleShot=True, interval=FORESEE_AFTER_MS)
        self._waiting.timeout.connect(self.look_ahead)
        self.consequences, self.consequences_rows = Sentence("strong"), Sentence("sub")
        self.ahead = panel(role_label("記録すると", "minor"), self.consequences, self.consequences_rows)

    def planned(self) -> Planned:
        """Return what the fields ask for; raise UserError where they cannot be read."""
        raise NotImplementedError

    def check(self) -> None:
        """Everything readable, and nothing that the use case refuses."""
        super().check()
        self._waiting.stop()
        self._show(self._ahead(self.planned()))
        if self.seen is not None and self.seen.refused is not None:
            raise BadValue(self.seen.refused)

    def look_later(self) -> None:
        """A field changed: look ahead once the user pauses."""
        self.say("")
        self._waiting.start()

    def look_ahead(self) -> None:
        """Show what would follow now; an unfinished field says so instead."""
        try:
            plan = self.planned()
        except UserError as unfinished:
            self.seen = None
            self._show_words(str(unfinished), "", Tone.MUTED)
            return
        self._show(self._ahead(plan))

    def hint(self, text: str = "") -> Sentence:
        """Put a remark below the fields."""
        made = Sentence("minor", text)
        self.below.addWidget(made)
        return made

    def add_side(self, word: str, *fields: QWidget) -> QLabel:
        """Put fields side by side, each behind its own word. word: of the first, with its key."""
        parts: list[Part] = []
        for field in fields:
            if parts:
                beside = role_label(field.accessibleName(), "sub")
                beside.setBuddy(field)
                parts.append(beside)
            # A day has a width of its own, and stands at the left of what is left.
            parts.append(field if isinstance(field, WarekiEdit) else fill(field))
        if isinstance(fields[-1], WarekiEdit):
            parts.append(STRETCH)
        return self.add(word, across(*parts), *fields)

    def watch(self) -> None:
        """Follow every field of the form, and look ahead for the first time; called once built."""
        for line in self.findChildren(QLineEdit):
            line.textEdited.connect(lambda _: self.look_later())
        for day in self.findChildren(WarekiEdit):
            day.date_changed.connect(lambda _: self.look_later())
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(lambda _: self.look_later())
        # Wrapped sentences leave room over; it belongs below them, not around.
        add(self.below, self.ahead, STRETCH)
        self.look_ahead()

    def _ahead(self, plan: Planned) -> Consequences:
        return self._foresee(plan.use_case, max(plan.on, self.today))

    def _show(self, seen: Consequences) -> None:
        self.seen = seen
        rows = [*seen.returns, *seen.prints, *seen.others]
        lines = [_line(row) for row in rows[:ROWS_SHOWN]]
        if len(rows) > ROWS_SHOWN:
            lines.append(f"ほか{len(rows) - ROWS_SHOWN}件")
        if not rows and seen.refused is None:
            lines = [f"記録後の知らせ「{seen.told}」"]
        elif seen.remark:
            lines.append(seen.remark)
        if seen.namesakes:
            lines.insert(0, seen.namesakes)
        is_to_be_seen = bool(seen.returns or seen.remark or seen.namesakes)
        tone = Tone.LATE if seen.refused is not None else Tone.SOON if is_to_be_seen else Tone.NORMAL
        self._show_words(seen.sentence, "\n".join(lines), tone)

    def _show_words(self, sentence: str, rows: str, tone: Tone) -> None:
        self.consequences.setText(sentence)
        set_tone(self.consequences, tone)
        self.consequences_rows.setText(rows)
        self.consequences_rows.setVisible(bool(rows))
        self.fit()


def day_of(edit: WarekiEdit) -> date:
    """Return the day a required field means now; raise BadValue naming the field."""
    try:
        on = edit.reading()
    except BadValue as error:
        raise BadValue(f"{edit.accessibleName()}: {error}") from error
    if on is None:
        raise BadValue(f"{edit.accessibleName()}を入れてください。")
    return on


def _line(row: DueRow) -> str:
    by = f"  期限 {marked_day(row.due_on, row.rest)}" if row.due_on is not None else ""
    return f"{label(row.kind)}  {row.name}{by}"
