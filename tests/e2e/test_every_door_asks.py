"""What the rules say of a person is asked by every door: the command, the household, the list."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY
from tests.e2e.test_life_commands import ask

__all__ = ("ask",)

HEADING = "事業所記号,事業所名,記号,番号,枝番,本人家族,続柄,氏名,フリガナ,生年月日,資格取得年月日,有効期限"
ROWS = """\
2001,見本本社,2001,901,00,本人,本人,架空 一郎,カクウ イチロウ,S55.4.5,H22.4.1,R11.12.1
2001,見本本社,2001,901,01,家族,子,架空 花,カクウ ハナ,R2.4.5,R2.4.5,R11.12.1
2001,見本本社,2001,902,00,本人,本人,架空 二郎,カクウ ジロウ,S42.3.1,H22.4.1,R11.12.1
2001,見本本社,2001,903,00,本人,本人,架空 三郎,カクウ サブロウ,S35.4.5,H22.4.1,R11.12.1"""
FATHER, CHILD, OF_59, OF_66 = "2001-901-00", "2001-901-01", "2001-902-00", "2001-903-00"


@pytest.fixture
def office(ask: Any, tmp_path: Path) -> Any:
    """Four people of a list, the papers of father and child in the drawer."""
    (tmp_path / "four.csv").write_text(f"{HEADING}\n{ROWS}", "utf-8")
    ask("import", str(tmp_path / "four.csv"))
    ask("print", "--member", FATHER, "--member", CHILD, "--pdf", str(tmp_path / "two.pdf"))
    ask("confirm", "1")
    return ask


@pytest.mark.parametrize("command", ["hand-out", "hand-over"])
def test_a_paper_of_somebody_registered_since_is_asked_about_first(office: Any, command: str) -> None:
    office("stage", FATHER, "--to", "registered")
    said = office(command, FATHER, refused=True)
    assert "架空 一郎 さんはマイナ保険証を使える" in said
    assert "--anyway" in said
    assert office("show", FATHER)["certificates"][0]["status"] == "ready"
    # The same rule answers what happens to the paper.
    assert office("rule", FATHER)["verdict"] == "collect"
    office(command, FATHER, "--anyway")
    assert office("show", FATHER)["certificates"][0]["status"] == "handed_out"
    # The child is not registered: nobody is asked about that paper.
    status = "ready" if command == "hand-out" else "handed_out"
    assert office("show", CHILD)["certificates"][0]["status"] == status


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        # 高齢受給者証: nobody has one before 70, nor before birth.
        (("elderly", "collect", FATHER), "70歳になるのは"),
        (("elderly", "collect", FATHER, "--on", "1979-01-01"), "高齢受給者証はありません"),
        (("elderly", "collect", FATHER, "--outcome", "never_issued"), "高齢受給者証はありません"),
        # A death is not known ahead.
        (("leave", FATHER, "--cause", "death", "--retired", "2027-06-01"), "死亡日が今日より先"),
        # 障害認定 exists from 65.
        (("leave", CHILD, "--cause", "disability", "--retired", TODAY.isoformat()), "65歳から"),
        (("leave", OF_59, "--cause", "disability", "--retired", TODAY.isoformat()), "65歳から"),
    ],
)
def test_what_cannot_be_of_that_person_is_refused(office: Any, args: tuple[str, ...], reason: str) -> None:
    assert reason in office(*args, refused=True)


def test_what_can_be_is_recorded(office: Any) -> None:
    office("leave", OF_66, "--cause", "disability", "--retired", TODAY.isoformat())
    office("leave", OF_59, "--cause", "death", "--retired", TODAY.isoformat())
    assert office("show", OF_66)["disqualified_on"] == TODAY.isoformat()


@pytest.mark.parametrize(
    ("person", "lost", "cause", "reason"),
    [
        (1, "R9.6.2", "死亡", "死亡日が今日より先"),
        (2, "R8.11.1", "障害認定", "65歳から"),
        (3, "R8.11.1", "75歳到達", "75歳になるのは"),
    ],
)
def test_a_list_asks_the_same(
    office: Any, tmp_path: Path, person: int, lost: str, cause: str, reason: str
) -> None:
    row = f"{ROWS.splitlines()[person]},{lost},{cause}"
    (tmp_path / "lost.csv").write_text(f"{HEADING},資格喪失年月日,喪失事由\n{row}", "utf-8")
    (held,) = office("import", str(tmp_path / "lost.csv"))["quarantined"]
    assert reason in str(held)
