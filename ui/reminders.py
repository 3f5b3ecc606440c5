"""What is told when the program starts: print runs nobody confirmed yet."""

from collections.abc import Sequence

from app.domain.print_session import SessionStatus
from app.rows import SessionRow
from ui.context import Context
from ui.widgets.message_strip import MessageStrip


def remind_of_runs(context: Context, strip: MessageStrip) -> None:
    """Tell on the strip, with the way there, which sheets left and were not confirmed."""
    sentence = unconfirmed(context.store.queries.session_rows())
    if sentence:
        strip.remind(sentence, "用紙を確かめる", lambda: context.go("print_run", None))


def unconfirmed(sessions: Sequence[SessionRow]) -> str:
    """Return the sentence about runs that wait for a person's look; empty when none does."""
    waiting = [row for row in sessions if row.status is SessionStatus.SPOOLED]
    if not waiting:
        return ""
    sheets = sum(row.spooled for row in waiting)
    unsent = sum(row.queued for row in waiting)
    runs = "、".join(f"印刷作業{row.session_id}" for row in waiting[:2])
    more = f"ほか{len(waiting) - 2}件" if len(waiting) > 2 else ""
    rest = f"送っていない用紙が{unsent}枚あります。" if unsent else ""
    if not sheets:
        return f"{runs}{more}は途中です。{rest}"
    return f"{runs}{more}の{sheets}枚は、刷り上がりがまだ確かめられていません。{rest}"
