"""更新: from the society's later 有効期限 to the exchange, and back where nothing comes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.answer import Figure
from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.collecting import PaperKind, Verdict, collect_or_not
from app.domain.duties import NextAction, Why
from app.domain.person import Enrolment, LossCause, Person
from app.domain.renewal import can_renew
from app.domain.rules import read_rule_book
from app.errors import NotAllowed
from app.ports import Store
from app.usecases.counter import certificates, misdeliveries, renewals
from app.usecases.counter.phone import phone_sentence
from app.usecases.people import life_events
from app.usecases.people.leavers import PaperState, household_papers
from app.usecases.printing import accounts, sessions
from app.usecases.settings import settings
from tests.factories import certificate
from tests.usecases.households import TODAY, family, person_of, run, sheets_of, snapshot

S = CertificateStatus
DAY = timedelta(days=1)
OLD, NEW = date(2026, 12, 31), date(2028, 12, 31)
"""The 有効期限 of the sheet with its holder, and the one the society named since."""
STANDING = {"closed_as": None, "closed_on": None, "replace_cause": None, "void_on": None}


@pytest.fixture
def holder(store: Store) -> Person:
    """An employee with a sheet that expires at the end of the year; the list has a later day."""
    head, *_ = family(store)

    def enter(tx):
        number = certificates.unused_issue_number(tx)
        made = certificate(
            id=None, person_id=head.id, issue_number=number, ready_on=date(2026, 10, 2), expires_on=OLD
        )
        tx.save_certificate(made.hand_out(date(2026, 10, 5)))
        return tx.save_person(replace(head, certificate_expires_on=NEW))

    return run(store, enter)


def rows(store: Store, who: Person, on: date = TODAY) -> list[tuple[Why, date | None]]:
    """What is due of one person, registering aside, which is voluntary."""
    found = store.queries.person_detail(who.id, on).duties
    return [(row.why, row.due_on) for row in found if row.why is not Why.TO_REGISTER]


def statuses(store: Store, who: Person) -> list[CertificateStatus]:
    return [sheet.status for sheet in sheets_of(store, who)]


def said(store: Store, who: Person, on: date = TODAY) -> str:
    return phone_sentence(store.queries.person_detail(who.id, on), on)


def ruling(store: Store, who: Person, on: date = TODAY):
    d = store.queries.person_detail(who.id, on)
    rules = read_rule_book(store.queries.society().rules_toml).at(on)
    return collect_or_not(PaperKind.CERTIFICATE, d.facts, rules, on)


def planned(store: Store, who: Person, today: date = TODAY):
    return run(store, lambda tx: sessions.plan_session(tx, [who.id], today=today))


def printed(store: Store, who: Person, today: date = TODAY, **account) -> Certificate:
    """The newest sheet after a run was planned, sent and accounted for."""
    plan = planned(store, who, today)
    run(store, lambda tx: sessions.mark_spooled(tx, plan.session_id))
    run(store, lambda tx: accounts.confirm(tx, plan.session_id, today=today, **account))
    return sheets_of(store, who)[-1]


def collect_expired(store: Store) -> None:
    text = store.queries.society().rules_toml
    assert text.count("return_expired]\nvalue = false") == 1
    text = text.replace("return_expired]\nvalue = false", "return_expired]\nvalue = true")
    run(store, lambda tx: settings.change_rules(tx, text))


# ---- stage by stage ----------------------------------------------------------------------------------


def test_the_list_says_print_once_the_society_named_a_later_day(store, holder):
    (row,) = [r for r in store.queries.person_detail(holder.id, TODAY).duties if r.kind == "renew"]
    assert (row.why, row.action, row.due_on) == (Why.RENEWABLE, NextAction.PRINT, OLD)
    assert row.reason == "有効期限 R8.12.31。新しい証を印刷し引き換えます"
    assert holder.id in [r.person_id for r in store.queries.print_candidates(TODAY)]
    # Before the notice nothing; without a later day the list is waited for.
    early = OLD - 61 * DAY
    assert rows(store, holder, early) == []
    run(store, lambda tx: tx.save_person(replace(holder, certificate_expires_on=OLD)))
    assert rows(store, holder) == [(Why.EXPIRES, OLD)]
    assert holder.id not in [r.person_id for r in store.queries.print_candidates(TODAY)]


def test_from_print_to_exchange(store, holder):
    old = sheets_of(store, holder)[0]
    before = snapshot(store)
    planned(store, holder)
    assert statuses(store, holder) == [S.SUPERSEDED, S.PLANNED]
    assert sheets_of(store, holder)[0].replace_cause is ReplaceCause.RENEWAL
    assert [why for why, _ in rows(store, holder)] == [Why.UNCONFIRMED]
    store.undo()
    assert snapshot(store) == before

    new = printed(store, holder)
    assert new.expires_on == NEW
    # Nobody is asked for a sheet that is still needed.
    assert rows(store, holder) == [(Why.READY, TODAY + 5 * DAY)]
    (row,) = [r for r in store.queries.person_detail(holder.id, TODAY).duties if r.why is Why.READY]
    assert row.reason == "R8.11.23 に印刷済み。今の証と引き換えます"
    told = said(store, holder)
    assert "今の紙は令和8年12月31日までお使いになれます。新しい紙と引き換えにお返しください。" in told
    assert "無効" not in told
    asked = ruling(store, holder)
    assert asked.verdict is Verdict.KEEP
    assert "新しい証を渡すまで渡したままにし、引き換えます(有効期限 R8.12.31 まで)" in asked.sentence
    answer = store.queries.status_answer(TODAY)
    assert (answer.total(Figure.HANDED_OUT), answer.total(Figure.TO_COME_BACK)) == (1, 0)

    on = TODAY + 3 * DAY
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=on, today=on))
    assert rows(store, holder, on) == [(Why.REPLACED, on + 5 * DAY)]
    assert said(store, holder, on).endswith("前の紙は無効ですので、お返しください。")
    asked = ruling(store, holder, on)
    assert (asked.verdict, asked.by) == (Verdict.COLLECT, on + 5 * DAY)
    answer = store.queries.status_answer(on)
    assert (answer.total(Figure.HANDED_OUT), answer.total(Figure.TO_COME_BACK)) == (1, 1)
    # A past day keeps what was true on it.
    assert rows(store, holder, TODAY) == [(Why.READY, TODAY + 5 * DAY)]

    run(store, lambda tx: certificates.collect(tx, [old.id], on=on, today=on))
    assert rows(store, holder, on) == [(Why.SHEET_BACK, on + 5 * DAY)]
    assert statuses(store, holder) == [S.COLLECTED, S.HANDED_OUT]


def test_one_that_is_over_by_the_exchange_is_shredded(store, holder):
    new = printed(store, holder)
    over = OLD + 2 * DAY
    assert "期限が過ぎていますので、新しい紙と引き換えにお持ちください。" in said(store, holder, over)
    assert [why for why, _ in rows(store, holder, over)] == [Why.READY]
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=over, today=over))
    assert rows(store, holder, over) == [(Why.OVER, over)]
    assert said(store, holder, over).endswith("ご自分で細かく切って捨ててください。")
    asked = ruling(store, holder, over)
    assert (asked.verdict, asked.rule) == (Verdict.DISPOSE, "return_expired")
    old = sheets_of(store, holder)[0]
    run(store, lambda tx: certificates.self_dispose(tx, [old.id], on=over, today=over))
    assert rows(store, holder, over) == []
    assert statuses(store, holder) == [S.SELF_DISPOSED, S.HANDED_OUT]


def test_where_expired_ones_come_back_it_comes_back_after_the_exchange(store, holder):
    collect_expired(store)
    new = printed(store, holder)
    over = OLD + 2 * DAY
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=over, today=over))
    assert rows(store, holder, over) == [(Why.REPLACED, over + 5 * DAY)]
    assert (ruling(store, holder, over).verdict, ruling(store, holder, over).by) == (
        Verdict.COLLECT,
        over + 5 * DAY,
    )


@pytest.mark.parametrize(
    "wants_it",
    [False, True],
)
def test_who_was_forgotten_until_it_was_over_is_still_to_be_renewed(store, holder, wants_it):
    if wants_it:
        collect_expired(store)
    over = OLD + DAY
    # The exchange brings the old one back: it is not asked for a second time.
    assert rows(store, holder, over) == [(Why.RENEWABLE, OLD)]
    assert holder.id in [r.person_id for r in store.queries.print_candidates(over)]


def test_a_loss_while_the_new_one_waits_asks_for_both(store, holder):
    printed(store, holder)
    gone = replace(person_of(store, holder), disqualified_on=TODAY + DAY, loss_cause=LossCause.LEFT)
    run(store, lambda tx: tx.save_person(gone))
    assert rows(store, holder, TODAY + DAY) == [(Why.LOSS, TODAY + 5 * DAY)] * 2
    assert ruling(store, holder, TODAY + DAY).verdict is Verdict.COLLECT


def test_a_registration_while_the_new_one_waits_asks_for_both(store, holder):
    printed(store, holder)
    known = {"enrolment": Enrolment.REGISTERED, "enrolment_as_of": TODAY}
    run(store, lambda tx: tx.save_person(replace(person_of(store, holder), **known)))
    assert rows(store, holder) == [(Why.REGISTERED, TODAY + 14 * DAY)] * 2


def test_what_was_exchanged_and_is_over_is_shredded_while_a_third_one_waits(store, holder):
    new = printed(store, holder)
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=TODAY, today=TODAY))
    run(store, lambda tx: certificates.damage(tx, new.id, on=TODAY, today=TODAY, reason="破れ"))
    printed(store, holder)
    over = OLD + DAY
    assert (Why.OVER, OLD) in rows(store, holder, over)
    assert Why.READY in {why for why, _ in rows(store, holder, over)}


@pytest.mark.parametrize(
    ("wants_it", "found"), [(False, (Why.OVER, OLD)), (True, (Why.EXPIRED, OLD + 5 * DAY))]
)
def test_without_any_new_one_it_ends_like_every_other(store, holder, wants_it, found):
    if wants_it:
        collect_expired(store)
    run(store, lambda tx: renewals.make_way(tx, holder, tx.certificates_of(holder.id)[0], today=TODAY))
    assert [why for why, _ in rows(store, holder, OLD)] == [Why.NO_SHEET]
    assert found in rows(store, holder, OLD + DAY)


def test_only_a_sheet_made_later_is_the_exchange(store, holder):
    """One handed out on the very day on which the renewal was begun, but before it."""

    def a_day_of_mishaps(tx):
        (first,) = tx.certificates_of(holder.id)
        tx.save_certificate(replace(first, handed_out_on=TODAY).supersede(TODAY, ReplaceCause.DAMAGE))
        number = certificates.unused_issue_number(tx)
        second = replace(first, id=None, issue_number=number, handed_out_on=TODAY)
        renewals.make_way(tx, holder, tx.save_certificate(second), today=TODAY)

    run(store, a_day_of_mishaps)
    second = sheets_of(store, holder)[1]
    returns = [r for r in store.queries.person_detail(holder.id, TODAY).duties if r.kind == "return"]
    assert [r.certificate_id for r in returns] == [sheets_of(store, holder)[0].id]
    run(store, lambda tx: renewals.give_back(tx, holder.id))
    assert sheets_of(store, holder)[1] == replace(second, status=S.HANDED_OUT, **STANDING)


# ---- nothing comes of it -------------------------------------------------------------------------------


def test_a_cancelled_run_gives_the_old_one_back(store, holder):
    before = sheets_of(store, holder)
    plan = planned(store, holder)
    run(store, lambda tx: sessions.cancel(tx, plan.session_id, today=TODAY))
    assert sheets_of(store, holder)[:1] == before
    assert statuses(store, holder) == [S.HANDED_OUT, S.CANCELLED]
    assert rows(store, holder) == [(Why.RENEWABLE, OLD)]


@pytest.mark.parametrize("account", [{"spoiled": [1]}, {"missing": [1]}])
def test_a_ruined_sheet_gives_the_old_one_back(store, holder, account):
    printed(store, holder, **account)
    assert statuses(store, holder)[0] is S.HANDED_OUT
    assert rows(store, holder) == [(Why.RENEWABLE, OLD)]


def test_one_printed_again_at_once_keeps_the_old_one_waiting(store, holder):
    printed(store, holder, spoiled=[1], replaces=True)
    assert statuses(store, holder) == [S.SUPERSEDED, S.SPOILED, S.PLANNED]
    assert [why for why, _ in rows(store, holder)] == [Why.UNCONFIRMED]


@pytest.mark.parametrize(
    "ruin",
    [
        lambda tx, new: certificates.damage(tx, new.id, on=TODAY, today=TODAY, reason="汚れ"),
        lambda tx, new: certificates.lose(tx, new.id, on=TODAY, today=TODAY, reason="見当たらない"),
        lambda tx, new: certificates.collect(tx, [new.id], on=TODAY, today=TODAY),
    ],
    ids=["damaged", "lost", "not handed out"],
)
def test_what_happens_in_the_drawer_gives_the_old_one_back(store, holder, ruin):
    new = printed(store, holder)
    before = snapshot(store)
    run(store, lambda tx: ruin(tx, new))
    assert statuses(store, holder)[0] is S.HANDED_OUT
    assert (Why.RENEWABLE, OLD) in rows(store, holder)
    store.undo()
    assert snapshot(store) == before


def test_once_exchanged_it_never_counts_again(store, holder):
    new = printed(store, holder)
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=TODAY, today=TODAY))
    run(store, lambda tx: certificates.lose(tx, new.id, on=TODAY, today=TODAY, reason="紛失"))
    run(store, lambda tx: renewals.give_back(tx, holder.id))
    assert statuses(store, holder) == [S.SUPERSEDED, S.LOST]
    assert sorted(rows(store, holder)) == [
        (Why.NO_SHEET, TODAY + 5 * DAY),
        (Why.REPLACED, TODAY + 5 * DAY),
    ]


def test_another_name_makes_the_old_one_void_and_spoils_the_new_one(store, holder):
    printed(store, holder)
    run(
        store,
        lambda tx: life_events.change_name(
            tx, holder.id, name="架空\u3000新", kana="カクウ シン", on=TODAY, today=TODAY
        ),
    )
    old, new = sheets_of(store, holder)
    assert (old.status, old.replace_cause) == (S.SUPERSEDED, ReplaceCause.NAME)
    assert new.status is S.SPOILED
    assert (Why.REPLACED, TODAY + 5 * DAY) in rows(store, holder)


# ---- who may be renewed --------------------------------------------------------------------------------


@pytest.mark.parametrize("expires_on", [None, OLD - DAY, OLD])
def test_without_a_later_day_nobody_makes_way(store, holder, expires_on):
    who = run(store, lambda tx: tx.save_person(replace(holder, certificate_expires_on=expires_on)))
    (live,) = sheets_of(store, who)
    assert not can_renew(who, live, TODAY)
    with pytest.raises(NotAllowed, match="新しい有効期限の一覧を取り込むと更新できます"):
        run(store, lambda tx: renewals.make_way(tx, who, live, today=TODAY))


def test_a_day_that_is_past_itself_renews_nothing(store, holder):
    (live,) = sheets_of(store, holder)
    assert can_renew(holder, live, NEW)
    assert not can_renew(holder, live, NEW + DAY)


def test_a_sheet_in_the_drawer_is_not_renewed(store, holder):
    (live,) = sheets_of(store, holder)
    assert not can_renew(holder, replace(live, status=S.READY), TODAY)


@pytest.mark.parametrize(
    "facts",
    [
        {"enrolment": Enrolment.REGISTERED},
        {"disqualified_on": TODAY + 5 * DAY, "loss_cause": LossCause.LEFT},
    ],
)
def test_who_needs_none_is_not_renewed(store, holder, facts):
    run(store, lambda tx: tx.save_person(replace(holder, **facts)))
    assert Why.RENEWABLE not in {why for why, _ in rows(store, holder)}
    assert holder.id not in [r.person_id for r in store.queries.print_candidates(TODAY)]


def test_whose_card_is_over_is_printed_for_like_everybody_without(store, holder):
    """The due list and the print session ask the same rule: registered, and the card itself not over."""
    card = {"enrolment": Enrolment.REGISTERED, "enrolment_as_of": TODAY - 400 * DAY}
    for ends_on, is_over in ((date(2026, 7, 31), True), (date(2026, 8, 1), False)):
        who = replace(holder, **card, card_expires_on=ends_on)
        run(store, lambda tx, p=who: tx.save_person(p))
        assert (Why.RENEWABLE in {why for why, _ in rows(store, holder)}) is is_over
        assert (holder.id in [r.person_id for r in store.queries.print_candidates(TODAY)]) is is_over
        with store.rehearsal() as tx:
            plan = sessions.plan_session(tx, [holder.id], today=TODAY)
        assert ("登録済み" in "".join(r.reason for r in plan.refused)) is not is_over
        (live,) = sheets_of(store, holder)
        run(store, lambda tx, c=live: tx.save_certificate(c.lose(TODAY, "見当たらない")))
        assert (Why.NO_SHEET in {why for why, _ in rows(store, holder)}) is is_over
        with store.rehearsal() as tx:
            plan = sessions.plan_session(tx, [holder.id], today=TODAY)
            assert (plan.session_id is not None) is is_over
            if plan.session_id is not None:
                assert sessions.waiting_session(tx, plan.session_id, today=TODAY).faces
                tx.save_person(replace(who, card_expires_on=NEW))
                with pytest.raises(NotAllowed, match="交付の対象でなくなりました"):
                    sessions.waiting_session(tx, plan.session_id, today=TODAY)
        store.undo()


def test_a_leaver_still_has_the_sheet_that_waits_for_its_exchange_in_hand(store, holder):
    new = printed(store, holder)
    assert statuses(store, holder) == [S.SUPERSEDED, S.READY]

    def states() -> list[PaperState]:
        return [paper.state for paper in household_papers([store.queries.person_detail(holder.id, TODAY)])]

    assert states() == [PaperState.IN_HAND, PaperState.IN_DRAWER]
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=TODAY, today=TODAY))
    assert states() == [PaperState.VOID, PaperState.IN_HAND]


# ---- exchange for another cause ------------------------------------------------------------------------


def test_a_void_sheet_is_given_for_the_new_one(store, holder):
    (old,) = sheets_of(store, holder)
    run(store, lambda tx: certificates.damage(tx, old.id, on=TODAY, today=TODAY, reason="破れ"))
    printed(store, holder)
    told = {row.why: row.reason for row in store.queries.person_detail(holder.id, TODAY).duties}
    assert told[Why.READY] == "R8.11.23 に印刷済み。古い証と引き換えます"
    assert Why.REPLACED in told


# ---- the new one went to the wrong person ------------------------------------------------------------


def misdeliver(store: Store, sheet: Certificate, *, today: date) -> None:
    run(
        store,
        lambda tx: misdeliveries.report(
            tx, sheet.id, given_to=None, given_on=today, noticed_on=today, note="受付の来客",
            recovered=False, today=today,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("is_recorded", [False, True], ids=["from the drawer", "recorded as handed out"])
def test_a_new_one_given_to_somebody_else_leaves_the_old_one_of_use(store, holder, is_recorded):
    new = printed(store, holder)
    on = TODAY + DAY
    if is_recorded:
        run(store, lambda tx: certificates.hand_out(tx, [new.id], on=on, today=on))
    before = snapshot(store)
    misdeliver(store, new, today=on)
    assert statuses(store, holder) == [S.SUPERSEDED, S.HANDED_OUT]
    assert Why.REPLACED not in [why for why, _ in rows(store, holder, on)]
    assert ruling(store, holder, on).verdict is Verdict.KEEP
    told = said(store, holder, on)
    assert "別の方に渡してしまい、取り戻しているところです" in told
    assert told.endswith("今の紙は令和8年12月31日までお使いになれます。新しい紙と引き換えにお返しください。")
    store.undo()
    assert snapshot(store) == before


def test_brought_back_it_is_exchanged_as_ever(store, holder):
    new = printed(store, holder)
    misdeliver(store, new, today=TODAY)
    done = run(store, lambda tx: misdeliveries.take_back(tx, [new.id], on=TODAY, today=TODAY))
    assert "配付待ち" in done.sentence
    assert rows(store, holder) == [(Why.READY, TODAY + 5 * DAY)]
    run(store, lambda tx: certificates.hand_out(tx, [new.id], on=TODAY, today=TODAY))
    assert rows(store, holder) == [(Why.REPLACED, TODAY + 5 * DAY)]


def test_lost_for_good_the_old_one_counts_again(store, holder):
    new = printed(store, holder)
    misdeliver(store, new, today=TODAY)
    run(store, lambda tx: certificates.lose(tx, new.id, on=TODAY, today=TODAY, reason="戻らない"))
    assert statuses(store, holder) == [S.HANDED_OUT, S.LOST]
    assert (Why.RENEWABLE, OLD) in rows(store, holder)
