"""Makes the faces of the slips in other languages anew: resources/slips/faces/, cut out of Noto Sans CJK.

python -m installer.member_faces FILE

FILE: NotoSansCJK-VF.otf.ttc, as the package manimgx-fonts-cjk brings it (SIL Open Font License 1.1, which
lies beside the faces). Latin: the letters of every language written with them. Chinese: each character that
resources/slips/zh has, too; after a change of its words the faces are made again, and a test says so.
"""

import sys
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection

SLIPS = Path(__file__).parents[1] / "resources" / "slips"
FACE = "Noto Sans CJK SC"
WEIGHTS = {"Regular": 400, "Bold": 700}
# ASCII, Latin-1, the extensions that Vietnamese needs, dashes and quotes, and the mark before a question.
LATIN = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x1A0, 0x1B1),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2040),
    ord("■"),
}


def chinese() -> set[int]:
    """Return every character of the Chinese slips."""
    return {
        ord(sign) for file in (SLIPS / "zh").glob("*.toml") for sign in file.read_text("utf-8") if sign > " "
    }


def make(source: Any, weight: int, signs: set[int], target: Path) -> None:
    """Draw these characters of the source in one weight into a face of their own."""
    known = source.getBestCmap()
    cmap = {sign: known[sign] for sign in sorted(signs) if sign in known}
    drawn = source.getGlyphSet(location={"wght": weight})
    order = [".notdef", *dict.fromkeys(cmap.values())]
    outlines, widths = {}, {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
        widths[name] = (round(drawn[name].width), 0)
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(
        {
            name: (width, outlines[name].xMin if hasattr(outlines[name], "xMin") else 0)
            for name, (width, _) in widths.items()
        }
    )
    builder.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    family, style = target.stem.split("-")
    builder.setupNameTable(
        {
            "familyName": family,
            "styleName": style,
            "psName": target.stem,
            "copyright": source["name"].getDebugName(0),
            "licenseDescription": source["name"].getDebugName(13),
        }
    )
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWeightClass=weight, fsType=0)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = source["head"].created
    builder.font.recalcTimestamp = False
    builder.save(target)


def main() -> None:
    """Make all four."""
    fonts = TTCollection(sys.argv[1], lazy=True)
    source = next(
        font for font in fonts if FACE in (font["name"].getDebugName(16), font["name"].getDebugName(1))
    )
    folder = SLIPS / "faces"
    folder.mkdir(exist_ok=True)
    for name, weight in WEIGHTS.items():
        make(source, weight, LATIN, folder / f"SlipsLatin-{name}.ttf")
        make(source, weight, LATIN | chinese(), folder / f"SlipsChinese-{name}.ttf")


if __name__ == "__main__":
    main()
