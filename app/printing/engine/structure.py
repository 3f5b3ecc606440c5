"""What each mark of a PDF means, for those who do not see it: a tree of elements, written while it is drawn.

Text belongs to the element that is open; lines, greys and whatever else only decorates are artifacts, unless
the element is a picture, which takes everything drawn in it. Text outside any element is a mistake.
An element is in the file when the page on which it ends is, so that memory does not grow with the pages.
Source: ISO 32000-1, sections 14.6 (marked content), 14.7 (structure), 14.8 (the kinds); ISO 14289-1.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, Protocol, TypeAlias

Kind: TypeAlias = Literal[
    "Sect", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Span", "Link"
]
_HOLDS_NO_TEXT = frozenset({"Document", "Sect", "L", "LI", "Table", "TR", "Figure"})


class Begin:
    """An element begins. attributes: as PDF. holds_all: lines and pictures belong to it, too."""

    __slots__ = ("attributes", "holds_all", "holds_text", "kind")

    def __init__(self, kind: str, attributes: str = "", *, holds_all: bool = False) -> None:
        self.kind = kind
        self.attributes = attributes
        self.holds_all = holds_all
        self.holds_text = holds_all or kind not in _HOLDS_NO_TEXT


class Show(NamedTuple):
    """Something stored once is shown."""

    form: str
    is_text: bool


ARTIFACT = Begin("Artifact", holds_all=True)
"""What says nothing to who hears the paper: it repeats, or only decorates."""
END = None
Step: TypeAlias = Begin | Show | None


class Objects(Protocol):
    """The file the elements are written to."""

    def new_number(self) -> int:
        """Return the number of an object that is written later."""

    def write_objects(self, objects: Sequence[tuple[int, str]]) -> None:
        """Write objects that refer to others by their numbers."""

    @property
    def page_number(self) -> int:
        """The number of the page being drawn."""


class _Element:
    """An element that is not closed yet. kids: what is in it, as PDF. page: where its first text stands."""

    __slots__ = ("kids", "number", "page", "what")

    def __init__(self, what: Begin, number: int = 0) -> None:
        self.what = what
        self.number = number
        self.kids: list[str] = []
        self.page = 0


_APART = _Element(ARTIFACT)


class Structure:
    """The elements of one document, and which of them the next mark belongs to."""

    def __init__(self, file: Objects, root: int, document: int) -> None:
        """Begin with an empty document. root, document: the numbers of the tree and of its one element."""
        self._file = file
        self._root = root
        self._open: list[_Element] = [_Element(Begin("Document"), document)]
        self._marked: _Element | None = None
        self._of_page: list[int] = []
        self._ended: list[tuple[int, str]] = []

    def begin(self, what: Begin) -> None:
        """Begin an element within the one that is open; within an artifact, everything is one."""
        if what is ARTIFACT or self._open[-1] is _APART:
            self._open.append(_APART)
            return
        number = self._file.new_number()
        self._open[-1].kids.append(f"{number} 0 R")
        self._open.append(_Element(what, number))

    def end(self) -> None:
        """End the element begun last."""
        element = self._open.pop()
        if element is not _APART:
            page = f"/Pg {element.page} 0 R" if element.page else ""
            kids = f"/K[{' '.join(element.kids)}]" if element.kids else ""
            above = self._open[-1].number if self._open else self._root
            what = element.what
            text = f"<</S/{what.kind}/P {above} 0 R{page}{what.attributes}{kids}>>"
            self._ended.append((element.number, text))

    def lead(self, made: Callable[[int], str]) -> None:
        """Let the element that is open name a link that is made for it. made: given the element's number."""
        element = self._open[-1]
        element.kids.append(made(element.number))

    def finish(self) -> None:
        """End the document's own element; everything else must have ended."""
        if len(self._open) > 1:
            raise ValueError(f"{self._open[-1].what.kind} has not ended")
        self.end()
        self._file.write_objects(self._ended)

    def mark(self, content: list[str], *, is_text: bool) -> None:
        """Say in the content of the page what the mark that follows belongs to."""
        element = _taker(self._open[-1], is_text=is_text)
        if element is self._marked:
            return
        self.end_mark(content)
        self._marked = element
        if element is _APART:
            content.append("/Artifact BMC")
            return
        number, page = len(self._of_page), self._file.page_number
        self._of_page.append(element.number)
        element.page = element.page or page
        here = element.page == page
        element.kids.append(str(number) if here else f"<</Type/MCR/Pg {page} 0 R/MCID {number}>>")
        content.append(f"/{element.what.kind}<</MCID {number}>>BDC")

    def show(self, content: list[str], steps: Iterable[Step]) -> None:
        """Draw what is stored, element by element."""
        for step in steps:
            if step is END:
                self.end()
            elif isinstance(step, Show):
                self.mark(content, is_text=step.is_text)
                content.append(f"/{step.form} Do")
            else:
                self.begin(step)

    def end_mark(self, content: list[str]) -> None:
        """End what mark said last."""
        if self._marked is not None:
            content.append("EMC")
            self._marked = None

    def end_turn(self, content: list[str]) -> None:
        """End what was drawn turned."""
        self.end_mark(content)
        content.append("Q")

    def end_page(self, content: list[str]) -> Sequence[int]:
        """End the page, write what has ended; return which element each of its marked pieces belongs to."""
        self.end_mark(content)
        self._file.write_objects(self._ended)
        self._ended.clear()
        found, self._of_page = self._of_page, []
        return found


class Stored:
    """Takes the place of a document's structure while something that many sheets share is drawn once.

    What belongs to one element becomes one form of its own, since a form shown on many sheets cannot hold
    pieces of several elements.
    """

    def __init__(self, around: "Structure | Stored", store: Callable[[list[str]], str]) -> None:
        """Begin inside the element that is open. store: keeps content as a form and returns its name."""
        self._store = store
        self._open: list[_Element] = [around._open[-1]]
        self._marked: _Element | None = None
        self._content: list[str] = []
        self._steps: list[Step] = []

    def begin(self, what: Begin) -> None:
        """Begin an element."""
        self._keep()
        what = ARTIFACT if self._open[-1] is _APART else what
        self._open.append(_APART if what is ARTIFACT else _Element(what))
        self._steps.append(what)

    def end(self) -> None:
        """End the element begun last."""
        self._keep()
        self._open.pop()
        self._steps.append(END)

    def mark(self, content: list[str], *, is_text: bool) -> None:
        """Begin another form where what follows belongs to something else."""
        element = _taker(self._open[-1], is_text=is_text)
        if element is not self._marked:
            self._keep()
            self._marked, self._content = element, content

    def show(self, _content: list[str], steps: Iterable[Step]) -> None:
        """Take over what is stored already."""
        self._keep()
        self._steps += steps

    def end_mark(self, _content: list[str]) -> None:
        """Keep what belongs together so far."""
        self._keep()

    def end_turn(self, content: list[str]) -> None:
        """End what was drawn turned, in the same form."""
        content.append("Q")
        self._keep()

    def steps(self) -> tuple[Step, ...]:
        """Return how to show what was drawn."""
        self._keep()
        return tuple(self._steps)

    def _keep(self) -> None:
        if self._marked is not None:
            self._steps.append(Show(self._store(self._content), is_text=self._marked is not _APART))
            self._content.clear()
            self._marked = None


def _taker(element: _Element, *, is_text: bool) -> _Element:
    """Return what a mark belongs to while this element is open."""
    if element.what.holds_text if is_text else element.what.holds_all:
        return element
    if is_text:
        raise ValueError(f"a text needs an element of its own within {element.what.kind}")
    return _APART


def spoken(text: str) -> str:
    """Return a text as PDF writes it, for what is said in place of a picture."""
    return f"<feff{text.encode('utf-16-be').hex()}>"
