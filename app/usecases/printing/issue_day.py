"""交付年月日: the day on which the society issues. The society tells it, never the clock."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.genuine import SheetStanding
from app.domain.person import Person
from app.errors import BadValue
from app.printing.values import CertificateFace

_FARTHEST = timedelta(days=366)
"""A day told is never farther from today; farther is a slip of the hand."""


def needs_issue_day(people: Sequence[Person], now: SheetStanding) -> bool:
    """Whether the day must be asked for: somebody's list gave none, and the sheets are genuine.

    In the sample office nobody is there to tell one: the sheets bear the day they are made.
    """
    return now is SheetStanding.GENUINE and any(person.issued_on is None for person in people)


def check_issue_day(
    faces: Sequence[tuple[Person, CertificateFace]], now: SheetStanding, issued_on: date | None, today: date
) -> None:
    """Refuse a run without the day that the society told, or with one that cannot be it."""
    if issued_on is None:
        if needs_issue_day([person for person, _ in faces], now):
            raise BadValue(
                "健保が示した交付年月日を入れてください(一覧に交付年月日のない方がいます)。"
                "コマンドでは --issued-on YYYY-MM-DD です。"
            )
        return
    if abs(issued_on - today) > _FARTHEST:
        raise BadValue("交付年月日が今日から1年より離れています。健保が示した日を確かめてください。")
    for person, face in faces:
        if face.expires_on < face.issued_on:
            raise BadValue(
                f"{person.name} さんの有効期限が交付年月日より前です。健保が示した日を確かめてください。"
            )
