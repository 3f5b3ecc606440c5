"""The columns that tables share: what they show, and by what they sort."""

from dataclasses import dataclass
from datetime import date

from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, name_column, number_column, place_column, state_column


@dataclass(frozen=True)
class Row:
    name: str = "髙橋　太郎"
    kana: str | None = "タカハシ タロウ"
    office: str = "本社"
    department: str = ""
    on: date | None = None
    sheets: int = 12


@dataclass(frozen=True)
class Around:
    row: Row


def test_a_name_is_sorted_by_its_reading_and_gives_way_last() -> None:
    column: Column[Row] = name_column()
    assert (column.text(Row()), column.key(Row()), column.keep) == (
        "髙橋　太郎",
        "タカハシ タロウ",
        Keep.WHO,
    )
    assert column.key(Row(kana=None)) == ""


def test_a_column_may_be_about_a_part_of_the_row() -> None:
    column: Column[Around] = name_column(of=lambda r: r.row)
    assert column.text(Around(Row())) == "髙橋　太郎"


def test_a_place_without_department_ends_with_the_office() -> None:
    column: Column[Row] = place_column()
    assert (column.text(Row()), column.stretch) == ("本社", True)
    assert column.text(Row(department="総務部")) == "本社 総務部"


def test_no_day_is_empty_and_sorts_before_every_day() -> None:
    column: Column[Row] = day_column("回収日", lambda r: r.on)
    some, none = Row(on=date(2026, 11, 23)), Row()
    assert (column.text(some), column.text(none)) == ("R8.11.23", "")
    assert column.key(none) < column.key(some)


def test_a_figure_sorts_as_a_number_and_stands_at_the_right() -> None:
    column: Column[Row] = number_column("枚数", lambda r: r.sheets, unit="枚")
    assert (column.text(Row()), column.key(Row()), column.right) == ("12枚", 12, True)


def test_a_state_shows_its_words_in_their_tone() -> None:
    column: Column[Row] = state_column("状態", lambda r: (f"○ {r.sheets}", Tone.SOON), 100)
    assert column.tone is not None
    assert (column.text(Row()), column.tone(Row())) == ("○ 12", Tone.SOON)
