"""`shikaku export`: any list as a file, with its line in the history; the roster goes in again."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from ui.bootstrap import open_data_folder
from ui.cli import main

Ask = Callable[..., dict[str, Any]]
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(tmp_path: Path, demo_office: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", "2026-11-23", *args])
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    shutil.copytree(demo_office, tmp_path / "data")
    return run


@pytest.fixture
def ask(said: Say) -> Ask:
    def run(*args: str) -> dict[str, Any]:
        status, out, err = said(*args, "--format", "json")
        assert status == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return run


def labels(folder: Path) -> list[str]:
    store = open_data_folder(folder, None)
    try:
        return [row.label for row in store.queries.operations(limit=5)]
    finally:
        store.close()


def test_the_roster_comes_out_and_goes_in_again(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    written = ask("export", "roster", "--full-keys", "--out", str(file))
    assert (written["kind"], written["file"], written["unwritten"]) == ("roster", str(file), [])
    again = ask("import", str(file), "--dry-run")
    assert (again["added"], again["changed"], again["missing"], again["quarantined"]) == (0, 0, 0, [])
    assert again["unchanged"] == written["count"] > 50
    assert labels(tmp_path / "data")[0] == f"書き出し 加入者名簿 {written['count']}件 番号あり roster.xlsx"


def test_a_file_written_stands_in_no_undos_way(said: Say, ask: Ask, tmp_path: Path) -> None:
    key = ask("members")["rows"][0]["key"]
    ask("contact", key, "--means", "phone")
    before = labels(tmp_path / "data")[0]
    ask("export", "history", "--out", str(tmp_path / "history.csv"))
    assert ask("undo")["label"] == before


def test_an_old_program_gets_its_encoding_and_a_stranger_a_password(ask: Ask, tmp_path: Path) -> None:
    secret = tmp_path / "password.txt"
    secret.write_text("geheim-2026\n", "utf-8")
    file = tmp_path / "due.zip"
    written = ask(
        *("export", "roster", "--out", str(file), "--encoding", "cp932", "--password-file", str(secret))
    )
    assert {sign for one in written["unwritten"] for sign in one["characters"]} >= {"𠮷"}
    with pyzipper.AESZipFile(file) as pack:
        (name,) = pack.namelist()
        lines = list(csv.reader(io.StringIO(pack.read(name, pwd=b"geheim-2026").decode("cp932"))))
    assert lines[0] == ["加入者名簿"]
    assert len(lines) == written["count"] + 5
    assert "パスワードあり" in labels(tmp_path / "data")[0]
    assert "geheim" not in "".join(labels(tmp_path / "data"))


def test_a_list_of_one_office_says_so(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    whole = ask("export", "ledger", "--out", str(file))["count"]
    office = ask("members")["rows"][0]["office"]
    part = ask("export", "ledger", "--out", str(file), "--office", office)["count"]
    assert 0 < part < whole
    assert office in file.read_text("utf-8-sig").splitlines()[2]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("export", "roster", "--out", "list.doc"), "ファイル名の終わり"),
        (("export", "roster", "--out", "list.xlsx", "--encoding", "cp932"), ".csv にしてください"),
        (("status", "--give", "--out", "list.csv", "--password-file", "short.txt"), "8文字以上"),
        (("status", "--give", "--out", "list.csv", "--password-file", "long.txt"), ".zip"),
        (("export", "roster", "--office", "なし", "--out", "list.csv"), "見つかりません"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(
    said: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.txt").write_text("kurz", "utf-8")
    (tmp_path / "long.txt").write_text("geheim-2026", "utf-8")
    before = labels(tmp_path / "data")
    status, _, err = said(*args)
    assert (status, sentence in err) == (1, True), err
    assert labels(tmp_path / "data") == before
    assert not list(tmp_path.glob("list.*"))
