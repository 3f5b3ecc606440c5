"""Lists by commands: their day, what is asked about, and how it is settled."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_life_commands import ask  # noqa: F401 - the fixture
from tests.usecases.lists.members import HEADINGS, ROWS, TARO, file

HR = "社員番号,所属,記号,番号,枝番,本人家族,氏名,生年月日,資格取得年月日"


@pytest.fixture
def take(ask, tmp_path: Path):  # noqa: F811 - pytest's way
    """Import rows, with options."""

    def run(
        *options: str, rows: tuple[str, ...] = ROWS, headings: str = HEADINGS, command: str = "import"
    ) -> Any:
        path = tmp_path / "rows.csv"
        path.write_bytes(file(*rows, headings=headings))
        return ask(command, str(path), *options)

    run("--as-of", "2026-10-31", "--part")
    return run


def test_an_older_list_is_told_as_older_and_a_day_to_come_is_refused(ask, take) -> None:  # noqa: F811
    renamed = (TARO.replace("見本　一郎", "新姓　一郎"), *ROWS[1:])
    told = take("--part", rows=renamed)
    assert ([one["about"] for one in told["questions"]], told["changed"]) == (["as_of"], 0)
    told = take("--as-of", "2026-09-30", "--part", "--dry-run", rows=renamed)
    assert [(one["field"], one["cause"]) for one in told["kept"]] == [("name", None)]
    assert take("--as-of", "2026-11-20", "--part", rows=renamed)["changed"] == 1


def test_a_move_is_taken_by_its_row(ask, take) -> None:  # noqa: F811
    rows = tuple(row.replace("2101,501,", "2103,801,") for row in ROWS[:3])
    told = take("--as-of", "2026-11-20", "--part", rows=rows)
    assert [(one["row"], one["kind"], one["taken"]) for one in told["events"]] == [(2, "moved", False)]
    take("--as-of", "2026-11-20", "--part", "--take", "2", rows=rows)
    assert ask("show", "2103-801-01")["name"] == "見本　花"


def test_differences_are_listed_compared_and_settled(ask, take) -> None:  # noqa: F811
    row = ("M1,経理部,2101,501,00,本人,通名　一郎,1980-04-12,2005-04-01",)
    compared = take("--as-of", "2026-11-20", "--part", rows=row, headings=HR, command="compare")
    assert {(one["field"], one["why"]) for one in compared["different"]} == {
        ("name", "not_theirs_to_say"),
        ("department", "newer"),
        ("employee_code", "newer"),
    }
    take("--as-of", "2026-11-20", "--part", "--skip-field", "department", rows=row, headings=HR)
    (one,) = ask("differences")["differences"]
    assert (one["ours"], one["theirs"]) == ("見本　一郎", "通名　一郎")
    ask("settle", str(one["id"]), "--theirs")
    person = ask("show", "2101-501-00")
    assert (person["name"], person["department"]) == ("通名　一郎", "")
    taken = ask("imports")["imports"]
    assert [(one["file_name"], one["sender"], one["as_of"]) for one in taken[:2]] == [
        ("rows.csv", "hr", "2026-11-20"),
        ("rows.csv", "society", "2026-10-31"),
    ]
    assert date.fromisoformat(taken[0]["taken_on"])
