"""Asks for the password of a file that bears what nobody else may have."""

from PySide6.QtWidgets import QWidget

from app.usecases.papers.locking import check_password
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.widgets.sentence import Sentence

_WHY = (
    "本番の証には健保の印影が入ります。印影を抜き取られないよう、ファイルにはパスワードを付けます。"
    "半角の英数字と記号で8文字以上。ファイルとは別の方法で伝えてください。"
)


class FilePasswordDialog(FormDialog):
    """One field; `password` says what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("本番の証をPDFに書き出す", "場所を選ぶ", parent)
        self._password = text_field("パスワード")
        self.add("パスワード(&P)", self._password)
        self.require(self._password, "パスワードを入れてください。")
        self.judge(self._password, lambda: check_password(self.password))
        self.below.addWidget(Sentence("minor", _WHY))

    @property
    def password(self) -> str:
        """What was typed."""
        return self._password.text()
