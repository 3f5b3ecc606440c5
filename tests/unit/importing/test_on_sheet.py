"""通称名, 戸籍上の氏名 and 限度額適用区分 in a list: taken over, shown as changed, never said."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.ids import OfficeId, PersonId
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote, SaidOfSheet
from app.importing.diff import plan_import
from app.importing.mapping import recognise
from app.importing.merging import merge, new_person
from app.importing.on_sheet import HIDDEN, told
from app.importing.plan import ImportPlan
from app.importing.reader import read_table
from tests.unit.importing.lists import SOCIETY_HEADINGS, SOCIETY_ROWS, TODAY

HEADINGS = f"{SOCIETY_HEADINGS},通称名,戸籍上の氏名,限度額適用区分"
OFFICES = [Office(OfficeId(1), "7001", "見本本社"), Office(OfficeId(2), "7002", "見本工場")]
ALIAS = "高橋　花美"


def plan(*added: str, people: list[Person] | None = None, notes=None, name: str | None = None) -> ImportPlan:
    """The society's list; added: 通称名, 戸籍上の氏名, 限度額適用区分 of each row. name: of the first."""
    rows = [f"{row},{added[n] if n < len(added) else ',,'}" for n, row in enumerate(SOCIETY_ROWS)]
    if name is not None:
        rows[0] = rows[0].replace("髙橋　見本", name)
    table = read_table("\r\n".join((HEADINGS, *rows, "")).encode(), "list.csv")
    return plan_import(
        table, recognise(table), people=people or [], offices=OFFICES, notes=notes or {}, today=TODAY
    )


@pytest.fixture
def people() -> list[Person]:
    return [
        replace(
            new_person(one, OfficeId(1 if one.symbol == "7001" else 2), on=TODAY, today=TODAY),
            id=PersonId(n),
        )
        for n, one in enumerate(plan().added, 1)
    ]


def test_the_alias_stands_on_the_front_and_the_filed_name_on_the_back():
    found = plan(f"{ALIAS},,ウ")
    first, second, *_ = found.added
    assert (first.name, first.on_sheet) == (ALIAS, SaidOfSheet("髙橋　見本", "ウ"))
    assert (second.name, second.on_sheet) == ("髙橋　架空", SaidOfSheet())
    assert any("健保が認めた通称名だけ" in note for note in found.notes)


def test_the_other_way_round_is_understood_too():
    found = plan(",戸籍　花子,")
    assert (found.added[0].name, found.added[0].registry_name) == ("髙橋　見本", "戸籍　花子")


@pytest.mark.parametrize("cells", [",髙橋 見本,", "髙橋 見本,,", "髙橋　見本,髙橋　見本,"])
def test_the_same_name_twice_is_no_alias(cells):
    found = plan(cells)
    assert found.added[0].name == "髙橋　見本"
    assert not found.added[0].registry_name
    assert not any("通称名" in note for note in found.notes)


def test_three_different_names_are_held_back():
    found = plan("通称　花子,戸籍　花子,")
    assert [(held.row.number, held.column) for held in found.quarantined] == [(2, "通称名")]


@pytest.mark.parametrize(
    ("row", "written", "meant"),
    [(0, "ｳ", "ウ"), (0, "区分ア", "ア"), (0, "オ", "オ"), (0, "なし", ""),
     (2, "現役Ⅲ", "現役並みⅢ"), (2, "現役並み2", "現役並みⅡ"), (2, "低所得者Ⅱ", "低所得Ⅱ"),
     (2, "区分I", "低所得Ⅰ"), (2, "一般", "一般")],
)  # fmt: skip
def test_a_category_is_read_in_the_spellings_of_lists(row, written, meant):
    cells = [",,"] * row + [f",,{written}"]
    assert plan(*cells).added[row].limit_category == meant


@pytest.mark.parametrize(
    ("row", "written", "said"), [(0, "カ", "読めません"), (0, "低所得Ⅱ", "70歳以上"), (2, "ア", "70歳未満")]
)
def test_a_category_that_cannot_be_is_held_back(row, written, said):
    found = plan(*([",,"] * row + [f",,{written}"]))
    assert [held.column for held in found.quarantined] == ["限度額適用区分"]
    assert said in found.quarantined[0].reason


def test_a_change_is_shown_without_what_it_says(people):
    found = plan(",戸籍　花子,ウ", people=people)
    (changed,) = found.changed
    assert {(c.title, c.old, c.new) for c in changed.changes} == {
        ("戸籍上の氏名", "", HIDDEN),
        ("限度額適用区分", "", HIDDEN),
    }
    assert merge(people[0], changed.listed, changed.changes, on=TODAY, today=TODAY) == people[0]


def test_a_list_that_knows_only_the_filed_name_leaves_the_alias_on_the_front(people):
    people[0] = replace(people[0], name=ALIAS)
    notes = {PersonId(1): PrintNote(None, PersonId(1), "髙橋　見本", "ウ")}
    assert plan(people=people, notes=notes).changed == ()
    assert plan(f"{ALIAS},,ｳ", people=people, notes=notes).changed == ()
    # Another name is another matter, and so is a list that says there is no alias.
    (changed,) = plan(people=people, notes=notes, name="架空　見本").changed
    assert [c.title for c in changed.changes] == ["氏名"]
    (changed,) = plan(",髙橋　見本,なし", people=people, notes=notes).changed
    assert {(c.title, c.new) for c in changed.changes} == {
        ("氏名", "髙橋　見本"),
        ("戸籍上の氏名", ""),
        ("限度額適用区分", ""),
    }


def test_a_blank_keeps_what_was_agreed():
    kept = PrintNote(None, PersonId(1), "戸籍　花子", "ウ")
    assert told(SaidOfSheet(), kept) == kept
    assert told(SaidOfSheet("", ""), kept) == replace(kept, registry_name="", limit_category=None)
    assert told(SaidOfSheet(), None).says_as(PrintNote(None, PersonId(0)))


def test_a_name_with_a_gaiji_passes_only_for_who_has_it_on_file(people):
    name = "髙\ue000　見本"
    (held,) = plan(people=people, name=name).quarantined
    assert "代わりの文字" in held.reason
    people[0] = replace(people[0], name=name)
    found = plan(people=people, name=name)
    assert (found.quarantined, found.changed, found.unchanged) == ((), (), 4)
    people[0], people[1] = replace(people[0], name="髙橋　見本"), replace(people[1], name=name)
    assert len(plan(people=people, name=name).quarantined) == 1


def with_disease(*added: str, people=(), notes=None) -> ImportPlan:
    """The society's list with 特定疾病 and its 発効日 behind each row."""
    rows = [f"{row},{added[n] if n < len(added) else ','}" for n, row in enumerate(SOCIETY_ROWS)]
    headings = f"{SOCIETY_HEADINGS},特定疾病区分,特定疾病発効期日"
    table = read_table("\r\n".join((headings, *rows, "")).encode(), "list.csv")
    return plan_import(
        table, recognise(table), people=people, offices=OFFICES, notes=notes or {}, today=TODAY
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [("１,R8.10.1", SaidOfSheet(disease_mark="1", disease_from=date(2026, 10, 1))),
     ("a,", SaidOfSheet(disease_mark="A")), ("該当なし,", SaidOfSheet(disease_mark="")),
     ("＊,", SaidOfSheet(disease_mark="")), (",", SaidOfSheet())],
)  # fmt: skip
def test_a_mark_of_the_society_is_read_and_nothing_means_nothing_said(cells, said):
    assert with_disease(cells).added[0].on_sheet == said


def test_the_name_of_an_illness_is_held_back_and_not_repeated():
    (held,) = with_disease("人工透析,R8.10.1").quarantined
    assert held.column == "特定疾病区分"
    assert "病名は書きません" in held.reason
    assert "透析" not in held.reason


def test_a_mark_is_shown_as_changed_and_never_said(people):
    (changed,) = with_disease("2,R8.10.1", people=people).changed
    assert {(c.title, c.old, c.new) for c in changed.changes} == {
        ("特定疾病", "", HIDDEN),
        ("特定疾病の発効日", "", HIDDEN),
    }
    kept = told(changed.on_sheet, None)
    assert kept.disease == ("2", date(2026, 10, 1))
    notes = {PersonId(1): replace(kept, person_id=PersonId(1))}
    assert with_disease("2,", people=people, notes=notes).changed == ()
    # Another mark leaves the day of the one before behind.
    (changed,) = with_disease("3,", people=people, notes=notes).changed
    assert told(changed.on_sheet, notes[PersonId(1)]).disease == ("3", None)
