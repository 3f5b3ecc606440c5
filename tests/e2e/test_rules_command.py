"""The society's rules by command line: shown, checked, compared, loaded, written out."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import resources
from app.domain.rules import BASIC, RULE_TYPES, read_rule_book
from app.usecases.settings.sample_office import sample_list
from app.usecases.settings.settings import SHIPPED, shipped_files, shipped_text
from tests.conftest import TODAY
from ui.cli import main

JSR = shipped_text("jsr")


class Said:
    """What a command said."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def shikaku(tmp_path: Path, empty_office: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(empty_office, tmp_path / "data")

    def run(*args: str, today: str = TODAY.isoformat()) -> Said:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", today, *args])
        found = capsys.readouterr()
        return Said(int(end.value.code or 0), found.out, found.err)

    return run


def old_file() -> str:
    """The shipped file as it was before the later rules came into use."""
    text = JSR
    for name in set(RULE_TYPES) - BASIC:
        text = re.sub(rf"(?ms)^\[\[?rule\.{name}\]\]?\n.*?(?=^\[|^#|\Z)", "", text)
    return text


def test_the_rules_of_a_day_and_those_to_come(shikaku) -> None:
    told = shikaku("rules", "show", "--format", "json").data
    names = [row["name"] for row in told["rows"]]
    assert set(names) == set(RULE_TYPES)
    assert told["ours"] == shipped_files()
    assert [row["effective_from"] for row in told["rows"] if row["name"] == "limits_below_70"] == [
        "2024-12-02",
        "2027-08-01",
    ]
    later = shikaku("rules", "show", "--format", "json", today="2027-08-01").data
    assert [r["effective_from"] for r in later["rows"] if r["name"] == "limits_below_70"] == ["2027-08-01"]
    text = shikaku("rules", "show").out
    assert "資格喪失後の返却の期限" in text
    assert "付属の規則: jsr JSR健康保険組合" in text


def test_what_nobody_confirmed_names_its_question(shikaku) -> None:
    rows = shikaku("rules", "show", "--format", "json").data["rows"]
    unsure = {row["name"]: row["question"] for row in rows if not row["confirmed"]}
    assert unsure["return_expired"] == "健保への質問: 有効期限の切れた証を返しますか。"
    assert unsure["print_days"] == "事業所で決めます。"
    assert {row["question"] for row in rows if row["confirmed"]} == {""}


def test_a_file_is_loaded_taken_back_and_written_out(shikaku, tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text(JSR.replace("value = 30", "value = 45", 1), "utf-8")
    told = shikaku("rules", "compare", str(file), "--format", "json").data
    assert [(c["name"], c["old"], c["new"]) for c in told["changes"]] == [
        ("quiet_days", "30日あける", "45日あける")
    ]
    assert told["lacking"] == []
    assert "1件が変わりました" in shikaku("rules", "load", str(file)).out
    assert shikaku("rules", "export", str(tmp_path / "copy.toml")).status == 0
    assert (tmp_path / "copy.toml").read_bytes() == file.read_bytes()
    assert "今の規則と同じです" in shikaku("rules", "compare", str(file)).out
    assert shikaku("rules", "export", str(tmp_path / "begin.toml"), "--shipped", "kyokai").status == 0
    assert (tmp_path / "begin.toml").read_text("utf-8") == shipped_text("kyokai")
    shikaku("undo")
    assert "quiet_days" in shikaku("rules", "compare", str(file), "--format", "json").out


def test_an_old_file_is_read_and_told_what_it_lacks(shikaku, tmp_path: Path) -> None:
    file = tmp_path / "old.toml"
    file.write_text(old_file(), "utf-8")
    lacking = sorted(set(RULE_TYPES) - BASIC)
    said = f"ファイルにない規則{len(lacking)}件は、付属の値を「要確認」で使います。"
    for command in ("check", "compare", "load"):
        told = shikaku("rules", command, str(file), "--format", "json").data
        assert sorted(told["lacking"]) == lacking
        assert said in told["sentence"]
    rows = shikaku("rules", "show", "--format", "json").data["rows"]
    assert {row["name"] for row in rows if row["is_lacking"]} == set(lacking)
    assert not any(row["confirmed"] for row in rows if row["is_lacking"])
    assert all("規則ファイルにありません" in row["source"] for row in rows if row["is_lacking"])


@pytest.mark.parametrize("command", ["check", "compare", "load"])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = 5\n", "value = -5\n", "1から365までの数字"),
        ('["copay_changed"], then', '["copay_changd"], then', '"copay_changed"'),
        ("[rule.paper_for]", "[rule.papers_for]", "「paper_for」ではありませんか"),
    ],
)
def test_a_mistake_is_refused_with_line_and_reason(
    shikaku, tmp_path: Path, command: str, old: str, new: str, said: str
) -> None:
    text = JSR.replace(old, new, 1)
    file = tmp_path / "wrong.toml"
    file.write_text(text, "utf-8")
    told = shikaku("rules", command, str(file))
    line = text.count("\n", 0, text.index(new)) + 1
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith(f"規則ファイルの{line}行目: ")
    assert said in told.err


FIVE = "[rule.return_days]\nvalue = "
STRANGERS = {
    "empty": (b"", "1行目: 健保の名前がありません"),
    "cp932": (JSR.encode("cp932", "replace"), "1行目: UTF-8の文字ではありません"),
    "utf-16": (JSR.encode("utf-16"), "1行目: UTF-8の文字ではありません"),
    "a program": (bytes(range(256)), "2行目: UTF-8の文字ではありません"),
    "a list": ("記号,番号\n1,2\n".encode(), "1行目: 項目の名前が読めません"),
    "yaml": ("society: 見本\n".encode(), "1行目: 「=」がありません"),
    "a wide sign": (JSR.replace(f"{FIVE}5", "[rule.return_days]\nvalue ＝ 5").encode(), "半角の ="),
    "True": (JSR.replace("value = true", "value = True", 1).encode(), "はい・いいえは true・false"),
    "a text": (JSR.replace(f"{FIVE}5", f'{FIVE}"5"').encode(), "「5」 は使えません。1から365までの数字"),
    "a word": (JSR.replace("value = true", 'value = "はい"', 1).encode(), "true(する)か false(しない)"),
    "no such day": (JSR.replace('value = ["12-29"', 'value = ["02-30"').encode(), "「02-30」"),
    "twice": (f"{JSR}\n{FIVE}5\n".encode(), "同じ見出しが2つあります"),
    "cut short": (JSR[: len(JSR) // 2].encode(), "行目: "),
    "digits": (JSR.replace(f"{FIVE}5", f"{FIVE}{'9' * 5000}").encode(), "1行が長すぎます"),
    "deep": (f"a = {'[' * 5000}".encode(), "1行目: 1行が長すぎます"),
    "a long name": (f'society = "{"見" * 121}"'.encode(), "120文字まで"),
    "huge": (b"#" * 400_000, "大きすぎます"),
}


def test_a_strangers_file_is_refused_in_one_sentence(shikaku, tmp_path: Path) -> None:
    for name, (data, reason) in STRANGERS.items():
        (tmp_path / "strange.toml").write_bytes(data)
        told = shikaku("rules", "check", str(tmp_path / "strange.toml"))
        assert (told.status, told.out, told.err.count("\n")) == (1, "", 1), name
        assert told.err.startswith("規則ファイル"), name
        assert reason in told.err, name


def test_what_an_editor_adds_to_a_file_is_no_mistake(shikaku, tmp_path: Path) -> None:
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + JSR.replace("\n", "\r\n").encode())
    assert shikaku("rules", "load", str(tmp_path / "windows.toml")).status == 0
    assert shikaku("rules", "export", str(tmp_path / "again.toml")).status == 0
    assert (tmp_path / "again.toml").read_bytes() == (tmp_path / "windows.toml").read_bytes().removeprefix(
        b"\xef\xbb\xbf"
    )


def test_a_file_with_a_my_number_or_of_another_kind_is_refused(shikaku, tmp_path: Path) -> None:
    file = tmp_path / "number.toml"
    file.write_text(JSR.replace("健保に要確認", "1234-5678-9018", 1), "utf-8")
    told = shikaku("rules", "check", str(file))
    assert (told.status, "9018" in told.err) == (1, False)
    assert "個人番号" in told.err
    assert shikaku("rules", "check", str(tmp_path / "none.toml")).status == 1
    assert shikaku("rules", "export", str(tmp_path / "rules.pdf")).status == 1


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_file_is_named_checked_and_loaded(shikaku, name: str) -> None:
    book = read_rule_book(resources.path(f"rules/{name}.toml").read_text("utf-8"))
    told = shikaku("rules", "check", name, "--format", "json").data
    assert (told["society"], told["lacking"]) == (book.society, list(book.lacking))
    assert shikaku("rules", "load", name).status == 0
    assert shikaku("rules", "show", "--format", "json").data["society"] == book.society


def test_no_rules_file_is_shipped_and_not_offered() -> None:
    assert {path.stem for path in resources.path("rules").glob("*.toml")} == set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_shipped_file_names_its_source(name: str) -> None:
    """Only law and the notice count as confirmed: nobody asked the other societies."""
    entries = read_rule_book(shipped_text(name)).entries
    assert [entry.name for entry in entries if not entry.source.strip()] == []
    unsure = ("要確認", "見当たらない", "事業所の設定")
    assert [e.name for e in entries if e.confirmed and any(word in e.source for word in unsure)] == []


def test_the_due_list_says_where_a_day_is_no_working_day(shikaku, tmp_path: Path) -> None:
    def rows() -> list[Any]:
        return [row for row in shikaku("due", "--format", "json").data["rows"] if row["due_on"]]

    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    # What is due by the list is due five days later, on a Monday.
    shikaku("import", str(tmp_path / "list.csv"), today="2026-11-25")
    busy = next(row["due_on"] for row in rows() if row["rest"] is None)
    file = tmp_path / "closed.toml"
    file.write_text(re.sub(r'value = \["12-29".*\]', f"value = [{busy}]", JSR), "utf-8")
    assert shikaku("rules", "load", str(file)).status == 0
    assert {row["rest"] for row in rows() if row["due_on"] == busy} == {"closed"}
    assert "健保の休業日" in shikaku("due").out


def test_five_societies_answer_a_registered_leaver_each_in_its_own_way(shikaku, tmp_path: Path) -> None:
    """The same life as in tests/usecases/answers/five_societies.toml, by command."""
    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    shikaku("import", str(tmp_path / "list.csv"))
    rows = shikaku("members", "--format", "json").data["rows"]
    key = next(
        row["key"]
        for row in rows
        if (row["kind"], row["enrolment"], row["disqualified_on"]) == ("insured", "not_registered", None)
    )
    assert shikaku("stage", key, "--to", "registered", "--on", "2026-11-10").status == 0
    assert shikaku("leave", key, "--retired", "2026-12-31").status == 0
    told = {}
    for society in ("jsr", "kyokai", "kensetsu", "stanley", "osaka-shokuhin"):
        assert shikaku("rules", "load", society).status == 0
        answer = shikaku("rule", key, "--format", "json", today="2027-01-02").data
        told[society] = (answer["verdict"], answer["by"], answer["rule"])
    assert told == {
        "jsr": ("collect", "2027-01-05", "return_days"),
        "kyokai": ("collect", "2027-01-05", "return_days"),
        "kensetsu": ("collect", "2027-01-14", "return_days"),
        "stanley": ("dispose", None, "return_certificate"),
        "osaka-shokuhin": ("collect", "2027-01-14", "return_days"),
    }
    other = shikaku("rule", key, "--paper", "limit_certificate", "--format", "json", today="2027-01-02").data
    assert (other["verdict"], other["rule"]) == ("collect", "return_limit_certificate")
