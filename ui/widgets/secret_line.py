"""The field of the lock: a code that a scanner types into it is no passphrase."""

from PySide6.QtWidgets import QLineEdit


class SecretLine(QLineEdit):
    """ui.window.key_filter takes such a code out again, before Enter tries it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
