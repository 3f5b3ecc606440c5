"""Whether there is a newer version of the program, as a file says that somebody brought; no network is asked.

A notice is a small TOML file; the heading of any file that another office wrote may tell a version as well.
Anybody can write one: it is only told, never obeyed.
"""

import re
import tomllib

from app import __version__
from app.domain.accepted_text import quotable
from app.errors import BadValue
from app.late import dataclass

_NUMBERS = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
_MOST, _LONGEST = 20, 200
_LARGEST = 65536


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice tells. changes: what is new, in the words of the office."""

    newest: str
    changes: tuple[str, ...] = ()

    @property
    def is_newer(self) -> bool:
        """Whether that version comes after this one."""
        return is_newer(self.newest)

    @property
    def sentence(self) -> str:
        """What to do about it."""
        if not self.is_newer:
            return f"この版({__version__})は、知らせの版({quotable(self.newest)})より古くありません。"
        return (
            f"新しい版 {self.newest} があります(この版は {__version__})。"
            "受け取った相手を確かめてから、新しい版を入れてください。データはそのまま使えます。"
        )


def is_newer(told: str, ours: str = __version__) -> bool:
    """Say whether a version comes after ours; what is no version does not.

    >>> is_newer("0.10.0", "0.9.3"), is_newer("0.9.3", "0.9.3"), is_newer("soon", "0.9.3")
    (True, False, False)
    """
    numbers, own = _numbers(told), _numbers(ours)
    return numbers is not None and own is not None and numbers > own


def read_notice(data: bytes) -> Notice:
    """Read a notice, or refuse in a sentence."""
    try:
        told = tomllib.loads(data[:_LARGEST].decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadValue(
            "新しい版の知らせとして読めません。受け取ったままのファイルを選んでください。"
        ) from error
    newest, changes = told.get("newest_version"), told.get("changes", [])
    if not isinstance(newest, str) or _numbers(newest) is None:
        raise BadValue("知らせに版(newest_version)がありません。受け取ったままのファイルを選んでください。")
    if not isinstance(changes, list):
        changes = []
    lines = [quotable(line[:_LONGEST]) for line in changes[:_MOST] if isinstance(line, str)]
    return Notice(newest, tuple(lines))


def _numbers(version: str) -> tuple[int, ...] | None:
    found = _NUMBERS.fullmatch(version)
    return None if found is None else tuple(map(int, found.groups()))
