"""異体字: 高橋 finds 髙橋. For finding only; every name is printed, stored and compared as it was filed."""

from functools import cache

import resources
from app.domain import typed


def folded(name: str) -> str:
    """Return a name with one form for all forms of a character.

    >>> folded("髙橋") == folded("高橋"), folded("𠮷田") == folded("吉田"), folded("山﨑") == folded("山崎")
    (True, True, True)
    """
    return typed.without_selectors(name).translate(_forms())


@cache
def _forms() -> dict[int, str]:
    lines = resources.path("variants.txt").read_text("utf-8").splitlines()
    return {ord(char): line[0] for line in lines if not line.startswith("#") for char in line[1:]}
