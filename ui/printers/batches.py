"""Draws a session in parts that leave one after the other; the parts are what is looked at."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import BinaryIO

from app.domain.calibration import UNCORRECTED, Calibration
from app.late import dataclass
from app.printing.values import PackItem, PackPart, Substitutions
from app.usecases.papers.locking import locked_pdf
from app.usecases.printing.companions import write_pack

SHEETS_AT_ONCE = 50
"""A jam loses at most so many; the next ones leave when these are printed."""

COMPANIONS = (PackPart.INSPECTION, PackPart.RECEIPTS, PackPart.ENVELOPES)
"""What goes with a session and is no part of its stack."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Sheets that leave together, and the very pages that were looked at.

    papers: the 用紙通番 of each paper in turn; 0 for a separator.
    """

    papers: tuple[int, ...]
    pages: bytes

    @property
    def numbers(self) -> tuple[int, ...]:
        """The 用紙通番 of its certificates."""
        return self.numbers_of(len(self.papers))

    def numbers_of(self, papers: int) -> tuple[int, ...]:
        """The 用紙通番 among its first so many papers."""
        return tuple(number for number in self.papers[:papers] if number)


@dataclass(frozen=True, slots=True)
class Look:
    """How sheets are put on paper.

    on: the day on the separators. layout: the form, as the society's settings hold it.
    """

    on: date
    calibration: Calibration = UNCORRECTED
    has_back: bool = False
    has_separators: bool = False
    layout: str = ""


def draw_batches(
    items: Sequence[PackItem],
    numbers: Sequence[int],
    look: Look,
    on_page: Callable[[int], None],
    *,
    substitutions: Substitutions | None = None,
) -> list[Batch]:
    """Draw the sheets as they will leave; raises PaperRefused by name."""
    batches: list[Batch] = []
    done = 0
    for part in _parts(items, keeps_departments=look.has_separators):
        before = done
        done += len(part)
        out = BytesIO()
        draw_session(part, out, look, lambda page, before=before: on_page(before + page), substitutions)  # type: ignore[misc]
        batches.append(Batch(_papers(part, numbers[before:done], look), out.getvalue()))
    return batches


def draw_companions(
    items: Sequence[PackItem], look: Look, substitutions: Substitutions | None = None
) -> bytes:
    """Draw the inspection list, the 受領簿 and the slips for the envelopes, in the same order."""
    out = BytesIO()
    write_pack(
        items,
        out,
        on=look.on,
        parts=COMPANIONS,
        layout=look.layout,
        offset=look.calibration,
        substitutions=substitutions,
    )
    return out.getvalue()


def draw_session(
    items: Sequence[PackItem],
    out: BinaryIO,
    look: Look,
    on_page: Callable[[int], None] = lambda _: None,
    substitutions: Substitutions | None = None,
) -> None:
    """Draw any number of sheets into one file, each page written as soon as it is drawn."""
    separators = (PackPart.SEPARATORS,) if look.has_separators else ()
    write_pack(
        items,
        out,
        on=look.on,
        parts=(*separators, PackPart.CERTIFICATES),
        layout=look.layout,
        prints_back=look.has_back,
        offset=look.calibration,
        substitutions=substitutions,
        on_page=on_page,
    )


def write_session(
    items: Sequence[PackItem], out: BinaryIO, look: Look, password: str, substitutions: Substitutions
) -> None:
    """Draw a session into a file, each page written as soon as it is drawn; with a password, at once."""
    if not password:
        draw_session(items, out, look, substitutions=substitutions)
        return
    pages = BytesIO()
    draw_session(items, pages, look, substitutions=substitutions)
    out.write(locked_pdf(pages.getvalue(), password))


def _place(item: PackItem) -> tuple[str, str]:
    return item.office, item.department


def _parts(items: Sequence[PackItem], *, keeps_departments: bool) -> list[list[PackItem]]:
    """Cut the session; with separators between departments where that is possible.

    A department too large for one part is cut, and every piece gets a separator of its own: it
    tells how many sheets lie behind it.
    """
    if not keeps_departments:
        return [list(items[at : at + SHEETS_AT_ONCE]) for at in range(0, len(items), SHEETS_AT_ONCE)]
    parts: list[list[PackItem]] = []
    for _, group in groupby(items, key=_place):
        department = list(group)
        if parts and len(parts[-1]) + len(department) <= SHEETS_AT_ONCE:
            parts[-1].extend(department)
        else:
            parts += [
                department[at : at + SHEETS_AT_ONCE] for at in range(0, len(department), SHEETS_AT_ONCE)
            ]
    return parts


def _papers(items: Sequence[PackItem], numbers: Sequence[int], look: Look) -> tuple[int, ...]:
    if not look.has_separators:
        return tuple(numbers)
    papers: list[int] = []
    for at, (item, number) in enumerate(zip(items, numbers, strict=True)):
        if at == 0 or _place(item) != _place(items[at - 1]):
            papers.append(0)
        papers.append(number)
    return tuple(papers)
