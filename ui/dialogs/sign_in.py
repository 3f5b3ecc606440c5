"""Before the window: open the data folder, or make one on first start."""

from collections.abc import Callable
from pathlib import Path

from app.errors import BadValue, SystemTrouble, UserError, WrongPassphrase
from app.late import dataclass
from app.ports import Store
from app.users import KeptPassphrase
from ui.dialogs.form import FormDialog
from ui.frame.data_folder import OfficeAt
from ui.look.fields import list_box, retype, text_field, tick_box
from ui.look.layout import LEFT, add, placed
from ui.look.parts import plain_button
from ui.widgets.flow_layout import FlowRow
from ui.widgets.retry_wait import RetryWait
from ui.widgets.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Storage:
    """How data folders are opened and made; filled in by ui.bootstrap.

    exists: whether that place holds data.
    open: with a passphrase and a recovery code, either may be empty, and the name of who it is.
    create: an empty one; returns the recovery code. create_sample: the sample office
    beside it; returns where. seconds_to_wait: until the next try, after too many wrong ones.
    names: whose passphrases open it. kept: what this computer's keyring keeps of it. open_kept: with
    that; None where it keeps nothing. place: where its office lies, or is found.
    """

    exists: Callable[[Path], bool]
    open: Callable[[Path, str, str, str], Store]
    create: Callable[[Path, str], str]
    create_sample: Callable[[Path], Path]
    seconds_to_wait: Callable[[Path], int]
    names: Callable[[Path], list[str]]
    kept: Callable[[Path], KeptPassphrase]
    open_kept: Callable[[Path], Store | None]
    place: Callable[[Path], OfficeAt]


_KEEP = "このPCに覚えさせる"
_WHAT_KEEPING_MEANS = (
    "同じアカウントでこのPCを使う人は、次からパスフレーズなしで開けます。"
    "覚えるのはPCのパスワード保管庫(資格情報マネージャーなど)だけで、「設定」の「パスフレーズ」で忘れさせられます。"
)


class SignInDialog(FormDialog):
    """Asks for the passphrase, or for the recovery code where that was forgotten."""

    has_draft = False

    def __init__(self, folder: Path, storage: Storage) -> None:
        super().__init__("資格確認書デスクを開く", "開く")
        self._folder, self._storage = folder, storage
        self.opened: Store | None = None
        self.told = ""
        self._passphrase = text_field("パスフレーズ", is_secret=True)
        self._code = text_field("復旧コード", hint="控えの紙にある25文字")
        self._names = list_box("利用者", [(name, name) for name in storage.names(folder)])
        if self._names.count() > 1:
            self.add("利用者(&U)", self._names)
        self.add("パスフレーズ", self._passphrase)
        self._code_label = self.add("復旧コード", self._code)
        self._kept = storage.kept(folder)
        self.keep = tick_box(_KEEP)
        self.keep.clicked.connect(self._on_keep)
        self.add("", self.keep)
        self._meaning = Sentence("minor", _WHAT_KEEPING_MEANS)
        self._meaning.hide()
        self.form.addRow(self._meaning)
        forgotten = plain_button("パスフレーズを忘れたとき", self._with_code)
        add(self.below, placed(forgotten, LEFT))
        for widget in (self._code, self._code_label):
            widget.hide()
        self._wait = RetryWait(self.save, lambda: storage.seconds_to_wait(folder), super().say)
        (self._names if self._names.count() > 1 else self._passphrase).setFocus()
        self._wait.begin()

    def check(self) -> None:
        """Open the folder; the dialog stays with a sentence when that fails."""
        secrets = (self._passphrase.text(), self._code.text())
        try:
            self.opened = self._storage.open(self._folder, *secrets, self._names.currentText())
        except WrongPassphrase:
            retype(self._code if self._code.text() else self._passphrase)
            raise
        if self.keep.isChecked():
            try:
                self._kept.keep(self.opened.user, self._passphrase.text())
            except (UserError, SystemTrouble) as refusal:
                self.told = str(refusal)

    def say(self, sentence: str) -> None:
        """Show what is wrong; while the next try must wait, how long."""
        if not self._wait.is_on:
            super().say(sentence)
            if sentence:
                self._wait.begin()

    def _on_keep(self) -> None:
        """Promise nothing where no keyring answers; else say what it means as soon as it is wanted."""
        refusal = self._kept.refusal() if self.keep.isChecked() else ""
        if refusal:
            self.keep.setChecked(False)
        self._meaning.setVisible(self.keep.isChecked())
        self.say(refusal)

    def _with_code(self) -> None:
        for widget in (self._code, self._code_label):
            widget.show()
        self._code.setFocus()


class FirstStartDialog(FormDialog):
    """There is no data yet: choose a passphrase, or look at the sample office first."""

    def __init__(self, folder: Path, storage: Storage) -> None:
        from ui.dialogs.passphrase_twice import PassphraseTwice

        super().__init__("資格確認書デスクを始める", "この事業所で始める")
        self.folder, self._storage = folder, storage
        self.recovery_code = ""
        self.is_joined = False
        """Whether the folder names an office on a server now, which is to be signed in to."""
        text = (
            "名簿はこのパソコンの中に、暗号化して保存します。開くためのパスフレーズ(8文字以上)を決めてください。"
            "「えんぴつ 灯台 みかん 自転車」のように、関係のない言葉を4つ並べるのがおすすめです。"
        )
        self.form.addRow(Sentence(text=text))
        self._twice = PassphraseTwice(self)
        self.passphrase = self._twice.first
        self.passphrase.setFocus()
        look = plain_button("まず見本の事業所を見てみる", self._sample)
        join = plain_button("サーバーにある事業所を開く", self._join)
        add(self.below, FlowRow(look, join))

    def check(self) -> None:
        """Both must agree; then the folder is made."""
        super().check()
        passphrase = self._twice.read()
        try:
            self.recovery_code = self._storage.create(self.folder, passphrase)
        except BadValue:
            self._twice.refused()
            raise

    def _sample(self) -> None:
        if self.attempt(self._make_sample):
            self.done(self.DialogCode.Accepted)

    def _join(self) -> None:
        from ui.dialogs.join_office import JoinOfficeDialog

        if JoinOfficeDialog(self._storage.place(self.folder), self).ask():
            self.is_joined = True
            self.done(self.DialogCode.Accepted)

    def _make_sample(self) -> None:
        self.folder = self._storage.create_sample(self.folder)
        self.passphrase.clear()


def ask_for_folder(
    folder: Path, storage: Storage, *, is_for_other: bool = False, said: str = ""
) -> tuple[Store | None, str]:
    """Return the open data folder, asking for what is needed, and what the window is to say.

    None when the user gives up. is_for_other: whoever comes now is not the one whose passphrase is kept.
    said: why the folder is to be opened once more.
    """
    if not storage.exists(folder):
        first = FirstStartDialog(folder, storage)
        if not first.exec():
            return None, ""
        if first.recovery_code:
            from ui.dialogs.recovery_code import RecoveryCodeDialog

            RecoveryCodeDialog(first.recovery_code, first.folder).exec()
        if not first.is_joined:
            return storage.open(first.folder, first.passphrase.text(), "", ""), ""
    refusal = said
    if not is_for_other:
        try:
            if (opened := storage.open_kept(folder)) is not None:
                return opened, ""
        except (UserError, SystemTrouble) as problem:
            refusal = str(problem)
    dialog = SignInDialog(folder, storage)
    dialog.say(refusal)
    return (dialog.opened, dialog.told) if dialog.exec() else (None, "")
