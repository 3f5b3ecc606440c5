"""What the list says of itself: which part is shown, and what it means that there is nothing."""

from collections.abc import Sequence

from app.domain.person import Office
from app.rows import DueFilter
from app.words import label

NOTHING_AT_ALL = "今日やることはありません。期限の近いものが出ると、ここに並びます。"


def described(wanted: DueFilter, offices: Sequence[Office]) -> str:
    """Return in words which part of the list that is."""
    parts = [office.name for office in offices if office.id == wanted.office_id]
    parts += [wanted.department] if wanted.department else []
    parts += ["・".join(label(kind) for kind in wanted.kinds)] if wanted.kinds else []
    parts += [label(wanted.section)] if wanted.section else []
    parts += ["期限超過"] if wanted.only_overdue else []
    parts += ["休止中"] if wanted.is_hidden else []
    return " ".join(parts) or "すべて"


def nothing(*, is_whole: bool, waiting: int, resting: int) -> str:
    """Return why there are no rows. is_whole: nobody chose a part; waiting: rows that are folded."""
    if not is_whole:
        return "この絞り込みに当てはまるものはありません。0 ですべてに戻ります。"
    if waiting:
        return f"今日と今週にすることはありません。待っているだけのものが{waiting:,}件あります(F)。"
    if resting:
        return f"今日やることはありません。休止中が{resting}件あります(K で見られます)。"
    return "ほかに今日やることはありません。"
