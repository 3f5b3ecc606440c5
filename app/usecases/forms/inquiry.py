"""照会状: what the society's list and the records of the office say differently, asked of the society."""

from collections.abc import Sequence
from datetime import date

from app.domain.ids import PersonId
from app.domain.wareki import wareki
from app.importing.fact_text import in_words, of_text
from app.late import dataclass
from app.printing.form.values import Form, Name
from app.printing.values import PaperTable
from app.usecases.forms.records import FormSubject, Records, in_kana_order
from app.usecases.papers.lists import inquiry_list
from app.usecases.people.comparison import ComparedRow
from app.usecases.people.reconcile import open_differences


@dataclass(frozen=True, slots=True)
class Inquired:
    """One line to be answered."""

    key: str
    name: str
    field: str
    ours: str
    theirs: str
    person_id: PersonId | None = None


def inquiry_subjects(records: Records) -> list[FormSubject]:
    """Return what is open in the 突合, one for each fact."""
    names = {office.id: office.name for office in records.queries.offices()}
    people = {person.id: person for person in records.queries.people()}
    return in_kana_order(
        [
            FormSubject(
                handle=f"difference:{row.difference.id}",
                name=row.name,
                kana=people[row.difference.person_id].kana,
                what=row.field,
                place=names[people[row.difference.person_id].office_id],
                on=row.difference.found_on,
                reference=row.difference.id,
                codes=frozenset({row.key, str(row.difference.id)}),
                is_open=True,
            )
            for row in open_differences(records.queries)
            if records.office_id in (None, people[row.difference.person_id].office_id)
        ]
    )


def inquiry(records: Records, subjects: Sequence[FormSubject]) -> Form:
    """Return the letter about these open differences."""
    return letter(records, _inquired(records, subjects), None)


def inquiry_table(records: Records, subjects: Sequence[FormSubject]) -> PaperTable:
    """Return the same as a list for a spreadsheet."""
    return inquiry_list([_line(one) for one in _inquired(records, subjects)], on=records.on)


def letter_of(records: Records, rows: Sequence[ComparedRow], as_of: date | None) -> Form:
    """Return the letter about differences of a list that was only looked at. as_of: the day of that list."""
    lines = [Inquired(r.key, r.name, r.title, r.ours, r.theirs, r.person_id) for r in rows]
    return letter(records, lines, as_of)


def letter(records: Records, lines: Sequence[Inquired], as_of: date | None) -> Form:
    """Return the letter with these lines and a place to answer each."""
    ids = [one.person_id for one in lines if one.person_id is not None]
    offices = [records.detail(person_id).office for person_id in ids]
    values = {
        "list": "健保の一覧" if as_of is None else f"健保の一覧({wareki(as_of)}現在)",
        "count": len(lines),
        "lines": [(one.key, Name(one.name, one.key), *_line(one)[2:], "") for one in lines],
    }
    return records.form("inquiry", values, offices=offices or [o.name for o in records.queries.offices()])


def _inquired(records: Records, subjects: Sequence[FormSubject]) -> list[Inquired]:
    wanted = {one.reference for one in subjects}
    return [
        Inquired(
            row.key,
            row.name,
            row.field,
            in_words(of_text(row.difference.field, row.ours)),
            in_words(of_text(row.difference.field, row.theirs)),
            row.difference.person_id,
        )
        for row in open_differences(records.queries)
        if row.difference.id in wanted
    ]


def _line(one: Inquired) -> tuple[str, str, str, str, str]:
    return one.key, one.name, one.field, one.ours, one.theirs
