"""An office that lies on a server already, opened on one more PC."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import SystemTrouble, UserError
from ui.dialogs.form import FormDialog
from ui.frame.data_folder import OfficeAt
from ui.frame.tasks import Tasks
from ui.look.fields import text_field
from ui.look.theme import scaled
from ui.widgets.message_strip import MessageStrip
from ui.widgets.sentence import Sentence
from ui.widgets.server_address import EXAMPLE, HINT, read_as_typed

_WIDTH = 600
"""So that an address is seen whole."""


class JoinOfficeDialog(FormDialog):
    """Asks where; the server is looked at on a worker, and who signs in is asked afterwards."""

    manual_page = "server"
    has_draft = False

    def __init__(self, place: OfficeAt, parent: QWidget | None = None) -> None:
        super().__init__("サーバーにある事業所を開く", "つなぐ", parent)
        self._place = place
        self.setMinimumWidth(scaled(_WIDTH))
        self.address = text_field("サーバーのアドレス", hint=EXAMPLE)
        self.password = text_field("サーバーのパスワード", is_secret=True, hint=HINT)
        text = (
            "アドレスは、記録をサーバーに移した方に聞いてください。"
            "このあと、ご自分の名前とパスフレーズを入れて開きます。"
        )
        self.form.addRow(Sentence(text=text))
        self.add("サーバーのアドレス(&A)", self.address)
        self.add("サーバーのパスワード(&P)", self.password)
        read_as_typed(self.checked, self.address, place.named)
        self._tasks = Tasks(MessageStrip(), self)
        self.address.setFocus()

    def accept(self) -> None:
        """Ask the server first; the dialog closes once the folder names it."""
        if not self.save.isEnabled() or not self.attempt(self.check):
            return
        address, password = self.address.text().strip(), self.password.text()

        def work(_: object) -> Any:
            try:
                return self._place.find(address, password)
            except (UserError, SystemTrouble) as refusal:
                return str(refusal)

        self.save.setEnabled(False)
        self.say("サーバーに尋ねています…")
        self._tasks.start(work, done=self._answered)

    def reject(self) -> None:
        """What the server answers afterwards is not wanted any more."""
        self._tasks.drain()
        super().reject()

    def _answered(self, found: Any) -> None:
        self.save.setEnabled(True)
        if isinstance(found, str):
            self.say(found)
            self.address.setFocus()
        elif self.attempt(lambda: self._place.join(found)):
            super(FormDialog, self).accept()
