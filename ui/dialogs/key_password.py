"""Asks for the password of the key that signs."""

from PySide6.QtWidgets import QWidget

from app.errors import BadValue
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.widgets.sentence import Sentence

_WHY = "健保に前もって知らせた、事業所の鍵です。鍵は「設定」の「発行データ」で作れます。"


class KeyPasswordDialog(FormDialog):
    """One field; `password` says what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("事業所の鍵で署名する", "署名する", parent)
        self._password = text_field("鍵のパスワード", is_secret=True)
        self.add("鍵のパスワード(&P)", self._password)
        self.below.addWidget(Sentence("minor", _WHY))

    @property
    def password(self) -> str:
        """What was typed."""
        return self._password.text()

    def check(self) -> None:
        """Raise BadValue where nothing was typed."""
        if not self.password:
            raise BadValue("鍵のパスワードを入れてください。")
