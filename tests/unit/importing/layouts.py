"""One small household of fictional people in the layouts that senders use."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from openpyxl import Workbook

from app.domain.ids import OfficeId, PersonId
from app.domain.person import Person
from app.importing.diff import plan_import
from app.importing.mapping import MappingProfile, recognise
from app.importing.merging import new_person
from app.importing.plan import ImportPlan
from app.importing.reader import read_table
from app.importing.table import Table

DAY = date(2026, 11, 29)
HEADINGS = (
    "記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日,資格喪失年月日,マイナ保険証,有効期限"
).split(",")
EMPLOYEE = "2101,601,00,本人,本人,試作　健,シサク ケン,男,1985-02-14,2012-04-01,,未登録,2029-12-01".split(",")
SPOUSE = "2101,601,01,家族,妻,試作　恵,シサク メグミ,女,1987-09-30,2014-05-01,,登録済,".split(",")
CHILD = "2101,601,02,家族,子,試作　翼,シサク ツバサ,男,2016-07-07,2016-07-07,,不明,".split(",")
HOUSEHOLD = (EMPLOYEE, SPOUSE)


def with_cells(row: Sequence[str], **cells: str) -> list[str]:
    """A row with some cells changed, named by heading."""
    return [cells.get(heading, cell) for heading, cell in zip(HEADINGS, row, strict=True)]


def only(headings: str, *rows: Sequence[str]) -> list[list[str]]:
    """The lines of a list that has only some of the columns."""
    names = headings.split(",")
    return [names, *([row[HEADINGS.index(name)] for name in names] for row in rows)]


def text(lines: Sequence[Sequence[str]], sign: str = ",") -> str:
    return "".join(f"{sign.join(line)}\r\n" for line in lines)


def csv(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, sign: str = ",") -> bytes:
    return text([headings, *rows], sign).encode("utf-8-sig")


def book(*sheets: tuple[str, Sequence[Sequence[object]]]) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for title, lines in sheets:
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    return made


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "list.csv") -> tuple[Table, MappingProfile]:
    table = read_table(data, name)
    return table, recognise(table)


def plan(data: bytes, people: Sequence[Person] = (), profile: MappingProfile | None = None) -> ImportPlan:
    table = read_table(data, "list.csv")
    return plan_import(table, recognise(table, profile), people=people, today=DAY)


def roster(*rows: Sequence[str]) -> list[Person]:
    """The members that a plain list of these rows makes."""
    return [
        replace(new_person(listed, OfficeId(1), on=DAY, today=DAY), id=PersonId(n))
        for n, listed in enumerate(plan(csv(*(rows or HOUSEHOLD))).added, start=1)
    ]


def facts(found: ImportPlan) -> list[tuple[str, str, str]]:
    """Key, name and birth of those who would be new."""
    return [(one.key, one.name, one.born_on.isoformat()) for one in found.added]


BOTH = [("2101-601-00", "試作　健", "1985-02-14"), ("2101-601-01", "試作　恵", "1987-09-30")]
