"""The foot of the window says that the due list is still that of earlier rules, until it is not."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.domain.person import Enrolment, Office
from app.usecases.settings import settings
from db.duties.anew import AT_ONCE
from db.store import SqliteStore
from tests.factories import person
from tests.ui.held_tasks import HeldTasks
from ui.bootstrap import build, create_sample_folder, open_data_folder
from ui.frame.preferences import Preferences


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    assert isinstance(store, SqliteStore)
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
        assert office.id is not None
        needs = {
            "office_id": office.id,
            "enrolment": Enrolment.NEEDS_CARE,
            "qualified_on": date(2026, 3, 1),
            "certificate_expires_on": date(2029, 12, 1),
        }
        tx.save_people([person(id=None, number=f"{number}", **needs) for number in range(AT_ONCE + 1)])
    store.close()
    return folder


def test_the_foot_says_how_far_the_new_list_is(
    large: Path, preferences: Preferences, today: date, qtbot: QtBot
) -> None:
    store = open_data_folder(large, None, beside_the_work=True)
    window = build(store, lambda: today, preferences=preferences, tasks=HeldTasks)
    qtbot.addWidget(window)
    window.resize(960, 560)
    window.show()
    tasks, foot = window.context.tasks, window.bottom_bar.renewal
    assert isinstance(tasks, HeldTasks)
    window.due_renewal.begin()
    assert not tasks.waiting
    assert not foot.isVisible()

    before = store.queries.society().rules_toml
    changed = before.replace("[rule.print_days]\nvalue = 5", "[rule.print_days]\nvalue = 3")
    assert changed != before
    window.commands.run(lambda tx: settings.change_rules(tx, changed))
    assert foot.isVisible()
    assert foot.text() == "期限一覧は前の計算のままです。計算し直しています 0%"
    # What else is recorded begins no second work.
    window.events.changed.emit(Changes.ROSTER)
    assert len(tasks.waiting) == 1

    def due() -> date | None:
        return store.queries.due_rows(today, limit=1)[0].due_on

    assert due() == date(2026, 3, 6)
    read_again: list[Changes] = []
    window.events.changed.connect(read_again.append)
    tasks.run()
    assert due() == date(2026, 3, 4)
    assert read_again == [Changes.ALL]
    assert not foot.isVisible()
    assert not store.due_list_is_old()
    window.close()
    store.close()
