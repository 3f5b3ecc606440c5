"""Draws the icon in every size a system asks for, from the one drawing in resources/icon."""

import io
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DRAWING = ROOT / "resources" / "icon" / "shikaku-desk.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def picture(size: int) -> bytes:
    """Return the icon as a PNG of that many pixels."""
    from PySide6.QtCore import QBuffer, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    drawn = QBuffer()
    drawn.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(drawn, "PNG")
    return bytes(drawn.data().data())


def stage(folder: Path) -> None:
    """Write what the starters of Windows (.ico) and macOS (.icns) carry."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    large = Image.open(io.BytesIO(picture(512)))
    small = [Image.open(io.BytesIO(picture(size))) for size in SIZES if size <= 256]
    small[-1].save(folder / "shikaku-desk.ico", append_images=small[:-1], sizes=[one.size for one in small])
    large.save(folder / "shikaku-desk.icns")
