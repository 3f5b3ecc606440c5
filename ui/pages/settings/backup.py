"""Backups: made at a key press, proved, and put back."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.changes import Changes
from app.domain.wareki import wareki
from app.errors import SystemTrouble, UserError
from ui.dialogs.files import BACKUPS, FileDialogs
from ui.frame.context import Context
from ui.look.layout import STRETCH
from ui.look.parts import hairline, plain_button, primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import field, subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice

_OF_OTHER = "このバックアップは別のデータフォルダーのものです。今の事業所のものか、確かめてください。"


class BackupPanel(QWidget):
    """Backups stay encrypted; they open with the passphrase of the day they were made."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._chosen: Path | None = None
        self.files = FileDialogs(self, context.preferences)
        self.last = role_label("", "strong")
        self.told = Notice(Tone.DONE).withdrawn(context.events)
        self.make = primary_button("今すぐバックアップ", lambda: self._make(None), key="settings.main")
        self.make_elsewhere = secondary_button(
            "場所を選んでバックアップ", self._choose_target, key="settings.save"
        )
        self.verify = secondary_button("データに傷がないか調べる", self._verify)
        self.choose = secondary_button("バックアップを選んで戻す", self._choose_backup, key="settings.open")
        self.warning = Notice(Tone.SOON)
        self.words = field("バックアップのパスフレーズか復旧コード", width=320, is_secret=True)
        self.words.setPlaceholderText(self.words.accessibleName())
        self.restore = secondary_button("このバックアップに戻す", self._restore)
        self.leave = plain_button("やめる", lambda: self._offer(None))
        self._build()
        self._offer(None)
        self.setFocusProxy(self.make)

    def read(self) -> None:
        """Show when the last backup was made."""
        at = self._context.store.last_backup_at()
        self.last.setText(
            f"最後のバックアップ: {wareki(at.date())} {at:%H:%M}" if at else "まだバックアップがありません。"
        )

    def _build(self) -> None:
        subject(
            self,
            "バックアップ",
            "暗号化されたまま1つのファイルになります。USBメモリーなど、このPCとは別の場所にも置いてください。"
            "開くには、作ったときのパスフレーズか復旧コードが要ります。",
            self.last,
            FlowRow(self.make, self.make_elsewhere, self.verify),
            *(self.told, hairline(), role_label("バックアップから戻す", "heading")),
            *(FlowRow(self.choose), self.warning, FlowRow(self.words, self.restore, self.leave), STRETCH),
        )

    def _choose_target(self) -> None:
        name = f"資格確認書デスク-{self._context.clock():%Y%m%d}.shikaku-backup"
        path = self.files.to_save("バックアップを作る", name, BACKUPS)
        if path is not None:
            self._make(path)

    def _make(self, target: Path | None) -> None:
        self._context.events.moved_on.emit(None)
        self.make.setEnabled(False)
        self._context.tasks.start(
            lambda _: self._context.folder.back_up(target),
            done=lambda file: self._say(f"✓ バックアップを作りました: {file}", Tone.DONE),
            failed=lambda: self.make.setEnabled(True),
        )

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

    def _choose_backup(self) -> None:
        self._context.events.moved_on.emit(None)
        file = self.files.to_open("戻すバックアップを選ぶ", BACKUPS)
        if file is None:
            self._offer(None)
        else:
            self.offer(file)

    def offer(self, file: Path) -> None:
        """Ask whether this backup is meant, after a look at it."""
        try:
            is_of_other = self._context.folder.is_of_other(file)
        except (UserError, SystemTrouble) as error:
            self._offer(None)
            self.told.say(str(error), Tone.LATE)
            return
        self._offer(file, is_of_other=is_of_other)

    def _offer(self, file: Path | None, *, is_of_other: bool = False) -> None:
        """Ask once, in words: this cannot be taken back by 元に戻す."""
        self._chosen = file
        asks = self._context.folder.asks
        self.words.clear()
        self.words.setVisible(file is not None and asks)
        for part in (self.restore, self.leave):
            part.setVisible(file is not None)
        self.warning.say(
            ""
            if file is None
            else f"{_OF_OTHER if is_of_other else ''}{file.name} の時点に戻します。"
            "そのあとの記録は画面から消え、今のデータは脇に残します。戻したあと、画面を開き直します。"
        )
        if file is not None:
            (self.words if asks else self.restore).setFocus()

    def _restore(self) -> None:
        file, words = self._chosen, self.words.text()
        if file is None:
            return
        self._context.events.moved_on.emit(None)
        self._offer(None)
        try:
            self._context.folder.restore(file, words)
        except (UserError, SystemTrouble) as error:
            self.told.say(str(error), Tone.LATE)
