"""A successor with pack, backup and recovery sheet starts on an empty machine, as the manual says."""

import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.changes import Done
from app.domain.certificate import CertificateStatus
from app.domain.society import Society
from app.ports import Transaction, untold
from app.usecases.settings import settings
from tests.conftest import TODAY
from tests.golden.papers import seal_png
from tests.usecases.households import family
from ui.bootstrap import backup_care, create_data_folder, open_data_folder
from ui.cli.entry import main

PAGE = Path(__file__).parents[2] / "resources" / "manual" / "handover.md"
WORDS, PASSWORD = "夕立のあとの虹を見た", "hikitsugi-2026"
S = CertificateStatus


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the predecessor hands over: the pack, a backup, and on another day the recovery sheet."""
    tmp_path = tmp_path_factory.mktemp("handed")
    folder = tmp_path / "old-pc" / "data"
    code = create_data_folder(folder, WORDS)
    store = open_data_folder(folder, WORDS)
    society = store.queries.society()
    store.record(lambda tx: _sealed(tx, society))
    family(store, papers=(S.HANDED_OUT, None, None))
    bag = tmp_path / "bag"
    bag.mkdir()
    backup_care(store).now(bag / "backup.zip", untold)
    store.close()
    (bag / "code.txt").write_text(f"{code}\n", "utf-8")
    (bag / "password.txt").write_text(PASSWORD, "ascii")
    (bag / "words.txt").write_text(WORDS, "utf-8")
    pack = ("succession", str(bag / "pack.pdf"), "--password-file", str(bag / "password.txt"))
    run(folder, *pack, "--passphrase-file", str(bag / "words.txt"))
    return bag


@pytest.fixture
def left(handed: Path, tmp_path: Path) -> Path:
    bag = shutil.copytree(handed, tmp_path / "bag")
    (bag / "words.txt").unlink()
    return bag


def _sealed(tx: Transaction, society: Society) -> Done:
    return settings.change_society(
        tx,
        insurer_number=society.insurer_number,
        name=society.name,
        address=society.address,
        seal_png=seal_png(),
    )


def run(folder: Path, *words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(folder), "--today", TODAY.isoformat(), *words])
    assert ended.value.code == 0, words


def test_the_successor_goes_by_the_page_of_the_manual(
    left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new-pc" / "data"
    monkeypatch.chdir(left)
    pack = PdfReader("pack.pdf", password=PASSWORD)
    text = "".join(page.extract_text() for page in pack.pages)
    steps = PAGE.read_text("utf-8").partition("## 何もないPCで")[2].partition("## 留守")[0]
    commands = re.findall(r"`shikaku ([^`]+)`", steps)
    named = {command.split(" ")[0] for command in commands}
    assert {"restore", "verify", "due", "collect", "print", "confirm", "backup"} == named
    # The pack names them, too.
    assert [name for name in sorted(named) if f"shikaku {name}" not in text] == []
    blanks = {"交付年月日": TODAY.isoformat()}
    for command in commands:
        run(folder, *(blanks.get(word, word) for word in command.split(" ")))
        if command.startswith("restore"):
            store = open_data_folder(folder, (left / "code.txt").read_text("utf-8").strip())
            blanks["発行番号"] = store.queries.certificate_rows((S.HANDED_OUT,))[0].issue_number
            blanks["記号-番号-枝番"] = store.queries.print_candidates(TODAY)[-1].key
            store.close()
    store = open_data_folder(folder, WORDS)
    assert store.queries.certificate_by_issue(blanks["発行番号"]).status is S.COLLECTED
    (printed,) = [
        row for row in store.queries.certificate_rows((S.READY,)) if row.key == blanks["記号-番号-枝番"]
    ]
    assert printed.ready_on == TODAY
    assert [row.good for row in store.queries.session_rows()] == [1]
    store.close()
    assert PdfReader("paper.pdf", password=PASSWORD).pages


def test_the_pack_has_a_password_and_no_number_of_anybody(left: Path) -> None:
    with pytest.raises(Exception, match="decrypt"):
        _ = PdfReader(left / "pack.pdf").pages[0].extract_text()
    text = "".join(page.extract_text() for page in PdfReader(left / "pack.pdf", password=PASSWORD).pages)
    for part in ("途中のもの", "紙のある所", "1年の流れ", "今日すること", "設定"):
        assert part in text
    assert not re.search(r"\d{4}-\d{3}-\d{2}", text)


def test_without_a_password_nothing_is_written(handed: Path, tmp_path: Path) -> None:
    folder, words = handed.parent / "old-pc" / "data", str(handed / "words.txt")
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(folder), "succession", str(tmp_path / "a.pdf"), "--passphrase-file", words])
    assert ended.value.code == 1
    assert not (tmp_path / "a.pdf").exists()
