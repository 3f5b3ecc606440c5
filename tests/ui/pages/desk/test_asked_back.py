"""Of a household whose paper waits, the sheet of somebody registered since goes out by its own key only."""

from datetime import date

from app.domain.certificate import CertificateStatus
from app.domain.person import Enrolment
from app.ports import Store
from app.usecases.counter import households
from app.usecases.people import enrolment
from tests.usecases.households import TODAY, family, run, sheets_of
from ui.pages.desk.household import HouseholdReader
from ui.pages.desk.question import Step, chips_of, enter_words

READY = CertificateStatus.READY


def test_it_stays_unless_its_digit_is_pressed(store: Store) -> None:
    head, _, child = family(store, papers=(READY, None, READY))
    run(store, lambda tx: enrolment.take_step(tx, [head.id], Enrolment.REGISTERED, on=TODAY, today=TODAY))
    reader = HouseholdReader(store.queries, TODAY, TODAY)
    rows = sorted(store.queries.certificate_rows((READY,)), key=lambda row: row.key)
    question = reader.to_hand_out(rows)
    assert question.step is Step.HAND_OUT
    assert [m.row.name for m in question.present] == [child.name]
    assert question.missing == ()
    assert enter_words(question) == "1枚を配付"
    words = [chip.words for chip in chips_of(question, TODAY)]
    assert words == ["− 渡しません(回収する証)", "● 渡す"]
    both = question.turn("1")
    assert [m.row.name for m in both.present] == [head.name, child.name]
    # What the question said is what was asked: the use case is told so.
    asked = [m.row.certificate_id for m in both.members if m.due]
    ids = [m.row.certificate_id for m in both.present]
    run(store, lambda tx: households.hand_over(tx, ids, on=TODAY, today=TODAY, anyway=asked))
    assert sheets_of(store, head)[0].handed_out_on == TODAY


def test_a_single_sheet_is_the_question_itself(store: Store) -> None:
    head, *_ = family(store, papers=(READY,))
    run(store, lambda tx: enrolment.take_step(tx, [head.id], Enrolment.REGISTERED, on=TODAY, today=TODAY))
    reader = HouseholdReader(store.queries, TODAY, date(2026, 11, 23))
    question = reader.to_hand_out(store.queries.certificate_rows((READY,)))
    assert [bool(m.due) for m in question.present] == [True]
