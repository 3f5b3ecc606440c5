"""実施日: when something was really done; may lie back, never ahead."""

from datetime import date

from app.domain.wareki import wareki
from app.errors import BadValue


def check_done_on(on: date, today: date) -> None:
    """Refuse a 実施日 after today."""
    if on > today:
        raise BadValue(f"実施日 {wareki(on)} は今日より先です。今日までの日付を入れてください。")
