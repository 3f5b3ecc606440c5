"""What a list may say of a person, and which column says it: by a table of synonyms, or as chosen.

Society, HR and office each word their headings differently; width, blanks, brackets and
marks in a heading do not count.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from app.domain import typed
from app.domain.accepted_text import accepted_document
from app.domain.person import Enrolment, LossCause, PersonKind, Sex, person_key
from app.errors import BadValue
from app.importing.table import Table
from app.words import label, said


class Field(StrEnum):
    """What a column may say of a person; SYMBOL_NUMBER is 記号 and 番号 in one cell.

    ALIAS: the 通称名 the society allowed on the front of the sheet; REGISTRY_NAME tells the other.
    """

    SYMBOL_NUMBER = "symbol_number"
    SYMBOL = "symbol"
    NUMBER = "number"
    BRANCH_NUMBER = "branch_number"
    KIND = "kind"
    RELATIONSHIP = "relationship"
    NAME = "name"
    KANA = "kana"
    SEX = "sex"
    BORN_ON = "born_on"
    QUALIFIED_ON = "qualified_on"
    DISQUALIFIED_ON = "disqualified_on"
    LOSS_CAUSE = "loss_cause"
    ENROLMENT = "enrolment"
    CERTIFICATE_EXPIRES_ON = "certificate_expires_on"
    ISSUED_ON = "issued_on"
    COPAY_RATE = "copay_rate"
    COPAY_FROM = "copay_from"
    ELDERLY_CARD_LISTED = "elderly_card_listed"
    DEPARTMENT = "department"
    EMPLOYEE_CODE = "employee_code"
    ALIAS = "alias"
    REGISTRY_NAME = "registry_name"
    LIMIT_CATEGORY = "limit_category"
    OFFICE_CODE = "office_code"
    OFFICE_NAME = "office_name"
    INSURER_NUMBER = "insurer_number"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """What one row says; None where its cell is blank or its column absent.

    row: the line as a spreadsheet shows it. Fields are named as in app.domain.person.Person and
    app.domain.print_note.PrintNote; of the latter an empty text says that there is none.
    """

    row: int
    kind: PersonKind
    symbol: str
    number: str
    branch_number: str
    name: str
    born_on: date
    kana: str | None = None
    sex: Sex | None = None
    relationship: str | None = None
    qualified_on: date | None = None
    department: str | None = None
    employee_code: str | None = None
    enrolment: Enrolment | None = None
    disqualified_on: date | None = None
    loss_cause: LossCause | None = None
    certificate_expires_on: date | None = None
    issued_on: date | None = None
    copay_rate: int | None = None
    copay_from: date | None = None
    elderly_card_listed: bool | None = None
    registry_name: str | None = None
    limit_category: str | None = None
    office_code: str | None = None
    office_name: str | None = None

    @property
    def key(self) -> str:
        """記号-番号-枝番."""
        return person_key(self.symbol, self.number, self.branch_number)

    @property
    def on_sheet(self) -> tuple[str | None, str | None]:
        """戸籍上の氏名 and 限度額適用区分 as the row tells them."""
        return self.registry_name, self.limit_category


_BRACKETS = re.compile(r"[(\[{「『【〔<〈《][^)\]}」』】〕>〉》]*[)\]}」』】〕>〉》]")
_NOISE = re.compile(r"[\W_の]+")
# A bracket behind a name may turn it into another name: 氏名(カナ), 氏名(旧姓).
_BRACKET_COUNTS = (Field.NAME, Field.KANA)


def _plain(heading: str) -> str:
    """Drop what differs between spellings of one heading: width, case, blanks, marks, の."""
    return _NOISE.sub("", typed.dashes(heading)).casefold()


@cache
def _fields() -> Mapping[str, tuple[int, Field]]:
    """Return what each known heading means, and how early it stands among the words of its field."""
    return {
        _plain(heading): (rank, field)
        for field in Field
        for rank, heading in enumerate((label(field), *said(field, "headings").split()))
    }


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """The columns of one kind of list: heading → field. Raises BadValue if a field stands twice."""

    columns: Mapping[str, Field]

    def __post_init__(self) -> None:
        fields = list(self.columns.values())
        for field in fields:
            if fields.count(field) > 1:
                raise BadValue(f"「{label(field)}」に二つの列が選ばれています。一つにしてください。")

    def positions(self, table: Table) -> dict[Field, int]:
        """Return where each field stands in this table; of equal headings the first counts."""
        chosen = {_plain(heading): field for heading, field in self.columns.items()}
        found: dict[Field, int] = {}
        for index, heading in enumerate(table.headings):
            field = chosen.get(_plain(heading))
            if field is not None:
                found.setdefault(field, index)
        return found

    @classmethod
    def from_json(cls, text: str) -> "MappingProfile":
        """Read a saved profile; raise BadValue if it is none or names an unknown field."""
        accepted_document(text, "列の対応のファイル")
        try:
            columns = json.loads(text)["columns"]
            return cls({str(heading): Field(name) for heading, name in columns.items()})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadValue(
                "列の対応のファイルを読めません。docs/cli.md の書き方を確かめてください。"
            ) from error


def field_of(heading: str) -> Field | None:
    """Return what a heading means, or None if the table of synonyms does not know it."""
    match = _match(heading)
    return None if match is None else match[1]


def recognise(table: Table) -> MappingProfile:
    """Return the profile that the headings themselves suggest."""
    best: dict[Field, tuple[int, str]] = {}
    for heading in table.headings:
        match = _match(heading)
        if match is not None and (match[1] not in best or match[0] < best[match[1]][0]):
            best[match[1]] = (match[0], heading)
    return MappingProfile({heading: field for field, (_, heading) in best.items()})


def resembles(heading: str, fields: Mapping[Field, int]) -> Field | None:
    """Return the field whose name an unknown heading resembles, unless it has its column."""
    words = [word for word, (_, field) in _fields().items() if field not in fields and len(word) > 2]
    close = get_close_matches(_plain(heading), words, n=1, cutoff=0.7)
    return _fields()[close[0]][1] if close else None


def _match(heading: str) -> tuple[int, Field] | None:
    exact = _fields().get(_plain(heading))
    if exact is not None:
        return exact
    outside = _fields().get(_plain(_BRACKETS.sub("", typed.dashes(heading))))
    return None if outside is None or outside[1] in _BRACKET_COUNTS else outside
