"""What decides about a list, for any names, days and facts: who may say it, since when, and what is new."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.difference import DifferenceCause
from app.domain.ids import PersonId
from app.domain.person import Enrolment, PersonKind
from app.domain.told import GROUP_OF, Said, Sender, Told, may_say
from app.domain.wareki import wareki, wareki_short
from app.importing.about import About, read_about
from app.importing.comparing import compare
from app.importing.events import recognised
from app.importing.fields import ListedPerson
from app.importing.merging import TOLD, merge
from app.importing.offices import Offices
from app.importing.people import Roster, key_of
from app.importing.row_at import RowAt
from app.importing.same import is_same, is_same_name
from app.importing.table import Row, Table
from app.importing.weigh import Known, Scale, Weight
from tests.unit.importing.layouts import DAY, roster

FEW = settings(max_examples=40, deadline=2000)
NAMES = st.text(st.sampled_from("見本試作髙﨑田中山川一郎花子"), min_size=2, max_size=5)
AROUND = st.sampled_from(["{}", " {}", "{}　", "{}様", "{} 殿", "※{}", "{}(旧姓:前田)", "{}①", "　{} 様"])
DAYS = st.dates(date(2025, 1, 1), DAY)
SENDERS = st.sampled_from(Sender)
FACTS = st.sampled_from(["name", "certificate_expires_on", "department", "born_on", "copay_rate"])
TITLES = st.sampled_from(["{} 現在", "基準日:{}", "{}時点の一覧"])
MAYBE = st.none() | DAYS
WHO = PersonId(1)
OLD = {"name": "見本", "department": "総務部", "copay_rate": 2}


def filed(fact: str) -> object:
    return OLD.get(fact, date(2020, 1, 1))


def scale(
    as_of: date | None, *, sender: Sender = Sender.SOCIETY, here: date | None = None, said: Said | None = None
) -> Scale:
    told = Told(None, WHO) if said is None else Told(None, WHO, **dict.fromkeys(set(GROUP_OF.values()), said))
    recorded = {} if here is None else {WHO: dict.fromkeys((*TOLD, "office"), here)}
    return Scale(About(sender, as_of), Known({WHO: told}, recorded), 2, DAY)


@FEW
@given(NAMES, AROUND, st.integers(1, 4))
def test_what_stands_around_a_name_is_no_other_name_and_another_sign_is(name, around, at):
    cut = min(at, len(name) - 1)
    assert is_same_name(name, around.format(f"{name[:cut]}　{name[cut:]}"))
    other = name[:cut] + "鬱" + name[cut + 1 :]
    assert not is_same_name(name, around.format(other))
    assert not is_same("name", name, other)


@FEW
@given(FACTS, SENDERS, DAYS, st.integers(0, 400))
def test_a_list_of_before_never_counts_against_what_the_office_recorded(fact, sender, here, days):
    before = here - timedelta(days=days)
    assert scale(before, sender=sender, here=here).weigh(WHO, fact, filed(fact)) is not Weight.COUNTS


@FEW
@given(FACTS, SENDERS, DAYS, DAYS, SENDERS)
def test_whoever_may_not_say_a_fact_is_asked_about_or_only_repeats_himself(fact, sender, as_of, on, by):
    verdict = scale(as_of, sender=sender, said=Said(by, on, True)).weigh(WHO, fact, filed(fact))
    if not may_say(sender, fact) and by is not sender:
        assert verdict is DifferenceCause.NOT_THEIRS_TO_SAY


@FEW
@given(FACTS, MAYBE, MAYBE, DAYS, st.integers(0, 300))
def test_what_counts_still_counts_where_the_list_is_later(fact, here, on, as_of, days):
    said = None if on is None else Said(Sender.SOCIETY, on, True)
    later = min(as_of + timedelta(days=days), DAY)
    first, second = (scale(day, here=here, said=said).weigh(WHO, fact, filed(fact)) for day in (as_of, later))
    assert first is not Weight.COUNTS or second is Weight.COUNTS


@FEW
@given(
    DAYS,
    st.sampled_from(["{} 現在", "基準日:{}", "{}時点の一覧"]),
    st.sampled_from([wareki, wareki_short, date.isoformat]),
)
def test_the_day_in_a_title_is_read_as_it_stands_and_never_lies_ahead(day, title, written):
    table = Table(("氏名",), (Row(RowAt(2), ("見本",)),), preamble=(title.format(written(day)),))
    assert read_about(table, (), filename="a.csv", data=b"", today=DAY).as_of == day
    ahead = read_about(table, (), filename="a.csv", data=b"", today=day - timedelta(days=1))
    assert ahead.as_of is None


PEOPLE = roster()


@st.composite
def rows(draw: st.DrawFn) -> ListedPerson:
    """The spouse as some list has her: some facts left out, some others than on file."""
    spouse = PEOPLE[1]
    told = {
        "name": draw(st.sampled_from([spouse.name, "試作　惠", "試作 恵"])),
        "born_on": draw(st.sampled_from([spouse.born_on, date(1987, 10, 1)])),
        "enrolment": draw(st.none() | st.sampled_from(Enrolment)),
        "certificate_expires_on": draw(st.none() | st.just(date(2029, 12, 1))),
        "department": draw(st.none() | st.just("総務部")),
        "qualified_on": draw(st.none() | st.just(spouse.qualified_on)),
    }
    return ListedPerson(
        RowAt(3), PersonKind.DEPENDANT, spouse.symbol, spouse.number, spouse.branch_number, **told
    )


@FEW
@given(rows(), MAYBE, SENDERS)
def test_what_was_taken_over_is_said_again_without_a_change(listed, as_of, sender):
    weighed = Scale(About(sender, as_of), Known(), 2, DAY)
    spouse = PEOPLE[1]

    def changes(person):
        return compare(person, listed, note=None, offices=Offices(()), scale=weighed).changes

    merged = merge(spouse, listed, changes(spouse), on=as_of or DAY, today=DAY)
    assert changes(merged) == []


@FEW
@given(
    st.sampled_from(["2101", "2102"]),
    st.sampled_from(["601", "777"]),
    DAYS,
    MAYBE,
    MAYBE,
)
def test_an_event_is_taken_by_name_only_and_deals_with_whom_it_names(symbol, number, since, as_of, here):
    listed = [
        ListedPerson(RowAt(n), p.kind, symbol, number, p.branch_number, p.name, p.born_on, qualified_on=since)
        for n, p in enumerate(PEOPLE, start=2)
    ]
    known = Known(
        {}, {} if here is None else {p.id: {"number": here, "symbol": here} for p in PEOPLE if p.id}
    )
    people = Roster(PEOPLE)
    meant = {key_of(one): people.meant(one) for one in listed}
    weighed = Scale(About(as_of=as_of), known, 2, DAY)
    found = recognised(listed, meant, people, weighed, ())
    assert not any(event.is_taken for event in found.events)
    dealt = [key_of(one) for event in found.events for one in event.listed]
    assert len(dealt) == len(set(dealt))
    assert set(dealt) <= found.keys
    if found.events:
        taken = recognised(listed, meant, people, weighed, [found.events[0].row])
        assert [replace(event, is_taken=False) for event in taken.events] == found.events
