"""The recovery code, shown this once: written down, printed or copied, and proved to be."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from app.domain import typed
from app.errors import SystemTrouble, UserError
from ui.frame.waiting import waiting
from ui.look.fields import text_field
from ui.look.layout import CENTRE, STRETCH, across, down, fill
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.printers.spool import printers, spool
from ui.widgets.kept_dialog import KeptDialog
from ui.widgets.notice import Notice
from ui.widgets.sentence import Sentence

PROVED = 5
"""Characters at its end that are typed from what was kept: nobody goes on with an empty hand."""


class RecoveryCodeDialog(KeptDialog):
    """Neither Escape nor a stray Enter closes it; its button does, once the end of the code was typed."""

    def __init__(self, code: str, folder: Path) -> None:
        """folder: the place of the data, named on the sheet that is printed."""
        super().__init__()
        self._code, self._folder = code, folder
        self.setWindowTitle("復旧コード")
        told = (
            "パスフレーズを忘れたときは、この復旧コードだけが頼りです。紙に書くか印刷して、金庫にしまってください。"
            "あとから見ることはできません。"
        )
        # Not a label that gives way: no sign of it may hide behind an ellipsis.
        self.code = QLabel(code)
        self.code.setProperty("role", "title")
        self.code.setAccessibleName("復旧コード")
        self.code.setAlignment(CENTRE)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = secondary_button("写す", self._copy)
        self.print = secondary_button("印刷する", self._print)
        self.told = Notice(Tone.DONE)
        self.proof = text_field(f"控えの最後の{PROVED}文字", longest=PROVED + 4)
        self.proof.textChanged.connect(lambda _: self._prove())
        self.written = primary_button("控えました", self.accept)
        down(
            role_label("復旧コード", "heading"),
            Sentence(text=told),
            self.code,
            across(STRETCH, self.print, self.copy, STRETCH),
            self.told,
            across(f"確かめのため、控えの最後の{PROVED}文字", fill(self.proof)),
            across(STRETCH, self.written),
            gap=16,
            margins=(24, 20, 24, 20),
            of=self,
        )
        self._prove()
        self.code.setFocus()

    def reject(self) -> None:
        """Stay: the code cannot be seen again."""

    def _prove(self) -> None:
        entered = typed.code(self.proof.text()).replace("-", "").upper()
        is_proved = entered == self._code.replace("-", "")[-PROVED:]
        self.written.setEnabled(is_proved)
        # Whoever has typed it right goes on with Enter.
        self.written.setDefault(is_proved)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self.told.say("写しました。パスワード管理などに貼り付けたあと、別のものを写して消してください。")
        self.proof.setFocus()

    def _print(self) -> None:
        try:
            with waiting():
                printer = self._send()
        except (UserError, SystemTrouble) as problem:
            self.told.say(str(problem), Tone.LATE)
            return
        self.told.say(f"「{printer}」に送りました。出てきた紙で確かめてください。")
        self.proof.setFocus()

    def _send(self) -> str:
        found = printers()
        if not found:
            raise UserError("このPCにプリンターがありません。紙に書き写してください。")
        from app.printing.papers.recovery_sheet import draw_recovery_sheet

        out = BytesIO()
        draw_recovery_sheet(self._code, out, folder=str(self._folder), on=_today())
        spool(out.getvalue(), found[0].name)
        return found[0].name


def _today() -> date:
    return datetime.now().astimezone().date()
