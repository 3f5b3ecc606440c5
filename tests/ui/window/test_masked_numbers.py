"""A window whose data folder masks 記号・番号: no number on any page until it is asked for, and then once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus as S
from app.domain.person import Person
from app.ports import Store
from app.usecases.settings import settings
from tests.ui.office import CTRL, close, press, type_into, window
from ui.pages import PAGES
from ui.window.main_window import MainWindow

_SAID = ("text", "toPlainText", "toolTip", "accessibleName", "accessibleDescription", "windowTitle")
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def texts(area: QWidget) -> Iterator[str]:
    """Everything that stands in a window, shown or not: what can be read, heard or copied."""
    for widget in (area, *area.findChildren(QWidget)):
        for name in _SAID:
            if callable(read := getattr(widget, name, None)):
                yield str(read())
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for row in range(model.rowCount()):
                for column in range(columns):
                    yield from (str(model.index(row, column).data(role) or "") for role in _ROLES)


def told(made: QWidget, people: list[Person]) -> set[str]:
    """The numbers that can be read anywhere."""
    everything = "\n".join(texts(made))
    return {key for one in people if (key := f"{one.symbol}-{one.number}") in everything}


@pytest.fixture
def masking(office: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    office.record(lambda tx: settings.mask_numbers(tx, is_wanted=True))
    made = window(office, PAGES, tmp_path)
    yield made
    close(made)


def asked(office: Store) -> list[str]:
    return [row.label for row in office.queries.operations(99) if "表示" in row.label]


def test_a_look_over_all_pages_tells_no_number_until_it_is_asked_for_once(
    masking: MainWindow, office: Store
) -> None:
    people = office.queries.for_papers().people()
    for page in masking.pages:
        masking.go(page.name)
        for table in masking.current_page.findChildren(QAbstractItemView):
            if table.isVisible() and table.model().rowCount():
                table.setCurrentIndex(table.model().index(0, 0))
        QApplication.processEvents()
        assert told(masking.current_page, people) == set(), page.name
    who = people[0]
    masking.go("roster", who.id)
    type_into(masking.top_bar.search, who.name)
    assert told(masking, people) == set()
    assert asked(office) == []
    # One press shows them here, whatever is repainted.
    masking.go("roster", who.id)
    press(masking.current_page, Qt.Key.Key_U, modifier=CTRL)
    assert f"{who.symbol}-{who.number}" in told(masking, people)
    assert masking.top_bar.numbers.text() == "番号を伏せる"
    masking.events.view_changed.emit()
    assert told(masking.current_page, people)
    assert asked(office) == ["記号・番号の表示 名簿"]
    # Somebody who comes by after that finds none: another page, or a locked desk.
    masking.go("today")
    masking.go("roster", who.id)
    page = masking.current_page
    assert told(page, people) == set()
    masking.top_bar.numbers.click()
    assert told(page, people)
    masking.lock()
    masking._unlock()
    assert told(page, people) == set()
    masking.top_bar.numbers.click()
    masking.top_bar.numbers.click()
    assert told(page, people) == set()
    assert asked(office) == ["記号・番号の表示 名簿"] * 3


def test_the_counter_works_by_number_all_the_same(masking: MainWindow, office: Store) -> None:
    row = office.queries.for_papers().certificate_rows((S.READY,))[0]
    masking.go("desk")
    page = masking.current_page
    type_into(page.line, row.key.split("-")[1])  # type: ignore[attr-defined]
    press(page.line, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert any(row.name in text for text in texts(page))
    assert not any(row.key in text for text in texts(page))


def test_nothing_is_offered_where_numbers_are_not_masked(office: Store, tmp_path: Path, qtbot: QtBot) -> None:
    made = window(office, PAGES, tmp_path)
    made.go("roster")
    assert made.top_bar.numbers.isHidden()
    assert told(made, office.queries.people())
    press(made.current_page, Qt.Key.Key_U, modifier=CTRL)
    assert asked(office) == []
    close(made)
