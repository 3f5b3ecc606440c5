"""One table of a layout file, read key by key: every mistake is named with its line."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.domain.toml_lines import TomlLines
from app.errors import BadValue
from app.late import dataclass

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class File:
    """What is read, for errors."""

    name: str
    lines: TomlLines

    def error(self, place: str, wish: str) -> BadValue:
        """Return what is wrong at a place, to be raised."""
        return mistake(self.name, self.lines.of(place), wish)


def mistake(name: str, line: int, wish: str) -> BadValue:
    """Return what is wrong in a line, to be raised."""
    return BadValue(f"様式「{name}」の{line}行目: {wish}。")


class Section:
    """One table of the file, reading each key with its check and its place for errors."""

    def __init__(self, values: object, file: File, place: str) -> None:
        if not isinstance(values, dict):
            raise file.error(place, f"[{place}] を書いてください")
        self._values: Mapping[str, object] = values
        self._file = file
        self._place = place
        self._read: set[str] = set()

    def error(self, key: str, wish: str) -> BadValue:
        place = f"{self._place}.{key}" if self._place else key
        return self._file.error(place, f"{place} {wish}")

    def has(self, key: str) -> bool:
        return key in self._values

    def section(self, key: str) -> "Section":
        return Section(self._get(key), self._file, f"{self._place}.{key}" if self._place else key)

    def sections(self, key: str) -> list["Section"]:
        values = self._get(key)
        if not isinstance(values, list) or not values:
            raise self.error(key, "を1つ以上書いてください")
        return [Section(v, self._file, f"{self._place}.{key}[{n}]") for n, v in enumerate(values, 1)]

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self._get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "に文字を書いてください")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._get(key)
        if not isinstance(values, list) or not values:
            raise self.error(key, "を1つ以上書いてください")
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(key, "に文字を書いてください")
        return tuple(values)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, "は true か false で書いてください")
        return value

    def choice(self, key: str, kind: type[_Choice], *, default: _Choice) -> _Choice:
        value = self._get(key)
        if value is None:
            return default
        if value not in [str(member) for member in kind]:
            raise self.error(key, f"は {'、'.join(kind)} のどれかで書いてください")
        return kind(str(value))

    def number(self, key: str, low: float, high: float, *, default: float | None = None) -> float:
        value = self._get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.error(key, f"は {low:g} から {high:g} までの数で書いてください")
        return float(value)

    def refuse_unread(self, but: str = "") -> None:
        """A misspelt key would be a setting that silently does nothing. but: read by another."""
        for key in self._values:
            if key not in self._read and key != but:
                raise self.error(key, "は知らない項目です。つづりを確かめてください")

    def _get(self, key: str) -> object:
        self._read.add(key)
        return self._values.get(key)
