"""What callers hand to the drawing modules and get back; light, so that the window starts quickly."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, TypeAlias

from app.domain.calibration import UNCORRECTED, Calibration
from app.domain.collecting import PaperKind, Verdict
from app.domain.duties import Why
from app.domain.language import Language
from app.domain.person import Enrolment, PersonKind
from app.domain.rest_days import RestDay
from app.domain.wareki import wareki_minute, wareki_short
from app.late import dataclass
from app.printing.holds import Holds

Align = Literal["left", "center", "right"]
_NO_NAME = re.compile(r'[\s<>:"/\\|?*\x00-\x1f]+')
"""What no file may be called on one system or the other, and blanks."""


@dataclass(frozen=True, slots=True)
class CertificateFace:
    """Everything one printed sheet shows; values exactly as filed.

    person_key names the sheet in a refusal. insured_name is empty on the 本人 version.
    copay_rate is in tenths (2 = 2割) and empty below 70. sheet_label is the 用紙通番 in the
    margin. is_specimen puts 見本 across the sheet. registry_sex_text is said on the back when
    the front says 裏面参照, registry_name when the front shows a 通称名. limit_category is the
    限度額適用区分, printed only when given. unused_mark: what the society puts into boxes without a value.
    is_preprinted: the society's own paper bears its seal already.
    former_surname: 旧姓 in brackets between 氏 and 名, which the back explains.
    kana: フリガナ, printed where the form has a box for it. disease_mark, disease_from: 特定疾病 likewise.
    """

    person_key: str
    kind: PersonKind
    symbol: str
    number: str
    branch_number: str
    name: str
    sex_text: str
    born_on: date
    qualified_on: date
    insured_name: str
    copay_rate: int | None
    copay_from: date | None
    expires_on: date
    issued_on: date
    insurer_number: str
    insurer_name: str
    insurer_address: str
    seal_png: bytes | None
    issue_number: str
    sheet_label: str
    is_specimen: bool
    registry_sex_text: str = ""
    registry_name: str = ""
    limit_category: str | None = None
    unused_mark: str = ""
    former_surname: str = ""
    is_preprinted: bool = False
    kana: str = ""
    disease_mark: str = ""
    disease_from: date | None = None


class Said(NamedTuple):
    """A cell that says more than its value, such as a day on which nobody works.

    text: on paper and on the screen. value: what a spreadsheet reckons with.
    """

    text: str
    value: date | int | None


Cell: TypeAlias = str | int | date | Said | None
"""What stands in a list: numbers and days as themselves, so that a spreadsheet can reckon with them."""


def shown(cell: Cell) -> str:
    """Return a cell as a person reads it.

    >>> shown(date(2025, 12, 2)), shown(3), shown(None), shown(Said("あと3日", 3))
    ('R7.12.2', '3', '', 'あと3日')
    """
    if isinstance(cell, datetime):
        return wareki_minute(cell)
    if isinstance(cell, date):
        return wareki_short(cell)
    return cell.text if isinstance(cell, Said) else "" if cell is None else str(cell)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list. width_mm: on paper; 0 for what only a spreadsheet has room for."""

    heading: str
    width_mm: float
    align: Align = "left"
    holds: Holds = Holds.NOTHING


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One list: what stands above it, its columns, its lines, and notes below.

    owner, on: whose list it is and of which day, as stands on it and in the name of its file.
    """

    title: str
    subtitle: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    row_height_mm: float = 7.5
    owner: str = ""
    on: date | None = None

    @property
    def tells_of_people(self) -> bool:
        """Whether somebody is named in it, so that it is asked how it may leave the office."""
        return any(column.holds is not Holds.NOTHING for column in self.columns)

    @property
    def head(self) -> list[str]:
        """What stands above the columns in a file for a spreadsheet."""
        return [text for text in (self.title, self.subtitle, self.owner, *self.notes) if text]

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        day = f"{self.on:%Y-%m-%d}" if self.on else ""
        return _NO_NAME.sub("-", "_".join(part for part in (self.title, self.owner, day) if part))

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The rows as a person reads them."""
        return [tuple(shown(cell) for cell in row) for row in self.rows]

    @classmethod
    def of(
        cls,
        words: Mapping[str, Any],
        rows: Iterable[tuple[Cell, ...]],
        /,
        said: str = "subtitle",
        *,
        on: date | None = None,
        **facts: object,
    ) -> "PaperTable":
        """Put lines under the words of a list, as a file of texts holds them. said: which subtitle."""
        look = {key: words[key] for key in ("row_height_mm",) if key in words}
        columns = tuple(_column(*column) for column in words["columns"])
        notes = tuple(words.get("notes", ()))
        return cls(words["title"], words[said].format(**facts), columns, tuple(rows), notes, on=on, **look)

    def only(self, wanted: Callable[[ListColumn], bool]) -> "PaperTable":
        """Return the list with these columns alone."""
        at = [place for place, column in enumerate(self.columns) if wanted(column)]
        if len(at) == len(self.columns):
            return self
        return replace(
            self,
            columns=tuple(self.columns[place] for place in at),
            rows=tuple(tuple(row[place] for place in at) for row in self.rows),
        )


def _column(heading: str, width_mm: float, align: Align = "left", holds: str = Holds.NOTHING) -> ListColumn:
    return ListColumn(heading, width_mm, align, Holds(holds))


class NameOf(StrEnum):
    """Whose name a character stands in: that of the sheet's holder, or the employee's on it."""

    HOLDER = "holder"
    INSURED = "insured"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one person's certificate cannot be drawn: one Japanese sentence with the remedy.

    field: the label of the box on the sheet. character: the one that stands against it, with
    its code points and the remedy; all empty when the reason lies elsewhere. name_of: in whose
    name the character stands, where a substitute for it may be agreed; else None.
    """

    person_key: str
    name: str
    reason: str
    field: str = ""
    character: str = ""
    code_points: str = ""
    remedy: str = ""
    name_of: NameOf | None = None


@dataclass(frozen=True, slots=True)
class Substitute:
    """What is printed for one character of one person that no face draws: a text or a picture.

    text: the character the person agreed to (本人了承). png: a picture of the character as
    filed, square, dark on white or transparent. Exactly one of them is given.
    """

    text: str = ""
    png: bytes = b""

    def __post_init__(self) -> None:
        if bool(self.text.strip()) == bool(self.png):
            raise ValueError("a substitute is either a text or a picture")


@dataclass(frozen=True, slots=True)
class Substitutions:
    """The substitutes of a batch by (person_key, character); a character with its selectors.

    of: for the person's own names. of_insured: for the employee's name on the sheet of that
    dependant, as the employee agreed; each agreement touches the names of who gave it only, and
    nothing else on a sheet is ever replaced.
    """

    of: Mapping[tuple[str, str], Substitute] = field(default_factory=dict)
    of_insured: Mapping[tuple[str, str], Substitute] = field(default_factory=dict)

    def for_person(self, person_key: str) -> dict[str, Substitute]:
        """Return character -> substitute for the names of one person."""
        return _of_one(self.of, person_key)

    def for_insured(self, person_key: str) -> dict[str, Substitute]:
        """Return character -> substitute for the employee's name on this dependant's sheet."""
        return _of_one(self.of_insured, person_key)


def _of_one(substitutes: Mapping[tuple[str, str], Substitute], person_key: str) -> dict[str, Substitute]:
    return {character: given for (key, character), given in substitutes.items() if key == person_key}


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """What the test page says of itself. offset: the correction it is drawn with, to see what is left."""

    printer: str = ""
    tray: str = ""
    paper: str = "A4"
    on: date | None = None
    offset: Calibration = UNCORRECTED


class PackPart(StrEnum):
    """What a pack may hold, in the order it is printed."""

    INSPECTION = "inspection"
    SEPARATORS = "separators"
    CERTIFICATES = "certificates"
    RECEIPTS = "receipts"
    ENVELOPES = "envelopes"


@dataclass(frozen=True, slots=True)
class PackItem:
    """One sheet of a pack and where it goes.

    addressee: the insured person the sheet is handed to. household: tells one household from
    another, never printed.
    """

    face: CertificateFace
    office: str
    department: str
    addressee: str
    household: str


@dataclass(frozen=True, slots=True)
class GuideMember:
    """One member of the household on a guide slip. relationship: 本人, 妻 …, empty when unknown.

    card_ends_on: for one who is registered, the day the card's 電子証明書 ends, if it is near or past.
    paper: what becomes of the 資格確認書 of one who is registered.
    """

    name: str
    stage: Enrolment
    relationship: str = ""
    card_ends_on: date | None = None
    paper: Verdict = Verdict.COLLECT


@dataclass(frozen=True, slots=True)
class GuideSlip:
    """One household's slip (案内票), addressed to `name`.

    members: whose stage it tells, at least one; they need not hold the addressee.
    step: 1 the first notice, 2 the second, 3 the last one; only the opening sentence differs.
    society_text: the society's own line. elderly_card: a 高齢受給者証 is given "back" or "used"; empty where
    nothing is said of it. leaving: whether "office" or "holder" sends a leaver's paper. language: what the
    addressee reads.
    """

    name: str
    members: tuple[GuideMember, ...]
    office_name: str
    on: date
    step: int = 1
    society_text: str = ""
    elderly_card: str = "back"
    leaving: str = "office"
    language: Language = Language.JAPANESE


class LeaverPaper(NamedTuple):
    """One paper of the household. state: where it is, such as お手もと, 回収済み."""

    name: str
    relationship: str
    paper: PaperKind
    state: StrEnum


@dataclass(frozen=True, slots=True)
class LeaverSlip:
    """What an employee who leaves is told about the papers of the household.

    last_office_day: 最終出社日, if known. last_day_on: 退職日, the last day of cover.
    disqualified_on: 資格喪失日, the first day without. return_by: the last day to hand back.
    how_back: 手渡し, 郵送 …; empty when not agreed. way: which of the usual ways; empty for any other.
    papers: one line per paper. elderly_names: whose 高齢受給者証 comes back.
    other_papers: what else comes back from whoever has it. rest: where the deadline is no working
    day. society_text: a line of the society's own. is_sent_by_holder: not by the office, to the society.
    old_card_return_until: who lost cover by then gives the 健康保険証 back (docs/rules.md).
    is_voluntary: 任意継続 is applied for. language: what the leaver reads.
    """

    name: str
    office: str
    made_on: date
    last_office_day: date | None
    last_day_on: date
    disqualified_on: date
    return_by: date
    how_back: str
    papers: tuple[LeaverPaper, ...]
    way: str = ""
    elderly_names: tuple[str, ...] = ()
    old_card_return_until: date = date(2025, 12, 1)
    other_papers: tuple[PaperKind, ...] = ()
    rest: RestDay | None = None
    society_text: str = ""
    is_sent_by_holder: bool = False
    is_voluntary: bool = False
    language: Language = Language.JAPANESE


class ReturnPaper(NamedTuple):
    """One paper that is to come back, and why. since: the day behind it; of a loss the first without."""

    name: str
    relationship: str
    issue_number: str
    why: Why
    since: date | None


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """What a household is told whose papers are to come back, addressed to `name`.

    return_by: the first of their days; None where none can be named. is_sent_by_holder: not by the office, to
    the society. language: what the addressee reads.
    """

    name: str
    office: str
    made_on: date
    papers: tuple[ReturnPaper, ...]
    return_by: date | None
    is_sent_by_holder: bool = False
    language: Language = Language.JAPANESE
