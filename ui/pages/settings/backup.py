"""Backups: made at a key press, proved, and put back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.care import BackupRow
from app.changes import Changes
from app.domain.backups import Backups
from app.domain.wareki import wareki
from ui.dialogs.files import BACKUPS, FileDialogs
from ui.frame.context import Context
from ui.frame.tasks import Job
from ui.look.layout import STRETCH
from ui.look.parts import hairline, primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import subject
from ui.pages.settings.restoring import Restoring
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice


class BackupPanel(QWidget):
    """Backups stay encrypted; they open with the passphrase of the day they were made."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self.last = role_label("", "strong")
        self.told = Notice(Tone.DONE).withdrawn(context.events)
        self.make = primary_button("今すぐバックアップ", lambda: self._make(None), key="settings.main")
        self.make_elsewhere = secondary_button(
            "場所を選んでバックアップ", self._choose_target, key="settings.save"
        )
        self.verify = secondary_button("データに傷がないか調べる", self._verify)
        self.restoring = Restoring(context, self.files)
        self._build()
        self.setFocusProxy(self.restoring)

    def read(self) -> None:
        """Show when the last backup was made."""
        at = self._context.store.last_backup_at()
        self.last.setText(
            f"最後のバックアップ: {wareki(at.date())} {at:%H:%M}" if at else "まだバックアップがありません。"
        )
        care = self._context.folder.backups
        self._context.tasks.start(lambda _: (care().look(), care().rows()), done=self._show)

    def _show(self, found: tuple[Backups, Sequence[BackupRow]]) -> None:
        backups, rows = found
        self.restoring.show_rows(rows, backups.trial)

    def _build(self) -> None:
        subject(
            self,
            "バックアップ",
            "画面を閉じるときと、開いたままなら1日に1度、自動で作ります。暗号化されたまま1つのファイルになり、"
            "開くには、作ったときのパスフレーズか復旧コードが要ります。",
            self.last,
            FlowRow(self.make, self.make_elsewhere, self.verify),
            *(self.told, hairline(), self.restoring, STRETCH),
        )

    def _choose_target(self) -> None:
        name = f"資格確認書デスク-{self._context.clock():%Y%m%d}.shikaku-backup"
        path = self.files.to_save("バックアップを作る", name, BACKUPS)
        if path is not None:
            self._make(path)

    def _make(self, target: Path | None) -> None:
        self._context.events.moved_on.emit(None)
        self.make.setEnabled(False)
        care = self._context.folder.backups()

        def work(job: Job) -> tuple[Path, str]:
            file = care.now(target, job.report)
            return file, "" if target is not None else care.bring(job.report)

        self._context.tasks.start(work, done=self._say_made, failed=lambda: self.make.setEnabled(True))

    def _say_made(self, made: tuple[Path, str]) -> None:
        file, not_elsewhere = made
        tone = Tone.SOON if not_elsewhere else Tone.DONE
        self._say(f"✓ バックアップを作りました: {file}。{not_elsewhere}".rstrip("。"), tone)

    def _verify(self) -> None:
        self._context.events.moved_on.emit(None)
        self.verify.setEnabled(False)
        self._context.tasks.start(
            lambda _: self._context.folder.verify(),
            done=self._say_what_was_found,
            failed=lambda: self.verify.setEnabled(True),
        )

    def _say_what_was_found(self, problems: list[str]) -> None:
        self.verify.setEnabled(True)
        if problems:
            told = "▲ 傷が見つかりました。バックアップから戻してください。\n" + "\n".join(problems)
            self._say(told, Tone.LATE)
        else:
            seal = self._context.store.queries.history_seal()
            sealed = "" if seal is None else f" 履歴の封印: {seal.code}"
            self._say(f"✓ 傷は見つかりませんでした。{sealed}", Tone.DONE)

    def _say(self, sentence: str, tone: Tone) -> None:
        self.make.setEnabled(True)
        # Nothing was committed, but the window's foot shows the last backup.
        self._context.events.changed.emit(Changes.SETTINGS)
        self.read()
        self.told.say(sentence, tone)
