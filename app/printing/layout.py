"""The form of a society's certificate as data: a TOML file in millimetres, checked on load."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import resources
from app.domain.person import PersonKind
from app.errors import BadValue
from app.printing.page import A4_HEIGHT, A4_WIDTH

SEAL = "seal"
_COMMON_FIELDS = frozenset(
    {
        "symbol",
        "number",
        "name",
        "sex",
        "born_on",
        "qualified_on",
        "copay_rate",
        "copay_from",
        "expires_on",
        "insurer_number",
        "insurer_name",
        "insurer_address",
        SEAL,
    }
)
# What each version must show, once; see docs/rules.md, "Print".
FIELDS: Mapping[PersonKind, frozenset[str]] = {
    PersonKind.INSURED: _COMMON_FIELDS,
    PersonKind.DEPENDANT: _COMMON_FIELDS | {"insured_name"},
}
# Office printers cannot print nearer to the edge of the paper.
_EDGE = 5.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One labelled box: x, y, width, height in mm; sizes in points."""

    field: str
    label: str
    x: float
    y: float
    width: float
    height: float
    label_width: float
    size: float
    min_size: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on the sheet; see resources/layouts/jsr-a4.toml for the meaning."""

    name: str
    title: str
    title_y: float
    title_size: float
    heading_y: float
    heading_size: float
    kind_labels: Mapping[PersonKind, str]
    issued_label: str
    left: float
    top: float
    width: float
    label_size: float
    border: float
    rule: float
    margin_y: float
    margin_size: float
    qr_size: float
    cells: Mapping[PersonKind, tuple[Cell, ...]]

    def bottom(self, kind: PersonKind) -> float:
        """Return where the table of a version ends."""
        last = self.cells[kind][-1]
        return last.y + last.height


@functools.cache
def standard_layout() -> Layout:
    """Return the form of the notice."""
    return load_layout(resources.path("layouts/jsr-a4.toml"))


def load_layout(path: Path) -> Layout:
    """Read and check a layout file; raise BadValue with the place that is wrong."""
    try:
        return parse_layout(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise BadValue(f"様式「{path.name}」を読めません。UTF-8で保存してください。") from error


def parse_layout(text: str, source: str) -> Layout:
    """Check the text of a layout file; source names it in errors (BadValue)."""
    try:
        root = _Section(tomllib.loads(text), source, "")
    except tomllib.TOMLDecodeError as error:
        raise BadValue(f"様式「{source}」はTOMLとして読めません（{error}）。") from error
    title, heading = root.section("title"), root.section("heading")
    table, margin = root.section("table"), root.section("margin")
    layout = Layout(
        name=root.text("name"),
        title=title.text("text"),
        title_y=title.number("y", _EDGE, A4_HEIGHT - _EDGE),
        title_size=title.number("size", 8, 48),
        heading_y=heading.number("y", _EDGE, A4_HEIGHT - _EDGE),
        heading_size=heading.number("size", 6, 30),
        kind_labels={kind: heading.text(kind.value) for kind in PersonKind},
        issued_label=heading.text("issued"),
        left=table.number("left", _EDGE, A4_WIDTH),
        top=table.number("top", _EDGE, A4_HEIGHT),
        width=table.number("width", 50, A4_WIDTH),
        label_size=table.number("label_size", 6, 30),
        border=table.number("border", 0.05, 3),
        rule=table.number("rule", 0.05, 3),
        margin_y=margin.number("y", _EDGE, A4_HEIGHT - _EDGE),
        margin_size=margin.number("size", 6, 14),
        qr_size=margin.number("qr_size", 8, 40),
        cells={kind: _cells(root.section(kind.value), table, kind) for kind in PersonKind},
    )
    for section in (root, title, heading, table, margin):
        section.refuse_unread()
    _check_edges(layout, source)
    return layout


def _cells(version: "_Section", table: "_Section", kind: PersonKind) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    y = table.number("top", _EDGE, A4_HEIGHT)
    left = table.number("left", _EDGE, A4_WIDTH)
    right = left + table.number("width", 50, A4_WIDTH)
    label_column = table.number("label_width", 5, A4_WIDTH)
    usual_size = table.number("value_size", 6, 48)
    usual_smallest = table.number("value_min_size", 5, usual_size)
    for row in version.sections("row"):
        height = row.number("height", 6, 100)
        x = left
        for cell in row.sections("cells"):
            width = cell.number("width", 10, right - x, default=right - x)
            if width < 10:
                raise row.error("cells", "の幅の合計を表の幅にそろえてください")
            size = cell.number("size", 6, 48, default=usual_size)
            smallest = cell.number("min_size", 5, size, default=min(usual_smallest, size))
            label_width = cell.number("label_width", 5, width, default=min(label_column, width))
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
    if sorted(shown) != sorted(FIELDS[kind]):
        wrong = sorted(FIELDS[kind] ^ set(shown)) or sorted({f for f in shown if shown.count(f) > 1})
        raise version.error("row", f"には、必要な欄を1度ずつ書いてください（{'、'.join(wrong)}）")
    return tuple(cells)


def _check_edges(layout: Layout, source: str) -> None:
    if layout.left + layout.width > A4_WIDTH - _EDGE:
        raise BadValue(f"様式「{source}」の表が用紙の右にはみ出します。left と width を直してください。")
    for kind in PersonKind:
        if layout.bottom(kind) > layout.margin_y:
            raise BadValue(
                f"様式「{source}」の表（{kind.value}）が発行番号に重なります。行の高さを減らしてください。"
            )
    if layout.margin_y + layout.qr_size > A4_HEIGHT - _EDGE:
        raise BadValue(f"様式「{source}」のQRコードが用紙の下にはみ出します。margin.y を直してください。")


class _Section:
    """One table of the file, reading each key with its check and its place for errors."""

    def __init__(self, values: object, source: str, place: str) -> None:
        if not isinstance(values, dict):
            raise BadValue(f"様式「{source}」に [{place}] を書いてください。")
        self._values = values
        self._source = source
        self._place = place
        self._read: set[str] = set()

    def error(self, key: str, wish: str) -> BadValue:
        place = f"{self._place}.{key}" if self._place else key
        return BadValue(f"様式「{self._source}」の {place} {wish}。")

    def section(self, key: str) -> "_Section":
        return _Section(self._get(key), self._source, f"{self._place}.{key}" if self._place else key)

    def sections(self, key: str) -> list["_Section"]:
        values = self._get(key)
        if not isinstance(values, list) or not values:
            raise self.error(key, "を1つ以上書いてください")
        return [_Section(v, self._source, f"{self._place}.{key}[{n}]") for n, v in enumerate(values, 1)]

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "に文字を書いてください")
        return value

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
