"""Sheets in millimetres from the top left corner, with text that fits or is refused."""

import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from math import cos, radians, sin
from typing import BinaryIO

from PIL import Image

from app.domain.calibration import UNCORRECTED, Calibration
from app.errors import BadValue
from app.printing.engine.fitting import LINE_SPACING, MM, Fitted, fit, wrap
from app.printing.engine.fonts import Fonts, Typeface, load_fonts
from app.printing.engine.glyphs import ANNOTATED, pieces
from app.printing.engine.pdf import HEADS_COLUMN, HEADS_ROW, PdfWriter
from app.printing.engine.qr import QrCode
from app.printing.engine.structure import ARTIFACT, Begin, Kind, Step, Stored, Structure, spoken
from app.printing.values import Align

__all__ = [
    "A4_HEIGHT",
    "A4_WIDTH",
    "LINE_SPACING",
    "MM",
    "Fitted",
    "Sheet",
    "document",
    "fit",
    "wrap",
]

A4_WIDTH, A4_HEIGHT = 210.0, 297.0
_HEADS = {"row": HEADS_ROW, "column": HEADS_COLUMN}
_LINES_KEPT = 2000
# Centre of the ideographic body above the baseline, in ems (0.88 up, 0.12 down).
_BODY_CENTRE = 0.38
# ふりがな, in ems: its size, its size above a short word at least, how far it sticks out, how high it stands.
_READING, _SMALLEST_READING, _OVERHANG, _READING_UP = 0.48, 0.34, 0.3, 0.95


class Sheet:
    """The page being drawn. Coordinates are mm from the top left, sizes are points."""

    def __init__(
        self,
        writer: PdfWriter,
        fonts: Fonts,
        offset: Calibration,
        size: tuple[float, float] = (A4_WIDTH, A4_HEIGHT),
    ) -> None:
        """Wrap a document; made by document()."""
        self._writer = writer
        self._structure: Structure | Stored = writer.structure
        self._within = _Within(self)
        self.width, self.height = size
        self._ops: list[str] = []
        self._images: set[str] = set()
        self._lines: dict[tuple[str, Typeface, float], str] = {}
        self._repeated: dict[str, tuple[Step, ...]] = {}
        self._forms = 0
        self._ink = ""
        self._moved = "" if offset.is_none else _matrix(offset, self.height)
        self.fonts = fonts

    @property
    def pages(self) -> int:
        """How many pages are finished."""
        return self._writer.pages

    def open(self, kind: Kind, *, scope: str = "", across: int = 1) -> None:
        """Begin what the next marks mean. scope: "row" or "column", of a TH. across: columns of a cell."""
        self._structure.begin(_begin(kind, scope, across))

    def close(self) -> None:
        """End what was begun last."""
        self._structure.end()

    def tagged(self, kind: Kind, *, scope: str = "", across: int = 1) -> "_Within":
        """Say what the marks within mean; see open."""
        self._structure.begin(_begin(kind, scope, across))
        return self._within

    def spoken(self, kind: Kind, language: str) -> "_Within":
        """Say what the marks within mean, and in which language they are read."""
        self._structure.begin(_begin_in(kind, language))
        return self._within

    def heading(self, text: str, scope: str) -> "_Within":
        """Say that the marks within head a row or a column of a table; what has no words heads nothing."""
        return self.tagged("TH", scope=scope) if text else self.tagged("TD")

    def figure(self, meaning: str, box: tuple[float, float, float, float]) -> "_Within":
        """Draw a picture in this box (x, y, width, height): all marks within are told by its meaning."""
        x, y, width, height = box
        corners = f"{x * MM:.1f} {self._up(y + height):.1f} {(x + width) * MM:.1f} {self._up(y):.1f}"
        about = f"/Alt{spoken(meaning)}/A<</O/Layout/Placement/Block/BBox[{corners}]>>"
        self._structure.begin(Begin("Figure", about, holds_all=True))
        return self._within

    def told(self, text: str) -> "_Within":
        """Draw marks that are read as this text."""
        self._structure.begin(Begin("Span", f"/ActualText{spoken(text)}", holds_all=True))
        return self._within

    def artifact(self) -> "_Within":
        """Draw what says nothing to who hears the paper: what repeats, and what only decorates."""
        self._structure.begin(ARTIFACT)
        return self._within

    def place(self, name: str, title: str, *, deep: int, y: float) -> None:
        """Let links and a bookmark lead here. deep: 0 for a part, 1 for what is in the part before it."""
        self._writer.leading.mark(name, title, deep, self._up(y))

    def link(self, to: str, told: str, box: tuple[float, float, float, float]) -> "_Within":
        """Let a box (x, y, width, height) with the text within lead to a place of this document."""
        x, y, width, height = box
        corners = f"{x * MM:.1f} {self._up(y + height):.1f} {(x + width) * MM:.1f} {self._up(y):.1f}"
        structure, leading = self._writer.structure, self._writer.leading
        structure.begin(Begin("Link"))
        structure.lead(lambda element: leading.link(to, told, corners, element))
        return self._within

    def text(
        self,
        x: float,
        y: float,
        text: str,
        face: Typeface,
        size: float,
        *,
        align: Align = "left",
        grey: float = 0.0,
    ) -> None:
        """Draw one line with its baseline at y; every character must be drawable."""
        if not text:
            return
        start = x * MM
        if align != "left":
            start -= (0.5 if align == "center" else 1.0) * face.width(text, size)
        self._structure.mark(self._ops, is_text=True)
        shown = self._shown(text, face, size)
        ink = f"{grey:g} g {grey:g} G" if " Tr " in shown else f"{grey:g} g"
        self._ops.append(f"{ink} BT {start:.2f} {self._up(y):.2f} Td{shown} ET")
        if ANNOTATED in text:
            self._readings(start, y, text, face, size)

    def _readings(self, start: float, y: float, text: str, face: Typeface, size: float) -> None:
        """Draw the readings above a line that begins at start points; who hears the paper hears the words."""
        with self.artifact():
            for word, reading in pieces(text):
                width = face.width(word, size)
                if reading:
                    room = (width + _OVERHANG * size) / face.width(reading, 1)
                    small = max(min(_READING * size, room), _SMALLEST_READING * size)
                    above = y - _READING_UP * size / MM
                    self.text((start + width / 2) / MM, above, reading, face, small, align="center")
                start += width

    def _shown(self, text: str, face: Typeface, size: float) -> str:
        """Return the operators that show a line, face by face; much of it stands on every sheet."""
        found = self._lines.get((text, face, size))
        if found is None:
            if len(self._lines) > _LINES_KEPT:
                self._lines.clear()
            found = self._lines[text, face, size] = self._encoded(text, face, size)
        return found

    def _encoded(self, text: str, face: Typeface, size: float) -> str:
        parts = []
        for run in face.runs(text):
            embedded = self._writer.font(run.font)
            shown = f"/{embedded.name} {size:g} Tf <{''.join([embedded.code(one) for one in run.glyphs])}> Tj"
            line = face.line_around(run.font) * size
            parts.append(f" 2 Tr {line:.3f} w {shown} 0 Tr" if line else f" {shown}")
        return "".join(parts)

    def fitted(
        self, x: float, middle: float, fitted: Fitted, face: Typeface, *, align: Align = "left"
    ) -> None:
        """Draw fitted text with its lines centred on the height `middle`."""
        size = fitted.size
        leading = size * LINE_SPACING / MM
        baseline = middle + _BODY_CENTRE * size / MM - leading * (len(fitted.lines) - 1) / 2
        for n, line in enumerate(fitted.lines):
            self.text(x, baseline + n * leading, line, face, size, align=align)

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        face: Typeface,
        size: float,
        *,
        width: float,
        spacing: float = 1.55,
        grey: float = 0.0,
    ) -> float:
        """Draw wrapped text whose first baseline is y; return the baseline after the last."""
        for line in wrap(text, face, width=width, size=size):
            self.text(x, y, line, face, size, grey=grey)
            y += spacing * size / MM
        return y

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float, *, grey: float = 0.0) -> None:
        """Draw a rule; weight in mm."""
        begin, end = f"{x1 * MM:.3f} {self._up(y1):.3f}", f"{x2 * MM:.3f} {self._up(y2):.3f}"
        self._structure.mark(self._ops, is_text=False)
        self._ops.append(f"{self._ink or f'{grey:g} G'} {weight * MM:.3f} w {begin} m {end} l S")

    def frame(self, x: float, y: float, width: float, height: float, weight: float) -> None:
        """Draw the outline of a box; weight in mm."""
        self._structure.mark(self._ops, is_text=False)
        self._ops.append(f"{self._ink or '0 G'} {weight * MM:.3f} w {self._box(x, y, width, height)} re S")

    def panel(self, x: float, y: float, width: float, height: float, *, grey: float) -> None:
        """Fill a box with a light grey."""
        self._structure.mark(self._ops, is_text=False)
        self._ops.append(f"{grey:g} g {self._box(x, y, width, height)} re f")

    def circle(self, x: float, y: float, radius: float, weight: float, *, grey: float = 0.0) -> None:
        """Draw a circle about a point; weight in mm."""
        middle_x, middle_y, r = x * MM, self._up(y), radius * MM
        # Four curves; the usual factor for a quarter of a circle.
        k = 0.5523 * r
        corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
        path = [f"{middle_x + r:.3f} {middle_y:.3f} m"]
        for (a, b), (c, d) in pairwise(corners):
            points = (a * r + c * k, b * r + d * k, c * r + a * k, d * r + b * k, c * r, d * r)
            placed = [f"{(middle_y if n % 2 else middle_x) + value:.3f}" for n, value in enumerate(points)]
            path.append(" ".join(placed) + " c")
        self._structure.mark(self._ops, is_text=False)
        self._ops.append(f"{grey:g} G {weight * MM:.3f} w {' '.join(path)} S")

    def outlined(
        self,
        text: str,
        face: Typeface,
        size: float,
        *,
        angle: float,
        weight: float,
        greys: tuple[float, float],
        middle: tuple[float, float],
    ) -> None:
        """Draw a text across a point, rising by angle degrees.

        weight: of its outline, in mm. greys: inside, and of the outline.
        """
        across, up = middle[0] * MM, self._up(middle[1])
        cosine, sine = cos(radians(angle)), sin(radians(angle))
        self._structure.mark(self._ops, is_text=True)
        self._ops.append(
            f"q {cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} {across:.3f} {up:.3f} cm "
            f"{greys[0]:g} g {greys[1]:g} G {weight * MM:.3f} w 2 Tr "
            f"BT {-face.width(text, size) / 2:.2f} {-_BODY_CENTRE * size:.2f} Td"
            f"{self._shown(text, face, size)} ET Q"
        )

    def qr(self, x: float, y: float, size: float, code: QrCode) -> None:
        """Draw a QR code of size mm; keep four modules of white around it."""
        module = size * MM / code.modules
        self._structure.mark(self._ops, is_text=False)
        self._ops.append(
            f"q {module:.5f} 0 0 {-module:.5f} {x * MM:.3f} {self._up(y):.3f} cm 0 g\n{code.path} f Q"
        )

    def image(self, x: float, y: float, box: float, png: bytes) -> None:
        """Draw a picture in its true size, centred in a square of box mm, shrunk if larger.

        A picture that does not know its resolution fills the square.
        """
        try:
            picture = Image.open(BytesIO(png), formats=["PNG"])
            picture.load()
        except (OSError, SyntaxError) as error:
            raise BadValue("印影の画像を読めません。PNG形式の画像を設定し直してください。") from error
        pixels_wide, pixels_high = picture.size
        dots = float(picture.info.get("dpi", (0, 0))[0])
        scale = box * MM / max(pixels_wide, pixels_high)
        if dots > 1:
            scale = min(scale, 72 / dots)
        wide, high = pixels_wide * scale, pixels_high * scale
        left = (x + box / 2) * MM - wide / 2
        bottom = self._up(y + box / 2) - high / 2
        name = f"I{hashlib.sha256(png).hexdigest()[:16]}"
        if name not in self._images:
            self._images.add(name)
            whole = picture.convert("RGBA")
            self._writer.add_image(
                name, picture.size, whole.convert("RGB").tobytes(), whole.getchannel("A").tobytes()
            )
        self._structure.mark(self._ops, is_text=False)
        self._ops.append(f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {bottom:.3f} cm /{name} Do Q")

    @contextmanager
    def lines_in(self, colour: str) -> Iterator[None]:
        """Draw lines and frames in a colour, given as PDF; black where it is empty."""
        before, self._ink = self._ink, f"{colour} RG" if colour else ""
        yield
        self._ink = before

    @contextmanager
    def turned(self, x: float, y: float, degrees: float) -> Iterator[None]:
        """Draw what follows turned to the left about a point."""
        self._structure.end_mark(self._ops)
        across, up = x * MM, self._up(y)
        cosine, sine = round(cos(radians(degrees)), 6), round(sin(radians(degrees)), 6)
        left, bottom = across - across * cosine + up * sine, up - across * sine - up * cosine
        self._ops.append(f"q {cosine:g} {sine:g} {-sine:g} {cosine:g} {left:.3f} {bottom:.3f} cm")
        yield
        self._structure.end_turn(self._ops)

    def repeated(self, name: str, draw: Callable[["Sheet"], None]) -> None:
        """Draw what many sheets share: stored once under its name, then only referred to."""
        steps = self._repeated.get(name)
        if steps is None:
            outside, self._ops = (self._ops, self._structure), []
            stored = self._structure = Stored(self._structure, self._store)
            draw(self)
            steps = self._repeated[name] = stored.steps()
            self._ops, self._structure = outside
        self._structure.show(self._ops, steps)

    def _store(self, content: list[str]) -> str:
        name = f"X{self._forms}"
        self._forms += 1
        box = f"0 0 {self.width * MM:.3f} {self.height * MM:.3f}"
        self._writer.add_form(name, "\n".join(content), box=box)
        return name

    def end(self) -> None:
        """Finish the sheet; what is drawn next is on a new one."""
        owners = self._writer.structure.end_page(self._ops)
        self._writer.add_page(self._moved + "\n".join(self._ops), owners)
        self._ops.clear()

    def _up(self, y: float) -> float:
        return (self.height - y) * MM

    def _box(self, x: float, y: float, width: float, height: float) -> str:
        return f"{x * MM:.3f} {self._up(y + height):.3f} {width * MM:.3f} {height * MM:.3f}"


@functools.cache
def _begin(kind: Kind, scope: str, across: int) -> Begin:
    return Begin(kind, _HEADS.get(scope, "") if across == 1 else f"/A<</O/Table/ColSpan {across}>>")


@functools.cache
def _begin_in(kind: Kind, language: str) -> Begin:
    return Begin(kind, f"/Lang({language})")


class _Within:
    """What was begun on a sheet ends with the block; when that raises, nothing of the paper is kept."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._sheet.close()


def _matrix(offset: Calibration, height: float) -> str:
    # Ours counts from the top left corner, the PDF from the bottom left.
    up = height * MM * (1 - offset.scale_y) - offset.dy * MM
    return f"{offset.scale_x:.6f} 0 0 {offset.scale_y:.6f} {offset.dx * MM:.3f} {up:.3f} cm\n"


@contextmanager
def document(
    out: BinaryIO,
    title: str,
    *,
    offset: Calibration | None = None,
    both_sides: bool = False,
    size: tuple[float, float] = (A4_WIDTH, A4_HEIGHT),
) -> Iterator[Sheet]:
    """Write a PDF to out while its sheets are drawn.

    When the block raises, what was written is taken back, where out can seek. The same input
    gives the same bytes. The title must name nobody. offset: the correction of a printer,
    applied to every page. both_sides: pages are front and back in turn. size: of all sheets, in mm.
    """
    writer = PdfWriter(out, width=size[0] * MM, height=size[1] * MM, both_sides=both_sides)
    try:
        yield Sheet(writer, load_fonts(), offset or UNCORRECTED, size)
    except BaseException:
        writer.take_back()
        raise
    writer.finish(title=title, creator="資格確認書デスク", language="ja-JP")
