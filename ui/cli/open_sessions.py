"""Print sessions that are not finished: every command about the day's work names them and the way on."""

from collections.abc import Sequence
from typing import Any

from app.domain.ids import SessionId
from app.domain.print_session import SessionStatus
from app.domain.roles import Act
from app.errors import SystemTrouble, UserError
from app.ports import Queries
from app.rows import SessionRow
from ui.cli.desk import Desk, as_data

_OPEN = (SessionStatus.PLANNED, SessionStatus.SPOOLED)


def unfinished(queries: Queries, *, without: SessionId | None = None) -> list[SessionRow]:
    """Return the sessions somebody must still do something about, the oldest first."""
    rows = [row for row in queries.session_rows() if row.status in _OPEN and row.session_id != without]
    return sorted(rows, key=lambda row: row.session_id)


def data(rows: Sequence[SessionRow]) -> list[dict[str, Any]]:
    """Return them as a command's JSON result has them."""
    return [as_data(row, "session=session_id waiting=queued sent=spooled cut_off=is_leaving") for row in rows]


def way_on(row: SessionRow) -> str:
    """Say what is open about a session, and the command that goes on with it."""
    number = row.session_id
    if row.status is SessionStatus.PLANNED:
        return (
            f"印刷作業{number}の{row.queued}枚は、準備したままで出力していません。"
            f"shikaku resume {number} --pdf FILE か --printer NAME で出力し、"
            f"やめるなら shikaku give-up {number} です。"
        )
    if row.is_leaving:
        return (
            f"印刷作業{number}の{row.spooled}枚は、出力の途中で切れています。用紙を見て、"
            f"1枚も出ていなければ shikaku stopped {number} --last-good 0、"
            f"出ていれば最後の良い番号で同じように記録し、続けて shikaku resume {number} で出力します。"
        )
    parts = []
    if row.spooled:
        parts.append(
            f"印刷作業{number}の{row.spooled}枚は、刷り上がりがまだ確かめられていません。"
            f"用紙を確かめ、shikaku confirm {number} で確認します"
            f"(途中で止まったときは shikaku stopped {number} --last-good 番号)。"
        )
    if row.queued:
        parts.append(
            f"印刷作業{number}には送っていない用紙が{row.queued}枚あります。"
            f"shikaku resume {number} --pdf FILE か --printer NAME で出力します。"
        )
    return "".join(parts)


def show(desk: Desk, result: dict[str, Any], text: str, *, without: SessionId | None = None) -> None:
    """Show a command's result, and the open sessions behind it. without: the session the result is about."""
    rows = unfinished(desk.queries, without=without) if desk.store.may(Act.READ) else []
    lines = [text, *map(way_on, rows)]
    desk.show({**result, "open_runs": data(rows)}, "\n".join(line for line in lines if line))


def left(desk: Desk, session_id: SessionId) -> str:
    """Say how a session was left by a step that failed; nothing where nothing was left."""
    try:
        return "".join(way_on(row) for row in unfinished(desk.queries) if row.session_id == session_id)
    except (UserError, SystemTrouble):
        # The disk that just failed may not be read either.
        return f"印刷作業{session_id}のようすは、shikaku due で確かめてください。"
