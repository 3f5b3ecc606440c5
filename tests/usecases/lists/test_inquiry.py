"""What list and roster say differently is a table that changes nothing, and a letter to the society."""

from datetime import date

import pytest

from app.domain.difference import Side, Standing
from app.domain.told import Sender
from app.errors import BadValue
from app.ports import Store
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.usecases.papers.lists import comparison_table
from app.usecases.people.comparison import compared
from tests.golden.papers import texts
from tests.usecases.lists.members import HANA, NOVEMBER, OCTOBER, SORA, TARO, TODAY, YUKI, look, take

NEW = "2103,0700,00,本人,本人,新田　良,ニッタ リョウ,男,1990-05-05,2026-11-01,,未登録,"
LATER = date(2026, 10, 1)


def test_each_side_and_each_difference_is_a_row_with_its_likely_cause(office: Store) -> None:
    plan = look(office, TARO.replace("2029-12-01", "2030-12-01"), HANA, SORA, NEW, as_of=NOVEMBER)
    rows = compared(plan)
    assert [(row.side, row.key, row.ours, row.theirs, row.why) for row in rows] == [
        (Side.OURS, "2102-0502-00", "加入中", "記載なし", None),
        (Side.THEIRS, "2103-0700-00", "記録なし", "記載あり", None),
        (Side.BOTH, "2101-501-00", "R11.12.1", "R12.12.1", Standing.NEWER),
    ]
    assert all(row.likely for row in rows)
    older = compared(look(office, TARO.replace("2029-12-01", "2028-12-01"), as_of=LATER, is_part=True))
    assert [row.why for row in older] == [Standing.OLDER]
    assert comparison_table(rows, on=TODAY).lines[2][3:6] == ("有効期限", "R11.12.1", "R12.12.1")


def test_the_letter_names_each_difference_and_leaves_room_for_the_answer(office: Store) -> None:
    plan = look(office, TARO.replace("2029-12-01", "2030-12-01"), HANA, SORA, NEW, as_of=NOVEMBER)
    made = every_form.inquiry_about(office.queries, compared(plan), as_of=NOVEMBER, on=TODAY)
    text = "".join(texts(every_form.pages(made)))
    for told in (
        "令和8年11月28日現在",
        "2102-0502-00",
        "新田",
        "R11.12.1",
        "R12.12.1",
        "健保のご回答",
        "記載なし",
        "御中",
    ):
        assert told in text
    with pytest.raises(BadValue, match="選んでください"):
        every_form.inquiry_about(office.queries, [], as_of=None, on=TODAY)


def test_what_is_open_in_the_reconciling_is_a_form_of_its_own(office: Store) -> None:
    take(office, TARO.replace("見本　一郎", "見本　太郎"), HANA, SORA, YUKI, as_of=OCTOBER, sender=Sender.HR)
    (subject,) = every_form.subjects(office.queries, FormKind.INQUIRY, on=TODAY)
    assert (subject.name, subject.what) == ("見本　一郎", "氏名")
    text = "".join(
        texts(every_form.pages(every_form.make(office.queries, FormKind.INQUIRY, [subject], on=TODAY)))
    )
    assert "太郎" in text
    table = every_form.table(office.queries, FormKind.INQUIRY, [subject], on=TODAY)
    assert table.lines == [("2101-501-00", "見本　一郎", "氏名", "見本　一郎", "見本　太郎")]
