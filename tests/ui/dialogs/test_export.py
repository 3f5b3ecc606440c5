"""How a list is written is asked only where somebody is named in it; numbers and the password are wishes."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.printing.values import Holds, ListColumn, PaperTable
from app.usecases.papers.table_file import PLAIN, Encoding, Wanted
from tests.ui.office import preferences
from ui.dialogs.export import ExportDialog
from ui.dialogs.files import BACKUPS, FileDialogs, with_ending

KEY = Qt.Key
NAMED = PaperTable(
    "交付台帳",
    "",
    (ListColumn("記号-番号-枝番", 30, holds=Holds.KEY),),
    (("1001-102-00",),),
    owner="見本健保",
    on=date(2026, 11, 29),
)
FIGURES = PaperTable("状況回答票", "", (ListColumn("事業所", 30),), (("本社",),), on=date(2026, 11, 29))


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The names and kinds that the system's dialog was opened with; it takes the name as it is."""
    found: list[tuple[str, str]] = []

    def select(dialog: QFileDialog, name: str) -> None:
        found.append((name, ";;".join(dialog.nameFilters())))

    monkeypatch.setattr(QFileDialog, "selectFile", select)
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: 1)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: [str(tmp_path / found[-1][0])])
    monkeypatch.setattr(QFileDialog, "selectedNameFilter", lambda dialog: dialog.nameFilters()[0])
    return found


@pytest.fixture
def files(qtbot: object, tmp_path: Path) -> FileDialogs:
    parent = QWidget()
    qtbot.addWidget(parent)  # type: ignore[attr-defined]
    return FileDialogs(parent, preferences(tmp_path))


def meanwhile(step: Callable[[ExportDialog], None]) -> None:
    def when_open() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        step(dialog)

    QTimer.singleShot(0, when_open)


def enter(dialog: ExportDialog) -> None:
    QTest.keyClick(dialog, KEY.Key_Return)


def test_one_key_more_writes_it_without_numbers(files: FileDialogs, asked: list[tuple[str, str]]) -> None:
    meanwhile(enter)
    found = files.to_export(NAMED)
    assert found is not None
    assert (found[0].name, found[1]) == ("交付台帳_見本健保_2026-11-29.pdf", PLAIN)
    assert asked == [("交付台帳_見本健保_2026-11-29.pdf", "PDF (*.pdf)")]


def test_the_wishes_are_asked_for_and_only_the_form_is_remembered(
    files: FileDialogs, asked: list[tuple[str, str]]
) -> None:
    def wish(dialog: ExportDialog) -> None:
        QTest.keyClick(dialog, KEY.Key_F, Qt.KeyboardModifier.AltModifier)
        dialog._form.setFocus()
        QTest.keyClick(dialog._form, KEY.Key_End)
        dialog._in_full.setFocus()
        QTest.keyClick(dialog._in_full, KEY.Key_Space)
        dialog._password.setFocus()
        QTest.keyClicks(dialog._password, "kurz")
        enter(dialog)
        assert dialog.isVisible()
        assert "8文字以上" in dialog.problem.text()
        QTest.keyClicks(dialog._password, "-geheim")
        enter(dialog)

    meanwhile(wish)
    found = files.to_export(NAMED)
    assert found is not None
    assert found[1] == Wanted(in_full=True, encoding=Encoding.CP932, password="kurz-geheim")
    assert asked[-1][0].endswith(".zip")
    meanwhile(enter)
    found = files.to_export(NAMED)
    assert found is not None
    assert found[1] == Wanted(encoding=Encoding.CP932)


def test_a_list_of_figures_asks_where_and_nothing_else(
    files: FileDialogs, asked: list[tuple[str, str]]
) -> None:
    found = files.to_export(FIGURES)
    assert found is not None
    assert found[1] == PLAIN
    assert asked == [("状況回答票_2026-11-29", "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)")]


def test_who_leaves_the_dialog_writes_nothing(files: FileDialogs, asked: list[tuple[str, str]]) -> None:
    meanwhile(lambda dialog: QTest.keyClick(dialog, KEY.Key_Escape))
    assert files.to_export(NAMED) is None
    assert asked == []


def test_a_name_without_an_ending_gets_the_first_of_its_kind() -> None:
    assert with_ending("/a/控え", BACKUPS) == "/a/控え.shikaku-backup"
    assert with_ending("/a/控え.zip", BACKUPS) == "/a/控え.zip"
    assert with_ending("/a/名簿", "PDF (*.pdf)") == "/a/名簿.pdf"
