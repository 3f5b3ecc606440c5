"""The columns that tables share: who, which number, where, when, how many, in which state.

of: what of a row is meant, where it is not the row itself.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Protocol, TypeVar

from app.domain.hidden import full
from app.domain.insured_number import masked_key
from app.domain.wareki import wareki_short
from app.printing.holds import Holds
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep

Row = TypeVar("Row")


class Named(Protocol):
    """Somebody with a reading."""

    @property
    def name(self) -> str: ...
    @property
    def kana(self) -> str | None: ...


class Keyed(Protocol):
    """Somebody with 記号, 番号 and perhaps 枝番."""

    @property
    def key(self) -> str: ...


class Housed(Protocol):
    """Somebody who works somewhere."""

    @property
    def office(self) -> str: ...
    @property
    def department(self) -> str: ...


def _itself(row: Any) -> Any:
    return row


def name_column(
    width: int = 240, of: Callable[[Row], Named] = _itself, *, heading: str = "氏名"
) -> Column[Row]:
    """Return who it is, the reading small behind the name; sorted by the reading."""

    def kana(row: Row) -> str:
        return of(row).kana or ""

    return Column(heading, lambda r: of(r).name, kana, width, minor=kana, strong=True, keep=Keep.WHO)


def key_column(
    width: int = 136, of: Callable[[Row], Keyed] = _itself, *, heading: str = "記号-番号-枝番"
) -> Column[Row]:
    """Return the number by which the society knows somebody."""
    return Column(heading, lambda r: of(r).key, _key_order(of), width, keep=Keep.WHO, holds=Holds.KEY)


def masking(columns: Iterable[Column[Any]], hides: Callable[[], bool]) -> list[Column[Any]]:
    """Return columns of rows that no read answered, as those of a file: keys are masked while hides()."""

    def mask(column: Column[Any]) -> Column[Any]:
        def shown(row: Any) -> str:
            return masked_key(column.text(row)) if hides() else column.text(row)

        return replace(column, text=shown) if column.holds is Holds.KEY else column

    return [mask(column) for column in columns]


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return what puts texts with numbers in the order in which people count.

    >>> sorted(["B12", "B9", "A10"], key=natural)
    ['A10', 'B9', 'B12']
    """
    parts = re.findall(r"\d+|\D+", text)
    return tuple((int(part), part) if part.isdecimal() else (-1, part) for part in parts)


def _key_order(of: Callable[[Row], Keyed]) -> Callable[[Row], Any]:
    return lambda row: natural(full(of(row).key))


def place_column(
    width: int = 0,
    of: Callable[[Row], Housed] = _itself,
    *,
    sort_key: Callable[[Row], Any] | None = None,
    heading: str = "事業所・所属",
    least: int = 0,
) -> Column[Row]:
    """Return where somebody works. width: 0 for what the others leave. least: to which it may be narrowed."""

    def place(row: Row) -> str:
        return f"{of(row).office} {of(row).department}".strip()

    return Column(heading, place, sort_key, width or 120, stretch=not width, least=least)


def state_column(
    heading: str,
    read: Callable[[Row], tuple[str, Tone]],
    width: int,
    *,
    sort_key: Callable[[Row], Any] | None = None,
    keep: Keep = Keep.STATE,
) -> Column[Row]:
    """Return shape and word in their tone."""
    return Column(heading, lambda r: read(r)[0], sort_key, width, tone=lambda r: read(r)[1], keep=keep)


def day_column(
    heading: str,
    read: Callable[[Row], date | None],
    width: int = 96,
    *,
    strong: bool = False,
    keep: Keep = Keep.DETAIL,
) -> Column[Row]:
    """Return a day; nothing where there is none, which is sorted first."""

    def shown(row: Row) -> str:
        on = read(row)
        return wareki_short(on) if on else ""

    return Column(heading, shown, lambda r: str(read(r) or ""), width, strong=strong, keep=keep)


def number_column(
    heading: str,
    read: Callable[[Row], int],
    width: int = 60,
    *,
    unit: str = "",
    strong: bool = False,
    keep: Keep = Keep.DETAIL,
) -> Column[Row]:
    """Return a figure at the right of its column."""
    return Column(heading, lambda r: f"{read(r)}{unit}", read, width, right=True, strong=strong, keep=keep)


def extra(column: Column[Row]) -> Column[Row]:
    """Return a column that is not shown until somebody chooses it."""
    return replace(column, is_extra=True)
