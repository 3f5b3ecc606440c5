"""The society decides: what it signed is printed, once, and the account of it goes back."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.issue_batch import BatchEntry, Outcome
from app.domain.print_note import Disease
from app.domain.print_session import Fault
from app.errors import BadValue, NotAllowed, NotFound
from app.usecases.issuing.batch_file import content_of, new_batch, read_batch, stored_batch, written
from app.usecases.issuing.making import asked_for
from app.usecases.issuing.report import issue_report, reconcile
from app.usecases.issuing.signed import new_key, public_text
from app.usecases.issuing.taking import plan_batch, take_batch
from app.usecases.people import print_notes
from app.usecases.printing import accounts, sessions
from app.usecases.settings import settings
from app.usecases.settings.rule_entry import with_rule
from tests.conftest import TODAY
from tests.golden.papers import seal_png
from tests.usecases.households import family, run

KEY = new_key()
ISSUED, EXPIRES = date(2026, 11, 20), date(2028, 11, 30)
SOCIETY = ("06139992", "架空健康保険組合", "東京都架空区一丁目2番3号")


def rules_with(text, *, only=False):
    text = with_rule(text, "batch_key", public_text(KEY), "架空健保の案内")
    return (
        text.replace("[rule.only_signed_batches]\nvalue = false", "[rule.only_signed_batches]\nvalue = true")
        if only
        else text
    )


@pytest.fixture
def people(store):
    members = family(store)
    with store.transaction("健保", undoable=False) as tx:
        society = tx.society()
        tx.save_society(replace(society, is_sample=False, rules_toml=rules_with(society.rules_toml)))
    return members


def entry(person, **over):
    facts = BatchEntry(
        person.key, person.kind, person.name, person.born_on, person.qualified_on, ISSUED, EXPIRES, None, None
    )
    return replace(facts, **over)


def signed(
    entries,
    *,
    number="R8-11",
    made_on=TODAY,
    print_by=TODAY + timedelta(days=30),
    key=KEY,
    seal=True,
    office_key="",
):
    batch = new_batch(
        number,
        entries,
        made_on=made_on,
        print_by=print_by,
        insurer=SOCIETY,
        seal_png=seal_png(),
        office_key=office_key,
    )
    return written(batch, key)


def take(store, data, today=TODAY):
    return run(store, lambda tx: take_batch(tx, data, today=today))


def plan(store, number="R8-11", today=TODAY):
    return run(store, lambda tx: plan_batch(tx, number, today=today))


def test_what_the_society_signed_is_printed_and_nothing_else(store, people):
    done = take(store, signed([entry(people[0], copay_rate=3, copay_from=ISSUED), entry(people[2])]))
    assert "2名" in done.sentence
    planned = plan(store)
    assert [face.person_key for face in planned.faces] == ["2001-101-00", "2001-101-02"]
    first = planned.faces[0]
    assert (first.issued_on, first.expires_on, first.copay_rate) == (ISSUED, EXPIRES, 3)
    assert (first.insurer_name, first.insurer_address, first.is_specimen) == (*SOCIETY[1:], False)
    assert first.seal_png == seal_png()


def test_undo_takes_the_batch_back_as_one_step(store, people):
    data, before = signed([entry(people[0])]), store.queries.society()
    take(store, data)
    store.undo()
    assert (store.queries.society(), store.queries.issue_batches()) == (before, [])
    take(store, data)


def test_a_changed_byte_an_unknown_key_and_another_society_are_refused_by_name(store, people):
    data = signed([entry(people[0])])
    at = data.index(b"2001-101-00")
    with pytest.raises(BadValue, match="書き換わって"):
        take(store, data[:at] + b"3" + data[at + 1 :])
    with pytest.raises(BadValue, match="知らない鍵"):
        take(store, signed([entry(people[0])], key=new_key()))
    batch = read_batch(data, public_text(KEY))
    with pytest.raises(BadValue, match="ほかの健保"):
        take(store, written(replace(batch, insurer_number="06130017"), KEY))
    run(store, lambda tx: settings.change_rules(tx, settings.shipped_text("jsr")))
    with pytest.raises(NotAllowed, match="公開鍵が規則にありません"):
        take(store, data)
    assert store.queries.issue_batches() == []


def test_an_old_batch_is_refused(store, people):
    with pytest.raises(NotAllowed, match="印刷期限が過ぎて"):
        take(store, signed([entry(people[0])], print_by=TODAY), today=TODAY + timedelta(days=1))
    take(store, signed([entry(people[0])]))
    older = signed([entry(people[0])], number="R8-10", made_on=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowed, match="より古い"):
        take(store, older)
    with pytest.raises(NotAllowed, match="印刷期限が過ぎて"):
        plan(store, today=TODAY + timedelta(days=31))


def test_a_batch_is_taken_once_and_printed_once(store, people):
    data = signed([entry(people[0])])
    take(store, data)
    with pytest.raises(NotAllowed, match="取り込み済み"):
        take(store, data)
    planned = plan(store)
    with pytest.raises(NotAllowed, match="もう印刷しました"):
        plan(store)
    # Given up before anything left, it may be printed after all.
    run(store, lambda tx: sessions.cancel(tx, planned.session_id, today=TODAY))
    assert len(plan(store).faces) == 1
    with pytest.raises(NotFound, match="番号"):
        plan(store, "R8-99")


def test_whoever_the_roster_knows_otherwise_is_refused_by_name(store, people):
    take(
        store,
        signed(
            [entry(people[0], name="架空\u3000別人"), entry(people[1]), entry(people[2], key="2001-999-00")]
        ),
    )
    refused = {one.person_key: one.reason for one in plan(store).refused}
    assert set(refused) == {"2001-101-00", "2001-999-00"}
    assert "氏名" in refused["2001-101-00"]
    assert "名簿にいません" in refused["2001-999-00"]


def test_what_the_office_changes_afterwards_is_not_printed(store, people):
    take(store, signed([entry(people[0]), entry(people[1])]))
    with store.transaction("名簿", undoable=False) as tx:
        tx.save_person(replace(tx.person(people[0].id), certificate_expires_on=EXPIRES + timedelta(days=365)))
    planned = plan(store)
    assert [(one.person_key, "有効期限" in one.reason) for one in planned.refused] == [("2001-101-00", True)]
    assert len(planned.faces) == 1


def test_a_society_may_want_nothing_printed_but_what_it_signed(store, people):
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), rules_toml=rules_with(tx.society().rules_toml, only=True)))
    take(store, signed([entry(people[0])]))
    with pytest.raises(NotAllowed, match="発行データにある方だけ"):
        run(store, lambda tx: sessions.plan_session(tx, [people[1].id], today=TODAY, issued_on=ISSUED))
    society = store.queries.society()
    with pytest.raises(BadValue, match="印影は発行データ"):
        run(
            store,
            lambda tx: settings.change_society(
                tx, insurer_number=society.insurer_number, name="架空", address="架空", seal_png=None
            ),
        )
    assert len(plan(store).faces) == 1


def test_the_report_tells_the_society_what_became_of_each(store, people):
    data = signed([entry(person) for person in people])
    take(store, data)

    def report():
        with store.reading() as stored:
            return issue_report(stored, "R8-11", today=TODAY)

    with pytest.raises(NotAllowed, match="まだ印刷していません"):
        report()
    session = plan(store).session_id
    with pytest.raises(NotAllowed, match="確かめられていません"):
        report()
    run(store, lambda tx: sessions.mark_spooled(tx, session))
    faults = {1: Fault.DAMAGED, 3: Fault.NOT_FOUND}
    run(store, lambda tx: accounts.confirm(tx, session, faults=faults, replaces=True, today=TODAY))
    run(store, lambda tx: sessions.mark_spooled(tx, session))
    run(store, lambda tx: accounts.confirm(tx, session, missing=[3], today=TODAY))
    found = reconcile(report(), data, public_key=public_text(KEY))
    assert [row.outcome for row in found.rows] == [Outcome.PRINTED, Outcome.PRINTED, Outcome.MISSING]
    assert [(len(row.spoiled), len(row.missing)) for row in found.rows] == [(1, 0), (0, 0), (0, 2)]
    assert found.rows[0].issue_number not in found.rows[0].spoiled
    assert (found.spoiled, found.count(Outcome.PRINTED)) == (1, 2)
    # Neither changed, nor of another batch.
    with pytest.raises(BadValue, match="書き換わっています。事業所から"):
        reconcile(report().replace(b"printed", b"missing"), data, public_key=public_text(KEY))
    other = signed([entry(person) for person in people], number="R8-12")
    with pytest.raises(BadValue, match="知らない鍵"):
        reconcile(report(), other, public_key=public_text(KEY))


@pytest.mark.parametrize(
    ("over", "match"),
    [
        ({"number": "R8/11"}, "半角"),
        ({"print_by": TODAY - timedelta(days=1)}, "印刷期限"),
        ({"entries": []}, "いません"),
    ],
)
def test_the_society_is_told_what_cannot_be_signed(people, over, match):
    given = {"entries": [entry(people[0])], **over}
    with pytest.raises(BadValue, match=match):
        signed(given.pop("entries"), **given)
    with pytest.raises(BadValue, match="有効期限が交付年月日より前"):
        signed([entry(people[0], expires_on=ISSUED - timedelta(days=1))])


def test_the_society_hears_of_columns_that_say_nothing_known():
    """Whoever signs would believe that a day went along which stands in no column known by its name."""
    listed = (
        "記号,番号,枝番,氏名,生年月日,資格取得年月日,続柄,有効期限,負担割合,割合の始まり,電話番号\n"
        "2001,101,00,髙橋　見本,S27.4.5,H22.4.1,本人,R10.11.30,2割,R8.8.1,03-0000-0000\n"
    )
    asked = asked_for(listed.encode(), "list.csv", issued_on=ISSUED, today=TODAY)
    assert [(one.copay_rate, one.copay_from) for one in asked.entries] == [(2, None)]
    assert asked.note == "読まなかった列: 割合の始まり、電話番号"
    named = listed.replace("割合の始まり,電話番号", "発効年月日").replace(",03-0000-0000", "")
    known = asked_for(named.encode(), "list.csv", issued_on=ISSUED, today=TODAY)
    assert (known.entries[0].copay_from, known.note) == (date(2026, 8, 1), "")


def test_only_the_office_can_report_on_a_batch_that_names_its_key(store, people):
    """Whoever holds the batch finds no secret in it."""
    own, stranger = new_key(), new_key()
    data = signed([entry(person) for person in people], office_key=public_text(own))
    assert read_batch(data, public_text(KEY)).report_seed == ""
    take(store, data)
    session = plan(store).session_id
    run(store, lambda tx: sessions.mark_spooled(tx, session))
    run(store, lambda tx: accounts.confirm(tx, session, today=TODAY))

    def report(key):
        with store.reading() as reading:
            return issue_report(reading, "R8-11", today=TODAY, key=key)

    for wrong in (None, stranger):
        with pytest.raises(BadValue, match="事業所の鍵で署名します"):
            report(wrong)
    found = reconcile(report(own), data, public_key=public_text(KEY))
    assert found.count(Outcome.PRINTED) == len(people)
    forged = signed([entry(person) for person in people], office_key=public_text(stranger))
    with pytest.raises(BadValue, match="知らない鍵"):
        reconcile(report(own), forged, public_key=public_text(KEY))


def test_a_key_of_the_office_that_is_none_is_refused(people):
    with pytest.raises(BadValue, match="事業所の公開鍵"):
        signed([entry(people[0])], office_key="abc")


def test_the_disease_of_a_batch_is_signed_printed_and_compared(store, people):
    with store.transaction("様式", undoable=False) as tx:
        tx.save_society(replace(tx.society(), layout="book-a4"))
    head, _, child = people
    take(store, signed([entry(head, disease_mark="2", disease_from=ISSUED), entry(child)]))
    first, second = plan(store).faces
    assert (first.disease_mark, first.disease_from, second.disease_mark) == ("2", ISSUED, "")
    store.undo()
    changed = Disease("3", ISSUED)
    run(
        store,
        lambda tx: print_notes.set_note(
            tx, head.id, registry_name="", limit_category=None, disease=changed, on=TODAY, today=TODAY
        ),
    )
    (refused,) = plan(store).refused
    assert "証に載せる区分が発行データと違います" in refused.reason


def test_a_batch_of_an_earlier_version_says_nothing_of_a_disease(store, people):
    batch = read_batch(signed([entry(people[0])]), public_text(KEY))
    facts = json.loads(content_of(batch))
    for one in facts["entries"]:
        del one["disease_mark"], one["disease_from"]
    assert stored_batch(facts).entries == batch.entries
