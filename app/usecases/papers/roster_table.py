"""The roster as a list that goes back in: the columns are called as an import reads them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.domain.person import Office, Person
from app.domain.wareki import wareki
from app.importing.mapping import Field
from app.printing.holds import Holds
from app.printing.values import Cell, ListColumn, PaperTable
from app.words import label, texts

_Read = Callable[[Person, Office], Cell]


def _copay(person: Person, _: Office) -> Cell:
    return None if person.copay_rate is None else f"{person.copay_rate}割"


# 戸籍上の氏名 and 限度額適用区分 are sensitive and stand in no list; without a column they stay as they are.
_COLUMNS: Mapping[Field, tuple[float, _Read]] = {
    Field.SYMBOL: (20, lambda p, _: p.symbol),
    Field.NUMBER: (20, lambda p, _: p.number),
    Field.BRANCH_NUMBER: (13, lambda p, _: p.branch_number),
    Field.NAME: (38, lambda p, _: p.name),
    Field.KANA: (38, lambda p, _: p.kana),
    Field.KIND: (20, lambda p, _: label(p.kind)),
    Field.RELATIONSHIP: (16, lambda p, _: p.relationship),
    Field.SEX: (0, lambda p, _: label(p.sex)),
    Field.BORN_ON: (22, lambda p, _: p.born_on),
    Field.QUALIFIED_ON: (24, lambda p, _: p.qualified_on),
    Field.DISQUALIFIED_ON: (24, lambda p, _: p.disqualified_on),
    Field.LOSS_CAUSE: (0, lambda p, _: label(p.loss_cause) if p.loss_cause else None),
    Field.ENROLMENT: (30, lambda p, _: label(p.enrolment)),
    Field.CERTIFICATE_EXPIRES_ON: (0, lambda p, _: p.certificate_expires_on),
    Field.ISSUED_ON: (0, lambda p, _: p.issued_on),
    Field.COPAY_RATE: (0, _copay),
    Field.COPAY_FROM: (0, lambda p, _: p.copay_from),
    Field.ELDERLY_CARD_LISTED: (0, lambda p, _: "有" if p.elderly_card_listed else "無"),
    Field.OFFICE_CODE: (0, lambda p, office: office.code),
    Field.OFFICE_NAME: (0, lambda p, office: office.name),
    Field.DEPARTMENT: (0, lambda p, _: p.department),
    Field.EMPLOYEE_CODE: (0, lambda p, _: p.employee_code),
    Field.LANGUAGE: (0, lambda p, _: label(p.language) if p.language else None),
}
"""Width on paper, 0 for what only a spreadsheet has room for, and what stands in the column."""


def roster_table(people: Sequence[Person], offices: Sequence[Office], *, on: date) -> PaperTable:
    """名簿: everybody who is on record, with all that a list of the society may say."""
    known = {office.id: office for office in offices}
    words = texts("papers/lists.toml")["roster"]
    return PaperTable(
        words["title"],
        words["subtitle"].format(day=wareki(on), count=len(people)),
        tuple(
            ListColumn(label(field), width, holds=Holds.NUMBER if field is Field.NUMBER else Holds.NOTHING)
            for field, (width, _) in _COLUMNS.items()
        ),
        tuple(
            tuple(read(person, known[person.office_id]) for _, read in _COLUMNS.values()) for person in people
        ),
        on=on,
    )
