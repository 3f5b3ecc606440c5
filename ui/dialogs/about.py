"""このプログラムについて: the version, where the licences are, and what the program is made of."""

from PySide6.QtWidgets import QTextBrowser, QWidget

import app
from app.words import texts
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import primary_button, role_label
from ui.look.theme import APART
from ui.widgets.kept_dialog import KeptDialog


class AboutDialog(KeptDialog):
    """Version and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("このプログラムについて")
        self.resize(560, 480)
        version = role_label(f"資格確認書デスク {app.__version__}", "title")
        own = role_label(
            "MITライセンスで使えます。使っている部品とそのライセンスは次のとおりです。", "normal", wraps=True
        )
        parts = QTextBrowser()
        parts.setAccessibleName("使っている部品とライセンス")
        licences = texts("licences.toml")["licences"]
        parts.setPlainText("\n".join(f"{name}: {licence}" for name, licence in licences.items()))
        leave = primary_button("閉じる", self.accept)
        leave.setDefault(True)
        down(version, own, fill(parts), across(STRETCH, leave), gap=APART, margins=(24, 20, 24, 20), of=self)
