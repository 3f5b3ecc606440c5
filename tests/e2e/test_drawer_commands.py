"""drawer, shipment and loss-counts by command line; what the page promises is what they give."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.certificate import CertificateStatus
from app.usecases.counter.drawer import Lying
from app.usecases.forms.loss_counts import LossForm
from tests.conftest import TODAY
from ui.bootstrap import open_data_folder
from ui.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
Ask = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, demo_office: Path) -> Path:
    return shutil.copytree(demo_office, tmp_path / "data")


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command on a sample office; return its JSON, or the sentence of a refusal."""

    def run(*args: str, ends: int = 0) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(folder), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert (end.value.code or 0) == ends, said.err
        return said.err if ends else json.loads(said.out)

    return run


def issue_of(folder: Path, status: CertificateStatus) -> str:
    opened = open_data_folder(folder, None)
    found = opened.queries.certificate_rows((status,))[0].issue_number
    opened.close()
    return found


def promised(command: str) -> set[str]:
    """The fields that docs/cli.md names for a command, nested ones left out."""
    text = PAGE.split("## JSON")[1].split("Words used as values")[0]
    (found,) = re.findall(rf"\*\*(?:[^*]*, )?{command}(?:, [^*]*)?\*\* `([^`]+)`", text)
    return set(re.findall(r"\w+", re.sub(r"\[\{.*?\}\]", "", found)))


def test_a_count_over_several_commands(ask: Ask, folder: Path) -> None:
    before = ask("drawer", "status")
    assert (before["open"], before["begun_on"], before["found"]) == (False, None, 0)
    assert before["missing"] == before["expected"] == len(before["rows"])
    begun = ask("drawer", "begin")
    assert begun["open"]
    assert set(begun) == promised("drawer begin")
    assert "続いています" in ask("drawer", "begin", ends=1)

    waiting = next(r for r in before["rows"] if r["issue"] is not None)
    card = next(r for r in before["rows"] if r["paper"] == "elderly_card")
    out = issue_of(folder, CertificateStatus.HANDED_OUT)
    found = ask("drawer", "find", waiting["issue"].replace("-", "").lower(), out, "--elderly", card["key"])
    assert set(found) == promised("drawer find")
    assert [(r["lying"], r["new"]) for r in found["rows"]] == [
        ("found", True),
        ("unexpected", True),
        ("found", True),
    ]
    assert "配付した証です" in found["rows"][1]["note"]
    again = ask("drawer", "find", waiting["issue"])
    assert [r["new"] for r in again["rows"]] == [False]

    now = ask("drawer", "status")
    assert set(now) == promised("drawer status")
    assert (now["found"], now["missing"], now["unexpected"]) == (2, before["expected"] - 2, 1)
    closed = ask("drawer", "close", "--follow-up", "2026-12-04")
    assert set(closed) == promised("drawer close")
    assert (closed["found"], closed["unexpected"]) == (2, 1)
    assert len(closed["missing_rows"]) == closed["missing"]
    assert "R8.12.4 まで探します" in closed["sentence"]
    moved = [r for r in ask("due")["rows"] if r["due_on"] == "2026-12-04" and r["moved_from"]]
    assert {r["issue"] for r in moved if r["issue"]} == {
        r["issue"] for r in closed["missing_rows"] if r["issue"]
    }
    assert ask("drawer", "status")["last"]["closed_on"] == TODAY.isoformat()
    assert "始まっていません" in ask("drawer", "close", ends=1)
    assert "始まっていません" in ask("drawer", "find", waiting["issue"], ends=1)


def test_one_office_is_counted_alone(ask: Ask) -> None:
    every = ask("drawer", "status")["expected"]
    begun = ask("drawer", "begin", "--office", "2001")
    assert 0 < begun["expected"] < every
    assert "見つかりません" in ask("drawer", "begin", "--office", "9999", ends=1)


def test_a_find_is_undone(ask: Ask) -> None:
    rows = ask("drawer", "status")["rows"]
    ask("drawer", "begin")
    ask("drawer", "find", next(r["issue"] for r in rows if r["issue"]))
    ask("undo")
    assert ask("drawer", "status")["found"] == 0


def test_nothing_to_find_is_wrong_usage(ask: Ask) -> None:
    ask("drawer", "begin")
    ask("drawer", "find", ends=2)


def test_a_shipment_its_contents_number_cover_and_arrival(ask: Ask, folder: Path, tmp_path: Path) -> None:
    issue = issue_of(folder, CertificateStatus.COLLECTED)
    ask("forward", issue)
    listed = ask("shipment")
    (row,) = listed["rows"]
    cover = tmp_path / "cover.csv"
    shown = ask(
        "shipment", str(row["shipment"]), "--tracking", "1234-5678-9013", "--confirmed", "--cover", str(cover)
    )
    assert set(shown) == promised("shipment N")
    assert set(row) == set(shown) - {"rows", "sentence"}
    assert [content["issue"] for content in shown["rows"]] == [issue]
    assert (shown["tracking_number"], shown["confirmed_on"]) == ("1234-5678-9013", TODAY.isoformat())
    assert issue in cover.read_text("utf-8-sig")
    refused = ask("shipment", str(row["shipment"]), "--tracking", "1234-5678-9018", ends=1)
    assert "個人番号" in refused
    assert "9018" not in refused
    assert "発送99 はありません" in ask("shipment", "99", ends=1)
    ask("shipment", "--confirmed", ends=2)


def test_what_became_of_a_paper_that_was_sent(ask: Ask, folder: Path) -> None:
    issue = issue_of(folder, CertificateStatus.COLLECTED)
    ask("forward", issue)
    number = str(ask("shipment")["rows"][0]["shipment"])
    shown = ask("shipment", number, "--confirmed", "--missing", issue)
    assert (shown["not_arrived"], shown["rows"][0]["fate"]) == (1, "not_arrived")
    assert [row["shipment"] for row in ask("due")["shipments"]] == [int(number)]
    lost = ask("shipment-paper", number, issue, "--became", "lost", "--reason", "追跡なし")
    assert set(lost) == promised("shipment-paper")
    assert (lost["lost"], lost["not_arrived"], "滅失届" in lost["sentence"]) == (1, 0, True)
    back = ask("shipment-paper", number, issue, "--became", "sent_back")
    assert (back["came_back"], back["rows"][0]["fate"]) == (1, "sent_back")
    ask("shipment-paper", number, issue, "--became", "arrived")
    assert ask("due")["shipments"] == []
    assert "すでに" in ask("shipment-paper", number, issue, "--became", "arrived", ends=1)
    assert ask("shipment", number, "--unconfirmed")["confirmed_on"] is None
    other = issue_of(folder, CertificateStatus.HANDED_OUT)
    assert "入っていません" in ask("shipment-paper", number, other, "--became", "lost", ends=1)
    ask("shipment", number, "--missing", issue, ends=2)


def test_an_envelope_nobody_confirmed_is_told_with_what_is_due(
    ask: Ask, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask("forward", issue_of(folder, CertificateStatus.COLLECTED))
    assert ask("due")["shipments"] == []
    with pytest.raises(SystemExit):
        main(["--data", str(folder), "--today", "2026-12-08", "due"])
    said = capsys.readouterr().out
    assert "の受領が、まだ確かめられていません" in said
    assert "shikaku shipment" in said


def test_a_lost_sheet_that_is_found_counts_again(ask: Ask, folder: Path) -> None:
    issue = issue_of(folder, CertificateStatus.HANDED_OUT)
    ask("lost", issue, "--reason", "鞄ごと")
    found = ask("found", issue)
    assert set(found) == promised("found")
    assert [row["status"] for row in found["rows"]] == ["handed_out"]
    assert "健保へ知らせてください" in found["sentence"]
    assert issue in ask("found", issue, ends=1)


def test_the_counts_of_the_forms(ask: Ask) -> None:
    rows = ask("loss-counts")["rows"]
    assert rows
    fields = re.findall(r"\*\*loss-counts\*\* `\{\"rows\": \[\{([^}]+)\}\]\}`", PAGE)
    assert set(rows[0]) == set(re.findall(r"\w+", fields[0]))
    assert all(row["in_drawer"] or row["still_out"] for row in rows)
    back = next(row for row in rows if row["in_drawer"])
    whole = ask("loss-counts", f"{back['household']}-00")["rows"]
    assert [r["attached"] for r in whole] == [back["attached"]]


def test_the_counts_are_put_into_the_form_of_the_hr_program(ask: Ask, tmp_path: Path) -> None:
    form, out = tmp_path / "KPFD0006.CSV", tmp_path / "out.csv"
    form.write_bytes(
        "99001\r\n[data]\r\n2201700,21,01,,1,999,ｶｸｳ,架空　人,5,590624,,,,9,080820\r\n".encode("cp932")
    )
    said = ask("loss-counts", "--fill", str(form), "--out", str(out))
    assert (said["count"], said["told"][0]["row"]) == (0, 3)
    assert out.read_bytes() == form.read_bytes()


def test_every_word_is_on_the_page() -> None:
    words = PAGE.split("Words used as values")[1]
    for title, values in (("`lying`", Lying), ("`form` of loss-counts", LossForm)):
        (line,) = re.findall(rf"^\* {re.escape(title)}: ((?:.|\n  )*)", words, re.MULTILINE)
        assert set(re.findall(r"`(\w+)`", line)) == {value.value for value in values}, title
