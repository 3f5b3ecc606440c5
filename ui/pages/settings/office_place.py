"""記録の場所: the office in the file of this PC or on a server, and the way from one to the other."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import SystemTrouble, UserError
from ui.frame.context import Context
from ui.frame.waiting import waiting
from ui.look.layout import STRETCH
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import field, fields, subject
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph
from ui.widgets.server_address import EXAMPLE, HINT, read_as_typed

_AFTER_THERE = (
    "氏名・番号・メモは、このPCの中で暗号化してから送ります。日付や証の状態は、サーバーを管理する人に読めます。"
    "前のファイルは、移す前の写しとしてこのPCに残ります。"
)
_AFTER_BACK = (
    "戻すと、ほかのPCではもう開けません。すべてのPCで閉じてから戻してください。"
    "サーバーの記録には「移された」と印が付き、そのまま残ります。"
)


class OfficePlacePanel(QWidget):
    """What is typed is proved, and the server asked, before the window is closed for the move."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._place = context, context.folder.place
        is_there = bool(context.folder.server())
        self.where = role_label("", "strong")
        self.address = field("サーバーのアドレス", width=520)
        self.address.setPlaceholderText(EXAMPLE)
        self.password = field("サーバーのパスワード", is_secret=True)
        self.password.setPlaceholderText(HINT)
        self.words = field("ご自分のパスフレーズ", is_secret=True)
        self.checked = CheckedFields(self)
        self.told = Notice(Tone.DONE).withdrawn(context.events, self.address, self.password, self.words)
        verb = "このPCのファイルに戻す" if is_there else "サーバーに移す"
        go = self._move_back if is_there else self._move_there
        self.bring = primary_button(verb, go, key="settings.main")
        self.look = secondary_button("つながるか確かめる", self._look)
        of_server = () if is_there else (self.address, self.password)
        asked = (self.words,) if context.folder.asks else ()
        for part in (self.address, self.password, self.look) if is_there else ():
            part.setParent(self)
            part.hide()
        subject(
            self,
            "記録の場所",
            "事業所の記録は、このPCのファイルか、PostgreSQLのサーバーに置けます。"
            "サーバーに置くと、何台ものPCで同時に使えます。"
            "移すときは画面を閉じ、写したものが同じであることを確かめてから切り替えます。",
            *(self.where, fields(self.checked, *of_server, *asked)),
            FlowRow(self.bring) if is_there else FlowRow(self.bring, self.look),
            *(self.told, Paragraph(_AFTER_BACK if is_there else _AFTER_THERE, "sub"), STRETCH),
        )
        if not is_there:
            read_as_typed(self.checked, self.address, lambda text: self._place().named(text))
        if context.folder.asks:
            self.checked.require(self.words, "ご自分のパスフレーズを入れてください。")
        self.setFocusProxy(self.words if is_there else self.address)

    def read(self) -> None:
        """Show where it lies."""
        server = self._context.folder.server()
        where = f"サーバー {server} " if server else "このPCのファイル"
        self.where.setText(f"今は、{where}にあります。")

    def _look(self) -> None:
        self._context.events.moved_on.emit(None)
        self._ask_server(lambda _: self.told.say("✓ つながりました。ここへ移せます。", Tone.DONE))

    def _move_there(self) -> None:
        self._context.events.moved_on.emit(None)
        if self.checked.passes() and self._is_unlocked():
            self._ask_server(self._move)

    def _move_back(self) -> None:
        self._context.events.moved_on.emit(None)
        if self.checked.passes() and self._is_unlocked():
            self._move(None)

    def _move(self, server: Any) -> None:
        words = self.words.text()
        self.words.clear()
        self._context.folder.move(server, words)

    def _is_unlocked(self) -> bool:
        """Nothing is closed for a passphrase that does not open it."""
        try:
            with waiting():
                self._context.folder.unlock(self.words.text())
        except (UserError, SystemTrouble) as refusal:
            self.told.say(str(refusal), Tone.LATE)
            self.words.selectAll()
            self.words.setFocus()
            return False
        return True

    def _ask_server(self, then: Callable[[Any], None]) -> None:
        """Hear on a worker whether the server takes the office: one that is away is waited for there."""
        address, password = self.address.text().strip(), self.password.text()

        def work(_: object) -> Any:
            try:
                return self._place().check(address, password)
            except (UserError, SystemTrouble) as refusal:
                return str(refusal)

        def answered(found: Any) -> None:
            for button in (self.bring, self.look):
                button.setEnabled(True)
            if isinstance(found, str):
                self.told.say(found, Tone.LATE)
                self.address.setFocus()
            else:
                then(found)

        self.told.say("サーバーに尋ねています…", Tone.INFO)
        for button in (self.bring, self.look):
            button.setEnabled(False)
        self._context.tasks.start(work, done=answered)
