"""`answer-question`: what the society said is a fact with its day; undo brings the question back."""

from pathlib import Path
from typing import Any

from tests.e2e.test_life_commands import ask

__all__ = ("ask",)

HEADING = "事業所記号,事業所名,記号,番号,枝番,本人家族,続柄,氏名,生年月日,資格取得年月日,有効期限"
ROW = "2001,見本本社,2001,{number},00,本人,本人,架空\u3000二重,S60.4.5,R2.4.1,{expires}"
KEYS = ["2001-901-00", "2001-902-00"]


def questions(ask: Any, *args: str) -> list[tuple[str, str]]:
    return [
        (row["key"], row["why"]) for row in ask("due", "--kind", "ask", *args)["rows"] if row["key"] in KEYS
    ]


def test_the_answer_ends_the_question_and_undo_brings_it_back(ask: Any, tmp_path: Path) -> None:
    rows = [ROW.format(number=number, expires="R20.1.31") for number in ("901", "902")]
    (tmp_path / "twice.csv").write_text("\n".join((HEADING, *rows)), "utf-8")
    ask("import", str(tmp_path / "twice.csv"))
    both = sorted((key, why) for key in KEYS for why in ("covered_twice", "expiry_doubted"))
    assert sorted(questions(ask)) == both
    assert len(ask("show", KEYS[0])["doubts"]) == 2
    given = ("--answer", "different", "--by", "給付課 見本さん")
    assert "--about" in ask("answer-question", KEYS[0], *given, refused=True)
    told = ask("answer-question", KEYS[0], *given, "--about", "covered_twice", "--note", "電話")
    assert told["answer"] == "different"
    assert "どちらの資格もそのままです" in told["sentence"]
    left = [(key, "expiry_doubted") for key in KEYS]
    assert questions(ask) == left
    for key in KEYS:
        shown = ask("show", key)["answers"]
        assert [(one["about"], one["answer"], one["by"]) for one in shown] == [
            ("covered_twice", "different", "給付課 見本さん")
        ]
        assert ask("history", key)["rows"][0]["what"] == "健保の答え「二重の資格」: 別の方(給付課 見本さん)"
    assert "答えは" in ask("answer-question", KEYS[0], "--answer", "same", "--by", "給付課", refused=True)
    ask("answer-question", KEYS[0], "--answer", "as_listed", "--by", "給付課")
    assert questions(ask) == left[1:]
    ask("undo")
    ask("undo")
    assert sorted(questions(ask)) == both
    assert "ありません" in ask("answer-question", "2001-101-00", *given, "--about", "leap_75", refused=True)
    assert ask("verify")
