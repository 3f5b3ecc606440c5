"""状況回答: every figure is what happened up to the day, has its people, and stays that way."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.answer import PARTS_OF_COVERED, Answer, Figure, GivenAnswer
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import AnswerId, OfficeId, PersonId
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment, LossCause, Office, Person, PersonKind
from app.errors import NotAllowed, NotFound
from app.ports import Transaction
from db.keys.keys import Unlock
from db.store import SqliteStore, open_store
from tests.factories import certificate, person

S, F, O = CertificateStatus, Figure, ElderlyOutcome  # noqa: E741 - read as words below
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
OF_SHEET = {
    S.READY: F.READY,
    S.HANDED_OUT: F.HANDED_OUT,
    S.COLLECTED: F.COLLECTED,
    S.FORWARDED: F.FORWARDED,
    S.LOST: F.LOST,
    S.UNCOLLECTABLE: F.UNCOLLECTABLE,
}


@dataclass
class Diary:
    """What happened, in the order it did; the slow and obvious answer is read off it."""

    sheets: dict[str, list[tuple[date, CertificateStatus]]] = field(default_factory=dict)
    holder: dict[str, PersonId] = field(default_factory=dict)
    stages: dict[PersonId, list[tuple[date, Enrolment]]] = field(default_factory=dict)
    joined: dict[PersonId, date] = field(default_factory=dict)
    left: dict[PersonId, date] = field(default_factory=dict)
    head: dict[PersonId, PersonId] = field(default_factory=dict)
    cards: dict[PersonId, list[date]] = field(default_factory=dict)
    renewed: dict[str, date] = field(default_factory=dict)

    def is_waiting(self, issue: str, on: date) -> bool:
        """Renewed, and the holder has not got the new sheet yet."""
        if not self.renewed.get(issue, date.max) <= on:
            return False
        issues = list(self.sheets)
        return not any(
            self.holder[later] == self.holder[issue] and then >= self.renewed[issue]
            for later in issues[issues.index(issue) + 1 :]
            for then, status in self.sheets[later]
            if status is S.HANDED_OUT and then <= on
        )

    def lost_by(self, who: PersonId, on: date) -> bool:
        return any(self.left.get(one, date.max) <= on for one in (who, self.head.get(who, who)))

    def stage(self, who: PersonId, on: date) -> tuple[date, Enrolment] | None:
        return next((s for s in reversed(self.stages.get(who, [])) if s[0] <= on), None)

    def answer(self, on: date) -> dict[Figure, set[tuple[PersonId, str]]]:
        found: dict[Figure, set[tuple[PersonId, str]]] = {figure: set() for figure in Figure}
        for who, since in self.joined.items():
            if since <= on and not self.lost_by(who, on):
                stage = self.stage(who, on)
                is_registered = stage is not None and stage[1] is Enrolment.REGISTERED
                found[F.REGISTERED if is_registered else F.ENTITLED].add((who, ""))
                found[F.COVERED].add((who, ""))
        for issue, steps in self.sheets.items():
            status = next((s for then, s in reversed(steps) if then <= on), None)
            mark, stage = (self.holder[issue], issue), self.stage(self.holder[issue], on)
            if status is S.SUPERSEDED and self.is_waiting(issue, on):
                status = S.HANDED_OUT
            if status in OF_SHEET:
                found[OF_SHEET[status]].add(mark)
            if status is S.SUPERSEDED or (
                status in (S.READY, S.HANDED_OUT)
                and (
                    self.lost_by(self.holder[issue], on)
                    or (stage is not None and stage[1] is Enrolment.REGISTERED)
                )
            ):
                found[F.TO_COME_BACK].add(mark)
        for who, days in self.cards.items():
            figure = F.ELDERLY_DONE if any(then <= on for then in days) else F.ELDERLY_OUTSTANDING
            found[figure].add((who, ""))
        return found


def print_sheet(tx: Transaction, diary: Diary, who: PersonId, on: date) -> None:
    if any(c.is_live for c in tx.certificates_of(who)):
        return
    sheet = Certificate(
        None, who, new_issue_number(), S.PLANNED, CertificateOrigin.PRINTED, issued_on=on, expires_on=None
    )
    issue = tx.save_certificate(sheet.confirm_good(on)).issue_number
    diary.sheets[issue] = [(on, S.READY)]
    diary.holder[issue] = who


def step(name: str) -> Callable[[Transaction, Diary, PersonId, date], None]:
    taken: dict[str, Callable[[Certificate, date], Certificate]] = {
        "hand out": lambda c, on: c.hand_out(on),
        "collect": lambda c, on: c.collect(on),
        "forward": lambda c, on: c.forward(on),
        "lose": lambda c, on: c.lose(on, "紛失"),
        "give up": lambda c, on: c.give_up(on, "転居先不明"),
        "replace": lambda c, on: c.supersede(on, ReplaceCause.NAME),
        "renew": lambda c, on: c.supersede(on, ReplaceCause.RENEWAL),
    }

    def work(tx: Transaction, diary: Diary, who: PersonId, on: date) -> None:
        for sheet in reversed(tx.certificates_of(who)):
            try:
                after = taken[name](sheet, on)
            except NotAllowed:
                continue
            tx.save_certificate(after)
            diary.sheets[sheet.issue_number].append((on, after.status))
            if name == "renew":
                diary.renewed[sheet.issue_number] = on
            return

    return work


def learn(stage: Enrolment) -> Callable[[Transaction, Diary, PersonId, date], None]:
    def work(tx: Transaction, diary: Diary, who: PersonId, on: date) -> None:
        tx.save_person(replace(tx.person(who), enrolment=stage, enrolment_as_of=on))
        diary.stages.setdefault(who, []).append((on, stage))

    return work


def leave(tx: Transaction, diary: Diary, who: PersonId, on: date) -> None:
    if who not in diary.left:
        tx.save_person(replace(tx.person(who), disqualified_on=on, loss_cause=LossCause.LEFT))
        diary.left[who] = on


def join(tx: Transaction, diary: Diary, who: PersonId, on: date) -> None:
    number = str(500 + len(diary.joined))
    made = tx.save_person(replace(tx.person(who), id=None, number=number, qualified_on=on, **FRESH))
    assert made.id is not None
    diary.joined[made.id] = on


def card(outcome: ElderlyOutcome) -> Callable[[Transaction, Diary, PersonId, date], None]:
    def work(tx: Transaction, diary: Diary, who: PersonId, on: date) -> None:
        if who not in diary.cards:
            return
        known = next(iter(tx.elderly_cards(who)), None)
        if known is not None and known.outcome in (outcome, O.FORWARDED):
            return
        made = ElderlyCard(None, who, outcome, on)
        tx.save_elderly_card(made if known is None else replace(made, id=known.id))
        diary.cards[who].append(on)

    return work


FRESH = {
    "enrolment": Enrolment.UNKNOWN,
    "enrolment_as_of": None,
    "disqualified_on": None,
    "loss_cause": None,
    "elderly_card_listed": False,
    "kind": PersonKind.INSURED,
    "branch_number": "00",
}
EVENTS = {
    "print": print_sheet,
    **{
        name: step(name) for name in ("hand out", "collect", "forward", "lose", "give up", "replace", "renew")
    },
    "register": learn(Enrolment.REGISTERED),
    "release": learn(Enrolment.RELEASED),
    "leave": leave,
    "join": join,
    "card lost": card(O.LOST),
    "card collected": card(O.COLLECTED),
}
HAPPENED = st.lists(
    st.tuples(
        # Papers move most of the time.
        st.sampled_from(
            [*EVENTS, "print", "hand out", "hand out", "replace", "renew", "renew", "lose", "collect"]
        ),
        st.integers(0, 3),
        st.sampled_from([0, 0, 1, 5, 30]),
    ),
    max_size=25,
)


def begin(tx: Transaction) -> tuple[Diary, list[PersonId]]:
    """Two employees, one with a dependant, one old card the society knows of, in two offices."""
    diary = Diary()
    offices = [tx.save_office(Office(None, code, f"見本{code}")).id for code in ("2001", "2002")]
    people = []
    for number, branch, office, is_listed in (
        ("101", "00", 0, False),
        ("101", "01", 0, False),
        ("102", "00", 1, True),
        ("103", "00", 1, False),
    ):
        kind = PersonKind.DEPENDANT if branch != "00" else PersonKind.INSURED
        made = tx.save_person(
            person(
                id=None,
                office_id=offices[office],
                number=number,
                branch_number=branch,
                kind=kind,
                elderly_card_listed=is_listed,
            )
        )
        assert made.id is not None
        people.append(made.id)
        diary.joined[made.id] = made.qualified_on
        if is_listed:
            diary.cards[made.id] = []
    diary.head[people[1]] = people[0]
    return diary, people


def marks(answer: Answer) -> dict[Figure, set[tuple[PersonId, str]]]:
    return {figure: set(answer.marks_of(figure)) for figure in Figure}


def happen(
    store: SqliteStore, diary: Diary, people: list[PersonId], events: list[tuple[str, int, int]], on: date
) -> date:
    for name, who, gap in events:
        on += gap * DAY
        with store.transaction(name) as tx:
            EVENTS[name](tx, diary, people[who], on)
    return on


def agree(store: SqliteStore, diary: Diary, on: date) -> Answer:
    """The fast answer is the diary's; figures, names and single reads say the same."""
    answer, figures = store.queries.status_behind(on), store.queries.status_answer(on)
    assert marks(answer) == diary.answer(on)
    assert figures.total(F.COVERED) == sum(figures.total(part) for part in PARTS_OF_COVERED)
    for figure in Figure:
        behind = answer.behind(figure)
        assert figures.total(figure) == len(behind)
        assert store.queries.status_behind(on, figure).behind(figure) == behind
        for office in figures.offices:
            alone = store.queries.status_behind(on, figure, office.office_id)
            assert len(alone.behind(figure)) == office.figure(figure)
            assert alone.behind(figure) == answer.behind(figure, office.office_id)
    return answer


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(before=HAPPENED, after=HAPPENED)
def test_a_day_is_what_happened_up_to_it_whatever_comes_later(
    made_folder: Path, before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as place:
        store = open_store(shutil.copytree(made_folder, Path(place) / "data"), Unlock())
        try:
            with store.transaction("名簿") as tx:
                diary, people = begin(tx)
            first = date(2026, 6, 1)
            day = happen(store, diary, people, before, first)
            days = (first, first + (day - first) // 2, day)
            seen = [marks(agree(store, diary, on)) for on in days]
            last = happen(store, diary, people, after, day + DAY)
            assert [marks(agree(store, diary, on)) for on in days] == seen
            agree(store, diary, last)
        finally:
            store.close()


def sheet(holder: Person) -> Certificate:
    made = certificate(id=None, person_id=holder.id, issued_on=date(2026, 10, 1), ready_on=date(2026, 10, 2))
    return made.hand_out(date(2026, 10, 5))


def figures(store: SqliteStore, on: date) -> Counter[Figure]:
    answer = store.queries.status_answer(on)
    return Counter({figure: answer.total(figure) for figure in Figure if answer.total(figure)})


def test_a_void_sheet_lost_later_still_had_to_come_back_before(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("差替") as tx:
        holder = tx.save_person(person(id=None, disqualified_on=date(2026, 10, 12)))
        made = tx.save_certificate(sheet(holder).supersede(date(2026, 10, 10), ReplaceCause.NAME))
    with store.transaction("紛失") as tx:
        tx.save_certificate(made.lose(date(2026, 10, 20), "引っ越しで紛失"))
    assert figures(store, date(2026, 10, 9))[F.HANDED_OUT] == 1
    between = store.queries.status_behind(date(2026, 10, 15))
    assert [c.issue_number for c in between.behind(F.TO_COME_BACK)] == [made.issue_number]
    assert between.behind(F.HANDED_OUT) == between.behind(F.LOST) == []
    after = figures(store, date(2026, 10, 20))
    assert (after[F.LOST], after[F.TO_COME_BACK]) == (1, 0)


def test_a_void_sheet_lost_from_the_drawer_and_found_again_changes_no_day_before(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("差替") as tx:
        made = tx.save_certificate(sheet(tx.save_person(person(id=None))))
        made = tx.save_certificate(made.supersede(date(2026, 10, 10), ReplaceCause.NAME))
    steps = (
        lambda c: c.collect(date(2026, 10, 15)),
        lambda c: c.lose(date(2026, 10, 20), "引き出しにない"),
        lambda c: c.collect(date(2026, 10, 25)),
        lambda c: c.lose(date(2026, 10, 30), "また引き出しにない"),
    )
    wanted = {8: F.HANDED_OUT, 12: F.TO_COME_BACK, 17: F.COLLECTED, 22: F.LOST, 27: F.COLLECTED, 30: F.LOST}
    for step in steps:
        with store.transaction("回収と紛失") as tx:
            made = tx.save_certificate(step(made))
    for day, figure in wanted.items():
        counted = figures(store, date(2026, 10, day))
        assert {f for f in counted if f not in (F.COVERED, F.ENTITLED)} == {figure}, day


def test_a_replacement_that_was_taken_back_does_not_make_a_sheet_void(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("配付") as tx:
        made = tx.save_certificate(sheet(tx.save_person(person(id=None))))
    with store.transaction("差替") as tx:
        tx.save_certificate(made.supersede(date(2026, 10, 10), ReplaceCause.NAME))
    store.undo()
    with store.transaction("紛失") as tx:
        tx.save_certificate(made.lose(date(2026, 10, 20), "引っ越しで紛失"))
    between = figures(store, date(2026, 10, 15))
    assert (between[F.HANDED_OUT], between[F.TO_COME_BACK]) == (1, 0)


def test_a_card_reported_lost_and_found_again_was_dealt_with_from_the_first_day(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("紛失") as tx:
        holder = tx.save_person(person(id=None, elderly_card_listed=True))
        lost = tx.save_elderly_card(ElderlyCard(None, holder.id, O.LOST, date(2026, 10, 5)))
    with store.transaction("回収") as tx:
        tx.save_elderly_card(replace(lost, outcome=O.COLLECTED, on=date(2026, 11, 5)))
    seen = [figures(store, on)[F.ELDERLY_DONE] for on in (date(2026, 10, 4), date(2026, 10, 20), TODAY)]
    assert seen == [0, 1, 1]


def test_a_duty_somebody_hid_is_counted_all_the_same(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("退職") as tx:
        holder = tx.save_person(person(id=None, disqualified_on=date(2026, 10, 20)))
        made = tx.save_certificate(sheet(holder))
        tx.save_deferral(
            Deferral(
                None,
                holder.id,
                DutyKind.RETURN,
                made.id,
                TODAY,
                None,
                TODAY + 30 * DAY,
                "郵送してもらう約束",
            )
        )
    assert [r for r in store.queries.due_rows(TODAY) if r.kind is DutyKind.RETURN] == []
    assert figures(store, TODAY)[F.TO_COME_BACK] == 1


def test_a_leaver_of_next_week_has_nothing_to_give_back_yet(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("退職") as tx:
        holder = tx.save_person(person(id=None, disqualified_on=TODAY + 7 * DAY))
        tx.save_certificate(sheet(holder))
    assert DutyKind.RETURN in {row.kind for row in store.queries.due_rows(TODAY)}
    asked = [figures(store, on)[F.TO_COME_BACK] for on in (TODAY, TODAY + 6 * DAY, TODAY + 7 * DAY)]
    assert asked == [0, 0, 1]


def test_a_leaver_the_society_lists_without_a_record_is_counted_without_a_number(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("一覧") as tx:
        tx.save_person(
            person(id=None, disqualified_on=date(2026, 10, 20), certificate_expires_on=date(2029, 12, 1))
        )
    (line,) = store.queries.status_behind(TODAY).behind(F.TO_COME_BACK)
    assert (line.person.name, line.issue_number) == ("髙橋\u3000見本", "")


def test_the_stage_of_a_past_day_comes_from_the_journal(store: SqliteStore, office_id: OfficeId) -> None:
    def became(stage: Enrolment, on: date) -> None:
        with store.transaction("状況") as tx:
            tx.save_person(replace(tx.people()[0], enrolment=stage, enrolment_as_of=on))

    with store.transaction("名簿") as tx:
        tx.save_person(person(id=None, enrolment=Enrolment.NOT_REGISTERED, enrolment_as_of=date(2026, 6, 1)))
    became(Enrolment.REGISTERED, date(2026, 9, 1))
    became(Enrolment.NO_CARD, date(2026, 9, 5))
    store.undo()
    became(Enrolment.RELEASED, date(2026, 11, 1))
    asked = (
        date(2026, 5, 1),
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 10, 31),
        date(2026, 11, 1),
    )
    assert [figures(store, on)[F.REGISTERED] for on in asked] == [0, 0, 1, 1, 0]


def test_names_are_masked_but_for_the_last_digits_of_the_number(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("名簿") as tx:
        for number, branch in (("10234", "00"), ("7", "01"), ("12", ""), ("345", "02")):
            tx.save_person(person(id=None, number=number, branch_number=branch, symbol="健-2"))
    behind = store.queries.status_behind(TODAY).behind(F.COVERED)
    assert [one.person.masked_key for one in behind] == [
        "健-2-***34-00",
        "健-2-*-01",
        "健-2-**",
        "健-2-***-02",
    ]
    assert behind[0].person.key == "健-2-10234-00"


def test_given_answers_are_listed_by_day_and_corrections_are_told(store: SqliteStore) -> None:
    with store.transaction("控え") as tx:
        for as_of, made_on in (
            (date(2026, 9, 30), date(2026, 10, 2)),
            (date(2026, 10, 31), date(2026, 11, 2)),
            (date(2026, 9, 30), date(2026, 11, 5)),
        ):
            tx.save_answer(GivenAnswer(None, as_of, made_on, "{}"))
    listed = [
        (row.as_of.month, row.made_on.month, row.is_correction) for row in store.queries.given_answers()
    ]
    assert listed == [(10, 11, False), (9, 11, True), (9, 10, False)]
    with pytest.raises(NotFound, match="控え"):
        store.queries.given_answer(AnswerId(99))
