"""実施日: when something was really done; may lie back, never ahead."""

from datetime import date

from app.domain.wareki import wareki
from app.errors import BadValue


def check_done_on(on: date, today: date) -> None:
    """Refuse a 実施日 after today."""
    if on > today:
        raise BadValue(f"実施日 {wareki(on)} は今日より先です。今日までの日付を入れてください。")


def check_not_ahead(on: date, today: date) -> None:
    """Refuse to rewrite the present entry on a day to come.

    Name, office, number and 資格取得日 have no day of their own: written ahead they would stand on papers
    and lists of today. 喪失日 and the entries of a new number have one, so these may lie ahead.
    """
    if on > today:
        raise BadValue(
            f"{wareki(on)} は今日より先です。この記録は名簿の今の記載を書き換えるので、先に入れると今日の証や"
            "一覧まで変わります。その日になってから記録してください。"
            "退職・資格喪失と、新しい番号での再雇用は、先の日でも記録できます。"
        )
