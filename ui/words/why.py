"""Why a row stands in the due list, in the words of window and command line."""

from app.domain.wareki import wareki_short
from app.usecases.calendar.why import Fact
from app.words import label


def fact_words(fact: Fact) -> str:
    """Return one fact with its day, if it has one."""
    day = "" if fact.on is None else wareki_short(fact.on)
    return "  ".join(part for part in (label(fact.ground), day, fact.text) if part)
