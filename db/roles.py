"""The roles of a server that are kept to some offices: who gives them, and takes them away.

The policies themselves stand in db/tables/row_security.py; db/served.py sees to it that they are in force.
Whoever owns the tables gives a role its offices; the history tells of it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime

from app.changes import Done
from app.domain.ids import OfficeId
from app.domain.roles import Act
from app.errors import BadValue, NotAllowed
from app.ports import Store, untold
from app.users import ServerRole, ServerRoles
from db.folder.connection import Connection, Row
from db.folder.newest import seal
from db.journal import journal
from db.served import OWNS, THERE, by_role, grant_to_roles
from db.sharing import Sharing
from db.store import SqliteStore
from db.tables import row_security

_FORGET = "DELETE FROM main.server_role WHERE role = ?"
_FORGET_MADE = "DELETE FROM main.made_by WHERE role = ?"
_GIVEN = "SELECT role, office.id, code FROM main.server_role JOIN main.office ON office.id = office_id"
_GIVE_AGAIN = """
    INSERT INTO main.server_role (role, office_id) SELECT ?, id FROM main.office WHERE id = ? AND code = ?
"""
_GIVE = "INSERT INTO main.server_role (role, office_id) VALUES (?, ?)"


@contextmanager
def server_roles(store: Store) -> Iterator[ServerRoles]:
    """Ask and change the roles of the server on which an open office lies."""
    assert isinstance(store, SqliteStore)
    with closing(store.new_connection()) as connection:
        yield Roles(connection, store.others.beside(connection), store.now)


def offices_given(connection: Connection) -> list[Row]:
    """Return which role was given which office, for a database that is made anew."""
    return connection.rows(_GIVEN)


def give_again(connection: Connection, given: Sequence[Row]) -> None:
    """Give the roles what is the same office in the new tables; within a transaction."""
    connection.run_many(_GIVE_AGAIN, given)
    grant_to_roles(connection)


class Roles:
    """See app.users.ServerRoles."""

    def __init__(self, connection: Connection, others: Sharing, clock: Callable[[], datetime]) -> None:
        """connection: of an open folder; others: what it hears of them."""
        self._connection, self._others, self._clock = connection, others, clock

    def all(self) -> list[ServerRole]:
        """See app.users.ServerRoles."""
        self._ask()
        return [
            ServerRole(role, offices, self._connection.row(THERE, (role,)) is not None)
            for role, offices in by_role(self._connection).items()
        ]

    def set(self, role: str, offices: Collection[OfficeId], names: Sequence[str]) -> Done:
        """See app.users.ServerRoles."""
        self._ask()
        if not offices:
            raise BadValue("見てよい事業所を1つ以上選んでください。")
        can_log_in, sees_all = self._connection.row(THERE, (role,)) or (None, None)
        if can_log_in is None:
            raise BadValue(
                f"サーバーに「{role}」という利用者(ロール)がいません。サーバーの管理者に "
                f"CREATE ROLE {row_security.quoted(role)} LOGIN で作ってもらってから、やり直してください。"
            )
        if sees_all or not can_log_in:
            why = (
                "データベースの持ち主か、その仲間か、制限を受けない利用者"
                if sees_all
                else "ログインできない利用者"
            )
            raise BadValue(
                f"「{role}」は{why}なので、事業所を限れません。サーバーの管理者に、ログインだけのできる"
                "別の利用者(ロール)を作ってもらってください。"
            )
        told = f"サーバーの利用者 {role} の事業所 {'・'.join(names)}"
        with self._step(told):
            self._connection.rows(_FORGET, (role,))
            self._connection.run_many(_GIVE, [(role, office) for office in sorted(offices)])
            _run(self._connection, row_security.grants(role))
        return Done(f"サーバーの利用者 {role} が見るのは {'・'.join(names)} だけになりました。", told)

    def remove(self, role: str) -> Done:
        """See app.users.ServerRoles."""
        self._ask()
        if role not in by_role(self._connection):
            raise BadValue(
                f"「{role}」には事業所が決められていません。shikaku server-role list で確かめてください。"
            )
        told = f"サーバーの利用者 {role} を外す"
        with self._step(told):
            for forget in (_FORGET, _FORGET_MADE):
                self._connection.rows(forget, (role,))
            if self._connection.row(THERE, (role,)) is not None:
                _run(self._connection, row_security.withdrawn(role))
        return Done(
            f"サーバーの利用者 {role} には、もう何も見えません。開いている画面からも、もう読めません。", told
        )

    @contextmanager
    def _step(self, label: str) -> Iterator[None]:
        """One step, told by that label; it is not taken back by 元に戻す."""
        connection = self._connection
        with self._others.step(untold) as line:
            user = connection.access.user.name
            journal.begin(connection, label, user=user, entered_at=self._clock(), undoable=False)
            yield
        seal(connection.folder, line.pop())

    def _ask(self) -> None:
        self._connection.access.ask(Act.USERS)
        if not self._connection.is_shared:
            raise NotAllowed(
                "この事業所の記録はこのPCのファイルにあり、サーバーの利用者はいません。"
                "開ける人は shikaku users で決めてください。"
            )
        if not self._connection.value(OWNS):
            raise NotAllowed(
                "サーバーの利用者の事業所は、データベースの持ち主としてつないだ管理者だけが決められます。"
                "server.json の利用者を確かめてください。"
            )


def _run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.rows(statement)
