"""通称名 and 限度額適用区分: on request, on the sheet, never in a list; a changed one voids the sheet."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.person import Person
from app.domain.print_note import NO_DISEASE, Disease, check_limit
from app.domain.rules import shipped_rules
from app.errors import BadValue, MyNumberRefused, NotAllowed
from app.ports import Store
from app.usecases.people import name_substitutes, print_notes
from app.usecases.people.print_notes import OnSheet
from app.usecases.printing import sessions
from tests.factories import person
from tests.usecases.households import TODAY, family, person_of, run, sheets_of, snapshot

S = CertificateStatus


@pytest.fixture
def home(store: Store) -> tuple[Person, Person, Person]:
    return family(store)


def note(store: Store, who: Person, registry_name: str = "", limit: str | None = None):
    return run(
        store,
        lambda tx: print_notes.set_note(
            tx, who.id, registry_name=registry_name, limit_category=limit, on=TODAY, today=TODAY
        ),
    )


def face(store: Store, who: Person):
    with store.rehearsal() as tx:
        made = sessions.plan_session(tx, [who.id], today=TODAY)
    assert made.refused == ()
    return made.faces[0]


def test_the_sheet_says_what_was_asked_for(store, home):
    head, spouse, _ = home
    note(store, head, "髙橋　花美", "ウ")
    note(store, spouse, limit="低所得Ⅱ")
    assert (face(store, head).name, face(store, head).registry_name) == (head.name, "髙橋　花美")
    assert face(store, head).limit_category == "ウ"
    assert (face(store, spouse).registry_name, face(store, spouse).limit_category) == ("", "低所得Ⅱ")


@pytest.mark.parametrize(("status", "after"), [(S.HANDED_OUT, S.SUPERSEDED), (S.READY, S.SPOILED)])
def test_a_sheet_that_says_something_else_becomes_void_and_undo_brings_it_back(store, status, after):
    head, *_ = family(store, papers=(status,))
    before = snapshot(store)
    done = note(store, head, limit="ア")
    assert ("回収します" in done.sentence) == (status is S.HANDED_OUT)
    (sheet,) = sheets_of(store, head)
    assert sheet.status is after
    if status is S.HANDED_OUT:
        assert sheet.replace_cause is ReplaceCause.CORRECTION
    store.undo()
    assert snapshot(store) == before
    assert store.queries.print_notes() == {}


def test_what_is_the_same_as_before_touches_no_sheet(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    done = note(store, head)
    assert "変わりません" in done.sentence
    assert sheets_of(store, head)[0].status is S.HANDED_OUT


def test_a_sheet_that_is_being_printed_refuses_the_change(store):
    head, *_ = family(store, papers=(S.PLANNED,))
    with pytest.raises(NotAllowed, match="確認がまだ"):
        note(store, head, limit="ア")
    assert store.queries.print_notes() == {}


@pytest.mark.parametrize(
    ("registry_name", "limit", "said"),
    [
        ("髙橋 見本", None, "氏名と同じ"),
        ("", "低所得Ⅱ", "70歳以上"),
        ("", "カ", "次のどれか"),
        ("あ" * 101, None, "100字"),
    ],
)
def test_what_cannot_be_so_is_refused(store, home, registry_name, limit, said):
    with pytest.raises(BadValue, match=said):
        note(store, home[0], registry_name, limit)


def test_individual_numbers_are_refused(store, home):
    with pytest.raises(MyNumberRefused):
        note(store, home[0], "448421827070")


def test_the_category_goes_by_age_from_the_month_after_the_seventieth_birthday():
    born, rules = date(1956, 11, 20), shipped_rules().at(date(2026, 12, 1))
    for category in rules.limits_below_70:
        check_limit(category, born, date(2026, 11, 30), rules)
        with pytest.raises(BadValue, match="70歳未満"):
            check_limit(category, born, date(2026, 12, 1), rules)
    for category in rules.limits_from_70:
        check_limit(category, born, date(2026, 12, 1), rules)


def test_classes_that_nobody_confirmed_refuse_none_of_the_societys():
    """From August 2027 the classes are split; what their names will be on a paper is not published."""
    born, on = date(1980, 4, 5), date(2027, 8, 1)
    after = shipped_rules().at(on)
    for category in ("ア", "7", "ウ-1", "オ"):
        check_limit(category, born, on, after)
    with pytest.raises(BadValue, match="70歳以上"):
        check_limit("一般", born, on, after)
    before = shipped_rules().at(date(2027, 7, 31))
    with pytest.raises(BadValue, match="次のどれか"):
        check_limit("7", born, date(2027, 7, 31), before)


def test_a_category_outgrown_since_refuses_the_sheet_by_name(store, home):
    head, *_ = home
    note(store, head, limit="エ")
    run(store, lambda tx: tx.save_person(replace(person_of(store, head), born_on=date(1955, 1, 1))))
    with store.rehearsal() as tx:
        made = sessions.plan_session(tx, [head.id], today=TODAY)
    assert "70歳未満の方の区分" in made.refused[0].reason


def test_facts_and_what_the_sheet_says_are_one_step(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    run(store, lambda tx: tx.save_person(replace(head, name="髙橋　外\ue000")))
    run(
        store,
        lambda tx: name_substitutes.agree_text(tx, head.id, "\ue000", "吉", agreed_on=TODAY, today=TODAY),
    )
    before = snapshot(store)
    (kept,) = store.queries.substitutes()
    said = OnSheet("髙橋　花美", "イ", (kept.id,))
    changed = replace(person_of(store, head), department="経理部")
    done = run(store, lambda tx: print_notes.correct(tx, changed, said, on=TODAY, today=TODAY), "訂正")
    assert "古い証1枚を回収します" in done.sentence
    assert store.queries.substitutes() == []
    assert person_of(store, head).department == "経理部"
    assert store.queries.print_notes()[head.id].limit_category == "イ"
    store.undo()
    assert snapshot(store) == before
    assert len(store.queries.substitutes()) == 1


def test_somebody_new_may_bring_a_note(store, home):
    new = person(id=None, office_id=home[0].office_id, number="909", name="通称　花子")
    run(store, lambda tx: print_notes.add(tx, new, OnSheet("戸籍　花子", None), today=TODAY))
    (kept,) = store.queries.print_notes().values()
    assert kept.registry_name == "戸籍　花子"
    store.undo()
    assert store.queries.print_notes() == {}


def test_lists_and_history_never_say_it(store, home):
    head, *_ = home
    note(store, head, "戸籍　花子", "ウ")
    assert "戸籍" not in repr(store.queries.person_rows())
    assert store.queries.person_rows(search="戸籍") == []
    assert "戸籍" not in repr(store.queries.history(head.id))


def former(store: Store, who: Person, surname: str, registry_name: str = ""):
    return run(
        store,
        lambda tx: print_notes.set_note(
            tx, who.id, registry_name=registry_name, limit_category=None, former_surname=surname,
            on=TODAY, today=TODAY,
        ),
    )  # fmt: skip


def test_a_former_surname_stands_in_brackets_and_voids_the_sheet(store):
    """協会けんぽ: between 氏 and 名 on the front, 「氏名欄の括弧内は旧姓」 on the back."""
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    assert "回収します" in former(store, head, "山田").sentence
    assert sheets_of(store, head)[0].status is S.SUPERSEDED
    assert (face(store, head).name, face(store, head).former_surname) == (head.name, "山田")
    # What else the sheet says is changed without it.
    note(store, head, limit="ウ")
    assert face(store, head).former_surname == "山田"
    former(store, head, "")
    assert face(store, head).former_surname == ""


def test_a_former_surname_needs_a_registered_name_with_two_parts(store, home):
    head, *_ = home
    with pytest.raises(BadValue, match="通称名の方"):
        former(store, head, "山田", registry_name="戸籍　花子")
    run(store, lambda tx: tx.save_person(replace(head, name="髙橋見本")))
    with pytest.raises(BadValue, match="氏と名の間に空白"):
        former(store, head, "山田")


def disease(store: Store, who: Person, told: Disease):
    return run(
        store,
        lambda tx: print_notes.set_note(
            tx, who.id, registry_name="", limit_category=None, disease=told, on=TODAY, today=TODAY
        ),
    )


def test_a_disease_is_printed_by_its_mark_voids_the_sheet_and_stands_in_no_list(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    before = snapshot(store)
    assert "回収します" in disease(store, head, Disease("K1", TODAY)).sentence
    (sheet,) = sheets_of(store, head)
    assert (sheet.status, sheet.replace_cause) == (S.SUPERSEDED, ReplaceCause.CORRECTION)
    # The form with a box shows it; what else the sheet says is changed without it.
    note(store, head, limit="ウ")
    with store.rehearsal() as tx:
        tx.save_society(replace(tx.society(), layout="book-a4"))
        (shown,) = sessions.plan_session(tx, [head.id], today=TODAY).faces
    assert (shown.disease_mark, shown.disease_from, shown.limit_category) == ("K1", TODAY, "ウ")
    for told in (store.queries.person_rows(), store.queries.history(head.id), store.queries.operations()):
        assert "K1" not in repr(told)
    store.undo()
    store.undo()
    assert snapshot(store) == before


def test_a_form_without_a_box_refuses_without_saying_of_what(store, home):
    disease(store, home[0], Disease("K1"))
    with store.rehearsal() as tx:
        made = sessions.plan_session(tx, [home[0].id], today=TODAY)
    assert "欄がありません" in made.refused[0].reason
    assert "疾病" not in made.refused[0].reason
    disease(store, home[0], NO_DISEASE)
    assert face(store, home[0]).disease_mark == ""


@pytest.mark.parametrize("told", [Disease("慢性腎不全"), Disease("12345"), Disease("", TODAY)])
def test_an_illness_by_name_or_a_day_alone_is_refused(store, home, told):
    with pytest.raises(BadValue, match=r"特定疾病.*(記号)"):
        disease(store, home[0], told)
    assert store.queries.print_notes() == {}
