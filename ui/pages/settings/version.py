"""Which version this is, and whether somebody told of a newer one."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import __version__, files
from app.errors import SystemTrouble, UserError
from app.usecases.settings.newest_version import Notice, read_notice
from ui.dialogs.files import NOTICES, FileDialogs
from ui.frame.context import Context
from ui.look.layout import STRETCH
from ui.look.parts import secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice as Told

TOLD = "program/newest_version"


class VersionPanel(QWidget):
    """What a notice said is remembered on this PC until that version is installed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self.read_file = secondary_button("新しい版の知らせを読む", self._read)
        self.told = Told(Tone.SOON)
        explanation = (
            f"この版は {__version__} です。ネットワークには尋ねません。本部や健保から受け取った知らせの"
            "ファイルを読むと、新しい版があるかが分かります。"
        )
        subject(self, "版", explanation, FlowRow(self.read_file), self.told, STRETCH)
        self.setFocusProxy(self.read_file)
        if (kept := Notice(context.preferences.text(TOLD))).is_newer:
            self.told.say(kept.sentence, Tone.SOON)

    def _read(self) -> None:
        self._context.events.moved_on.emit(None)
        file = self.files.to_open("新しい版の知らせを選ぶ", NOTICES)
        if file is not None:
            self.take_file(file)

    def take_file(self, file: Path) -> None:
        """Say what a notice tells."""
        try:
            notice = read_notice(files.read(file))
        except (UserError, SystemTrouble) as problem:
            self.told.say(str(problem), Tone.LATE)
            return
        self._context.preferences.set_text(TOLD, notice.newest)
        lines = [notice.sentence, *(f"・{change}" for change in notice.changes)]
        self.told.say("\n".join(lines), Tone.SOON if notice.is_newer else Tone.DONE)
