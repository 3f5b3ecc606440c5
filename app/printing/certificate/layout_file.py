"""Reads a layout file (TOML, millimetres and points) and names every mistake with its line."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import resources
from app.domain.accepted_text import accepted_document
from app.domain.person import PersonKind
from app.domain.toml_lines import Mistaken, TomlLines, load_toml
from app.errors import BadValue
from app.files import read
from app.printing.certificate.layout import (
    FIELDS,
    OPTIONAL_FIELDS,
    Back,
    BackPlace,
    Box,
    Cell,
    CodePlace,
    Layout,
    Notices,
    OrganDonation,
)
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH

STANDARD = "jsr-a4"
# Office printers cannot print nearer to the edge of the paper.
_EDGE = 5.0
_SHEET = Box(0, 0, A4_WIDTH, A4_HEIGHT)
LARGEST = 100_000
"""Characters of a layout file; ours have 7,000."""
_MOST_BYTES = 4 * LARGEST + 4

_Choice = TypeVar("_Choice", bound=StrEnum)


@functools.cache
def standard_layout() -> Layout:
    """Return the form of the notice."""
    return named_layout(STANDARD)


def layout_names() -> dict[str, str]:
    """Return the forms that come with the program: file name without ending -> shown name."""
    folder = resources.path("layouts")
    return {path.stem: named_layout(path.stem).name for path in sorted(folder.glob("*.toml"))}


@functools.cache
def named_layout(name: str) -> Layout:
    """Return a form that comes with the program; BadValue when there is none of that name."""
    path = resources.path("layouts") / f"{name}.toml"
    if path.stem != name or not path.is_file():
        raise BadValue(f"様式「{name}」はありません。設定で様式を選び直してください。")
    return load_layout(path)


@functools.lru_cache(maxsize=8)
def chosen_layout(stored: str) -> Layout:
    """Return the form an office chose: the name of one of ours, empty for the notice's, or a file's text."""
    if "\n" in stored:
        return parse_layout(stored, "健保の様式")
    return named_layout(stored or STANDARD)


def read_layout(path: Path) -> str:
    """Return the text of a layout file, checked; BadValue with line and reason if it cannot be used."""
    try:
        # As it is stored: line ends alike, no mark of the encoding.
        text = read(path, _MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise BadValue(f"様式「{path.name}」を読めません。UTF-8で保存してください。") from error
    parse_layout(text, path.name)
    return text


def load_layout(path: Path) -> Layout:
    """Read and check a layout file; raise BadValue with the line that is wrong."""
    return parse_layout(read_layout(path), path.name)


@dataclass(frozen=True, slots=True)
class _File:
    """What is read, for errors."""

    name: str
    lines: TomlLines

    def error(self, place: str, wish: str) -> BadValue:
        return _mistake(self.name, self.lines.of(place), wish)


def _mistake(name: str, line: int, wish: str) -> BadValue:
    return BadValue(f"様式「{name}」の{line}行目: {wish}。")


def parse_layout(text: str, source: str) -> Layout:
    """Check the text of a layout file; source names it in errors (BadValue)."""
    if len(text) > LARGEST:
        raise BadValue(f"様式「{source}」は大きすぎます。様式だけのファイルを選んでください。")
    accepted_document(text, "様式")
    try:
        values = load_toml(text)
    except Mistaken as mistake:
        raise _mistake(source, mistake.line, mistake.reason) from None
    file = _File(source, TomlLines(text))
    root = _Section(values, file, "")
    title, heading = root.section("title"), root.section("heading")
    table, margin = root.section("table"), root.section("margin")
    panel, cut_marks = _panel(root)
    left = table.number("left", _EDGE, A4_WIDTH)
    width = table.number("width", 40, A4_WIDTH)
    full = {kind: _cells(root.section(kind.value), table, kind) for kind in PersonKind}
    layout = Layout(
        name=root.text("name"),
        panel=panel,
        has_cut_marks=cut_marks,
        title=title.text("text"),
        title_x=title.number("x", _EDGE, A4_WIDTH, default=panel.x + panel.width / 2),
        title_y=title.number("y", _EDGE, A4_HEIGHT - _EDGE),
        title_size=title.number("size", 5, 48),
        heading_y=heading.number("y", _EDGE, A4_HEIGHT - _EDGE),
        heading_size=heading.number("size", 4, 30),
        kind_labels={kind: heading.text(kind.value) for kind in PersonKind},
        issued_label=heading.text("issued"),
        left=left,
        top=table.number("top", _EDGE, A4_HEIGHT),
        width=width,
        padding=table.number("padding", 0.3, 10, default=3.5),
        label_size=table.number("label_size", 3.5, 30),
        border=table.number("border", 0.05, 3),
        rule=table.number("rule", 0.05, 3),
        seal_size=table.number("seal_size", 3.5, 30, default=11),
        margin_right=margin.number("right", _EDGE, A4_WIDTH - _EDGE, default=left + width),
        margin_y=margin.number("y", _EDGE, A4_HEIGHT - _EDGE),
        margin_size=margin.number("size", 4, 14),
        margin_place=margin.choice("place", CodePlace, default=CodePlace.BESIDE),
        qr_size=margin.number("qr_size", 8, 40),
        cells={kind: _without_options(cells) for kind, cells in full.items()},
        cells_with_options=full,
        back=_back(root.section("back")) if root.has("back") else None,
    )
    for section in (root, title, heading, table, margin):
        section.refuse_unread()
    _check_edges(layout, file)
    return layout


def _panel(root: "_Section") -> tuple[Box, bool]:
    if not root.has("panel"):
        return _SHEET, False
    panel = root.section("panel")
    box, marks = _box(panel), panel.flag("cut_marks", default=False)
    panel.refuse_unread()
    return box, marks


def _box(section: "_Section") -> Box:
    x, y = section.number("x", 0, A4_WIDTH), section.number("y", 0, A4_HEIGHT)
    return Box(x, y, section.number("width", 10, A4_WIDTH - x), section.number("height", 5, A4_HEIGHT - y))


def _cells(version: "_Section", table: "_Section", kind: PersonKind) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    y = table.number("top", _EDGE, A4_HEIGHT)
    left = table.number("left", _EDGE, A4_WIDTH)
    right = left + table.number("width", 40, A4_WIDTH)
    label_column = table.number("label_width", 3, A4_WIDTH)
    usual_size = table.number("value_size", 4, 48)
    usual_smallest = table.number("value_min_size", 4, usual_size)
    for row in version.sections("row"):
        height = row.number("height", 3, 100)
        x = left
        for cell in row.sections("cells"):
            width = cell.number("width", 5, right - x, default=right - x)
            if width < 5:
                raise row.error("cells", "の幅の合計を表の幅にそろえてください")
            size = cell.number("size", 4, 48, default=usual_size)
            smallest = cell.number("min_size", 4, size, default=min(usual_smallest, size))
            label_width = cell.number("label_width", 3, width, default=min(label_column, width))
            cells.append(
                Cell(cell.text("field"), cell.text("label"), x, y, width, height, label_width, size, smallest)
            )
            x += width
            cell.refuse_unread()
        if abs(x - right) > 0.01:
            raise row.error("cells", "の幅の合計を表の幅にそろえてください")
        row.refuse_unread()
        y += height
    version.refuse_unread()
    shown = [cell.field for cell in cells]
    needed = sorted(field for field in shown if field not in OPTIONAL_FIELDS)
    if needed != sorted(FIELDS[kind]) or len(set(shown)) < len(shown):
        wrong = sorted(FIELDS[kind] ^ set(needed)) or sorted({f for f in shown if shown.count(f) > 1})
        raise version.error("row", f"には、必要な欄を1度ずつ書いてください（{'、'.join(wrong)}）")
    if any(
        cell.field in OPTIONAL_FIELDS and (cell.x == left or cell.x + cell.width < right - 0.01)
        for cell in cells
    ):
        raise version.error("row", "では、限度額適用区分を行の最後に書いてください")
    return tuple(cells)


def _without_options(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells where the one before an optional cell takes its place."""
    kept: list[Cell] = []
    for cell in cells:
        if cell.field in OPTIONAL_FIELDS:
            kept[-1] = replace(kept[-1], width=kept[-1].width + cell.width)
        else:
            kept.append(cell)
    return tuple(kept)


def _back(back: "_Section") -> Back:
    panel = back.section("panel")
    notices, address = back.section("notices"), back.section("address")
    remarks, organ = back.section("remarks"), back.section("organ")
    left, width = back.number("left", _EDGE, A4_WIDTH), back.number("width", 40, A4_WIDTH)
    made = Back(
        place=back.choice("place", BackPlace, default=BackPlace.OTHER_SIDE),
        panel=_box(panel),
        left=left,
        width=width,
        label_size=back.number("label_size", 3.5, 30),
        notices=Notices(
            notices.text("title"),
            notices.number("y", _EDGE, A4_HEIGHT),
            notices.number("size", 3.5, 20),
            notices.texts("lines"),
        ),
        address=_line_cell(address, "address", left, width),
        address_hint=address.text("hint"),
        remarks=_line_cell(remarks, "remarks", left, width),
        organ=OrganDonation(
            title=organ.text("title"),
            box=Box(left, organ.number("y", _EDGE, A4_HEIGHT), width, organ.number("height", 10, A4_HEIGHT)),
            size=organ.number("size", 3.5, 20),
            intro=organ.text("intro"),
            choices=organ.texts("choices"),
            except_hint=organ.text("except_hint"),
            organs=organ.text("organs"),
            remark=organ.text("remark"),
            signatures=organ.texts("signatures"),
            signature_height=organ.number("signature_height", 2, 30),
        ),
    )
    for section in (panel, notices, address, remarks, organ, back):
        section.refuse_unread()
    notice = Box(left, made.notices.y, width, 0)
    parts = ((notice, "notices"), (made.address, "address"), (made.remarks, "remarks"))
    for part, key in (*parts, (made.organ.box, "organ")):
        if not made.panel.holds(Box(part.x, part.y, part.width, part.height)):
            raise back.error(key, "が裏面の枠からはみ出します")
    return made


def _line_cell(section: "_Section", field: str, left: float, width: float) -> Cell:
    size = section.number("size", 4, 30)
    return Cell(
        field=field,
        label=section.text("label"),
        x=left,
        y=section.number("y", _EDGE, A4_HEIGHT),
        width=width,
        height=section.number("height", 3, 100),
        label_width=section.number("label_width", 3, width),
        size=size,
        min_size=section.number("min_size", 4, size, default=size),
    )


def _check_edges(layout: Layout, file: _File) -> None:
    if layout.left + layout.width > min(layout.panel.right, A4_WIDTH - _EDGE):
        raise file.error("table.width", "表が用紙の右にはみ出します。left と width を直してください")
    if layout.left < layout.panel.x or layout.top < layout.panel.y:
        # The 見本 mark covers the panel: a form beside it could go without.
        raise file.error("panel", "表が panel の外にあります。panel を表より大きくしてください")
    code_left = layout.margin_right - layout.qr_size
    for kind in PersonKind:
        if layout.bottom(kind) > layout.margin_y and code_left < layout.left + layout.width:
            wish = f"表（{kind.value}）が発行番号に重なります。行の高さを減らしてください"
            raise file.error(f"{kind.value}.row[1]", wish)
        if layout.bottom(kind) > min(layout.panel.bottom, A4_HEIGHT - _EDGE):
            wish = "表が用紙の下にはみ出します。行の高さを減らしてください"
            raise file.error(f"{kind.value}.row[1]", wish)
    if layout.margin_y + layout.qr_size > min(layout.panel.bottom, A4_HEIGHT - _EDGE):
        raise file.error("margin.y", "QRコードが用紙の下にはみ出します。margin.y を直してください")


class _Section:
    """One table of the file, reading each key with its check and its place for errors."""

    def __init__(self, values: object, file: _File, place: str) -> None:
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

    def section(self, key: str) -> "_Section":
        return _Section(self._get(key), self._file, f"{self._place}.{key}" if self._place else key)

    def sections(self, key: str) -> list["_Section"]:
        values = self._get(key)
        if not isinstance(values, list) or not values:
            raise self.error(key, "を1つ以上書いてください")
        return [_Section(v, self._file, f"{self._place}.{key}[{n}]") for n, v in enumerate(values, 1)]

    def text(self, key: str) -> str:
        value = self._get(key)
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

    def refuse_unread(self) -> None:
        """A misspelt key would be a setting that silently does nothing."""
        for key in self._values:
            if key not in self._read:
                raise self.error(key, "は知らない項目です。つづりを確かめてください")

    def _get(self, key: str) -> object:
        self._read.add(key)
        return self._values.get(key)
