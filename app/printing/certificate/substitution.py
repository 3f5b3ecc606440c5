"""Substitutes for characters no face draws: agreed characters, and pictures as glyphs."""

import functools
import hashlib
from collections.abc import Mapping
from io import BytesIO

from PIL import Image, ImageOps

from app.errors import BadValue
from app.printing.engine.fonts import PictureFont, Typeface
from app.printing.engine.glyphs import clusters
from app.printing.values import Substitute

_SMALLEST, _LARGEST, _SIDE = 64, 6000, 512
# White around the ink of a kept picture, in parts of its side: as much as around a printed kanji.
_MARGIN = 0.05


def substituted(text: str, given: Mapping[str, Substitute]) -> str:
    """Return the text with the agreed characters; pictures keep the character as filed."""
    if not given:
        return text
    return "".join(given[c].text or c if c in given else c for c in clusters(text))


def face_for(plain: Typeface, given: Mapping[str, Substitute]) -> Typeface:
    """Return the face that draws the pictures among the substitutes of one person."""
    return plain.with_pictures({c: picture_font(one.png) for c, one in given.items() if one.png})


def cleaned(data: bytes) -> bytes:
    """Return a picture as it is kept: the ink alone, square, black on white, without what a file
    tells besides (place, camera, names).

    BadValue when it cannot stand for a character.
    """
    inked = _inked(_opened(data, ("PNG", "JPEG", "BMP")))
    box = ImageOps.invert(_black_and_white(inked).convert("L")).getbbox()
    assert box is not None
    ink = inked.crop(box)
    side = max(ink.size)
    room = round(side * (1 - 2 * _MARGIN))
    out = BytesIO()
    square = ImageOps.pad(ink, (room, room), color=255)
    kept = Image.new("L", (side, side), 255)
    kept.paste(square, ((side - room) // 2, (side - room) // 2))
    _black_and_white(kept.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)).save(out, "PNG")
    return out.getvalue()


@functools.lru_cache(maxsize=256)
def picture_font(png: bytes) -> PictureFont:
    """Return a picture as the glyph of one character; BadValue when it cannot stand for one."""
    inked = _black_and_white(_inked(_opened(png, ("PNG",))))
    return PictureFont(hashlib.sha256(png).hexdigest()[:16], inked.width, inked.tobytes())


def _opened(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data), formats=formats)
        if max(picture.size) > _LARGEST:
            raise BadValue(f"文字の画像が大きすぎます。縦横とも{_LARGEST}ピクセルまでにしてください。")
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadValue("文字の画像を読めません。PNGかJPEGの画像を選び直してください。") from error
    return picture


def _inked(picture: Image.Image) -> Image.Image:
    """Return the picture square, in grey on white."""
    if min(picture.size) < _SMALLEST:
        raise BadValue(f"文字の画像が小さすぎます。縦横とも{_SMALLEST}ピクセル以上にしてください。")
    coloured = picture.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    paper.alpha_composite(coloured)
    grey = paper.convert("L")
    side = min(max(grey.size), _SIDE)
    square = ImageOps.pad(grey, (side, side), color=255)
    if ImageOps.invert(_black_and_white(square).convert("L")).getbbox() is None:
        raise BadValue("文字の画像に何も写っていません。白地に黒い文字の画像を選び直してください。")
    return square


def _black_and_white(grey: Image.Image) -> Image.Image:
    return grey.point(lambda level: 255 if level >= 128 else 0).convert("1", dither=Image.Dither.NONE)
