"""A text in the language of who reads it, that knows what it says in Japanese."""

from typing import SupportsIndex


class Told(str):
    """What a slip says. japanese: the same for the clerk, drawn small beside it; empty beside Japanese."""

    __slots__ = ("japanese",)
    japanese: str

    def __new__(cls, text: str, japanese: str = "") -> "Told":
        """Join both."""
        made = super().__new__(cls, text)
        made.japanese = japanese
        return made

    def format(self, *args: object, **facts: object) -> "Told":
        """Put the facts in their places, each in the language of the text around it."""
        text = super().format(*args, **facts)
        if not self.japanese:
            return Told(text)
        return Told(
            text, self.japanese.format(*args, **{name: in_japanese(fact) for name, fact in facts.items()})
        )

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> "Told":
        """Replace in both."""
        return Told(super().replace(old, new, count), self.japanese.replace(old, new, count))


def in_japanese(fact: object) -> object:
    """Return what a fact is in Japanese; a name or a number is the same."""
    return fact.japanese if isinstance(fact, Told) and fact.japanese else fact


def beside(text: str) -> str:
    """Return what stands in Japanese beside a text; nothing beside Japanese."""
    return text.japanese if isinstance(text, Told) else ""
