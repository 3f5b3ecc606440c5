"""Headings in English: those that say one thing are known, those that may say two are asked about."""

import pytest

from app.importing.fields import Field
from app.importing.synonyms import field_of


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Employee ID", Field.EMPLOYEE_CODE),
        ("EMPLOYEE NO.", Field.EMPLOYEE_CODE),
        ("Staff Code", Field.EMPLOYEE_CODE),
        ("Name", Field.NAME),
        ("Full Name", Field.NAME),
        ("Name (Kana)", Field.KANA),
        ("name_kana", Field.KANA),
        ("Last Name", Field.FAMILY_NAME),
        ("First Name", Field.GIVEN_NAME),
        ("Date of Birth", Field.BORN_ON),
        ("DOB", Field.BORN_ON),
        ("ＤＯＢ", Field.BORN_ON),
        ("Gender", Field.SEX),
        ("Insurance Symbol", Field.SYMBOL),
        ("Insurance No", Field.NUMBER),
        ("Health Insurance Number", Field.NUMBER),
        ("Branch No", Field.BRANCH_NUMBER),
        ("Relationship", Field.RELATIONSHIP),
        ("Department", Field.DEPARTMENT),
        ("Termination Date", Field.LEFT_ON),
        ("Insurance End Date", Field.DISQUALIFIED_ON),
        ("Certificate Expiry Date", Field.CERTIFICATE_EXPIRES_ON),
    ],
)
def test_what_says_one_thing_is_known(heading, field):
    assert field_of(heading) is field


@pytest.mark.parametrize(
    "heading",
    [
        "Branch",
        "Expiry Date",
        "Hire Date",
        "Join Date",
        "Leave Date",
        "Retirement Date",
        "Number",
        "ID",
        "Email",
    ],
)
def test_what_may_say_something_else_is_not(heading):
    """A branch office, the end of a stay in Japan, the first day at work, a day of leave, the age limit."""
    assert field_of(heading) is None
