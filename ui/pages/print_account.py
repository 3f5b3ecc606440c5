"""The third step of a print run: a person looks at the stack and accounts for every sheet."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.print_session import SessionStatus, SheetStatus
from app.domain.wareki import wareki_short
from app.errors import BadValue
from app.rows import SessionRow, SheetRow
from app.usecases import print_runs
from ui.context import Context
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import primary_button, role_label
from ui.pages.print_sheets import ISSUE, NAME, NUMBER, PLACE, sheet_status

_PUT_OUT = (SessionStatus.SPOOLED, SessionStatus.CLOSED)

SESSION_COLUMNS: tuple[Column[SessionRow], ...] = (
    Column("作業", lambda r: str(r.session_id), lambda r: r.session_id, 60, right=True),
    Column("日付", lambda r: wareki_short(r.made_on), lambda r: r.made_on, 100),
    Column("枚数", lambda r: str(r.sheets), lambda r: r.sheets, 60, right=True),
    Column("出力先", lambda r: r.printer or ("PDF" if r.status in _PUT_OUT else ""), stretch=True),
)

_MOST_SHEETS = 10_000


class AccountPanel(QWidget):
    """Runs at the left; the sheets of one at the right with what became of them.

    All good is one key. Otherwise the numbers in the sheets' margins are typed, or marked in
    the list with S (書き損じ) and M (行方不明).
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build both lists and the account line."""
        super().__init__(parent)
        self._context = context
        self._sheets: list[SheetRow] = []
        self._session: SessionRow | None = None
        self._runs = RowsTableModel(SESSION_COLUMNS, row_id=lambda row: row.session_id, parent=self)
        self.runs = RowsTableView(self._runs, name="確認待ちの印刷作業", preferences=context.preferences)
        state = Column[SheetRow](
            "状態", lambda r: sheet_status(r.status)[0], width=120, tone=lambda r: sheet_status(r.status)[1]
        )
        self._model = RowsTableModel(
            (NUMBER, state, NAME, ISSUE, PLACE), row_id=lambda r: r.sheet_id, parent=self
        )
        self.table = RowsTableView(self._model, name="確かめる用紙", preferences=context.preferences)
        self._heading = role_label("", "heading")
        self.spoiled = self._line("書き損じの用紙番号", "例 37,58")
        self.missing = self._line("行方不明の用紙番号", "例 12")
        self.reason = self._line("理由", "例 紙づまり")
        self.confirm = primary_button("確認", self._confirm, key="Ctrl+Return")
        self.setFocusProxy(self.table)
        self._build()
        self.table.on_key("S", lambda: self._toggle(self.spoiled, self.missing))
        self.table.on_key("M", lambda: self._toggle(self.missing, self.spoiled))
        self.runs.current_changed.connect(self._show_session)

    def set_sessions(self, spooled: Sequence[SessionRow]) -> None:
        """Show the runs waiting for a check; the newest comes first."""
        self._runs.set_rows(spooled)
        self.runs.setVisible(len(spooled) > 1)
        self.runs.select_first()
        if not spooled:
            self._show_session(None)

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        line.setMinimumWidth(120)
        line.textChanged.connect(self._account)
        return line

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._heading)
        right.addWidget(self.table, 1)
        lists = QHBoxLayout()
        lists.setSpacing(24)
        lists.addWidget(self.runs, 1)
        lists.addLayout(right, 2)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for word, line in (("書き損じ", self.spoiled), ("行方不明", self.missing), ("理由", self.reason)):
            foot.addWidget(role_label(word, "sub"))
            foot.addWidget(line, 1)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(lists, 1)
        column.addWidget(
            role_label(
                "表で S を押すと書き損じ、M を押すと行方不明になります。番号は用紙の右下にあります。", "minor"
            )
        )
        column.addLayout(foot)

    def _show_session(self, session: SessionRow | None) -> None:
        is_other = session is None or self._session is None or session.session_id != self._session.session_id
        self._session = session
        if session is None:
            self._sheets = []
            self._heading.setText("確認を待つ印刷はありません。")
        else:
            self._sheets = self._context.store.queries.sheet_rows(session.session_id)
            self._heading.setText(
                f"印刷作業{session.session_id}  {session.sheets}枚  用紙を数え、1枚ずつ確かめてください"
            )
        if is_other:
            for line in (self.spoiled, self.missing, self.reason):
                line.clear()
        self._account()

    def _account(self) -> None:
        """Show what each sheet would become, and say it in the button."""
        try:
            spoiled, missing = set(numbers(self.spoiled.text())), set(numbers(self.missing.text()))
        except BadValue:
            # Half-typed; the button says what is wrong when pressed.
            spoiled, missing = set(), set()
        self._model.set_rows([_accounted(sheet, spoiled, missing) for sheet in self._sheets])
        self.table.select_first()
        bad = [row for row in self._model.rows if row.status in (SheetStatus.SPOILED, SheetStatus.MISSING)]
        good = len(self._sheets) - len(bad)
        self.confirm.setText(f"{good}枚を良、{len(bad)}枚を不良と記録" if bad else f"{good}枚すべて良い")
        self.confirm.setEnabled(self._session is not None)

    def _toggle(self, into: QLineEdit, out_of: QLineEdit) -> None:
        chosen = {row.sheet_number for row in self.table.selected_rows()}
        try:
            marked, others = set(numbers(into.text())), set(numbers(out_of.text()))
        except BadValue as error:
            self._context.messages.refuse(str(error))
            return
        marked = marked - chosen if chosen <= marked else marked | chosen
        out_of.setText(_joined(others - chosen))
        into.setText(_joined(marked))

    def _confirm(self) -> None:
        if self._session is None:
            return
        session_id = self._session.session_id
        try:
            spoiled, missing = numbers(self.spoiled.text()), numbers(self.missing.text())
        except BadValue as error:
            self._context.messages.refuse(str(error))
            return
        self._context.commands.run(
            lambda tx: print_runs.confirm(
                tx,
                session_id,
                spoiled=spoiled,
                missing=missing,
                today=self._context.clock(),
                reason=self.reason.text().strip(),
            ),
            label=f"印刷作業{session_id}の確認",
        )


def numbers(text: str) -> list[int]:
    """Read "37,58" or "20-22" as sheet numbers, full-width digits included."""
    found: list[int] = []
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").replace("~", "-").replace("ー", "-")
    for part in re.split(r"[,\s]+", plain):
        match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", part)
        if not part:
            continue
        if match is None or int(match.group(2) or match.group(1)) > _MOST_SHEETS:
            raise BadValue("用紙の番号を 37,58 や 20-22 のように入れてください。")
        first = int(match.group(1))
        found += range(first, int(match.group(2) or first) + 1)
    return found


def _joined(sheet_numbers: set[int]) -> str:
    return ",".join(map(str, sorted(sheet_numbers)))


def _accounted(sheet: SheetRow, spoiled: set[int], missing: set[int]) -> SheetRow:
    if sheet.sheet_number in spoiled:
        return replace(sheet, status=SheetStatus.SPOILED)
    if sheet.sheet_number in missing:
        return replace(sheet, status=SheetStatus.MISSING)
    return sheet
