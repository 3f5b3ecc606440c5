"""A user: name, role, the offices seen, and the first passphrase."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from app.changes import Done
from app.domain.person import Office
from app.domain.roles import User, UserRole
from app.users import LONGEST_NAME, Users
from app.words import label
from ui.dialogs.form import FormDialog
from ui.dialogs.passphrase_twice import PassphraseTwice
from ui.frame.waiting import waiting
from ui.look.fields import list_box, text_field, tick_box
from ui.look.layout import down
from ui.look.parts import role_label
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

_LIMITED = (UserRole.CLERK, UserRole.STAND_IN, UserRole.READER)
"""Roles that may be kept to some offices."""
_FIRST_WORDS = (
    "最初のパスフレーズです。本人に口で伝え、開いたあと「設定」の「パスフレーズ」で変えてもらってください。"
)


class UserDialog(FormDialog):
    """Enters somebody new, or gives somebody another role; `done` says what was done."""

    manual_page = "users"

    def __init__(
        self,
        users: Users,
        offices: Sequence[Office],
        today: date,
        present: User | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """present: whose role is to be changed; somebody new where it is left out."""
        title = "利用者を加える" if present is None else f"{present.name} さんの役割を変える"
        super().__init__(title, "加える" if present is None else "役割を変える", parent)
        self._users, self._present = users, present
        self.done_with: Done | None = None
        self._name = text_field("名前", longest=LONGEST_NAME)
        self._role = list_box("役割", [(label(role), role) for role in UserRole], UserRole.CLERK)
        self._explained = Sentence("sub")
        self._until = WarekiEdit(None, name="代行の最後の日", optional=True, around=today)
        self._boxes: dict[QCheckBox, Office] = {tick_box(office.name): office for office in offices}
        if present is None:
            self.add("名前(&N)", self._name)
            self.require(self._name, "利用者の名前を入れてください。")
        self.add("役割(&R)", self._role)
        self.form.addRow(self._explained)
        self._until_word = self.add("代行の最後の日(&D)", self._until)
        self._offices_word = self._add_offices()
        if present is None:
            self._passphrase = PassphraseTwice(self)
            self.below.addWidget(Sentence("minor", _FIRST_WORDS))
        else:
            self._show(present)
        self._role.currentIndexChanged.connect(lambda _: self._follow())
        self._follow()
        (self._name if present is None else self._role).setFocus()

    def check(self) -> None:
        """Enter it; the dialog stays with a sentence where that is refused."""
        super().check()
        user = self._read()
        with waiting():
            if self._present is not None:
                self.done_with = self._users.change(user)
            else:
                self.done_with = self._users.add(user, self._passphrase.read())

    def _read(self) -> User:
        role = UserRole(self._role.currentData())
        until = self._until.reading() if role is UserRole.STAND_IN else None
        seen = [office.id for box, office in self._boxes.items() if box.isChecked() and office.id is not None]
        offices = frozenset(seen) if seen and role in _LIMITED else None
        return User(self._name.text() if self._present is None else self._present.name, role, until, offices)

    def _show(self, user: User) -> None:
        self._role.setCurrentIndex(self._role.findData(user.role))
        self._until.set_date(user.until)
        for box, office in self._boxes.items():
            box.setChecked(user.offices is not None and office.id in user.offices)

    def _add_offices(self) -> QLabel:
        every = role_label("どれも選ばなければ、すべての事業所を見ます。", "minor")
        return self.add("見てよい事業所", down(every, *self._boxes, gap=4), *self._boxes)

    def _follow(self) -> None:
        role = UserRole(self._role.currentData())
        self._explained.setText(label(role, "explained"))
        self.show_row(self._until_word, is_shown=role is UserRole.STAND_IN)
        self.show_row(self._offices_word, is_shown=role in _LIMITED and len(self._boxes) > 1)
        self.fit()


class UserPassphraseDialog(FormDialog):
    """A new passphrase for somebody who forgot theirs."""

    manual_page = "users"

    def __init__(self, users: Users, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name} さんのパスフレーズを付け直す", "付け直す", parent)
        self._users, self._name = users, name
        self.done_with: Done | None = None
        self._passphrase = PassphraseTwice(self, "新しいパスフレーズ")
        self.below.addWidget(Sentence("minor", _FIRST_WORDS))
        self._passphrase.first.setFocus()

    def check(self) -> None:
        """Set it; the dialog stays with a sentence where it is refused."""
        super().check()
        passphrase = self._passphrase.read()
        with waiting():
            self.done_with = self._users.set_passphrase(self._name, passphrase)


class RemoveUserDialog(FormDialog):
    """Asks once before somebody is removed; what follows is said in words."""

    manual_page = "users"

    def __init__(self, users: Users, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name} さんを外す", "外す", parent)
        self._users, self._name = users, name
        self.code = ""
        self.done_with: Done | None = None
        told = (
            f"{name} さんのパスフレーズでは、すぐに開けなくなります。復旧コードも新しくなるので、次の画面で"
            "紙に控えてください。データの鍵は、この画面を閉じるときに替わります。"
        )
        kept = (
            "外す前に作ったバックアップは、そのときのパスフレーズで開けたままです。人に知られると困るものは、"
            "外したあとに新しいバックアップを作り、古いものを処分してください。"
        )
        self.form.addRow(Sentence(text=told))
        self.form.addRow(Sentence("sub", kept))

    def check(self) -> None:
        """Remove; the dialog stays with a sentence where that is refused."""
        with waiting():
            self.done_with, self.code = self._users.remove(self._name)
