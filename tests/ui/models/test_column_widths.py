"""How columns share a width: details first, readings then, names and numbers last."""

from dataclasses import dataclass
from types import SimpleNamespace

from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from ui.look.theme import app_font
from ui.models.column import Column
from ui.models.column_widths import Keep, shared
from ui.models.columns import key_column, number_column
from ui.models.row_painter import PADDING
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView


@dataclass
class Given:
    width: int
    keep: Keep = Keep.DETAIL
    stretch: bool = False
    least: int = 0
    minor: object = None


NAME = Given(260, Keep.WHO, minor=str)
KEY = Given(130, Keep.WHO)
STATE = Given(110, Keep.STATE)
PLACE = Given(160)
DAY = Given(90)
COLUMNS = [NAME, KEY, STATE, PLACE, DAY]
WANTED = [column.width for column in COLUMNS]


def at(room: int) -> list[int]:
    return shared(COLUMNS, WANTED, room)


def test_where_there_is_room_everything_is_as_wide_as_wanted() -> None:
    assert at(750) == WANTED


def test_a_long_name_has_half_of_what_is_left_over() -> None:
    assert at(1000) == [385, *WANTED[1:]]
    assert shared(COLUMNS, [200, *WANTED[1:]], 1000)[0] == 200, "the user made it so"


def test_a_sentence_has_its_room_before_a_name_has_more_than_it_wanted() -> None:
    columns = [NAME, Given(120, stretch=True), DAY]
    assert shared(columns, [260, 120, 90], 700)[0] == 260
    assert shared(columns, [260, 120, 90], 1000)[0] > 260


def test_no_number_is_cut(qtbot: QtBot) -> None:
    """However long the numbers of a society are: 枝番 tells who of a household it is (WI14)."""
    columns = [
        Column[str]("氏名", str, stretch=True, keep=Keep.WHO),
        key_column(100, lambda row: SimpleNamespace(key=row)),
        number_column("新規", lambda row: 50_000, 40, unit="名"),
    ]
    model = RowsTableModel(columns, row_id=str)
    table = RowsTableView(model, name="一覧")
    qtbot.addWidget(table)
    table.resize(500, 200)
    model.set_rows([f"20030000-{number}-00" for number in range(1, 12_000)])
    table.show()
    face = QFontMetrics(app_font())
    for at in (1, 2):
        longest = columns[at].text(model.rows[-1])
        assert table.columnWidth(at) >= face.horizontalAdvance(longest) + 2 * PADDING, columns[at].heading


def test_a_detail_is_narrowed_first_and_a_date_never_cut() -> None:
    assert at(700) == [260, 130, 110, 110, 90]


def test_then_the_reading_after_the_name() -> None:
    assert at(560) == [158, 130, 110, 72, 90]


def test_then_details_are_hidden_from_the_right_and_the_name_has_their_room() -> None:
    assert at(460) == [148, 130, 110, 72, 0]
    assert at(400) == [160, 130, 110, 0, 0]


def test_then_the_state_and_never_name_or_number() -> None:
    assert at(300) == [170, 130, 0, 0, 0]
    assert at(100) == [136, 130, 0, 0, 0]


def test_what_is_not_wanted_is_hidden_however_much_room_there_is() -> None:
    assert shared(COLUMNS, [260, 130, 0, 160, 90], 2000)[2] == 0
