"""The columns of the due list."""

from app.domain.duties import DutyKind
from app.domain.wareki import wareki_short
from app.rows import DueRow
from app.words import label
from ui.models.column_widths import Keep
from ui.models.rows_table import Column
from ui.widgets.status import urgency_status

_PLACE = {kind: place for place, kind in enumerate(DutyKind)}

COLUMNS: tuple[Column[DueRow], ...] = (
    Column(
        "期限",
        text=lambda r: urgency_status(r)[0],
        tone=lambda r: urgency_status(r)[1],
        sort_key=lambda r: r.days_left if r.days_left is not None else 10**6,
        width=110,
        keep=Keep.STATE,
    ),
    Column(
        "種類", text=lambda r: label(r.kind), sort_key=lambda r: _PLACE[r.kind], width=100, keep=Keep.STATE
    ),
    Column(
        "氏名",
        text=lambda r: r.name,
        minor=lambda r: r.kana,
        sort_key=lambda r: r.kana,
        width=206,
        strong=True,
        keep=Keep.WHO,
    ),
    Column("事業所・所属", text=lambda r: f"{r.office} {r.department}".strip(), width=162),
    Column("理由", text=lambda r: r.reason, stretch=True),
    Column(
        "期日",
        text=lambda r: f"{'変更 ' if r.moved_from else ''}{wareki_short(r.due_on)}" if r.due_on else "",
        # Undated rows last; a date is never compared with None.
        sort_key=lambda r: (r.due_on is None, r.due_on),
        width=128,
        right=True,
        least=84,
    ),
    Column("⏎ Enter で", text=lambda r: label(r.action), width=116),
)
