"""The address of a server in a form: read as soon as it is typed, with what is wrong at the field."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from app.errors import BadValue, SystemTrouble
from ui.widgets.checked_fields import CheckedFields

EXAMPLE = "postgresql://利用者@サーバー/データベース"
HINT = "要るときだけ(このPCの保管庫に覚えさせます)"
"""In the field for the password."""


def read_as_typed(checked: CheckedFields, line: QLineEdit, read: Callable[[str], object]) -> None:
    """Refuse an address as read refuses it, when it is left and when the form is to be used."""

    def look() -> None:
        try:
            if line.text().strip():
                read(line.text().strip())
        except SystemTrouble as trouble:  # what reads addresses is not on this PC
            raise BadValue(str(trouble)) from trouble

    def on_left() -> None:
        try:
            look()
        except BadValue as refusal:
            checked.mark(line, str(refusal))

    checked.require(line, f"サーバーのアドレスを {EXAMPLE} の形で入れてください。")
    checked.judge(line, look)
    line.editingFinished.connect(on_left)
