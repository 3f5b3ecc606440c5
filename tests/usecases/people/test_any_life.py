"""Whatever happens to a household, in any order: its promises hold, and undo brings back every row."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.changes import Done
from app.domain.certificate import LIVE, CertificateStatus
from app.domain.cover import loss_of_cover
from app.domain.duties import Why
from app.domain.person import Enrolment, LossCause, PersonKind
from app.errors import UserError
from app.ports import Store, Transaction
from app.usecases.consequences import foresee
from app.usecases.counter import certificates
from app.usecases.people import enrolment, life_events, roster
from tests.factories import person
from tests.usecases import kept_figures
from tests.usecases.households import TODAY, family, office_id_of, person_of, sheet, snapshot

S = CertificateStatus

DAYS = st.integers(-40, 40).map(lambda by: TODAY + timedelta(days=by))
WHO = st.integers(0, 5)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), WHO, st.sampled_from(["架空\u3000甲", "仮名\u3000乙"]), DAYS),
        st.tuples(st.just("rehire"), WHO, st.sampled_from(["101", "900", "901"]), DAYS),
        st.tuples(st.just("leave"), WHO, st.sampled_from(list(LossCause)), DAYS),
        st.tuples(st.just("copay"), WHO, st.sampled_from([None, 2, 3]), DAYS),
        st.tuples(st.just("move"), WHO, st.sampled_from(["", "2002", "2003"]), DAYS),
        st.tuples(st.just("add"), WHO, st.sampled_from(["03", "04"]), DAYS),
        st.tuples(st.just("stage"), WHO, st.sampled_from(list(Enrolment)), DAYS),
        st.tuples(st.just("paper"), WHO, st.sampled_from([S.READY, S.HANDED_OUT, S.PLANNED]), DAYS),
        st.tuples(st.just("step"), WHO, st.sampled_from(["collect", "lose", "damage", "hand_out"]), DAYS),
    ),
    min_size=1,
    max_size=10,
)


def use_case(store: Store, event) -> Callable[[Transaction], Done]:
    """Return the use case of a generated event, about one of the people now in the store."""
    what, at, detail, on = event
    people = sorted(store.queries.people(), key=lambda p: p.id or 0)
    who = people[at % len(people)]
    assert who.id is not None
    person_id = who.id
    sheets = [s for s in store.queries.person_detail(person_id, TODAY).certificates if s.is_live]

    def paper(tx: Transaction) -> Done:
        tx.save_certificate(sheet(who, detail))
        return Done("", "")

    def step(tx: Transaction) -> Done:
        ids = [s.id for s in sheets if s.id is not None]
        if not ids:
            raise UserError("nothing there")
        if detail == "collect":
            return certificates.collect(tx, ids, on=on, today=TODAY)
        if detail == "hand_out":
            return certificates.hand_out(tx, ids, on=on, today=TODAY)
        return getattr(certificates, detail)(tx, ids[0], on=on, today=TODAY, reason="試し")

    def stage(tx: Transaction) -> Done:
        return enrolment.take_step(tx, [person_id], Enrolment(detail), on=on, today=TODAY)

    return {
        "name": lambda tx: life_events.change_name(tx, person_id, name=detail, kana="", on=on, today=TODAY),
        "rehire": lambda tx: life_events.rehire(
            tx, person_id, qualified_on=on, symbol=who.symbol, number=detail, today=TODAY
        ),
        "leave": lambda tx: roster.leave(tx, person_id, cause=detail, last_day_on=on, today=TODAY),
        "copay": lambda tx: life_events.change_copay(tx, [person_id], rate=detail, starts_on=on, today=TODAY),
        "move": lambda tx: roster.move_office(
            tx, [person_id], office_id_of(store), "異動先", on=on, today=TODAY, symbol=detail
        ),
        "add": lambda tx: life_events.add_dependant(
            tx,
            person_id,
            person(id=None, branch_number=detail, born_on=date(2020, 1, 1), qualified_on=on),
            today=TODAY,
        ),
        "stage": stage,
        "paper": paper,
        "step": step,
    }[what]


def promises(store: Store) -> None:
    """At most one live sheet each; no dependant is covered longer than the employee."""
    people = store.queries.people()
    heads = {(p.symbol, p.number): p for p in people if p.kind is PersonKind.INSURED}
    for one in people:
        assert one.id is not None
        detail = store.queries.person_detail(one.id, TODAY)
        assert sum(s.status in LIVE for s in detail.certificates) <= 1
        head = heads.get((one.symbol, one.number))
        if one.kind is PersonKind.DEPENDANT and head is not None:
            assert detail.loss.on <= loss_of_cover(head, None).on
    assert len({p.key for p in people}) == len(people)
    for row in store.queries.certificate_rows((S.SUPERSEDED,)):
        returns = [r for r in store.queries.due_rows(date(2026, 12, 31)) if r.kind.value == "return"]
        assert row.certificate_id in {r.certificate_id for r in returns}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(events=EVENTS)
def test_any_sequence_of_events_keeps_the_promises_and_is_undone_exactly(store, events):
    if not store.queries.people():
        family(store, papers=(S.HANDED_OUT, S.READY, S.HANDED_OUT))
    states = [snapshot(store)]
    for event in events:
        work = use_case(store, event)
        try:
            with store.transaction("できごと") as tx:
                work(tx)
        except UserError:
            assert snapshot(store) == states[-1]
            continue
        promises(store)
        kept_figures.follow(store, TODAY)
        after = snapshot(store)
        if after != states[-1]:
            states.append(after)
    for state in reversed(states[:-1]):
        assert store.undo().label == "できごと"
        assert snapshot(store) == state
        kept_figures.follow(store, TODAY)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(events=EVENTS)
def test_what_is_foreseen_is_what_comes_and_foreseeing_leaves_no_trace(store, events):
    if not store.queries.people():
        family(store, papers=(S.HANDED_OUT, S.READY, S.HANDED_OUT))
    done = 0
    for event in events:
        work = use_case(store, event)
        everybody = [p.id for p in store.queries.people() if p.id is not None]
        sheets = [row.certificate_id for row in store.queries.certificate_rows(list(S))]
        place = partial(_place, everybody, sheets)
        people = set(store.queries.people())
        before = snapshot(store)
        rows = {place(row) for row in store.queries.due_rows(TODAY)}
        kept_figures.follow(store, TODAY)
        seen = foresee(store, work, on=TODAY)
        kept_figures.follow(store, TODAY)
        assert snapshot(store) == before
        told = refused = None
        try:
            with store.transaction("できごと") as tx:
                told = work(tx).sentence
        except UserError as refusal:
            refused = str(refusal)
        assert seen.refused == refused
        if refused is not None:
            continue
        after = {place(row) for row in store.queries.due_rows(TODAY)}
        assert seen.told == told
        come = {place(row) for row in (*seen.returns, *seen.prints, *seen.others)}
        gone = {place(row) for row in seen.gone}
        assert come <= after - rows
        assert gone <= rows - after
        # Who is the same human in another household, of whom nothing changes: that is not looked at.
        elsewhere = (after - rows - come) | (rows - after - gone)
        assert {why for why, *_ in elsewhere} <= {Why.COVERED_TWICE}
        changed = set(store.queries.people()) ^ people
        homes = {(one.symbol, one.number) for one in changed}
        near = {one.id for one in (*people, *store.queries.people()) if (one.symbol, one.number) in homes}
        assert near.isdisjoint(person_id for _, person_id, *_ in elsewhere)
        done += snapshot(store) != before
    for _ in range(done):
        store.undo()
    assert person_of(store, everybody[0])


def _place(people, sheets, row):
    """What is new is given another id than was foreseen where the store takes none back."""
    person_id = row.person_id if row.person_id in people else None
    return row.why, person_id, row.certificate_id if row.certificate_id in sheets else None, row.due_on
