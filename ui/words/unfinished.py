"""Print sessions that are not finished, in the words that stand above the list of the day."""

from collections.abc import Sequence

from app.domain.print_session import SessionStatus
from app.rows import SessionRow


def unfinished(sessions: Sequence[SessionRow]) -> str:
    """Return the sentence about sessions that wait for a person; empty when none does.

    What was cut off comes first: nobody may confirm it before its paper was looked at.
    """
    cut_off = [row for row in sessions if row.is_leaving]
    sent = [row for row in sessions if row.status is SessionStatus.SPOOLED and not row.is_leaving]
    planned = [row for row in sessions if row.status is SessionStatus.PLANNED]
    return "".join((_of_cut_off(cut_off), _of_sent(sent), _of_planned(planned)))


def _of_cut_off(rows: Sequence[SessionRow]) -> str:
    if not rows:
        return ""
    return f"{_names(rows)}は、出力の途中で切れています。用紙が出ているか確かめてください。"


def _of_sent(rows: Sequence[SessionRow]) -> str:
    if not rows:
        return ""
    sheets, unsent = sum(row.spooled for row in rows), sum(row.queued for row in rows)
    rest = f"送っていない用紙が{unsent}枚あります。" if unsent else ""
    if not sheets:
        return f"{_names(rows)}は途中です。{rest}"
    return f"{_names(rows)}の{sheets}枚は、刷り上がりがまだ確かめられていません。{rest}"


def _of_planned(rows: Sequence[SessionRow]) -> str:
    if not rows:
        return ""
    return f"{_names(rows)}の{sum(row.queued for row in rows)}枚は、準備したままで出力していません。"


def _names(rows: Sequence[SessionRow]) -> str:
    runs = "、".join(f"印刷作業{row.session_id}" for row in rows[:2])
    return runs + (f"ほか{len(rows) - 2}件" if len(rows) > 2 else "")
