"""Who uses a data folder, and what each role may do there.

Source: docs/users.md. Roles keep honest people from what is not theirs; all users share one data key.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.domain.ids import OfficeId
from app.domain.wareki import wareki
from app.late import dataclass
from app.words import label, said


class UserRole(StrEnum):
    """What somebody is to the office. STAND_IN: for a while; AUDITOR: sees the history and no list."""

    ADMIN = "admin"
    CLERK = "clerk"
    STAND_IN = "stand_in"
    READER = "reader"
    AUDITOR = "auditor"


class Act(StrEnum):
    """A kind of what is done. HAND: over the counter; WORK: everyday; WHOLE: with all offices at once.

    NUMBERS: to see a 記号・番号 in full. EXPORT: files and papers that leave the program. SETTLE: settings;
    USERS: who may open the folder.
    """

    READ = "read"
    NUMBERS = "numbers"
    HISTORY = "history"
    HAND = "hand"
    WORK = "work"
    WHOLE = "whole"
    EXPORT = "export"
    BACK_UP = "back_up"
    SETTLE = "settle"
    USERS = "users"


MAY: Mapping[UserRole, frozenset[Act]] = {
    UserRole.ADMIN: frozenset(Act),
    UserRole.CLERK: frozenset(
        {Act.READ, Act.NUMBERS, Act.HISTORY, Act.HAND, Act.WORK, Act.WHOLE, Act.EXPORT, Act.BACK_UP}
    ),
    UserRole.STAND_IN: frozenset({Act.READ, Act.HAND}),
    UserRole.READER: frozenset({Act.READ}),
    UserRole.AUDITOR: frozenset({Act.HISTORY}),
}


_OF_ALL_OFFICES = {Act.WHOLE, Act.HISTORY, Act.BACK_UP, Act.SETTLE, Act.USERS}
"""What cannot be done for some offices alone."""

_ONLY_SOME = "担当の事業所だけを見る方には、全事業所にわたるこの作業はできません。管理者に頼んでください。"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may open the folder. until: a stand-in's last day. offices: None for all of them."""

    name: str
    role: UserRole = UserRole.ADMIN
    until: date | None = None
    offices: frozenset[OfficeId] | None = None

    def refusal(self, act: Act, today: date) -> str:
        """Return why this person may not do that on that day, "" where nothing stands against it.

        >>> User("見本 花子", UserRole.READER).refusal(Act.READ, date(2026, 11, 30))
        ''
        """
        if self.has_ended(today):
            return self.end_sentence()
        if act not in MAY[self.role]:
            return said(act, "refused", role=label(self.role))
        return _ONLY_SOME if self.offices is not None and act in _OF_ALL_OFFICES else ""

    def has_ended(self, today: date) -> bool:
        """Return whether the last day is past."""
        return self.until is not None and today > self.until

    def end_sentence(self) -> str:
        """Say that the last day is past, and who can change that."""
        until = "" if self.until is None else wareki(self.until)
        return (
            f"{self.name} さんの代行は{until}までです。続けるときは、管理者に期限を延ばしてもらってください。"
        )
