"""A file of text → its lines: encoding and separator, found by the headings, named by their true names."""

import csv
import io
import re
from collections.abc import Iterator

from app.domain.formula_text import unguarded
from app.errors import BadValue
from app.importing.heading_line import best_heading, known_in
from app.importing.table import Reading
from app.late import dataclass

DELIMITERS = ",\t;|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP(JIS)",
    "utf-16": "UTF-16",
}
"""What may be chosen, and what it is called."""
_HEAD = 20_000
_BROKEN_SHARE = 5
"""Of so many lines one may be broken, and the others are still read."""
_AS_TEXT = re.compile(r'="([^"]*)"')
_GUARDS = frozenset("='")
_CONTROLS = re.compile(r"[\u0080-\u009f]")
"""What no text holds but one that was read in another encoding than its own."""
_RUNS = re.compile(r"[ \u3000]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file whose encoding is known; some of its lines may be broken."""

    data: bytes
    encoding: str
    notes: tuple[str, ...] = ()

    def lines(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self.data), self.encoding, errors="replace", newline="")


def decode(data: bytes, title: str, chosen: str | None = None) -> Decoded:
    """Return the text of a file; raise BadValue naming what is wrong with its encoding."""
    if chosen is not None:
        return Decoded(data, chosen)
    if marked := next((name for mark, name in _MARKS if data.startswith(mark)), None):
        return Decoded(data, marked, _broken(data, marked))
    if wide := _unmarked_utf16(data):
        return Decoded(data, wide)
    if b"\x1b$" in data[:_HEAD] and _fits(data, "iso2022_jp"):
        return Decoded(data, "iso2022_jp", (_told("iso2022_jp"),))
    # Strict and in this order: Shift_JIS text is practically never valid UTF-8 by accident.
    fitting = [name for name in ("utf-8", "cp932", "euc_jp", "gb18030") if _fits(data, name)]
    known = {name: known_in(_head(data, name)) for name in fitting}
    if len(_CONTROLS.findall(_head(data, "utf-8"))) >= 2 > known.get("utf-8", 2):
        raise BadValue(
            f"「{title}」は文字化けしたまま保存されています(Shift_JISかUTF-8のファイルを、別の文字コードで開いて"
            "保存し直したもの)。元のファイルをもう一度もらってください。"
        )
    if "utf-8" in fitting:
        return Decoded(data, "utf-8", _broken(data, "utf-8"))
    # EUC-JP reads as Shift_JIS too, all half-width kana: the headings decide.
    if known.get("euc_jp", 0) >= 2 > known.get("cp932", 0):
        return Decoded(data, "euc_jp", (_told("euc_jp"),))
    if known.get("gb18030", 0) >= 2 > known.get("cp932", 0):
        raise BadValue(
            f"「{title}」の文字コードは GB18030(中国語用)で、日本の漢字が変わることがあります。"
            "送り元に、UTF-8かShift_JISのCSVで出してもらってください。"
        )
    if "cp932" in fitting:
        return Decoded(data, "cp932", _broken(data, "cp932"))
    return _in_parts(data, title)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _head(data: bytes, encoding: str) -> str:
    return data[:_HEAD].decode(encoding, errors="replace")


def _told(encoding: str) -> str:
    return f"文字コード {ENCODINGS[encoding]} で読みました。"


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: of each sign of the ASCII range one half is zero."""
    head = data[:4096]
    odd, even = head[1::2].count(0), head[::2].count(0)
    # A few zeros are damage, not UTF-16: there each comma and line end has one, all on one side.
    if max(odd, even) * 20 < len(head) or min(odd, even) * 4 > max(odd, even):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _in_parts(data: bytes, title: str) -> Decoded:
    """No encoding fits the whole: two files in one, or a few lines that broke on the way."""
    lines = data.splitlines()
    ours = {name: [_fits(line, name) for line in lines] for name in ("utf-8", "cp932")}
    only_utf8, only_cp932 = (
        sum(one and not other for one, other in zip(ours[a], ours[b], strict=True))
        for a, b in (("utf-8", "cp932"), ("cp932", "utf-8"))
    )
    best = max(ours, key=lambda name: known_in(_head(data, name)))
    broken = ours[best].count(False)
    if broken * _BROKEN_SHARE <= len(lines) and known_in(_head(data, best)) >= 2:
        return Decoded(data, best, _broken(data, best))
    if all(any(pair) for pair in zip(*ours.values(), strict=True)) and (only_utf8 or only_cp932):
        raise BadValue(
            f"「{title}」は行によって文字コードが違います(UTF-8 と Shift_JIS)。"
            "二つのファイルをつないだものなら、元のファイルを一つずつ取り込んでください。"
        )
    raise BadValue(
        f"「{title}」の文字コードが分かりません。送り元に、UTF-8かShift_JISのCSVで出してもらうか、"
        "Excelで「CSV UTF-8」として保存し直してください。"
    )


def _broken(data: bytes, encoding: str) -> tuple[str, ...]:
    """Name the lines that broke on the way; the others are read."""
    if b"\0" not in data and _fits(data, encoding):
        return ()
    lines = data.splitlines() if "16" not in encoding else []
    where = [n for n, line in enumerate(lines, start=1) if b"\0" in line or not _fits(line, encoding)]
    if not where:
        return ()
    rows = "、".join(map(str, where[:5])) + ("行目ほか" if len(where) > 5 else "行目")
    told = (
        f"{rows}の文字が壊れています。ファイルの受け渡しの途中で壊れたようです。"
        "読める行だけを読みました。送り元からもう一度もらってください。"
    )
    return (told,)


def delimited(decoded: Decoded, title: str, reading: Reading) -> tuple[str, Iterator[list[str]]]:
    """Return the separator of a list and its lines of cells."""
    head = decoded.lines().read(_HEAD)
    if reading.delimiter:
        return reading.delimiter, _records(decoded, reading.delimiter, title)
    # Quotes are not judged here: they pair up only with the right separator.
    delimiter = max(
        DELIMITERS, key=lambda sign: best_heading(_records(decoded, sign, title, strict=False))[:2]
    )
    if best_heading(_records(decoded, delimiter, title, strict=False))[1] < 2:
        _refuse_without_separator(head, title)
    return delimiter, _records(decoded, delimiter, title)


def _refuse_without_separator(head: str, title: str) -> None:
    cells = ([cell for cell in _RUNS.split(line) if cell] for line in head.splitlines())
    known, filled, _ = best_heading(cells)
    if filled >= 2 and known >= 2:
        raise BadValue(
            f"「{title}」は桁をそろえたファイル(固定長)か、空白で区切ったファイルです。"
            "コンマかタブで区切った形(CSV)で書き出してもらってください。"
        )
    if head.strip():
        raise BadValue(
            f"「{title}」には列が1つしかありません。見出しの行が見つかりません。"
            "記号・番号・氏名・生年月日などの列がある一覧を選んでください。"
        )


def _records(decoded: Decoded, delimiter: str, title: str, *, strict: bool = True) -> Iterator[list[str]]:
    reader = csv.reader(decoded.lines(), delimiter=delimiter, strict=strict)
    try:
        for cells in reader:
            yield [as_text(cell) if cell[:1] in _GUARDS else cell for cell in cells]
    except csv.Error as error:
        raise BadValue(
            f'「{title}」の{reader.line_num}行目あたりで引用符(")の組が合いません。'
            "Excelで開いて保存し直してください。"
        ) from error


def as_text(cell: str) -> str:
    """Return what a cell means that its program guarded: ="0601" keeps a zero in Excel."""
    if cell[:2] == '="' and (match := _AS_TEXT.fullmatch(cell)):
        return match[1]
    return unguarded(cell)
