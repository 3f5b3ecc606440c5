"""利用者: who may open the data folder, and what for."""

from PySide6.QtWidgets import QPushButton, QWidget

from app.changes import Changes, Done
from app.domain.ids import OfficeId
from app.domain.person import Office
from app.domain.roles import User
from app.errors import SystemTrouble, UserError
from app.usecases.settings import settings
from app.users import offices_words, role_words
from ui.frame.context import Context
from ui.frame.waiting import waiting
from ui.look.fields import tick_box
from ui.look.layout import fill
from ui.look.parts import plain_button, primary_button, secondary_button
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.settings.form import subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice


class UsersPanel(QWidget):
    """The list, and what is done with whom."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._names: dict[OfficeId, str] = {}
        columns: tuple[Column[User], ...] = (
            Column("名前", lambda user: user.name, stretch=True, strong=True, keep=Keep.WHO, least=140),
            Column("役割", role_words, width=220, keep=Keep.STATE),
            Column("事業所", lambda user: offices_words(user, self._names), width=200),
        )
        self._model = RowsTableModel(columns, row_id=lambda user: user.name)
        self.table = RowsTableView(self._model, name="利用者", preferences=context.preferences)
        self.setFocusProxy(self.table)
        self.new = primary_button("利用者を加える", self._add, key="settings.main")
        self.role = secondary_button("役割を変える", self._change)
        self.passphrase = secondary_button("パスフレーズを付け直す", self._set_passphrase)
        self.remove = secondary_button("外す", self._remove)
        self.recovery = plain_button("復旧コードを作り直す", self._renew)
        self.masks = tick_box("記号・番号は下2桁だけを出す(全部見るのは Ctrl+U)", is_on=False)
        self.masks.setToolTip(
            "見た人と時刻と画面が履歴に残ります。代行・閲覧・点検の方には、いつも下2桁だけです。"
        )
        self.masks.clicked.connect(self._mask)
        self.told = Notice(Tone.DONE).withdrawn(context.events)
        self.due = Notice(Tone.SOON)
        subject(
            self,
            "利用者",
            "1人ずつ、自分の名前とパスフレーズで開きます。履歴には誰がしたかが残ります。"
            "管理者はいつも1人以上要ります。ご自分の役割は変えられません。",
            fill(self.table),
            FlowRow(self.new, self.role, self.passphrase, self.remove, self.recovery),
            self.masks,
            self.told,
            self.due,
        )
        self.table.current_changed.connect(self._follow)
        self._follow(None)

    def read(self) -> None:
        """Show who there is."""
        self._names = {
            office.id: office.name
            for office in self._context.store.queries.offices()
            if office.id is not None
        }
        self.masks.setChecked(self._context.store.queries.society().masks_numbers)
        users = self._context.store.users
        self._model.set_rows(users.all())
        self.table.select_first()
        self._follow(self.table.current_row())
        self.due.say("データの鍵は、この画面を閉じるときに替わります。" if users.is_key_due() else "")
        if self._context.store.is_sample:
            self.due.say("見本の事業所の利用者は変えられません。")

    def _follow(self, user: User | None) -> None:
        """Nobody changes the own role here."""
        store = self._context.store
        others: tuple[QPushButton, ...] = (self.role, self.passphrase, self.remove)
        for button in others:
            button.setEnabled(user is not None and user.name != store.user and not store.is_sample)
        for button in (self.new, self.recovery):
            button.setEnabled(not store.is_sample)

    def _mask(self, is_wanted: bool) -> None:
        done = self._context.commands.run(lambda tx: settings.mask_numbers(tx, is_wanted=is_wanted))
        if done is None:
            self.masks.setChecked(not is_wanted)

    def _add(self) -> None:
        from ui.dialogs.user import UserDialog

        dialog = UserDialog(self._context.store.users, self._stored(), self._context.clock(), parent=self)
        self._after(dialog.done_with if dialog.ask() else None)

    def _change(self) -> None:
        from ui.dialogs.user import UserDialog

        if (user := self.table.current_row()) is not None:
            users, today = self._context.store.users, self._context.clock()
            dialog = UserDialog(users, self._stored(), today, user, parent=self)
            self._after(dialog.done_with if dialog.ask() else None)

    def _set_passphrase(self) -> None:
        from ui.dialogs.user import UserPassphraseDialog

        if (user := self.table.current_row()) is not None:
            dialog = UserPassphraseDialog(self._context.store.users, user.name, parent=self)
            self._after(dialog.done_with if dialog.ask() else None)

    def _remove(self) -> None:
        from ui.dialogs.user import RemoveUserDialog

        if (user := self.table.current_row()) is not None:
            dialog = RemoveUserDialog(self._context.store.users, user.name, parent=self)
            if dialog.ask():
                self._show_code(dialog.code)
                self._after(dialog.done_with)

    def _renew(self) -> None:
        try:
            with waiting():
                done, code = self._context.store.users.renew_recovery()
        except (UserError, SystemTrouble) as refusal:
            self.told.say(str(refusal), Tone.LATE)
            return
        self._show_code(code)
        self._after(done)

    def _show_code(self, code: str) -> None:
        from ui.dialogs.recovery_code import RecoveryCodeDialog

        RecoveryCodeDialog(code, self._context.folder.path).exec()

    def _stored(self) -> list[Office]:
        return self._context.store.queries.offices()

    def _after(self, done: Done | None) -> None:
        if done is not None:
            self._context.events.moved_on.emit(None)
            self._context.events.changed.emit(Changes.SETTINGS)
            self.read()
            self.told.say(f"✓ {done.sentence}")
