"""期日の変更と休止: always with a reason, never losing the rule's own date, taken back in one step."""

from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.ids import CertificateId
from app.domain.person import LossCause
from app.errors import BadValue, MyNumberRefused, NotFound
from app.ports import Store
from app.rows import DueFilter, DueRow
from app.usecases.contacts.deferrals import DutyRef, defer, duty_of, with_reasons
from tests.conftest import TODAY
from tests.factories import certificate
from tests.ui.office import people

HIDDEN = DueFilter(is_hidden=True)
LATER = TODAY + timedelta(days=20)


@pytest.fixture
def rows(store: Store) -> list[DueRow]:
    """Two leavers whose papers are late, and their other lines."""
    gone = {
        "disqualified_on": date(2026, 11, 11),
        "last_day_on": date(2026, 11, 10),
        "loss_cause": LossCause.LEFT,
    }
    ids = people(store, gone, gone | {"kana": "ワ"}, {"kana": "ン"})
    with store.transaction("配付") as tx:
        for number, person_id in enumerate(ids[:2], start=1):
            tx.save_certificate(
                certificate(
                    id=None,
                    person_id=person_id,
                    issue_number=f"0K3F-7QX{number}",
                    status=CertificateStatus.HANDED_OUT,
                    handed_out_on=date(2026, 10, 2),
                )
            )
    return store.queries.due_rows(TODAY)


def decide(store: Store, chosen: list[DueRow], today: date = TODAY, **what: object) -> None:
    with store.transaction("期日の変更") as tx:
        defer(tx, [duty_of(r) for r in chosen], **{"reason": "入院中", "on": today, "today": today} | what)  # type: ignore[arg-type]


def of(rows: list[DueRow], kind: DutyKind) -> list[DueRow]:
    return [row for row in rows if row.kind is kind]


def test_a_moved_line_tells_the_rules_own_date_and_why(store: Store, rows: list[DueRow]) -> None:
    returns = of(rows, DutyKind.RETURN)
    assert [r.due_on for r in returns] == [date(2026, 11, 15)] * 2
    decide(store, returns, due_on=LATER)
    moved = of(store.queries.due_rows(TODAY), DutyKind.RETURN)
    assert [(r.due_on, r.moved_from, r.days_left) for r in moved] == [(LATER, date(2026, 11, 15), 20)] * 2
    assert all("期日を変更、元は R8.11.15: 入院中" in r.reason for r in moved)
    # One undo step for the whole selection.
    store.undo()
    assert store.queries.due_rows(TODAY) == rows


def test_a_hidden_line_is_out_of_the_list_until_its_day(store: Store, rows: list[DueRow]) -> None:
    chosen = of(rows, DutyKind.RETURN)[:1]
    decide(store, chosen, hidden_until=LATER)
    left = [duty_of(r) for r in store.queries.due_rows(TODAY)]
    assert duty_of(chosen[0]) not in left
    assert len(left) == len(rows) - 1
    for day, is_back in ((LATER - timedelta(days=1), False), (LATER, True)):
        assert (duty_of(chosen[0]) in [duty_of(r) for r in store.queries.due_rows(day)]) is is_back
        assert any(one.hides(day) for one in store.queries.deferrals(day)) is not is_back
    (hidden,) = with_reasons(store.queries.due_rows(TODAY, HIDDEN), store.queries.deferrals(TODAY))
    assert hidden.hidden_until == LATER
    assert hidden.due_on == date(2026, 11, 15)
    assert hidden.reason.startswith("R8.12.13 まで休止(入院中)。資格喪失")


def test_the_latest_decision_counts_and_is_taken_back(store: Store, rows: list[DueRow]) -> None:
    chosen = of(rows, DutyKind.RETURN)
    decide(store, chosen, hidden_until=LATER, due_on=LATER)
    decide(store, chosen[:1], reason="退院した")
    now = of(store.queries.due_rows(TODAY), DutyKind.RETURN)
    assert [(r.person_id, r.due_on, r.moved_from) for r in now] == [
        (chosen[0].person_id, date(2026, 11, 15), None)
    ]
    (still,) = with_reasons(store.queries.due_rows(TODAY, HIDDEN), store.queries.deferrals(TODAY))
    # Why it was moved and hidden is said once.
    assert still.reason.count("入院中") == 1
    assert still.person_id == chosen[1].person_id


def test_decisions_about_one_line_leave_the_persons_others_alone(store: Store, rows: list[DueRow]) -> None:
    member = rows[-1].person_id
    own = [r for r in rows if r.person_id == member]
    assert {r.kind for r in own} >= {DutyKind.PRINT, DutyKind.REGISTER}
    decide(store, of(own, DutyKind.REGISTER), hidden_until=LATER)
    assert DutyKind.PRINT in {r.kind for r in store.queries.due_rows(TODAY) if r.person_id == member}


def test_an_earlier_day_knows_nothing_of_it(store: Store, rows: list[DueRow]) -> None:
    before = store.queries.due_rows(TODAY - timedelta(days=1))
    decide(store, of(rows, DutyKind.RETURN), hidden_until=LATER)
    assert store.queries.due_rows(TODAY - timedelta(days=1)) == before


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "過ぎています"),
        ({"due_on": date(2062, 1, 1)}, "年を確かめて"),
        ({"hidden_until": TODAY}, "明日からあと"),
        ({"hidden_until": TODAY + timedelta(days=400)}, "1年まで"),
        ({"due_on": LATER, "reason": "  "}, "理由を入れて"),
        ({"due_on": LATER, "reason": "あ" * 201}, "短くして"),
        ({"due_on": LATER, "on": TODAY + timedelta(days=1)}, "今日より先"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    store: Store, rows: list[DueRow], what: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadValue, match=sentence):
        decide(store, of(rows, DutyKind.RETURN), **what)
    assert store.queries.due_rows(TODAY) == rows


def test_a_reason_holds_no_my_number(store: Store, rows: list[DueRow]) -> None:
    with pytest.raises(MyNumberRefused):
        decide(store, of(rows, DutyKind.RETURN), due_on=LATER, reason="1234 5678 9018")


def test_a_line_that_cannot_be_is_refused(store: Store, rows: list[DueRow]) -> None:
    first, second = of(rows, DutyKind.RETURN)
    strange = DutyRef(first.person_id, DutyKind.RETURN, second.certificate_id)
    unknown = DutyRef(first.person_id, DutyKind.RETURN, CertificateId(999))
    for duties, refusal in (([strange], BadValue), ([unknown], NotFound), ([], BadValue)):
        with pytest.raises(refusal), store.transaction("期日の変更") as tx:
            defer(tx, duties, due_on=LATER, reason="入院中", on=TODAY, today=TODAY)
