"""Last backup, whether the due list is of now, what was just recorded, and the way back."""

from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from app.domain.backups import Backups, Worry
from app.domain.roles import Act
from app.domain.wareki import wareki_short
from app.rows import OperationRow
from app.words import label
from ui.look.layout import across, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import APART, Tone, scaled, set_tone
from ui.widgets.written_file import WrittenFile


class BottomBar(QFrame):
    """Under every page.

    Signals:
        undo_wanted: Take back the operation shown. stop_wanted: No longer; all stays as it was.
        backups_wanted: Something is wrong with the backups. arg: the subject of the settings for it.
    """

    undo_wanted = Signal()
    stop_wanted = Signal()
    backups_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bottom_bar")
        self.setFixedHeight(scaled(40))
        self.backup = role_label("", "minor")
        self.worry = plain_button(
            "バックアップの知らせ", lambda: self.backups_wanted.emit(self._set_right_in)
        )
        self._set_right_in = ""
        self.worry.hide()
        self.renewal = role_label("", "strong")
        self.renewal.hide()
        self.sentence = role_label("", "strong", wraps=True)
        self.written = WrittenFile()
        self.latest = role_label("", "minor")
        self._undo = plain_button("元に戻す Ctrl+Z", self.undo_wanted.emit, act=Act.HAND)
        self.stop = plain_button("やめる", self.stop_wanted.emit)
        self.stop.hide()
        # What was just done has the middle and most of the room.
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.latest.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Shares, whatever is said: neither takes the other's room, and 元に戻す stays where it is.
        for line in (self.sentence, self.latest):
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        said = (fill(self.sentence, 3), self.written, fill(self.latest, 2))
        across(
            self.worry,
            self.backup,
            self.renewal,
            *said,
            self.stop,
            self._undo,
            gap=APART,
            margins=(16, 0, 16, 0),
            of=self,
        )

    def say(self, sentence: str) -> bool:
        """Say what was just done, on two lines if need be; return whether all of it can be read."""
        self.written.hide()
        self.sentence.setText(sentence)
        is_whole = self.sentence.heightForWidth(self.sentence.width()) <= self.height()
        if not is_whole:
            self.sentence.clear()
        return is_whole

    def clear(self) -> None:
        """The next step was taken."""
        self.sentence.clear()
        self.written.hide()

    def show_backup(self, at: datetime | None, today: date) -> None:
        """Say when the last backup was made."""
        if at is None:
            self.backup.setText("バックアップはまだありません")
            return
        day = "今日" if at.date() == today else wareki_short(at.date())
        self.backup.setText(f"最終バックアップ {day} {at:%H:%M} ✓")

    def show_backups(self, found: Backups) -> None:
        """Say what is wrong with the backups, the worst of it; where nothing is, when the last was made."""
        worry = next(iter(found.worries), None)
        self.worry.setVisible(worry is not None)
        self.backup.setVisible(worry is None)
        if worry is not None:
            is_late = worry is Worry.NOT_ELSEWHERE
            self._set_right_in = label(worry, "place")
            told = f"{'▲' if is_late else '◆'} {label(worry)}"
            why = {Worry.FAILED: found.here, Worry.REFUSED_ELSEWHERE: found.elsewhere}.get(worry)
            self.worry.setText(told)
            self.worry.setToolTip(why.trouble if why is not None else label(worry, "why"))
            set_tone(self.worry, Tone.LATE if is_late else Tone.SOON)
        elif found.here.at is not None:
            self.show_backup(found.here.at.astimezone(), found.now.date())

    def show_backing_up(self, percent: int | None) -> None:
        """Say how far a backup is that is made beside the work; None: it has ended."""
        if percent is not None:
            self.backup.setText(f"バックアップしています {percent}%")

    def show_renewal(self, percent: int | None) -> None:
        """Say that the due list still stands as it was computed before; None: it does not."""
        self.renewal.setVisible(percent is not None)
        if percent is not None:
            self.renewal.setText(f"期限一覧は前の計算のままです。計算し直しています {percent}%")

    def show_taking_back(self, told: str, percent: int | None) -> None:
        """Say how far a large step is taken back; None: none is."""
        is_under_way = percent is not None
        self.sentence.setText(f"{told} {percent}%" if is_under_way else "")
        self.stop.setVisible(is_under_way)
        self._undo.setEnabled(not is_under_way)

    def show_latest(self, operation: OperationRow | None) -> None:
        """Name the operation that 元に戻す would take back."""
        undoable = operation is not None and operation.is_undoable
        self.latest.setText(f"直前: {operation.label}" if operation is not None else "")
        self._undo.setVisible(operation is not None)
        self._undo.setEnabled(undoable)
