"""保存期間: whose records need no longer be kept, looked through as a list and removed for good."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.changes import Changes
from app.domain.retention import LEAST_YEARS
from app.errors import SystemTrouble
from app.retained import Mention
from app.usecases.people import retention
from app.usecases.people.retention import Purged, RetentionRow
from app.words import word
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.frame.tasks import Job
from ui.look.layout import fill
from ui.look.parts import hairline, primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.models.checks import Checks
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, key_column, name_column, place_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.settings.form import field, subject
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph

_RIPE, _ALL = "ripe", "all"
_SHOWN = 5
"""So many texts of others and backups are named."""


class RetentionPanel(QWidget):
    """Nothing is proposed before its time, and nothing goes without the number of people typed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[RetentionRow] = []
        self._is_stale = True
        self._backups: Sequence[Path] = ()
        self.years = field("残す年数", width=64)
        self.reason = field("2年より短くするわけ", width=280)
        self.reason.setPlaceholderText(self.reason.accessibleName())
        self.save = secondary_button("この年数にする", self._save)
        self.shown = ChoiceRow("見る方", {_RIPE: "消せる方", _ALL: "資格が終わった方の全員"})
        self.shown.choose(_RIPE)
        self.checks = Checks()
        self._model = RowsTableModel((self.checks.column, *_COLUMNS), row_id=lambda row: row.person_id)
        self.table = RowsTableView(self._model, name="保存期間が過ぎた方", preferences=context.preferences)
        self.table.empty_text = word("Purge", "none")
        self.checks.attach(self.table)
        self.final = Paragraph(word("Purge", "final"), "sub")
        self.mentioned = Notice(Tone.SOON)
        self.count = field("消す人数", width=96)
        self.count.setPlaceholderText(self.count.accessibleName())
        self.purge = primary_button("消せる方はいません", self._purge, key="settings.main")
        self.told = Notice(Tone.DONE).withdrawn(context.events, self.years, self.reason, self.count)
        self.kept = Notice(Tone.SOON)
        self.back_up = secondary_button("新しいバックアップを作り、古いものを消す", self._replace_backups)
        self._build()
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        subject(
            self,
            "保存期間",
            "健康保険の書類は、完結の日から2年の保存が要ります(健康保険法施行規則34条)。資格が終わり、証も届もすべて"
            "済んでから決めた年数がたった方が、ここに並びます。確かめて、印のある方の記録を消します。",
            FlowRow(
                role_label("残す年数", "sub"), self.years, role_label("年", "sub"), self.reason, self.save
            ),
            hairline(),
            self.shown,
            fill(self.table),
            self.mentioned,
            self.final,
            FlowRow(self.count, self.purge),
            self.told,
            self.kept,
            FlowRow(self.back_up),
        )
        self.shown.chosen.connect(lambda _: self._show())
        self.checks.changed.connect(self._count)
        self.years.textChanged.connect(lambda _: self._ask_why())
        self.table.opened.connect(lambda row: self._context.go("roster", row.person_id))

    def read(self) -> None:
        """Look again as soon as somebody looks here: everybody whose cover is over is asked about."""
        self._is_stale = True
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._read()

    def _read(self) -> None:
        self._is_stale = False
        store, today = self._context.store, self._context.today()
        kept = store.queries.retention()
        if not self.years.isModified():
            self.years.setText(str(kept.years))
            self.reason.setText(kept.reason)
        before = {row.person_id for row in self._rows}
        self._rows = retention.over(store.queries, today)
        ripe = {row.person_id for row in retention.going(self._rows, today)}
        self.checks.set((self.checks.ids & ripe) | (ripe - before))
        self._backups = store.backups_with_purged()
        self._say_backups()
        self.mentioned.say("\n".join(self._said(store.queries.mentions(list(ripe)) if ripe else [])))
        self._show()

    def _show(self) -> None:
        ripe = retention.going(self._rows, self._context.today())
        self._model.set_rows(self._rows if self.shown.value == _ALL else ripe)
        self.table.select_first()
        self._count()

    def _going(self) -> list[RetentionRow]:
        """Those marked; an employee stays where somebody of the family does."""
        today = self._context.today()
        staying = {row.person_id for row in self._rows} - self.checks.ids
        return retention.going(self._rows, today, keep=staying)

    def _count(self) -> None:
        going = len(self._going())
        self.purge.setText(f"印のある{going}名の記録を消す" if going else "消せる方はいません")
        for part in (self.purge, self.count, self.final):
            part.setEnabled(bool(going))
        self.final.setVisible(bool(going))

    def _ask_why(self) -> None:
        text = self.years.text().strip()
        self.reason.setVisible(text.isdecimal() and int(text) < LEAST_YEARS)

    def _save(self) -> None:
        years = self._number(self.years.text())
        reason = self.reason.text()
        self.years.setModified(False)
        self._context.commands.run(lambda tx: retention.change_retention(tx, years, reason))

    def _purge(self) -> None:
        count, today = self._number(self.count.text()), self._context.today()
        staying = {row.person_id for row in self._rows} - {row.person_id for row in self._going()}
        self._context.events.moved_on.emit(None)
        self.purge.setEnabled(False)
        store = self._context.store

        def work() -> tuple[Purged, str]:
            with store.beside() as beside:
                done = beside.record(
                    lambda tx: retention.purge(tx, count=count, today=today, keep=staying), undoable=False
                )
                try:
                    beside.wipe()
                except SystemTrouble as error:
                    return done, str(error)
            return done, ""

        self._context.tasks.start(lambda _: work(), done=lambda said: self._purged(*said), failed=self._count)

    def _purged(self, done: Purged, left: str) -> None:
        self.count.clear()
        self._context.events.changed.emit(Changes.ALL)
        assert done.removed is not None
        said = self._said(done.removed.mentions)
        lines = [f"✓ {done.sentence}", *([left] if left else []), *said]
        self.told.say("\n".join(lines), Tone.SOON if left or said else Tone.DONE)

    def _said(self, mentions: Sequence[Mention]) -> list[str]:
        said = retention.told_mentions(self._context.store.queries, mentions[:_SHOWN])
        return said + ([f"ほか{len(mentions) - _SHOWN}件"] if len(mentions) > _SHOWN else [])

    def _say_backups(self) -> None:
        here = self._context.folder.path
        named = [f"・{file.name if here in file.parents else file}" for file in self._backups[:_SHOWN]]
        more = [f"ほか{len(self._backups) - _SHOWN}個"] if len(self._backups) > _SHOWN else []
        self.kept.say("\n".join([word("Purge", "backups"), *named, *more]) if self._backups else "")
        self.back_up.setVisible(bool(self._backups))

    def _replace_backups(self) -> None:
        self._context.events.moved_on.emit(None)
        self.back_up.setEnabled(False)
        care = self._context.folder.backups()

        def work(job: Job) -> None:
            care.now(None, job.report)
            care.bring(job.report)

        self._context.tasks.start(
            work,
            done=lambda _: self._remove_backups(),
            failed=lambda: self.back_up.setEnabled(True),
        )

    def _remove_backups(self) -> None:
        self.back_up.setEnabled(True)
        files, store = self._backups, self._context.store
        gone = attempted(lambda: store.remove_backups(files), self._context.messages)
        if gone is not None:
            self._context.events.changed.emit(Changes.SETTINGS)
            self.told.say(f"✓ 新しいバックアップを作り、古いもの{gone}個を消しました。", Tone.DONE)

    @staticmethod
    def _number(text: str) -> int:
        return int(text) if text.strip().isdecimal() else -1


_COLUMNS: tuple[Column[RetentionRow], ...] = (
    name_column(200),
    key_column(144),
    day_column("資格の終わり", lambda row: row.ended_on, 104),
    day_column("完結", lambda row: row.review.completed_on, 80, keep=Keep.STATE),
    day_column("消せる日", lambda row: row.review.over_on, 80, keep=Keep.STATE),
    place_column(120),
    Column("残るわけ", lambda row: row.why_it_stays, width=120, stretch=True),
)
