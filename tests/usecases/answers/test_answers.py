"""Answers given to the society stay as given; what became different is said by name."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes import Changes
from app.domain.answer import (
    COUNTED_IN_SHEETS,
    Answer,
    AnswerOffice,
    Figure,
    Named,
    content_of,
    difference,
    read_content,
)
from app.domain.certificate import CertificateStatus
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Enrolment, LossCause
from app.errors import BadValue, NotAllowed
from app.output import TABLES, place
from app.ports import Store
from app.usecases.answers import answer_lists, answers
from app.usecases.counter import certificates
from app.usecases.papers import lists
from app.usecases.papers.table_file import for_a_file, write_table
from app.usecases.settings import sample_office

TODAY = date(2026, 11, 23)
SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
F = Figure


@pytest.fixture
def office(store: Store) -> Store:
    with store.transaction("見本") as tx:
        sample_office.fill(tx, today=TODAY)
    return store


def give(store: Store, as_of: date, made_on: date = TODAY) -> str:
    answer, before = store.queries.status_behind(as_of), answers.answer_before(store.queries, as_of)
    done = store.record(lambda tx: answers.give_answer(tx, answer, made_on=made_on, before=before))
    assert done.changes is Changes.ANSWERS
    return done.sentence


def collect_two(store: Store, on: date) -> list[str]:
    rows = store.queries.certificate_rows((CertificateStatus.HANDED_OUT,))[:2]
    with store.transaction("回収") as tx:
        certificates.collect(tx, [row.certificate_id for row in rows], on=on, today=TODAY)
    return [row.issue_number for row in rows]


def leave(store: Store, on: date) -> str:
    with store.transaction("退職") as tx:
        person = next(p for p in tx.people() if p.disqualified_on is None and p.branch_number == "00")
        tx.save_person(replace(person, disqualified_on=on, loss_cause=LossCause.LEFT))
    return person.key


# -- pure: content and difference --------------------------------------------

OFFICES = (AnswerOffice(OfficeId(1), "見本本社"), AnswerOffice(OfficeId(2), "見本工場"))


@st.composite
def some_answers(draw: st.DrawFn) -> Answer:
    people = {}
    for number in sorted(draw(st.sets(st.integers(1, 8)))):
        office = draw(st.sampled_from(OFFICES)).id
        who = PersonId(number)
        people[who] = Named(
            who, office, "健-2", f"{number:03d}", "00", f"髙橋\u3000{number}", "タカハシ", "総務"
        )
    marks: dict[Figure, list[tuple[PersonId, str]]] = {}
    for figure in set(Figure) - {F.COVERED}:
        for who in people:
            issues = ("0K3F-7QX4", "AAAA-BBBB", "") if figure in COUNTED_IN_SHEETS else ("",)
            chosen = draw(st.sets(st.sampled_from(issues), max_size=2))
            marks.setdefault(figure, []).extend((who, issue) for issue in sorted(chosen))
    registered = {who for who, _ in marks.get(F.REGISTERED, [])}
    marks[F.ENTITLED] = [mark for mark in marks.get(F.ENTITLED, []) if mark[0] not in registered]
    return Answer(SEPTEMBER, OFFICES, people, {figure: found for figure, found in marks.items() if found})


@given(some_answers())
def test_what_is_kept_is_read_back_word_for_word(answer: Answer) -> None:
    read = read_content(content_of(answer))
    assert content_of(read) == content_of(answer)
    assert (read.as_of, read.offices, list(read.people.items())) == (
        answer.as_of,
        answer.offices,
        list(answer.people.items()),
    )
    for figure in Figure:
        assert read.behind(figure) == answer.behind(figure)


@given(some_answers(), some_answers())
def test_before_less_gone_and_more_come_is_after(before: Answer, after: Answer) -> None:
    changes = {(one.office.id, one.figure): one for one in difference(before, after)}
    for figure in Figure:
        for office in OFFICES:
            change = changes.get((office.id, figure))
            came, gone = (change.came, change.gone) if change else ((), ())
            count = before.counts(figure)[office.id] - len(gone) + len(came)
            assert count == after.counts(figure)[office.id]
            assert all(one.person.office_id == office.id for one in (*came, *gone))
            assert {one.person.name for one in gone} <= {
                one.person.name for one in before.behind(figure, office.id)
            }
    assert difference(before, before) == ()


def test_an_answer_of_a_newer_program_is_refused_by_a_sentence() -> None:
    with pytest.raises(BadValue, match="新しい版"):
        read_content('{"version":2}')


def test_who_moved_is_gone_from_one_office_and_came_to_the_other() -> None:
    who = PersonId(1)
    there = Named(who, OfficeId(1), "1", "101", "00", "髙橋", "タカハシ", "総務")
    before = Answer(SEPTEMBER, OFFICES, {who: there}, {F.ENTITLED: [(who, "")]})
    after = replace(before, people={who: replace(there, office_id=OfficeId(2))})
    moved = [(c.office.id, c.figure, len(c.came), len(c.gone)) for c in difference(before, after)]
    assert moved == [
        (1, F.COVERED, 0, 1),
        (1, F.ENTITLED, 0, 1),
        (2, F.COVERED, 1, 0),
        (2, F.ENTITLED, 1, 0),
    ]
    assert lists.change_words(difference(before, after))[F.COVERED] == "+1 −1"


# -- with a real store -------------------------------------------------------


def test_figures_of_an_answer_are_those_of_the_fast_count(office: Store) -> None:
    for as_of in (SEPTEMBER, OCTOBER, TODAY):
        assert answers.figures_of(office.queries.status_behind(as_of)) == office.queries.status_answer(as_of)


def test_a_given_answer_never_changes_whatever_is_entered_later(office: Store) -> None:
    fresh = office.queries.status_answer(OCTOBER)
    assert answers.shown_answer(office.queries, OCTOBER).given is None
    said = give(office, OCTOBER)
    assert said == "令和8年10月31日 現在の回答を控えました。この控えの数字は変わりません。"
    content = office.queries.given_answer(office.queries.given_answers()[0].answer_id).content
    gone = leave(office, date(2026, 10, 20))
    with office.transaction("改姓") as tx:
        tx.save_people([replace(p, name=f"新姓\u3000{p.id}", department="新部") for p in tx.people()])
    shown = answers.shown_answer(office.queries, OCTOBER)
    assert shown.figures == fresh
    assert shown.given is not None
    assert office.queries.given_answer(shown.given.answer_id).content == content
    assert "新姓" not in {c.person.name[:2] for c in answers.people_behind(office.queries, shown, F.COVERED)}
    recount = answers.difference_of_recount(office.queries, shown)
    assert recount is not None
    covered = [change for change in recount if change.figure is F.COVERED]
    assert gone in {one.person.key for change in covered for one in change.gone}
    assert all(not change.came for change in covered)
    # What really holds now is still there for whoever asks for it.
    assert office.queries.status_answer(OCTOBER).total(F.COVERED) < fresh.total(F.COVERED)


def test_names_stand_behind_every_number_of_a_given_answer(office: Store) -> None:
    give(office, TODAY)
    shown = answers.shown_answer(office.queries, TODAY)
    for figure in Figure:
        for row in shown.figures.offices:
            behind = answers.people_behind(office.queries, shown, figure, row.office_id)
            assert len(behind) == row.figure(figure)
        everybody = answers.people_behind(office.queries, shown, figure)
        assert len(everybody) == shown.figures.total(figure)
        if figure in COUNTED_IN_SHEETS - {F.TO_COME_BACK}:
            assert all(one.issue_number for one in everybody)


def test_a_correction_stands_beside_the_first_answer(office: Store) -> None:
    give(office, OCTOBER, made_on=date(2026, 11, 2))
    with pytest.raises(NotAllowed, match="変わっていません"):
        give(office, OCTOBER)
    leave(office, date(2026, 10, 20))
    assert "訂正した回答" in give(office, OCTOBER)
    second, first = office.queries.given_answers()
    assert (second.is_correction, first.is_correction) == (True, False)
    newest = answers.shown_answer(office.queries, OCTOBER)
    assert newest.given == second
    assert answers.difference_of_recount(office.queries, newest) == ()
    older = answers.shown_answer(office.queries, OCTOBER, first.answer_id)
    assert older.given == first
    assert older.figures.total(F.COVERED) > newest.figures.total(F.COVERED)


def test_keeping_an_answer_is_one_step_that_can_be_taken_back(office: Store) -> None:
    give(office, OCTOBER)
    kept = office.queries.given_answers()
    undone = office.undo()
    assert undone.label == "状況回答の控え R8.10.31"
    assert office.queries.given_answers() == []
    office.redo()
    assert office.queries.given_answers() == kept


def test_the_difference_is_to_the_answer_of_the_latest_day_before(office: Store) -> None:
    queries = office.queries
    assert answers.difference_to_last(queries, answers.shown_answer(queries, TODAY)) is None
    give(office, SEPTEMBER)
    give(office, OCTOBER)
    issues = collect_two(office, TODAY)
    shown = answers.shown_answer(queries, TODAY)
    assert shown.last is not None
    assert shown.last.as_of == OCTOBER
    changes = answers.difference_to_last(queries, shown)
    assert changes is not None
    before = answers.shown_answer(queries, OCTOBER).figures
    for figure in Figure:
        came = sum(len(c.came) for c in changes if c.figure is figure)
        gone = sum(len(c.gone) for c in changes if c.figure is figure)
        assert before.total(figure) - gone + came == shown.figures.total(figure)
    back = {one.issue_number for c in changes if c.figure is F.COLLECTED for one in c.came}
    assert set(issues) <= back


def test_an_answer_for_a_day_to_come_or_of_an_empty_office_is_refused(store: Store) -> None:
    with pytest.raises(BadValue, match="名簿がまだありません"):
        give(store, TODAY)
    with pytest.raises(BadValue, match="まだ来ていません"):
        give(store, TODAY + timedelta(days=1))
    assert store.queries.given_answers() == []


def test_a_later_day_leaves_the_figures_alone(office: Store) -> None:
    before = [office.queries.status_answer(on) for on in (SEPTEMBER, OCTOBER)]
    collect_two(office, TODAY)
    leave(office, date(2026, 11, 5))
    with office.transaction("登録") as tx:
        one = next(p for p in tx.people() if p.enrolment is Enrolment.NOT_REGISTERED)
        tx.save_person(replace(one, enrolment=Enrolment.REGISTERED, enrolment_as_of=date(2026, 11, 10)))
    assert [office.queries.status_answer(on) for on in (SEPTEMBER, OCTOBER)] == before


# -- papers ------------------------------------------------------------------


def test_the_sheet_says_that_it_was_given_and_what_changed(office: Store, tmp_path: Path) -> None:
    give(office, SEPTEMBER, made_on=date(2026, 10, 2))
    give(office, TODAY)
    queries = office.queries
    shown = answers.shown_answer(queries, TODAY)
    paper = shown.paper(answers.difference_to_last(queries, shown))
    assert paper.subtitle == "令和8年11月23日 現在(R8.11.23 に回答した控え)"
    assert [line[0] for line in paper.rows][-2:] == ["合計", "R8.9.30 との差"]
    write_table(paper, place(tmp_path / "answer.pdf", tmp_path / "data", *TABLES))
    document = pypdfium2.PdfDocument(tmp_path / "answer.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "に回答した控え" in text
    assert "との差" in text
    assert "±0" in text


def test_a_list_of_names_hides_the_numbers_unless_wanted(office: Store, tmp_path: Path) -> None:
    shown = answers.shown_answer(office.queries, TODAY)
    behind = answers.people_behind(office.queries, shown, F.HANDED_OUT)
    lines = answer_lists.names_of(behind)
    full = answer_lists.names_table(lines, as_of=TODAY, heading="配付済")
    masked = for_a_file(full, in_full=False)
    keys = {one.person.key for one in behind}
    assert {row[2] for row in full.rows} == keys
    assert not {row[2] for row in masked.rows} & keys
    assert all("**" in row[2] for row in masked.rows)
    assert "下2桁だけ" in "".join(masked.notes)
    assert full.notes == ()
    write_table(full, place(tmp_path / "masked.csv", tmp_path / "data", *TABLES))
    with (tmp_path / "masked.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[len(masked.head) + 1 :]
    assert [row[0] for row in rows] == [one.person.name for one in behind]
    assert not {row[2] for row in rows} & keys


def test_a_list_of_a_difference_tells_who_came_and_who_went(office: Store) -> None:
    give(office, OCTOBER)
    collect_two(office, TODAY)
    queries = office.queries
    shown = answers.shown_answer(queries, TODAY)
    changes = answers.difference_to_last(queries, shown)
    assert changes is not None
    lines = answer_lists.names_of_change(changes, F.HANDED_OUT)
    table = answer_lists.names_table(lines, as_of=TODAY, heading="配付済")
    assert table.columns[0].heading == "増減"
    signs = [row[0] for row in table.rows]
    assert signs == sorted(signs, key=["増", "減"].index)
    assert signs.count("減") == sum(len(c.gone) for c in changes if c.figure is F.HANDED_OUT) >= 2
