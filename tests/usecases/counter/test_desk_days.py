"""Random days at the desk: no illegal state, one live sheet each, undo exact, history true.

Every step is a use case on a real store. The tables are compared row by row, with the columns
that are derived; a history is read as a person would read it.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.changes import Done
from app.domain.certificate import ALLOWED, LIVE, Certificate, CertificateOrigin, CertificateStatus
from app.domain.contact import About, Means
from app.domain.ids import CertificateId, OperationId, PersonId
from app.domain.missing import Missing, MissingCause
from app.domain.print_session import SessionStatus
from app.domain.shipment import Fate
from app.errors import AlreadyUndone, UserError
from app.ports import Store, Transaction
from app.usecases.contacts import outreach
from app.usecases.counter import certificates, exchanges, households, misdeliveries, sent_papers, shipments
from app.usecases.counter.attempts import Attempt
from app.usecases.counter.misdeliveries import CaseStep
from app.usecases.people import life_events
from app.usecases.printing import accounts, sessions
from app.words import label, word
from db.folder.connection import Connection
from db.journal.history import _BACKWARDS
from db.tables import derived
from db.tables.computed import COMPUTED
from tests.factories import person
from tests.usecases import kept_figures
from tests.usecases.households import family, office_id_of
from ui.bootstrap import create_sample_folder, open_data_folder, verify_store

if TYPE_CHECKING:
    from tests.postgres import Server

S = CertificateStatus
FIRST = date(2026, 11, 2)
NEVER_STORED = {
    "operation",
    "journal",
    "operation_seal",
    "left_behind",
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
    *COMPUTED,
}
DERIVED_COLUMNS = {"person": set(derived.DERIVED), "certificate": {"last_step_on"}}

Tables = dict[tuple[str, int], dict[str, Any]]
"""Every stored row but those of the journal, by table and id."""

PRINTED = ("name", "branch_number", "kind", "born_on", "sex", "qualified_on", "copay_rate", "copay_from")
COPIED = (*PRINTED, "certificate_expires_on")
"""What a sheet says about its holder, and what a new one takes from the roster."""

Work = Callable[[Transaction], Any]

BEYOND = {
    # Steps that Certificate offers besides the table: back from the wrong person, the sheet that was
    # to be renewed counting again, what becomes of a forwarded one, and a lost one found.
    (S.HANDED_OUT, S.READY),
    (S.SUPERSEDED, S.HANDED_OUT),
    *product((S.FORWARDED, S.LOST, S.COLLECTED), repeat=2),
    *((S.LOST, found) for found in (S.HANDED_OUT, S.READY, S.SUPERSEDED)),
}


@dataclass
class Day:
    """A store with its clock, and what each operation that stands did to the tables."""

    store: Store
    today: date = FIRST
    done: dict[OperationId, tuple[Tables, Tables]] = field(default_factory=dict)
    undone: list[OperationId] = field(default_factory=list)
    """What a redo would bring back, the next one last."""
    taken_back: set[OperationId] = field(default_factory=set)
    """What does not stand now."""
    final: set[OperationId] = field(default_factory=set)
    """What cannot be undone: sheets left for the printer."""

    def people(self) -> list[PersonId]:
        return sorted(p.id for p in self.store.queries.people() if p.id is not None)

    def sheets(self, *states: CertificateStatus) -> list[CertificateId]:
        return sorted(row.certificate_id for row in self.store.queries.certificate_rows(states))

    def run(self, work: Work, label: str, *, undoable: bool = True) -> bool:
        """Run a use case as the window does; refused, it leaves nothing behind."""
        before = tables(self.store)
        try:
            with self.store.transaction(label, undoable=undoable) as tx:
                work(tx)
                operation = tx.operation_id
        except UserError as refusal:
            told(refusal)
            assert tables(self.store) == before, label
            return False
        after = tables(self.store)
        if after != before:
            self.undone.clear()
            self.done[operation] = (before, after)
            self.final |= set() if undoable else {operation}
            check_steps(before, after)
        return True


def told(refusal: UserError) -> None:
    """One sentence or two, for people."""
    assert str(refusal).endswith("。"), refusal


def connection_of(store: Store) -> Connection:
    found: Connection = store._connection  # type: ignore[attr-defined]
    return found


def tables(store: Store) -> Tables:
    connection = connection_of(store)
    return {
        (name, row["id"]): row
        for name in sorted(connection.tables() - NEVER_STORED)
        for row in connection.records(f"SELECT * FROM {name}")
        if "id" in row
    }


def journalled(place: tuple[str, int], row: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    hidden = DERIVED_COLUMNS.get(place[0], set())
    return None if row is None else {name: value for name, value in row.items() if name not in hidden}


def differing(before: Tables, after: Tables) -> set[tuple[str, int]]:
    return {
        place
        for place in before.keys() | after.keys()
        if journalled(place, before.get(place)) != journalled(place, after.get(place))
    }


def check_steps(before: Tables, after: Tables) -> None:
    """A sheet goes on only as its states allow; nobody has two live ones."""
    assert most_live(after) <= 1
    for place, row in after.items():
        if place[0] != "certificate":
            continue
        status = S(row["status"])
        old = before.get(place)
        if old is not None and old["status"] != status:
            was = S(old["status"])
            reachable = {status} & ALLOWED[was] or {status} & {n for m in ALLOWED[was] for n in ALLOWED[m]}
            assert reachable or (was, status) in BEYOND, (was, status)
        if row["handed_out_on"] is not None:
            assert status not in (S.PLANNED, S.PRINTED, S.READY, S.CANCELLED)
        if status is S.COLLECTED:
            assert row["collected_on"] is not None
        assert (status in (S.LOST, S.SUPERSEDED)) <= (row["closed_as"] == status)


def most_live(found: Tables) -> int:
    """How many live sheets the person with most of them has."""
    live = Counter(
        row["person_id"]
        for (name, _), row in found.items()
        if name == "certificate" and row["status"] in LIVE
    )
    return max(live.values(), default=0)


# --- the steps of a day: each takes the day and two numbers that choose among what is there ---


def pick(items: list[Any], at: int) -> Any:
    if not items:
        raise UserError("ありません。")
    return items[at % len(items)]


def some(items: list[Any], at: int) -> list[Any]:
    """One to three of them, beginning anywhere."""
    if not items:
        raise UserError("ありません。")
    return [items[(at + step) % len(items)] for step in range(min(len(items), 1 + at % 3))]


def print_run(day: Day, a: int, b: int) -> None:
    """Choose, plan, send, confirm: three operations, of which the sending cannot be taken back."""
    wanted = [row.person_id for row in day.store.queries.print_candidates(day.today)]
    chosen = some(day.people() if b % 7 == 0 else wanted or day.people(), a)
    print_for(day, chosen, b)


def print_for(day: Day, chosen: list[PersonId], b: int) -> None:
    made: list[Any] = []

    def plan(tx: Transaction) -> None:
        made.append(sessions.plan_session(tx, chosen, today=day.today))

    if not day.run(plan, "印刷の準備") or made[0].session_id is None:
        return
    session = made[0].session_id
    if b % 5 == 0:
        day.run(lambda tx: sessions.cancel(tx, session, today=day.today), "印刷を取消")
        return
    day.run(lambda tx: sessions.mark_spooled(tx, session), "出力", undoable=False)
    spoiled = (1,) if b % 5 == 1 else ()
    missing = (1,) if b % 5 == 2 else ()
    day.run(
        lambda tx: accounts.confirm(
            tx, session, spoiled=spoiled, missing=missing, today=day.today, reason="試し"
        ),
        "印刷の確認",
    )


def hand_out(day: Day, a: int, b: int) -> Work:
    chosen = some(day.sheets(S.READY), a)
    return lambda tx: certificates.hand_out(tx, chosen, on=back(day, b), today=day.today, receipt=b % 2 == 0)


def household(day: Day, a: int, b: int, *states: CertificateStatus) -> tuple[list[Any], list[Any]]:
    """The sheets of one household in those states, some of them missing."""
    rows = day.store.queries.certificate_rows(states)
    home = pick(rows, a).key.rpartition("-")[0]
    ids = sorted(row.certificate_id for row in rows if row.key.startswith(home))
    away = ids[: b % (len(ids) + 1)]
    cause = list(MissingCause)[b % 5]
    follow = day.today + timedelta(days=b % 12)
    return [i for i in ids if i not in away], [Missing(i, cause, follow) for i in away]


def hand_over(day: Day, a: int, b: int) -> Work:
    present, missing = household(day, a, b, S.READY)
    return lambda tx: households.hand_over(tx, present, missing, on=back(day, b), today=day.today)


def take_back(day: Day, a: int, b: int) -> Work:
    present, missing = household(day, a, b, S.HANDED_OUT, S.SUPERSEDED, S.READY)
    return lambda tx: households.take_back(tx, present, missing, on=back(day, b), today=day.today)


def exchange(day: Day, a: int, b: int) -> Work:
    """One household's. Where there is none, a sheet becomes void and a new one is printed first."""
    if not (found := exchangeable(day)) and b % 4:
        held = day.store.queries.certificate_rows((S.HANDED_OUT, S.SUPERSEDED))
        who = pick(held, a).person_id
        day.run((rename if b % 2 else renew)(day, day.people().index(who), a), "記載の変更")
        home = [row.person_id for row in day.store.queries.person_detail(who, day.today).household]
        print_for(day, home, 4)
        found = exchangeable(day)
    news = pick(found, a) if found else [pick(day.sheets(S.READY, S.HANDED_OUT), a)]
    return lambda tx: exchanges.exchange(tx, news, on=back(day, b), today=day.today)


def exchangeable(day: Day) -> list[list[CertificateId]]:
    return [
        [row.new.certificate_id for row in rows]
        for who in day.people()
        if (rows := exchanges.exchanges_of(day.store.queries, who, day.today))
    ]


def collect(day: Day, a: int, b: int) -> Work:
    chosen = some(day.sheets(S.READY, S.HANDED_OUT, S.SUPERSEDED, S.LOST, S.UNCOLLECTABLE), a)
    return lambda tx: certificates.collect(tx, chosen, on=back(day, b), today=day.today)


def lose(day: Day, a: int, b: int) -> Work:
    sheet = pick(day.sheets(S.READY, S.HANDED_OUT, S.SUPERSEDED, S.COLLECTED), a)
    police = "見本警察署 受理123" if b % 2 else ""
    return lambda tx: certificates.lose(
        tx, sheet, on=back(day, b), today=day.today, reason="鞄ごと", police_report=police
    )


def find(day: Day, a: int, b: int) -> Work:
    sheet = pick(day.sheets(S.LOST, S.UNCOLLECTABLE), a)
    return lambda tx: certificates.collect(tx, [sheet], on=back(day, b), today=day.today)


def damage(day: Day, a: int, b: int) -> Work:
    sheet = pick(day.sheets(S.READY, S.HANDED_OUT, S.LOST), a)
    return lambda tx: certificates.damage(tx, sheet, on=back(day, b), today=day.today, reason="水濡れ")


def give_up(day: Day, a: int, b: int) -> Work:
    sheet = pick(day.sheets(S.HANDED_OUT, S.SUPERSEDED), a)
    attempts = [Attempt(back(day, b), Means.PHONE)] if b % 3 == 1 else []
    return lambda tx: certificates.give_up(
        tx, sheet, on=day.today, today=day.today, reason="連絡がつかない", attempts=attempts,
        without_attempt="住所不明" if b % 3 == 2 else "",
    )  # fmt: skip


def ask(day: Day, a: int, b: int) -> Work:
    who = pick(day.people(), a)
    return lambda tx: outreach.log_contact(
        tx, [who], means=Means.PHONE, on=back(day, b), today=day.today, about=About.RETURN
    )


def misdelivery(day: Day, a: int, b: int) -> Work:
    sheet = pick(day.sheets() if a % 4 == 0 else day.sheets(S.READY, S.HANDED_OUT, S.SUPERSEDED), a)
    others = [*day.people(), None]
    return lambda tx: misdeliveries.report(
        tx, sheet, given_to=others[b % len(others)], given_on=back(day, b), noticed_on=day.today,
        note="受付で渡した" if b % 2 else "", recovered=b % 3 == 0, today=day.today,
    )  # fmt: skip


def settle(day: Day, a: int, b: int) -> Work:
    cases = day.store.queries.misdeliveries()
    if not cases:
        return misdelivery(day, a, b)
    case = pick(cases, a)
    return lambda tx: misdeliveries.settle(
        tx, case.id, list(CaseStep)[b % 3], on=back(day, b), today=day.today
    )


def forward(day: Day, a: int, b: int) -> Work:
    chosen = some(day.sheets(S.COLLECTED, S.HANDED_OUT) if b % 4 == 0 else day.sheets(S.COLLECTED), a)
    return lambda tx: shipments.forward(tx, chosen, on=back(day, b), today=day.today)


def become(day: Day, a: int, b: int) -> Work:
    """Something is learned of a paper that was sent, or of one that came back since."""
    sheet = pick(day.sheets(S.FORWARDED, S.LOST, S.COLLECTED), a)
    fate = (None, *Fate)[b % 5]

    def work(tx: Transaction) -> Done:
        paper = sent_papers.sent_last(tx, tx.certificate(sheet).person_id, sheet)
        assert paper.id is not None
        sent, on = [paper.id], back(day, b)
        return sent_papers.record_fate(tx, paper.shipment_id, sent, fate, on=on, today=day.today)

    return work


def found(day: Day, a: int, b: int) -> Work:
    sheet = pick(day.sheets(S.LOST), a)
    return lambda tx: certificates.find(tx, sheet)


def rename(day: Day, a: int, b: int) -> Work:
    who = pick(day.people(), a)
    name = ("架空\u3000甲", "仮名\u3000乙")[b % 2]
    return lambda tx: life_events.change_name(tx, who, name=name, kana="", on=back(day, b), today=day.today)


def renew(day: Day, a: int, b: int) -> Work:
    """The society's list names a later 有効期限."""

    def work(tx: Transaction) -> Done:
        holder = tx.person(pick(day.people(), a))
        until = date(2030 + b % 3, 11, 30)
        tx.save_person(replace(holder, certificate_expires_on=until))
        return Done("", "")

    return work


STEPS: Mapping[str, Callable[[Day, int, int], Work]] = {
    "配付": hand_out,
    "世帯に配付": hand_over,
    "世帯から回収": take_back,
    "引き換え": exchange,
    "回収": collect,
    "紛失": lose,
    "発見": find,
    "破損": damage,
    "回収不能": give_up,
    "声かけ": ask,
    "誤交付": misdelivery,
    "誤交付の対応": settle,
    "返送": forward,
    "そのあと": become,
    "見つかる": found,
    "氏名変更": rename,
    "更新": renew,
}


def back(day: Day, by: int) -> date:
    """A 実施日: mostly today, at times some days ago."""
    return day.today - timedelta(days=by % 3 if by % 4 == 0 else 0)


def undo(day: Day) -> None:
    """Take back the newest operation, where that is offered.

    Refused where a line before it was taken back by itself, and both together would leave two
    live sheets, or a sheet that says what is not true now.
    """
    before, last = tables(day.store), day.store.last_undoable()
    if last is None:
        with pytest.raises(AlreadyUndone):
            day.store.undo()
        assert tables(day.store) == before
        return
    was, became = day.done[last.operation_id]
    try:
        day.store.undo()
    except UserError as refusal:
        told(refusal)
        assert day.undone
        assert makes_two_live(before, was, became) or says_otherwise(before, was, became)
        assert tables(day.store) == before
        return
    if before == became:
        # Nothing else was taken back meanwhile: the very tables, what is derived included.
        assert tables(day.store) == was
    check_reversed(day, before, was, became)
    day.undone.append(last.operation_id)
    day.taken_back.add(last.operation_id)


def undo_older(day: Day, at: int) -> None:
    """Take back one line of the day: its rows go back, all others stay; or it is refused whole."""
    if not day.done:
        return
    chosen = sorted(day.done)[at % len(day.done)]
    before = tables(day.store)
    was, became = day.done[chosen]
    is_built_upon = any(
        journalled(place, before.get(place)) != journalled(place, became.get(place))
        for place in differing(was, became)
    )
    try:
        day.store.undo(chosen)
    except UserError as refusal:
        told(refusal)
        assert (
            is_built_upon
            or chosen in day.taken_back
            or chosen in day.final
            or makes_two_live(before, was, became)
            or says_otherwise(before, was, became)
        )
        assert tables(day.store) == before
        return
    assert not is_built_upon
    assert not says_otherwise(before, was, became)
    check_reversed(day, before, was, became)
    day.undone.append(chosen)
    day.taken_back.add(chosen)


def makes_two_live(before: Tables, was: Tables, became: Tables) -> bool:
    """Whether somebody who got another sheet since would have two, were that operation taken back."""
    result = dict(before)
    for place in differing(was, became):
        result.pop(place, None)
        if place in was:
            result[place] = was[place]
    return most_live(result) > 1


def says_otherwise(before: Tables, was: Tables, became: Tables) -> bool:
    """Whether a sheet would say what the roster does not, were that operation taken back.

    One that was made since from what it told, or one that would count again after its facts changed.
    """
    told = {home_of(became, row_id) for table, row_id in differing(was, became) if table == "person"}
    told -= {home for home in told if facts_of(was, home, COPIED) == facts_of(became, home, COPIED)}
    made = {
        home_of(before, row["person_id"])
        for place, row in before.items()
        if place[0] == "certificate" and place not in became and row["status"] not in ("cancelled", "spoiled")
    }
    again = {
        home_of(before, was[place]["person_id"])
        for place in differing(was, became)
        if place[0] == "certificate" and place in was
        if was[place]["status"] in LIVE and became[place]["status"] not in LIVE
    }
    return bool(told & made) or any(
        facts_of(before, home, PRINTED) != facts_of(became, home, PRINTED) for home in again
    )


def home_of(found: Tables, person_id: int) -> tuple[str, str]:
    row = found["person", person_id]
    return row["symbol"], row["number"]


def facts_of(found: Tables, home: tuple[str, str], columns: Sequence[str]) -> list[list[Any]]:
    """What stands on the sheets of a household."""
    return [
        [row[column] for column in columns]
        for place, row in sorted(found.items())
        if place[0] == "person" and home_of(found, row["id"]) == home
    ]


def redo(day: Day) -> None:
    """Bring back what was undone last, unless something was done since."""
    before = tables(day.store)
    if not day.undone:
        with pytest.raises(AlreadyUndone):
            day.store.redo()
        assert tables(day.store) == before
        return
    again = day.store.redo().operation_id
    assert again == day.undone.pop()
    day.taken_back.discard(again)
    was, became = day.done[again]
    check_reversed(day, before, became, was)


def check_reversed(day: Day, before: Tables, was: Tables, became: Tables) -> None:
    """The rows that went from was to became are as they were; nothing else moved."""
    after, touched = tables(day.store), differing(was, became)
    assert differing(before, after) == touched
    for place in touched:
        assert journalled(place, after.get(place)) == journalled(place, was.get(place))
    assert derived.wrong(connection_of(day.store)) == []
    check_steps({}, after)


def check_history(day: Day) -> None:
    """The newest line of a sheet that still stands says its state, and on which day."""
    queries = day.store.queries
    for who in day.people():
        lines = [line for line in queries.history(who) if not line.is_undone]
        for sheet in queries.person_detail(who, day.today).certificates:
            said = next(
                part.partition(": ")[2]
                for line in lines
                for part in reversed(line.what.split("、"))
                if part.startswith(f"資格確認書 {sheet.issue_number}: ")
            )
            assert said in words_of(sheet), (said, sheet.status)


def words_of(sheet: Certificate) -> set[str]:
    """How a history may end for a sheet in this state: going on to it, or back to it."""
    words = {label(sheet.status, "history")}
    back = (word("History", step) for (_, now), step in _BACKWARDS.items() if now == sheet.status)
    words |= {told.partition(": ")[2].partition("、")[0] for told in back}
    if sheet.origin is CertificateOrigin.LISTED:
        words.add("以前に配付")
    return words


def check_whole(day: Day) -> None:
    assert verify_store(day.store) == []
    queries = day.store.queries
    for case in misdeliveries.open_cases(queries, day.today):
        assert case.steps_left
        assert case.sentence.endswith(label(case.steps_left[-1]))
    open_runs = [r for r in queries.session_rows() if r.status is SessionStatus.SPOOLED]
    assert all(r.spooled for r in open_runs)
    queries.due_rows(day.today)


CHOICE = st.integers(0, 11)
OTHERS = ("印刷", "印刷", "印刷", "元に戻す", "元に戻す", "やり直す", "前の操作を戻す", "翌日")
OFTEN = ("引き換え", "引き換え", "氏名変更", "更新", "配付", "誤交付", "誤交付の対応", "誤交付の対応")
ACT = st.tuples(st.sampled_from((*OFTEN, *STEPS, *OTHERS)), CHOICE, CHOICE)
"""The first are those of which hypothesis makes most."""


def one_step(day: Day, what: str, a: int, b: int) -> None:
    if what == "翌日":
        day.today += timedelta(days=1 + a)
    elif what == "元に戻す":
        undo(day)
    elif what == "やり直す":
        redo(day)
    elif what == "前の操作を戻す":
        undo_older(day, a)
    elif what == "印刷":
        print_run(day, a, b)
    else:
        try:
            work = STEPS[what](day, a, b)
        except UserError:
            return  # nothing there to do it with
        day.run(work, what)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed office: a family of three, of whom two hold papers, and a namesake without one."""
    folder = tmp_path_factory.mktemp("roster") / "data"
    create_sample_folder(folder)
    opened = open_data_folder(folder, None)
    family(opened, papers=(S.HANDED_OUT, S.HANDED_OUT, S.READY))
    with opened.transaction("名簿", undoable=False) as tx:
        tx.save_person(
            person(
                id=None,
                office_id=office_id_of(opened),
                number="205",
                name="高橋\u3000美帆",
                department="総務部",
                certificate_expires_on=date(2029, 11, 30),
            )
        )
    opened.close()
    return folder


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACT, min_size=15, max_size=30))
def test_random_days_at_the_desk(roster: Path, acts: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as place:
        folder = shutil.copytree(roster, Path(place) / "data")
        with closing(open_data_folder(folder, None)) as store:
            one_day(store, acts)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACT, min_size=15, max_size=30))
def test_random_days_at_a_desk_on_a_server(
    roster: Path, postgres: "Server", acts: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as place:
        folder = shutil.copytree(roster, Path(place) / "data")
        with postgres.opened(roster, folder) as store:
            one_day(store, acts)


def one_day(store: Store, acts: list[tuple[str, int, int]]) -> None:
    day = Day(store)
    for number, (what, a, b) in enumerate(acts):
        one_step(day, what, a, b)
        if number % 6 == 0:
            check_history(day)
            kept_figures.follow(store, day.today)
    check_history(day)
    kept_figures.follow(store, day.today)
    check_whole(day)
