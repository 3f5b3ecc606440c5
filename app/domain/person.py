"""被保険者 and 被扶養者, kept exactly as the society filed them."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum

from app.domain.hidden import Hidden, full
from app.domain.ids import OfficeId, PersonId
from app.domain.language import Language
from app.late import dataclass

BRANCH_LENGTH = 2
"""A 枝番 has two digits."""


class PersonKind(StrEnum):
    """本人 or 家族; the certificate has one version for each."""

    INSURED = "insured"
    DEPENDANT = "dependant"


class Sex(StrEnum):
    """As registered with the society (オンライン資格確認 codes 1, 2, 3)."""

    MALE = "male"
    FEMALE = "female"
    UNSET = "unset"


class Enrolment(StrEnum):
    """How far a person is with マイナ保険証; see docs/rules.md, "Stages of registration"."""

    UNKNOWN = "unknown"
    NO_CARD = "no_card"
    NOT_REGISTERED = "not_registered"
    REGISTERED = "registered"
    EXPIRED = "expired"
    RELEASED = "released"
    NEEDS_CARE = "needs_care"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    RELEASE_ASKED = "release_asked"
    CARD_LOST = "card_lost"
    CARD_REISSUE = "card_reissue"
    CARD_RENEWAL = "card_renewal"
    ON_REQUEST = "on_request"
    CARD_RETURNED = "card_returned"
    RESTRICTED = "restricted"
    NUMBER_NOT_GIVEN = "number_not_given"


# What the stages have in common stands here alone; whoever asks about a stage asks these.
ASKED = (Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.EXPIRED)
"""The stages in which somebody may be asked; all others are done already or left in peace."""
WITH_CARD = frozenset({Enrolment.REGISTERED})
"""マイナ保険証 works, as long as the card's 電子証明書 does; in every other stage a paper is due."""
RELEASING = frozenset({Enrolment.RELEASE_ASKED, Enrolment.RELEASED})
"""The registration is given up, which shows at the end of the month after the stage was learned."""
FOR_A_WHILE = frozenset(
    {Enrolment.CARD_LOST, Enrolment.CARD_REISSUE, Enrolment.CARD_RENEWAL, Enrolment.ON_REQUEST}
)
"""Registered, and on paper until the card is back; the society's list goes on saying registered."""


class LossCause(StrEnum):
    """Why cover ended; decides the 資格喪失日 (docs/rules.md, "Loss of cover")."""

    LEFT = "left"
    DEATH = "death"
    AGE_75 = "age_75"
    DISABILITY = "disability"
    OTHER_INSURANCE = "other_insurance"
    REMOVED_DEPENDANT = "removed_dependant"
    REHIRED = "rehired"
    INSURED_LOST = "insured_lost"


@dataclass(frozen=True, slots=True)
class Office:
    """A 事業所: it relays what the society issues.

    elderly_told, elderly_told_on: how many 高齢受給者証 the society counts here, and when it said so.
    """

    id: OfficeId | None
    code: str
    name: str
    elderly_told: int | None = None
    elderly_told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One covered person. All text is as filed; nothing is normalised.

    symbol, number, branch_number: 記号・番号・枝番 as text; branch_number may be empty.
    born_on … disqualified_on: calendar dates; disqualified_on is the first day without cover.
    last_day_on: the event behind the loss (退職日, 死亡日 …), when known.
    enrolment_as_of: the day the stage was learned; it may lag the society by two months.
    certificate_expires_on: 有効期限 the society set; None means no certificate is due.
    issued_on: 交付年月日 of that 資格確認書 as the society's list names it; None where it names none.
    copay_rate: 一部負担金の割合 in tenths (2 or 3), only for ages 70–74.
    elderly_card_listed: the society says a 高齢受給者証 was issued.
    elderly_card_issued_on, elderly_card_expires_on: 交付年月日 and 有効期限 of the newest one, where told; it
    shows copay_rate. Of those before it see app.domain.elderly_card.
    last_office_on: 最終出社日 before the end of cover, the family's too; None where it says nothing.
    abroad_since, abroad_reason: without a residence in Japan from that day, and how that is known;
    who is so at 75 stays insured.
    enrolment_known_on: when the office came to know the stage, where that was another day: a list speaks of a
    day before it came; of a new entry, since when the office knows it.
    loss_known_on: the day on which the recorded end of cover became known; None where age makes it certain,
    or nobody said.
    card_expires_on: the day the My Number Card's 電子証明書 ends, if the person chose to tell.
    language: in which the slips speak to the person; None where nobody said, and they are Japanese.
    """

    id: PersonId | None
    office_id: OfficeId
    kind: PersonKind
    symbol: str
    number: str
    branch_number: str
    name: str
    kana: str
    sex: Sex
    relationship: str
    born_on: date
    qualified_on: date
    department: str = ""
    employee_code: str = ""
    enrolment: Enrolment = Enrolment.UNKNOWN
    enrolment_as_of: date | None = None
    sex_on_front: bool = True
    disqualified_on: date | None = None
    loss_cause: LossCause | None = None
    last_day_on: date | None = None
    certificate_expires_on: date | None = None
    copay_rate: int | None = None
    copay_from: date | None = None
    elderly_card_listed: bool = False
    card_expires_on: date | None = None
    last_office_on: date | None = None
    issued_on: date | None = None
    abroad_since: date | None = None
    abroad_reason: str = ""
    loss_known_on: date | None = None
    enrolment_known_on: date | None = None
    elderly_card_issued_on: date | None = None
    elderly_card_expires_on: date | None = None
    language: Language | None = None

    @property
    def key(self) -> str:
        """記号-番号-枝番, the handle people use for a person."""
        return person_key(self.symbol, self.number, self.branch_number)


# See app.domain.printed_facts.printed_changes.
PRINTED = (
    "symbol", "number", "branch_number", "name", "kind", "born_on", "sex", "sex_on_front",
    "qualified_on", "copay_rate", "copay_from",
)  # fmt: skip
"""What of a person stands on the sheet and makes it say something wrong when it changes."""
COPIED = (*PRINTED, "certificate_expires_on", "issued_on")
"""What a new sheet takes from the roster; another 有効期限 or 交付年月日 leaves the sheets there are."""


def corrected(stored: Person, seen: Person, person: Person) -> Person:
    """Return the person as stored, with what somebody changed in the one that was seen."""
    changed = {
        one.name: value
        for one in fields(Person)
        if (value := getattr(person, one.name)) != getattr(seen, one.name)
    }
    return replace(stored, **changed)


def person_key(symbol: str, number: str, branch_number: str) -> str:
    """Return 記号-番号-枝番; without 枝番 when the society prints none. Of a hidden 番号 it is as hidden."""
    if isinstance(number, Hidden):
        return Hidden(
            person_key(symbol, number.whole, branch_number), person_key(symbol, str(number), branch_number)
        )
    if symbol and number and branch_number:
        return f"{symbol}-{number}-{branch_number}"
    return "-".join(filter(None, (symbol, number, branch_number)))


def person_keys(numbers: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return the key of each 記号, 番号 and 枝番 as they are stored, for a long list."""
    return ["-".join(one) if "" not in one else person_key(*one) for one in numbers]


def key_splits(key: str) -> list[tuple[str, str, str]]:
    """Return every way to read a key as 記号, 番号, 枝番; a 記号 may itself hold hyphens."""
    parts = key.split("-")
    return [
        ("-".join(parts[:number]), "-".join(parts[number:branch]), "-".join(parts[branch:]))
        for number in range(len(parts) - 1, -1, -1)
        for branch in range(len(parts), number, -1)
    ]


def household_key(key: str) -> str:
    """Return 記号-番号 of a person's key; a 枝番, where there is one, has two digits.

    >>> household_key("2001-101-02"), household_key("2001-101")
    ('2001-101', '2001-101')
    """
    home, _, branch = full(key).rpartition("-")
    if "-" not in home or len(branch) != BRANCH_LENGTH:
        return key
    return key.until(len(home)) if isinstance(key, Hidden) else home
