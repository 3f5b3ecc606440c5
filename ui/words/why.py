"""Why a row stands in the due list, in the words of window and command line."""

from collections.abc import Iterator

from app.domain.life_calendar import days_words
from app.domain.rest_days import marked_day
from app.domain.wareki import wareki_short
from app.usecases.calendar.why import Explanation, Fact
from app.words import label
from ui.words.rules import rule_name, rule_value


def why_lines(one: Explanation) -> Iterator[tuple[str, str, str]]:
    """Yield what is said of a row: under which word, what, and a remark."""
    entry = one.entry
    yield "期日", marked_day(one.due_on, one.rest) or "なし", one.rest.said() if one.rest else ""
    yield "載る期間", days_words(one.stands_from, one.stands_to), ""
    yield "規則", one.told, f"プログラムの {one.function} が定めます"
    yield "根拠", f"{one.source}({wareki_short(one.since)} から)", ""
    if entry is not None:
        yield (
            "健保の規則",
            f"{rule_name(entry.name)}: {rule_value(entry)}",
            f"{entry.source}{'' if entry.confirmed else '(要確認)'}",
        )


def fact_words(fact: Fact) -> tuple[str, str]:
    """Return one fact: what it is, and its day and more."""
    day = "" if fact.on is None else wareki_short(fact.on)
    return label(fact.ground), f"{day}  {fact.text}".strip()
