"""Where a document leads its reader: links, the places they lead to, and the bookmarks beside the pages.

A link is an annotation over the page and an element within the text, each of which names the other; a reader
who does not see the page hears what it leads to.
Source: ISO 32000-1, sections 12.3.2.3 (named destinations), 12.3.3 (outline), 12.5.6.5 (links), 14.7.4.4; ISO
14289-1, 7.18.5.
"""

from typing import NamedTuple

from app.printing.engine.structure import Objects, spoken

_FIRST_KEY = 1 << 24
"""Links are entered in the parent tree behind all pages there may be."""


class Place(NamedTuple):
    """Something to turn to. deep: 0 for a part, 1 for what belongs to the part before it."""

    name: str
    title: str
    deep: int
    page: int
    top: float


class Leading:
    """The links and places of one document."""

    def __init__(self, file: Objects) -> None:
        self._file = file
        self._places: list[Place] = []
        self._on_page: list[int] = []
        self._parents: list[int] = []

    def mark(self, name: str, title: str, deep: int, top: float) -> None:
        """Let links and bookmarks lead here. top: in points from the bottom of the page."""
        self._places.append(Place(name, title, deep, self._file.page_number, top))

    def link(self, to: str, told: str, box: str, element: int) -> str:
        """Let a box of the page lead to a place; return how its element names it. told: what is heard."""
        number, page = self._file.new_number(), self._file.page_number
        about = f"/Contents{spoken(told)}/StructParent {_FIRST_KEY + len(self._parents)}/F 4/Border[0 0 0]"
        text = f"<</Type/Annot/Subtype/Link/P {page} 0 R/Rect[{box}]/Dest({to}){about}>>"
        self._file.write_objects([(number, text)])
        self._on_page.append(number)
        self._parents.append(element)
        return f"<</Type/OBJR/Obj {number} 0 R/Pg {page} 0 R>>"

    def end_page(self) -> str:
        """Return what the page that ends says of its links."""
        found, self._on_page = self._on_page, []
        return f"/Tabs/S/Annots[{' '.join([f'{one} 0 R' for one in found])}]" if found else ""

    def parents(self) -> str:
        """Return the lines of the parent tree: which element each link belongs to."""
        return "".join([f"{_FIRST_KEY + at} {one} 0 R\n" for at, one in enumerate(self._parents)])

    def finish(self) -> dict[str, object]:
        """Write the places and the bookmarks; return what the catalog says of them."""
        if not self._places:
            return {}
        names, root = self._file.new_number(), self._file.new_number()
        numbers = [self._file.new_number() for _ in self._places]
        listed = "".join(
            [f"({one.name})[{one.page} 0 R/XYZ null {one.top:.1f} null]" for one in sorted(self._places)]
        )
        self._file.write_objects([(names, f"<</Names[{listed}]>>")])
        items = [
            (number, one, self._around(at, numbers, root))
            for at, (number, one) in enumerate(zip(numbers, self._places, strict=True))
        ]
        self._file.write_objects(
            [
                (number, f"<</Title{spoken(one.title)}/Dest({one.name}){around}>>")
                for number, one, around in items
            ]
        )
        ends = self._ends(range(len(numbers)), 0, numbers)
        self._file.write_objects([(root, f"<</Type/Outlines{ends}>>")])
        return {
            "Names": f"<</Dests {names} 0 R>>",
            "Outlines": f"{root} 0 R",
            "PageMode": "/UseOutlines",
        }

    def _around(self, at: int, numbers: list[int], root: int) -> str:
        """How a bookmark stands to the others: above, before and after it, and below."""
        places, deep = self._places, self._places[at].deep
        above = next((n for n in range(at, -1, -1) if places[n].deep < deep), None)
        last = next((n for n in range(at + 1, len(places)) if places[n].deep < deep), len(places))
        level = [n for n in range(0 if above is None else above + 1, last) if places[n].deep == deep]
        here = level.index(at)
        told = f"/Parent {root if above is None else numbers[above]} 0 R"
        told += f"/Prev {numbers[level[here - 1]]} 0 R" if here else ""
        told += f"/Next {numbers[level[here + 1]]} 0 R" if here + 1 < len(level) else ""
        end = level[here + 1] if here + 1 < len(level) else last
        return told + self._ends(range(at + 1, end), deep + 1, numbers)

    def _ends(self, within: range, deep: int, numbers: list[int]) -> str:
        inside = [numbers[n] for n in within if self._places[n].deep == deep]
        return f"/First {inside[0]} 0 R/Last {inside[-1]} 0 R/Count {len(inside)}" if inside else ""
