"""Who may take a step back: it is the act that it was, and the latest of one's own; others' only by name."""

from app.domain.ids import OperationId
from app.errors import AlreadyUndone
from db.folder.access import act_of
from db.folder.connection import Connection
from db.journal import journal


def asked(connection: Connection, operation_id: OperationId | None, *, redo: bool) -> OperationId | None:
    """Ask whether the role allows it, and return which operation is meant; None for the latest of one's own.

    Of some offices the latest is meant that is shown, and what was built upon it stands in its way.
    """
    access = connection.access
    if access.is_free:
        return operation_id
    touched = journal.touched_by(connection, operation_id, redo=redo)
    if touched is not None:
        access.ask(act_of(touched.tables, is_own=touched.is_own))
    if connection.narrowing is None or (touched is not None and not touched.is_own):
        return operation_id
    if touched is None:
        raise AlreadyUndone("やり直せる操作はありません。" if redo else "元に戻せる操作はありません。")
    return touched.operation_id
