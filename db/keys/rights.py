"""What who has an office on a server open may do there, while administrators elsewhere change it."""

from pathlib import Path

from app.domain.roles import User
from app.errors import NotYourRole
from app.late import dataclass
from app.users import role_words
from db.folder.access import Access, of_both
from db.folder.connection import Connection
from db.keys.keys import Keys
from db.keys.on_server import bring, in_force, since


@dataclass(slots=True)
class Rights:
    """keys: those that were in force when this program looked last."""

    access: Access
    folder: Path
    keys: Keys

    def follow(self, connection: Connection) -> bool:
        """Return whether others changed who may open the office; who may not any more is locked out.

        So is whose role or offices are others now: what is on the screen was made for the ones before.
        """
        found = in_force(connection)
        if found is None or found.keys.mark == self.keys.mark:
            return False
        before, self.keys = self.keys, found.keys
        if not self.keys.is_sealed_by(connection.key):
            self.access.lock_out(
                "サーバーの鍵が、このプログラムの知らないものに替わりました。いったん閉じて、開き直してください。"
            )
            return True
        bring(self.folder, self.keys)
        was = self.access.user
        now = _user_now(was, before, self.keys)
        try:
            now = now and of_both(now, connection.kept_to)
        except NotYourRole as error:
            self.access.lock_out(str(error))
            return True
        if now == was:
            return True
        by = _last_change(connection, self.keys)
        if now is None:
            said = (
                f"{was.name} さんは、利用者から外されました{by}。続けるには、管理者に加えてもらってください。"
            )
        else:
            said = (
                f"{was.name} さんの役割か事業所が変わりました{by}。今は{role_words(now)}です。"
                "いったん閉じて、開き直してください。"
            )
        self.access.lock_out(said)
        return True


def _user_now(was: User, before: Keys, now: Keys) -> User | None:
    """Return what these keys say of a user. Who opened with the recovery code goes with that code."""
    found = next((slot.user for slot in now.people if slot.user.name == was.name), None)
    had_a_name = any(slot.user.name == was.name for slot in before.people)
    if found is not None or had_a_name:
        return found
    codes = [[slot for slot in keys.slots if slot.kind == "recovery"] for keys in (before, now)]
    is_own = now.told.startswith(f"{was.name}\n")
    return was if is_own or codes[0] == codes[1] else None


def _last_change(connection: Connection, keys: Keys) -> str:
    """Say who changed the users last, and when, as far as that is told."""
    if not keys.told:
        return ""
    user, _ = keys.told.split("\n")
    return f"(利用者を最後に変えたのは {user} さん、{since(connection, keys)})"
