"""Several sheets read as one list: a row is known by its sheet and its number, never by its number alone."""

import io

import pytest
from openpyxl import Workbook

from app.importing.held import held_lines
from app.importing.mapping import MappingProfile
from app.importing.plan import ListPart
from app.importing.row_at import RowAt
from app.importing.table import Reading
from app.ports import Store
from app.usecases.people import list_taking, roster_import
from app.usecases.people.list_taking import Looked
from app.usecases.people.roster_import import Answers
from tests.usecases.lists.members import HANA, HEADINGS, OCTOBER, TARO, TODAY

NO_BIRTH = TARO.replace("1980-04-12", "1980-04-31")
NO_DAY = HANA.replace("2010-06-01", "2010-06-31")
SHEETS = ("本人", "家族")
AT = [RowAt(2, sheet) for sheet in SHEETS]
BORN, QUALIFIED = 8, 9


def look(store: Store, *rows: str, **said: object) -> Looked:
    """A workbook with one sheet for each row."""
    book = Workbook()
    book.remove(book.active)
    for title, row in zip(SHEETS, rows, strict=True):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS.split(","))
        sheet.append(row.split(","))
    out = io.BytesIO()
    book.save(out)
    profile = MappingProfile({}, reading=Reading(sheets=SHEETS))
    answers = Answers(profile=profile, as_of=OCTOBER, **said)  # type: ignore[arg-type]
    basis = roster_import.basis_of(store.queries, TODAY)
    return list_taking.look_at(out.getvalue(), "l.xlsx", basis, today=TODAY, answers=answers)


def test_each_row_held_back_keeps_its_own_cells_and_reasons(store: Store) -> None:
    looked = look(store, NO_BIRTH, NO_DAY)
    assert looked.plan is not None
    held = looked.plan.quarantined
    assert sorted((one.row, one.column, one.name) for one in held) == [
        (AT[1], "資格取得年月日", "見本　花"),
        (AT[0], "生年月日", "見本　一郎"),
    ]
    _, lines = held_lines(looked.table, held)
    assert {line[5]: line[-1].split()[0] for line in lines} == {
        "見本　一郎": "「本人」の2行目",
        "見本　花": "「家族」の2行目",
    }


def test_a_contradiction_of_two_sheets_shows_both(store: Store) -> None:
    looked = look(store, TARO, TARO.replace("見本　一郎", "別人　二郎"))
    assert looked.plan is not None
    assert [one.name for one in looked.plan.quarantined] == ["別人　二郎", "見本　一郎"]


def test_a_cell_of_one_sheet_is_corrected_and_the_other_stays(store: Store) -> None:
    looked = look(store, NO_BIRTH, NO_DAY, cells={(AT[0], BORN): "1980-04-12"})
    assert looked.plan is not None
    assert [one.name for one in looked.plan.added] == ["見本　一郎"]
    assert [one.row for one in looked.plan.quarantined] == [AT[1]]


@pytest.mark.parametrize(("left", "stays"), [(AT[0], "見本　花"), (AT[1], "見本　一郎")])
def test_a_row_of_one_sheet_is_left_out_and_the_other_stays(store: Store, left: RowAt, stays: str) -> None:
    looked = look(store, TARO, HANA, without=[ListPart(row=left)])
    assert looked.plan is not None
    assert [one.name for one in looked.plan.added] == [stays]
