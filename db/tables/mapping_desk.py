"""Domain object ↔ table row of the desk and the paper: 外字, 通称名, wrong persons, drawer counts."""

from base64 import b64decode, b64encode
from datetime import date

from app.domain.drawer import DrawerCount, DrawerFind, DrawerPaper
from app.domain.ids import DrawerCountId, DrawerFindId, MisdeliveryId, PersonId, PrintNoteId, SubstituteId
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.print_note import PrintNote
from db.tables.table import Table, Values, day, iso

PAPER = {str(p): p for p in DrawerPaper}

_day = date.fromisoformat


def _substitute_values(s: NameSubstitute) -> Values:
    return (
        s.id,
        s.person_id,
        s.character,
        s.text,
        b64encode(s.png).decode(),
        s.agreed_on.isoformat(),
        s.note,
        iso(s.withdrawn_on),
    )


def _substitute(values: Values) -> NameSubstitute:
    substitute_id, person_id, character, text, png, agreed_on, note, withdrawn_on = values
    return NameSubstitute(
        SubstituteId(substitute_id),
        PersonId(person_id),
        character,
        text,
        b64decode(png),
        _day(agreed_on),
        note,
        day(withdrawn_on),
    )


def _print_note(values: Values) -> PrintNote:
    return PrintNote(PrintNoteId(values[0]), *values[1:])


def _misdelivery_values(m: Misdelivery) -> Values:
    return (
        m.id,
        m.certificate_id,
        m.person_id,
        m.given_to,
        m.given_on.isoformat(),
        m.noticed_on.isoformat(),
        iso(m.recovered_on),
        iso(m.told_on),
        iso(m.reported_on),
        m.note,
    )


def _misdelivery(values: Values) -> Misdelivery:
    v = values
    return Misdelivery(
        MisdeliveryId(v[0]),
        v[1],
        v[2],
        v[3],
        _day(v[4]),
        _day(v[5]),
        day(v[6]),
        day(v[7]),
        day(v[8]),
        v[9],
    )


def _drawer_count_values(c: DrawerCount) -> Values:
    return (
        c.id,
        c.begun_on.isoformat(),
        c.office_id,
        iso(c.closed_on),
        c.expected,
        c.found,
        c.missing,
        c.unexpected,
    )


def _drawer_count(values: Values) -> DrawerCount:
    count_id, begun_on, office_id, closed_on, *figures = values
    return DrawerCount(DrawerCountId(count_id), _day(begun_on), office_id, day(closed_on), *figures)


def _drawer_find(values: Values) -> DrawerFind:
    find_id, count_id, paper, person_id, certificate_id, was_expected = values
    return DrawerFind(
        DrawerFindId(find_id),
        DrawerCountId(count_id),
        PAPER[paper],
        PersonId(person_id),
        certificate_id,
        was_expected == 1,
    )


SUBSTITUTE: Table[NameSubstitute] = Table(
    "substitute",
    ("id", "person_id", "character", "text", "png_base64", "agreed_on", "note", "withdrawn_on"),
    _substitute_values,
    _substitute,
    "person_id",
)
PRINT_NOTE: Table[PrintNote] = Table(
    "print_note",
    ("id", "person_id", "registry_name", "limit_category"),
    lambda n: (n.id, n.person_id, n.registry_name, n.limit_category),
    _print_note,
    "person_id",
)
MISDELIVERY: Table[Misdelivery] = Table(
    "misdelivery",
    (
        "id",
        "certificate_id",
        "person_id",
        "given_to_id",
        "given_on",
        "noticed_on",
        "recovered_on",
        "told_on",
        "reported_on",
        "note",
    ),
    _misdelivery_values,
    _misdelivery,
    "person_id",
)
DRAWER_COUNT: Table[DrawerCount] = Table(
    "drawer_count",
    ("id", "begun_on", "office_id", "closed_on", "expected", "found", "missing", "unexpected"),
    _drawer_count_values,
    _drawer_count,
)
DRAWER_FIND: Table[DrawerFind] = Table(
    "drawer_find",
    ("id", "count_id", "paper", "person_id", "certificate_id", "was_expected"),
    lambda f: (f.id, f.count_id, f.paper.value, f.person_id, f.certificate_id, int(f.was_expected)),
    _drawer_find,
    "person_id",
)
