"""What a list may say of a person."""

from datetime import date
from enum import StrEnum

from app.domain.language import Language
from app.domain.person import Enrolment, LossCause, PersonKind, Sex, person_key
from app.domain.print_note import SaidOfSheet
from app.importing.row_at import RowAt
from app.late import dataclass


class Field(StrEnum):
    """What a column may say of a person; SYMBOL_NUMBER is 記号 and 番号 in one cell.

    ALIAS: the 通称名 the society allowed on the front of the sheet; REGISTRY_NAME tells the other.
    FAMILY_NAME and GIVEN_NAME are joined to NAME. INSURED_NAME: whose household a dependant's row is of.
    LEFT_ON: 退職日, the day before an employee's cover ends, for lists that know no 資格喪失日.
    IS_COVERED: whether a relative of an HR program's list is a 被扶養者 at all.
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
    ELDERLY_CARD_ISSUED_ON = "elderly_card_issued_on"
    ELDERLY_CARD_EXPIRES_ON = "elderly_card_expires_on"
    DEPARTMENT = "department"
    EMPLOYEE_CODE = "employee_code"
    LANGUAGE = "language"
    ALIAS = "alias"
    REGISTRY_NAME = "registry_name"
    LIMIT_CATEGORY = "limit_category"
    DISEASE_MARK = "disease_mark"
    DISEASE_FROM = "disease_from"
    OFFICE_CODE = "office_code"
    OFFICE_NAME = "office_name"
    INSURER_NUMBER = "insurer_number"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    FAMILY_KANA = "family_kana"
    GIVEN_KANA = "given_kana"
    INSURED_NAME = "insured_name"
    INSURED_BORN_ON = "insured_born_on"
    LEFT_ON = "left_on"
    IS_COVERED = "is_covered"


class DatePart(StrEnum):
    """What a column says of a day that stands in several. REST: all of it but the era."""

    ERA = "era"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """What one row says; None where its cell is blank or its column absent.

    row: where it stands in the file. Fields are named as in app.domain.person.Person and
    app.domain.print_note.PrintNote; of the latter an empty text says that there is none. cleared: the
    fields whose blank means that there is nothing any more, by the answer to the column's question.
    """

    row: RowAt
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
    language: Language | None = None
    enrolment: Enrolment | None = None
    disqualified_on: date | None = None
    loss_cause: LossCause | None = None
    certificate_expires_on: date | None = None
    issued_on: date | None = None
    copay_rate: int | None = None
    copay_from: date | None = None
    elderly_card_listed: bool | None = None
    elderly_card_issued_on: date | None = None
    elderly_card_expires_on: date | None = None
    registry_name: str | None = None
    limit_category: str | None = None
    disease_mark: str | None = None
    disease_from: date | None = None
    office_code: str | None = None
    office_name: str | None = None
    insurer_number: str | None = None
    cleared: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """記号-番号-枝番."""
        return person_key(self.symbol, self.number, self.branch_number)

    @property
    def on_sheet(self) -> SaidOfSheet:
        """What the row tells of the sheet beyond the roster."""
        return SaidOfSheet(self.registry_name, self.limit_category, self.disease_mark, self.disease_from)


KEY = (Field.SYMBOL, Field.NUMBER, Field.BRANCH_NUMBER)
REQUIRED = (Field.SYMBOL, Field.NUMBER, Field.NAME, Field.BORN_ON, Field.KIND)
HOLDS = frozenset(
    {
        *REQUIRED,
        Field.SYMBOL_NUMBER,
        Field.BRANCH_NUMBER,
        Field.QUALIFIED_ON,
        Field.DISQUALIFIED_ON,
        Field.LOSS_CAUSE,
        Field.CERTIFICATE_EXPIRES_ON,
        Field.ISSUED_ON,
        Field.COPAY_RATE,
        Field.COPAY_FROM,
        Field.ELDERLY_CARD_ISSUED_ON,
        Field.ELDERLY_CARD_EXPIRES_ON,
        Field.OFFICE_CODE,
        Field.OFFICE_NAME,
        Field.ALIAS,
        Field.REGISTRY_NAME,
        Field.LIMIT_CATEGORY,
        Field.DISEASE_MARK,
        Field.DISEASE_FROM,
        Field.INSURED_NAME,
        Field.LEFT_ON,
        Field.IS_COVERED,
    }
)
"""The fields whose cell must be read before the row is; a word not understood elsewhere says nothing."""
CLEARABLE = frozenset(
    {
        Field.CERTIFICATE_EXPIRES_ON,
        Field.ISSUED_ON,
        Field.COPAY_RATE,
        Field.COPAY_FROM,
        Field.DEPARTMENT,
        Field.EMPLOYEE_CODE,
    }
)
"""The fields whose blank may mean that there is nothing any more, if the office says so."""
DAYS = frozenset(
    {
        Field.BORN_ON,
        Field.QUALIFIED_ON,
        Field.DISQUALIFIED_ON,
        Field.CERTIFICATE_EXPIRES_ON,
        Field.ISSUED_ON,
        Field.COPAY_FROM,
        Field.ELDERLY_CARD_ISSUED_ON,
        Field.ELDERLY_CARD_EXPIRES_ON,
        Field.DISEASE_FROM,
        Field.INSURED_BORN_ON,
        Field.LEFT_ON,
    }
)
"""The fields that are days."""
