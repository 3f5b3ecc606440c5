"""What every page is given; made once in ui.bootstrap."""

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.ids import OfficeId
from app.late import dataclass
from app.ports import Store
from app.rows import DueCount
from ui.frame.commands import Commands
from ui.frame.contact_log import ContactLog
from ui.frame.data_folder import DataFolder
from ui.frame.events import AppEvents
from ui.frame.messages import Messages
from ui.frame.preferences import Preferences
from ui.frame.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a page.

    store: for reading through store.queries; writing goes through commands only.
    commands: the door for writes. tasks: pure work off the UI thread. messages: the window's
    strip, for sentences that no command speaks. preferences: settings of this PC.
    today: the 基準日, the day the lists are looked at from; the user may move it.
    clock: the real day: default and upper bound of every 実施日, the `today` of use cases.
    contacts: the door for 声かけ.
    folder: backup, proof and keys of the data folder.
    office_id: the 事業所 filter; None shows all offices. choose_office: move it.
    due_counts: the figures of the due list for that day and filter, counted once after a change.
    go: show the page of that name; a selection, if any, reaches its open_with().
    leave_for: the selection for a page that the user opens later; the latest one counts.
    """

    store: Store
    commands: Commands
    events: AppEvents
    tasks: TaskRunner
    messages: Messages
    preferences: Preferences
    folder: DataFolder
    contacts: ContactLog
    today: Callable[[], date]
    clock: Callable[[], date]
    office_id: Callable[[], OfficeId | None]
    choose_office: Callable[[OfficeId | None], None]
    due_counts: Callable[[], Sequence[DueCount]]
    go: Callable[[str, object | None], None]
    leave_for: Callable[[str, object], None]
