"""A 連携ファイル in the window: dropped among the lists, 合言葉 asked once, conflicts settled by a key."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.changes import Done
from app.domain.person import Person
from app.parcels.file import PARCEL
from app.ports import Store
from app.usecases.parcels.merging import merge_file
from tests.parcels.branches import SECRET, Branch, employee
from tests.ui.office import ENTER, TODAY, press, refusal, type_into
from ui.pages.importing.page import ImportPage
from ui.window.main_window import MainWindow


@pytest.fixture
def east(tmp_path: Path, empty_office: Path) -> Iterator[Branch]:
    branch = Branch(tmp_path / "east", empty_office, "east")
    branch.add(employee("101", branch.office("2001", "東の事業所")))
    yield branch
    branch.store.close()


def up(east: Branch) -> Path:
    east.write()
    return east.folder.parent / f"east-{east.files}{PARCEL.ending}"


def test_a_file_of_an_office_is_known_by_how_it_begins(
    page: ImportPage, store: Store, east: Branch, tmp_path: Path
) -> None:
    renamed = up(east).rename(tmp_path / "本社へ.csv")
    type_into(page.path, str(renamed))
    press(page.path, ENTER)
    assert "東の事業所の連携ファイル" in page.questions.sentence.text()
    type_into(page.questions.typed, SECRET)
    press(page.questions.typed, ENTER)
    assert "第1便を取り込みました" in page.told.text()
    assert [one.name for one in store.queries.people()] == ["架空 101"]
    page.read(up(east))
    assert "第2便を取り込みました" in page.told.text()


def test_what_both_changed_is_settled_by_a_key(page: ImportPage, store: Store, east: Branch) -> None:
    store.record(lambda tx: _merged(tx, east.write()))
    (person,) = store.queries.people()
    store.record(lambda tx: _moved(tx, replace(person, department="本部")))
    east.change("101", department="総務部")
    page.read(up(east))
    kept = page.kept
    table = kept.parted.table
    assert kept.parted.isVisibleTo(page)
    assert "こちら: 本部  管理者" in kept.parted.whole.text()
    assert "東の事業所: 総務部  管理者" in kept.parted.whole.text()
    table.setFocus()
    press(table, Qt.Key.Key_T)
    assert store.queries.people()[0].department == "総務部"
    assert store.queries.parcel_conflicts() == []


def test_another_file_is_refused_in_a_sentence(page: ImportPage, shown: MainWindow, east: Branch) -> None:
    path = up(east)
    path.write_bytes(path.read_bytes()[:-3])
    page.read(path)
    assert "途中で切れている" in refusal(shown)


def _merged(tx: Any, data: bytes) -> Done:
    return merge_file(tx, data, secret=SECRET, today=TODAY)


def _moved(tx: Any, person: Person) -> Done:
    tx.save_person(person)
    return Done("", "変更")
