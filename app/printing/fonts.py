"""The faces on this machine, each able to say whether it draws a character exactly.

Values are set in BIZ UDMincho, labels in BIZ UDGothic; IPAmj Mincho helps out for single
characters of a name. Fonts are searched at run time and embedded as subsets.
"""

import functools
import importlib.util
import os
import sys
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont as FontReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

import resources
from app.errors import ProgramIncomplete
from app.printing.glyphs import clusters, is_private_use, is_selector, undrawable


class Role(StrEnum):
    """What a face is for."""

    LABEL = "label"
    HEADING = "heading"
    VALUE = "value"
    FALLBACK = "fallback"


# File name and index inside the file (Windows ships collections), best first.
_GOTHIC = (
    ("BIZUDGothic-Regular.ttf", 0),
    ("BIZUDGothic_400Regular.ttf", 0),
    ("BIZ-UDGothicR.ttc", 0),
    ("ipaexg.ttf", 0),
)
_FILES: Mapping[Role, tuple[tuple[str, int], ...]] = {
    Role.LABEL: _GOTHIC,
    Role.HEADING: (
        ("BIZUDGothic-Bold.ttf", 0),
        ("BIZUDGothic_700Bold.ttf", 0),
        ("BIZ-UDGothicB.ttc", 0),
        *_GOTHIC,
    ),
    Role.VALUE: (
        ("BIZUDMincho-Regular.ttf", 0),
        ("BIZUDMincho_400Regular.ttf", 0),
        ("BIZ-UDMinchoM.ttc", 0),
        ("ipaexm.ttf", 0),
        *_GOTHIC,
    ),
    Role.FALLBACK: (("ipamjm.ttf", 0),),
}

# Plane 16 is private use that no font of ours fills; 外字 in names are refused before.
_FIRST_PRIVATE_CODE = 0x100000


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face in a font file; index counts inside a collection."""

    path: Path
    index: int


def find_fonts(folder: Path | None = None) -> dict[Role, FontFile]:
    """Return the file of each face; the fallback is left out when it is not installed.

    Searched in this order: the folder given, the program's own resources, the system, the
    font package of the Python environment. Raises ProgramIncomplete when there is none.
    """
    found: dict[Role, FontFile] = {}
    for files in _places(folder):
        for role, names in _FILES.items():
            if role not in found:
                match = next((FontFile(files[n.lower()], i) for n, i in names if n.lower() in files), None)
                if match:
                    found[role] = match
        if len(found) == len(_FILES):
            break
    if Role.VALUE not in found or Role.LABEL not in found:
        raise ProgramIncomplete(
            "日本語の書体が見つかりません。BIZ UD明朝とBIZ UDゴシックを入れてから、もう一度お試しください。"
        )
    return found


def _places(folder: Path | None) -> Iterator[dict[str, Path]]:
    # Lower-case file name -> path, one mapping per place, in order of preference.
    if folder is not None:
        yield _files_below(folder)
    with suppress(FileNotFoundError):
        yield _files_below(resources.path("fonts"))
    yield _files_below(*_system_folders())
    package = importlib.util.find_spec("matplotlib_fontja")
    if package is not None:
        yield _files_below(*(Path(place) for place in package.submodule_search_locations or ()))


def _system_folders() -> list[Path]:
    if sys.platform == "win32":
        personal = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return [personal, Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    if sys.platform == "darwin":
        return [Path.home() / "Library" / "Fonts", Path("/Library/Fonts")]
    return [Path.home() / ".local/share/fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


def _files_below(*folders: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                files.setdefault(name.lower(), Path(place) / name)
    return files


class ExactFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A TrueType face that draws variants and writes a text layer that copies exactly.

    ReportLab draws one glyph per code point and ignores variation selectors. Each sequence
    that has a glyph therefore gets a private code of this face, and the text layer maps it
    back to what was filed.
    """

    def __init__(self, file: FontFile) -> None:
        """Load the face; asciiReadable off keeps unused Latin letters out of the subset."""
        super().__init__("", str(file.path), subfontIndex=file.index, asciiReadable=False, shapable=False)
        self.fontName = bytes(self.face.name).decode("ascii")
        self._repair_advances()
        self._variants = _variant_glyphs(file)
        self._codes: dict[str, str | None] = {}
        self._filed: dict[int, str] = {}
        self._lock = threading.Lock()

    def _repair_advances(self) -> None:
        # ReportLab scales the advance that the last glyphs of the table share once too often;
        # the variants are among them and would be drawn over their neighbours.
        full = int.from_bytes(self.face.get_table("hhea")[34:36], "big")
        shared = self.face.hmetrics[full - 1][0]
        self.face.hmetrics[full:] = [(shared, bearing) for _, bearing in self.face.hmetrics[full:]]

    def code(self, cluster: str) -> str | None:
        """Return what to hand to ReportLab for one character, None if it cannot be exact."""
        try:
            return self._codes[cluster]
        except KeyError:
            with self._lock:
                return self._codes.setdefault(cluster, self._new_code(cluster))

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 (ReportLab's name)
        """Write the subsets, then replace ReportLab's text layer, wrong beyond U+FFFF."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(n, doc).lstrip("/") for n in range(len(subsets))]
        super().addObjects(doc)
        for name, subset in zip(names, subsets, strict=True):
            font = doc.idToObject["BasicFonts"].dict[name]
            doc.idToObject[font.ToUnicode.name].content = self._text_layer(subset)

    def _new_code(self, cluster: str) -> str | None:
        glyph = self._glyph(cluster)
        if glyph is None or len(cluster) == 1:
            return cluster if glyph is not None else None
        private = _FIRST_PRIVATE_CODE + len(self._filed)
        self.face.charToGlyph[private] = glyph
        self.face.charWidths[private] = self.pdfScale(self.face.hmetrics[glyph][0])
        self._filed[private] = cluster
        return chr(private)

    def _glyph(self, cluster: str) -> int | None:
        if is_private_use(cluster):
            return None
        if is_selector(cluster[-1]):
            is_pair = len(cluster) == 2
            return self._variants.get((ord(cluster[0]), ord(cluster[1]))) if is_pair else None
        # A base with combining marks looks, by definition, like its composed character.
        composed = unicodedata.normalize("NFC", cluster) if len(cluster) > 1 else cluster
        glyph = self.face.charToGlyph.get(ord(composed), 0) if len(composed) == 1 else 0
        # A glyph without outline would leave a silent gap in a name; only blanks may.
        is_empty = self.face.glyphPos[glyph] == self.face.glyphPos[glyph + 1]
        if glyph == 0 or (is_empty and unicodedata.category(composed) != "Zs"):
            return None
        return int(glyph)

    def _text_layer(self, subset: list[int]) -> str:
        entries = [
            f"<{n:02X}> <{self._filed.get(code, chr(code)).encode('utf-16-be').hex().upper()}>"
            for n, code in enumerate(subset)
            if code
        ]
        # The format allows 100 entries in one block.
        blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin",
                "12 dict begin",
                "begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                "/CMapName /Adobe-Identity-UCS def",
                "/CMapType 2 def",
                "1 begincodespacerange",
                "<00> <FF>",
                "endcodespacerange",
                *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
                "endcmap",
                "CMapName currentdict /CMap defineresource pop",
                "end",
                "end",
            ]
        )


def _variant_glyphs(file: FontFile) -> dict[tuple[int, int], int]:
    """Return (base, selector) -> glyph id for every sequence the face declares."""
    with FontReader(str(file.path), fontNumber=file.index, lazy=True) as font:
        cmap = font["cmap"]
        ordinary = cmap.getBestCmap()
        return {
            (base, selector): font.getGlyphID(glyph or ordinary[base])
            for table in cmap.tables
            if table.format == 14
            for selector, pairs in table.uvsDict.items()
            for base, glyph in pairs
            if glyph or base in ordinary
        }


@functools.cache
def _load(file: FontFile) -> ExactFont:
    font = ExactFont(file)
    pdfmetrics.registerFont(font)
    # ReportLab draws by name: a face of the same name that came first is the one in use.
    registered = pdfmetrics.getFont(font.fontName)
    assert isinstance(registered, ExactFont)
    return registered


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one face, encoded for it."""

    font: ExactFont
    codes: str


class Typeface:
    """A face and the one that helps out, character by character."""

    def __init__(self, body: FontFile, fallback: FontFile | None) -> None:
        """Take the files; the fallback is loaded when a character first asks for it."""
        self._body = _load(body)
        self._fallback = fallback
        self._known: dict[str, Run | None] = {}

    @property
    def body_name(self) -> str:
        """ReportLab's name of the main face."""
        return self._body.fontName

    def can_draw(self, cluster: str) -> bool:
        """Return whether the character can be drawn exactly as filed."""
        return self._resolve(cluster) is not None

    def undrawable(self, text: str) -> list[str]:
        """Return the characters of the text that cannot be drawn exactly."""
        return undrawable(text, self.can_draw)

    def runs(self, text: str) -> list[Run]:
        """Return the text cut where the face changes. Every character must be drawable."""
        found = [self._resolve(cluster) for cluster in clusters(text)]
        drawn = [run for run in found if run is not None]
        if len(drawn) < len(found):
            raise ValueError("a character was not checked before drawing")
        return [
            Run(font, "".join(run.codes for run in group))
            for font, group in groupby(drawn, key=lambda run: run.font)
        ]

    def width(self, text: str, size: float) -> float:
        """Return the width in points."""
        return float(sum(run.font.stringWidth(run.codes, size) for run in self.runs(text)))

    def _resolve(self, cluster: str) -> Run | None:
        if cluster not in self._known:
            self._known[cluster] = self._find(cluster)
        return self._known[cluster]

    def _find(self, cluster: str) -> Run | None:
        code = self._body.code(cluster)
        if code is not None:
            return Run(self._body, code)
        if self._fallback is None:
            return None
        helper = _load(self._fallback)
        code = helper.code(cluster)
        return Run(helper, code) if code is not None else None


@dataclass(frozen=True, slots=True)
class Fonts:
    """The three faces of every paper."""

    label: Typeface
    heading: Typeface
    value: Typeface


@functools.cache
def load_fonts(folder: Path | None = None) -> Fonts:
    """Load the faces once; see find_fonts for where they come from."""
    files = find_fonts(folder)
    fallback = files.get(Role.FALLBACK)
    return Fonts(*(Typeface(files[role], fallback) for role in (Role.LABEL, Role.HEADING, Role.VALUE)))
