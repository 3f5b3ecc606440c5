"""A4 sheets in millimetres from the top left corner, with text that fits or is refused."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import groupby, pairwise
from math import cos, radians, sin
from typing import BinaryIO

from PIL import Image

from app.domain.calibration import UNCORRECTED, Calibration
from app.errors import BadValue
from app.printing.engine.fitting import LINE_SPACING, MM, Fitted, fit, wrap
from app.printing.engine.fonts import Fonts, Glyph, Typeface, load_fonts
from app.printing.engine.pdf import Embedded, PdfWriter
from app.printing.engine.qr import QrCode
from app.printing.values import Align

__all__ = [
    "A4_HEIGHT",
    "A4_WIDTH",
    "LINE_SPACING",
    "MM",
    "Fitted",
    "Sheet",
    "Spot",
    "document",
    "fit",
    "wrap",
]

A4_WIDTH, A4_HEIGHT = 210.0, 297.0
# Centre of the ideographic body above the baseline, in ems (0.88 up, 0.12 down).
_BODY_CENTRE = 0.38


class _Quick:
    """Characters of a main face that were shown before, ready to be shown again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._codes: dict[str, str] = {}
        self._advances: dict[str, float] = {}
        self.code = self._codes.__getitem__
        self.advance = self._advances.__getitem__

    def add(self, character: str, code: str, advance: float) -> None:
        self._codes[character] = code
        self._advances[character] = advance


class Spot:
    """Where one line of text stands on many sheets: what is alike about it is written once."""

    def __init__(
        self, sheet: "Sheet", x: float, y: float, face: Typeface, size: float, align: Align = "left"
    ) -> None:
        """y: of the baseline; made by Sheet.spot()."""
        self._sheet = sheet
        self._place = (x, y, face, size, align)
        self._quick: _Quick | None = None
        self._start, self._end = "", ""
        self._share = {"left": 0.0, "center": size / 2000, "right": size / 1000}[align]

    def line(self, text: str) -> str:
        """Return what draws the text, to put on a sheet with replay(); as Sheet.text would."""
        x, y, face, size, align = self._place
        if self._quick is None:
            self._quick = self._sheet.quick(face)
            if self._quick is not None:
                self._start = f"0 g BT {x * MM:.2f} {_up(y):.2f} Td /{self._quick.name} {size:g} Tf <"
                self._end = f"{_up(y):.2f} Td /{self._quick.name} {size:g} Tf <"
        quick = self._quick
        if quick is not None:
            # KeyError: a character this document has not shown yet, or one of the other face.
            try:
                shown = "".join(map(quick.code, text))
                if not self._share:
                    return f"{self._start}{shown}> Tj ET"
                start = x * MM - sum(map(quick.advance, text)) * self._share
            except KeyError:
                pass
            else:
                return f"0 g BT {start:.2f} {self._end}{shown}> Tj ET"
        return self._sheet.line_of(x, y, text, face, size, align, 0.0)


class Sheet:
    """The page being drawn. Coordinates are mm from the top left, sizes are points."""

    def __init__(self, writer: PdfWriter, fonts: Fonts, offset: Calibration) -> None:
        """Wrap a document; made by document()."""
        self._writer = writer
        self._ops: list[str] = []
        self._names: dict[str, str] = {}
        self._quick: dict[Typeface, _Quick] = {}
        self._codes: dict[tuple[float, float, float, int], str] = {}
        self._moved = "" if offset.is_none else _matrix(offset)
        self.fonts = fonts

    @property
    def pages(self) -> int:
        """How many pages are finished."""
        return self._writer.pages

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
        self._ops.append(self.line_of(x, y, text, face, size, align, grey))

    def spot(self, x: float, middle: float, face: Typeface, size: float, *, align: Align = "left") -> Spot:
        """Return a place for one line of text centred on the height `middle`."""
        return Spot(self, x, middle + _BODY_CENTRE * size / MM, face, size, align)

    def quick(self, face: Typeface) -> _Quick | None:
        """Return what is ready of a face; None before anything of it was shown."""
        return self._quick.get(face)

    def line_of(
        self, x: float, y: float, text: str, face: Typeface, size: float, align: Align, grey: float
    ) -> str:
        """Return what draws one line with its baseline at y."""
        start = x * MM
        quick = self._quick.get(face)
        if quick is not None:
            # KeyError: a character this document has not shown yet, or one of the other face.
            with suppress(KeyError):
                shown = "".join(map(quick.code, text))
                if align != "left":
                    width = sum(map(quick.advance, text)) * size / 1000
                    start -= width / 2 if align == "center" else width
                up = (A4_HEIGHT - y) * MM
                return f"{grey:g} g BT {start:.2f} {up:.2f} Td /{quick.name} {size:g} Tf <{shown}> Tj ET"
        if align != "left":
            start -= (0.5 if align == "center" else 1.0) * face.width(text, size)
        return f"{grey:g} g BT {start:.2f} {_up(y):.2f} Td{self._shown(text, face, size)} ET"

    def _shown(self, text: str, face: Typeface, size: float) -> str:
        """Return the operators that show a line, face by face."""
        parts = []
        for font, group in groupby(face.glyphs(text), key=lambda glyph: glyph.font):
            embedded = self._writer.font(font)
            glyphs = list(group)
            shown = "".join(embedded.codes[glyph] for glyph in glyphs)
            parts.append(f" /{embedded.name} {size:g} Tf <{shown}> Tj")
            if face.is_body(font) and not face.is_of_one_person:
                self._remember(face, embedded, [g for g in glyphs if face.is_plain(g.cluster)])
        return "".join(parts)

    def _remember(self, face: Typeface, embedded: Embedded, glyphs: list[Glyph]) -> None:
        if face not in self._quick:
            self._quick[face] = _Quick(embedded.name)
        for glyph in glyphs:
            self._quick[face].add(glyph.cluster, embedded.codes[glyph], glyph.advance)

    def fitted(
        self, x: float, middle: float, fitted: Fitted, face: Typeface, *, align: Align = "left"
    ) -> None:
        """Draw fitted text with its lines centred on the height `middle`."""
        self._ops.append(self.fitted_lines(x, middle, fitted, face, align=align))

    def fitted_lines(
        self, x: float, middle: float, fitted: Fitted, face: Typeface, *, align: Align = "left"
    ) -> str:
        """Return what fitted() draws, to put on several sheets with replay()."""
        size = fitted.size
        baseline = middle + _BODY_CENTRE * size / MM
        if len(fitted.lines) == 1:
            return self.line_of(x, baseline, fitted.lines[0], face, size, align, 0.0)
        leading = size * LINE_SPACING / MM
        baseline -= leading * (len(fitted.lines) - 1) / 2
        return "\n".join(
            self.line_of(x, baseline + n * leading, line, face, size, align, 0.0)
            for n, line in enumerate(fitted.lines)
        )

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
        self._ops.append(
            f"{grey:g} G {weight * MM:.3f} w {x1 * MM:.3f} {_up(y1):.3f} m {x2 * MM:.3f} {_up(y2):.3f} l S"
        )

    def frame(self, x: float, y: float, width: float, height: float, weight: float) -> None:
        """Draw the outline of a box; weight in mm."""
        self._ops.append(f"0 G {weight * MM:.3f} w {_box(x, y, width, height)} re S")

    def panel(self, x: float, y: float, width: float, height: float, *, grey: float) -> None:
        """Fill a box with a light grey."""
        self._ops.append(f"{grey:g} g {_box(x, y, width, height)} re f")

    def circle(self, x: float, y: float, radius: float, weight: float, *, grey: float = 0.0) -> None:
        """Draw a circle about a point; weight in mm."""
        middle_x, middle_y, r = x * MM, _up(y), radius * MM
        # Four curves; the usual factor for a quarter of a circle.
        k = 0.5523 * r
        corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
        path = [f"{middle_x + r:.3f} {middle_y:.3f} m"]
        for (a, b), (c, d) in pairwise(corners):
            points = (a * r + c * k, b * r + d * k, c * r + a * k, d * r + b * k, c * r, d * r)
            placed = [f"{(middle_y if n % 2 else middle_x) + value:.3f}" for n, value in enumerate(points)]
            path.append(" ".join(placed) + " c")
        self._ops.append(f"{grey:g} G {weight * MM:.3f} w {' '.join(path)} S")

    def diagonal(
        self,
        text: str,
        face: Typeface,
        size: float,
        *,
        angle: float,
        grey: float,
        middle: tuple[float, float] = (A4_WIDTH / 2, A4_HEIGHT / 2),
    ) -> None:
        """Draw text across a point (the middle of the sheet), rising by angle degrees."""
        x, y = middle
        cosine, sine = cos(radians(angle)), sin(radians(angle))
        self._ops.append(
            f"q {cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} {x * MM:.3f} {_up(y):.3f} cm {grey:g} g "
            f"BT {-face.width(text, size) / 2:.2f} {-_BODY_CENTRE * size:.2f} Td"
            f"{self._shown(text, face, size)} ET Q"
        )

    def qr(self, x: float, y: float, size: float, code: QrCode) -> None:
        """Draw a QR code of size mm; keep four modules of white around it."""
        place = (x, y, size, code.modules)
        start = self._codes.get(place)
        if start is None:
            module = size * MM / code.modules
            start = f"q {module:.5f} 0 0 {-module:.5f} {x * MM:.3f} {_up(y):.3f} cm 0 g"
            self._codes[place] = start
        self._ops += (start, code.path + " f Q")

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
        bottom = _up(y + box / 2) - high / 2
        name = f"I{hashlib.sha256(png).hexdigest()[:16]}"
        if name not in self._names:
            self._names[name] = name
            whole = picture.convert("RGBA")
            self._writer.add_image(
                name, picture.size, whole.convert("RGB").tobytes(), whole.getchannel("A").tobytes()
            )
        self._ops.append(f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {bottom:.3f} cm /{name} Do Q")

    def repeated(self, name: str, draw: Callable[["Sheet"], None]) -> None:
        """Draw what many sheets share: stored once under its name, then only referred to."""
        if name not in self._names:
            outside, self._ops = self._ops, []
            draw(self)
            self._names[name] = f"X{len(self._names)}"
            box = f"0 0 {A4_WIDTH * MM:.3f} {A4_HEIGHT * MM:.3f}"
            self._writer.add_form(self._names[name], "\n".join(self._ops), box=box)
            self._ops = outside
        self._ops.append(f"/{self._names[name]} Do")

    def recorded(self, draw: Callable[["Sheet"], None]) -> str:
        """Return what drawing gives, to put on several sheets with replay()."""
        outside, self._ops = self._ops, []
        draw(self)
        inside, self._ops = self._ops, outside
        return "\n".join(inside)

    def replay(self, *recorded: str) -> None:
        """Put what was recorded on this sheet."""
        self._ops += recorded

    def end(self) -> None:
        """Finish the sheet; what is drawn next is on a new one."""
        content = "\n".join(self._ops)
        self._writer.add_page(self._moved + content)
        self._ops.clear()


def _up(y: float) -> float:
    return (A4_HEIGHT - y) * MM


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{x * MM:.3f} {_up(y + height):.3f} {width * MM:.3f} {height * MM:.3f}"


def _matrix(offset: Calibration) -> str:
    # Ours counts from the top left corner, the PDF from the bottom left.
    up = A4_HEIGHT * MM * (1 - offset.scale_y) - offset.dy * MM
    return f"{offset.scale_x:.6f} 0 0 {offset.scale_y:.6f} {offset.dx * MM:.3f} {up:.3f} cm\n"


@contextmanager
def document(
    out: BinaryIO, title: str, *, offset: Calibration | None = None, both_sides: bool = False
) -> Iterator[Sheet]:
    """Write a PDF of A4 sheets to out while they are drawn.

    When the block raises, what was written is taken back, where out can seek. The same input
    gives the same bytes. The title must name nobody. offset: the correction of a printer,
    applied to every page. both_sides: pages are front and back in turn.
    """
    writer = PdfWriter(out, width=A4_WIDTH * MM, height=A4_HEIGHT * MM, both_sides=both_sides)
    try:
        yield Sheet(writer, load_fonts(), offset or UNCORRECTED)
    except BaseException:
        writer.take_back()
        raise
    writer.finish(title=title, creator="資格確認書デスク", language="ja-JP")
