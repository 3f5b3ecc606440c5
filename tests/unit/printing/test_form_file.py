"""A form is a file, filled with the values of one case."""

import tomllib
from datetime import date

import pytest

import resources
from app.printing.form.form_file import filled_form
from app.printing.form.values import Fields, Name, Stamps, Table, Words

ON = date(2026, 11, 23)
NAME = Name("架空\u3000清", "2001-101-00")
PERSON = {
    **dict.fromkeys("symbol number branch_number insured_kana insured_born_on kana".split(), "1"),
    **dict.fromkeys("born_on relationship lost_on".split(), "2"),
    "insured_name": NAME,
    "name": Name("架空\u3000葵", "2001-101-01"),
}
LOST = PERSON | {"papers": [("証", "K1", "", "", "")], "reported_on": "", "reason": "", "police_report": ""}
FILES = sorted(resources.path("forms").glob("*.toml"))


def loss(**over):
    return filled_form("loss", LOST | {"is_dependant": False, "was_told_to_police": False} | over, made_on=ON)


def boxes(form):
    return {
        box.label: box for block in form.blocks if isinstance(block, Fields) for r in block.rows for box in r
    }


def test_a_value_alone_stays_what_it_is_and_within_words_is_put_in():
    form = loss(reason="電車の中")
    assert boxes(form)["被保険者氏名"].value == NAME
    assert isinstance(boxes(form)["被保険者氏名"].value, Name)
    assert boxes(form)["なくしたときの状況"].value == "電車の中"
    receipts = filled_form(
        "receipt_list", {"place": "本社", "count": 2, "sheets": [("a",), ("b",)]}, made_on=ON
    )
    assert receipts.subtitle == "本社\u30002枚"
    (table,) = (block for block in receipts.blocks if isinstance(block, Table))
    assert table.rows == (("1", "a"), ("2", "b"))


def test_what_is_not_the_case_is_not_there():
    assert "被扶養者氏名" not in boxes(loss())
    assert "被扶養者氏名" in boxes(loss(is_dependant=True))


def test_a_choice_is_ticked_by_its_value_and_else_left_to_the_hand():
    said = {one: boxes(loss(was_told_to_police=one))["警察への届出"].choices for one in (True, False)}
    assert [choice.is_ticked for choice in said[True]] == [True, False]
    assert not any(choice.is_ticked for choice in said[False])


def test_what_forms_share_is_said_once_and_may_be_said_otherwise():
    values = PERSON | {
        "is_dependant": False,
        "is_lost": True,
        "is_damaged": False,
        "closed_on": "",
        "reason": "",
        "fee": "",
    }
    form = filled_form("reissue", values | {"papers": [("証",) * 5], "newer": []}, made_on=ON)
    old, newer = (block for block in form.blocks if isinstance(block, Table))
    assert (old.heading, old.least_rows, len(old.rows)) == ("もとの証", 0, 1)
    assert (newer.heading, newer.least_rows, newer.rows) == ("再交付した証", 1, ())
    assert old.columns == newer.columns
    assert [type(block) for block in form.blocks] == [Words, Fields, Fields, Table, Table, Stamps]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_columns_of_a_form_are_as_wide_as_its_frame(path):
    for block in tomllib.loads(path.read_text("utf-8"))["block"]:
        if isinstance(block.get("columns"), list):
            assert sum(column[1] for column in block["columns"]) == 174, block.get("heading")
