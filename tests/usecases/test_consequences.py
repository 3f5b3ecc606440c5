"""What a form says before anything is stored: how many papers come back, until when, what is printed."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.collecting import PaperKind
from app.domain.person import LossCause
from app.domain.rules import read_rule_book
from app.domain.wareki import wareki_short
from app.errors import BadValue, MyNumberRefused
from app.printing.papers.leaver_slip import draw_leaver_slips
from app.usecases.consequences import Foresight, foresee
from app.usecases.people import life_events, roster
from app.usecases.people.birthday_chain import birthday_chains
from app.usecases.people.leavers import (
    BY_HAND,
    BY_POST,
    PaperState,
    household_papers,
    leaver_slip,
    look_out_for,
    usual_way_back,
)
from app.usecases.settings.settings import shipped_text
from tests.factories import society
from tests.golden.papers import texts
from tests.usecases.households import TODAY, due_kinds, family, run, snapshot

S = CertificateStatus
RULES = read_rule_book(society().rules_toml).at(TODAY)
LAST = date(2026, 12, 31)


def leaving(who, last_day_on=LAST, **over):
    facts = {"cause": LossCause.LEFT, "last_day_on": last_day_on, "today": TODAY} | over
    return lambda tx: roster.leave(tx, who.id, **facts)


def test_the_sentence_counts_returns_prints_and_spoiled_sheets(store):
    head, *_ = family(store, papers=(S.HANDED_OUT, S.READY, S.HANDED_OUT))
    before = snapshot(store)
    seen = foresee(
        store,
        lambda tx: life_events.change_name(tx, head.id, name="架空　見本", kana="", on=TODAY, today=TODAY),
        on=TODAY,
    )
    assert seen.sentence == (
        "この操作で2枚が要返却になります(返却期限 R8.11.28)。"
        "事務所にある1枚が書き損じになり、裁断が要ります。3枚の印刷が必要になります。"
    )
    assert due_kinds(seen.returns) == ["return"] * 2
    assert due_kinds(seen.prints) == ["print"] * 3
    assert snapshot(store) == before
    assert store.last_undoable().label == "名簿"


def test_a_later_loss_is_seen_on_its_day(store):
    head, *_ = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, None))
    seen = foresee(store, leaving(head), on=date(2027, 1, 1))
    # The child's paper stands on the society's list, though nobody recorded it here.
    assert seen.sentence == "この操作で3枚が要返却になります(返却期限 R9.1.5)。"
    assert foresee(store, leaving(head), on=TODAY).sentence.startswith("新しく返却や印刷が必要")


def test_a_refusal_is_the_sentence(store):
    head, *_ = family(store)
    seen = foresee(store, leaving(head, date(2009, 1, 1)), on=TODAY)
    assert seen.refused is not None
    assert "より前には終われません" in seen.refused
    assert seen.sentence == seen.refused


def test_nothing_to_bring_back_is_said_too(store):
    head, *_ = family(store)
    seen = foresee(
        store,
        lambda tx: roster.move_office(tx, [head.id], head.office_id, "経理部", on=TODAY, today=TODAY),
        on=TODAY,
    )
    assert seen.sentence == "新しく返却や印刷が必要になる証はありません。"


def test_papers_that_need_not_come_back_any_more_are_counted(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,) * 3)
    run(store, leaving(head, date(2026, 11, 20)))
    seen = foresee(store, leaving(head, date(2027, 3, 31)), on=TODAY)
    assert seen.sentence == "3枚が要返却でなくなります。"


def test_what_is_due_now_is_read_once(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    foresight = Foresight(store)
    first = foresight.of(leaving(head), on=date(2027, 1, 1))
    assert foresight.of(leaving(head, LAST + timedelta(days=1)), on=date(2027, 1, 2)).returns != first.returns
    assert foresight.of(leaving(head), on=date(2027, 1, 1)) == first


# ---- the leaver's papers and slip -------------------------------------------------------------------


def details(store, people):
    return [store.queries.person_detail(p.id, TODAY) for p in people]


def plan_of(head, people, last_day_on=LAST):
    return roster.leaver_plan(head, people, RULES, last_day_on=last_day_on, cause=LossCause.LEFT, today=TODAY)


def test_each_paper_of_the_household_is_named_with_where_it_is(store):
    people = family(store, papers=(S.HANDED_OUT, S.READY, S.HANDED_OUT))
    papers = household_papers(details(store, people), missing=[people[2].id])
    assert [(p.person.name, p.paper, p.state) for p in papers] == [
        ("髙橋\u3000見本", PaperKind.CERTIFICATE, PaperState.IN_HAND),
        ("髙橋\u3000清", PaperKind.CERTIFICATE, PaperState.IN_DRAWER),
        ("髙橋\u3000清", PaperKind.ELDERLY_CARD, PaperState.POSSIBLE),
        ("髙橋\u3000見太", PaperKind.CERTIFICATE, PaperState.MISSING),
    ]
    assert [p.comes_back for p in papers] == [True, False, True, False]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (S.SUPERSEDED, PaperState.VOID),
        (S.LOST, PaperState.MISSING),
        (S.COLLECTED, PaperState.BACK),
        (None, PaperState.UNRECORDED),
    ],
)
def test_a_paper_is_where_its_record_says(store, status, state):
    people = family(store, papers=(status,))
    assert household_papers(details(store, people[:1]))[0].state is state


def test_the_slip_has_the_three_dates_and_what_comes_back(store):
    people = family(store, papers=(S.HANDED_OUT, S.READY, S.HANDED_OUT))
    slip = leaver_slip(
        plan_of(people[0], people),
        household_papers(details(store, people), missing=[people[2].id]),
        RULES,
        office="見本本社",
        made_on=TODAY,
        last_office_day=date(2026, 12, 12),
        how_back=BY_HAND,
    )
    assert (slip.last_office_day, slip.last_day_on, slip.disqualified_on, slip.return_by) == (
        date(2026, 12, 12), LAST, date(2027, 1, 1), date(2027, 1, 5),
    )  # fmt: skip
    assert slip.how_back == "手渡し(最終出社日 R8.12.12)"
    assert [tuple(p) for p in slip.papers] == [
        ("髙橋\u3000見本", "本人", PaperKind.CERTIFICATE, PaperState.IN_HAND),
        ("髙橋\u3000清", "夫", PaperKind.ELDERLY_CARD, PaperState.POSSIBLE),
        ("髙橋\u3000見太", "子", PaperKind.CERTIFICATE, PaperState.MISSING),
    ]
    assert slip.elderly_names == ("髙橋\u3000清",)


def paper_of(slip):
    out = BytesIO()
    draw_leaver_slips([slip], out)
    return texts(out.getvalue())[0].replace("\r\n", "")


def slip_of(store, rules, last_day_on=LAST):
    people = family(store, papers=(S.HANDED_OUT,))
    plan = roster.leaver_plan(
        people[0], people, rules, last_day_on=last_day_on, cause=LossCause.LEFT, today=TODAY
    )
    facts = {"office": "見本本社", "made_on": TODAY, "last_office_day": None, "how_back": BY_HAND}
    return leaver_slip(plan, household_papers(details(store, people)), rules, **facts)


@pytest.mark.parametrize(
    ("society", "others", "by_holder", "text"),
    [
        ("jsr", (PaperKind.LIMIT_CERTIFICATE, PaperKind.DISEASE_CERTIFICATE), False, ""),
        ("mihon", (PaperKind.LIMIT_CERTIFICATE, PaperKind.DISEASE_CERTIFICATE), False, "返信用封筒"),
        ("yusei", (PaperKind.LIMIT_CERTIFICATE, PaperKind.DISEASE_CERTIFICATE), True, "右下を切り取り"),
    ],
)
def test_the_slip_asks_for_what_the_society_wants_back_and_by_whom(store, society, others, by_holder, text):
    slip = slip_of(store, read_rule_book(shipped_text(society)).at(TODAY))
    assert (slip.other_papers, slip.is_sent_by_holder) == (others, by_holder)
    assert text in slip.society_text
    assert bool(slip.society_text) is bool(text)


def test_the_slip_says_where_the_deadline_is_no_working_day(store):
    """Leaving on 26 December, the fifth day is 31 December, when the society is closed."""
    closed = slip_of(store, RULES, date(2026, 12, 26))
    assert closed.return_by == date(2026, 12, 31)
    text = paper_of(closed)
    assert "お返しの期限は健保の休業日です。前の営業日の R8.12.28(月) までに" in text
    assert "次の営業日は R9.1.4(月)" in text


def test_nobody_is_asked_for_a_paper_that_is_still_of_use(store):
    """Leaving on 29 December there is no working day between the loss and 3 January."""
    slip = slip_of(store, RULES, date(2026, 12, 29))
    assert slip.return_by == date(2027, 1, 3)
    text = paper_of(slip)
    assert "資格喪失日からその日までに営業日がありません" in text
    assert "次の営業日の R9.1.4(月) にお渡しください" in text


def test_the_spouse_of_74_and_a_birthday_before_the_loss_are_pointed_out(store):
    people = family(store)
    (told,) = look_out_for(plan_of(people[0], people))
    assert told.startswith("髙橋\u3000清 さん(夫)は74歳です。高齢受給者証や割合の入った証も返却し、")
    assert "R9.5.20(75歳)からは後期高齢者医療です。" in told
    later = plan_of(people[0], people, date(2027, 6, 30))
    assert "R9.5.20 に75歳です。その日のほうが先に" in look_out_for(later)[0]
    old = replace(people[0], born_on=date(1951, 12, 10))
    assert "ご家族全員の資格" in look_out_for(plan_of(old, (old, *people[1:])))[0]


def test_the_way_back_follows_the_last_day_in_the_office():
    assert usual_way_back(None, TODAY) == BY_HAND
    assert usual_way_back(TODAY, TODAY) == BY_HAND
    assert usual_way_back(TODAY - timedelta(days=1), TODAY) == BY_POST


@pytest.mark.parametrize(
    ("over", "error"),
    [({"last_office_day": date(2027, 1, 1)}, BadValue), ({"how_back": "123456789018"}, MyNumberRefused)],
)
def test_a_slip_with_impossible_facts_is_refused(store, over, error):
    people = family(store)
    facts = {"office": "", "made_on": TODAY, "last_office_day": None, "how_back": BY_POST} | over
    with pytest.raises(error):
        leaver_slip(plan_of(people[0], people), (), RULES, **facts)


# ---- birthdays ----------------------------------------------------------------------------------------


def chains(store, who, on):
    detail = store.queries.person_detail(who.id, on)
    return birthday_chains(detail.household, detail.cards, RULES, on)


def test_an_employee_of_75_takes_the_household_along(store):
    head, spouse, child = family(store, papers=(S.HANDED_OUT, None, S.HANDED_OUT))
    run(store, lambda tx: tx.save_person(replace(head, born_on=date(1952, 1, 20))))
    (chain,) = chains(store, child, TODAY)
    assert (chain.age, chain.on, chain.by) == (75, date(2027, 1, 20), date(2027, 1, 24))
    assert [(m.row.name, m.hands_back, m.hands_back_card) for m in chain.members] == [
        (head.name, True, True), (spouse.name, False, True), (child.name, True, False),
    ]  # fmt: skip
    assert "ご家族2名の資格も" in chain.sentence
    assert "返却は資格確認書2枚、高齢受給者証2枚、R9.1.24 まで" in chain.sentence
    assert chains(store, child, date(2026, 11, 19)) == []
    assert chains(store, child, date(2026, 11, 20)) != []


def test_a_dependant_of_75_goes_alone_and_70_brings_a_new_paper(store):
    _, spouse, child = family(store, papers=(None, S.HANDED_OUT, None))
    (chain,) = chains(store, child, date(2027, 4, 1))
    assert [m.row.name for m in chain.members] == [spouse.name]
    run(store, lambda tx: tx.save_person(replace(spouse, born_on=date(1956, 12, 10))))
    (chain,) = chains(store, child, TODAY)
    assert (chain.age, chain.on, chain.by) == (70, date(2027, 1, 1), None)
    assert "差し替えます" in chain.sentence


def test_who_leaves_before_has_no_birthday_here(store):
    head, _, child = family(store)
    run(store, lambda tx: tx.save_person(replace(head, born_on=date(1952, 1, 20))))
    run(store, leaving(head, date(2026, 12, 31)))
    assert chains(store, child, TODAY) == []


def test_who_loses_cover_before_has_no_birthday_of_their_own_to_announce(store):
    """The spouse turns 75 on 20 January, but the employee does so before."""
    head, spouse, _ = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, None))
    run(store, lambda tx: tx.save_person(replace(head, born_on=date(1952, 1, 10))))
    run(store, lambda tx: tx.save_person(replace(spouse, born_on=date(1952, 1, 20))))
    (chain,) = chains(store, head, TODAY)
    assert (chain.on, len(chain.members)) == (date(2027, 1, 10), 3)


def test_who_turns_75_before_the_employee_is_told_once(store):
    head, spouse, child = family(store)
    run(store, lambda tx: tx.save_person(replace(head, born_on=date(1952, 1, 20))))
    run(store, lambda tx: tx.save_person(replace(spouse, born_on=date(1952, 1, 10))))
    own, heads = chains(store, head, TODAY)
    assert [m.row.name for m in own.members] == [spouse.name]
    assert [m.row.name for m in heads.members] == [head.name, child.name]


def test_a_recorded_end_on_the_75th_birthday_is_not_announced_again(store):
    head, *_ = family(store)
    at_75 = date(2027, 1, 20)
    run(store, lambda tx: tx.save_person(replace(head, born_on=date(1952, 1, 20), disqualified_on=at_75)))
    assert chains(store, head, TODAY) == []


def test_who_joins_and_is_called_as_somebody_on_the_roster_is_seen_with_the_birth_date(store):
    """Before the record: it may be the same human. Who is hired again is nobody's namesake."""
    head, *_ = family(store)
    joining = replace(head, id=None, number="909", born_on=date(1999, 12, 31))
    seen = foresee(store, lambda tx: roster.add_person(tx, joining, today=TODAY), on=TODAY)
    assert seen.namesakes.startswith("同じお名前の方が名簿にいます")
    assert wareki_short(head.born_on) in seen.namesakes
    again = foresee(
        store,
        lambda tx: life_events.rehire(
            tx, head.id, qualified_on=TODAY, symbol=head.symbol, number="910", continuing=[], today=TODAY
        ),
        on=TODAY,
    )
    assert again.namesakes == ""
