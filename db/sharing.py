"""One step from lock to commit, among others that write to the same database; what is heard of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from app.changes import Changes
from app.domain.ids import PersonId
from app.errors import ConnectionLost, NotAllowed, SystemTrouble
from app.others import News
from app.ports import Report
from db.duties import anew
from db.duties.in_force import masks_numbers
from db.folder import presence
from db.folder.connection import Connection, OutcomeUnknownError
from db.folder.newest import Newest, entry_of, holds, line_to_seal
from db.journal import chain
from db.journal.others import Others, follow, forget

_USERS = "users"
"""Stands among the tables that others changed; what it is lies beside them, see db/keys/on_server.py."""

_LABEL = "SELECT label FROM operation WHERE id = ?"


class Sharing:
    """See app.others.Others."""

    def __init__(self, connection: Connection, others: Others | None = None) -> None:
        """others: what is known already, where this is a second connection of the same program."""
        self._connection = connection
        newest = chain.numbers_until_now(connection)
        self._others = others or Others(connection.access.user.name, newest, newest)
        self._unsure: Newest | None = None
        self._listens = self._answers = False
        connection.others = self._others

    def beside(self, connection: Connection) -> "Sharing":
        """Return the same for another connection of this program."""
        return Sharing(connection, self._others)

    @contextmanager
    def step(self, report: Report) -> Iterator[list[bytes]]:
        """Let a block be one step; the line that seals it beside the database is in the list afterwards."""
        self._refuse_what_is_recorded()
        connection, others, access = self._connection, self._others, self._connection.access
        line: list[bytes] = []
        entry: Newest | None = None
        of_society = connection.society_version
        masks = access.masks_numbers
        known = others.known
        try:
            with connection.transaction():
                known = chain.numbers_until_now(connection)
                self._follow(known)
                access.refuse_if_out()
                yield line
                operation = chain.extend(connection, known)
                anew.settle(connection, report)
                entry = entry_of(connection, operation)
                line.append(line_to_seal(connection, entry))
                if connection.society_version != of_society:
                    masks = masks_numbers(connection)
                if operation is not None:
                    # Before it can be heard of: it is nobody else's.
                    others.known = entry.operation_id
                    connection.announce(others.known)
        except OutcomeUnknownError as error:
            if others.known != known and not self._came_through(entry):
                others.known = known
                raise ConnectionLost(
                    "サーバーとの接続が切れました。この操作は記録されていません。もう一度行ってください。"
                ) from error
        except BaseException:
            others.known = min(others.known, known)
            raise
        access.masks_numbers = masks

    @property
    def are_possible(self) -> bool:
        """See app.others.Others."""
        return self._connection.is_shared

    def news(self, *, is_read: bool = True) -> News:
        """See app.others.Others."""
        connection, others = self._connection, self._others
        if connection.in_transaction or not connection.is_shared:
            return News()
        is_first = not self._listens
        if is_first:
            connection.listen()
            self._listens = True
        of_society = connection.society_version
        has_heard = connection.has_heard(again=self._answers)
        self._answers = False
        _, said = self._settle()
        if has_heard or is_first:
            self._follow(chain.numbers_until_now(connection))
        touched = set[str]()
        while others.touched:
            touched.add(others.touched.pop())
        changes = Changes.NONE
        if touched:
            from db.transaction import AREAS

            # Another connection of this program may have heard of it.
            forget(connection, touched)
            for table in touched:
                changes |= Changes.SETTINGS if table == _USERS else AREAS.get(table, Changes.ALL)
        if connection.society_version != of_society:
            connection.access.masks_numbers = masks_numbers(connection)
        if is_read:
            others.seen = others.known
        return News(changes, said, is_heard=has_heard or is_first, out=connection.access.out)

    def _follow(self, newest: int) -> None:
        """Take note of what others recorded, and of what they let who is signed in do."""
        if newest > self._others.known and self._connection.access.follow(self._connection):
            self._others.touched.add(_USERS)
        follow(self._connection, newest)

    def come(self, person_id: PersonId | None) -> None:
        """See app.others.Others."""
        if self._connection.is_shared:
            # It is said by the next step or list.
            with suppress(ConnectionLost):
                presence.come(self._connection, person_id)

    def at(self, person_ids: Sequence[PersonId]) -> list[tuple[str, datetime]]:
        """See app.others.Others."""
        with suppress(ConnectionLost):
            if self._connection.is_shared:
                return presence.others_at(self._connection, person_ids)
        return []

    def unseen(self) -> int:
        """See app.others.Others."""
        return chain.unseen(self._connection)

    def is_there(self) -> bool:
        """See app.others.Others."""
        try:
            self._connection.again().close()
        except SystemTrouble:
            return False
        self._answers = True
        return True

    def _came_through(self, entry: Newest | None) -> bool:
        """Return whether a step is recorded whose commit was not answered; if that fails, ask later."""
        try:
            return self._is_recorded(entry)
        except SystemTrouble as error:
            self._unsure = entry
            raise ConnectionLost(
                "サーバーとの接続が切れ、この操作が記録されたかどうかをまだ確かめられません。"
                "つながりしだい確かめて知らせます。それまで同じ操作はしないでください。"
            ) from error

    def _is_recorded(self, entry: Newest | None) -> bool:
        # Whoever holds the writer's lock is through with its commit, or never will be.
        with self._connection.transaction():
            return entry is not None and holds(self._connection, entry)

    def _settle(self) -> tuple[bool, str]:
        """Return whether a step is recorded whose commit was not answered, and what is to be said of it."""
        entry = self._unsure
        if entry is None:
            return False, ""
        is_recorded = self._is_recorded(entry)
        self._unsure = None
        if not is_recorded:
            self._others.known = entry.operation_id - 1
            return False, "接続が切れたときの操作は記録されていませんでした。もう一度行ってください。"
        label = self._connection.value(_LABEL, (entry.operation_id,))
        return True, f"接続が切れたときの操作「{label}」は記録されています。もう一度行う必要はありません。"

    def _refuse_what_is_recorded(self) -> None:
        """The next step may be the same one, sent again: then it must not be there twice."""
        is_recorded, said = self._settle()
        if is_recorded:
            raise NotAllowed(said)
