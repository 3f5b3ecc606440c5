"""Every dash, width and unseen sign is understood by every door that reads what was typed."""

from collections.abc import Callable
from datetime import date

import pytest

from app.domain import typed
from app.domain.issue_number import new_issue_number, parse_issue_number
from app.domain.my_number import find_my_number, is_my_number_heading
from app.domain.scanned import is_kana_in, issue_numbers, kana_of, plain, whole_code
from app.domain.wareki import parse_date
from app.importing.listed import match_key
from app.importing.mapping import Field, field_of
from app.importing.values import read_value, split_symbol_number
from app.ports import Store
from app.usecases.counter.shipments import checked_tracking
from tests.factories import certificate
from tests.usecases.households import family, run
from ui.cli.desk import DATE
from ui.pages.printing.numbers import numbers

DASHES = "-‐‑‒–—―⁃−─━ーｰ－﹣﹘⁻₋"
UNSEEN = "\u200b\u200d\ufeff\u2060\u00ad\x02\u202e"
ISSUE = new_issue_number(lambda below: 7)

# What is read, with "-" wherever a dash may stand, and what every dash must give.
READ: dict[str, tuple[Callable[[str], object], str, object]] = {
    "a number": (typed.code, "2002-108-01", "2002-108-01"),
    "the desk": (plain, "2002-108-01", "2002-108-01"),
    "a code anywhere": (whole_code, "2002-108-01", "2002-108-01"),
    "a scanner": (issue_numbers, ISSUE, [ISSUE]),
    "発行番号": (parse_issue_number, ISSUE, ISSUE),
    "a day": (parse_date, "2026-11-30", date(2026, 11, 30)),
    "a day of a command": (
        lambda text: DATE.convert(text, None, None),
        "2026-11-30",
        date(2026, 11, 30),
    ),
    "記号-番号 of a list": (split_symbol_number, "2002-108", ("2002", "108")),
    "whom a list means": (lambda text: match_key("健保", text, ""), "1-2", "健保-1-2"),
    "a word of a list": (lambda text: read_value(Field.ENROLMENT, text), "カ-ドなし", "no_card"),
    "no 区分": (lambda text: read_value(Field.LIMIT_CATEGORY, text), "-", ""),
    "a heading": (field_of, "社員コ-ド", Field.EMPLOYEE_CODE),
    "the heading of 個人番号": (is_my_number_heading, "マイナンバ-", True),
    "the heading of the card": (is_my_number_heading, "マイナンバ-カ-ドの有無", False),
    "個人番号": (find_my_number, "1234-5678-9018", True),
    "the numbers of sheets": (numbers, "20-22", [20, 21, 22]),
}


@pytest.mark.parametrize("dash", DASHES, ids=lambda dash: f"U+{ord(dash):04X}")
@pytest.mark.parametrize("door", READ)
def test_every_dash_is_a_hyphen_at_every_door(door: str, dash: str) -> None:
    read, text, meant = READ[door]
    assert read(text.replace("-", dash)) == meant


@pytest.mark.parametrize("dash", DASHES, ids=lambda dash: f"U+{ord(dash):04X}")
def test_a_tracking_number_stays_as_typed_and_is_no_individual_number(dash: str) -> None:
    """Both check digits are right: only its own field tells the carrier's number from a 個人番号."""
    number = f"1234{dash}5678{dash}9050"
    assert find_my_number(number)
    assert checked_tracking(f" {number} ") == number


@pytest.fixture(scope="module")
def wide() -> dict[int, int]:
    return {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def spellings(key: str, wide: dict[int, int]) -> list[str]:
    return [
        *(key.replace("-", dash) for dash in DASHES),
        *(f"{key[:2]}{sign}{key[2:]}" for sign in UNSEEN),
        key.translate(wide),
        f"\u3000{key.replace('-', ' - ')} ",
    ]


def test_everybody_is_found_however_the_number_is_typed(store: Store, wide: dict[int, int]) -> None:
    head, spouse, _ = family(store)
    run(store, lambda tx: tx.save_certificate(certificate(id=None, person_id=head.id, issue_number=ISSUE)))
    queries = store.queries
    for key in spellings(spouse.key, wide):
        assert [row.person_id for row in queries.person_rows(search=key)] == [spouse.id], ascii(key)
        assert queries.person_id(key) == spouse.id, ascii(key)
    for issue in spellings(ISSUE, wide):
        assert [row.person_id for row in queries.person_rows(search=issue)] == [head.id], ascii(issue)
        assert queries.person_id(issue) == head.id, ascii(issue)
        assert queries.certificate_by_issue(issue).person_id == head.id, ascii(issue)


KIYOSHI = "タカハシ キヨシ,たかはし きよし,ﾀｶﾊｼ ｷﾖｼ,タカハシ\u3000きよし,タカ\u200bハシキヨシ".split(",")


@pytest.mark.parametrize("text", KIYOSHI, ids=ascii)
def test_a_reading_is_one_in_every_kana(store: Store, text: str) -> None:
    _, spouse, _ = family(store)
    assert typed.kana(text) == kana_of(text) == "タカハシキヨシ"
    assert typed.is_kana(text)
    assert is_kana_in(text)
    assert [row.person_id for row in store.queries.person_rows(search=text)] == [spouse.id]


def test_half_width_kana_compose_with_their_marks() -> None:
    assert typed.kana("ﾔﾏﾀﾞ ﾊﾟｰﾙ ゝゞ") == "ヤマダパールヽヾ"
    assert not typed.is_kana("山田")
    assert not typed.is_kana("")


def test_a_name_keeps_its_characters_and_its_long_vowels() -> None:
    assert typed.without_blanks("髙橋\u3000神\u200b") == "髙橋神"
    assert typed.narrow("ｼﾞｮｰｼﾞ\u3000\u3000１ ") == "ジョージ 1"


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_what_nobody_sees_parts_no_number(sign: str) -> None:
    assert typed.code(f"20{sign}02-1{sign}08") == "2002-108"
    assert plain(f"20{sign}02-1{sign}08") == "2002-108"
    assert parse_date(f"2026-1{sign}1-30") == date(2026, 11, 30)
    assert find_my_number(f"123456{sign}789018")


def test_a_wave_is_no_dash() -> None:
    assert typed.code("20〜22") == "20〜22"
