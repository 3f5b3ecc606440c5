"""Who may open a data folder, as the rest of the program asks for it; and who may be entered there.

Source: docs/users.md.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Protocol

from app.changes import Done
from app.domain.accepted_text import accepted
from app.domain.field_kind import FieldKind
from app.domain.ids import OfficeId
from app.domain.roles import Act, User, UserRole
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.variants import folded
from app.words import label

LONGEST_NAME = 40
MOST_USERS = 31
_WHERE = "利用者の名前"


class Users(Protocol):
    """The people of an open data folder; only a 管理者 may ask; each step stands in the history."""

    def all(self) -> list[User]: ...

    def is_key_due(self) -> bool:
        """Whether the data key will be exchanged when the folder is closed, for somebody was removed."""

    def add(self, user: User, passphrase: str) -> Done: ...
    def change(self, user: User) -> Done:
        """Give the user of that name another role, end or offices."""

    def set_passphrase(self, name: str, passphrase: str) -> Done:
        """Give somebody who forgot theirs another passphrase; everybody may give themselves one."""

    def remove(self, name: str) -> tuple[Done, str]:
        """Take somebody's way in, and with it the recovery code; return the new code, shown this once."""

    def renew_recovery(self) -> tuple[Done, str]:
        """Return a new recovery code, shown this once; the one before opens nothing more."""


@dataclass(frozen=True, slots=True)
class ServerRole:
    """A login role of the server that is kept to offices there. is_there: whether the server knows it."""

    name: str
    offices: frozenset[OfficeId]
    is_there: bool


class ServerRoles(Protocol):
    """Which offices the server itself shows to whom; only a 管理者 who owns the database may ask."""

    def all(self) -> list[ServerRole]: ...

    def set(self, role: str, offices: Collection[OfficeId], names: Sequence[str]) -> Done:
        """Let a role that is there see these offices and no other. names: how they are called."""

    def remove(self, role: str) -> Done:
        """Let a role see nothing any more."""


class KeptPassphrase(Protocol):
    """What this computer's own keyring keeps of a data folder: one user's passphrase, where wanted."""

    @property
    def user(self) -> str:
        """Whose passphrase is kept; "" for nobody's."""

    def refusal(self) -> str:
        """Why nothing can be kept here; "" where a keyring answers."""

    def keep(self, user: str, passphrase: str) -> None:
        """Keep the passphrase that opened the folder; NoKeyring where none answers."""

    def forget(self) -> None:
        """Keep nothing any more; NoKeyring where it cannot be taken out."""

    def lock(self, *, is_on: bool) -> None:
        """While the window is locked, whoever starts the program anew is asked for the passphrase."""


class SignedIn(Protocol):
    """Who has a data folder open, and what that role may do."""

    @property
    def user(self) -> str:
        """The name; stands beside every operation."""

    @property
    def users(self) -> Users: ...

    @property
    def role(self) -> UserRole: ...

    def may(self, act: Act) -> bool:
        """Whether that may be done now."""

    def refusal(self, act: Act) -> str:
        """Why it may not; "" where it may."""

    def ask(self, *acts: Act) -> None:
        """Raise NotYourRole, with the sentence, unless one of these may be done now."""

    @property
    def hides_numbers(self) -> bool:
        """Whether `queries` answer with 記号・番号 masked now."""

    def show_numbers(self, where: str) -> None:
        """Answer with whole numbers until hide_again(); the asking stands in the history.

        where: in which list, or whose. Raises NotYourRole where the role may never see them.
        """

    def show_remarks(self, where: str) -> None:
        """Answer with 備考 likewise, which stand behind a second look in every folder."""

    def hide_again(self) -> bool:
        """Hide again what was asked for; return whether anything was."""


class Asked(Protocol):
    """A step that asks the role of who takes it."""

    def doing(self, act: Act, /) -> AbstractContextManager[None]:
        """Ask whether this may be done, unless it is part of a greater act; see app.usecases.asked."""


def accepted_user(user: User, others: Sequence[User], known: Collection[str], today: date) -> User:
    """Return a new user as entered; raise a sentence where one could be taken for another.

    others: those there are. known: who stands in the history.
    """
    name = " ".join(accepted(user.name, _WHERE, FieldKind.PERSON_NAME).split())
    if not name:
        raise BadValue("利用者の名前を入れてください。")
    if len(name) > LONGEST_NAME:
        raise BadValue(f"利用者の名前は{LONGEST_NAME}文字までにしてください。")
    if len(others) >= MOST_USERS:
        raise NotAllowed(f"利用者は{MOST_USERS}人までです。使わなくなった人を外してから加えてください。")
    looks = look_of(name)
    for other in others:
        if look_of(other.name) == looks:
            raise BadValue(
                f"「{name}」は、今の利用者「{other.name}」と見分けがつきません。"
                f"履歴で区別できるよう、「{name}(2)」のような名前にしてください。"
            )
    if any(look_of(one) == looks for one in known):
        raise BadValue(
            f"「{name}」は前の利用者として履歴にあります。"
            f"履歴で区別できるよう、「{name}(2)」のような名前にしてください。"
        )
    return fitting(replace(user, name=name), today)


def fitting(user: User, today: date) -> User:
    """Return a user whose end and offices fit the role; raise a sentence for others."""
    if user.role is UserRole.STAND_IN and user.until is None:
        raise BadValue("代行には最後の日を決めてください。その日を過ぎると開けなくなります。")
    if user.role is not UserRole.STAND_IN and user.until is not None:
        raise BadValue(f"最後の日を決められるのは代行だけです。{label(user.role)}には付けないでください。")
    if user.until is not None and user.until < today:
        raise BadValue(f"代行の最後の日 {wareki(user.until)} は過ぎています。今日からの日にしてください。")
    if user.offices is not None and user.role in (UserRole.ADMIN, UserRole.AUDITOR):
        raise BadValue(f"{label(user.role)}は全事業所を見ます。事業所を決めずに加えてください。")
    if user.offices is not None and not user.offices:
        raise BadValue("見てよい事業所を1つ以上選んでください。")
    return user


def look_of(name: str) -> str:
    """Return a name as it looks to a person in a hurry.

    >>> look_of("髙橋　清") == look_of("高橋 清") == look_of("高橋清")
    True
    """
    return "".join(folded(unicodedata.normalize("NFKC", name)).casefold().split())


def offices_words(user: User, names: Mapping[OfficeId, str]) -> str:
    """Return the offices a user may see. names: of all offices, in the order in which they are told.

    >>> offices_words(User("見本 花子"), {OfficeId(1): "本社", OfficeId(2): "工場"})
    'すべて'
    """
    if user.offices is None:
        return "すべて"
    return "・".join(name for office_id, name in names.items() if office_id in user.offices)


def role_words(user: User) -> str:
    """Return the role with its end.

    >>> role_words(User("見本 花子", UserRole.STAND_IN, date(2026, 12, 28)))
    '代行(令和8年12月28日まで)'
    """
    until = "" if user.until is None else f"({wareki(user.until)}まで)"
    return f"{label(user.role)}{until}"
