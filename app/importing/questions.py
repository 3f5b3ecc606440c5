"""What must be asked about a list as a whole, and what is said of facts that stay as they are."""

from collections.abc import Sequence

from app.domain.difference import DifferenceCause
from app.domain.told import Sender
from app.domain.wareki import wareki
from app.importing.about import About
from app.importing.plan import DAY, WHOLE, Asked, Question
from app.words import label

_MANY = 3
_SHARE = 5
"""Whether a list is the whole is asked where more than one in so many is missing."""


def questions_of(about: About, asked: Sequence[Asked], *, missing: int, covered: int) -> list[Question]:
    """Return what one answer for the whole list would settle."""
    found = []
    waiting = sum(one.cause is DifferenceCause.DAY_UNKNOWN for one in asked)
    if waiting:
        told = (
            "この一覧がいつ現在のものか分かりません。名簿のほうが新しいかもしれない"
            f"{waiting}件は変えていません。一覧の日を入れると決まります。"
        )
        found.append(Question(DAY, told))
    # Whom HR leaves out is nothing that anybody would act upon.
    is_weighty = about.sender is not Sender.HR and not about.is_part
    if is_weighty and missing >= _MANY and missing * _SHARE > covered:
        told = f"名簿の{missing}名が一覧にありません。全員の一覧ですか。一部なら、そう指定してください。"
        found.append(Question(WHOLE, told))
    return found


def notes_of(about: About, asked: Sequence[Asked], kept: Sequence[Asked]) -> list[str]:
    """Return what is said of facts that list and roster have differently."""
    notes = []
    if kept:
        day = "" if about.as_of is None else f"({wareki(about.as_of)}現在)"
        notes.append(f"一覧{day}より後に名簿が新しくなっている{_count(kept)}名は、そのままにします。")
    for cause in DifferenceCause:
        told = [one for one in asked if one.cause is cause]
        if told:
            notes.append(f"{label(cause)}: {_count(told)}名({len(told)}件)は変えず、突合に残します。")
    return notes


def _count(asked: Sequence[Asked]) -> int:
    return len({one.listed.row for one in asked})
