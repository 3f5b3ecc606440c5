"""Reads 用紙通番 as people write them."""

import re
from collections.abc import Iterable

from app.domain import typed
from app.errors import BadValue

_MOST_SHEETS = 10_000


def numbers(text: str) -> list[int]:
    """Read "37,58" or "20-22" as sheet numbers, full-width digits included."""
    found: list[int] = []
    for part in re.split(r"[,、\s]+", typed.dashes(text).replace("~", "-").replace("〜", "-")):
        match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", part)
        if not part:
            continue
        if match is None or int(match.group(2) or match.group(1)) > _MOST_SHEETS:
            raise BadValue("用紙の番号を 37,58 や 20-22 のように入れてください。")
        first = int(match.group(1))
        found += range(first, int(match.group(2) or first) + 1)
    return found


def joined(sheet_numbers: Iterable[int]) -> str:
    """Write sheet numbers as numbers() reads them."""
    return ",".join(map(str, sorted(sheet_numbers)))
