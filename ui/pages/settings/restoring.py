"""Going back to a backup: which there are, what would be otherwise, and only then the step itself."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.care import AsksForWords, BackupRow
from app.domain.backups import Then, Trial
from app.domain.wareki import wareki
from app.errors import SystemTrouble, UserError, WrongPassphrase
from ui.dialogs.files import BACKUPS, FileDialogs
from ui.frame.context import Context
from ui.frame.tasks import Job
from ui.frame.waiting import waiting
from ui.look.layout import down
from ui.look.parts import plain_button, role_label, secondary_button
from ui.look.theme import Tone, scaled
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.settings.form import field, minute_here
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice

_HEIGHT = 150
_NAMED = 5
"""So many of the steps that would be lost are named."""


class Restoring(QWidget):
    """The newest is chosen: Enter shows what it holds, the passphrase and Enter put it back."""

    def __init__(self, context: Context, files: FileDialogs) -> None:
        super().__init__()
        self._context, self._files = context, files
        self._chosen: Path | None = None
        self._model = RowsTableModel(_COLUMNS, row_id=lambda row: str(row.file))
        self.table = RowsTableView(self._model, name="バックアップ", preferences=context.preferences)
        self.table.empty_text = "まだバックアップがありません。"
        self.table.setFixedHeight(scaled(_HEIGHT))
        self.table.entered.connect(self._offer_row)
        self.trial = role_label("", "sub")
        self.look = secondary_button("選んだものを見る", self._offer_row)
        self.choose = secondary_button("ほかのファイルを選んで戻す", self._choose_file, key="settings.open")
        self.told = Notice(Tone.LATE).withdrawn(context.events)
        self.warning = Notice(Tone.SOON)
        # On a server who may open the office stays as it is; so does the passphrase that is asked for.
        whose = "ご自分" if context.folder.server() else "バックアップ"
        self.words = field(f"{whose}のパスフレーズか復旧コード", width=320, is_secret=True)
        self.words.setPlaceholderText(self.words.accessibleName())
        self.words.returnPressed.connect(self._go_on)
        self.restore = secondary_button("このバックアップに戻す", self._go_on)
        self.leave = plain_button("やめる", self.withdraw)
        down(
            *(role_label("バックアップから戻す", "heading"), self.trial, self.table),
            *(FlowRow(self.look, self.choose), self.told, self.warning),
            FlowRow(self.words, self.restore, self.leave),
            of=self,
        )
        self.setFocusProxy(self.table)
        self.withdraw()

    def show_rows(self, rows: Sequence[BackupRow], trial: Trial) -> None:
        """Show which there are; the newest is chosen."""
        self._model.set_rows(rows)
        self.table.select_first()
        self.trial.setText(_of_trial(trial))

    def offer(self, file: Path) -> None:
        """Look into a backup and say what would be otherwise; one with a key of its own asks first."""
        self._context.events.moved_on.emit(None)
        self.withdraw()
        self._chosen = file
        self._look("")

    def withdraw(self) -> None:
        """Leave the data as they are."""
        self._chosen, self._is_seen = None, False
        self.words.clear()
        self.warning.say("")
        for part in (self.words, self.restore, self.leave):
            part.hide()

    def _offer_row(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.offer(row.file)

    def _choose_file(self) -> None:
        self._context.events.moved_on.emit(None)
        file = self._files.to_open("戻すバックアップを選ぶ", BACKUPS)
        if file is None:
            self.withdraw()
        else:
            self.offer(file)

    def _look(self, words: str) -> None:
        file, care = self._chosen, self._context.folder.backups()
        assert file is not None

        def work(_job: Job) -> Then | UserError | SystemTrouble:
            try:
                return care.preview(file, words)
            except (UserError, SystemTrouble) as refusal:
                return refusal

        self.warning.say(f"{file.name} を確かめています…", Tone.INFO)
        self._context.tasks.start(work, done=lambda found: self._show(file, found))

    def _show(self, file: Path, found: Then | UserError | SystemTrouble) -> None:
        if file != self._chosen:
            return
        asks = self._context.folder.asks or isinstance(found, AsksForWords | WrongPassphrase)
        if not isinstance(found, Then | AsksForWords | WrongPassphrase):
            self.withdraw()
            self.told.say(str(found), Tone.LATE)
            return
        self._is_seen = isinstance(found, Then)
        self.warning.say(said_of(file, found) if isinstance(found, Then) else str(found), Tone.SOON)
        self.words.setVisible(asks)
        self.leave.show()
        self.restore.setText("このバックアップに戻す" if self._is_seen else "中身を見る")
        self.restore.show()
        (self.words if asks and not self.words.text() else self.restore).setFocus()

    def _go_on(self) -> None:
        file, words = self._chosen, self.words.text()
        if file is None:
            return
        if not self._is_seen:
            self._look(words)
            return
        self._context.events.moved_on.emit(None)
        self.withdraw()
        try:
            with waiting():
                self._context.folder.restore(file, words)
        except (UserError, SystemTrouble) as error:
            self.told.say(str(error), Tone.LATE)


def said_of(file: Path, then: Then) -> str:
    """Return what is otherwise after going back, in sentences."""
    other = "別のデータフォルダーのバックアップです。今の事業所のものか、確かめてください。\n"
    steps = "、".join(f"{minute_here(step.at)} {step.label}({step.user})" for step in then.lost[:_NAMED])
    further = f"、ほか{then.lost_in_all - _NAMED}件" if then.lost_in_all > _NAMED else ""
    lost = f"消える操作 {then.lost_in_all}件: {steps}{further}。" if then.lost else "消える操作はありません。"
    more = f"今のデータにない操作が{then.more}件入っています。" if then.more else ""
    until = then.at.astimezone()
    return (
        f"{other if then.is_of_other else ''}"
        f"{file.name} に戻すと、{wareki(until.date())} {until:%H:%M} までの記録になります。"
        f"{_number('名簿', then.people_now, then.people, '名')}、"
        f"{_number('資格確認書の記録', then.papers_now, then.papers, '枚')}。\n"
        f"{lost}{more}\n今のデータは脇に残します。戻したあと、画面を開き直します。"
    )


def _number(what: str, now: int, then: int, unit: str) -> str:
    return f"{what}は{now}{unit}のまま" if now == then else f"{what}は{now}{unit}から{then}{unit}に"


def _of_trial(trial: Trial) -> str:
    if trial.at is None:
        return "戻せるかを、月に1度、脇で試します。まだ試していません。"
    ends = f"失敗しました({trial.problem})" if trial.problem else f"すべて戻せました({trial.people}名)"
    return f"戻せるかを、月に1度、脇で試します。{minute_here(trial.at)} に試して、{ends}。"


_COLUMNS: tuple[Column[BackupRow], ...] = (
    Column("作った日時", lambda row: minute_here(row.at), width=160, keep=Keep.WHO, strong=True),
    Column("場所", lambda row: "2つ目の場所" if row.is_elsewhere else "このPC", width=104, keep=Keep.STATE),
    Column("大きさ", lambda row: f"{row.size / 1e6:,.1f} MB", width=88, right=True, keep=Keep.STATE),
    Column("ファイル", lambda row: row.file.name, stretch=True, least=160),
)
