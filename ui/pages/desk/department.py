"""所属まとめて: a department's papers at once, but for those that stay behind."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, Why
from app.domain.ids import CertificateId, PersonId
from app.domain.scanned import plain
from app.late import dataclass
from app.rows import CertificateRow, DueFilter, DueRow
from app.usecases.counter import certificates
from app.usecases.counter.lookup import Asked
from ui.frame.answer import Answer, Heard, problem
from ui.frame.context import Context
from ui.look.layout import across, down, fill
from ui.look.parts import primary_button, role_label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import key_column, name_column, number_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.desk.question import place_words

NOT_WANTED = frozenset({Why.LOSS, Why.UNRECORDED, Why.EXPIRED, Why.OVER, Why.REGISTERED})
"""Why a sheet in the drawer is not for its holder any more."""


@dataclass(frozen=True, slots=True)
class Department:
    """One 所属 with what waits there. number: what is typed to choose it."""

    number: int
    office: str
    name: str
    sheets: tuple[CertificateRow, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper of the department. refusal: why it is not handed out; empty if it may be.

    owes: what the holder gives for it, in words: a void paper, or the one in use; empty for nothing.
    """

    row: CertificateRow
    stays: bool
    refusal: str
    owes: str


def _mark(sheet: Sheet) -> tuple[str, Tone]:
    if sheet.refusal:
        return "− 渡さない", Tone.MUTED
    return ("▲ 残す", Tone.SOON) if sheet.stays else ("● 渡す", Tone.INFO)


_DEPARTMENTS: tuple[Column[Department], ...] = (
    number_column("番号", lambda d: d.number, 72, keep=Keep.STATE),
    Column("事業所", lambda d: d.office, width=200),
    Column("所属", lambda d: d.name or "(所属なし)", width=280, strong=True, keep=Keep.WHO, least=160),
    number_column("配付待ち", lambda d: len(d.sheets), 96, unit="枚", keep=Keep.STATE),
    Column("", lambda d: "", stretch=True),
)

_SHEETS: tuple[Column[Sheet], ...] = (
    state_column("渡す", _mark, 112),
    name_column(280, lambda s: s.row),
    key_column(136, lambda s: s.row, heading="記号-番号"),
    Column("発行番号", lambda s: s.row.issue_number, width=128),
    Column("備考", lambda s: s.refusal or s.owes, stretch=True),
)


class DepartmentPanel(QWidget):
    """First the departments, then the papers of one, all ticked. The desk's line does the typing.

    Signals:
        handed: The papers to hand out. args: their rows, the words for the department.
        answered: Something was marked or not found. arg: Answer.
        changed: The keys that work now are others.
    """

    handed = Signal(object, str)
    answered = Signal(object)
    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._departments: list[Department] = []
        self._open: Department | None = None
        self._stay: set[CertificateId] = set()
        self._refused: dict[CertificateId, str] = {}
        self._owing: dict[PersonId, str] = {}
        self.title = role_label("", "heading")
        self.departments_model = RowsTableModel(_DEPARTMENTS, row_id=lambda d: (d.office, d.name))
        self.departments = RowsTableView(self.departments_model, name="配付待ちのある所属")
        self.departments.empty_text = (
            "配付を待つ証はありません。印刷して刷り上がりを確かめると、所属ごとに渡せます。"
        )
        self.sheets_model = RowsTableModel(_SHEETS, row_id=lambda s: s.row.certificate_id)
        self.sheets = RowsTableView(self.sheets_model, name="この所属で渡す証")
        for table in (self.departments, self.sheets):
            table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            table.setSelectionMode(RowsTableView.SelectionMode.SingleSelection)
        self.hand = primary_button("配付", self.hand_out, key="desk.main")
        self.hand.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        down(across(fill(self.title), self.hand), fill(self.departments), fill(self.sheets), of=self)
        self.departments.doubleClicked.connect(lambda _: self.confirm())
        self.sheets.clicked.connect(lambda _: self.toggle())
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether the papers of a department are shown."""
        return self._open is not None

    @property
    def going(self) -> list[CertificateRow]:
        """The papers that are handed out."""
        return [s.row for s in self.sheets_model.rows if not s.stays and not s.refusal]

    def begin(self) -> None:
        """Show the departments."""
        self._open = None
        self._stay.clear()
        self.read()
        self.departments.select_at(0)

    def read(self) -> None:
        """Read what waits; an opened department stays open while anything waits there."""
        context = self._context
        rows = context.store.queries.certificate_rows(
            (CertificateStatus.READY,), office_id=context.office_id()
        )
        homes: dict[tuple[str, str], list[CertificateRow]] = {}
        for row in rows:
            homes.setdefault((row.office, row.department), []).append(row)
        self._departments = [
            Department(number, *place, tuple(homes[place]))
            for number, place in enumerate(sorted(homes), start=1)
        ]
        if self._open is not None:
            place = (self._open.office, self._open.name)
            self._open = next((d for d in self._departments if (d.office, d.name) == place), None)
        self._read_open()
        self._show()

    def narrow(self, typed: str) -> None:
        """While a department is typed, show those that fit."""
        if self._open is None:
            self.departments_model.set_rows([d for d in self._departments if _fits(d, typed)])
            self.departments.select_first()

    def read_text(self, text: str) -> None:
        """Choose a department, or mark the paper meant as one that stays behind."""
        if self._open is None:
            fitting = [d for d in self._departments if _fits(d, text)]
            exact = [d for d in fitting if text in (str(d.number), d.name)]
            self._choose((exact or fitting)[:1])
            return
        asked = Asked.of(self._context.store.queries, text)
        meant = [s for s in self.sheets_model.rows if asked.names_surely(s.row)]
        if len(meant) == 1:
            self._turn(meant[0])
            return
        words = "見つかりません" if not meant else f"{len(meant)}枚あります"
        told = (
            f"{self._name()} の配付待ちに当たる証がありません。"
            if not meant
            else "番号をもっと長く打つか、↑↓ で選んで Space を押してください。"
        )
        if meant:
            self.sheets.select_id(meant[0].row.certificate_id)
        self.answered.emit(problem(words, told))

    def confirm(self) -> None:
        """Enter on the empty line: open the department the choice is on."""
        if self._open is None:
            row = self.departments.current_row()
            self._choose([row] if row is not None else [])

    def step_by(self, by: int) -> None:
        """Up and Down."""
        (self.departments if self._open is None else self.sheets).step_by(by)

    def toggle(self) -> None:
        """The chosen paper stays behind, or goes after all."""
        sheet = self.sheets.current_row() if self._open is not None else None
        if sheet is not None:
            self._turn(sheet)

    def back(self) -> bool:
        """Escape: from the papers to the departments; False when there is nothing to go back to."""
        if self._open is None:
            return False
        self.begin()
        self.changed.emit()
        return True

    def hand_out(self) -> None:
        """Hand out everything that is ticked."""
        if self._open is not None and self.going:
            self.handed.emit(self.going, self._name())

    def hint(self) -> str:
        """Say which keys work now."""
        if self._open is None:
            return (
                "番号・名前 所属を絞る   ↑↓ 選ぶ   Enter 開く   Esc 窓口に戻る"
                if self._departments
                else "Esc 窓口に戻る"
            )
        going = f"Ctrl+Enter {len(self.going)}枚を配付   " if self.going else ""
        return f"{going}コード・番号の末尾 残す証に印   ↑↓ 選ぶ   Space 印を付け外す   Esc 所属を選び直す"

    def _choose(self, found: Sequence[Department]) -> None:
        if not found:
            if self._departments:
                self.answered.emit(problem("見つかりません", "その名前の所属に配付待ちはありません。"))
            return
        self._open = found[0]
        self._stay.clear()
        self._read_open()
        self._show()
        self.sheets.select_at(0)
        stay = sum(1 for s in self.sheets_model.rows if s.refusal)
        told = f"渡せない{stay}枚は外してあります。" if stay else "全員に印が付いています。"
        self.answered.emit(
            Answer(
                "○",
                f"{self._name()}   {len(self.going)}枚",
                f"{told}残す証だけを読んでください。",
                Tone.INFO,
                Heard.SILENT,
            )
        )
        self.changed.emit()

    def _turn(self, sheet: Sheet) -> None:
        row = sheet.row
        self.sheets.select_id(row.certificate_id)
        if sheet.refusal:
            self.answered.emit(problem(f"渡しません   {row.name} さん", sheet.refusal))
            return
        self._stay ^= {row.certificate_id}
        self._show()
        self.sheets.select_id(row.certificate_id)
        stays = row.certificate_id in self._stay
        shape, words = ("▲", "残します") if stays else ("●", "渡します")
        tone = Tone.SOON if stays else Tone.INFO
        self.answered.emit(
            Answer(shape, f"{words}   {row.name} さん", f"渡すのは{len(self.going)}枚です。", tone, Heard.YES)
        )
        self.changed.emit()

    def _name(self) -> str:
        return place_words(self._open.sheets[0]) if self._open is not None else ""

    def _read_open(self) -> None:
        """Read of the opened department's papers which are not handed out, and what is given for them."""
        if self._open is None:
            return
        duties = self._duties()
        self._refused = {sheet: row.reason for sheet, row in duties.items() if row.why in NOT_WANTED}
        with self._context.store.reading() as stored:
            sheets = stored.certificates([row.certificate_id for row in self._open.sheets])
            # What the list does not know yet of the day: nobody's trouble stands in the way of the others.
            self._refused = certificates.objections(stored, sheets, on=self._context.clock()) | self._refused
        self._owing = {}
        for row in self._context.store.queries.certificate_rows((CertificateStatus.SUPERSEDED,)):
            duty = duties.get(row.certificate_id)
            if duty is not None and duty.why is Why.REPLACED:
                self._owing[row.person_id] = "▲ 古い証を受け取ってください"
            else:
                self._owing.setdefault(row.person_id, "▲ 今の証と引き換えてください")

    def _show(self) -> None:
        is_open = self._open is not None
        self.departments.setVisible(not is_open)
        self.sheets.setVisible(is_open)
        self.hand.setVisible(is_open)
        self.title.setVisible(is_open)
        if self._open is None:
            self.title.clear()
            self.departments_model.set_rows(self._departments)
            return
        self.sheets_model.set_rows(
            [
                Sheet(
                    row,
                    row.certificate_id in self._stay,
                    self._refused.get(row.certificate_id, ""),
                    self._owing.get(row.person_id, ""),
                )
                for row in self._open.sheets
            ]
        )
        count = len(self.going)
        self.title.setText(f"{self._name()}   配付待ち {len(self._open.sheets)}枚")
        self.hand.setText(f"{count}枚を配付")
        self.hand.setEnabled(bool(count))

    def _duties(self) -> dict[CertificateId, DueRow]:
        """What the due list says of sheets that come back, are void or expire."""
        context = self._context
        wanted = DueFilter(kinds=(DutyKind.RETURN, DutyKind.RENEW), office_id=context.office_id())
        today: date = context.clock()
        rows = context.store.queries.due_rows(today, wanted)
        return {row.certificate_id: row for row in rows if row.certificate_id is not None}


def _fits(department: Department, typed: str) -> bool:
    text = typed.strip()
    if plain(text).isdecimal():
        return str(department.number) == plain(text) or text in department.name
    return text.upper() in f"{department.office} {department.name}".upper()
