"""Who may open an open data folder: entered, changed and removed in its keys.json.

The history learns of each step as the keys come into force, by this program or, where it dies, by the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.changes import Done
from app.domain.roles import Act, User, UserRole
from app.errors import BadValue, NotAllowed
from app.users import accepted_user, fitting, role_words
from db.folder.connection import Connection
from db.keys.in_force import Tell, keys_in_force, put_in_force, refuse_changed
from db.keys.in_keyring import forget_changed
from db.keys.keys import RECOVERY, Keys, index_of, new_recovery
from db.keys.passphrase import good_passphrase
from db.keys.slot import new_slot

_USERS = "SELECT DISTINCT user FROM operation"


class People:
    """See app.users.Users."""

    def __init__(
        self,
        connection: Connection,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        tell: Tell,
        names: Callable[[], Sequence[str]],
    ) -> None:
        """tell: enters a line into the history. names: of the society and the offices, no passphrases."""
        self._connection, self._folder = connection, folder
        self._clock, self._tell, self._names = clock, tell, names
        self._seen: Keys | None = None
        """What the list showed last; only on a server it is not always what is in force."""

    def all(self) -> list[User]:
        """See app.users.Users."""
        self._seen = self._keys()
        return [slot.user for slot in self._seen.people]

    def is_key_due(self) -> bool:
        """See app.users.Users."""
        return self._keys().is_due

    def add(self, user: User, passphrase: str) -> Done:
        """See app.users.Users."""
        keys = self._keys(to_change=True)
        others = [slot.user for slot in keys.people]
        known: list[str] = self._connection.values(_USERS)
        added = accepted_user(user, others, known, self._clock().date())
        slot = new_slot("passphrase", added, self._good(passphrase, added.name), self._connection.key)
        # Before the recovery code, so that the people stand together.
        slots = (*keys.people, slot, *(one for one in keys.slots if one.kind == "recovery"))
        words = role_words(added)
        self._put(keys, replace(keys, slots=slots), f"利用者の追加 {added.name} {words}")
        return Done(f"{added.name} さんを{words}として加えました。", f"利用者の追加 {added.name}")

    def change(self, user: User) -> Done:
        """See app.users.Users."""
        keys = self._keys(to_change=True)
        self._refuse_self(user.name)
        self._refuse_unseen(keys, user.name)
        index = index_of(keys, user.name)
        changed = fitting(user, self._clock().date())
        words = role_words(changed)
        made = keys.with_slot(index, replace(keys.slots[index], user=changed))
        self._put(keys, made, f"利用者の変更 {changed.name} {words}")
        return Done(f"{changed.name} さんを{words}にしました。", f"利用者の変更 {changed.name}")

    def set_passphrase(self, name: str, passphrase: str) -> Done:
        """See app.users.Users."""
        keys = self._keys(to_change=True, of=name)
        self._refuse_unseen(keys, name)
        index = index_of(keys, name)
        user = keys.slots[index].user
        slot = new_slot("passphrase", user, self._good(passphrase, name), self._connection.key)
        label = f"パスフレーズの付け直し {name}"
        self._put(keys, keys.with_slot(index, slot), label)
        forget_changed(keys.folder_id, name)
        return Done(f"{name} さんのパスフレーズを付け直しました。", label)

    def remove(self, name: str) -> tuple[Done, str]:
        """See app.users.Users."""
        keys = self._keys(to_change=True)
        self._refuse_self(name)
        self._refuse_unseen(keys, name, RECOVERY)
        index = index_of(keys, name)
        code, recovery = new_recovery(self._connection.key)
        people = tuple(slot for slot in keys.people if slot is not keys.slots[index])
        self._put(keys, replace(keys, slots=(*people, recovery), is_due=True), f"利用者を外す {name}")
        forget_changed(keys.folder_id, name)
        sentence = (
            f"{name} さんを外しました。前の復旧コードではもう開けません。新しい復旧コードを控えてください。"
            "データの鍵は、次に閉じるときに替わります。外す前のバックアップは、前のパスフレーズで開きます。"
        )
        return Done(sentence, f"利用者を外す {name}"), code

    def renew_recovery(self) -> tuple[Done, str]:
        """See app.users.Users."""
        keys = self._keys(to_change=True)
        self._refuse_unseen(keys, RECOVERY)
        code, recovery = new_recovery(self._connection.key)
        label = "復旧コードの作り直し"
        self._put(keys, replace(keys, slots=(*keys.people, recovery)), label)
        return Done("復旧コードを作り直しました。前のコードではもう開けません。", label), code

    def _keys(self, *, to_change: bool = False, of: str = "") -> Keys:
        """of: whom it concerns alone; everybody changes what is the own."""
        access = self._connection.access
        access.follow(self._connection)
        access.refuse_if_out()
        if of != access.user.name:
            access.ask(Act.USERS)
        keys = keys_in_force(self._connection, self._folder)
        if to_change and keys.sample_key is not None:
            raise NotAllowed("見本の事業所の利用者は変えられません。ご自分の事業所で加えてください。")
        return keys

    def _refuse_self(self, name: str) -> None:
        if name == self._connection.access.user.name:
            raise NotAllowed(
                "ご自分の役割は変えられず、ご自分を外すこともできません。ほかの管理者に頼んでください。"
            )

    def _refuse_unseen(self, keys: Keys, *names: str) -> None:
        """Nobody writes over what somebody elsewhere changed since it was shown here."""
        seen, self._seen = self._seen, keys
        if seen is None:
            return
        for name in names:
            before, now = ([one for one in each.slots if one.user.name == name] for each in (seen, keys))
            if before != now:
                refuse_changed(self._connection, keys)

    def _good(self, passphrase: str, name: str) -> str:
        return good_passphrase(passphrase, [*self._names(), name])

    def _put(self, before: Keys, keys: Keys, label: str) -> None:
        if not any(slot.user.role is UserRole.ADMIN for slot in keys.people):
            raise BadValue("管理者が1人もいなくなります。先にほかの方を管理者にしてください。")
        told = f"{self._connection.access.user.name}\n{label}"
        made = keys.sealed(self._connection.key, told)
        put_in_force(self._connection, self._folder, made, self._tell, before=before)
        self._seen = made
