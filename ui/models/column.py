"""One column of a list, as data."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from app.late import dataclass
from app.printing.holds import Holds
from ui.look.theme import Tone
from ui.models.column_widths import Keep

Row = TypeVar("Row")


@dataclass(frozen=True)  # without slots: Column[Row](…) would not work on Python 3.11
class Column(Generic[Row]):
    """One column as data.

    text: what is shown. sort_key: what is compared (never kanji; the text when left out).
    minor: small grey text after it (the reading of a name). tone: its colour; the text must
    say the same in words. width in pixels; a stretching column takes what is left.
    right: numbers. strong: bold. keep: when it gives way in a narrow table. least: down to how many
    pixels, where that is not the usual. holds: a number of the insured, which a copy hides. is_extra: not
    shown until somebody chooses it.
    """

    heading: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], Any] | None = None
    width: int = 120
    stretch: bool = False
    right: bool = False
    minor: Callable[[Row], str] | None = None
    tone: Callable[[Row], Tone] | None = None
    strong: bool = False
    keep: Keep = Keep.DETAIL
    least: int = 0
    holds: Holds = Holds.NOTHING
    is_extra: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it shows a number, of which a part would be another number."""
        return self.right or self.holds is Holds.KEY

    def key(self, row: Row) -> Any:
        """Return what this column sorts by."""
        return self.sort_key(row) if self.sort_key is not None else self.text(row)
