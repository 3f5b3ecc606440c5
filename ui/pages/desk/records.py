"""The running list of the desk: what was answered in this session, each line taken back with one key."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt

from app.domain.ids import OperationId
from app.domain.missing import MissingCause
from app.domain.wareki import wareki_short
from app.late import dataclass
from app.rows import CertificateRow, OperationRow
from app.words import label
from ui.frame.commands import Commands
from ui.frame.context import Context
from ui.frame.messages import Messages
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.desk.question import Step

KEPT = 200
"""Lines; of each the operation can be taken back."""

_LOOKED_AT = 1_000
"""Operations of the journal among which the session's lines are looked for after an undo."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer. at: when it was given. operation_id: what it recorded, None for a refusal.

    what: shape and word. about: where, or why. rows: the sheets of the step. missing: those that were
    not there; awaited: their holders. returned: how many of the household's came back lately.
    misdelivered_by: the operation that recorded one of the sheets as given to the wrong person.
    """

    number: int
    at: datetime
    what: str
    who: str
    issue_number: str
    about: str
    tone: Tone
    operation_id: OperationId | None = None
    step: Step | None = None
    rows: tuple[CertificateRow, ...] = ()
    missing: tuple[CertificateRow, ...] = ()
    cause: MissingCause = MissingCause.NOT_ARRIVED
    follow_up: date | None = None
    is_undone: bool = False
    is_built_upon: bool = False
    misdelivered_by: OperationId | None = None
    awaited: str = ""
    returned: str = ""

    @property
    def result(self) -> str:
        """What became of it, as the list shows it."""
        if self.is_undone:
            return "← 取り消し"
        return MISDELIVERED_WORDS if self.misdelivered_by is not None else self.what

    @property
    def follow(self) -> str:
        """Who is missing, why, and when somebody asks again; empty for nobody."""
        if not self.awaited or self.follow_up is None:
            return ""
        day = wareki_short(self.follow_up)
        return f"まだ: {self.awaited}({label(self.cause)}、{day}に確かめます)"

    @property
    def where(self) -> str:
        """Place or reason, after what is still missing."""
        return joined(self.returned, f"▲ {self.follow}" if self.follow else "", self.about)

    @property
    def place(self) -> str:
        """Where, or why; a line that cannot be taken back any more says so."""
        return f"▲ あとに別の記録があり、戻せません   {self.where}" if self.is_built_upon else self.where


MISDELIVERED_WORDS = "▲ 誤交付"


def joined(*parts: str) -> str:
    """Return what there is to tell, side by side."""
    return "   ".join(filter(None, parts))


def _tone(entry: Entry) -> Tone:
    if entry.is_undone:
        return Tone.MUTED
    return Tone.SOON if entry.misdelivered_by is not None else entry.tone


ENTRIES: tuple[Column[Entry], ...] = (
    Column("時刻", text=lambda e: f"{e.at:%H:%M}", sort_key=lambda e: e.number, width=72),
    Column("結果", text=lambda e: e.result, tone=_tone, width=128, keep=Keep.STATE),
    Column("氏名", text=lambda e: e.who, width=200, keep=Keep.WHO, least=136),
    Column("発行番号", text=lambda e: e.issue_number, width=164, keep=Keep.STATE),
    Column("事業所・所属 / 理由", text=lambda e: e.place, stretch=True),
)


def now() -> datetime:
    """The moment of an answer that stored nothing; shown, never stored."""
    return datetime.now(UTC).astimezone()


class DeskRecords(RowsTableView[Entry]):
    """The newest line first and chosen, unless the person moved the choice."""

    def __init__(self, context: Context) -> None:
        model = RowsTableModel(ENTRIES, row_id=lambda e: e.number)
        super().__init__(model, name="この画面での記録", preferences=context.preferences)
        self._context = context
        self._entries: list[Entry] = []
        self.empty_text = "ここに、この画面での記録が新しい順に並びます。"
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(RowsTableView.SelectionMode.SingleSelection)

    @property
    def entries(self) -> Sequence[Entry]:
        """All lines, newest first."""
        return self._entries

    @property
    def chosen(self) -> Entry | None:
        """The line that Delete takes back."""
        row = self.current_row()
        return next((e for e in self._entries if row is not None and e.number == row.number), None)

    def put(self, entry: Entry) -> Entry:
        """Add a line, or fill in the one of that number; it becomes the chosen one."""
        if entry.number:
            self._entries = [entry if e.number == entry.number else e for e in self._entries]
        else:
            entry = replace(entry, number=self._entries[0].number + 1 if self._entries else 1)
            self._entries = [entry, *self._entries][:KEPT]
        self._show()
        self.select_id(entry.number)
        return entry

    def put_misdelivered(self, row: CertificateRow, sentence: str, operation: OperationRow | None) -> None:
        """Add the line of a 誤交付; the hand-out it is about no longer says ✓."""
        if operation is None:
            return
        self._entries = [
            replace(e, misdelivered_by=operation.operation_id)
            if e.step in (Step.HAND_OUT, Step.EXCHANGE)
            and row.certificate_id in {r.certificate_id for r in e.rows}
            else e
            for e in self._entries
        ]
        self.put(
            Entry(
                0,
                operation.entered_at,
                MISDELIVERED_WORDS,
                row.name,
                row.issue_number,
                sentence,
                Tone.SOON,
                operation.operation_id,
            )
        )

    def meant(self, *steps: Step) -> Entry | None:
        """Return the line a key is about: the chosen one, if it is of these steps and stands.

        Where the newest line records nothing, the newest that does; a line chosen on purpose is
        never exchanged for another one.
        """
        entry = self.chosen
        if entry is not None and entry.step in steps:
            return None if entry.is_undone else entry
        is_newest = entry is None or entry.number == self._entries[0].number
        return self.latest(*steps) if is_newest else None

    def latest(self, *steps: Step) -> Entry | None:
        """Return the newest line of these steps whose effect stands."""
        return next((e for e in self._entries if e.step in steps and not e.is_undone), None)

    def check_undone(self) -> None:
        """Mark what was taken back or brought back meanwhile, whoever did it."""
        if not any(e.operation_id is not None for e in self._entries):
            return
        undone = {op.operation_id: op.is_undone for op in self._context.store.queries.operations(_LOOKED_AT)}
        self._entries = [self._checked(e, undone) for e in self._entries]
        self._show()

    def take_back(self, commands: Commands, messages: Messages) -> bool:
        """Undo the chosen line; False where there is nothing to undo, or it may not be."""
        entry = self.chosen
        if entry is None or entry.operation_id is None:
            messages.refuse("この行は記録ではないため、取り消すものがありません。")
            return False
        if entry.is_undone:
            messages.refuse("この行はすでに取り消してあります。やり直すときは Ctrl+Y です。")
            return False
        if commands.undo(entry.operation_id, messages=messages) is None:
            self.put(replace(entry, is_built_upon=True))
            return False
        self.check_undone()
        self.select_id(entry.number)
        return True

    def _checked(self, entry: Entry, undone: dict[OperationId, bool]) -> Entry:
        if entry.misdelivered_by is not None and undone.get(entry.misdelivered_by, False):
            entry = replace(entry, misdelivered_by=None)
        if entry.operation_id not in undone:
            return entry
        is_undone = undone[entry.operation_id]
        return replace(entry, is_undone=is_undone, is_built_upon=entry.is_built_upon and not is_undone)

    def _show(self) -> None:
        self.rows_model.set_rows(self._entries)
