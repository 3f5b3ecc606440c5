"""How far a print session is: a bar, the printer's trouble in words, and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from ui.look.layout import across, down, fill
from ui.look.parts import role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.printers.session_printer import Progress
from ui.printers.watch import Ending
from ui.widgets.notice import Notice

_ENDINGS: dict[Ending, tuple[str, Tone]] = {
    Ending.DONE: (
        "{done}枚を「{printer}」へ送り終えました。出てきた用紙を数え、確かめてください。",
        Tone.INFO,
    ),
    Ending.UNKNOWN: (
        "{done}枚を「{printer}」に渡しました。終わったかはこのPCから分かりません。用紙を待って確かめてください。",
        Tone.SOON,
    ),
    Ending.CANCELLED: ("印刷を取り消しました。出てきた用紙を確かめてください。", Tone.SOON),
    Ending.FAILED: ("印刷が途中で終わりました。出てきた用紙を確かめてください。", Tone.LATE),
    Ending.SILENT: (
        "プリンターから返事がないため、送った印刷を取り消しました。用紙が出ていないか確かめてください。",
        Tone.LATE,
    ),
}


class PrintingStrip(QFrame):
    """Hidden while there is nothing to tell.

    Signals:
        cancelled: The person wants the printing stopped.
    """

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("印刷の進み")
        self.bar.setTextVisible(False)
        self._counts = role_label("", "strong")
        self.cancel = secondary_button("印刷を止める", self.cancelled.emit)
        self.notice = Notice(Tone.INFO)
        down(across(self._counts, fill(self.bar), self.cancel, gap=APART), self.notice, of=self)
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """Tell how far it is; None hides the strip."""
        self.setVisible(progress is not None)
        if progress is None:
            return
        is_over = progress.ending is not None
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        self._counts.setText(f"印刷しています  {progress.done} / {progress.total}枚")
        self._counts.setVisible(not is_over)
        self.bar.setVisible(not is_over)
        self.cancel.setVisible(not is_over)
        self.cancel.setEnabled(True)
        if progress.ending is not None:
            sentence, tone = _ENDINGS[progress.ending]
            self.notice.say(sentence.format(done=progress.done, printer=progress.printer), tone)
        else:
            waiting = f"▲ {progress.trouble}" if progress.trouble else ""
            self.notice.say(waiting, Tone.SOON)

    def say_cut_off(self) -> None:
        """Nothing is under way, and nobody knows how far it came: a power cut, or a disk that failed."""
        self.setVisible(True)
        for part in (self._counts, self.bar, self.cancel):
            part.hide()
        self.notice.say(
            "▲ この印刷作業は、出力の途中で切れています。用紙を見て、最後の良い用紙の番号を入れてください。"
            "1枚も出ていなければ 0 です。",
            Tone.LATE,
        )

    def say_stopping(self) -> None:
        """It was asked to stop and has not yet."""
        self.cancel.setEnabled(False)
        self.notice.say("印刷を止めています。", Tone.INFO)
