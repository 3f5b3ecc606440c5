"""Who is meant by a row: by number, and by the human behind it."""

from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.person import Person, Sex
from app.errors import BadValue, NotAllowed
from app.importing.plan import EventKind, ListPart
from app.importing.row_at import RowAt
from app.ports import Store
from app.usecases.people import life_events, roster_import
from tests.usecases.households import sheet
from tests.usecases.lists.members import (
    HANA,
    HEADINGS,
    NOVEMBER,
    OCTOBER,
    ROWS,
    SORA,
    TARO,
    TODAY,
    YUKI,
    counts,
    look,
    take,
)


def of_key(store: Store, key: str) -> Person:
    return next(p for p in store.queries.people() if p.key == key)


@pytest.mark.parametrize(
    ("name", "sex", "born"),
    [
        ("赤他　人志", "女", "1999-12-31"),
        ("赤他　人志", "男", "1999-12-31"),
        ("赤他　人志", "女", "1980-04-12"),
        ("見本　一郎", "女", "1999-12-31"),
    ],
)
def test_another_human_under_a_known_number_is_held_with_both(
    office: Store, name: str, sex: str, born: str
) -> None:
    other = TARO.replace("見本　一郎", name).replace(",男,", f",{sex},").replace("1980-04-12", born)
    plan = look(office, other, HANA, SORA, YUKI, as_of=NOVEMBER)
    assert counts(plan) == (0, 0, 3, 0, 1)
    (held,) = plan.quarantined
    assert (held.row.number, held.name) == (2, name)
    assert "見本　一郎 さん(S55.4.12生)" in held.reason
    assert held.cells[:3] == ("2101", "501", "00")


@pytest.mark.parametrize(
    "change", [("見本　一郎", "改名　一郎"), ("1980-04-12", "1980-04-21"), (",男,", ",女,")]
)
def test_one_fact_alone_is_a_correction(office: Store, change: tuple[str, str]) -> None:
    plan = look(office, TARO.replace(*change), HANA, SORA, YUKI, as_of=NOVEMBER)
    assert counts(plan) == (0, 1, 3, 0, 0)


def many(count: int) -> list[str]:
    names = ("青山", "石川", "上田", "江藤", "大野", "加藤", "木村", "黒田", "小林", "佐藤", "清水", "鈴木")
    return [
        TARO.replace(",501,", f",{600 + n},").replace(
            "見本　一郎", f"{names[n % 12]}　{'一二三四五'[n // 12]}"
        )
        for n in range(count)
    ]


def test_names_that_slipped_by_a_row_stop_the_import_and_show_both(store: Store) -> None:
    rows = many(24)
    take(store, *rows, as_of=OCTOBER)
    names = [row.split(",")[5] for row in rows]
    slipped = [
        row.replace(name, after) for row, name, after in zip(rows, names, names[1:] + names[:1], strict=True)
    ]
    plan = look(store, *slipped, as_of=NOVEMBER)
    assert (plan.added, plan.changed, plan.asked) == ((), (), ())
    assert "氏名の違う方が多すぎます" in plan.stopped
    assert len(plan.quarantined) == 24
    with pytest.raises(NotAllowed, match="氏名の違う方が多すぎます"), store.transaction("取込") as tx:
        roster_import.apply_import(tx, plan, today=TODAY)


def test_a_household_may_take_another_name_together(office: Store) -> None:
    rows = [row.replace("見本　", "新姓　") for row in ROWS]
    plan = look(office, *rows, as_of=NOVEMBER)
    assert (counts(plan), plan.stopped) == ((0, 3, 1, 0, 0), "")


def test_another_societys_list_is_refused_and_single_rows_are_held(office: Store) -> None:
    ours = office.queries.society().insurer_number
    headings = f"保険者番号,{HEADINGS}"
    with pytest.raises(BadValue, match="保険者番号 06010007 の健保のもの"):
        look(office, *(f"06010007,{row}" for row in ROWS), headings=headings)
    # The zero that a spreadsheet takes away makes no other society.
    rows = [f"{ours.lstrip('0')},{row}" for row in ROWS]
    assert counts(look(office, *rows, headings=headings, as_of=NOVEMBER)) == (0, 0, 4, 0, 0)
    plan = look(office, f"06010007,{TARO}", *rows[1:], headings=headings, as_of=NOVEMBER)
    assert [(one.row.number, one.column) for one in plan.quarantined] == [(2, "保険者番号")]


def test_zeros_of_a_program_are_no_other_person_and_no_change(office: Store) -> None:
    padded = [row.replace(",501,", ",0000501,").replace(",0502,", ",502,") for row in ROWS]
    assert counts(look(office, *padded, as_of=NOVEMBER)) == (0, 0, 4, 0, 0)


def test_the_societys_entry_fills_the_one_made_for_a_newborn(office: Store) -> None:
    head = of_key(office, "2101-501-00")
    assert head.id is not None
    child = life_events.dependant_of(
        head, branch_number="", name="見本　海", kana="ミホン ウミ", sex=Sex.FEMALE, relationship="子",
        born_on=date(2026, 11, 20), since=date(2026, 11, 20),
    )  # fmt: skip
    with office.transaction("扶養追加") as tx:
        life_events.add_dependant(tx, head.id, child, today=TODAY)
    listed = "2101,501,03,家族,子,見本　海,ミホン ウミ,女,2026-11-20,2026-11-20,,不明,2029-12-01"
    plan = take(office, *ROWS, listed, as_of=TODAY)
    assert counts(plan) == (0, 1, 4, 0, 0)
    filled = of_key(office, "2101-501-03")
    assert (filled.name, filled.certificate_expires_on) == ("見本　海", date(2029, 12, 1))
    assert len(office.queries.people()) == 5


def moved(row: str) -> str:
    return row.replace("2101,501,", "2103,801,")


def test_a_household_with_another_number_is_asked_about_and_moves_with_its_papers(office: Store) -> None:
    with office.transaction("証") as tx:
        tx.save_certificate(sheet(of_key(office, "2101-501-00"), CertificateStatus.HANDED_OUT))
    rows = [moved(row) for row in (TARO, HANA, SORA)] + [YUKI]
    plan = take(office, *rows, as_of=NOVEMBER)
    assert (counts(plan), len(office.queries.people())) == ((0, 0, 1, 0, 0), 4)
    (event,) = plan.events
    assert (event.kind, event.row.number, len(event.people)) == (EventKind.MOVED, 2, 3)
    assert "2101-501 から 2103-801" in event.sentence
    take(office, *rows, as_of=NOVEMBER, taken=[RowAt(2)])
    keys = sorted(p.key for p in office.queries.people())
    assert keys == ["2102-0502-00", "2103-801-00", "2103-801-01", "2103-801-02"]
    assert [one.status for one in office.queries.certificate_rows()] == [CertificateStatus.SUPERSEDED]
    assert counts(look(office, *rows, as_of=NOVEMBER)) == (0, 0, 4, 0, 0)


def test_a_new_day_of_cover_is_a_rehire_and_is_asked_about(office: Store) -> None:
    rows = [TARO.replace("2005-04-01", "2026-11-01"), HANA, SORA, YUKI]
    plan = take(office, *rows, as_of=NOVEMBER)
    assert [one.kind for one in plan.events] == [EventKind.REHIRED]
    assert of_key(office, "2101-501-00").qualified_on == date(2005, 4, 1)
    take(office, *rows, as_of=NOVEMBER, taken=[RowAt(2)])
    assert of_key(office, "2101-501-00").qualified_on == date(2026, 11, 1)
    assert look(office, *rows, as_of=NOVEMBER).events == ()


def test_a_rehire_under_a_new_number_ends_the_old_cover(office: Store) -> None:
    row = TARO.replace("2101,501,", "2101,888,").replace("2005-04-01", "2026-11-01")
    take(office, row, HANA, SORA, YUKI, as_of=NOVEMBER, taken=[RowAt(2)])
    old, new = of_key(office, "2101-501-00"), of_key(office, "2101-888-00")
    assert (old.disqualified_on, new.qualified_on) == (date(2026, 11, 1), date(2026, 11, 1))
    assert new.certificate_expires_on == date(2029, 12, 1)


def test_two_employees_under_one_number_are_held(office: Store) -> None:
    second = (
        TARO.replace(",00,", ",05,").replace("見本　一郎", "架空　次郎").replace("1980-04-12", "1990-01-01")
    )
    plan = look(office, *ROWS, second, as_of=NOVEMBER)
    assert (len(plan.added), [one.column for one in plan.quarantined]) == (0, ["本人家族"])
    assert "2101-501-00 見本　一郎" in plan.quarantined[0].reason


def test_rows_and_columns_are_left_out_on_wish(office: Store) -> None:
    renamed = TARO.replace("見本　一郎", "新姓　一郎").replace("2029-12-01", "2031-11-30")
    (one,) = look(office, renamed, as_of=NOVEMBER, is_part=True, without=[ListPart(field="name")]).changed
    assert [change.field for change in one.changes] == ["certificate_expires_on"]
    (one,) = look(office, renamed, as_of=NOVEMBER, is_part=True, without=[ListPart(RowAt(2), "name")]).changed
    assert [change.field for change in one.changes] == ["certificate_expires_on"]
    assert look(office, renamed, as_of=NOVEMBER, is_part=True, without=[ListPart(row=RowAt(2))]).changed == ()


@pytest.mark.parametrize("blank", ["", " ", "\u3000\u3000", "\u200b\u3000"])
def test_a_spelling_voids_no_paper(office: Store, blank: str) -> None:
    with office.transaction("証") as tx:
        for person in office.queries.people():
            tx.save_certificate(sheet(person, CertificateStatus.HANDED_OUT))
    plan = take(office, *(row.replace("\u3000", blank) for row in ROWS), as_of=TODAY)
    assert counts(plan)[:2] == (0, 0)
    assert {one.status for one in office.queries.certificate_rows()} == {CertificateStatus.HANDED_OUT}


def test_hr_says_departments_and_is_only_asked_about_names(office: Store) -> None:
    headings = "社員番号,所属,記号,番号,枝番,本人家族,氏名,生年月日,資格取得年月日"
    row = "M0001,経理部,2101,501,00,本人,通名　一郎,1980-04-12,2005-04-01"
    plan = take(office, row, headings=headings, as_of=NOVEMBER, is_part=True)
    (one,) = plan.changed
    assert {change.field for change in one.changes} == {"department", "employee_code"}
    (difference,) = office.queries.differences()
    assert (difference.field, difference.ours, difference.theirs) == ("name", "見本　一郎", "通名　一郎")
    # The next list of the same sender asks nothing twice, and what it tells no more is over.
    take(office, row, headings=headings, as_of=TODAY, is_part=True)
    assert len(office.queries.differences()) == 1
    take(office, row.replace("通名", "見本"), headings=headings, as_of=TODAY, is_part=True)
    assert office.queries.differences() == []


def test_the_import_is_a_line_of_the_history_and_is_undone_with_all_it_remembered(office: Store) -> None:
    before = (office.queries.people(), office.queries.told(), office.queries.lists_taken())
    plan = take(office, TARO.replace("2029-12-01", "2031-11-30"), *ROWS[1:], as_of=NOVEMBER)
    taken = office.queries.lists_taken()[0]
    assert (taken.as_of, taken.file_name, taken.changed, taken.unchanged) == (NOVEMBER, "list.csv", 1, 3)
    assert taken.digest == plan.about.digest
    assert taken.operation_id == office.queries.operations()[0].operation_id
    office.undo()
    assert (office.queries.people(), office.queries.told(), office.queries.lists_taken()) == before


def test_what_was_previewed_is_what_is_stored(office: Store) -> None:
    """Told once: the next look at the same list has nothing to tell."""
    headings = f"事業所記号,事業所名,{HEADINGS}"
    rows = [f",新しい事業所,{row}" for row in ROWS]
    take(office, *rows, headings=headings, as_of=NOVEMBER)
    assert counts(look(office, *rows, headings=headings, as_of=NOVEMBER)) == (0, 0, 4, 0, 0)
    steps = len(office.queries.operations())
    take(office, *rows, headings=headings, as_of=NOVEMBER)
    assert len(office.queries.operations()) == steps
