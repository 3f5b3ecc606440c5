"""A list at the head office takes back nothing that an office recorded by hand, and asks nothing else."""

from pathlib import Path

from app.domain.difference import DifferenceCause
from app.usecases.people import life_events
from tests.parcels.branches import TODAY, Branch
from tests.usecases.lists.members import NOVEMBER, OCTOBER, ROWS, look, take


def test_the_day_of_what_was_recorded_by_hand_travels_with_it(tmp_path: Path, made_folder: Path) -> None:
    east, head = (Branch(tmp_path / name, made_folder, name) for name in ("east", "head"))
    east.office("2001", "東の事業所")
    take(east.store, *ROWS, as_of=OCTOBER)
    taro = east.store.queries.person_id("2101-501-00")
    new = {"name": "新姓　一郎", "kana": "シンセイ イチロウ"}
    east.do(lambda tx: life_events.change_name(tx, taro, **new, on=TODAY, today=TODAY))
    head.merge(east.write())
    for store in (east.store, head.store):
        older = look(store, *ROWS, as_of=OCTOBER)
        assert [one.change.field for one in older.kept] == ["name", "kana"]
        assert (older.asked, older.changed) == ((), ())
        soon = look(store, *ROWS, as_of=NOVEMBER)
        assert [(one.change.field, one.cause) for one in soon.asked] == [
            ("name", DifferenceCause.RECORDED_HERE),
            ("kana", DifferenceCause.RECORDED_HERE),
        ]
    east.merge(head.write("2001"))
    east.store.undo()
    east.store.undo()
    assert look(east.store, *ROWS, as_of=OCTOBER).kept == ()
    for one in (east, head):
        one.store.close()
