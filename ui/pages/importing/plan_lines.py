"""The lines of the groups of a plan, and the columns in which they stand."""

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import Any

from app.domain.person import Person
from app.importing.fact_text import in_words
from app.importing.fields import Field, ListedPerson
from app.importing.plan import Asked, Event, ImportPlan, ListPart
from app.importing.row_at import RowAt
from app.importing.table import Table
from app.late import dataclass
from app.usecases.people.comparison import ComparedRow
from app.usecases.people.list_doubts import ListDoubt
from app.words import label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, key_column, name_column

_SHOWN_CELLS = 8


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of one person, before and after. row, of: the cell of the list, to be left out."""

    key: str
    name: str
    field: str
    old: str
    new: str
    row: RowAt
    of: str


@dataclass(frozen=True, slots=True)
class LeftLine:
    """Something that is not to be taken."""

    left: ListPart
    what: str
    cells: str


def change_lines(plan: ImportPlan) -> list[ChangeLine]:
    """Return one line per changed field, person by person."""
    return [
        ChangeLine(
            changed.person.key,
            changed.person.name,
            change.title,
            in_words(change.old),
            in_words(change.new),
            changed.listed.row,
            change.field,
        )
        for changed in plan.changed
        for change in changed.changes
    ]


def left_lines(without: Collection[ListPart], table: Table) -> list[LeftLine]:
    """Return what is left out of a list, rows before columns."""
    wanted = {one.row for one in without}
    rows: dict[RowAt | None, tuple[str, ...]] = {row.at: row.cells for row in table.rows if row.at in wanted}
    found = []
    for one in without:
        field = "" if one.field is None else _title(one.field)
        what = f"{one.row}の{field}" if field else str(one.row)
        cells = " ".join(filter(None, rows.get(one.row, ())[:_SHOWN_CELLS]))
        found.append(LeftLine(one, f"「{field}」の列" if one.row is None else what, cells))
    return sorted(found, key=_place_in_file)


def _place_in_file(line: LeftLine) -> tuple[bool, tuple[str, int], str]:
    row, field = line.left.row, line.left.field
    return row is None, ("", 0) if row is None else row.order, field or ""


def _title(field: str) -> str:
    return label(Field.OFFICE_NAME) if field == "office" else label(Field(field))


def others(rows: Sequence[RowAt], chosen: Collection[RowAt]) -> list[ListPart]:
    """Return what is left out where only the chosen rows are to be taken."""
    return [ListPart(row=row) for row in dict.fromkeys(rows) if row not in chosen]


def _word(value: StrEnum | None) -> str:
    return "" if value is None else label(value)


def _place(row: ListedPerson) -> str:
    return " ".join(filter(None, (row.office_name or row.office_code, row.department)))


def row_column(read: Callable[[Any], RowAt], width: int = 64) -> Column[Any]:
    """Where a line stands in the file."""
    return Column("行", lambda r: read(r).short, lambda r: read(r).order, width, right=True, keep=Keep.STATE)


ADDED_COLUMNS: tuple[Column[ListedPerson], ...] = (
    row_column(lambda r: r.row, 56),
    name_column(230),
    key_column(),
    Column("区分", lambda r: _word(r.kind), width=56, keep=Keep.STATE),
    Column("続柄", lambda r: r.relationship or "", width=64),
    Column("性別", lambda r: _word(r.sex), width=56),
    day_column("生年月日", lambda r: r.born_on, 96, keep=Keep.STATE),
    day_column("資格取得", lambda r: r.qualified_on, 96, keep=Keep.STATE),
    day_column("資格喪失", lambda r: r.disqualified_on, 96),
    Column("マイナ保険証", lambda r: _word(r.enrolment), width=110, keep=Keep.STATE),
    day_column("有効期限", lambda r: r.certificate_expires_on, 96, keep=Keep.STATE),
    Column("社員番号", lambda r: r.employee_code or "", width=96),
    Column("事業所・所属", _place, stretch=True),
)
CHANGED_COLUMNS: tuple[Column[ChangeLine], ...] = (
    Column("氏名", lambda r: r.name, lambda r: r.key, 200, strong=True, keep=Keep.WHO),
    key_column(150),
    Column("項目", lambda r: r.field, width=150, keep=Keep.STATE, least=100),
    Column("今の名簿", lambda r: r.old, width=220),
    Column("ファイル", lambda r: f"→ {r.new}", stretch=True, tone=lambda _: Tone.INFO),
)
MISSING_COLUMNS: tuple[Column[Person], ...] = (
    name_column(260),
    key_column(150),
    Column("区分", lambda r: label(r.kind), width=64),
    Column("所属", lambda r: r.department, stretch=True),
)
EVENT_COLUMNS: tuple[Column[Event], ...] = (
    row_column(lambda r: r.row),
    Column("取り込む", lambda r: "✓ 取り込む" if r.is_taken else "—", width=110, keep=Keep.WHO),
    Column("一覧から分かること", lambda r: r.sentence, stretch=True),
)
ASKED_COLUMNS: tuple[Column[Asked], ...] = (
    row_column(lambda r: r.listed.row),
    Column("氏名", lambda r: r.person.name, lambda r: r.person.key, 180, strong=True, keep=Keep.WHO),
    Column("項目", lambda r: r.change.title, width=120, keep=Keep.STATE, least=100),
    Column("今の名簿", lambda r: in_words(r.change.old), width=180),
    Column("ファイル", lambda r: in_words(r.change.new), width=180),
    Column(
        "変えない理由", lambda r: label(r.cause) if r.cause else "", stretch=True, tone=lambda _: Tone.SOON
    ),
)
DOUBTFUL_COLUMNS: tuple[Column[ListDoubt], ...] = (
    row_column(lambda r: r.row),
    key_column(150),
    Column("健保に確かめること", lambda r: r.sentence, stretch=True),
)
LEFT_COLUMNS: tuple[Column[LeftLine], ...] = (
    Column("取り込まないもの", lambda r: r.what, width=200, strong=True, keep=Keep.WHO),
    Column("その行の中身", lambda r: r.cells, stretch=True),
)
COMPARED_COLUMNS: tuple[Column[ComparedRow], ...] = (
    Column("", lambda r: label(r.side), width=76, keep=Keep.STATE),
    Column("氏名", lambda r: r.name, lambda r: r.key, 180, strong=True, keep=Keep.WHO),
    key_column(140),
    Column("項目", lambda r: r.title, width=110, keep=Keep.STATE, least=90),
    Column("名簿", lambda r: r.ours, width=104),
    Column("一覧", lambda r: r.theirs, width=104, tone=lambda _: Tone.INFO),
    Column("考えられること", lambda r: r.likely, stretch=True),
)
