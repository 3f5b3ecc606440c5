"""The society on the command line: without its seal there are only tries."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from tests.e2e.test_print_commands import SPECIMEN, Shikaku
from tests.golden.papers import seal_png, texts
from tests.usecases.households import family
from ui.bootstrap import create_sample_folder, open_data_folder


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shikaku:
    """A new office: a few people, and no seal yet."""
    folder = tmp_path / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    family(store)
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), is_sample=False, seal_png=None))
    store.close()
    return Shikaku(folder, capsys)


def test_a_print_without_a_seal_is_a_try_and_says_so_before(office: Shikaku, tmp_path: Path) -> None:
    paper = tmp_path / "out.pdf"
    status, out, err = office.run("print", "--all", "--pdf", str(paper))
    assert (status, '"specimen": true' in out, '"session": null' in out) == (0, True, True)
    assert "shikaku society set --seal" in err
    assert SPECIMEN in texts(paper.read_bytes())[0]
    assert len(office.ask("print", "--all", "--pdf", str(paper))["sheets"]) == 3
    assert office.ask("due")["open_runs"] == []


def test_the_seal_is_set_and_taken_away(office: Shikaku, tmp_path: Path) -> None:
    assert office.ask("society", "show")["prints"] == "try"
    seal = tmp_path / "seal.png"
    seal.write_bytes(seal_png())
    said = office.ask("society", "set", "--seal", str(seal), "--name", "架空健康保険組合")
    assert (said["prints"], said["seal"], said["name"]) == ("genuine", True, "架空健康保険組合")
    assert office.ask("society", "set", "--no-seal")["prints"] == "try"
    said = office.ask("society", "set", "--genuine-by", "preprinted")
    assert (said["prints"], said["genuine_by"]) == ("genuine", "preprinted")
    assert "健保の台紙" in office.text("society", "show")[1]
    tried = office.ask("print", "--all", "--specimen", "--pdf", str(tmp_path / "try.pdf"))
    assert (tried["specimen"], tried["session"]) == (True, None)
    assert office.run("society", "set")[0] == 2
    assert office.run("society", "set", "--no-seal", "--seal", str(seal))[0] == 2


def test_a_file_of_genuine_sheets_is_locked(office: Shikaku, tmp_path: Path) -> None:
    seal, password, paper = tmp_path / "seal.png", tmp_path / "password", tmp_path / "out.pdf"
    seal.write_bytes(seal_png())
    office.ask("society", "set", "--seal", str(seal))
    status, _, err = office.run("print", "--all", "--pdf", str(paper))
    assert (status, "--password-file" in err, paper.exists()) == (1, True, False)
    assert office.ask("due")["open_runs"] == []
    password.write_text("short")
    assert office.run("print", "--all", "--pdf", str(paper), "--password-file", str(password))[0] == 1
    password.write_text("akai-kutsu-8\n")
    told = ("--issued-on", "2026-11-20", "--password-file", str(password))
    assert office.run("print", "--all", "--pdf", str(paper), *told[2:])[0] == 1
    said = office.ask("print", "--all", "--pdf", str(paper), *told)
    assert (said["specimen"], said["session"]) == (False, 1)
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(paper.read_bytes())
    with pypdfium2.PdfDocument(paper.read_bytes(), password="akai-kutsu-8") as document:
        text = document[0].get_textpage().get_text_bounded()
        assert SPECIMEN not in text
        assert "令和8年11月20日交付" in text
        assert len(document) == 6


def test_what_is_no_picture_is_refused(office: Shikaku, tmp_path: Path) -> None:
    wrong = tmp_path / "seal.png"
    wrong.write_bytes(b"GIF89a")
    status, _, err = office.run("society", "set", "--seal", str(wrong))
    assert (status, "PNG" in err) == (1, True)
