"""What the program says in one place is what it says in every other: due list, ruling, phone, slip."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.collecting import PaperKind, Verdict, collect_or_not
from app.domain.contact import Contact, Means, Reply
from app.domain.duties import DutyKind
from app.domain.person import Enrolment, LossCause
from app.domain.rules import read_rule_book
from app.errors import BadValue
from app.usecases.counter import certificates
from app.usecases.counter.phone import phone_sentence
from app.usecases.forms.loss_counts import loss_counts
from app.usecases.people import enrolment, leavers, life_events, roster
from app.usecases.people.roster_import import preview
from tests.factories import person
from tests.usecases.households import TODAY, due, family, person_of, run, sheet, sheets_of, snapshot

S = CertificateStatus
STARTS = date(2027, 1, 1)
BACK_BY = date(2027, 1, 6)


def detail(store, who, on=TODAY):
    return store.queries.person_detail(who.id, on)


def rules(store, on=TODAY):
    return read_rule_book(store.queries.society().rules_toml).at(on)


def ruling(store, who, on=TODAY):
    d = detail(store, who, on)
    return collect_or_not(PaperKind.CERTIFICATE, d.facts, rules(store, on), on)


# ---- a 割合 told ahead -----------------------------------------------------------------------------


@pytest.fixture
def spouse(store):
    """Of 74, with a paper; from New Year another 割合."""
    _, spouse, _ = family(store, papers=(None, S.HANDED_OUT))
    run(
        store,
        lambda tx: life_events.change_copay(tx, [spouse.id], rate=3, starts_on=STARTS, today=TODAY),
    )
    return spouse


def test_until_a_new_copay_begins_the_old_paper_stays(store, spouse):
    told = ruling(store, spouse, date(2026, 12, 31))
    assert (told.verdict, told.by, told.rule) == (Verdict.KEEP, BACK_BY, "copay_change_returns")
    assert "は R8.12.31 まで渡したままにします。負担割合が R9.1.1 から変わります" in told.sentence
    assert "R9.1.6 までに被保険者の 髙橋\u3000見本 さんから回収します。根拠" in told.sentence
    assert ("print", spouse.name, STARTS - timedelta(days=1)) in due(store)
    said = phone_sentence(detail(store, spouse), TODAY)
    assert "令和9年1月1日から変わります。それまでは今の紙をお使いになり、そのあとお返しください。" in said
    assert "無効" not in said


def test_once_it_begins_the_old_paper_comes_back(store, spouse):
    told = ruling(store, spouse, STARTS)
    assert (told.verdict, told.by) == (Verdict.COLLECT, BACK_BY)
    assert ("return", spouse.name, BACK_BY) in due(store, STARTS)
    said = phone_sentence(detail(store, spouse, STARTS), STARTS)
    assert "負担割合が変わったため、今の紙は無効です。お返しください" in said


def test_whoever_has_the_paper_with_the_new_copay_keeps_the_old_one_until_then(store, spouse):
    run(store, lambda tx: tx.save_certificate(sheet(spouse, S.HANDED_OUT)))
    said = phone_sentence(detail(store, spouse), TODAY)
    assert said.endswith("前の紙は令和9年1月1日から無効ですので、そのあとお返しください。")
    said = phone_sentence(detail(store, spouse, STARTS), STARTS)
    assert said.endswith("前の紙は無効ですので、お返しください。")


def test_a_damaged_paper_is_asked_for_before_one_that_is_still_of_use(store, spouse):
    run(store, lambda tx: tx.save_certificate(sheet(spouse, S.HANDED_OUT)))
    broken = next(s for s in sheets_of(store, spouse) if s.status is S.HANDED_OUT)
    run(store, lambda tx: certificates.damage(tx, broken.id, on=TODAY, today=TODAY, reason="破れ"))
    told = ruling(store, spouse)
    assert told.verdict is Verdict.COLLECT
    assert broken.issue_number in told.sentence


def test_after_a_loss_nobody_waits_for_the_new_copay(store, spouse):
    run(
        store,
        lambda tx: roster.leave(
            tx, spouse.id, cause=LossCause.REMOVED_DEPENDANT, last_day_on=TODAY, today=TODAY
        ),
    )
    assert ruling(store, spouse).verdict is Verdict.COLLECT


# ---- 75 before the last day at work ----------------------------------------------------------------


def old_employee(store):
    """Turns 75 on 2 January 2027."""
    head, _, child = family(store, papers=(S.HANDED_OUT, None, S.HANDED_OUT))
    older = run(store, lambda tx: tx.save_person(_born(person_of(store, head), date(1952, 1, 2))))
    return older, child


def _born(one, day):
    return person(**{name: getattr(one, name) for name in one.__slots__} | {"born_on": day})


def test_whoever_works_past_75_lost_cover_on_the_birthday(store):
    head, child = old_employee(store)
    before = snapshot(store)
    done = run(
        store,
        lambda tx: roster.leave(
            tx, head.id, cause=LossCause.LEFT, last_day_on=date(2027, 1, 31), today=TODAY
        ),
    )
    assert "資格喪失日は 令和9年1月2日、証の返却期限は 令和9年1月6日 です。75歳になる日に" in done.sentence
    kept = person_of(store, head)
    assert (kept.disqualified_on, kept.loss_cause, kept.last_day_on) == (
        date(2027, 1, 2), LossCause.AGE_75, date(2027, 1, 2),
    )  # fmt: skip
    on = date(2027, 1, 2)
    assert [row for row in due(store, on) if row[0] == "return"] == [
        ("return", child.name, date(2027, 1, 6)),
        ("return", head.name, date(2027, 1, 6)),
    ] or {row[2] for row in due(store, on) if row[0] == "return"} == {date(2027, 1, 6)}
    store.undo()
    assert snapshot(store) == before


@pytest.mark.parametrize("last_day_on", [date(2026, 12, 31), date(2027, 1, 1)])
def test_whoever_leaves_by_the_day_before_75_left(store, last_day_on):
    head, _ = old_employee(store)
    plan = roster.leaver_plan(
        head, [head], rules(store), last_day_on=last_day_on, cause=LossCause.LEFT, today=TODAY
    )
    assert (plan.cause, plan.last_covered_on) == (LossCause.LEFT, last_day_on)


@pytest.mark.parametrize(
    ("who", "cause", "day"),
    [
        (2, LossCause.REMOVED_DEPENDANT, date(2026, 12, 12)),
        (0, LossCause.DEATH, date(2026, 11, 12)),
        (0, LossCause.OTHER_INSURANCE, date(2026, 12, 12)),
        # 75 before the last day.
        (0, LossCause.LEFT, date(2090, 12, 12)),
    ],
)
def test_the_leavers_slip_is_for_leavers(store, who, cause, day):
    people = family(store)
    plan = roster.leaver_plan(people[who], people, rules(store), last_day_on=day, cause=cause, today=TODAY)
    with pytest.raises(BadValue, match="退職で資格がなくなる方にだけ"):
        leavers.leaver_slip(
            plan, (), rules(store), office="見本本社", made_on=TODAY, last_office_day=None, how_back=""
        )


def test_both_papers_of_somebody_who_finds_none_are_lost(store):
    head, *_ = family(store, papers=(S.SUPERSEDED,))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.HANDED_OUT)))
    done = run(
        store,
        lambda tx: roster.leave(
            tx, head.id, cause=LossCause.LEFT, last_day_on=TODAY, today=TODAY, missing=[head.id]
        ),
    )
    assert "見つからない証2枚は紛失" in done.sentence
    assert [s.status for s in sheets_of(store, head)] == [S.LOST, S.LOST]


# ---- a re-hire, a dependant, a name, a card ----------------------------------------------------------


def rehire(head, on=TODAY):
    return lambda tx: life_events.rehire(
        tx, head.id, qualified_on=on, symbol=head.symbol, number="900", today=TODAY
    )


def test_a_new_number_is_no_reason_to_ask_again(store):
    head, *_ = family(store)

    def asked(tx):
        tx.save_person(_stage(tx.person(head.id)))
        tx.save_contact(Contact(None, head.id, date(2026, 11, 20), Means.FACE))
        tx.save_contact(Contact(None, head.id, date(2026, 11, 21), Means.PHONE, reply=Reply.UNREACHED))

    run(store, asked)
    before = snapshot(store)
    run(store, rehire(head))
    anew = store.queries.person_id(f"{head.symbol}-900-{head.branch_number}")
    found = store.queries.person_detail(anew, TODAY)
    assert [c.on for c in found.contacts] == [date(2026, 11, 20)]
    assert DutyKind.REGISTER not in {row.kind for row in found.duties}
    store.undo()
    assert snapshot(store) == before


def _stage(one):
    facts = {name: getattr(one, name) for name in one.__slots__}
    return person(**facts | {"enrolment": Enrolment.NO_CARD})


def test_a_rehire_after_a_loss_names_the_day_of_that_loss(store):
    head, *_ = family(store)
    run(
        store,
        lambda tx: roster.leave(
            tx, head.id, cause=LossCause.LEFT, last_day_on=date(2026, 11, 10), today=TODAY
        ),
    )
    assert "前の番号の資格は 令和8年11月11日 に喪失です。" in run(store, rehire(head)).sentence


@pytest.mark.parametrize("born_on", [date(1951, 11, 23), date(1940, 1, 1)])
def test_nobody_of_75_becomes_a_dependant(store, born_on):
    head, *_ = family(store)
    parent = person(id=None, branch_number="03", born_on=born_on, qualified_on=TODAY, relationship="母")
    with pytest.raises(BadValue, match="75歳で、後期高齢者医療"):
        run(store, lambda tx: life_events.add_dependant(tx, head.id, parent, today=TODAY))


@pytest.mark.parametrize(("kana", "is_told"), [("", True), ("カクウ シン", False)])
def test_a_new_name_without_its_reading_says_that_the_old_one_stays(store, kana, is_told):
    head, *_ = family(store)
    done = run(
        store,
        lambda tx: life_events.change_name(
            tx, head.id, name="架空\u3000新", kana=kana, on=TODAY, today=TODAY
        ),
    )
    assert (f"フリガナは {head.kana} のままです。" in done.sentence) is is_told


def test_a_card_that_ends_in_another_century_is_a_slip_of_the_hand(store):
    head, *_ = family(store)
    with pytest.raises(BadValue, match="年を確かめて"):
        run(store, lambda tx: enrolment.set_card_expiry(tx, head.id, date(2100, 7, 20), today=TODAY))
    assert person_of(store, head).card_expires_on is None


def test_after_a_loss_the_void_paper_and_the_new_one_come_back(store):
    head, *_ = family(store, papers=(S.SUPERSEDED,))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.HANDED_OUT)))
    assert "は古い証を本人から回収します。" in ruling(store, head).sentence
    leaving = run(
        store,
        lambda tx: roster.leave(tx, head.id, cause=LossCause.LEFT, last_day_on=TODAY, today=TODAY),
    )
    assert leaving.sentence
    assert "は古い証も今の証も本人から回収します。" in ruling(store, head, date(2026, 11, 24)).sentence
    assert [row[:2] for row in due(store, date(2026, 11, 24))].count(("return", head.name)) == 2


def test_a_row_that_begins_cover_after_75_is_held_back(store):
    family(store)
    rows = [
        "記号,番号,枝番,氏名,生年月日,本人家族,資格取得日",
        "2001,800,00,架空\u3000一,1951-11-01,本人,2026-11-01",
        "2001,801,00,架空\u3000二,1951-11-02,本人,2026-11-01",
    ]
    plan = preview("\r\n".join(rows).encode(), "list.csv", store.queries, today=TODAY)
    assert [one.number for one in plan.added] == ["801"]
    (held,) = plan.quarantined
    assert (held.row.number, held.column) == (2, "資格取得日")
    assert held.reason.startswith("資格取得日 令和8年11月1日 には75歳で、後期高齢者医療の方です。")


# ---- a paper that nobody wants back ------------------------------------------------------------------


def test_of_a_leaver_whose_paper_was_over_before_nobody_asks_for_it(store):
    """List, 集める・集めない, the leaver's slip and the counts for the 喪失届 say the same."""
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    (paper,) = sheets_of(store, head)
    run(store, lambda tx: tx.save_certificate(replace(paper, expires_on=date(2026, 11, 30))))
    plan = roster.leaver_plan(
        head, [head], rules(store), last_day_on=date(2026, 12, 31), cause=LossCause.LEFT, today=TODAY
    )
    known = [detail(store, head)]
    (slip, *_) = leavers.household_papers(known, (), leavers.unwanted_papers(known, plan, rules(store)))
    assert slip.state is leavers.PaperState.SHREDDED
    run(
        store,
        lambda tx: roster.leave(
            tx, head.id, cause=LossCause.LEFT, last_day_on=date(2026, 12, 31), today=TODAY
        ),
    )
    for on in (date(2026, 12, 28), date(2027, 1, 2)):
        assert ruling(store, head, on).verdict is Verdict.DISPOSE
        assert {
            (kind, who) for kind, who, _ in due(store, on) if kind == "return" and who == head.name
        } == set()
    (count,) = [c for c in loss_counts(store.queries, date(2027, 1, 2)) if c.person_id == head.id]
    assert count.still_out == 0
