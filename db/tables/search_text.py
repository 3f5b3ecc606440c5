"""What typed text and stored names are reduced to before they are compared; never shown."""

import unicodedata

_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


def without_blanks(text: str) -> str:
    """Return the text without any blank, wide or narrow; every character stays as filed."""
    return "".join(text.split())


def kana_key(text: str) -> str:
    """Return kana in one form: full-width katakana without blanks.

    >>> kana_key("ﾔﾏﾀﾞ たろう")
    'ヤマダタロウ'
    """
    return without_blanks(unicodedata.normalize("NFKC", text)).translate(_TO_KATAKANA).upper()


def code_key(text: str) -> str:
    """Return digits, Latin letters and hyphens in narrow form, as numbers are filed.

    >>> code_key("１２－３４")
    '12-34'
    """
    return without_blanks(unicodedata.normalize("NFKC", text.translate(_HYPHENS)))


def is_kana(text: str) -> bool:
    """Return whether the text could be a reading: kana in any width and nothing else."""
    return bool(text) and all("ァ" <= char <= "ヿ" for char in kana_key(text))


def key_splits(key: str) -> list[tuple[str, str, str]]:
    """Return every way to read a key as 記号, 番号, 枝番; a 記号 may itself hold hyphens."""
    parts = key.split("-")
    return [
        ("-".join(parts[:number]), "-".join(parts[number:branch]), "-".join(parts[branch:]))
        for number in range(len(parts) - 1, -1, -1)
        for branch in range(len(parts), number, -1)
    ]
