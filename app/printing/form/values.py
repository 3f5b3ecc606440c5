"""What a form says, block by block; light, so that the window starts quickly.

A form is filled from the records. What they do not say is an empty box to write in, never a guess.
"""

from dataclasses import field
from datetime import date
from typing import NamedTuple

from app.late import dataclass
from app.printing.values import ListColumn, Substitutions

FORM_WIDTH = 174.0
"""What the columns of a table and the boxes of a row have together, in mm."""


class Name(NamedTuple):
    """A person's name exactly as filed, in the face for names. person_key: whose substitutes count."""

    text: str
    person_key: str = ""


Text = str | Name


class Choice(NamedTuple):
    """A box that is ticked or is left to be ticked by hand."""

    word: str
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled box. Empty, it is a box to write in.

    reading: small kana above the value. choices: boxes instead of a value. is_date: left empty,
    it offers 年 月 日 to write between. width_mm: 0 shares what the others of its row leave.
    """

    label: str
    value: Text = ""
    reading: str = ""
    choices: tuple[Choice, ...] = ()
    is_date: bool = False
    width_mm: float = 0.0
    label_mm: float = 30.0
    height_mm: float = 9.0


@dataclass(frozen=True, slots=True)
class Fields:
    """A grid of labelled boxes, row by row, that stays on one page."""

    rows: tuple[tuple[Field, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table that flows over pages.

    least_rows: ruled lines there are at least, the further ones empty to write in.
    empty_text: said in place of lines where there are none and none are to be written.
    """

    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Text, ...], ...]
    heading: str = ""
    row_height_mm: float = 7.5
    least_rows: int = 0
    empty_text: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. size: points."""

    text: str
    size: float = 10.5


class Stamp(NamedTuple):
    """A box for a 印 or a signature. name: who stands in it already."""

    title: str
    width_mm: float = 25.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stamps:
    """Boxes of one height in a row: those of the receiver at the left, the others at the right."""

    right: tuple[Stamp, ...] = ()
    left: tuple[Stamp, ...] = ()


Block = Fields | Table | Words | Stamps


@dataclass(frozen=True, slots=True)
class Sender:
    """The office that files. What is not on record (所在地, 事業主, 電話, 担当者) is left to write."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a form. name: 事務所控, 本人控 …; stamps: the boxes only this copy has."""

    name: str = ""
    stamps: Stamps | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form on A4.

    title: names nobody, for it becomes the title of the file. addressee, honorific: whom it is
    for; an empty addressee leaves both out. sender: None where the office keeps or signs it
    itself. closing: a small line at the foot of every page. copies: how it comes unless said
    otherwise. is_half: two copies share a sheet with a line to cut, where they fit. further:
    forms that follow in the same file.
    """

    title: str
    made_on: date
    blocks: tuple[Block, ...]
    addressee: Text = ""
    honorific: str = "御中"
    sender: Sender | None = None
    subtitle: str = ""
    closing: str = ""
    copies: tuple[Copy, ...] = (Copy(),)
    is_half: bool = False
    is_specimen: bool = False
    substitutions: Substitutions = field(default_factory=Substitutions)
    further: tuple["Form", ...] = ()

    @property
    def all(self) -> tuple["Form", ...]:
        """The form and those that follow it."""
        return (self, *(one for form in self.further for one in form.all))
