"""The names behind the figures of a 状況回答, as lists to keep or to check by."""

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.answer import COUNTED_IN_SHEETS, Change, Counted, Figure
from app.domain.wareki import wareki
from app.late import dataclass
from app.printing.holds import Holds
from app.printing.values import ListColumn, PaperTable

CAME, GONE = "増", "減"


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name. sign: CAME or GONE in a difference, else empty."""

    counted: Counted
    sign: str = ""


def names_of(counted: Iterable[Counted]) -> list[NameLine]:
    """Return the lines of a plain list of names."""
    return [NameLine(one) for one in counted]


def names_of_change(changes: Sequence[Change], figure: Figure) -> list[NameLine]:
    """Return who came and then who went under a figure."""
    of_figure = [c for c in changes if c.figure is figure]
    came = [NameLine(one, CAME) for change in of_figure for one in change.came]
    return came + [NameLine(one, GONE) for change in of_figure for one in change.gone]


def unit(figure: Figure) -> str:
    """Return the counter word of a figure."""
    is_sheet = figure in COUNTED_IN_SHEETS or figure in (Figure.ELDERLY_OUTSTANDING, Figure.ELDERLY_DONE)
    return "枚" if is_sheet else "名"


def shown_key(counted: Counted, *, in_full: bool) -> str:
    """Return 記号-番号-枝番, without the last digits of 番号 unless wanted in full."""
    return counted.person.key if in_full else counted.person.masked_key


def names_table(lines: Sequence[NameLine], *, as_of: date, heading: str) -> PaperTable:
    """状況回答票の内訳: the people behind one number. heading: which number it is."""
    is_change = any(line.sign for line in lines)
    signs = (ListColumn("増減", 14),) if is_change else ()
    return PaperTable(
        "状況回答票の内訳",
        f"{wareki(as_of)} 現在 {heading}",
        (
            *signs,
            ListColumn("氏名", 40 if is_change else 44),
            ListColumn("事業所・所属", 62 if is_change else 70),
            ListColumn("記号-番号-枝番", 34, holds=Holds.KEY),
            ListColumn("発行番号", 30),
        ),
        tuple(
            (
                *((line.sign,) if is_change else ()),
                line.counted.person.name,
                place(line.counted),
                line.counted.person.key,
                line.counted.issue_number,
            )
            for line in lines
        ),
        on=as_of,
    )


def place(counted: Counted) -> str:
    """Return office and department as counted."""
    return f"{counted.office} {counted.person.department}".strip()
