"""一部負担金の割合 of everybody below 70, as some lists name it: it stands on no paper, so it is not taken.

Source: docs/rules.md, "Ages 70 and 75".
"""

from dataclasses import replace
from datetime import date

from app.domain.eligibility import elderly_from, ordinary_copay
from app.importing.mapping import ListedPerson

NOTE = "70歳になる前の負担割合(小学校に入るまで2割、それからは3割)は証に載らないので、取り込みません。"


def is_ordinary(listed: ListedPerson, on: date) -> bool:
    """Whether a row names what the law says of everybody of that age. on: the day of the list."""
    starts = max(listed.copay_from or on, on)
    is_below_70 = starts < elderly_from(listed.born_on)
    return is_below_70 and listed.copay_rate == ordinary_copay(listed.born_on, starts)


def without_ordinary(listed: ListedPerson, on: date) -> ListedPerson:
    """Return the row without it."""
    return replace(listed, copay_rate=None, copay_from=None) if is_ordinary(listed, on) else listed
