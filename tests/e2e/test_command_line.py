"""The main job of a day by command line: real folder, real list, real PDF, exit codes and JSON."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from ui.bootstrap import open_data_folder
from ui.cli import main

WORDS = "himitsu-no-kotoba"


class Office:
    """Runs `shikaku` on one data folder and reads what it says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *args: str) -> tuple[int, str, str]:
        status = 0
        try:
            main(["--data", str(self.folder), "--today", TODAY.isoformat(), *args])
        except SystemExit as end:
            status = int(end.code or 0)
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def ask(self, *args: str):
        status, out, err = self.run(*args, "--format", "json")
        assert status == 0, err
        return json.loads(out)

    def refused(self, *args: str) -> str:
        status, _, err = self.run(*args)
        assert status == 1
        assert err.count("\n") == 1, "one sentence, no stack"
        return err


@pytest.fixture
def office(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WORDS)
    office = Office(tmp_path / "data", capsys)
    assert len(office.ask("init")["recovery_code"]) == 29
    # All here is fictional, as in the sample office: what is printed is 見本 and counts.
    store = open_data_folder(tmp_path / "data", WORDS)
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), is_sample=True))
    store.close()
    return office


@pytest.fixture
def members(office, tmp_path):
    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    office.ask("import", str(tmp_path / "list.csv"))
    return office


@pytest.fixture
def printed(members, tmp_path):
    run = members.ask("print", "--all", "--pdf", str(tmp_path / "all.pdf"))
    return members, {sheet["key"]: sheet["issue"] for sheet in run["sheets"]}


def due_keys(office: Office, kind: str) -> set[str]:
    return {row["key"] for row in office.ask("due", "--kind", kind)["rows"]}


def status_of(office: Office, key: str) -> str | None:
    (row,) = [row for row in office.ask("members")["rows"] if row["key"] == key]
    return row["certificate"]


def test_the_whole_life_of_a_certificate(printed, tmp_path):
    office, issues = printed
    key, issue = next((k, i) for k, i in issues.items() if k.endswith("-00"))
    assert due_keys(office, "print") == set(issues)
    assert office.ask("confirm", "1")["good"] == len(issues)
    assert due_keys(office, "hand_out") == set(issues)
    assert office.ask("hand-out", issue)["rows"][0]["status"] == "handed_out"
    left = office.ask("leave", key, "--retired", "2026-11-12")
    assert left["disqualified_on"] == "2026-11-13"
    (row,) = [r for r in office.ask("due", "--kind", "return")["rows"] if r["key"] == key]
    assert (row["due_on"], row["days_left"], row["issue"]) == ("2026-11-28", 5, issue)
    assert office.ask("collect", issue, "--on", "2026-11-23")["rows"][0]["status"] == "collected"
    assert key in due_keys(office, "forward")
    assert office.ask("forward", issue, "--tracking", "1234-5678")["rows"][0]["status"] == "forwarded"
    (name,) = [row["name"] for row in office.ask("members")["rows"] if row["key"] == key]
    assert office.ask("undo")["label"] == f"返送 {name}"
    assert status_of(office, key) == "collected"
    told = office.ask("history", key)["rows"]
    assert [r["is_undone"] for r in told][:2] == [False, True]
    assert told[1]["done_on"] == "2026-11-23"
    assert "返送を待っています" in office.ask("show", key)["sentence"]


def test_every_name_and_number_is_on_its_sheet(printed, tmp_path):
    office, issues = printed
    people = {row["key"]: row for row in office.ask("members")["rows"]}
    document = pypdfium2.PdfDocument(tmp_path / "all.pdf")
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    # Front and back in turn.
    assert len(texts) == 2 * len(issues)
    for text, (key, issue) in zip(texts[::2], issues.items(), strict=True):
        assert "".join(people[key]["name"].split()) in text
        assert issue in text
        assert "見" in text
        assert "本" in text


def test_spoiled_and_missing_sheets_are_printed_again_under_a_new_number(printed, tmp_path):
    office, issues = printed
    told = office.ask("confirm", "1", "--spoiled", "2", "--missing", "3")
    assert (told["spoiled"], told["missing"], told["good"]) == (1, 1, len(issues) - 2)
    again = office.ask("print", "--all", "--pdf", str(tmp_path / "again.pdf"))
    keys = list(issues)
    assert {sheet["key"] for sheet in again["sheets"]} == {keys[1], keys[2]}
    assert not {sheet["issue"] for sheet in again["sheets"]} & set(issues.values())


def test_import_says_what_it_did_and_is_undone_in_one_step(office, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(sample_list(TODAY))
    tried = office.ask("import", str(file), "--dry-run")
    assert office.ask("members")["rows"] == []
    done = office.ask("import", str(file))
    assert done["added"] == tried["added"] == len(office.ask("members")["rows"]) > 0
    same = office.ask("import", str(file))
    assert (same["added"], same["changed"], same["unchanged"]) == (0, 0, done["added"])
    office.ask("undo")  # the second import changed nothing, so it is no step of its own
    assert office.ask("members")["rows"] == []


def test_a_file_with_individual_numbers_is_refused_without_repeating_them(office, tmp_path):
    secret = "123456789018"
    text = sample_list(TODAY).decode("utf-8-sig").splitlines()
    lines = [text[0] + ",備考", *(f"{line}," for line in text[1:-1]), f"{text[-1]},本人より {secret}"]
    file = tmp_path / "note.csv"
    file.write_text("\r\n".join(lines), "utf-8")
    said = office.refused("import", str(file))
    assert "備考" in said
    assert secret not in said
    stored = b"".join(path.read_bytes() for path in office.folder.rglob("*") if path.is_file())
    assert secret.encode() not in stored


def test_unrecorded_papers_of_leavers_come_back_by_key(members):
    row = members.ask("members")["rows"][0]
    listed = next(r for r in members.ask("due", "--kind", "print")["rows"] if r["key"].endswith("-00"))
    members.ask("leave", listed["key"], "--retired", "2026-11-01")
    assert listed["key"] in due_keys(members, "return")
    back = members.ask("collect", listed["key"])
    assert back["rows"][0]["status"] == "collected"
    assert listed["key"] not in due_keys(members, "return")
    assert row["key"]


def test_elderly_cards(members):
    rows = members.ask("elderly")["rows"]
    assert {row["outcome"] for row in rows} == {"outstanding"}
    key = rows[0]["key"]
    members.ask("elderly", "collect", key, "--on", "2026-11-20")
    assert key in due_keys(members, "forward")
    members.ask("forward", "--elderly", key)
    assert key not in due_keys(members, "forward")
    again = members.refused("elderly", "collect", key)
    assert "すでに記録済み" in again


def test_contact_respects_the_quiet_period(members):
    key = members.ask("due", "--kind", "register")["rows"][0]["key"]
    members.ask("contact", key, "--means", "phone", "--note", "来月登録する予定")
    assert key not in due_keys(members, "register")


def test_lost(printed):
    office, issues = printed
    office.ask("confirm", "1")
    issue = next(iter(issues.values()))
    assert office.ask("lost", issue, "--reason", "鞄ごと紛失")["rows"][0]["status"] == "lost"
    assert "紛失として記録" in office.refused("hand-out", issue)


def test_backup_restore_verify(printed, tmp_path):
    office, issues = printed
    office.ask("confirm", "1")
    before = office.ask("members")
    file = office.ask("backup", str(tmp_path / "backup.zip"))["file"]
    office.ask("hand-out", *issues.values())
    restored = office.ask("restore", file)
    assert Path(restored["kept"]).exists()
    assert office.ask("members") == before
    verified = office.ask("verify")
    seal = verified.pop("seal")
    assert verified == {"ok": True, "problems": [], "open_runs": [], "unseen": 0}
    assert office.ask("verify", "--seal", seal)["ok"]


def test_status_of_a_past_day_stays_the_same(printed):
    office, issues = printed
    office.ask("confirm", "1")
    before = office.ask("status", "--as-of", "2026-11-23")
    office.ask("hand-out", *issues.values())
    office.ask("undo")
    assert office.ask("status", "--as-of", "2026-11-23") == before


def test_due_list_as_files(members, tmp_path):
    for ending in ("csv", "xlsx", "pdf"):
        members.run("due", "--out", str(tmp_path / f"due.{ending}"))
        assert (tmp_path / f"due.{ending}").stat().st_size > 500


def test_refusals_are_one_sentence(members, monkeypatch):
    assert "見つかりません" in members.refused("show", "9999-1-00")
    assert "先です" in members.refused(
        "contact", members.ask("members")["rows"][0]["key"], "--means", "face", "--on", "2026-11-24"
    )
    assert "すでにデータ" in members.refused("init")
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", "wrong")
    assert "パスフレーズが違います" in members.refused("members")


def test_wrong_usage_ends_with_two(office):
    assert office.run("print", "--all")[0] == 2
    assert office.run("nonsense")[0] == 2


def test_choices_stand_under_each_other_and_what_was_typed_stays_visible(office):
    status, _, said = office.run("contact", "1-1-00")
    assert status == 2
    assert "\n    face,\n    phone," in said
    assert "〔U+0009〕x" in office.run("print\tx")[2]


def test_global_options_may_stand_anywhere(members):
    status, out, _ = members.run("due", "--format=json", "--kind", "print")
    assert status == 0
    assert json.loads(out)["rows"]


def test_no_name_can_be_read_in_the_data_folder(members):
    stored = b"".join(path.read_bytes() for path in members.folder.rglob("*") if path.is_file())
    for row in members.ask("members")["rows"]:
        for text in (row["name"], row["kana"]):
            assert text.encode() not in stored
            assert text.encode("utf-16-le") not in stored


def test_sample_office_opens_without_asking_and_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("SHIKAKU_PASSPHRASE", raising=False)
    office = Office(tmp_path / "sample", capsys)
    assert "架空" in office.ask("demo")["sentence"]
    kinds = {row["kind"] for row in office.ask("due")["rows"]}
    assert kinds >= {"return", "hand_out", "print", "elderly_card", "forward", "birthday", "register"}
    assert "すでにデータ" in office.refused("demo")


def test_self_test(tmp_path, capsys):
    status, said, _ = Office(tmp_path / "untouched", capsys).run("--self-test")
    assert status == 0
    assert not (tmp_path / "untouched").exists()
    assert "資格確認書: 良" in said
    assert "フォント" in said


def test_self_test_warns_of_characters_no_font_draws(tmp_path, capsys, monkeypatch):
    """A machine with BIZ UD alone, and a program that came without its fonts."""
    from app.printing.engine import font_places
    from app.printing.engine.fonts import load_fonts

    biz = [files[0] for files in font_places.find_fonts().values() if files[0].path.name.startswith("BIZ")]
    if len(biz) < 3:
        pytest.skip("BIZ UD (fonts-morisawa-bizud-gothic, -mincho) is not installed")
    (tmp_path / "share" / "fonts").mkdir(parents=True)
    for file in biz:
        shutil.copy(file.path, tmp_path / "share" / "fonts")
    monkeypatch.setattr(font_places, "PACKAGE", "no_such_package")
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    load_fonts.cache_clear()
    try:
        office = Office(tmp_path / "data", capsys)
        status, said, _ = office.run("--self-test")
        assert status == 0
        assert "資格確認書: 良(2名" in said
        assert "次の1字を書けません: 𠮷" in said
        # Whoever cannot be printed is named; the others are printed.
        office.ask("demo")
        printed = office.ask("print", "--all", "--pdf", str(tmp_path / "all.pdf"))
        assert [one["key"] for one in printed["refused"]] == ["2001-303-00"]
        assert len(printed["sheets"]) == 2
    finally:
        load_fonts.cache_clear()


def test_the_installed_command_starts_without_qt(tmp_path):
    """Reading commands must not load the window's libraries."""
    code = (
        "import sys; from ui.cli import main\n"
        f"try: main(['--data', {str(tmp_path / 'none')!r}, 'due'])\n"
        "except SystemExit as end: print(end.code, any(m.startswith('PySide6') for m in sys.modules))"
    )
    import sys

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1 False"
