"""発行番号: an opaque, typeable number that says nothing about its holder.

Seven random characters and one check character from an alphabet without I, L, O and U
(Crockford's base 32), so that a misread letter is refused instead of finding a stranger.
"""

import secrets
from collections.abc import Callable

from app.domain import typed
from app.errors import BadValue

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 8
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def new_issue_number(random_below: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a fresh number such as 0K3F-7QX4; the caller ensures it is not in use."""
    body = "".join(ALPHABET[random_below(32)] for _ in range(LENGTH - 1))
    code = body + _check(body)
    return f"{code[:4]}-{code[4:]}"


def parse_issue_number(text: str) -> str:
    """Return the canonical form of a typed or scanned number.

    Small and wide letters, dashes, blanks and the look-alikes O, I, L are put right; a wrong check
    character or length raises BadValue. What an input method made of a number, see
    app.domain.scanned.
    """
    number = issue_number_of(typed.code(text).replace("-", ""))
    if number is None:
        raise BadValue("発行番号として読めません。もう一度読み取るか、8文字を打ち直してください。")
    return number


def issue_number_of(characters: str) -> str | None:
    """Return the canonical form of eight characters without a hyphen; None if they are no number."""
    code = characters.upper().translate(_CONFUSED)
    if len(code) != LENGTH or any(c not in _VALUES for c in code) or _check(code[:-1]) != code[-1]:
        return None
    return f"{code[:4]}-{code[4:]}"


def _check(body: str) -> str:
    # Odd weights have an inverse modulo 32, so any single wrong character shows.
    return ALPHABET[sum((31 - 2 * i) * _VALUES[c] for i, c in enumerate(body)) % 32]
