"""A4 sheets in millimetres from the top left corner, with text that fits or is refused."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.errors import BadValue
from app.printing.fonts import Fonts, Typeface, load_fonts
from app.printing.glyphs import clusters
from app.printing.qr import QrCode
from app.printing.values import Align

MM = 72 / 25.4
A4_WIDTH, A4_HEIGHT = 210.0, 297.0
LINE_SPACING = 1.35
# Centre of the ideographic body above the baseline, in ems (0.88 up, 0.12 down).
_BODY_CENTRE = 0.38
# Characters that must not begin a line (行頭禁則) or end one (行末禁則).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー」』）］】〉》〕々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.)]:;?!"
)
_NOT_LAST = frozenset("「『（［【〈《〔([")

# Plain binary streams: the default spells them out as text, a quarter larger.
rl_config.useA85 = 0
# ReportLab keeps the reading position of a font file in the shared face.
_one_document_at_a_time = threading.RLock()


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text that fits: one or more lines at one size in points."""

    lines: tuple[str, ...]
    size: float


def fit(
    text: str, face: Typeface, *, width: float, height: float, size: float, min_size: float
) -> Fitted | None:
    """Return how the text fits a box in mm: on one line, smaller, on two lines, or None.

    It is never set below min_size points and never cut.
    """
    room = width * MM
    one_line = _size_for(face.width(text, 1), room, size)
    if one_line >= min_size:
        return Fitted((text,), one_line)
    first, second = _halves(text, face)
    widest = max(face.width(first.rstrip(), 1), face.width(second, 1))
    two_lines = _size_for(widest, room, min(size, height * MM / (2 * LINE_SPACING)))
    return Fitted((first, second), two_lines) if two_lines >= min_size else None


def _size_for(width_at_one: float, room: float, size: float) -> float:
    # Rounded down to a tenth, so that the text never touches the rule.
    return size if width_at_one * size <= room else int(room / width_at_one * 10) / 10


def _halves(text: str, face: Typeface) -> tuple[str, str]:
    """Cut into two lines of like width, at a blank if one is near the middle."""
    parts = clusters(text)
    places = [n for n in range(1, len(parts)) if _may_break(parts[n - 1], parts[n])]
    total = face.width(text, 1)

    def longer(place: int) -> float:
        first = face.width("".join(parts[:place]), 1)
        return max(first, total - first)

    if not places:
        return text, ""
    blanks = [n for n in places if parts[n - 1].isspace() and longer(n) <= 0.65 * total]
    best = min(blanks or places, key=longer)
    return "".join(parts[:best]), "".join(parts[best:])


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(cluster: str) -> bool:
    return cluster.isascii() and not cluster.isspace()


def wrap(text: str, face: Typeface, *, width: float, size: float) -> list[str]:
    """Return the text as lines no wider than width mm; line feeds in the text are kept.

    A word too long for one line is cut rather than lost.
    """
    room = width * MM
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        used = 0.0
        for part in clusters(paragraph):
            advance = face.width(part, size)
            # Twice when the rest kept together with this character is still too long.
            while line and used + advance > room and not part.isspace():
                cut = next((n for n in range(len(line), 0, -1) if _breaks_at(line, n, part)), len(line))
                lines.append("".join(line[:cut]))
                line = line[cut:]
                used = face.width("".join(line), size)
            line.append(part)
            used += advance
        lines.append("".join(line))
    return lines


def _breaks_at(line: list[str], place: int, following: str) -> bool:
    return _may_break(line[place - 1], line[place] if place < len(line) else following)


class Sheet:
    """The page being drawn. Coordinates are mm from the top left, sizes are points."""

    def __init__(self, canvas: Canvas, fonts: Fonts) -> None:
        """Wrap a canvas; made by document()."""
        self._canvas = canvas
        self._defined: set[str] = set()
        self.fonts = fonts
        self.pages = 0

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
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        start = x * MM - (shift * face.width(text, size) if shift else 0.0)
        line = self._canvas.beginText(start, _up(y))
        line.setFillGray(grey)
        for run in face.runs(text):
            line.setFont(run.font.fontName, size)
            line.textOut(run.codes)
        self._canvas.drawText(line)

    def fitted(
        self, x: float, middle: float, fitted: Fitted, face: Typeface, *, align: Align = "left"
    ) -> None:
        """Draw fitted text with its lines centred on the height `middle`."""
        leading = fitted.size * LINE_SPACING / MM
        first = middle - leading * (len(fitted.lines) - 1) / 2
        for n, line in enumerate(fitted.lines):
            baseline = first + n * leading + _BODY_CENTRE * fitted.size / MM
            self.text(x, baseline, line, face, fitted.size, align=align)

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
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(weight * MM)
        self._canvas.line(x1 * MM, _up(y1), x2 * MM, _up(y2))

    def frame(self, x: float, y: float, width: float, height: float, weight: float) -> None:
        """Draw the outline of a box; weight in mm."""
        self._canvas.setStrokeGray(0)
        self._canvas.setLineWidth(weight * MM)
        self._canvas.rect(x * MM, _up(y + height), width * MM, height * MM)

    def panel(self, x: float, y: float, width: float, height: float, *, grey: float) -> None:
        """Fill a box with a light grey."""
        self._canvas.setFillGray(grey)
        self._canvas.rect(x * MM, _up(y + height), width * MM, height * MM, stroke=0, fill=1)

    def diagonal(self, text: str, face: Typeface, size: float, *, angle: float, grey: float) -> None:
        """Draw text across the middle of the sheet, rising by angle degrees."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(A4_WIDTH / 2 * MM, A4_HEIGHT / 2 * MM)
        canvas.rotate(angle)
        line = canvas.beginText(-face.width(text, size) / 2, -_BODY_CENTRE * size)
        line.setFillGray(grey)
        for run in face.runs(text):
            line.setFont(run.font.fontName, size)
            line.textOut(run.codes)
        canvas.drawText(line)
        canvas.restoreState()

    def qr(self, x: float, y: float, size: float, code: QrCode) -> None:
        """Draw a QR code of size mm; keep four modules of white around it."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillGray(0)
        canvas.translate(x * MM, _up(y))
        canvas.scale(size * MM / code.modules, -size * MM / code.modules)
        squares = canvas.beginPath()
        for column, row, length in code.bars:
            squares.rect(column, row, length, 1)
        canvas.drawPath(squares, stroke=0, fill=1)
        canvas.restoreState()

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
        self._canvas.drawImage(ImageReader(picture), left, bottom, wide, high, mask="auto")

    def repeated(self, name: str, draw: Callable[["Sheet"], None]) -> None:
        """Draw what many sheets share: stored once under its name, then only referred to."""
        if name not in self._defined:
            self._canvas.beginForm(name)
            draw(self)
            self._canvas.endForm()
            self._defined.add(name)
        self._canvas.doForm(name)

    def end(self) -> None:
        """Finish the sheet; what is drawn next is on a new one."""
        self._canvas.showPage()
        self.pages += 1


def _up(y: float) -> float:
    return (A4_HEIGHT - y) * MM


@contextmanager
def document(out: BinaryIO, title: str) -> Iterator[Sheet]:
    """Write a PDF of A4 sheets to out when the block ends; nothing is written when it raises.

    The same input gives the same bytes. The title must name nobody.
    """
    with _one_document_at_a_time:
        fonts = load_fonts()
        canvas = Canvas(
            out,
            pagesize=(A4_WIDTH * MM, A4_HEIGHT * MM),
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 7),
            initialFontName=fonts.value.body_name,
            lang="ja-JP",
        )
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setCreator("資格確認書デスク")
        canvas.setViewerPreference("PrintScaling", "None")
        yield Sheet(canvas, fonts)
        canvas.save()
