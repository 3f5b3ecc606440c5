"""The passphrase that opens the data folder."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import BadValue, SystemTrouble, UserError
from ui.frame.context import Context
from ui.look.layout import STRETCH, down, held
from ui.look.parts import hairline, primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import field, fields, subject
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.retry_wait import RetryWait

LOCKS = {"3": "3分で", "5": "5分で", "10": "10分で", "30": "30分で", "0": "しない"}


class PassphrasePanel(QWidget):
    """Exchanges the passphrase; the data stay as they are."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.old = field("今のパスフレーズか復旧コード", is_secret=True)
        self.new = field("新しいパスフレーズ", is_secret=True)
        self.again = field("新しいパスフレーズをもう一度", is_secret=True)
        self.told = Notice(Tone.DONE).withdrawn(context.events, self.old, self.new, self.again)
        self.change = primary_button("パスフレーズを変える", self._change, key="settings.main")
        self.lock = ChoiceRow("キーもマウスも使わないときのロック", LOCKS)
        self.lock.choose(str(context.preferences.lock_minutes))
        self.lock.chosen.connect(self._set_lock)
        self.kept = role_label("", "sub")
        self.forget = secondary_button("忘れさせる", self._forget)
        self._keeping = held(down(hairline(), FlowRow(self.kept, self.forget)))
        self.forgotten = Notice(Tone.DONE).withdrawn(context.events)
        self.checked = CheckedFields(self)
        entered = (self.old, self.new, self.again)
        column = subject(
            self,
            "パスフレーズ",
            "これまでのバックアップは、作ったときのパスフレーズで開きます。復旧コードは変わりません。"
            "新しいパスフレーズは8文字以上で、関係のない言葉を4つ並べると、覚えやすく、当てられにくくなります。",
            *(fields(self.checked, *entered), FlowRow(self.change), self.told, hairline()),
            *(role_label("キーもマウスも使わないときのロック", "heading"), self.lock),
            *(self._keeping, self.forgotten, STRETCH),
        )
        self.checked.require(self.old, "今のパスフレーズか復旧コードを入れてください。")
        self.checked.require(self.new, "新しいパスフレーズを入れてください。")
        for line in entered:
            line.textEdited.connect(self._on_edited)
        self.setFocusProxy(self.old)
        self._wait = RetryWait(
            self.change, context.folder.seconds_to_wait, lambda text: self.told.say(text, Tone.LATE)
        )
        if not context.folder.asks:
            for part in (*entered, self.change, self.lock):
                part.setEnabled(False)
            self.sample = Notice(Tone.INFO)
            column.insertWidget(2, self.sample)
            self.sample.say("見本の事業所にはパスフレーズがありません。")

    def read(self) -> None:
        """Show whose passphrase this computer keeps."""
        user = self._context.folder.kept.user if self._context.folder.asks else ""
        self.kept.setText(f"このPCが {user} さんのパスフレーズを覚えていて、尋ねずに開きます。")
        self._keeping.setVisible(bool(user))

    def _forget(self) -> None:
        self._context.events.moved_on.emit(None)
        try:
            self._context.folder.kept.forget()
        except SystemTrouble as refusal:
            self.forgotten.say(str(refusal), Tone.LATE)
            return
        self.read()
        self.forgotten.say("✓ 忘れさせました。次からは、開くときにパスフレーズを入れてください。", Tone.DONE)

    def _set_lock(self, minutes: str) -> None:
        self._context.preferences.lock_minutes = int(minutes)

    def _change(self) -> None:
        self._context.events.moved_on.emit(None)
        if not self.checked.passes():
            return
        if self.new.text() != self.again.text():
            self._refuse("新しいパスフレーズが2つの欄で違います。同じものを入れてください。", self.again)
            return
        try:
            self._context.folder.change_passphrase(self.old.text(), self.new.text())
        except BadValue as error:
            self.again.clear()
            self._refuse(str(error), self.new)
            return
        except (UserError, SystemTrouble) as error:
            self._refuse(str(error), self.old)
            self._wait.begin()
            return
        for line in (self.old, self.new, self.again):
            line.clear()
        self.read()
        self.told.say("✓ パスフレーズを変えました。", Tone.DONE)

    def _refuse(self, sentence: str, wrong: QLineEdit) -> None:
        self.told.say(sentence, Tone.LATE)
        wrong.selectAll()
        wrong.setFocus()

    def _on_edited(self) -> None:
        if not self._wait.is_on:
            self.told.say("")
