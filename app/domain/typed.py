"""What was typed, in one form for reading and comparing: width, dashes, kana, signs nobody sees.

Every door that takes numbers, days, kana or words of a list asks here, so that all accept the same
signs; what is stored stays as it was filed. A name is compared without folding its width: 髙 is not
高 on a certificate, and 神 not 神. What an input method made of a scanner's keys, see
app.domain.scanned.
"""

import unicodedata

from app.late import pattern

DASHES = "-‐‒–—―⁃−─━ー"
"""What stands for a hyphen between two numbers once the width is folded; 〜 does not."""

UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""The categories of signs that no eye sees; a blank among them is a blank."""

_OTHER_WIDTH = pattern("[\uff01-\uff9f\uffe0-\uffee]+")
"""Latin letters, signs and kana that exist in another width; no kanji is among them."""

_KATAKANA = pattern("[ァ-ヴー\u3000 ]*")
"""What stands in one form already, but for its blanks."""
_SELECTORS = pattern("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""What chooses one form of a character (葛 with a selector); many files cannot carry it."""

_LONG = pattern(f"(?<=[ァ-ヺー])[{DASHES}]")

_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))


class _Seen(dict[int, int | None]):
    """A character itself, nothing for one that nobody sees; found out on first use."""

    def __missing__(self, code: int) -> int | None:
        is_seen = chr(code).isspace() or unicodedata.category(chr(code)) not in UNSEEN
        return self.setdefault(code, code if is_seen else None)


_SEEN = _Seen()


def seen(text: str) -> str:
    """Return the text without the signs that nobody sees."""
    # The wide blank between 姓 and 名 is no printable sign, and is seen all the same.
    if text.replace("\u3000", " ").isprintable():
        return text
    return text.translate(_SEEN)


def without_blanks(text: str) -> str:
    """Return the text without any blank, wide or narrow; every character stays as filed."""
    return "".join(seen(text).split())


def name(text: str) -> str:
    """Return a name for comparing: no blanks, nothing unseen, kana and Latin letters in one form.

    Kanji stay as filed.

    >>> name("ｶｸｳ\u3000Taro") == name("カクウTARO"), name("髙橋") == name("高橋")
    (True, False)
    """
    bare = without_blanks(text)
    if bare.isascii():
        return bare.casefold()
    return _OTHER_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), bare).casefold()


def without_selectors(text: str) -> str:
    """Return the text as a file has it that cannot say which form of a character is meant."""
    return _SELECTORS.sub("", text)


def narrow(text: str) -> str:
    """Return the text in one width, with one blank where there are any, and none around it.

    >>> narrow("\u3000Ｒ８．４\u3000\u30001 ")
    'R8.4 1'
    """
    return " ".join(seen(unicodedata.normalize("NFKC", text)).split())


def dashes(text: str) -> str:
    """Return the text in one width, every dash of it a hyphen; ー as well, so never of a name.

    >>> dashes("２００１ー１０１—00")
    '2001-101-00'
    """
    return narrow(text).translate(_TO_HYPHEN)


def code(text: str) -> str:
    """Return digits, Latin letters and hyphens as numbers are filed; a word of a list likewise.

    >>> code("１２ － ３４")
    '12-34'
    """
    return "".join(dashes(text).split())


def kana(text: str) -> str:
    """Return kana in one form: katakana without blanks, everything else in capitals.

    >>> kana("ﾔﾏﾀﾞ たろう")
    'ヤマダタロウ'
    """
    if _KATAKANA.fullmatch(text):
        return "".join(text.split())
    import jaconv

    katakana: str = jaconv.hira2kata("".join(narrow(text).split()))
    return katakana.upper()


def reading(text: str) -> str:
    """Return kana as they are looked for: whatever dash follows a kana makes it long.

    >>> reading("よｰこ") == reading("ヨ─コ") == "ヨーコ"
    True
    """
    return _LONG.sub("ー", kana(text))


def is_kana(text: str) -> bool:
    """Return whether the text could be a reading: kana in any width and nothing else."""
    return bool(text) and all("ァ" <= char <= "ヿ" for char in kana(text))
