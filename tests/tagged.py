"""Checks that a PDF can be heard: every mark belongs to an element or is an artifact, in reading order.

What it confirms is what our files claim as PDF/UA-1 (ISO 14289-1, and the part of ISO 32000-1 it rests on):
tagging whole and tables regular, headings in order, pictures told, title and language, faces embedded with
their text. What only a person can judge (whether words and order make sense) is compared in the tests
of each paper.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, ContentStream, DictionaryObject, NumberObject

_SHOWN = {b"Tj", b"TJ", b"'", b'"'}
_PAINTED = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"INLINE IMAGE"} | _SHOWN
_HOLDS = {
    "Document": {"Sect", "H1", "H2", "P", "Table", "L", "Figure"},
    "Sect": {"H1", "H2", "P", "Table", "L", "Figure"},
    "Table": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "TH": {"Span"},
    "TD": {"Span", "Figure", "Link"},
    "P": {"Span", "Link"},
    "H1": {"Span"},
    "H2": {"Span"},
    "LBody": {"Span", "Link", "L"},
    "Link": {"Span"},
}


class Heard(NamedTuple):
    """One element with its own text, and what is in it."""

    kind: str
    text: str
    inside: "tuple[Heard, ...]"

    def flat(self) -> Iterator[tuple[str, str]]:
        """Yield every element that says something, in reading order."""
        if self.text:
            yield self.kind, self.text
        for one in self.inside:
            yield from one.flat()


_Pieces: TypeAlias = dict[tuple[int, int], str]
"""The text of each marked piece, by the number of its page and its own."""


def heard(pdf: bytes) -> Heard:
    """Return the document as it is read aloud; AssertionError where that is not what PDF/UA asks for."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    root: Any = reader.trailer["/Root"]
    _check_catalog(reader, root)
    pieces: _Pieces = {}
    owners: dict[int, list[int]] = {}
    for page in reader.pages:
        number = _number(page.indirect_reference)
        _read_page(reader, page, number, pieces)
        owners[number] = [owner.idnum for owner in _owners(root, int(str(page["/StructParents"])))]
    tree = root["/StructTreeRoot"]
    used: set[tuple[int, int]] = set()
    document = _element(tree.raw_get("/K"), tree, pieces, owners, used)
    assert used == set(pieces), f"no element takes {sorted(set(pieces) - used)[:5]}"
    _check_headings(document)
    return document


def _check_catalog(reader: PdfReader, root: Any) -> None:
    assert root["/MarkInfo"]["/Marked"] == BooleanObject(True)
    assert re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", root["/Lang"])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    told = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    title = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.+?)</rdf:li>", told)
    assert title is not None
    assert title.group(1) == (reader.metadata and reader.metadata["/Title"])


def _number(reference: Any) -> int:
    return int(reference.idnum)


def _owners(root: Any, key: int) -> ArrayObject:
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    found: ArrayObject = numbers[numbers.index(key) + 1].get_object()
    return found


def _read_page(reader: PdfReader, page: Any, number: int, pieces: _Pieces) -> None:
    fonts = _fonts(page["/Resources"]["/Font"])
    forms = page["/Resources"].get("/XObject", {})
    here: tuple[str, int | None] | None = None
    font = ""
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        if operator in (b"BMC", b"BDC"):
            assert here is None, "a mark within a mark"
            if operands[0] == "/Artifact":
                here = ("/Artifact", None)
            else:
                here = (operands[0], int(operands[1]["/MCID"]))
                pieces[number, int(operands[1]["/MCID"])] = ""
        elif operator == b"EMC":
            assert here is not None
            here = None
        elif operator == b"Tf":
            font = operands[0]
        elif operator in _PAINTED:
            assert here is not None, f"{operator!r} belongs to nothing"
            shown = _text(operands, operator, fonts.get(font, {}), forms, reader)
            if here[1] is not None:
                pieces[number, here[1]] += shown
    assert here is None, "a mark that never ends"


def _text(operands: Any, operator: bytes, font: dict[str, str], forms: Any, reader: PdfReader) -> str:
    if operator in _SHOWN:
        return "".join(font[code] for code in _codes(operands[0], font))
    if operator == b"Do":
        form = forms[operands[0]]
        if form["/Subtype"] == "/Form":
            return _text_of_form(form, reader)
    return ""


def _text_of_form(form: Any, reader: PdfReader) -> str:
    fonts = _fonts(form["/Resources"]["/Font"])
    font, found = "", ""
    for operands, operator in ContentStream(form, reader).operations:
        assert operator not in (b"BMC", b"BDC"), "a form on several pages cannot hold elements"
        if operator == b"Tf":
            font = operands[0]
        elif operator in _PAINTED:
            found += _text(operands, operator, fonts.get(font, {}), form["/Resources"]["/XObject"], reader)
    return found


def _codes(shown: Any, font: dict[str, str]) -> list[str]:
    digits = len(next(iter(font)))
    data = shown.original_bytes.hex().upper()
    return [data[n : n + digits] for n in range(0, len(data), digits)]


def _fonts(fonts: Any) -> dict[str, dict[str, str]]:
    """Return what each code of each face stands for; every face is in the file."""
    found = {}
    for name, reference in fonts.get_object().items():
        font = reference.get_object()
        if font["/Subtype"] == "/Type0":
            assert "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"] or (
                "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]
            )
        layer = font["/ToUnicode"].get_data().decode()
        pairs = re.findall(r"^<([0-9A-F]+)> <([0-9A-F]+)>$", layer, re.MULTILINE)
        # The range of codes looks alike; it ends in F.
        found[name] = {
            code: bytes.fromhex(text).decode("utf-16-be") for code, text in pairs if set(text) != {"F"}
        }
    return found


def _element(
    reference: Any, above: Any, pieces: _Pieces, owners: dict[int, list[int]], used: set[tuple[int, int]]
) -> Heard:
    element: Any = reference.get_object()
    assert element.raw_get("/P") == above.indirect_reference, "an element that does not know what it is in"
    kind = element["/S"][1:]
    kids = element.get("/K", ArrayObject())
    text, inside = "", []
    for kid in kids:
        piece = _piece(kid, element)
        if piece is not None:
            assert owners[piece[0]][piece[1]] == reference.idnum, "the page and the tree disagree"
            assert piece not in used, "one piece of a page in two elements"
            used.add(piece)
            text += pieces[piece]
            continue
        if kid.get_object().get("/Type") == "/OBJR":
            _check_link(kid.get_object(), reference, above)
            continue
        inside.append(_element(kid, element, pieces, owners, used))
    told = element.get("/Alt", element.get("/ActualText"))
    _check(kind, element, inside, text, told)
    return Heard(kind, text if told is None else str(told), tuple(inside))


def _check_link(told: Any, element: Any, above: Any) -> None:
    """A link leads somewhere, says where to, stands on its page, and knows its element."""
    link = told["/Obj"]
    assert link["/Subtype"] == "/Link"
    assert link["/Contents"].strip()
    assert any(one.idnum == told.raw_get("/Obj").idnum for one in told["/Pg"]["/Annots"])
    assert told["/Pg"]["/Tabs"] == "/S"
    root = above
    while "/ParentTree" not in root:
        root = root["/P"]
    numbers = root["/ParentTree"]["/Nums"]
    assert numbers[numbers.index(link["/StructParent"]) + 1].idnum == element.idnum


def _piece(kid: Any, element: Any) -> tuple[int, int] | None:
    if isinstance(kid, NumberObject):
        return element.raw_get("/Pg").idnum, int(kid)
    other = kid.get_object()
    if other.get("/Type") == "/MCR":
        return other.raw_get("/Pg").idnum, int(other["/MCID"])
    return None


def _check(kind: str, element: Any, inside: list[Heard], text: str, told: Any) -> None:
    wrong = {one.kind for one in inside} - _HOLDS.get(kind, set())
    assert not wrong, f"{wrong} in {kind}"
    if kind in ("Document", "Sect", "Table", "TR", "L", "LI"):
        assert not text, f"{text!r} stands in {kind}, outside any cell or paragraph"
        assert inside, f"an empty {kind}"
    elif kind != "TD":
        assert text.strip() or told or inside, f"an empty {kind}"
    if kind == "Figure":
        assert told.strip()
        assert len(element["/A"]["/BBox"]) == 4
    if kind == "TH":
        assert element["/A"]["/Scope"] in ("/Row", "/Column")
    if kind == "Table":
        widths = {sum(_across(cell) for cell in row.get_object()["/K"]) for row in element["/K"]}
        assert len(widths) == 1, f"rows of {sorted(widths)} columns in one table"
        assert any(cell.kind == "TH" for row in inside for cell in row.inside), "a table without headings"


def _across(cell: Any) -> int:
    attributes = cell.get_object().get("/A", DictionaryObject())
    return int(attributes.get_object().get("/ColSpan", 1))


def _check_headings(document: Heard) -> None:
    deepest = 0
    for kind, _ in document.flat():
        if re.fullmatch("H[1-6]", kind):
            assert int(kind[1]) <= deepest + 1, f"{kind} without a heading above it"
            deepest = int(kind[1])
