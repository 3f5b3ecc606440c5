"""A stack of 120 read at scanner speed through a bad input method: everything is answered, nothing lost."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.ports import Store
from tests.e2e.scan_rounds import READY, TODAY, Scanner, Stack, desk_of, fill, mixed
from tests.ui.office import close, window
from ui.bootstrap import create_sample_folder, open_data_folder, verify_store
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow

S = CertificateStatus
ROOT = Path(__file__).parents[2]


@pytest.fixture
def stack(store: Store) -> Stack:
    return fill(store)


@pytest.fixture
def shown(stack: Stack, store: Store, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    made = window(store, (DeskPage,), tmp_path)
    made.context.preferences.sound = False
    yield made
    close(made)


def test_every_reading_of_a_burst_is_answered_in_order(
    stack: Stack, shown: MainWindow, store: Store, qtbot: QtBot
) -> None:
    page = desk_of(shown)
    order, told, focused = mixed(stack), [], []
    page.line.scanned.connect(told.append)
    page.line.scanned.connect(lambda _: focused.append(page.line.hasFocus()))
    Scanner(shown, page.line).read(order)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: len(told) >= len(order))
    lines = list(reversed(page.entries.rows_model.rows))
    assert [line.issue_number.replace("-", "") for line in lines] == [n.replace("-", "") for n in order]
    seen: set[str] = set()
    for number, line in zip(order, lines, strict=True):
        if number in stack.ready and number not in seen:
            assert line.what.startswith("✓"), (number, line)
            assert line.operation_id is not None
        else:
            assert not line.what.startswith("✓"), (number, line)
            assert line.operation_id is None, "nothing is recorded of what may not be handed out"
        seen.add(number)
    assert all(focused)
    assert page.line.hasFocus()
    assert page.line.text() == ""
    states = {row.issue_number: row.status for row in store.queries.certificate_rows()}
    assert {states[number] for number in stack.ready} == {S.HANDED_OUT}
    assert {states[number] for number in stack.old} == {S.SUPERSEDED}


def test_each_kind_of_reading_is_told_apart(stack: Stack, shown: MainWindow) -> None:
    """Done, already done, unknown and void sound and look different."""
    page = desk_of(shown)
    kinds: list[str] = []
    for number in (stack.ready[0], stack.ready[0], stack.unknown[0], stack.old[0]):
        Scanner(shown, page.line).read([number])
        QApplication.processEvents()
        kinds.append(page.banner.headline.text())
    assert len(set(kinds)) == len(kinds)
    assert "無効" in kinds[-1]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stack") / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    fill(store)
    store.close()
    return folder


def killed(folder: Path, *, after: int = 0, seconds: float = 0.0) -> list[str]:
    """Return what a process had answered when the kernel ended it."""
    command = [sys.executable, "-m", "tests.e2e.scan_rounds", str(folder), str(after), str(seconds)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (-signal.SIGKILL, -signal.SIGALRM), done.stderr
    return done.stdout.split()


def handed_out(folder: Path) -> dict[str, date | None]:
    store = open_data_folder(folder, None)
    rows = store.queries.certificate_rows((S.HANDED_OUT,))
    assert verify_store(store) == []
    store.close()
    return {row.issue_number: row.handed_out_on for row in rows}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timer that kills")
@pytest.mark.parametrize(("after", "seconds"), [(1, 0.0), (57, 0.0), (0, 0.15), (0, 0.3), (0, 0.55)])
def test_what_was_answered_before_a_kill_is_on_disk(
    template: Path, tmp_path: Path, after: int, seconds: float
) -> None:
    folder = shutil.copytree(template, tmp_path / "data")
    answered = killed(folder, after=after, seconds=seconds)
    kept = handed_out(folder)
    assert len(answered) == after or seconds
    # At most the one being recorded when the end came was not answered yet.
    assert set(answered) <= set(kept)
    assert len(kept) - len(answered) in (0, 1)
    assert set(kept.values()) <= {TODAY}
    assert len(answered) < READY
