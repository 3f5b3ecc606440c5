"""What became of the list since a morning, by whom."""

from datetime import date

from app.domain.ids import OfficeId
from app.words import label
from ui.cli.desk import Desk, as_data, place_of, table_of

_FIELDS = "what kind key name office department on said user entered_at"


def show_since(desk: Desk, since: date, office_id: OfficeId | None) -> None:
    """List what is new, done, answered and moved since the morning of that day."""
    queries = desk.queries
    rows = queries.since_rows(since, desk.today, office_id)
    counts = queries.since_counts(since, desk.today, office_id)
    by = queries.steps_since(since)
    text = table_of(
        rows,
        {
            "": "what",
            "種類": "kind",
            "日": "on",
            "記号-番号-枝番": "key",
            "氏名": "name",
            "事業所": place_of,
            "内容": "said",
            "記録": lambda row: row.entered_at and f"{row.user} {row.entered_at.astimezone():%Y-%m-%d %H:%M}",
        },
    )
    told = "、".join(f"{label(what)} {count}件" for what, count in counts.items())
    who = "、".join(f"{one.user} {one.steps}件" for one in by)
    data = {
        "since": since,
        "rows": [as_data(row, _FIELDS) for row in rows],
        "by": [as_data(one, "user steps") for one in by],
    }
    desk.show(data, f"{text}\n{told}\n記録した人: {who or 'なし'}")
