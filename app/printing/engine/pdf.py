"""A PDF written while it is drawn: a page is in the stream as soon as it is finished.

Memory therefore does not grow with the number of pages, only with the different characters.
Each character has its own code in the file: it is drawn by the number of its glyph, and the
text layer maps the code back to exactly what was filed, variation selectors included.
ReportLab puts the objects into PDF's own words; only pages, of which there are thousands, are
put together by hand.
Source: ISO 32000-1, sections 7.5, 9.7.4 (Type 0 fonts), 9.6.5 (Type 3 fonts), 9.10.3 (ToUnicode), 14.7 (what
marks mean: structure.py); ISO 14289-1 (PDF/UA), which this claims as far as tests/tagged.py can confirm it.
"""

import hashlib
import zlib
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import SEEK_CUR
from typing import BinaryIO
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from app.printing.engine.font_file import subset_tag
from app.printing.engine.fonts import Font, Glyph, PictureFont
from app.printing.engine.leading import Leading
from app.printing.engine.structure import Structure

# Numbers of the objects that pages refer to before they are written.
_CATALOG, _PAGES, _INFO, _FONTS, _FORMS, _TREE, _DOCUMENT, _OF_ROW, _OF_COLUMN = range(1, 10)
HEADS_ROW, HEADS_COLUMN = f"/A {_OF_ROW} 0 R", f"/A {_OF_COLUMN} 0 R"
"""What a heading of a table says of itself."""
_FLUSH = 1 << 16
_COMPRESSION = 4
# Lines of the tables at the end that are written at once.
_ROWS = 4096

_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{creator}</xmp:CreatorTool><pdf:Producer>{creator}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class _Plain:
    """What ReportLab asks of a document before it writes an object: nothing secret, always alike."""

    encrypt = pdfdoc.NoEncryption()
    invariant = 1


class Embedded:
    """A face as far as this document uses it. glyphs: in the order of first use; the first has code 1."""

    def __init__(self, font: Font, name: str) -> None:
        self.font = font
        self.name = name
        self.glyphs: list[Glyph] = []
        self._codes: dict[str, str] = {}
        self._digits = 2 if isinstance(font, PictureFont) else 4

    def code(self, glyph: Glyph) -> str:
        """Return the code of a character in hexadecimal, given when first asked for."""
        # It belongs to the character, for a face may be used by way of several others.
        code = self._codes.get(glyph.cluster)
        if code is None:
            self.glyphs.append(glyph)
            code = self._codes[glyph.cluster] = f"{len(self.glyphs):0{self._digits}X}"
        return code


class PdfWriter:
    """Writes the objects of one document. Content is given as PDF operators, in points."""

    def __init__(self, out: BinaryIO, *, width: float, height: float, both_sides: bool = False) -> None:
        """Begin a document of pages of one size. both_sides: asks the printer for both."""
        self._out = out
        self._start = _position(out)
        self._buffer = bytearray()
        self._written = 0
        self._digest = hashlib.sha256()
        self._offsets = array("Q", [0] * (_OF_COLUMN + 1))
        self._pages = array("L")
        self._next_page = 0
        # Of each page, where it is said which element its pieces belong to.
        self._owners = array("L")
        self._embedded: dict[Font, Embedded] = {}
        self._forms: dict[str, int] = {}
        self._both_sides = both_sides
        self._page_head = (
            f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox[0 0 {width:.3f} {height:.3f}]"
            f"/Resources<</Font {_FONTS} 0 R/XObject {_FORMS} 0 R>>/Contents "
        )
        self.structure = Structure(self, _TREE, _DOCUMENT)
        self.leading = Leading(self)
        # The second line tells programs that the file is not text.
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def pages(self) -> int:
        """How many pages are finished."""
        return len(self._pages)

    def font(self, font: Font) -> Embedded:
        """Return the face as this document knows it."""
        if font not in self._embedded:
            self._embedded[font] = Embedded(font, f"F{len(self._embedded) + 1}")
        return self._embedded[font]

    @property
    def page_number(self) -> int:
        """The number of the page being drawn."""
        self._next_page = self._next_page or self.new_number()
        return self._next_page

    def add_page(self, content: str, owners: Sequence[int] = ()) -> None:
        """Finish a page. owners: the element each of its marked pieces belongs to."""
        packed = zlib.compress(content.encode("ascii"), _COMPRESSION)
        stream, page, belonging = self.new_number(), self.page_number, self.new_number()
        self._write_at(stream, f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n")
        self._write(packed + b"\nendstream\nendobj\n")
        links = self.leading.end_page()
        head = f"{self._page_head}{stream} 0 R/StructParents {len(self._pages)}{links}>>"
        pieces = " ".join([f"{element} 0 R" for element in owners])
        self.write_objects([(page, head), (belonging, f"[{pieces}]")])
        self._pages.append(page)
        self._owners.append(belonging)
        self._next_page = 0

    def add_form(self, name: str, content: str, *, box: str) -> None:
        """Store content under a name that pages and later forms may draw."""
        resources = pdfdoc.PDFDictionary(
            {
                "Font": _reference(_FONTS),
                "XObject": pdfdoc.PDFDictionary({other: _reference(n) for other, n in self._forms.items()}),
            }
        )
        head = {"Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Form"), "Resources": resources}
        number = self._forms[name] = self.new_number()
        self._put_stream(number, content.encode("ascii"), head | {"BBox": f"[{box}]"})

    def add_image(self, name: str, size: tuple[int, int], colours: bytes, opacity: bytes | None) -> None:
        """Store a picture (8 bits RGB, 8 bits opacity) under a name that pages and forms may draw."""
        head = _image(*size, bits=8)
        mask = {}
        if opacity is not None:
            number = self.new_number()
            self._put_stream(number, opacity, head | {"ColorSpace": pdfdoc.PDFName("DeviceGray")})
            mask = {"SMask": _reference(number)}
        number = self._forms[name] = self.new_number()
        self._put_stream(number, colours, head | {"ColorSpace": pdfdoc.PDFName("DeviceRGB")} | mask)

    def finish(self, *, title: str, creator: str, language: str) -> None:
        """Write what the pages refer to and the table of objects."""
        fonts = {face.name: _reference(self._put_font(face)) for face in self._embedded.values()}
        self._put(_FONTS, fonts)
        self._put(_FORMS, {name: _reference(number) for name, number in self._forms.items()})
        self._put_structure()
        self._write_at(_PAGES, f"<</Type/Pages/Count {len(self._pages)}/Kids[")
        for first in range(0, len(self._pages), _ROWS):
            kids = self._pages[first : first + _ROWS]
            self._write("".join([f"{page} 0 R\n" for page in kids]).encode())
        self._write(b"]>>\nendobj\n")
        sides = {"Duplex": pdfdoc.PDFName("DuplexFlipLongEdge")} if self._both_sides else {}
        viewing = {"PrintScaling": pdfdoc.PDFName("None"), "DisplayDocTitle": "true"} | sides
        self._put(
            _CATALOG,
            {
                "Type": pdfdoc.PDFName("Catalog"),
                "Pages": _reference(_PAGES),
                "Lang": pdfdoc.PDFString(language),
                "MarkInfo": "<</Marked true>>",
                "StructTreeRoot": _reference(_TREE),
                "Metadata": _reference(self._put_metadata(title, creator)),
                "ViewerPreferences": pdfdoc.PDFDictionary(viewing),
                **self.leading.finish(),
            },
        )
        made_by = pdfdoc.PDFString(creator)
        self._put(_INFO, {"Title": pdfdoc.PDFString(title), "Creator": made_by, "Producer": made_by})
        self._finish_table()

    def take_back(self) -> None:
        """Remove what was written, as far as the stream allows: no half document stays behind."""
        self._buffer.clear()
        if self._start is not None:
            with suppress(OSError):
                self._out.seek(self._start)
                self._out.truncate()

    def _put_structure(self) -> None:
        self.structure.finish()
        parents = self.new_number()
        self._write_at(parents, "<</Nums[")
        for first in range(0, len(self._owners), _ROWS):
            rows = enumerate(self._owners[first : first + _ROWS], first)
            self._write("".join([f"{page} {owners} 0 R\n" for page, owners in rows]).encode())
        self._write(self.leading.parents().encode() + b"]>>\nendobj\n")
        tree = f"/K {_DOCUMENT} 0 R/ParentTree {parents} 0 R/ParentTreeNextKey {1 << 25}"
        scopes = [(_OF_ROW, "<</O/Table/Scope/Row>>"), (_OF_COLUMN, "<</O/Table/Scope/Column>>")]
        self.write_objects([(_TREE, f"<</Type/StructTreeRoot{tree}>>"), *scopes])

    def _put_metadata(self, title: str, creator: str) -> int:
        # Not compressed, so that programs find it which read no more of the file.
        data = _METADATA.format(title=escape(title), creator=escape(creator)).encode()
        number = self.new_number()
        self._write_at(number, f"<</Type/Metadata/Subtype/XML/Length {len(data)}>>stream\n")
        self._write(data + b"\nendstream\nendobj\n")
        return number

    def _finish_table(self) -> None:
        self._flush()
        place = self._written
        identity = self._digest.hexdigest()[:32]
        self._write(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n".encode())
        for first in range(1, len(self._offsets), _ROWS):
            rows = self._offsets[first : first + _ROWS]
            self._write(b"".join([b"%010d 00000 n \n" % offset for offset in rows]))
        self._write(
            f"trailer\n<</Size {len(self._offsets)}/Root {_CATALOG} 0 R/Info {_INFO} 0 R"
            f"/ID[<{identity}><{identity}>]>>\nstartxref\n{place}\n%%EOF\n".encode()
        )
        self._flush()

    def _put_font(self, face: Embedded) -> int:
        # A picture's font has a code of one byte; each picture is a font of its own.
        if isinstance(face.font, PictureFont):
            return self._put_picture(face, face.font)
        font = face.font
        numbers = [glyph.number for glyph in face.glyphs]
        name = f"{subset_tag(numbers)}+{font.name}"
        file, descriptor, descendant, number = (self.new_number() for _ in range(4))
        data = font.subset(numbers)
        self._put_stream(file, data, {"Length1": len(data)})
        ascent, descent = font.metrics.ascent, font.metrics.descent
        self._put(
            descriptor,
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": 4,
                "ItalicAngle": 0,
                "StemV": 80,
                "FontBBox": pdfdoc.PDFArray(font.metrics.box),
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": ascent,
                "FontFile2": _reference(file),
            },
        )
        system = {
            "Registry": pdfdoc.PDFString("Adobe"),
            "Ordering": pdfdoc.PDFString("Identity"),
            "Supplement": 0,
        }
        self._put(
            descendant,
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(name),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
                "DW": 1000,
                "CIDSystemInfo": pdfdoc.PDFDictionary(system),
                "FontDescriptor": _reference(descriptor),
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray([glyph.advance for glyph in face.glyphs])]),
            },
        )
        self._put(
            number,
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([_reference(descendant)]),
                "ToUnicode": _reference(self._put_text_layer(face, 4)),
            },
        )
        return number

    def _put_picture(self, face: Embedded, picture: PictureFont) -> int:
        image, shape, number = (self.new_number() for _ in range(3))
        head = _image(picture.side, picture.side, bits=1) | {"ImageMask": "true"}
        self._put_stream(image, picture.bits, head)
        # The ideographic body reaches from 0.12 em below the baseline to 0.88 em above it.
        self._put_stream(shape, b"1000 0 0 -120 1000 880 d1 q 1000 0 0 1000 0 -120 cm /P Do Q", {})
        pictures = pdfdoc.PDFDictionary({"P": _reference(image)})
        self._put(
            number,
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type3"),
                "FontBBox": pdfdoc.PDFArray([0, -120, 1000, 880]),
                "FontMatrix": "[.001 0 0 .001 0 0]",
                "CharProcs": pdfdoc.PDFDictionary({"c": _reference(shape)}),
                "Encoding": pdfdoc.PDFDictionary({"Differences": pdfdoc.PDFArray([1, pdfdoc.PDFName("c")])}),
                "FirstChar": 1,
                "LastChar": 1,
                "Widths": pdfdoc.PDFArray([1000]),
                "Resources": pdfdoc.PDFDictionary({"XObject": pictures}),
                "ToUnicode": _reference(self._put_text_layer(face, 2)),
            },
        )
        return number

    def _put_text_layer(self, face: Embedded, digits: int) -> int:
        entries = [
            f"<{code:0{digits}X}> <{glyph.cluster.encode('utf-16-be').hex().upper()}>"
            for code, glyph in enumerate(face.glyphs, 1)
        ]
        # The format allows 100 entries in one block.
        blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
        lines = [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<{'0' * digits}> <{'F' * digits}>",
            "endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
        number = self.new_number()
        self._put_stream(number, "\n".join(lines).encode(), {})
        return number

    def new_number(self) -> int:
        """Return the number of an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def write_objects(self, objects: Sequence[tuple[int, str]]) -> None:
        """Write objects that refer to others by their numbers."""
        whole = [f"{number} 0 obj\n{text}\nendobj\n" for number, text in objects]
        at = self._written
        for (number, _), one in zip(objects, whole, strict=True):
            self._offsets[number] = at
            at += len(one)
        self._write("".join(whole).encode("ascii"))

    def _put(self, number: int, entries: Mapping[str, object]) -> None:
        self._write_at(number, "")
        self._write(pdfdoc.format(pdfdoc.PDFDictionary(dict(entries)), _Plain) + b"\nendobj\n")

    def _put_stream(self, number: int, data: bytes, entries: Mapping[str, object]) -> None:
        stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(dict(entries)), data, filters=[pdfdoc.PDFZCompress])
        self._write_at(number, "")
        self._write(pdfdoc.format(stream, _Plain, toplevel=1) + b"\nendobj\n")

    def _write_at(self, number: int, text: str) -> None:
        self._offsets[number] = self._written
        self._write(f"{number} 0 obj\n{text}".encode())

    def _write(self, data: bytes) -> None:
        self._buffer += data
        self._written += len(data)
        if len(self._buffer) >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        self._digest.update(self._buffer)
        self._out.write(self._buffer)
        self._buffer = bytearray()


def _position(out: BinaryIO) -> int | None:
    try:
        return out.seek(0, SEEK_CUR) if out.seekable() else None
    except (OSError, AttributeError):
        return None


def _reference(number: int) -> str:
    return f"{number} 0 R"


def _image(wide: int, high: int, *, bits: int) -> dict[str, object]:
    return {
        "Type": pdfdoc.PDFName("XObject"),
        "Subtype": pdfdoc.PDFName("Image"),
        "Width": wide,
        "Height": high,
        "BitsPerComponent": bits,
    }
