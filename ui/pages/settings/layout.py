"""The form of the certificate: one of ours or the society's file, looked at before it is taken."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.usecases.printing import layouts
from ui.dialogs.files import LAYOUTS, FileDialogs
from ui.frame.context import Context
from ui.look.fields import list_box
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.pages.settings.form import subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.page_preview import PagePreview
from ui.widgets.paragraph import Paragraph

_SETTLED_MS = 200


class LayoutPanel(QWidget):
    """A form is chosen, looked at as a specimen, and taken."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._file: Path | None = None
        self._followed: str | None = None
        self._watch = QFileSystemWatcher(self)
        # An editor writes in several steps; the last of them is what is read.
        self._saved = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._stored: str | None = None
        self._drawn: str | None = None
        self.choice = list_box("様式")
        self.choice.setMinimumWidth(320)
        self._state = Paragraph("", "sub")
        self.problem = Notice(Tone.LATE)
        self.take = primary_button("この様式にする", self._take, key="settings.main")
        self.load = secondary_button("様式ファイルを読み込む", self._load, key="settings.open")
        self.preview = PagePreview()
        heading = role_label("様式", "sub")
        heading.setBuddy(self.choice)
        buttons = FlowRow(self.take, self.load)
        left = down(heading, self.choice, self._state, self.problem, buttons, STRETCH, gap=APART)
        subject(
            self,
            "様式",
            "資格確認書の紙面です。健保から様式のファイル(TOML)が届いたときは、読み込んで使えます。"
            "読み込んだファイルを直して保存するたびに、見本も変わります。",
            fill(across(fill(left, 3), fill(self.preview, 2), gap=32)),
        )
        self.setFocusProxy(self.choice)
        self.choice.activated.connect(lambda _: self._look())
        self._watch.fileChanged.connect(lambda _: self._saved.start())
        self._watch.directoryChanged.connect(lambda _: self._saved.start())
        self._saved.timeout.connect(self._follow)

    def read(self) -> None:
        """Show the form in use; what is read of the files waits until the panel is looked at."""
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    @property
    def chosen(self) -> str:
        """The form looked at, as Society.layout."""
        return str(self.choice.currentData() or "")

    def _fill(self) -> None:
        """Choose the form in use, unless it is as it was: what somebody looks at stays."""
        stored = self._context.store.queries.society().layout
        if stored != self._stored:
            self._stored = stored
            self.choice.clear()
            for layout, name in layouts.our_layouts().items():
                self.choice.addItem(name, layout)
            self._offer(stored)
        self._look()

    def _offer(self, layout: str) -> None:
        """Choose a form; a file is offered beside ours, even one that can no longer be read."""
        if self.choice.findData(layout) < 0:
            try:
                name = layouts.layout_name(layout)
            except UserError:
                name = "読めない様式"
            self.choice.addItem(f"{name}(健保のファイル)", layout)
        self.choice.setCurrentIndex(self.choice.findData(layout))

    def _look(self) -> None:
        """Draw the specimen of the form chosen, off this thread."""
        layout = self.chosen
        is_taken = layout == self._stored
        self.take.setEnabled(False)
        self._state.setText(
            "この様式で印刷しています。バックアップにも入ります。"
            if is_taken
            else "まだこの様式にしていません。"
        )
        if layout == self._drawn:
            self.take.setEnabled(not is_taken and self.preview.count > 0)
            return
        self._drawn = layout
        self.problem.say("")
        self.preview.set_pdf(b"", "見本を用意しています。")

        def draw() -> bytes | str:
            try:
                return layouts.specimen_pages(layout)
            except UserError as error:
                return str(error)

        self._context.tasks.start(lambda _: draw(), done=lambda made: self._show(layout, made))

    def _show(self, layout: str, made: bytes | str) -> None:
        if layout != self.chosen:
            return
        if isinstance(made, str):
            self.problem.say(made)
            self.preview.set_pdf(b"", "見本を作れません。")
            return
        self.preview.set_pdf(made)
        self.take.setEnabled(layout != self._stored)

    def _load(self) -> None:
        path = self.files.to_open("様式ファイルを選ぶ", LAYOUTS)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Show a form of a file; it is used once it is taken."""
        self._context.events.moved_on.emit(None)
        self._watch_file(path)
        try:
            layout = layouts.read_file(path)
        except UserError as error:
            self._context.messages.refuse(f"{error} 今の様式はそのままです。")
            return
        self._followed = layout
        self._offer(layout)
        self._look()
        self.take.setFocus()

    def _watch_file(self, path: Path) -> None:
        """Follow each save of this file; its folder, too, for editors that put a new file in its place."""
        if self._file is not None:
            self._watch.removePaths([*self._watch.files(), *self._watch.directories()])
        self._file, self._followed = path, None
        self._watch.addPaths([str(path), str(path.parent)])

    def _follow(self) -> None:
        """Look at the file again; a mistake is told beside the last sheet that could be drawn."""
        if self._file is None:
            return
        self._watch.addPath(str(self._file))
        try:
            layout = layouts.read_file(self._file)
        except UserError as error:
            self.problem.say(f"{error} 直して保存すると、見本が変わります。")
            self.take.setEnabled(False)
            return
        if layout != self._followed:
            before = self.choice.findData(self._followed)
            if before >= 0 and self._followed != self._stored:
                self.choice.removeItem(before)
            self._followed = layout
            self._offer(layout)
        self.problem.say("")
        self._look()

    def _take(self) -> None:
        layout = self.chosen
        self._context.commands.run(lambda tx: layouts.choose_layout(tx, layout))
