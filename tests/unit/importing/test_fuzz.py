"""Files broken in every way, and days written in every way: an answer or a sentence, never another day."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.wareki import ERAS, wareki, wareki_short, wareki_weekday
from app.errors import BadValue, UserError
from app.importing.column_questions import Ask, answered
from app.importing.date_styles import DateStyle, is_coded, is_serial, read_day, settled, style_of
from app.importing.fields import Field
from app.importing.mapping import MappingProfile
from app.importing.open_questions import open_questions
from tests.unit.importing.layouts import DAY, HEADINGS, HOUSEHOLD, csv, plan, read, roster
from tests.unit.importing.test_layouts import WHOLE
from tests.unit.importing.test_reports import NEWBORN, NUMBER, SPOUSE, change, joiner, leaver, report

FILES = sorted(WHOLE)
PEOPLE = roster()


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """One of the layouts with a few bytes changed, lost, doubled or cut off."""
    data = bytearray(WHOLE[draw(st.sampled_from(FILES))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 12))
        match draw(st.sampled_from(("set", "cut", "twice", "end"))):
            case "set":
                data[at : at + length] = draw(st.binary(max_size=length))
            case "cut":
                del data[at : at + length]
            case "twice":
                data[at:at] = data[at : at + length]
            case "end":
                del data[max(at, 1) :]
        if not data:
            return b"x"
    return bytes(data)


@settings(max_examples=60, deadline=2000)
@given(broken_files())
def test_a_broken_file_is_an_answer_or_a_sentence(data):
    with suppress(UserError):
        found = plan(data, PEOPLE)
        assert all(one.born_on <= DAY for one in found.added)
        assert all(held.reason.endswith("。") for held in found.quarantined)


REPORTS = (
    report(joiner(NUMBER), joiner()),
    report(leaver(), leaver(more="a,b")),
    report(change(**SPOUSE, i44="9", i45="081101", i29=NUMBER, **NEWBORN)),
)


@settings(max_examples=40, deadline=2000)
@given(st.sampled_from(REPORTS), st.lists(st.tuples(st.integers(0, 700), st.binary(max_size=3)), max_size=4))
def test_a_broken_report_is_an_answer_or_a_sentence_and_never_another_day(data, changes):
    broken = bytearray(data)
    for at, text in changes:
        broken[min(at, len(broken)) : min(at, len(broken)) + len(text)] = text
    with suppress(UserError):
        found = plan(bytes(broken), PEOPLE)
        assert all(one.born_on <= DAY for one in found.added)
        assert all(held.reason.endswith("。") for held in found.quarantined)
        assert changes or NUMBER not in repr(found)


CELLS = st.sampled_from(
    [
        "",
        "-",
        "0",
        "1",
        "99999999",
        "5020401",
        "31092",
        "#N/A",
        "=1+1",
        "'1",
        "見本",
        "R8.1.1",
        "H31.5.1",
        "男",
        "4",
    ]
)


@settings(max_examples=20, deadline=2000)
@given(st.lists(st.lists(CELLS, min_size=13, max_size=13), min_size=1, max_size=4), st.permutations(HEADINGS))
def test_every_question_can_be_answered_and_is_not_asked_again(rows, headings):
    table, profile = read(csv(*rows, *HOUSEHOLD, headings=headings))
    asked: set[str] = set()
    while questions := [q for q in open_questions(table, profile, today=DAY) if q.id not in asked]:
        first = questions[0]
        asked.add(first.id)
        profile = answered(profile, first, first.choices[0].value if first.choices else "1")
        left = {q.id for q in open_questions(table, profile, today=DAY)}
        assert first.id not in left or first.ask is Ask.WORDS
    assert MappingProfile.from_json(profile.to_json()) == profile


DAYS = st.dates(date(1912, 7, 30), date(2040, 12, 31))


def _codes(on: date) -> list[str]:
    era = next(era for era in ERAS if era.first <= on)
    year = f"{on.year - era.first.year + 1:02d}{on:%m%d}"
    by_one = 6 - (ERAS.index(era) + 1)
    return [f"{era.code}{year}", f"{by_one}{year}"]


@given(DAYS)
def test_a_day_is_read_as_itself_in_every_spelling(on):
    short = wareki_short(on)
    for spelled in (
        wareki(on),
        f"{wareki(on)}生",
        short,
        short.replace(".", "/"),
        wareki_weekday(on),
        f"{on:%Y/%m/%d}",
        f"{on:%Y%m%d}",
        f"{on:%Y-%m-%d} 00:00:00",
        f"{on.year}年({wareki(on).split('年')[0]}年){on.month}月{on.day}日",
    ):
        assert read_day(spelled, DateStyle.PLAIN) == on


@given(DAYS)
def test_a_day_with_another_weekday_is_refused(on):
    spelled = wareki_weekday(on)[:-2] + "月火水木金土日"[(on.weekday() + 1) % 7] + ")"
    with suppress(BadValue):
        assert not read_day(spelled, DateStyle.PLAIN)


@given(
    st.lists(DAYS, min_size=1, max_size=5),
    st.sampled_from((0, 1)),
    st.sampled_from((Field.BORN_ON, Field.QUALIFIED_ON)),
)
def test_codes_of_eras_are_read_rightly_or_asked_about(days, scheme, field):
    texts = [_codes(on)[scheme] for on in days]
    style = settled({"列": style_of(texts, field, DAY)}).get("列", DateStyle.PLAIN)
    if max(days) > DAY or style is DateStyle.ASK:
        return
    for on, text in zip(days, texts, strict=True):
        with suppress(BadValue):
            assert read_day(text, style) == on


@given(st.dates(date(1930, 1, 1), date(2035, 1, 1)))
def test_a_number_of_a_day_is_read_only_when_said_so(on):
    serial = str((on - date(1899, 12, 30)) // timedelta(days=1))
    assert is_serial(serial)
    assert not is_coded(serial)
    assert read_day(serial, DateStyle.SERIAL) == on
    with suppress(BadValue):
        assert not read_day(serial, DateStyle.PLAIN)
