"""The words of the slips, resources/slips/<language>/, each with the Japanese; and the days.

What a translation does not have (an address, the case in which a text is put) is what it is in Japanese.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from app.domain.language import Language
from app.domain.wareki import WEEKDAYS, era_and_year, wareki
from app.printing.engine.glyphs import annotated
from app.printing.engine.told import Told
from app.words import label, texts

_READING = re.compile(r"([一-\u9fff々]+)《([^》]+)》")


@cache
def words_of(slip: str, language: Language) -> Mapping[str, Any]:
    """Return every text of a slip in a language."""
    japanese = texts(f"slips/{Language.JAPANESE}/{slip}.toml")
    if language is Language.JAPANESE:
        return dict(_paired(japanese, None))
    return dict(_paired(texts(f"slips/{language}/{slip}.toml"), japanese))


def called(words: Mapping[str, Any], table: str, value: StrEnum) -> Told:
    """Return what a paper or its state is called; in Japanese as on the screens."""
    found = words.get(table)
    return Told(found[value], label(value)) if found else Told(label(value))


def day_in(on: date, language: Language, *, with_weekday: bool = False) -> Told:
    """Return a day as the language writes it, with the year of the Japanese era."""
    japanese = wareki(on) + (f"({WEEKDAYS[on.weekday()]})" if with_weekday else "")
    if language is Language.JAPANESE:
        return Told(japanese)
    manner = words_of("language", language)
    era, year = era_and_year(on)
    text = manner["weekday" if with_weekday else "day"].format(
        year=on.year,
        month=manner["months"][on.month - 1],
        number=on.day,
        weekday=manner["weekdays"][on.weekday()],
        era=manner["era"].format(
            name=manner.get("eras", {}).get(era.name, era.name), year=year if year > 1 else "元"
        ),
    )
    return Told(str(text), japanese)


def listed(names: Sequence[Told], language: Language) -> Told:
    """Return several names as one text."""
    comma = "、" if language in (Language.JAPANESE, Language.EASY, Language.CHINESE) else ", "
    japanese = "" if language is Language.JAPANESE else "、".join(name.japanese for name in names)
    return Told(comma.join(names), japanese)


def _paired(own: Any, japanese: Any) -> Any:
    if isinstance(own, str):
        return Told(_READING.sub(lambda found: annotated(found[1], found[2]), own), japanese or "")
    if isinstance(own, list):
        beside = japanese or [None] * len(own)
        return [_paired(one, other) for one, other in zip(own, beside, strict=True)]
    if isinstance(own, dict):
        other = japanese or {}
        pairs = {name: _paired(value, other.get(name)) for name, value in own.items()}
        return {name: _paired(value, None) for name, value in other.items() if name not in own} | pairs
    return own
