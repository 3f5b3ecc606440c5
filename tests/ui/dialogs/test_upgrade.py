"""Data of an earlier version are shown what will be done with them, in the window and at a terminal."""

import io
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.changes import Upgrade
from app.errors import UpgradeDeclined
from ui.cli.upgrade import show_upgrade
from ui.dialogs.upgrade import UpgradeDialog
from ui.widgets.sentence import Sentence

UPGRADE = Upgrade(("0016_lists", "0018_kept_lists"), Path("/data/backups/before-upgrade.zip"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("key", "is_wanted"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_one_key_goes_on_and_one_leaves(qtbot: QtBot, key: Qt.Key, is_wanted: bool) -> None:
    dialog = UpgradeDialog(UPGRADE)
    qtbot.addWidget(dialog)
    dialog.show()
    told = " ".join(sentence.text() for sentence in dialog.findChildren(Sentence))
    assert all(change in told for change in (*UPGRADE.changes, UPGRADE.way_back, UPGRADE.sentence))
    QTest.keyClick(dialog.save, key)
    assert (dialog.isVisible(), bool(dialog.result())) == (False, is_wanted)


@pytest.mark.parametrize(("typed", "is_wanted"), [("\n", True), ("n\n", False)])
def test_a_terminal_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, is_wanted: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    if is_wanted:
        show_upgrade(UPGRADE)
    else:
        with pytest.raises(UpgradeDeclined, match="前の版のまま"):
            show_upgrade(UPGRADE)
    assert UPGRADE.way_back in capsys.readouterr().err


def test_where_nobody_sits_it_is_told_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    show_upgrade(UPGRADE)
    said = capsys.readouterr()
    assert UPGRADE.changes[0] in said.err
    assert said.out == ""
