"""The columns of the due list."""

from app.domain.duties import DutyKind
from app.domain.rest_days import marked_day
from app.rows import DueRow
from app.words import label
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column, place_column, state_column
from ui.widgets.status import urgency_status

_PLACE = {kind: place for place, kind in enumerate(DutyKind)}


def _due(row: DueRow) -> str:
    return f"{'変更 ' if row.moved_from else ''}{marked_day(row.due_on, row.rest)}"


COLUMNS: tuple[Column[DueRow], ...] = (
    state_column(
        "期限", urgency_status, 110, sort_key=lambda r: 10**6 if r.days_left is None else r.days_left
    ),
    Column(
        "種類", text=lambda r: label(r.kind), sort_key=lambda r: _PLACE[r.kind], width=100, keep=Keep.STATE
    ),
    name_column(206),
    place_column(162),
    Column("理由", text=lambda r: r.reason, stretch=True),
    Column(
        "期日",
        text=_due,
        # Undated rows last; a date is never compared with None.
        sort_key=lambda r: (r.due_on is None, r.due_on),
        width=128,
        right=True,
        least=84,
    ),
    Column("⏎ Enter で", text=lambda r: label(r.action), width=116),
)
