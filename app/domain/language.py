"""The languages in which the slips for the members are written."""

from enum import StrEnum


class Language(StrEnum):
    """What a member reads; the office's own screens and forms are Japanese.

    EASY: やさしい日本語 with ふりがな above the kanji.
    """

    JAPANESE = "ja"
    EASY = "ja-easy"
    ENGLISH = "en"
    PORTUGUESE = "pt"
    VIETNAMESE = "vi"
    CHINESE = "zh"
    TAGALOG = "tl"

    @property
    def speech(self) -> str:
        """What a reader for the blind is told the language is (BCP 47)."""
        return {"ja": "ja-JP", "ja-easy": "ja-JP", "zh": "zh-Hans"}.get(self.value, self.value)
