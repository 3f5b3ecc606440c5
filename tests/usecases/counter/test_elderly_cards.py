"""A 高齢受給者証 with its own days in a real store: told, renewed, collected, sent, and taken back."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyOutcome, spoken_of
from app.domain.person import LossCause
from app.domain.shipment import Fate
from app.errors import BadValue, NotAllowed, NotFound
from app.importing.mapping import ListedPerson
from app.importing.merging import merge, new_person
from app.importing.plan import FieldChange
from app.rows import DueFilter
from app.usecases.counter import elderly_cards, sent_papers, shipments
from app.usecases.people import life_events, roster
from app.usecases.settings import settings
from tests.usecases.households import TODAY, family, office_id_of, person_of, run, snapshot

E = ElderlyOutcome
ISSUED, ENDS = date(2026, 8, 1), date(2026, 11, 30)
NEXT, NEXT_ENDS = date(2026, 12, 1), date(2027, 4, 30)
LATER = date(2026, 12, 2)
CARDS = DueFilter(kinds=(DutyKind.ELDERLY_CARD,))


@pytest.fixture
def holder(store):
    """Of 74, with a card beside the paper."""

    def change(tx):
        text = tx.society().rules_toml
        head, _, rest = text.partition("[rule.copay_shown_on]\nvalue = ")
        return settings.change_rules(
            tx, f'{head}[rule.copay_shown_on]\nvalue = "elderly_card"{rest[rest.index(chr(10)) :]}'
        )

    _, spouse, _ = family(store)
    run(store, change)
    note(store, spouse, ISSUED, ENDS)
    return person_of(store, spouse)


def note(store, who, issued_on, expires_on, today=TODAY):
    return run(
        store,
        lambda tx: life_events.note_elderly_card(
            tx, who.id, issued_on=issued_on, expires_on=expires_on, today=today
        ),
    )


def states(store, who, on=TODAY):
    """Of each card, the newest first, 交付年月日 and state."""
    return [(r.issued_on, r.outcome) for r in store.queries.elderly_rows(on) if r.person_id == who.id]


def state(store, who, on=TODAY):
    said = spoken_of(outcome for _, outcome in states(store, who, on))
    assert store.queries.person_detail(who.id, on).elderly_card is said
    return said


def whys(store, who, on):
    return [str(row.why) for row in store.queries.due_rows(on) if row.person_id == who.id]


def test_a_card_in_use_is_renewed_and_the_old_one_comes_back(store, holder):
    assert state(store, holder) is E.IN_USE
    assert "card_renews" in whys(store, holder, TODAY)
    told = note(store, holder, NEXT, NEXT_ENDS)
    assert "前の証は、使えなくなってから回収します" in told.sentence
    assert state(store, holder) is E.IN_USE
    assert state(store, holder, LATER) is E.OUTSTANDING
    assert [row.due_on for row in store.queries.due_rows(LATER, CARDS)] == [date(2026, 12, 5)]
    before = snapshot(store)
    record = {"outcome": E.COLLECTED, "on": LATER, "today": LATER}
    run(store, lambda tx: elderly_cards.record(tx, [holder.id], **record))
    assert state(store, holder, LATER) is E.COLLECTED
    assert whys(store, holder, LATER).count("card_back") == 1
    run(store, lambda tx: shipments.forward(tx, [], elderly_of=[holder.id], on=LATER, today=LATER))
    assert state(store, holder, LATER) is E.IN_USE
    assert store.queries.due_rows(LATER, CARDS) == []
    store.undo()
    store.undo()
    assert snapshot(store) == before
    store.undo()
    assert state(store, holder, LATER) is E.OUTSTANDING
    assert person_of(store, holder) == holder


def test_after_the_old_one_the_new_one_comes_back_with_the_loss(store, holder):
    note(store, holder, NEXT, NEXT_ENDS)
    record = {"outcome": E.LOST, "on": LATER, "today": LATER}
    run(store, lambda tx: elderly_cards.record(tx, [holder.id], **record))
    assert state(store, holder, LATER) is E.IN_USE
    # What became of the old one is not hidden by the new one.
    assert states(store, holder) == [(ISSUED, E.IN_USE)]
    assert states(store, holder, LATER) == [(NEXT, E.IN_USE), (ISSUED, E.LOST)]
    facts = {"cause": LossCause.REMOVED_DEPENDANT, "last_day_on": date(2026, 12, 10), "today": LATER}
    run(store, lambda tx: roster.leave(tx, holder.id, **facts))
    assert state(store, holder, date(2026, 12, 10)) is E.OUTSTANDING
    (answer,) = store.queries.status_answer(date(2026, 12, 10)).offices
    assert (answer.elderly_outstanding, answer.elderly_done) == (1, 1)


def test_each_card_has_its_row_and_what_is_recorded_is_of_the_card_of_the_row(store, holder):
    note(store, holder, NEXT, NEXT_ENDS)
    new, old = [row for row in store.queries.elderly_rows(LATER) if row.person_id == holder.id]
    assert (old.issued_on, old.expires_on, old.outcome) == (ISSUED, ENDS, E.OUTSTANDING)
    assert (new.issued_on, new.expires_on, new.outcome) == (NEXT, NEXT_ENDS, E.IN_USE)
    assert (old.due_on, new.due_on) == (date(2026, 12, 5), None)
    told = {"on": LATER, "today": LATER}
    with pytest.raises(NotAllowed, match="まだ使う証です"):
        run(store, lambda tx: elderly_cards.record_cards(tx, [new.card], outcome=E.COLLECTED, **told))
    run(store, lambda tx: elderly_cards.record_cards(tx, [new.card], outcome=E.LOST, **told))
    assert states(store, holder, LATER) == [(NEXT, E.LOST), (ISSUED, E.OUTSTANDING)]
    run(store, lambda tx: elderly_cards.record_cards(tx, [old.card], outcome=E.COLLECTED, **told))
    assert states(store, holder, LATER) == [(NEXT, E.LOST), (ISSUED, E.COLLECTED)]
    # The new one turns up: two cards of one person lie here, and one envelope takes both.
    new, old = [row for row in store.queries.elderly_rows(LATER) if row.person_id == holder.id]
    assert new.card_id is not None
    facts = {"cause": LossCause.REMOVED_DEPENDANT, "last_day_on": LATER, "today": LATER}
    run(store, lambda tx: roster.leave(tx, holder.id, **facts))
    run(store, lambda tx: elderly_cards.record_cards(tx, [new.card], outcome=E.COLLECTED, **told))
    send = {"elderly_of": [holder.id], "on": LATER, "today": LATER}
    assert run(store, lambda tx: shipments.forward(tx, [], **send)).sentence == "2枚を健保へ返送しました。"
    assert states(store, holder, LATER) == [(NEXT, E.FORWARDED), (ISSUED, E.FORWARDED)]
    (envelope,) = store.queries.shipment_rows()
    sent = {row.issued_on: row.sent_paper_id for row in store.queries.sent_rows(envelope.shipment_id)}
    assert sorted(sent) == [ISSUED, NEXT]
    before = snapshot(store)
    # What becomes of one of them is no matter of the other.
    fate = {"shipment_id": envelope.shipment_id, **told}
    run(store, lambda tx: sent_papers.record_fate(tx, sent=[sent[ISSUED]], fate=Fate.LOST, **fate))
    assert states(store, holder, LATER) == [(NEXT, E.FORWARDED), (ISSUED, E.LOST)]
    run(store, lambda tx: sent_papers.record_fate(tx, sent=[sent[NEXT]], fate=Fate.SENT_BACK, **fate))
    assert states(store, holder, LATER) == [(NEXT, E.COLLECTED), (ISSUED, E.LOST)]
    run(store, lambda tx: sent_papers.record_fate(tx, sent=[sent[ISSUED]], fate=None, **fate))
    assert states(store, holder, LATER) == [(NEXT, E.COLLECTED), (ISSUED, E.FORWARDED)]
    for _ in range(3):
        store.undo()
    assert snapshot(store) == before


def test_a_card_is_named_by_its_day(store, holder):
    note(store, holder, NEXT, NEXT_ENDS)
    rows = [row for row in store.queries.elderly_rows(LATER) if row.person_id == holder.id]
    assert [elderly_cards.issued(rows, day).card_id is None for day in (NEXT, ISSUED)] == [True, False]
    with pytest.raises(NotFound, match="令和6年8月1日 に交付された"):
        elderly_cards.issued(rows, date(2024, 8, 1))


@pytest.mark.parametrize(
    ("issued_on", "expires_on", "words"),
    [
        (ISSUED, ENDS, "今の名簿と同じ"),
        (ISSUED, date(2020, 7, 31), "有効期限を確かめて"),
        (ISSUED, date(2027, 7, 31), "有効期限を確かめて"),
        (date(2026, 12, 24), ENDS, "有効期限より後"),
    ],
)
def test_days_that_cannot_be_are_refused(store, holder, issued_on, expires_on, words):
    with pytest.raises(BadValue, match=words):
        note(store, holder, issued_on, expires_on)


def test_a_list_that_tells_a_day_tells_that_there_is_a_card(store):
    _, spouse, _ = family(store)
    names = ("kind", "symbol", "number", "branch_number", "name", "born_on", "qualified_on")
    told = ListedPerson(
        row=2, elderly_card_expires_on=ENDS, **{name: getattr(spouse, name) for name in names}
    )
    day = FieldChange("elderly_card_expires_on", "", None, ENDS)
    days = {"on": TODAY, "today": TODAY}
    for known in (merge(spouse, told, [day], **days), new_person(told, office_id_of(store), **days)):
        assert (known.elderly_card_listed, known.elderly_card_expires_on) == (True, ENDS)
    none = merge(spouse, replace(told, elderly_card_listed=False), [day], **days)
    assert none.elderly_card_listed is False


def test_one_that_was_collected_before_the_next_was_issued_is_another_though_its_days_were_never_told(store):
    """The card of 2024 came back in spring; the society issues one in August."""
    _, spouse, _ = family(store)
    run(store, lambda tx: tx.save_person(replace(tx.person(spouse.id), elderly_card_listed=True)))
    spring = date(2026, 4, 1)
    told = {"outcome": E.COLLECTED, "on": spring, "today": TODAY}
    run(store, lambda tx: elderly_cards.record(tx, [spouse.id], **told))
    note(store, spouse, spring, ENDS)
    assert states(store, spouse) == [(spring, E.COLLECTED)]
    store.undo()
    note(store, spouse, ISSUED, ENDS)
    assert states(store, spouse) == [(ISSUED, E.IN_USE), (None, E.COLLECTED)]
    assert "card_back" in whys(store, spouse, TODAY)


def test_a_card_whose_record_was_taken_back_meanwhile_is_said_and_not_made_anew(store, holder):
    run(store, lambda tx: elderly_cards.record(tx, [holder.id], outcome=E.LOST, on=TODAY, today=TODAY))
    (row,) = store.queries.elderly_rows(TODAY)
    store.undo()
    with pytest.raises(NotFound, match="見つかりません"):
        run(
            store,
            lambda tx: elderly_cards.record_cards(tx, [row.card], outcome=E.COLLECTED, on=TODAY, today=TODAY),
        )
