"""What Ctrl+K finds besides people: a screen, a setting, a paper, an action, a page of the manual."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from app.domain import typed
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """kind: in words. do: opens or does it. key: as on keyboards, if it has one. also: other words for it."""

    kind: str
    words: str
    do: Callable[[], object]
    key: str = ""
    also: str = ""


def matching(offers: Iterable[Offer], text: str) -> Sequence[Offer]:
    """Return what is called so, in the order given; those that begin so first.

    >>> [one.words for one in matching([Offer("", "次を印刷", int), Offer("", "印刷", int)], "印")]
    ['印刷', '次を印刷']
    """
    wanted = typed.kana(text)
    found = [one for one in offers if wanted and (wanted in _kana(one.words) or wanted in _kana(one.also))]
    return sorted(found, key=lambda one: not _kana(one.words).startswith(wanted))


@cache
def _kana(words: str) -> str:
    """The words of the registry are few, and looked at with every key."""
    return typed.kana(words)
