"""健保の答え: recorded with its day and who said so; the question is gone, and comes back with an undo."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.duties import DutyKind, Why
from app.domain.ids import PersonId
from app.domain.society_answer import AnswerWord
from app.errors import BadValue, MyNumberRefused
from app.ports import Store
from app.rows import DueFilter, DueRow
from app.usecases.contacts.society_answers import answer_questions, question_of
from db.duties.anew import wrong
from tests.conftest import TODAY
from tests.ui.office import people

ASKED = DueFilter(kinds=(DutyKind.ASK,))
DAY = timedelta(days=1)


@pytest.fixture
def twins(store: Store) -> list[PersonId]:
    """One human as the employee of two numbers, and somebody else."""
    born = {"born_on": date(1980, 4, 5)}
    return people(store, born, {"number": "120", **born}, {"number": "130"})


def asked(store: Store, on: date = TODAY) -> list[DueRow]:
    return store.queries.due_rows(on, ASKED)


def answer(store: Store, rows: list[DueRow], word: AnswerWord, **what: object) -> None:
    given = {"told_by": "給付課 見本さん", "on": TODAY, "today": TODAY} | what
    with store.transaction("健保の答え") as tx:
        answer_questions(tx, [question_of(row) for row in rows], word=word, **given)  # type: ignore[arg-type]


def test_both_entries_ask_and_one_answer_settles_both(store: Store, twins: list[PersonId]) -> None:
    rows = asked(store)
    assert [(row.person_id, row.why) for row in rows] == [(one, Why.COVERED_TWICE) for one in twins[:2]]
    assert rows[1].key in rows[0].reason
    answer(store, rows[:1], AnswerWord.DIFFERENT)
    assert asked(store) == []
    # A past day still shows it, and the answer stands in both histories.
    assert len(asked(store, TODAY - DAY)) == 2
    for person_id in twins[:2]:
        detail = store.queries.person_detail(person_id, TODAY)
        assert detail.history[0].what == "健保の答え「二重の資格」: 別の方(給付課 見本さん)"
        assert detail.history[0].done_on == TODAY
        assert detail.facts.answers[0].word is AnswerWord.DIFFERENT
    store.undo()
    assert len(asked(store)) == 2
    store.redo()
    assert asked(store) == []


def test_when_the_facts_change_the_question_comes_again(store: Store, twins: list[PersonId]) -> None:
    answer(store, asked(store), AnswerWord.DIFFERENT)
    with store.transaction("訂正") as tx:
        tx.save_person(replace(tx.person(twins[1]), number="121"))
    assert [row.person_id for row in asked(store)] == twins[:1]


def test_the_other_entry_is_asked_about_as_soon_as_it_is_there_and_no_longer(
    store: Store, twins: list[PersonId]
) -> None:
    with store.transaction("訂正") as tx:
        first = tx.person(twins[0])
        tx.save_person(replace(first, born_on=date(1975, 1, 1)))
    assert asked(store) == []
    with store.transaction("訂正") as tx:
        tx.save_person(first)
    assert len(asked(store)) == 2
    with store.transaction("喪失") as tx:
        tx.save_person(replace(tx.person(twins[1]), disqualified_on=TODAY))
    assert asked(store) == []
    assert wrong(store._connection) == []  # type: ignore[attr-defined]


def test_an_answer_is_refused_that_is_none_to_the_question(store: Store, twins: list[PersonId]) -> None:
    rows = asked(store)
    with pytest.raises(BadValue, match="「二重の資格」の答えは「別の方」か「同じ方」です"):
        answer(store, rows, AnswerWord.AS_LISTED)
    with pytest.raises(BadValue, match="答えた方を入れてください"):
        answer(store, rows, AnswerWord.SAME, told_by=" ")
    with pytest.raises(BadValue):
        answer(store, rows, AnswerWord.SAME, on=TODAY + DAY)
    with pytest.raises(MyNumberRefused):
        answer(store, rows, AnswerWord.SAME, note=f"番号は {123456789018}")
    other = [row for row in store.queries.due_rows(TODAY) if row.kind is not DutyKind.ASK][:1]
    with pytest.raises(BadValue, match="健保確認の行ではありません"):
        answer(store, other, AnswerWord.SAME)
    with pytest.raises(BadValue, match="行を選んでください"):
        answer(store, [], AnswerWord.SAME)
    assert len(asked(store)) == 2


def test_one_answer_for_many(store: Store) -> None:
    people(store, *({"number": f"{number}", "copay_rate": 2} for number in range(201, 204)))
    rows = [row for row in asked(store) if row.why is Why.COPAY_DOUBTED]
    assert len(rows) == 3
    answer(store, rows, AnswerWord.AS_LISTED)
    assert [row for row in asked(store) if row.why is Why.COPAY_DOUBTED] == []
