"""Parts of a list are taken alone or left out; what goes with a fact goes with it."""

from datetime import date

from app.importing.plan import ListPart, only
from app.importing.row_at import RowAt
from app.ports import Store
from app.usecases.people import roster_import
from tests.usecases.lists.members import HANA, HEADINGS, NOVEMBER, SORA, TARO, TODAY, YUKI, counts, look, take
from tests.usecases.lists.test_people import of_key

NEW = "2103,0700,00,本人,本人,新田　良,ニッタ リョウ,男,1990-05-05,2026-11-01,,未登録,"


def test_a_part_is_taken_alone_and_the_rest_comes_up_again(office: Store) -> None:
    renamed = TARO.replace("見本　一郎", "見本　太郎").replace("2029-12-01", "2030-12-01")
    plan = look(office, renamed, HANA, SORA, YUKI, NEW, as_of=NOVEMBER)
    alone = only(plan, [ListPart(RowAt(2), "certificate_expires_on")])
    office.record(lambda tx: roster_import.apply_import(tx, alone, today=TODAY))
    taro = of_key(office, "2101-501-00")
    assert (taro.name, taro.certificate_expires_on) == ("見本　一郎", date(2030, 12, 1))
    assert counts(look(office, renamed, HANA, SORA, YUKI, NEW, as_of=NOVEMBER))[:3] == (1, 1, 3)


def test_what_goes_with_a_fact_is_left_out_and_taken_with_it(office: Store) -> None:
    headings, row = f"{HEADINGS},交付年月日,限度額適用区分", f"{TARO.replace('2029-12-01', '2030-12-01')},"
    with_day = f"{row}2026-11-01,ウ"

    def changes(**said: object) -> list[str]:
        found = look(office, with_day, headings=headings, as_of=NOVEMBER, is_part=True, **said)
        return sorted(change.field for one in found.changed for change in one.changes)

    assert changes() == ["certificate_expires_on", "issued_on", "limit_category"]
    assert changes(without=[ListPart(field="certificate_expires_on")]) == ["limit_category"]
    plan = look(office, with_day, headings=headings, as_of=NOVEMBER, is_part=True)
    (one,) = only(plan, [ListPart(RowAt(2), "certificate_expires_on")]).changed
    assert [change.field for change in one.changes] == ["certificate_expires_on", "issued_on"]
    office.record(
        lambda tx: roster_import.apply_import(
            tx, only(plan, [ListPart(RowAt(2), "certificate_expires_on")]), today=TODAY
        )
    )
    assert office.queries.print_notes() == {}
    assert changes() == ["limit_category"]


def test_the_day_of_a_sheet_that_is_left_out_does_not_come_with_its_expiry(office: Store) -> None:
    headings = f"{HEADINGS},交付年月日"
    row = f"{TARO.replace('2029-12-01', '2030-12-01')},2026-11-01"
    take(office, row, headings=headings, as_of=NOVEMBER, is_part=True, without=[ListPart(field="issued_on")])
    taro = of_key(office, "2101-501-00")
    assert (taro.certificate_expires_on, taro.issued_on) == (date(2030, 12, 1), None)
