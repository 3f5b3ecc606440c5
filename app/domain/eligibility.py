"""Dates that follow from an event or an age (資格喪失, 70歳, 75歳), and how long マイナ保険証 works."""

from calendar import isleap, monthrange
from datetime import date, timedelta
from functools import lru_cache

from app.domain.person import WITH_CARD, LossCause, Person
from app.domain.wareki import wareki
from app.late import dataclass

DAY = timedelta(days=1)
_BIRTHS = 32_768
"""So many days of birth are remembered with their ages: a large office asks about each again and again."""
DISABILITY_FROM = 65
"""The age from which 障害認定 passes to 後期高齢者医療: 高齢者の医療の確保に関する法律50条2号."""


def disqualified_on(cause: LossCause, event: date) -> date:
    """Return 資格喪失日: the first day without cover.

    Leaving and death end cover the day after the event. Reaching 75, a disability transfer,
    another insurance and a removed dependant end it on the day itself.
    Source: docs/rules.md, "Loss of cover".

    >>> disqualified_on(LossCause.LEFT, date(2026, 8, 31))
    datetime.date(2026, 9, 1)
    """
    return event + DAY if cause in (LossCause.LEFT, LossCause.DEATH) else event


@lru_cache(maxsize=_BIRTHS)
def birthday(born: date, age: int) -> date:
    """Return the birthday of that age; 1 March stands in for 29 February in common years."""
    year = born.year + age
    if born.month == 2 and born.day == 29 and not isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def reaches_age_on(born: date, age: int) -> date:
    """Return the day at whose end the age is reached: the day before the birthday.

    Source: docs/rules.md, "Ages 70 and 75".
    """
    return birthday(born, age) - DAY


def elderly_from(born: date, qualified: date | None = None) -> date:
    """Return the day the rules for 70 to 74 begin for this person.

    The first of the month after the month in which 70 is reached; born on the first of a
    month, the birthday itself. Whoever joins later starts on the day of joining.
    Source: docs/rules.md, "Ages 70 and 75".

    >>> elderly_from(date(1956, 3, 1)), elderly_from(date(1956, 3, 2))
    (datetime.date(2026, 3, 1), datetime.date(2026, 4, 1))
    """
    first = _month_after_70(born)
    return first if qualified is None else max(first, qualified)


@lru_cache(maxsize=_BIRTHS)
def _month_after_70(born: date) -> date:
    reached = reaches_age_on(born, 70)
    return date(reached.year + reached.month // 12, reached.month % 12 + 1, 1)


def ordinary_copay(born: date, on: date) -> int:
    """Return the 割合 of everybody below 70: 2割 until school begins, then 3割.

    School begins on the 1 April that follows the day on which 6 is reached.
    Source: docs/rules.md, "Ages 70 and 75".

    >>> [ordinary_copay(date(2020, 4, day), date(2026, 4, 1)) for day in (1, 2)]
    [3, 2]
    """
    reached = reaches_age_on(born, 6)
    return 2 if on <= date(reached.year + (reached.month > 3), 3, 31) else 3


@dataclass(frozen=True, slots=True)
class SeventyFifth:
    """The day cover passes to 後期高齢者医療; is_certain is False for births on 29 February."""

    on: date
    is_certain: bool


def seventy_fifth(born: date) -> SeventyFifth:
    """Return the 75th birthday, which is itself the first day without cover here.

    Source: docs/rules.md, "Ages 70 and 75".
    """
    on = birthday(born, 75)
    return SeventyFifth(on, is_certain=(on.month, on.day) == (born.month, born.day))


NO_END = date(9999, 1, 1)
"""The end of cover where neither age nor a record ends it."""


def ends_by_age(person: Person) -> date:
    """Return the first day without cover because of age: the 75th birthday.

    Without a residence in Japan on that day nobody passes to 後期高齢者医療: cover goes on.
    Source: docs/rules.md, "Ages 70 and 75".
    """
    on = birthday(person.born_on, 75)
    return NO_END if person.abroad_since is not None and person.abroad_since <= on else on


def impossible_cause(born: date, cause: LossCause, event: date, today: date) -> str:
    """Return why cover cannot have ended so on that day, as the rest of a sentence; empty where it can.

    Nobody's death is known ahead. 障害認定 passes to 後期高齢者医療 from 65 on, 75 from the birthday
    on; born on 29 February, 75 is not certain to the day.
    Source: docs/rules.md, "Loss of cover".
    """
    turns_75 = seventy_fifth(born)
    if cause is LossCause.DEATH and event > today:
        return "死亡日が今日より先です"
    if cause is LossCause.DISABILITY and event < reaches_age_on(born, DISABILITY_FROM):
        return f"障害認定は{DISABILITY_FROM}歳からです({birthday(born, DISABILITY_FROM).year}年の誕生日)"
    if cause is LossCause.AGE_75 and turns_75.is_certain and event < turns_75.on:
        return f"75歳になるのは{wareki(turns_75.on)}です"
    return ""


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day.

    >>> months_after(date(2026, 12, 31), 2)
    datetime.date(2027, 2, 28)
    """
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def card_works_until(card_expires_on: date, grace_months: int) -> date:
    """Return the last day on which マイナ保険証 works with that 電子証明書.

    The end of the given number of months after the month in which it expires.
    Source: docs/rules.md, "Stages of registration".

    >>> card_works_until(date(2025, 10, 15), 3)
    datetime.date(2026, 1, 31)
    """
    return months_after(card_expires_on.replace(day=1), grace_months + 1) - DAY


def released_by(applied_on: date) -> date:
    """Return when a release applied for on that day shows: the end of the following month.

    Source: docs/rules.md, "Stages of registration".

    >>> released_by(date(2026, 11, 23))
    datetime.date(2026, 12, 31)
    """
    return months_after(applied_on.replace(day=1), 2) - DAY


def has_working_card(person: Person, grace_months: int, on: date) -> bool:
    """Return whether マイナ保険証 works for this person: registered, and the 電子証明書 not over.

    A day nobody told counts as not over. Whoever has none gets a paper.
    Source: docs/rules.md, "Stages of registration".
    """
    if person.enrolment not in WITH_CARD:
        return False
    ends_on = person.card_expires_on
    return ends_on is None or on <= card_works_until(ends_on, grace_months)
