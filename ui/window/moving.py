"""An office on its way to a server or back: its folder is closed, and this stands before the window."""

from threading import Event
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from app.domain.roles import Act
from app.errors import SystemTrouble, UserError
from app.ports import Store
from ui.frame.data_folder import OfficeAt
from ui.frame.tasks import Cancelled, Tasks
from ui.look.layout import STRETCH, across, down
from ui.look.parts import role_label, secondary_button
from ui.look.theme import APART, scaled
from ui.widgets.kept_dialog import KeptDialog
from ui.widgets.message_strip import MessageStrip
from ui.widgets.sentence import Sentence

_WIDTH = 480
_STOPPED = "取り消しました。記録は元の場所のまま無事です。"


class MovingDialog(KeptDialog):
    """How far it is, and the way out; until the rename that decides, everything stays as it was."""

    def __init__(self, place: OfficeAt, server: Any, words: str, user: str, parent: QWidget | None) -> None:
        """server: where to; None for back into the file. words: of an administrator, user: whose."""
        super().__init__(parent)
        title = "記録をサーバーに移しています" if server else "記録をこのPCのファイルに戻しています"
        self.setWindowTitle(title)
        self.said = ""
        self._is_unwanted = Event()
        self._work = (place, server, words, user)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("進み")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(scaled(_WIDTH))
        self.bar.setRange(0, 0)
        self.far = role_label("準備しています…", "sub")
        self.stop = secondary_button("取り消す  Esc", self.reject)
        why = Sentence("sub", "写したあと、1行ずつ同じであることを確かめます。終わると画面を開き直します。")
        heading = role_label(title, "heading")
        down(
            heading,
            why,
            self.bar,
            self.far,
            across(STRETCH, self.stop),
            gap=APART,
            margins=(24, 20, 24, 20),
            of=self,
        )
        self._tasks = Tasks(MessageStrip(), self)
        self._tasks.start(self._carry_out, progress=self._show, done=self._end)

    def reject(self) -> None:
        """Ask for the end; it comes at the next row, and not once the move has been decided."""
        self._is_unwanted.set()
        self.stop.setEnabled(False)
        self.far.setText("取り消しています…")

    def _carry_out(self, job: Any) -> str:
        place, server, words, user = self._work

        def report(done: int, of: int) -> None:
            if self._is_unwanted.is_set():
                raise Cancelled
            job.report(done, of)

        try:
            if server is None:
                return place.to_file(words, user=user, report=report)
            return place.to_server(words, server, user=user, report=report)
        except Cancelled:
            return _STOPPED
        except (UserError, SystemTrouble) as refusal:
            return str(refusal)

    def _show(self, done: int, of: int) -> None:
        if not self._is_unwanted.is_set():
            self.bar.setRange(0, of)
            self.bar.setValue(done)
            self.far.setText(f"{of:,}行のうち {done:,}行")

    def _end(self, said: str) -> None:
        self.said = said
        self.accept()


def carried_out(opened: Store, place: OfficeAt, server: Any, words: str) -> str:
    """Close the folder, move its office, and return what is to be said; the window is to end then."""
    opened.ask(Act.USERS)
    # What the window does by itself would find no open folder any more; it need not be the active one.
    for shown in QApplication.topLevelWidgets():
        for timer in shown.findChildren(QTimer):
            timer.stop()
    opened.close()
    dialog = MovingDialog(place, server, words, opened.user, QApplication.activeWindow())
    dialog.exec()
    return dialog.said
