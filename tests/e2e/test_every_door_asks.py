"""What the rules say of a person is asked by every door: the command, the household, the list."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.conftest import TODAY
from tests.e2e.test_life_commands import ask

__all__ = ("ask",)

HEADING = "事業所記号,事業所名,記号,番号,枝番,本人家族,続柄,氏名,フリガナ,生年月日,資格取得年月日,有効期限"
ROWS = """\
2001,見本本社,2001,901,00,本人,本人,架空 一郎,カクウ イチロウ,S55.4.5,H22.4.1,R11.12.1
2001,見本本社,2001,901,01,家族,子,架空 花,カクウ ハナ,H18.4.5,H18.4.5,R11.12.1
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


MOTHER = "2001,見本本社,2001,904,00,本人,本人,架空 母,カクウ ハハ,S58.4.5,H22.4.1,R11.12.1"


def test_a_child_of_two_employees_is_asked_about_before_and_after(office: Any, tmp_path: Path) -> None:
    (tmp_path / "mother.csv").write_text(f"{HEADING}\n{MOTHER}", "utf-8")
    office("import", str(tmp_path / "mother.csv"))
    added = (
        "add-dependant",
        "2001-904-00",
        "--branch",
        "01",
        "--name",
        "架空\u3000花",
        "--kana",
        "カクウ ハナ",
    )
    added += ("--relationship", "子", "--born", "2006-04-05", "--since", "2026-11-01")
    assert "夫婦共同扶養" in office(*added)["sentence"]
    for key, other in ((CHILD, "2001-904-01"), ("2001-904-01", CHILD)):
        (doubt,) = office("show", key)["doubts"]
        assert other in doubt
        assert "健保に確かめます" in doubt


def test_a_wife_hired_by_the_list_while_she_is_a_dependant_is_a_doubt_of_the_list(
    office: Any, tmp_path: Path
) -> None:
    hired = "2001,見本本社,2001,905,00,本人,本人,架空　花,,H18.4.5,R8.11.1,R11.12.1"
    (tmp_path / "hired.csv").write_text(f"{HEADING}\n{hired}", "utf-8")
    (doubt,) = office("import", str(tmp_path / "hired.csv"))["doubts"]
    assert (doubt["key"], CHILD in doubt["doubt"]) == ("2001-905-00", True)
    assert "3条7項" in doubt["doubt"]
    # What was doubtful before is not said again.
    assert office("import", str(tmp_path / "hired.csv"))["doubts"] == []


def test_whoever_leaves_the_household_that_day_is_covered_once(office: Any, tmp_path: Path) -> None:
    office("leave", CHILD, "--retired", "2026-11-01")
    hired = "2001,見本本社,2001,905,00,本人,本人,架空 花,,H18.4.5,R8.11.1,R11.12.1"
    (tmp_path / "hired.csv").write_text(f"{HEADING}\n{hired}", "utf-8")
    assert office("import", str(tmp_path / "hired.csv"))["doubts"] == []
    assert office("show", "2001-905-00")["doubts"] == []


def test_a_resignation_is_withdrawn_after_other_work(office: Any) -> None:
    office("hand-out", FATHER, CHILD)
    office("leave", FATHER, "--retired", "2026-11-20")
    office("collect", CHILD)
    office("stage", OF_66, "--to", "no_card")
    assert office("cancel-leave", FATHER, "--dry-run")["prints"] == 1
    assert office("show", FATHER)["disqualified_on"] == "2026-11-21"
    done = office("cancel-leave", FATHER)
    assert [one["disqualified_on"] for one in done["household"]] == [None, None]
    assert "戻っている証1枚は健保へ返送し" in done["sentence"]
    assert office("show", CHILD)["loss_cause"] is None
    assert "取り消す資格喪失の記録はありません" in office("cancel-leave", FATHER, refused=True)
    assert "退職の取消" in office("undo")["label"]
    assert office("show", CHILD)["disqualified_on"] == "2026-11-21"


def test_who_has_no_residence_in_japan_stays_insured_at_75(ask: Any, tmp_path: Path) -> None:
    old = "2001,見本本社,2001,906,00,本人,本人,架空 老,カクウ ロウ,S26.12.1,H22.4.1,R11.12.1"
    wife = "2001,見本本社,2001,906,01,家族,妻,架空 妻,カクウ ツマ,S40.4.5,H22.4.1,R11.12.1"
    (tmp_path / "old.csv").write_text(f"{HEADING}\n{old}\n{wife}", "utf-8")
    ask("import", str(tmp_path / "old.csv"))
    key, on = "2001-906-00", ("--today", "2026-12-02")
    assert ask(*on, "show", key)["cover_ends_on"] == "2026-12-01"
    assert "理由を入れて" in ask("stays-insured", key, "--since", "2026-10-01", refused=True)
    late = ask("stays-insured", key, "--since", "2026-12-02", "--reason", "海外勤務", refused=True)
    assert "その日に国内に住所がありました" in late
    ask("stays-insured", key, "--since", "2026-10-01", "--reason", "海外勤務。健保に確認済み")
    shown = ask(*on, "show", key)
    assert (shown["cover_ends_on"], shown["abroad_since"]) == (None, "2026-10-01")
    # The wife's ends with her own 75, not with his.
    assert ask(*on, "show", "2001-906-01")["cover_ends_on"] == "2040-04-05"
    assert [row for row in ask(*on, "due")["rows"] if "906" in row["key"] and row["why"] == "at_75"] == []
    assert ask(*on, "rule", key)["verdict"] == "keep"
    # Back in Japan: from that day in 後期高齢者医療.
    ask(*on, "leave", key, "--cause", "age_75", "--retired", "2027-04-01")
    assert ask("show", key)["cover_ends_on"] == "2027-04-01"
    ask("cancel-leave", key)
    ask("stays-insured", key, "--forget")
    assert ask("show", key)["cover_ends_on"] == "2026-12-01"


def test_a_leaver_into_the_voluntary_continuation_gives_the_papers_back(office: Any, tmp_path: Path) -> None:
    office("hand-out", FATHER, CHILD)
    retired = ("--retired", "2026-11-20")
    assert "だけです" in office("leave", CHILD, *retired, "--voluntary", refused=True)
    assert office("show", CHILD)["disqualified_on"] is None
    slip = tmp_path / "slip.pdf"
    done = office("leave", FATHER, *retired, "--voluntary", "--slip", str(slip))
    # 20 days from 2026-11-21, that day counted.
    assert "令和8年12月10日 までに本人が健保へ" in done["sentence"]
    assert done["returns"] == 2
    text = pypdfium2.PdfDocument(slip)[0].get_textpage().get_text_bounded().replace(" ", "")
    assert "任意継続でも会社へお返しください" in "".join(text.split())
    assert "任意継続" in office("undo")["label"]


@pytest.mark.parametrize(
    "step",
    [
        ("rename", FATHER, "--name", "架空\u3000新", "--on", "2027-01-01"),
        ("move", FATHER, "--office", "2001", "--department", "新課", "--on", "2027-01-01"),
        ("rehire", FATHER, "--since", "2027-01-01"),
    ],
)
def test_a_step_for_the_first_of_january_is_entered_in_november(office: Any, step: tuple[str, ...]) -> None:
    before = office("show", FATHER)
    assert "予定にしました" in office(*step)["sentence"]
    (waits,) = office("ahead")["rows"]
    assert (waits["key"], waits["on"]) == (FATHER, "2027-01-01")
    after = office("show", FATHER)
    assert [one["ahead"] for one in after.pop("ahead")] == [waits["ahead"]]
    assert {name: after[name] for name in after} == {name: before[name] for name in after}
    number = str(waits["ahead"])
    assert "その日になってから" in office("ahead", number, refused=True)
    assert office("--today", "2027-01-04", "ahead", number, "--dry-run")["dry_run"]
    office("--today", "2027-01-04", "ahead", number)
    assert office("ahead")["rows"] == []
    changed = office("--today", "2027-01-04", "show", FATHER)
    assert {name for name in ("name", "department", "qualified_on") if changed[name] != before[name]}
