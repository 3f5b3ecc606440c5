"""Substitutes for characters no face draws: agreed characters, and pictures as glyphs."""

import functools
import hashlib
from collections.abc import Mapping
from io import BytesIO

from PIL import Image, ImageOps

from app.errors import BadValue
from app.printing.fonts import PictureFont, Typeface
from app.printing.glyphs import clusters
from app.printing.values import Substitute

_SMALLEST, _SIDE = 64, 512


def substituted(text: str, given: Mapping[str, Substitute]) -> str:
    """Return the text with the agreed characters; pictures keep the character as filed."""
    if not given:
        return text
    return "".join(given[c].text or c if c in given else c for c in clusters(text))


def face_for(plain: Typeface, given: Mapping[str, Substitute]) -> Typeface:
    """Return the face that draws the pictures among the substitutes of one person."""
    return plain.with_pictures({c: picture_font(one.png) for c, one in given.items() if one.png})


@functools.lru_cache(maxsize=256)
def picture_font(png: bytes) -> PictureFont:
    """Return a picture as the glyph of one character; BadValue when it cannot stand for one."""
    try:
        picture = Image.open(BytesIO(png), formats=["PNG"])
        picture.load()
    except (OSError, SyntaxError) as error:
        raise BadValue("文字の画像を読めません。PNG形式の画像を登録し直してください。") from error
    if min(picture.size) < _SMALLEST:
        raise BadValue(f"文字の画像が小さすぎます。縦横とも{_SMALLEST}ピクセル以上にしてください。")
    coloured = picture.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    paper.alpha_composite(coloured)
    grey = paper.convert("L")
    side = min(max(grey.size), _SIDE)
    square = ImageOps.pad(grey, (side, side), color=255)
    inked = square.point(lambda level: 255 if level >= 128 else 0).convert("1", dither=Image.Dither.NONE)
    if ImageOps.invert(inked.convert("L")).getbbox() is None:
        raise BadValue("文字の画像に何も写っていません。黒い文字の画像を登録し直してください。")
    name = hashlib.sha256(png).hexdigest()[:16]
    return PictureFont(name, side, inked.tobytes())
