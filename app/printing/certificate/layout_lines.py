"""Where in a layout file a thing stands, so that a refusal can name the line."""

import re

from app.domain.rules_lines import syntax_line, syntax_reason

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[\w.-]+)\s*\]")
_KEY = re.compile(r"\s*[\"']?(?P<key>[\w-]+)[\"']?\s*=")
_LONG_TEXT = re.compile(r'"""|' + "'''")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|' + r"'[^']*'")
_TWICE = ("Cannot declare", "Cannot mutate", "Cannot overwrite", "Duplicate inline table key")


class LayoutLines:
    """Line numbers (from 1) by place, such as title.size or insured.row[2].cells[1].width."""

    def __init__(self, text: str) -> None:
        """Note headings, keys and the tables inside a list; texts over several lines are passed over."""
        self._at: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        section, key, tables, is_in_text = "", "", 0, False
        for number, line in enumerate(text.split("\n"), start=1):
            was_in_text = is_in_text
            is_in_text ^= len(_LONG_TEXT.findall(line)) % 2 == 1
            if was_in_text:
                continue
            bare = _TEXT.sub('""', line).partition("#")[0]
            if (header := _HEADER.match(line)) is not None:
                section, key = self._section(header["name"], is_list=header["open"] == "[["), ""
                self._at.setdefault(section, number)
                continue
            if (found := _KEY.match(line)) is not None:
                key, tables = _joined(section, found["key"]), 0
                self._at.setdefault(key, number)
            for _ in range(bare.count("{")):
                tables += 1
                self._at.setdefault(f"{key}[{tables}]", number)

    def of(self, place: str) -> int:
        """Return the line of a place, else of the nearest thing around it."""
        while place and place not in self._at:
            # A misspelt table has no line of its own: what it stands in does.
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self._at.get(place, 1)

    def _section(self, name: str, *, is_list: bool) -> str:
        if not is_list:
            return name
        self._counts[name] = self._counts.get(name, 0) + 1
        return f"{name}[{self._counts[name]}]"


def syntax_mistake(message: str, text: str) -> tuple[int, str]:
    """Return line and reason of what tomllib says about a text."""
    if any(part in message for part in _TWICE):
        return syntax_line(message, text), "同じ見出しか項目が2回書かれています。1つにしてください"
    return syntax_line(message, text), syntax_reason(message)


def _joined(section: str, key: str) -> str:
    return f"{section}.{key}" if section else key
