"""Every state a society names is understood from a list and from the command, and leads to a paper."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.person import Enrolment
from app.words import label
from tests.conftest import TODAY
from tests.e2e.test_life_commands import ask

__all__ = ("ask",)

HEADING = (
    "事業所記号,事業所名,記号,番号,枝番,本人家族,続柄,氏名,生年月日,資格取得年月日,マイナ保険証,有効期限"
)
ROW = "2001,見本本社,2001,9{n:02},00,本人,本人,架空\u3000{name},S60.4.5,R2.4.1,{stage},R9.1.31"
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
GIVEN_A_REASON = (
    *("カード紛失", "再交付中", "更新中", "カード返納", "DV等", "マイナンバー未提出", "解除申請中"),
    *("登録済(要配慮)", "登録済(要配慮)", "登録済"),
)


def a_list(place: Path, *stages: str) -> str:
    rows = [ROW.format(n=n, name=NAMES[n], stage=stage) for n, stage in enumerate(stages)]
    (place / "reasons.csv").write_text("\n".join((HEADING, *rows)), "utf-8")
    return str(place / "reasons.csv")


def test_whom_the_society_names_with_a_reason_gets_a_paper(ask: Any, tmp_path: Path) -> None:
    told = ask("import", a_list(tmp_path, *GIVEN_A_REASON))
    assert told["added"] == len(GIVEN_A_REASON)
    assert told["quarantined"] == []
    assert any("登録済で新しい有効期限のある1名" in note for note in told["notes"])
    due = {row["key"] for row in ask("due")["rows"] if row["kind"] == "print"}
    keys = [f"2001-9{n:02}-00" for n in range(len(GIVEN_A_REASON))]
    assert set(keys) <= due
    printed = ask(
        "print", *(word for key in keys for word in ("--member", key)), "--pdf", str(tmp_path / "a.pdf")
    )
    assert [sheet["key"] for sheet in printed["sheets"]] == keys


def test_the_question_about_another_word_lists_every_word_that_is_accepted(ask: Any, tmp_path: Path) -> None:
    path = a_list(tmp_path, "ふめい")
    (question,) = ask("import", path, "--questions")["questions"]
    assert question["words"] == ["ふめい"]
    offered = [choice["value"] for choice in question["choices"]]
    assert offered == [*(label(stage) for stage in Enrolment), ""]
    (asked,) = ask("import", path)["columns"]
    assert asked["id"] == question["id"]
    # Until it is answered nothing is known.
    assert ask("show", "2001-900-00")["enrolment"] == "unknown"


def test_every_word_that_is_offered_is_understood_in_a_list_and_as_an_answer(
    ask: Any, tmp_path: Path
) -> None:
    words = {f"ことば{name}": label(stage) for name, stage in zip(NAMES, Enrolment, strict=False)}
    (tmp_path / "answers.json").write_text(json.dumps({"words:マイナ保険証": words}), "utf-8")
    told = ask("import", a_list(tmp_path, *words), "--answers", str(tmp_path / "answers.json"))
    assert (told["added"], told["columns"], told["quarantined"]) == (len(Enrolment), [], [])
    got = {row["key"]: row["enrolment"] for row in ask("members", "--search", "架空")["rows"]}
    # Of whom a new date stands behind 登録済 it means that a paper was asked for.
    meant = [Enrolment.ON_REQUEST if one is Enrolment.REGISTERED else one for one in Enrolment]
    assert [got[f"2001-9{n:02}-00"] for n in range(len(Enrolment))] == meant
    same = ask("import", a_list(tmp_path, *words.values()), "--dry-run")
    assert (same["unchanged"], same["columns"], same["asked"]) == (len(Enrolment), [], [])


@pytest.mark.parametrize("stage", Enrolment)
def test_every_stage_is_recorded_by_the_command(ask: Any, stage: Enrolment) -> None:
    key = next(row["key"] for row in ask("members")["rows"] if row["enrolment"] == "registered")
    if stage in (Enrolment.DECLINED, Enrolment.NO_ANSWER):
        assert "登録済みです" in ask("stage", key, "--to", stage.value, refused=True)
        return
    ask("stage", key, "--to", stage.value)
    shown = ask("show", key)
    assert (shown["enrolment"], shown["enrolment_as_of"]) == (stage, TODAY.isoformat())


def test_a_registered_person_without_a_reason_is_refused_with_the_way_out(ask: Any, tmp_path: Path) -> None:
    key = next(row["key"] for row in ask("members")["rows"] if row["enrolment"] == "registered")
    assert "状況を記録" in ask("print", "--member", key, "--pdf", str(tmp_path / "a.pdf"), refused=True)
