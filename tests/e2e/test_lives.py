"""Every row of the law with its worked example, walked by command: the lives and what is said of them.

The lives stand in tests/e2e/lives, to be read by a person of a society; one office has them all.
The first table says how to read them.
"""

import io
import json
import shlex
import tomllib
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from ui.bootstrap import create_sample_folder
from ui.cli import main

TABLES = sorted((Path(__file__).parent / "lives").glob("*.toml"))
LIVES = [one for table in TABLES for one in tomllib.loads(table.read_text("utf-8"))["life"]]
LISTED, GIVEN = "2026-11-02", "2026-11-09"
COLUMNS = {
    "as": "続柄",
    "name": "氏名",
    "born": "生年月日",
    "joined": "資格取得年月日",
    "lost": "資格喪失年月日",
    "by": "喪失事由",
    "stage": "マイナ保険証",
    "expires": "有効期限",
    "copay": "一部負担金割合",
    "copay_from": "発効年月日",
    "card": "高齢受給者証",
    "card_expires": "高齢受給者証有効期限",
    "limit": "限度額適用区分",
}
USUAL = {"as": "子", "born": "1980-04-05", "joined": "2020-04-01", "stage": "未登録", "expires": "2029-12-01"}


class Office:
    """A data folder, the commands said in it, and the people of the lives: A is insured, B … the family.

    M is insured as well, N … are M's family: the other parent.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.rules = folder, "jsr"
        create_sample_folder(folder / "data")

    def begin(self, lives: list[dict[str, Any]]) -> None:
        """The society's list, the papers of it, and their hand-out."""
        numbered = list(enumerate(lives, 101))
        rows = [line for number, life in numbered for line in lines(number, life["people"])]
        self.done(LISTED, "import", self.listed(rows), "--as-of", LISTED)
        drawer = [key(n, who) for n, life in numbered for who in life.get("printed", "A")]
        members = [word for one in drawer for word in ("--member", one)]
        self.done(LISTED, "print", *members, "--pdf", str(self.folder / "sheets.pdf"))
        self.done(LISTED, "confirm", "1")
        given = [key(n, who) for n, life in numbered for who in life.get("given", life.get("printed", "A"))]
        self.done(GIVEN, "hand-out", *given)

    def said(self, day: str, *args: str) -> Any:
        """The answer of a command, or the sentence of its refusal."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            main(["--data", str(self.folder / "data"), "--today", day, "--format", "json", *args])
        said = (err if end.value.code else out).buffer
        assert isinstance(said, io.BytesIO)
        return json.loads(said.getvalue())

    def done(self, day: str, *args: str) -> Any:
        said = self.said(day, *args)
        assert "error" not in said, (args, said)
        return said

    def listed(self, rows: list[str]) -> str:
        heading = "事業所記号,事業所名,記号,番号,枝番,本人家族," + ",".join(COLUMNS.values())
        (self.folder / "list.csv").write_text("\n".join((heading, *rows)), "utf-8")
        return str(self.folder / "list.csv")


def key(number: int, letter: str) -> str:
    first = insured_by(letter)
    return f"2001-{number + 500 * (first == 'M')}-{ord(letter) - ord(first):02}"


def insured_by(letter: str) -> str:
    return "M" if letter >= "M" else "A"


def lines(number: int, people: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Lines of the society's list."""
    found = []
    for letter, facts in people.items():
        _, home_number, branch = key(number, letter).split("-")
        is_insured = letter == insured_by(letter)
        signs = "".join("亜井宇江尾加木久毛子"[int(digit)] for digit in f"{home_number}{branch}")
        told = USUAL | {"name": f"架空\u3000{signs}"} | facts | ({"as": "本人"} if is_insured else {})
        cells = [str(told.get(one, "")) for one in COLUMNS]
        home = [str(told.get("symbol", "2001")), str(told.get("number", home_number))]
        kind = "本人" if is_insured else "家族"
        found.append(",".join(["2001", "見本本社", *home, branch, kind, *cells]))
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("lives"))
    made.begin(LIVES)
    return made


def of(said: Any, path: str) -> Any:
    """What an answer says at a place, as `certificates.0.status`; of rows all, as `rows.*.key`."""
    for name in path.split("."):
        if name == "*":
            return [of(one, path.partition("*.")[2]) for one in said]
        said = said[int(name)] if isinstance(said, list) else said[name]
    return "" if said is None else said


def text_of(file: Path) -> str:
    """What stands in a file that a command wrote, without blanks."""
    if file.suffix == ".csv":
        return file.read_text("utf-8-sig")
    sheets = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file)]
    return "".join("".join(sheets).split())


def duties(rows: list[dict[str, Any]], *, is_all: bool) -> str:
    """What is due of a person: the reasons with their days; that registering is voluntary only if asked."""
    shown = [row for row in rows if is_all or row["why"] != "to_register"]
    return ", ".join(sorted(f"{row['why']} {row['due_on'] or ''}".strip() for row in shown))


@pytest.mark.parametrize(("number", "life"), [*enumerate(LIVES, 101)], ids=[one["law"] for one in LIVES])
def test_what_is_said_of_a_life(office: Office, number: int, life: dict[str, Any], tmp_path: Path) -> None:
    names = {letter: key(number, letter) for letter in "ABCDEFMNO"}
    names |= {"PDF": str(tmp_path / "a.pdf"), "CSV": str(tmp_path / "a.csv"), "SESSION": "1"}

    def words(text: str) -> list[str]:
        return [names.get(word) or sheet(word) for word in shlex.split(text)]

    def sheet(word: str) -> str:
        if "#" not in word:
            return word
        sheets = office.done(LISTED, "show", names[word[0]])["certificates"]
        return str(sheets[int(word[2:])]["issue_number"])

    if office.rules != (rules := life.get("rules", "jsr")):
        office.done(LISTED, "rules", "load", rules)
        office.rules = rules
    told, right = {}, {}
    for line in life.get("steps", []):
        if isinstance(line, dict):
            path = office.listed(lines(number, line["list"]))
            office.done(line["on"], "import", path, "--as-of", line.get("as_of", line["on"]), "--part")
        else:
            day, *args = words(line)
            said = office.done(day, *args)
            names["SESSION"] = str(said.get("session", names["SESSION"]))
            # What a holder sent is in no envelope of the office.
            if args[0] == "forward" and (rows := office.done(day, "shipment")["rows"]):
                names["SHIPMENT"] = str(max(row["shipment"] for row in rows))
    for asked, expected in life["said"].items():
        day, *args = words(asked)
        if isinstance(expected, str):
            rows = office.done(day, "due", "--why", args[1])["rows"]
            told[asked], right[asked] = duties(rows, is_all="--all" in args), expected
            continue
        said = office.said(day, *args)
        for place, value in expected.items():
            if place in ("CSV~", "PDF~"):
                said[place[:3]] = text_of(Path(names[place[:3]]))
            found = of(said, place.rstrip("~")) if "error" not in said or place.startswith("error") else said
            told[asked, place], right[asked, place] = found, value
            if place.endswith("~") and value in str(found):
                right[asked, place] = found
    assert told == right


def test_before_the_regime_and_on_its_first_days(tmp_path: Path) -> None:
    """The paper is in hand when the old card dies; whose cover ends with the card gets none."""
    office = Office(tmp_path)
    stays, goes = ({"A": {"lost": lost, "by": by}} for lost, by in (("", ""), ("2025-12-01", "退職")))
    path = office.listed([*lines(101, stays), *lines(102, goes)])
    office.done("2025-11-14", "import", path, "--as-of", "2025-11-14")
    rows = office.done("2025-11-20", "due", "--kind", "print")["rows"]
    assert [(row["key"], row["due_on"]) for row in rows] == [(key(101, "A"), "2025-12-02")]
