"""The counts of the 喪失届 put into its CSV (items 22 and 23); every other byte stays as it was.

A file that holds 個人番号 is refused whole: no copy of one leaves this program.
Source: 日本年金機構「CSV形式届書作成仕様書」.
"""

import re
from collections.abc import Sequence

from app.domain import typed
from app.domain.wareki import parse_date
from app.errors import BadValue, MyNumberRefused
from app.importing.report_items import day_at, item, lines_of
from app.importing.reports import READ_FORMS, my_numbers
from app.importing.same import is_same_name
from app.late import dataclass
from app.usecases.forms.loss_counts import LossCount

LOSS = "2201700"
_NUMBER, _NAME, _LOST, _ATTACHED, _GONE = 6, 8, 14, 22, 23
_DATA = re.compile(rb"^\[data\][ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Filled:
    """The file with the counts. told: by line, why it stays as it was, or what of it is still out."""

    data: bytes
    count: int
    told: tuple[tuple[int, str], ...]

    @property
    def sentence(self) -> str:
        """What was done, and what is to be looked at."""
        lines = "".join(f" {number}行目: {why}" for number, why in self.told)
        return f"{self.count}名の回収枚数・返不能枚数を入れました。{lines}"


def filled(data: bytes, title: str, counts: Sequence[LossCount]) -> Filled:
    """Return the file with the counts of everybody who is found by number, name and 資格喪失日.

    Raises BadValue for a file that is no 喪失届, MyNumberRefused for one with 個人番号.
    """
    marked = _DATA.search(data)
    if marked is None:
        raise BadValue(f"「{title}」は届書のCSVではありません。資格喪失届のCSVを選んでください。")
    head, lines = data[: marked.end()], data[marked.end() :].split(b"\n")
    first = head.count(b"\n") + 1
    done, left, waiting, count = [], [], [], 0
    for number, line in enumerate(lines, start=first):
        items = _items(line, title)
        if items and item(items, 1) not in READ_FORMS:
            raise BadValue(
                f"「{title}」の{number}行目は資格喪失届ではありません。喪失届だけを書き出してください。"
            )
        if items and any(item(items, place) for place in my_numbers(items)):
            raise MyNumberRefused(
                f"{number}行目に個人番号(マイナンバー)があります。個人番号を空けて作った届書を選ぶか、"
                "枚数の表を見て届書に入れてください。"
            )
        if not items or item(items, 1) != LOSS:
            done.append(line)
            continue
        found, why = _count_of(items, counts)
        if found is None or b'"' in line:
            left.append((number, why or "引用符のある行です。届書のソフトで枚数を入れてください。"))
            done.append(line)
        else:
            count += 1
            done.append(_with_counts(line, found))
            if found.still_out:
                told = f"{found.name} さんの世帯に、まだ戻らない証が{found.still_out}枚あります。"
                waiting.append((number, told))
    if not count and not left:
        raise BadValue(f"「{title}」に資格喪失届の行がありません。資格喪失届のCSVを選んでください。")
    return Filled(head + b"\n".join(done), count, (*left, *waiting))


def _items(line: bytes, title: str) -> list[str]:
    try:
        text = line.decode("cp932")
    except UnicodeDecodeError as error:
        raise BadValue(
            f"「{title}」の文字コードがShift_JISではありません。届書のソフトで作り直してください。"
        ) from error
    return next(lines_of(text, title), []) if text.strip() else []


def _count_of(items: Sequence[str], counts: Sequence[LossCount]) -> tuple[LossCount | None, str]:
    try:
        lost_on = parse_date(day_at(items, _LOST))
    except BadValue as error:
        return None, str(error)
    number, name = typed.code(item(items, _NUMBER)).lstrip("0"), item(items, _NAME)
    found = [
        one
        for one in counts
        if typed.code(one.household.rpartition("-")[2]).lstrip("0") == number
        and is_same_name(one.name, name)
        and one.lost_on == lost_on
    ]
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, f"{name} さんは同じ番号の方が二人います。枚数の表を見て入れてください。"
    return None, f"{name} さんの資格喪失が名簿にないか、番号・氏名・喪失日が違います。"


def _with_counts(line: bytes, found: LossCount) -> bytes:
    """A comma is no second byte in Shift_JIS, so that the items can be told apart as bytes."""
    end = b"\r" if line.endswith(b"\r") else b""
    parts = line.removesuffix(b"\r").split(b",")
    parts += [b""] * (_GONE - len(parts))
    parts[_ATTACHED - 1 : _GONE] = str(found.attached).encode(), str(found.gone).encode()
    return b",".join(parts) + end
