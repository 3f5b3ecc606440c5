"""A society's side and an office's side: make, send, print, report, reconcile, on the command line."""

from pathlib import Path

import pytest

from tests.e2e.test_print_commands import Shikaku
from tests.golden.papers import seal_png
from tests.usecases.households import family
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.cli.desk import Desk

LIST = """記号,番号,枝番,氏名,生年月日,資格取得年月日,続柄,有効期限
2001,101,00,髙橋　見本,S55.4.5,H22.4.1,本人,R10.11.30
2001,101,01,髙橋　清,S27.5.20,H22.4.1,夫,R10.11.30
"""


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shikaku:
    folder = tmp_path / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    family(store)
    store.close()
    return Shikaku(folder, capsys)


def test_a_batch_goes_there_and_its_report_comes_back(office: Shikaku, tmp_path: Path) -> None:
    at = {
        name: str(tmp_path / name)
        for name in ("key.pem", "office.pem", "list.csv", "batch.json", "report.json", "seal.png")
    }
    (tmp_path / "password").write_text("akai-kutsu-8")
    secret = ("--key-password-file", str(tmp_path / "password"))
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "seal.png").write_bytes(seal_png())
    # The office tells the society its key.
    told = office.ask("batch", "key", at["office.pem"], *secret)["public_key"]
    # The society.
    public = office.ask("society", "key", at["key.pem"], *secret)["public_key"]
    key = ("--key", at["key.pem"], *secret)
    insurer = (
        "--number",
        "06139992",
        "--name",
        "架空健康保険組合",
        "--address",
        "東京都架空区",
        "--seal",
        at["seal.png"],
    )
    days = ("--issued-on", "2026-11-20", "--print-by", "2026-12-31")
    made = office.ask(
        "society",
        "batch",
        at["list.csv"],
        *key,
        "--out",
        at["batch.json"],
        "--batch-number",
        "R8-11",
        "--office-key",
        told,
        *insurer,
        *days,
    )
    assert (made["number"], made["count"]) == ("R8-11", 2)
    # The office.
    rules = tmp_path / "rules.toml"
    office.ask("rules", "export", str(rules))
    rules.write_text(
        rules.read_text("utf-8").replace(
            '[rule.batch_key]\nvalue = ""', f'[rule.batch_key]\nvalue = "{public}"'
        ),
        "utf-8",
    )
    office.ask("rules", "load", str(rules))
    office.ask("batch", "take", at["batch.json"])
    assert office.ask("batch", "show")["rows"][0]["session"] is None
    store = open_data_folder(office.folder, None)
    assert store.queries.operations(1)[0].label == "発行データの取込 R8-11 2名"
    store.close()
    printed = office.ask("print", "--batch", "R8-11", "--pdf", str(tmp_path / "out.pdf"))
    assert [sheet["key"] for sheet in printed["sheets"]] == ["2001-101-00", "2001-101-01"]
    assert office.run("print", "--batch", "R8-11", "--pdf", str(tmp_path / "out.pdf"))[0] == 1
    assert office.run("batch", "report", "R8-11", "--out", at["report.json"])[0] == 1
    office.ask("confirm", "1", "--missing", "2")
    report = ("batch", "report", "R8-11", "--out", at["report.json"])
    assert "事業所の鍵で署名します" in office.run(*report)[2]
    assert office.run(*report, "--key", at["office.pem"])[0] == 2
    assert office.run(*report, "--key", at["key.pem"], *secret)[0] == 1
    assert office.ask(*report, "--key", at["office.pem"], *secret)["count"] == 2
    # The society again.
    found = office.ask("society", "reconcile", at["report.json"], "--batch", at["batch.json"], *key)
    assert (found["printed"], found["missing"], found["not_printed"]) == (1, 1, 0)
    assert found["rows"][0]["issue"] == printed["sheets"][0]["issue"]
    assert (
        "行方不明"
        in office.text("society", "reconcile", at["report.json"], "--batch", at["batch.json"], *key)[1]
    )
    assert "R8-11" in office.text("batch", "show")[1]


def test_the_societys_side_needs_no_data_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "store", property(lambda _: pytest.fail("no folder is opened")))
    society = Shikaku(tmp_path / "none", capsys)
    (tmp_path / "password").write_text("akai-kutsu-8")
    secret = ("--key-password-file", str(tmp_path / "password"))
    assert len(society.ask("society", "key", str(tmp_path / "key.pem"), *secret)["public_key"]) == 44
    (tmp_path / "password").write_text("")
    assert society.run("society", "key", str(tmp_path / "key.pem"), *secret)[0] == 1
