"""発行データ on the print page: read, printed as it was signed, and reported on."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.issue_batch import IssueBatch
from app.domain.wareki import wareki_short
from app.files import read
from app.usecases.issuing.report import issue_report
from app.usecases.issuing.taking import file_of, plan_batch, take_batch
from ui.dialogs.files import BATCHES, SIGNED, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.layout import across, fill
from ui.look.parts import role_label, secondary_button
from ui.look.theme import APART
from ui.pages.saving import ask_place, save


class BatchRow(QWidget):
    """One line: the latest batch and what is next with it. Hidden where the society signs none.

    Signals:
        planned: A session was planned from the batch. arg: PlannedSession.
    """

    planned = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._batch: IssueBatch | None = None
        self._offered: Path | None = None
        self._told = role_label("", "sub")
        self.take = secondary_button("発行データを読む", self._take)
        self.prepare = secondary_button("準備", self._prepare)
        self.report = secondary_button("発行報告を書き出す", self._report)
        across(fill(self._told), self.take, self.prepare, self.report, gap=APART, of=self)

    def read(self) -> None:
        """Show the latest batch as it stands now."""
        queries, today = self._context.store.queries, self._context.clock()
        self.setVisible(bool(queries.rules_at(today).batch_key))
        batch = self._batch = next(iter(queries.issue_batches()), None)
        self.prepare.setVisible(batch is not None and batch.session_id is None)
        self.report.setVisible(batch is not None and batch.session_id is not None)
        if batch is None:
            self._told.setText("健保の発行データはまだありません。")
            return
        count = len(file_of(batch).entries)
        self.prepare.setText(f"発行データの{count}枚を準備")
        state = (
            f"印刷期限 {wareki_short(batch.print_by)}"
            if batch.session_id is None
            else f"印刷作業{batch.session_id}で印刷"
        )
        self._told.setText(f"発行データ {batch.number}  {count}名  {state}")

    def offer(self, path: Path) -> None:
        """Let the next press read this file, which was opened on the desktop."""
        if not self._context.store.queries.rules_at(self._context.clock()).batch_key:
            self._context.messages.refuse(
                "規則に健保の公開鍵 (batch_key) がないので、発行データを読めません。健保に確かめてください。"
            )
            return
        self._offered = path
        self._told.setText(f"「{path.name}」を読むには「発行データを読む」を押してください。")
        self.take.setFocus()

    def _take(self) -> None:
        path, self._offered = self._offered or self.files.to_open("発行データを読む", BATCHES), None
        if path is None:
            return
        today = self._context.clock()
        data = attempted(lambda: read(path), self._context.messages)
        if data is None:
            return
        self._context.commands.run(lambda tx: take_batch(tx, data, today=today))

    def _prepare(self) -> None:
        batch, today = self._batch, self._context.clock()
        if batch is None:
            return
        planned = self._context.commands.run(lambda tx: plan_batch(tx, batch.number, today=today))
        if planned is None:
            return
        if planned.refused:
            told = "  ".join(f"{one.name} さん: {one.reason}。" for one in planned.refused[:3])
            self._context.messages.refuse(told)
        self.planned.emit(planned)

    def _report(self) -> None:
        batch = self._batch
        if batch is None:
            return
        made = attempted(lambda: self._issue_report(batch.number), self._context.messages)
        if made is None:
            return
        name = f"発行報告-{batch.number}.json"
        place = ask_place(self._context, self.files, "発行報告を書き出す", name, SIGNED)
        if place is not None:
            label = f"発行報告 {batch.number} {place.path.name}"
            save(self._context, place, lambda: place.write(made), label)

    def _issue_report(self, number: str) -> bytes:
        with self._context.store.reading() as stored:
            return issue_report(stored, number, today=self._context.clock())
