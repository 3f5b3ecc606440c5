"""The counts go into items 22 and 23 of a 喪失届, and into nothing else."""

from datetime import date

import pytest

from app.domain.ids import OfficeId, PersonId
from app.errors import BadValue, MyNumberRefused
from app.usecases.forms.loss_counts import LossCount, LossForm
from app.usecases.forms.loss_file import filled

HEAD = (
    "99001,001,20261120,\r\n[kanri]\r\n,001\r\n"
    "99001,100,0001,見本区,見本株式会社,見本　太郎,03,0000,0000\r\n[data]\r\n"
)


def leaver(number: str = "247", name: str = "渡辺　さくら", lost: str = "9,080820", mine: str = "") -> str:
    who = f"2201700,21,01,ﾐﾎﾝ,1003,{number},ﾜﾀﾅﾍﾞ ｻｸﾗ,{name},5,590624"
    return f"{who},{mine},,,{lost},4,9,080819,,,,,,,,"


def count(name: str = "渡辺　さくら", still_out: int = 0, attached: int = 2, gone: int = 1) -> LossCount:
    return LossCount(
        form=LossForm.LOSS,
        household="2001-247",
        person_id=PersonId(1),
        name=name,
        kana="",
        office_id=OfficeId(1),
        lost_on=date(2026, 8, 20),
        members=(name,),
        attached=attached,
        in_drawer=attached,
        gone=gone,
        still_out=still_out,
    )


def file(*lines: str) -> bytes:
    return (HEAD + "".join(f"{line}\r\n" for line in lines)).encode("cp932")


def test_only_the_two_items_of_who_is_found_change():
    before = file(leaver(), leaver("258", "木村　京子"))
    made = filled(before, "KPFD0006.CSV", [count()])
    items = made.data.decode("cp932").split("\r\n")[5].split(",")
    assert (items[21], items[22]) == ("2", "1")
    items[21] = items[22] = ""
    assert ",".join(items) == leaver()
    assert made.data.replace(b",2,1,", b",,,") == before
    assert made.count == 1
    ((row, why),) = made.told
    assert (row, "木村　京子" in why) == (7, True)


def test_a_line_shorter_than_the_items_grows_and_its_end_stays():
    short = ",".join(leaver().split(",")[:18])
    made = filled(file(short), "KPFD0006.CSV", [count()])
    assert made.data.decode("cp932").split("\r\n")[5] == f"{short},,,,2,1"


@pytest.mark.parametrize(
    "line", [leaver("248"), leaver(name="渡辺　さくら子"), leaver(lost="9,080821"), leaver(lost="9,081340")]
)
def test_whoever_is_not_found_for_certain_stays_as_it_was(line):
    made = filled(file(line), "KPFD0006.CSV", [count()])
    assert (made.data, made.count, len(made.told)) == (file(line), 0, 1)


def test_a_paper_that_is_still_out_is_told_beside_the_counts():
    made = filled(file(leaver()), "KPFD0006.CSV", [count(still_out=1)])
    assert made.count == 1
    assert "まだ戻らない証が1枚" in made.sentence


def test_a_file_with_my_number_is_refused_whole():
    with pytest.raises(MyNumberRefused, match="6行目"):
        filled(file(leaver(mine="480912376542")), "KPFD0006.CSV", [count()])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a,b\r\n1,2\r\n", "届書のCSVではありません"),
        (file(), "行がありません"),
        (file("2225700,21,01"), "資格喪失届ではありません"),
        (file(leaver()).decode("cp932").encode("utf-8"), "Shift_JIS"),
    ],
)
def test_another_file_is_refused_by_its_cause(data, told):
    with pytest.raises(BadValue, match=told):
        filled(data, "KPFD0006.CSV", [count()])
