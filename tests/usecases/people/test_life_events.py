"""Each event of a life: what it does, which papers it makes void, what it refuses, and its exact undo."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.contact import Contact, Means
from app.domain.cover import loss_of_cover
from app.domain.duties import Why
from app.domain.name_substitute import NameSubstitute
from app.domain.person import Enrolment, LossCause, Person, PersonKind, Sex
from app.domain.print_note import PrintNote
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.errors import BadValue, MyNumberRefused, NotAllowed
from app.usecases.counter import certificates
from app.usecases.people import enrolment, life_events, roster
from app.usecases.printing import accounts
from app.usecases.settings import settings
from tests.factories import person
from tests.usecases.households import (
    TODAY,
    due,
    family,
    office_id_of,
    person_of,
    run,
    sheets_of,
    snapshot,
)

S = CertificateStatus
OUT, DRAWER, PLANNED = S.HANDED_OUT, S.READY, S.PLANNED
SECRET = "123456789018"


def rename(head: Person, **over):
    facts = {
        "name": "架空\u3000見本",
        "kana": "カクウ ミホン",
        "on": date(2026, 11, 20),
        "today": TODAY,
    } | over
    return lambda tx: life_events.change_name(tx, head.id, **facts)


def with_rules(store, **values: object) -> None:
    """Change single entries of the society's rules."""

    def change(tx):
        text = tx.society().rules_toml
        for name, value in values.items():
            head, _, rest = text.partition(f"[rule.{name}]\nvalue = ")
            text = f"{head}[rule.{name}]\nvalue = {value}{rest[rest.index(chr(10)) :]}"
        return settings.change_rules(tx, text)

    run(store, change)


def leave(store, who: Person, last_day_on: date, cause: LossCause, missing=()):
    return run(
        store,
        lambda tx: roster.leave(
            tx, who.id, cause=cause, last_day_on=last_day_on, today=TODAY, missing=missing
        ),
    )


# ---- joining -----------------------------------------------------------------------------------


def baby(**over) -> Person:
    facts = {
        "id": None, "branch_number": "03", "name": "髙橋\u3000新", "kana": "タカハシ アラタ",
        "relationship": "子",
        "born_on": date(2026, 11, 1), "qualified_on": date(2026, 11, 1),
    }  # fmt: skip
    return person(**facts | over)


def test_a_dependant_takes_number_office_and_department_from_the_employee(store):
    head, *_ = family(store)
    done = run(
        store, lambda tx: life_events.add_dependant(tx, head.id, baby(symbol="9", office_id=99), today=TODAY)
    )
    new = next(p for p in store.queries.people() if p.name == "髙橋\u3000新")
    assert (new.key, new.kind, new.office_id, new.department) == (
        "2001-101-03", PersonKind.DEPENDANT, head.office_id, "総務部",
    )  # fmt: skip
    assert "有効期限" in done.sentence
    store.undo()
    assert len(store.queries.people()) == 3


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"branch_number": "02"}, "の番号です"),
        ({"branch_number": "3"}, "枝番"),
        ({"qualified_on": date(2009, 1, 1), "born_on": date(2000, 1, 1)}, "資格がありません"),
        ({"name": " "}, "氏名"),
        ({"qualified_on": date(2026, 10, 31)}, "生年月日より前"),
    ],
)
def test_a_dependant_who_cannot_be_one_is_refused(store, over, words):
    head, *_ = family(store)
    with pytest.raises((BadValue, NotAllowed), match=words):
        run(store, lambda tx: life_events.add_dependant(tx, head.id, baby(**over), today=TODAY))


def test_a_dependant_of_a_dependant_or_of_a_leaver_is_refused(store):
    head, spouse, _ = family(store)
    with pytest.raises(BadValue, match="本人を選んで"):
        run(store, lambda tx: life_events.add_dependant(tx, spouse.id, baby(), today=TODAY))
    leave(store, head, date(2026, 10, 31), LossCause.LEFT)
    with pytest.raises(BadValue, match="資格がありません"):
        run(store, lambda tx: life_events.add_dependant(tx, head.id, baby(), today=TODAY))


def mother_of(store) -> Person:
    """Another employee."""
    facts = {"office_id": office_id_of(store), "number": "300", "name": "髙橋\u3000母"}
    return run(store, lambda tx: tx.save_person(person(id=None, **facts)))


def test_a_child_goes_over_to_the_other_parent_with_what_is_true_of_it_and_is_covered_once(store):
    head, _, child = family(store, papers=(OUT, OUT, OUT))
    mother = mother_of(store)
    told = Contact(None, child.id, date(2026, 11, 2), Means.PHONE)
    run(store, lambda tx: tx.save_contact(told))
    with store.transaction("証の記載") as tx:
        tx.save_substitute(NameSubstitute(None, child.id, "\ue000", "高", b"", TODAY))
        tx.save_print_note(PrintNote(None, child.id, "見本\u3000太郎", "ウ", former_surname="旧姓"))
    before = snapshot(store)
    done = run(
        store,
        lambda tx: life_events.change_insured(
            tx, child.id, mother.id, since=TODAY, branch_number="01", relationship="", today=TODAY
        ),
    )
    assert "限度額など" in done.remark
    assert "返却期限" in done.sentence
    assert "髙橋\u3000母 さんのご家族に加えました" in done.sentence
    new = next(p for p in store.queries.people() if p.key == "2001-300-01")
    assert (new.name, new.relationship, new.born_on) == (child.name, child.relationship, child.born_on)
    assert (new.qualified_on, new.certificate_expires_on, new.enrolment) == (TODAY, None, child.enrolment)
    detail = store.queries.person_detail(new.id, TODAY)
    assert [one.on for one in detail.contacts] == [date(2026, 11, 2)]
    # What was agreed about the name goes along; what the society granted the old number does not.
    agreed = [one for one in store.queries.substitutes() if one.person_id == new.id]
    assert [(one.character, one.text, one.agreed_on) for one in agreed] == [("\ue000", "高", TODAY)]
    note = store.queries.print_notes()[new.id]
    assert (note.registry_name, note.former_surname, note.limit_category) == ("見本\u3000太郎", "旧姓", None)
    due = {(r.person_id, r.kind.value) for r in store.queries.due_rows(TODAY)}
    assert (child.id, "return") in due
    assert (head.id, "return") not in due
    assert not store.queries.person_detail(child.id, TODAY).is_covered(TODAY)
    store.undo()
    assert snapshot(store) == before


@pytest.mark.parametrize(("who", "to", "words"), [(0, 3, "本人"), (2, 0, "世帯です"), (2, 1, "世帯です")])
def test_who_cannot_go_over_to_another_insured_person(store, who, to, words):
    people = [*family(store), mother_of(store)]
    with pytest.raises(BadValue, match=words):
        run(
            store,
            lambda tx: life_events.change_insured(
                tx,
                people[who].id,
                people[to].id,
                since=TODAY,
                branch_number="01",
                relationship="",
                today=TODAY,
            ),
        )


# ---- name --------------------------------------------------------------------------------------


def test_the_employees_new_name_makes_the_whole_familys_sheets_void(store):
    head, spouse, child = family(store, papers=(OUT, DRAWER, OUT))
    before = snapshot(store)
    done = run(store, rename(head))
    assert "2枚を回収" in done.sentence
    assert "1枚は書き損じ" in done.sentence
    assert [s.replace_cause for who in (head, child) for s in sheets_of(store, who)] == [
        ReplaceCause.NAME, ReplaceCause.INSURED_NAME,
    ]  # fmt: skip
    (in_drawer,) = sheets_of(store, spouse)
    assert (in_drawer.status, in_drawer.reason) == (S.SPOILED, "記載変更")
    # The name changed on the 20th, and the office was told on the 23rd.
    by = date(2026, 11, 28)
    new_name = "架空\u3000見本"
    assert [row for row in due(store) if row[0] == "return"] == [
        ("return", new_name, by),
        ("return", child.name, by),
    ]
    assert sorted(name for kind, name, _ in due(store) if kind == "print") == sorted(
        (new_name, spouse.name, child.name)
    )
    store.undo()
    assert snapshot(store) == before


def test_a_dependants_new_name_is_their_own_affair(store):
    head, spouse, child = family(store, papers=(OUT, OUT, OUT))
    run(store, rename(spouse))
    assert [s.status for who in (head, spouse, child) for s in sheets_of(store, who)] == [
        OUT, S.SUPERSEDED, OUT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "states"),
    [
        ({"name_change_returns": "false"}, [OUT, S.SUPERSEDED]),
        ({"name_change_family": "false"}, [S.SUPERSEDED, OUT]),
    ],
)
def test_the_societys_rules_say_whose_sheet_comes_back(store, rules, states):
    head, _, child = family(store, papers=(OUT, None, OUT))
    with_rules(store, **rules)
    run(store, rename(head))
    assert [s.status for who in (head, child) for s in sheets_of(store, who)] == states


def test_a_sheet_in_the_drawer_with_the_old_name_is_never_handed_out_whatever_the_rules_say(store):
    head, *_ = family(store, papers=(DRAWER,))
    with_rules(store, name_change_returns="false")
    run(store, rename(head))
    (sheet,) = sheets_of(store, head)
    with pytest.raises(NotAllowed, match="書き損じ"):
        run(store, lambda tx: certificates.hand_out(tx, [sheet.id], on=TODAY, today=TODAY))


@pytest.mark.parametrize("whose", [0, 2])
def test_a_sheet_that_is_being_printed_refuses_the_change(store, whose):
    papers = [None, None, None]
    papers[whose] = PLANNED
    head, *_ = family(store, papers=papers)
    before = snapshot(store)
    with pytest.raises(NotAllowed, match="印刷の確認がまだ"):
        run(store, rename(head))
    assert snapshot(store) == before


def test_a_name_told_late_is_void_from_the_last_step_of_the_sheet(store):
    head, *_ = family(store, papers=(OUT,))
    run(store, rename(head, on=date(2026, 9, 1)))
    assert sheets_of(store, head)[0].closed_on == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("over", "error", "words"),
    [
        ({"name": "髙橋\u3000見本"}, BadValue, "同じです"),
        ({"name": ""}, BadValue, "氏名を入れて"),
        ({"name": SECRET}, MyNumberRefused, "個人番号"),
    ],
)
def test_a_name_that_cannot_be_is_refused(store, over, error, words):
    head, *_ = family(store, papers=(OUT,))
    with pytest.raises(error, match=words):
        run(store, rename(head, **over))


def test_a_paper_of_somebody_without_cover_comes_back_by_the_loss_alone(store):
    head, *_ = family(store, papers=(OUT,))
    leave(store, head, date(2026, 11, 10), LossCause.LEFT)
    run(store, rename(head))
    assert sheets_of(store, head)[0].status is OUT
    assert ("return", "架空\u3000見本", date(2026, 11, 28)) in due(store)


def test_a_spoiled_sheet_counts_in_its_run_until_it_is_shredded(store):
    head, *_ = family(store, papers=(DRAWER,))
    (sheet,) = sheets_of(store, head)

    def as_printed_here(tx):
        day = date(2026, 10, 10)
        session = tx.save_session(PrintSession(None, SessionStatus.CLOSED, day, closed_on=day)).id
        tx.save_certificate(replace(sheet, session_id=session, sheet_number=1))
        tx.save_sheet(PrintSheet(None, session, 1, sheet.id, SheetStatus.GOOD))
        return session

    session = run(store, as_printed_here)
    assert store.queries.session_rows()[0].unshredded == 0
    run(store, rename(head))
    assert store.queries.session_rows()[0].unshredded == 1
    run(store, lambda tx: accounts.shred(tx, session, [1], on=TODAY, today=TODAY))
    assert store.queries.session_rows()[0].unshredded == 0


# ---- corrections, moves and numbers --------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"born_on": date(1980, 4, 6)}, ReplaceCause.CORRECTION),
        ({"sex": Sex.MALE}, ReplaceCause.CORRECTION),
        ({"qualified_on": date(2010, 5, 1)}, ReplaceCause.CORRECTION),
        ({"branch_number": "09"}, ReplaceCause.NUMBER),
        ({"number": "999"}, ReplaceCause.NUMBER),
        ({"department": "経理部"}, None),
        ({"kana": "タカハシ ミホ"}, None),
        ({"certificate_expires_on": date(2030, 1, 1)}, None),
    ],
)
def test_what_stands_on_the_sheet_and_changes_makes_it_void(store, change, cause):
    head, *_ = family(store, papers=(OUT,))
    run(store, lambda tx: roster.change_person(tx, replace(head, **change), on=TODAY, today=TODAY))
    assert sheets_of(store, head)[0].replace_cause is cause


def test_a_move_with_a_new_symbol_takes_the_family_and_voids_the_sheets(store):
    head, spouse, child = family(store, papers=(OUT, None, DRAWER))
    before = snapshot(store)

    def move(tx):
        return roster.move_office(
            tx, [child.id], office_id_of(store), "製造課", on=TODAY, today=TODAY, symbol="2002", number="55"
        )

    done = run(store, move)
    assert [person_of(store, p).key for p in (head, spouse, child)] == [
        "2002-55-00",
        "2002-55-01",
        "2002-55-02",
    ]
    assert sheets_of(store, head)[0].replace_cause is ReplaceCause.NUMBER
    assert sheets_of(store, child)[0].status is S.SPOILED
    assert "3名" in done.sentence
    store.undo()
    assert snapshot(store) == before


def test_a_move_within_the_same_numbers_leaves_the_papers_alone(store):
    head, *_ = family(store, papers=(OUT, OUT, OUT))
    done = run(
        store, lambda tx: roster.move_office(tx, [head.id], head.office_id, "経理部", on=TODAY, today=TODAY)
    )
    assert {s.status for s in sheets_of(store, head)} == {OUT}
    assert "回収" not in done.sentence


def test_one_new_number_is_not_given_to_two_households(store):
    head, *_ = family(store)
    other = run(store, lambda tx: tx.save_person(person(id=None, office_id=head.office_id, number="102")))
    for over, words in (({"number": "55"}, "一世帯ずつ"), ({"symbol": "2002"}, None)):

        def move(tx, over=over):
            return roster.move_office(
                tx, [head.id, other.id], head.office_id, "", on=TODAY, today=TODAY, **over
            )

        if words is None:
            assert "4名" in run(store, move).sentence
        else:
            with pytest.raises(BadValue, match=words):
                run(store, move)


# ---- 割合 ----------------------------------------------------------------------------------------


def seventy_two(store, status, **over) -> Person:
    head, *_ = family(store, papers=(status,))
    facts = {"born_on": date(1954, 3, 3), "copay_rate": 3, "copay_from": date(2026, 9, 1)}
    older = replace(head, **facts | over)
    run(store, lambda tx: tx.save_person(older))
    return older


def copay(who: Person, rate: int | None, starts_on: date | None):
    return lambda tx: life_events.change_copay(tx, [who.id], rate=rate, starts_on=starts_on, today=TODAY)


def test_a_new_copay_brings_the_sheet_back_that_shows_the_old_one(store):
    who = seventy_two(store, OUT)
    run(store, copay(who, 2, date(2026, 11, 1)))
    assert sheets_of(store, who)[0].replace_cause is ReplaceCause.COPAY
    assert ("return", who.name, date(2026, 11, 28)) in due(store)


def test_a_copay_that_begins_later_gives_the_holder_until_then(store):
    who = seventy_two(store, OUT)
    run(store, copay(who, 2, date(2026, 12, 1)))
    (row,) = [r for r in store.queries.due_rows(TODAY) if r.why is Why.COPAY_CHANGES]
    assert row.due_on == date(2026, 11, 30)
    assert "R8.12.1 から" in row.reason
    (row,) = [r for r in store.queries.due_rows(date(2026, 12, 1)) if r.kind.value == "return"]
    assert row.due_on == date(2026, 12, 6)


def test_a_rate_that_began_before_the_sheet_was_made_was_merely_not_known(store):
    who = seventy_two(store, OUT, copay_rate=None, copay_from=None)
    run(store, copay(who, 2, date(2026, 9, 1)))
    assert sheets_of(store, who)[0].status is OUT


def test_a_rate_that_began_on_the_day_the_sheet_was_made_was_merely_not_known_either(store):
    who = seventy_two(store, OUT, copay_rate=None, copay_from=None)
    made_on = sheets_of(store, who)[0].issued_on
    run(store, copay(who, 2, made_on))
    assert sheets_of(store, who)[0].status is OUT


def test_the_rate_that_begins_at_seventy_replaces_the_sheet_without_one(store):
    who = seventy_two(store, OUT, copay_rate=None, copay_from=None, born_on=date(1956, 10, 20))
    run(store, copay(who, 2, date(2026, 11, 1)))
    assert sheets_of(store, who)[0].replace_cause is ReplaceCause.COPAY


def test_a_society_may_leave_papers_with_an_old_copay(store):
    who = seventy_two(store, OUT)
    with_rules(store, copay_change_returns="false")
    run(store, copay(who, 2, date(2026, 11, 1)))
    assert sheets_of(store, who)[0].status is OUT


@pytest.mark.parametrize(
    ("rate", "starts_on", "words"),
    [
        (1, date(2026, 11, 1), "2割か3割"),
        (2, None, "いつから"),
        (2, date(2023, 1, 1), "載るのは"),
        (2, date(2029, 3, 3), "載るのは"),
        (3, date(2026, 9, 1), "同じです"),
    ],
)
def test_a_copay_that_cannot_be_is_refused(store, rate, starts_on, words):
    who = seventy_two(store, OUT)
    with pytest.raises(BadValue, match=words):
        run(store, copay(who, rate, starts_on))


# ---- re-hire -------------------------------------------------------------------------------------


def rehired(head: Person, **over):
    facts = {"qualified_on": date(2026, 11, 21), "symbol": "2001", "number": "900", "today": TODAY} | over
    return lambda tx: life_events.rehire(tx, head.id, **facts)


def test_a_rehire_with_a_new_number_is_a_new_membership(store):
    head, spouse, child = family(store, papers=(OUT, None, OUT))
    run(store, lambda tx: tx.save_print_note(PrintNote(None, spouse.id, former_surname="旧姓")))
    before = snapshot(store)
    done = run(store, rehired(head))
    notes = [(note.former_surname, note.person_id) for note in store.queries.print_notes().values()]
    assert [name for name, who in notes if who != spouse.id] == ["旧姓"]
    assert done.remark == ""
    people = {p.key: p for p in store.queries.people()}
    assert sorted(people) == [f"2001-{n}-0{b}" for n in ("101", "900") for b in range(3)]
    for old in (head, spouse, child):
        ended = people[old.key]
        assert (ended.disqualified_on, ended.loss_cause) == (date(2026, 11, 21), LossCause.REHIRED)
        new = people[old.key.replace("101", "900")]
        assert (new.qualified_on, new.name, new.disqualified_on) == (date(2026, 11, 21), old.name, None)
        assert new.certificate_expires_on is None
    assert {s.status for s in (*sheets_of(store, head), *sheets_of(store, child))} == {OUT}
    returns = [row for row in due(store) if row[0] == "return"]
    assert {name for _, name, _ in returns} >= {head.name, child.name}
    assert {on for *_, on in returns} == {date(2026, 11, 28)}
    assert "有効期限" in done.sentence
    store.undo()
    assert snapshot(store) == before


def test_who_does_not_continue_loses_cover_with_the_employee(store):
    head, spouse, child = family(store)
    run(store, rehired(head, continuing=[spouse.id]))
    assert person_of(store, child).loss_cause is LossCause.INSURED_LOST
    assert [p.key for p in store.queries.people() if p.number == "900"] == ["2001-900-01", "2001-900-00"]


def test_a_rehire_with_the_same_number_renews_in_place(store):
    head, spouse, child = family(store, papers=(OUT, DRAWER, OUT))
    before = snapshot(store)
    run(store, rehired(head, number="101"))
    assert len(store.queries.people()) == 3
    assert {person_of(store, p).qualified_on for p in (head, spouse, child)} == {date(2026, 11, 21)}
    assert sheets_of(store, head)[0].replace_cause is ReplaceCause.REHIRE
    assert sheets_of(store, spouse)[0].status is S.SPOILED
    store.undo()
    assert snapshot(store) == before


def test_a_society_that_keeps_papers_over_a_rehire_keeps_them(store):
    head, *_ = family(store, papers=(OUT,))
    with_rules(store, rehire_returns="false")
    run(store, rehired(head, number="101"))
    assert sheets_of(store, head)[0].status is OUT


def test_a_leaver_hired_again_the_next_day_has_no_gap(store):
    head, _, child = family(store, papers=(OUT, None, None))
    leave(store, head, date(2026, 11, 30), LossCause.LEFT)
    run(store, rehired(head, qualified_on=date(2026, 12, 1)))
    for old in (head, child):
        assert person_of(store, old).disqualified_on == date(2026, 12, 1)
        assert person_of(store, old).loss_cause is LossCause.REHIRED


def test_a_dependant_who_had_left_before_is_not_brought_back(store):
    head, spouse, _ = family(store)
    leave(store, spouse, date(2026, 6, 1), LossCause.REMOVED_DEPENDANT)
    run(store, rehired(head))
    assert "2001-900-01" not in {p.key for p in store.queries.people()}
    assert person_of(store, spouse).disqualified_on == date(2026, 6, 1)


def test_a_rehire_that_cannot_be_is_refused(store):
    head, spouse, _ = family(store)
    for use_case, words in (
        (rehired(spouse), "本人を選んで"),
        (rehired(head, qualified_on=date(2010, 4, 1)), "より後では"),
        (rehired(head, number=""), "番号が空"),
    ):
        with pytest.raises(BadValue, match=words):
            run(store, use_case)


# ---- マイナ保険証 ---------------------------------------------------------------------------------


def test_registered_papers_come_back_and_a_release_brings_the_paper_again(store):
    head, *_ = family(store, papers=(OUT,))
    done = run(
        store,
        lambda tx: enrolment.take_step(
            tx, [head.id], Enrolment.REGISTERED, on=date(2026, 11, 20), today=TODAY
        ),
    )
    assert "14日以内" in done.sentence
    assert ("return", head.name, date(2026, 12, 4)) in due(store)
    done = run(
        store, lambda tx: enrolment.take_step(tx, [head.id], Enrolment.RELEASED, on=TODAY, today=TODAY)
    )
    assert "令和8年12月31日" in done.sentence
    assert person_of(store, head).enrolment is Enrolment.RELEASED
    assert "return" not in {kind for kind, name, _ in due(store) if name == head.name}


def test_only_the_registered_are_released_and_the_registered_do_not_decline(store):
    head, *_ = family(store)
    with pytest.raises(NotAllowed, match="登録済みではありません"):
        run(store, lambda tx: enrolment.take_step(tx, [head.id], Enrolment.RELEASED, on=TODAY, today=TODAY))
    run(store, lambda tx: enrolment.take_step(tx, [head.id], Enrolment.REGISTERED, on=TODAY, today=TODAY))
    with pytest.raises(NotAllowed, match="登録の解除"):
        run(
            store,
            lambda tx: enrolment.take_step(tx, [head.id], Enrolment.DECLINED, on=TODAY, today=TODAY),
        )


@pytest.mark.parametrize("stage", enrolment.LEFT_IN_PEACE)
def test_whoever_declines_is_asked_no_more(store, stage):
    head, *_ = family(store)
    asked = [r.person_id for r in store.queries.due_rows(TODAY) if r.kind.value == "register"]
    assert head.id in asked
    run(store, lambda tx: enrolment.take_step(tx, [head.id], stage, on=TODAY, today=TODAY))
    assert head.id not in [r.person_id for r in store.queries.due_rows(TODAY) if r.kind.value == "register"]


def test_the_cards_own_end_is_kept_and_forgotten(store):
    head, *_ = family(store)
    run(store, lambda tx: enrolment.take_step(tx, [head.id], Enrolment.REGISTERED, on=TODAY, today=TODAY))
    done = run(store, lambda tx: enrolment.set_card_expiry(tx, head.id, date(2026, 12, 15), today=TODAY))
    assert "令和9年3月31日 まで" in done.sentence
    rows = [r for r in store.queries.due_rows(TODAY) if r.person_id == head.id]
    assert [r.why.value for r in rows] == ["card_ends"]
    run(store, lambda tx: enrolment.set_card_expiry(tx, head.id, None, today=TODAY))
    assert [r for r in store.queries.due_rows(TODAY) if r.person_id == head.id] == []
    with pytest.raises(BadValue, match="生年月日より前"):
        run(store, lambda tx: enrolment.set_card_expiry(tx, head.id, date(1970, 1, 1), today=TODAY))


# ---- damage, loss, death, 75 -----------------------------------------------------------------------


def test_a_damaged_sheet_comes_back_and_a_new_one_is_printed(store):
    head, *_ = family(store, papers=(OUT,))
    before = snapshot(store)
    (sheet,) = sheets_of(store, head)
    done = run(store, lambda tx: certificates.damage(tx, sheet.id, on=TODAY, today=TODAY, reason="水濡れ"))
    assert "再交付" in done.sentence
    assert sheets_of(store, head)[0].replace_cause is ReplaceCause.DAMAGE
    assert {kind for kind, name, _ in due(store) if name == head.name} == {"return", "print"}
    store.undo()
    assert snapshot(store) == before


def test_a_sheet_damaged_in_the_drawer_is_shredded(store):
    head, *_ = family(store, papers=(DRAWER,))
    (sheet,) = sheets_of(store, head)
    run(store, lambda tx: certificates.damage(tx, sheet.id, on=TODAY, today=TODAY, reason="破れ"))
    assert sheets_of(store, head)[0].status is S.SPOILED


@pytest.mark.parametrize("reason", [SECRET, "あ" * 201])
def test_a_reason_is_short_and_holds_no_personal_number(store, reason):
    head, *_ = family(store, papers=(OUT,))
    (sheet,) = sheets_of(store, head)
    with pytest.raises((MyNumberRefused, BadValue)) as refusal:
        run(store, lambda tx: certificates.damage(tx, sheet.id, on=TODAY, today=TODAY, reason=reason))
    assert SECRET not in str(refusal.value)


def test_after_a_death_the_sentence_says_who_brings_the_papers(store):
    head, *_ = family(store, papers=(OUT,))
    done = leave(store, head, TODAY, LossCause.DEATH)
    assert "埋葬料を申請する方" in done.sentence


def test_a_paper_that_cannot_be_found_is_lost_in_the_same_step(store):
    head, spouse, child = family(store, papers=(OUT, OUT, OUT))
    before = snapshot(store)

    def leave(tx, missing):
        return roster.leave(
            tx, head.id, cause=LossCause.LEFT, last_day_on=date(2026, 11, 30), today=TODAY, missing=missing
        )

    done = run(store, lambda tx: leave(tx, [child.id]))
    assert "1枚は紛失" in done.sentence
    assert [sheets_of(store, p)[0].status for p in (head, spouse, child)] == [OUT, OUT, S.LOST]
    store.undo()
    assert snapshot(store) == before
    for wrong, words in (([999], "資格を失う方の中"),):
        with pytest.raises(BadValue, match=words):
            run(store, lambda tx, wrong=wrong: leave(tx, wrong))


def test_who_has_no_paper_cannot_miss_it(store):
    head, *_ = family(store)
    with pytest.raises(BadValue, match="記録がありません"):
        leave(store, head, TODAY, LossCause.LEFT, missing=[head.id])


def test_the_household_of_somebody_who_turns_75_goes_along(store):
    head, _, child = family(store, papers=(OUT, None, OUT))
    run(store, lambda tx: tx.save_person(replace(head, born_on=date(1951, 11, 22))))
    leave(store, head, date(2026, 11, 22), LossCause.AGE_75)
    assert loss_of_cover(person_of(store, child), person_of(store, head)).on == date(2026, 11, 22)
    assert ("return", child.name, date(2026, 11, 26)) in due(store)
