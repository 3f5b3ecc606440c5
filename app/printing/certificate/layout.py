"""The form of a society's certificate as data, in millimetres: what the drawing reads.

The files stand in resources/layouts/; app/printing/certificate/layout_file.py reads and checks them.
"""

import functools
from collections.abc import Mapping
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from app.domain.person import PersonKind
from app.late import dataclass

SEAL = "seal"
LIMIT = "limit_category"
DISEASE, DISEASE_FROM = "disease", "disease_from"
"""特定疾病 by the society's mark, and its 発効年月日: boxes of some forms, struck for nearly everybody."""
_COMMON_FIELDS = frozenset(
    "symbol number name sex born_on qualified_on copay_rate copay_from expires_on"
    f" insurer_number insurer_name insurer_address {SEAL}".split()
)
# What each version shows, once; see docs/rules.md, "Print".
FIELDS: Mapping[PersonKind, frozenset[str]] = {
    PersonKind.INSURED: _COMMON_FIELDS,
    PersonKind.DEPENDANT: _COMMON_FIELDS | {"insured_name"},
}
# What a form may do without. A sheet that has something to say there is refused by name, but for 性別.
LEFT_OUT = frozenset({"symbol", "sex", "copay_rate", "copay_from"})
# What stands on the paper already where only values are printed.
PREPRINTED = frozenset({"insurer_number", "insurer_name", "insurer_address", SEAL})
# What a form may show besides.
ADDED = frozenset({"kana", DISEASE, DISEASE_FROM})
# As ADDED, but the cell stands last in its row and only when it is given.
OPTIONAL_FIELDS = frozenset({LIMIT})


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper, in mm from the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def holds(self, other: "Box") -> bool:
        """Return whether the other box lies inside."""
        return (
            other.x >= self.x - 0.01
            and other.y >= self.y - 0.01
            and other.right <= self.right + 0.01
            and other.bottom <= self.bottom + 0.01
        )


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


class CodePlace(StrEnum):
    """Where the numbers of the sheet stand by the QR code."""

    BESIDE = "beside"
    BELOW = "below"


class BackPlace(StrEnum):
    """Where the back is drawn: on the other side of the paper, or beside the front to be folded."""

    OTHER_SIDE = "other_side"
    SAME_SIDE = "same_side"


@dataclass(frozen=True, slots=True)
class Notices:
    """The 注意事項: numbered sentences from y on."""

    title: str
    y: float
    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganDonation:
    """The 臓器提供意思表示欄. Its lines are printed, what the person answers never is.

    box: the frame. signature_height: of the lines to sign on, in mm.
    """

    title: str
    box: Box
    size: float
    intro: str
    choices: tuple[str, ...]
    except_hint: str
    organs: str
    remark: str
    signatures: tuple[str, ...]
    signature_height: float


@dataclass(frozen=True, slots=True)
class Back:
    """The back of the certificate. address is left blank to be written by hand; any part may be missing.

    is_upside_down: folded back along an edge across, it is turned on the sheet so that it is upright then.
    """

    place: BackPlace
    panel: Box
    left: float
    width: float
    label_size: float
    notices: Notices | None
    address: Cell | None
    address_hint: str
    remarks: Cell | None
    organ: OrganDonation | None
    is_upside_down: bool = False

    @property
    def boxes(self) -> dict[str, Box]:
        """The parts that have a frame, by their names in the file."""
        cells = {"address": self.address, "remarks": self.remarks}
        found = {key: Box(c.x, c.y, c.width, c.height) for key, c in cells.items() if c is not None}
        return found if self.organ is None else {**found, "organ": self.organ.box}

    @property
    def top(self) -> float:
        """Where the first of its parts begins."""
        return min(self.after_notices, self.notices.y if self.notices is not None else self.after_notices)

    @property
    def bottom(self) -> float:
        """Where the last of its frames ends."""
        return max((box.bottom for box in self.boxes.values()), default=self.panel.bottom)

    @property
    def after_notices(self) -> float:
        """Where the sentences must have ended: the first of its frames begins."""
        return min((box.y for box in self.boxes.values()), default=self.panel.bottom)


@dataclass(frozen=True, slots=True)
class Ground:
    """A pattern under everything (地紋), as the society supplied it. tile: mm of one picture."""

    png: bytes
    tile: float


@dataclass(frozen=True, slots=True)
class SecondCode:
    """A QR code besides the one of the sheet. text: with {field} for what belongs to the person."""

    x: float
    y: float
    size: float
    text: str


CODE_FIELDS = ("insurer_number", "symbol", "number", "branch_number", "issue_number")
"""What a second code may hold of a person: what a hospital asks for, and nothing that tells who it is."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Where the sheet is folded: from one point to the other, in mm."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def is_across(self) -> bool:
        """Whether it runs from left to right."""
        return self.y1 == self.y2


Row: TypeAlias = tuple[tuple[Cell, int], ...]


@functools.cache
def _rows(cells: tuple[Cell, ...]) -> tuple[Row, ...]:
    rows = [tuple(row) for _, row in groupby(cells, key=lambda cell: cell.y)]
    # A cell is a column for its label and one for its value; that of the seal has no label.
    taken = [sum(1 if cell.field == SEAL else 2 for cell in row) for row in rows]
    most = max(taken)
    return tuple(
        tuple((cell, 1 + (most - used if cell is row[-1] else 0)) for cell in row)
        for row, used in zip(rows, taken, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on the sheet; see resources/layouts/jsr-a4.toml for the meaning.

    cells: the rows of each version; cells_with_options: the same with the optional cells. values_only: the
    society's own paper bears title, lines and labels. colour: of the lines, as PDF; empty for black.
    microtext: words so small that they are the line around the table.
    """

    name: str
    page: Box
    panel: Box
    has_cut_marks: bool
    title: str
    title_x: float
    title_y: float
    title_size: float
    heading_y: float
    heading_size: float
    kind_labels: Mapping[PersonKind, str]
    issued_label: str
    left: float
    top: float
    width: float
    padding: float
    label_size: float
    border: float
    rule: float
    seal_size: float
    margin_right: float
    margin_y: float
    margin_size: float
    margin_place: CodePlace
    qr_size: float
    cells: Mapping[PersonKind, tuple[Cell, ...]]
    cells_with_options: Mapping[PersonKind, tuple[Cell, ...]]
    back: Back | None
    values_only: bool = False
    colour: str = ""
    microtext: str = ""
    shows_code: bool = True
    ground: Ground | None = None
    second_code: SecondCode | None = None
    fold: Fold | None = None

    def has(self, kind: PersonKind, field: str) -> bool:
        """Return whether the form has a box for it."""
        return any(cell.field == field for cell in self.cells_with_options[kind])

    @property
    def cut_out(self) -> Box:
        """What is cut out of the sheet when the back is printed."""
        if self.fold is None or self.back is None:
            return self.panel
        one, other = self.panel, self.back.panel
        x, y = min(one.x, other.x), min(one.y, other.y)
        return Box(x, y, max(one.right, other.right) - x, max(one.bottom, other.bottom) - y)

    @property
    def turns(self) -> bool:
        """Whether the back is on the other side of the paper."""
        return self.back is not None and self.back.place is BackPlace.OTHER_SIDE

    def bottom(self, kind: PersonKind) -> float:
        """Return where the table of a version ends."""
        last = self.cells[kind][-1]
        return last.y + last.height

    def rows(self, kind: PersonKind, *, with_options: bool) -> "tuple[Row, ...]":
        """Return the cells of a sheet row by row, each with how many columns of the table its value takes."""
        return _rows(self.shown(kind, with_options=with_options))

    def shown(self, kind: PersonKind, *, with_options: bool) -> tuple[Cell, ...]:
        """Return the cells of one sheet."""
        return (self.cells_with_options if with_options else self.cells)[kind]
