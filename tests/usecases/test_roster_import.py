"""A list never undoes what the office recorded, and never half of itself."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.person import Enrolment, LossCause
from app.errors import AlreadyUndone
from app.usecases import outreach, print_runs, roster, roster_import
from app.usecases.sample_office import sample_list

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(store):
    """The sample list, imported."""
    apply(store, preview(store))
    return store


def preview(store, data: bytes | None = None):
    return roster_import.preview(data or sample_list(TODAY), "list.csv", store.queries, today=TODAY)


def apply(store, plan):
    with store.transaction("取込") as tx:
        return roster_import.apply_import(tx, plan, today=TODAY)


def employee(store, stage: str = "未登録"):
    """An employee whom the list calls 未登録."""
    lines = [line.split(",") for line in sample_list(TODAY).decode("utf-8-sig").splitlines()]
    places = [
        lines[0].index(h) for h in ("記号", "番号", "枝番", "本人家族", "マイナ保険証", "資格喪失年月日")
    ]
    rows = ([line[place] for place in places] for line in lines[1:])
    key = next("-".join(row[:3]) for row in rows if row[3:] == ["本人", stage, ""])
    return next(p for p in store.queries.people() if p.key == key)


def test_a_leaver_recorded_between_preview_and_import_stays_gone(office):
    who = employee(office)
    with office.transaction("訂正") as tx:
        roster.change_person(tx, replace(who, department="旧部署"))
    plan = preview(office)
    assert [c.person.id for c in plan.changed] == [who.id]
    with office.transaction("退職") as tx:
        roster.leave(tx, who.id, cause=LossCause.LEFT, last_day_on=date(2026, 11, 20), today=TODAY)
    apply(office, plan)
    with office.transaction("読む") as tx:
        after = tx.person(who.id)
    assert after.disqualified_on == date(2026, 11, 21)
    assert after.department == who.department


@pytest.mark.parametrize(
    ("known", "listed", "stays"),
    [
        (Enrolment.NEEDS_CARE, "登録済", True),
        (Enrolment.NEEDS_CARE, "カードなし", True),
        (Enrolment.DECLINED, "カードなし", True),
        (Enrolment.NO_ANSWER, "カードなし", True),
        (Enrolment.DECLINED, "登録済", False),
        (Enrolment.NO_CARD, "登録済", False),
    ],
)
def test_what_the_person_said_is_not_talked_over(office, known, listed, stays):
    who = employee(office)
    with office.transaction("状況") as tx:
        outreach.set_enrolment(tx, [who.id], known, on=TODAY, today=TODAY)
    lines = sample_list(TODAY).decode("utf-8-sig").splitlines()
    start = f"{who.symbol},{who.number},{who.branch_number},"
    text = "\n".join(line.replace("未登録", listed) if start in f"{line}," else line for line in lines)
    assert text != "\n".join(lines)
    apply(office, preview(office, text.encode()))
    with office.transaction("読む") as tx:
        assert (tx.person(who.id).enrolment is known) is stays


def test_an_import_on_which_papers_stand_is_not_undone(office):
    people = [row.person_id for row in office.queries.print_candidates(TODAY)]
    with office.transaction("印刷の準備") as tx:
        run = print_runs.plan_session(tx, people, today=TODAY)
    with office.transaction("出力", undoable=False) as tx:
        print_runs.mark_spooled(tx, run.session_id)
    with office.transaction("確認") as tx:
        print_runs.confirm(tx, run.session_id, today=TODAY)
    assert office.undo().label == "確認"
    before = office.queries.people()
    with pytest.raises(AlreadyUndone, match="元に戻せません"):
        office.undo()
    assert office.queries.people() == before
