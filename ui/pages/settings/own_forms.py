"""届の様式: the society's own forms as a file, in the place of ours."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.usecases.forms import own_forms
from ui.dialogs.files import LAYOUTS, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.layout import STRETCH
from ui.look.parts import plain_button, primary_button
from ui.pages.settings.form import subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.paragraph import Paragraph


class OwnFormsPanel(QWidget):
    """Which forms are the society's; a file is looked through before it is taken."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self.state = Paragraph("", "strong")
        self.load = primary_button("届の様式を読み込む", self._load, key="settings.main")
        self.drop = plain_button("このソフトの様式に戻す", lambda: self._choose(""))
        subject(
            self,
            "届の様式",
            "滅失届や申請書に健保所定の様式があるときは、健保から届いたファイル(TOML)を読み込むと、"
            "その様式が、記録から同じように埋まります。",
            *(self.state, FlowRow(self.load, self.drop), STRETCH),
        )
        self.setFocusProxy(self.load)

    def read(self) -> None:
        """Show which forms are in use."""
        kinds = own_forms.kinds_of(self._context.store.queries.society().forms_toml)
        self.state.setText(own_forms.in_words(kinds))
        self.drop.setVisible(bool(kinds))

    def take_file(self, path: Path) -> None:
        """Take the forms of a file; a mistake is told with its line, and all stays."""
        text = attempted(lambda: own_forms.read_file(path), self._context.messages)
        if text:
            self._choose(text)

    def _load(self) -> None:
        path = self.files.to_open("届の様式ファイルを選ぶ", LAYOUTS)
        if path is not None:
            self.take_file(path)

    def _choose(self, text: str) -> None:
        self._context.commands.run(lambda tx: own_forms.choose_forms(tx, text))
