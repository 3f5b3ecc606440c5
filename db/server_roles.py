"""The roles of a server that are kept to some offices: what the server lets this one see, and who gives it.

The policies themselves stand in db/tables/row_security.py. Whoever owns the tables sees to it that those of
this program are in force, and gives a role its offices; the history tells of it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from app.changes import Done
from app.domain.ids import OfficeId
from app.domain.roles import Act
from app.errors import BadValue, NotAllowed, SystemTrouble
from app.ports import untold
from app.users import ServerRole
from db.duties import basis
from db.folder.connection import Connection
from db.folder.newest import seal
from db.folder.whereabouts import whereabouts
from db.journal import journal
from db.sharing import Sharing
from db.tables import row_security
from db.upgrade import has_every_step

_IS_KEPT = "SELECT row_security_active('main.person')"
_OWNS = "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = 'main'"
_SAID = "SELECT obj_description('main'::regnamespace)"
_OFFICES = "SELECT office_id FROM main.server_role WHERE role = session_user"
_ROLES = "SELECT role, office_id FROM main.server_role ORDER BY role, office_id"
_THERE = """
    SELECT rolcanlogin, rolsuper OR rolbypassrls OR pg_has_role(rolname, (
        SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'main'), 'MEMBER')
    FROM pg_catalog.pg_roles WHERE rolname = ?
"""
_FORGET = "DELETE FROM main.server_role WHERE role = ?"
_FORGET_MADE = "DELETE FROM main.made_by WHERE role = ?"
_GIVE = "INSERT INTO main.server_role (role, office_id) VALUES (?, ?)"
_NO_END = "SELECT 1 FROM person WHERE ends_on IS NULL LIMIT 1"

_FIRST = (
    "サーバーの記録は、先に全事業所を見る管理者(データベースの持ち主)がこの版のプログラムで一度開く必要が"
    "あります。管理者に伝えてください。記録は無事です。"
)


def offices_seen(connection: Connection) -> frozenset[OfficeId] | None:
    """Return the offices that the server lets this role see; None for all. Raises where it has none yet."""
    if not connection.value(_IS_KEPT):
        return None
    if connection.value(_SAID) != row_security.said() or not has_every_step(connection):
        raise SystemTrouble(_FIRST)
    offices = frozenset(map(OfficeId, connection.values(_OFFICES)))
    if not offices:
        raise SystemTrouble(
            "サーバーのこの利用者(ロール)には、見てよい事業所が決められていません。全事業所を見る管理者に "
            "shikaku server-role set で決めてもらってください。"
        )
    found = whereabouts(connection)
    is_whole = found is not None and found.state == "here" and connection.keys_noted()[1] == 0
    if not is_whole or basis.found(connection).until is None or connection.row(_NO_END) is not None:
        raise SystemTrouble(_FIRST)
    return offices


def bring_up_to_date(connection: Connection) -> None:
    """Put this program's policies in force where others, or none, are: it takes who owns the tables."""
    if connection.value(_SAID) == row_security.said() or not connection.value(_OWNS):
        return
    with connection.transaction():
        for statement in row_security.statements():
            connection.rows(statement)
        for role in _by_role(connection):
            if connection.row(_THERE, (role,)) is not None:
                _run(connection, row_security.grants(role))


class ServerRoles:
    """See app.users.ServerRoles."""

    def __init__(self, connection: Connection, others: Sharing, clock: Callable[[], datetime]) -> None:
        self._connection, self._others, self._clock = connection, others, clock

    def all(self) -> list[ServerRole]:
        """See app.users.ServerRoles."""
        self._ask()
        return [
            ServerRole(role, offices, self._connection.row(_THERE, (role,)) is not None)
            for role, offices in _by_role(self._connection).items()
        ]

    def set(self, role: str, offices: Collection[OfficeId], names: Sequence[str]) -> Done:
        """See app.users.ServerRoles."""
        self._ask()
        if not offices:
            raise BadValue("見てよい事業所を1つ以上選んでください。")
        can_log_in, sees_all = self._connection.row(_THERE, (role,)) or (None, None)
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
        if role not in _by_role(self._connection):
            raise BadValue(
                f"「{role}」には事業所が決められていません。shikaku server-role list で確かめてください。"
            )
        told = f"サーバーの利用者 {role} を外す"
        with self._step(told):
            for forget in (_FORGET, _FORGET_MADE):
                self._connection.rows(forget, (role,))
            if self._connection.row(_THERE, (role,)) is not None:
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
        if not self._connection.value(_OWNS):
            raise NotAllowed(
                "サーバーの利用者の事業所は、データベースの持ち主としてつないだ管理者だけが決められます。"
                "server.json の利用者を確かめてください。"
            )


def _by_role(connection: Connection) -> Mapping[str, frozenset[OfficeId]]:
    found: dict[str, frozenset[OfficeId]] = {}
    for role, office_id in connection.rows(_ROLES):
        found[role] = found.get(role, frozenset()) | {OfficeId(office_id)}
    return found


def _run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.rows(statement)
