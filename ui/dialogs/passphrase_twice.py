"""A new passphrase, typed twice on a form."""

from app.errors import BadValue
from ui.dialogs.form import FormDialog
from ui.look.fields import retype, text_field


class PassphraseTwice:
    """Two rows of a form; what is typed unseen is typed again."""

    def __init__(self, dialog: FormDialog, word: str = "パスフレーズ") -> None:
        self.first, self.again = (text_field(name, is_secret=True) for name in (word, "もう一度"))
        dialog.add(f"{word}(&P)", self.first)
        dialog.add("もう一度(&A)", self.again)
        dialog.require(self.first, f"{word}を入れてください。")
        dialog.require(self.again, "確かめのため、もう一度入れてください。")

    def read(self) -> str:
        """Return it; where the two differ the second is to be typed anew."""
        if self.first.text() != self.again.text():
            retype(self.again)
            raise BadValue("2つのパスフレーズが違います。もう一度入れてください。")
        return self.first.text()

    def refused(self) -> None:
        """Ask for another one."""
        self.again.clear()
        retype(self.first)
