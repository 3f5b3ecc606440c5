"""The columns of the due list."""

from app.domain.duties import DutyKind
from app.domain.rest_days import marked_day
from app.domain.wareki import wareki_short
from app.rows import DueRow
from app.words import label
from ui.actions.due_actions import about_of
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column, place_column, state_column
from ui.widgets.status import urgency_status

_PLACE = {kind: place for place, kind in enumerate(DutyKind)}


def _due(row: DueRow) -> str:
    return f"{'変更 ' if row.moved_from else ''}{marked_day(row.due_on, row.rest)}"


def _contact(row: DueRow) -> str:
    if row.contacted_on is None or row.contact_means is None:
        return ""
    return f"{wareki_short(row.contacted_on)} {label(row.contact_means)}"


def _contact_about(row: DueRow) -> str:
    """What it was about, where that is not what the row is about."""
    about = row.contact_about
    return "" if about is None or about is about_of(row) else label(about)


COLUMNS: tuple[Column[DueRow], ...] = (
    state_column(
        "期限", urgency_status, 110, sort_key=lambda r: 10**6 if r.days_left is None else r.days_left
    ),
    Column(
        "種類", text=lambda r: label(r.kind), sort_key=lambda r: _PLACE[r.kind], width=100, keep=Keep.STATE
    ),
    name_column(206),
    place_column(162, least=120),
    Column(
        "最終声かけ",
        text=_contact,
        minor=_contact_about,
        sort_key=lambda r: (r.contacted_on is not None, r.contacted_on),
        width=124,
        least=116,
    ),
    Column(
        "期日",
        text=_due,
        # Undated rows last; a date is never compared with None.
        sort_key=lambda r: (r.due_on is None, r.due_on),
        width=128,
        right=True,
        least=124,
    ),
    Column("⏎ Enter で", text=lambda r: label(r.action), width=116, least=116),
    # Said in full beside the list: the first to give way.
    Column("理由", text=lambda r: r.reason, width=140, stretch=True, least=140),
)
