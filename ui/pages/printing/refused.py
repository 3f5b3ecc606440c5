"""Who waits for a decision before a sheet can be printed: characters of names that no face draws."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.household import employee_of
from app.domain.person import Person
from app.printing.engine.glyphs import readable
from app.printing.values import NameOf, Refusal
from app.usecases.people import name_substitutes
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.layout import across, down, fill
from ui.look.parts import role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView

if TYPE_CHECKING:
    from ui.dialogs.substitute import Question

ROWS_SHOWN = 4


class RefusedNames(QWidget):
    """One line per character; Enter asks what to print for it. Hidden while there is none.

    Signals:
        decided: Something was agreed; the check should run again.
    """

    decided = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._model = RowsTableModel(_COLUMNS, row_id=_row_id)
        self.table = RowsTableView(
            self._model, name="そのままでは印刷できない文字", preferences=context.preferences
        )
        self.told = role_label("", "heading")
        self.decide = secondary_button("代わりを決める…", self._decide)
        self.setFocusProxy(self.table)
        down(across(fill(self.told), self.decide, gap=APART), self.table, of=self)
        self.table.opened.connect(lambda _: self._decide())
        self.table.entered.connect(lambda _: self._decide())
        self.hide()

    @property
    def keys(self) -> frozenset[str]:
        """Whose sheets wait."""
        return frozenset(row.person_key for row in self._model.rows)

    def set_refusals(self, refused: Sequence[Refusal]) -> None:
        """Show what can be decided here; one line for a character that several sheets of a family show."""
        rows = [refusal for refusal in refused if refusal.name_of is not None]
        self._model.set_rows(rows)
        people = len({row.person_key for row in rows})
        self.told.setText(f"そのままでは印刷できない文字があります({people}名)" if rows else "")
        row_height = self.table.verticalHeader().defaultSectionSize()
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header + row_height * min(len(rows), ROWS_SHOWN) + 4)
        self.setVisible(bool(rows))
        if rows:
            self.table.select_id(_row_id(rows[0]))

    def _decide(self) -> None:
        # What draws names and pictures is loaded on the first question, for a quick start.
        from ui.dialogs.substitute import ask_substitute

        rows = self.table.selected_rows() or self._model.rows[:1]
        question = self._question(rows[0]) if rows else None
        if question is None:
            return
        has_decided = ask_substitute(
            question, self._context.clock(), self.files, self._context.commands.run, self
        )
        if has_decided:
            self.decided.emit()

    def _question(self, refusal: Refusal) -> "Question | None":
        from ui.dialogs.substitute import Question

        queries = self._context.store.queries
        people = queries.people()
        holder = next((p for p in people if p.key == refusal.person_key), None)
        if holder is None:
            return None
        family = [p for p in people if (p.symbol, p.number) == (holder.symbol, holder.number)]
        person = holder
        if refusal.name_of is NameOf.INSURED:
            person = employee_of(family) or holder
        agreed = name_substitutes.substitutions(queries, family)
        decided = {key for key, character in agreed.of if character == refusal.character}
        others: list[Person] = name_substitutes.family_with(family, person, refusal.character)
        return Question(
            person,
            refusal.character,
            [other for other in others if other.key not in decided],
            agreed.for_person(person.key),
            queries.society().layout,
        )


def _row_id(refusal: Refusal) -> tuple[str, str, str]:
    return refusal.person_key, refusal.field, refusal.character


_COLUMNS: tuple[Column[Refusal], ...] = (
    Column(
        "氏名", lambda r: readable(r.name), lambda r: r.person_key, 180, strong=True, keep=Keep.WHO, least=136
    ),
    Column("欄", lambda r: r.field, width=110),
    Column(
        "文字",
        lambda r: f"× {name_substitutes.spoken(r.character)}",
        width=250,
        tone=lambda _: Tone.LATE,
        keep=Keep.STATE,
        least=120,
    ),
    Column("どうするか", lambda r: r.remedy, stretch=True),
)
