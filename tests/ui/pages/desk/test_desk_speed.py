"""窓口: what the person waits for comes first."""

from app.ports import Store
from tests.ui.desk_office import Counted, S, desk, family, status, waiting
from ui.frame.answer import Heard
from ui.window.main_window import MainWindow


def test_the_sound_comes_once_it_is_on_disk_before_any_page_reads_anew(
    store: Store, empty_window: MainWindow
) -> None:
    (row,) = waiting(store, [family(store, 501, "見本", "太郎", kana="ミホン")[0]])
    page = desk(empty_window)
    told: list[str] = []
    page.counter.sounded.connect(lambda heard: told.append(f"{heard} {status(store, row)}"))
    empty_window.events.changed.connect(lambda _: told.append("changed"))
    page.counter.answered.connect(lambda *_: told.append("answered"))
    Counted(page).scan(row.issue_number)
    assert told == [f"{Heard.YES} {S.HANDED_OUT}", "changed", "answered"]
