"""The main job of a day, once by the window's keys and once by command line: the same facts."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.domain.wareki import wareki_short
from app.ports import Store
from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from tests.ui.office import CTRL, ENTER, Answers, close, press, type_into, window
from tests.ui.pages.roster.test_roster import in_dialog
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.cli import main
from ui.frame.page import Page
from ui.pages import PAGES
from ui.pages.desk.page import DeskPage
from ui.pages.forward.page import ForwardPage
from ui.pages.importing.page import ImportPage
from ui.pages.printing.page import PrintingPage
from ui.pages.roster.page import RosterPage
from ui.window.main_window import MainWindow

LAST_DAY = "2026-11-20"
Kind = TypeVar("Kind", bound=Page)


def facts(store: Store) -> dict[str, object]:
    """What the office would say happened; issue numbers are random and left out."""
    people = {
        p.key: (p.name, p.kana, p.enrolment, p.disqualified_on, p.loss_cause, p.last_day_on)
        for p in store.queries.people()
    }
    sheets = {
        (c.key, c.status, c.ready_on, c.handed_out_on, c.collected_on, c.forwarded_on)
        for c in store.queries.certificate_rows()
    }
    due = [(r.kind, r.key, r.due_on, r.reason) for r in store.queries.due_rows(TODAY)]
    return {"people": people, "sheets": sheets, "due": due}


def first_issue(store: Store) -> tuple[str, str]:
    row = next(c for c in store.queries.certificate_rows() if c.key.endswith("-00"))
    return row.key, row.issue_number


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    file.write_bytes(sample_list(TODAY))
    return file


@pytest.fixture
def by_command_line(tmp_path: Path, listed: Path) -> dict[str, object]:
    folder = tmp_path / "cli"
    create_sample_folder(folder)

    def shikaku(*args: str) -> None:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(folder), "--today", TODAY.isoformat(), *args])
        assert not end.value.code

    shikaku("import", str(listed))
    shikaku("print", "--all", "--pdf", str(tmp_path / "cli.pdf"))
    shikaku("confirm", "1")
    store = open_data_folder(folder, None)
    key, issue = first_issue(store)
    store.close()
    shikaku("hand-out", issue)
    shikaku("leave", key, "--retired", LAST_DAY)
    shikaku("collect", issue)
    shikaku("forward", issue)
    shikaku("undo")
    store = open_data_folder(folder, None)
    found = facts(store)
    store.close()
    return found


def page_of(shown: MainWindow, name: str, kind: type[Kind]) -> Kind:
    shown.go(name)
    page = shown.current_page
    assert isinstance(page, kind)
    return page


def test_window_and_command_line_agree(
    store: Store,
    by_command_line: dict[str, object],
    listed: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    shown = window(store, PAGES, tmp_path)
    taking = page_of(shown, "import_list", ImportPage)
    taking.files = Answers(listed)  # type: ignore[assignment]
    press(taking.choose, Qt.Key.Key_O, modifier=CTRL)
    press(taking.plan.groups, ENTER, modifier=CTRL)

    printing = page_of(shown, "printing", PrintingPage)
    press(printing.choose.table, Qt.Key.Key_A)
    press(printing.choose.table, ENTER, modifier=CTRL)
    printing.output.files = Answers(tmp_path / "window.pdf")  # type: ignore[assignment]
    printing.output.save.click()
    press(printing.account.table, ENTER, modifier=CTRL)
    key, issue = first_issue(store)

    desk = page_of(shown, "desk", DeskPage)
    type_into(desk.line, issue)
    press(desk.line, ENTER)

    shown.go("roster", store.queries.person_id(key))
    roster = shown.current_page
    assert isinstance(roster, RosterPage)

    def fill(dialog: QDialog) -> None:
        type_into(dialog.focusWidget(), LAST_DAY)
        press(dialog.focusWidget(), ENTER)

    in_dialog(fill)
    qtbot.keyClick(roster.table, "l")
    # The next morning: a new window on the same facts.
    close(shown)
    shown = window(store, PAGES, tmp_path)

    desk = page_of(shown, "desk", DeskPage)
    press(desk, Qt.Key.Key_F3)
    type_into(desk.line, issue)
    press(desk.line, ENTER)

    sending = page_of(shown, "forward", ForwardPage)
    type_into(sending.drawer.scan, issue)
    press(sending.drawer.scan, ENTER)
    press(sending, Qt.Key.Key_F3)
    press(sending.prepare.table, ENTER, modifier=CTRL)
    forwarded = facts(store)
    qtbot.keyClick(shown, "z", CTRL)

    assert facts(store) == by_command_line
    assert forwarded != by_command_line
    assert wareki_short(TODAY) in shown.top_bar.day.text()
    close(shown)
