"""Reads a layout file (TOML, millimetres and points) and names every mistake with its line."""

import base64
import functools
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from string import Formatter

from PIL import Image

import resources
from app.domain.accepted_text import accepted_document
from app.domain.person import PersonKind
from app.domain.toml_lines import Mistaken, TomlLines, load_toml
from app.errors import BadValue
from app.files import read_text
from app.printing.certificate.layout import (
    ADDED,
    CODE_FIELDS,
    FIELDS,
    LEFT_OUT,
    OPTIONAL_FIELDS,
    PREPRINTED,
    Box,
    Cell,
    CodePlace,
    Ground,
    Layout,
    SecondCode,
)
from app.printing.certificate.layout_back import EDGE, read_back, read_box
from app.printing.certificate.layout_section import File, Section, mistake
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH

STANDARD = "jsr-a4"
_SMALLEST_PAGE, _LARGEST_PAGE = 50.0, 420.0
LARGEST = 100_000
"""Characters of a layout file; ours have 7,000."""
_MOST_BYTES = 4 * LARGEST + 4
_LONGEST_CODE = 200


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
    text = read_text(path, _MOST_BYTES, "様式")
    parse_layout(text, path.name)
    return text


def load_layout(path: Path) -> Layout:
    """Read and check a layout file; raise BadValue with the line that is wrong."""
    return parse_layout(read_layout(path), path.name)


def parse_layout(text: str, source: str) -> Layout:
    """Check the text of a layout file; source names it in errors (BadValue)."""
    if len(text) > LARGEST:
        raise BadValue(f"様式「{source}」は大きすぎます。様式だけのファイルを選んでください。")
    accepted_document(text, "様式")
    try:
        values = load_toml(text)
    except Mistaken as found:
        raise mistake(source, found.line, found.reason) from None
    file = File(source, TomlLines(text))
    root = Section(values, file, "")
    page = _page(root)
    title, heading = root.section("title"), root.section("heading")
    table, margin = root.section("table"), root.section("margin")
    panel, cut_marks = _panel(root, page)
    back, fold = read_back(root.section("back"), page, panel) if root.has("back") else (None, None)
    left = table.number("left", EDGE, page.width)
    width = table.number("width", 40, page.width)
    values_only = table.flag("values_only", default=False)
    full = {kind: _cells(root.section(kind.value), table, kind, page) for kind in PersonKind}
    layout = Layout(
        name=root.text("name"),
        page=page,
        panel=panel,
        has_cut_marks=cut_marks,
        title=title.text("text"),
        title_x=title.number("x", EDGE, page.width, default=panel.x + panel.width / 2),
        title_y=title.number("y", EDGE, page.height - EDGE),
        title_size=title.number("size", 5, 48),
        heading_y=heading.number("y", EDGE, page.height - EDGE),
        heading_size=heading.number("size", 4, 30),
        kind_labels={kind: heading.text(kind.value, default=_none(values_only)) for kind in PersonKind},
        issued_label=heading.text("issued", default=_none(values_only)),
        left=left,
        top=table.number("top", EDGE, page.height),
        width=width,
        padding=table.number("padding", 0.3, 10, default=3.5),
        label_size=table.number("label_size", 3.5, 30),
        border=table.number("border", 0.05, 3),
        rule=table.number("rule", 0.05, 3),
        seal_size=table.number("seal_size", 3.5, 30, default=11),
        margin_right=margin.number("right", EDGE, page.width - EDGE, default=left + width),
        margin_y=margin.number("y", EDGE, page.height - EDGE),
        margin_size=margin.number("size", 4, 14),
        margin_place=margin.choice("place", CodePlace, default=CodePlace.BESIDE),
        qr_size=margin.number("qr_size", 8, 40),
        cells={kind: _without_options(cells) for kind, cells in full.items()},
        cells_with_options=full,
        back=back,
        values_only=values_only,
        colour=_colour(table),
        microtext=table.text("microtext", default=""),
        shows_code=margin.flag("code", default=True),
        ground=_ground(root.section("ground"), page) if root.has("ground") else None,
        second_code=_second_code(root.section("second_code"), page) if root.has("second_code") else None,
        fold=fold,
    )
    for section in (root, title, heading, table, margin):
        section.refuse_unread()
    _check_edges(layout, file)
    return layout


def _none(values_only: bool) -> str | None:
    """What a word may be missing for: the paper bears it already."""
    return "" if values_only else None


def _page(root: Section) -> Box:
    """Return the sheet of paper: A4 upright unless its width and height are said."""
    if not root.has("page"):
        return Box(0, 0, A4_WIDTH, A4_HEIGHT)
    page = root.section("page")
    width, height = (page.number(key, _SMALLEST_PAGE, _LARGEST_PAGE) for key in ("width", "height"))
    page.refuse_unread()
    return Box(0, 0, width, height)


def _panel(root: Section, page: Box) -> tuple[Box, bool]:
    if not root.has("panel"):
        return page, False
    panel = root.section("panel")
    marks = panel.flag("cut_marks", default=False)
    return read_box(panel, page), marks


def _colour(table: Section) -> str:
    """Return the colour of the lines as PDF."""
    said = table.text("colour", default="")
    if not said:
        return ""
    if not re.fullmatch("#[0-9a-fA-F]{6}", said):
        raise table.error("colour", "は #b03060 のように、#と6桁の16進数で書いてください")
    return " ".join(f"{part / 255:.3f}" for part in bytes.fromhex(said[1:]))


def _ground(ground: Section, page: Box) -> Ground:
    tile = ground.number("tile", 3, max(page.width, page.height))
    try:
        png = base64.b64decode(ground.text("png"), validate=False)
        Image.open(BytesIO(png), formats=["PNG"]).verify()
    except (ValueError, OSError, SyntaxError):
        raise ground.error("png", "にPNGの画像をBase64で書いてください") from None
    ground.refuse_unread()
    return Ground(png, tile)


def _second_code(code: Section, page: Box) -> SecondCode:
    size = code.number("size", 8, 60)
    text = code.text("text")
    made = SecondCode(
        code.number("x", EDGE, page.width - EDGE - size),
        code.number("y", EDGE, page.height - EDGE - size),
        size,
        text,
    )
    try:
        asked = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError:
        raise code.error("text", "の { と } を対にしてください") from None
    if asked - set(CODE_FIELDS):
        raise code.error("text", f"に入れられるのは {{{'}、{'.join(CODE_FIELDS)}}} だけです")
    if len(text) > _LONGEST_CODE:
        raise code.error("text", f"は{_LONGEST_CODE}文字までにしてください")
    code.refuse_unread()
    return made


def _cells(version: Section, table: Section, kind: PersonKind, page: Box) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    y = table.number("top", EDGE, page.height)
    left = table.number("left", EDGE, page.width)
    right = left + table.number("width", 40, page.width)
    label_column = table.number("label_width", 3, page.width)
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
    may_lack = LEFT_OUT | (PREPRINTED if table.flag("values_only", default=False) else frozenset())
    unknown = set(shown) - FIELDS[kind] - OPTIONAL_FIELDS - ADDED
    wrong = unknown | (FIELDS[kind] - may_lack - set(shown)) | {f for f in shown if shown.count(f) > 1}
    if wrong:
        raise version.error("row", f"には、必要な欄を1度ずつ書いてください（{'、'.join(sorted(wrong))}）")
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


def _check_edges(layout: Layout, file: File) -> None:
    if layout.left + layout.width > min(layout.panel.right, layout.page.width - EDGE):
        raise file.error("table.width", "表が用紙の右にはみ出します。left と width を直してください")
    if layout.left < layout.panel.x or layout.top < layout.panel.y:
        # The 見本 mark covers the panel: a form beside it could go without.
        raise file.error("panel", "表が panel の外にあります。panel を表より大きくしてください")
    code_left = layout.margin_right - layout.qr_size
    for kind in PersonKind:
        if layout.bottom(kind) > layout.margin_y and code_left < layout.left + layout.width:
            wish = f"表（{kind.value}）が発行番号に重なります。行の高さを減らしてください"
            raise file.error(f"{kind.value}.row[1]", wish)
        if layout.bottom(kind) > min(layout.panel.bottom, layout.page.height - EDGE):
            wish = "表が用紙の下にはみ出します。行の高さを減らしてください"
            raise file.error(f"{kind.value}.row[1]", wish)
    if layout.margin_y + layout.qr_size > min(layout.panel.bottom, layout.page.height - EDGE):
        raise file.error("margin.y", "QRコードが用紙の下にはみ出します。margin.y を直してください")
