"""How a part of a session leaves, in the window as on the command line: noted before, and noted after.

Whatever is cut off in between, the session then says so, and nothing can confirm its sheets before a
person looked at the paper.
"""

from collections.abc import Callable, Sequence

from app.changes import Done
from app.domain.ids import SessionId
from app.errors import SystemTrouble, UserError
from app.files import WrittenInDoubt
from app.late import dataclass
from app.ports import UseCase
from app.usecases.printing import sessions
from ui.printers.paper import QueueSilent, Taken

Record = Callable[[UseCase[Done]], Done | None]
"""Runs one use case that is not to be undone; None when it was refused and that was said."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the pages. job: its name in the queue. error: why they did not surely leave.

    is_in_doubt: nobody knows whether they left. note: what the person should know of how they left.
    """

    job: str = ""
    error: UserError | SystemTrouble | None = None
    is_in_doubt: bool = False
    note: str = ""


def hand_over(send: Callable[[], Taken]) -> Sent:
    """Send the pages; send() returns what was made of them."""
    try:
        taken = send()
        return Sent(taken.job, note=taken.note)
    except (UserError, SystemTrouble) as error:
        return not_sent(error)


def not_sent(error: UserError | SystemTrouble) -> Sent:
    """Return what became of pages whose sending ended like this."""
    return Sent(error=error, is_in_doubt=isinstance(error, QueueSilent | WrittenInDoubt))


def begin(record: Record, session_id: SessionId, numbers: Sequence[int], printer: str) -> bool:
    """Note that these sheets are about to leave; nothing may leave unless this was noted."""
    return record(lambda tx: sessions.begin_output(tx, session_id, numbers, printer=printer)) is not None


def end(record: Record, session_id: SessionId, numbers: Sequence[int], sent: Sent) -> bool:
    """Note what became of them; of what is in doubt nothing is noted: a person looks at the paper."""
    if sent.is_in_doubt:
        return False
    if sent.error is not None:
        record(lambda tx: sessions.take_back(tx, session_id, numbers))
        return False
    return record(lambda tx: sessions.note_handed_over(tx, session_id, job=sent.job)) is not None
