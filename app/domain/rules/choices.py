"""The words a society's rules may choose from, as they stand in the file.

Source: docs/rules.md, "The rules file".
"""

from enum import StrEnum


class DayCount(StrEnum):
    """How "5日以内" is read (docs/rules.md, "Return of certificates")."""

    FROM_DAY_AFTER_LAST = "from_day_after_last"
    FROM_DAY_AFTER_LOSS = "from_day_after_loss"


class BranchNumbering(StrEnum):
    """Which 枝番 the society gives the insured person (docs/rules.md, "Numbers")."""

    ZERO = "00"
    ONE = "01"
    NONE = "none"
    ANY = "any"


class ExpiredAfterLoss(StrEnum):
    """Which expired papers of somebody who lost cover are asked back, where expired ones are not wanted.

    VALID_LAST_DAY: those still valid on the last day of cover. VALID_AT_LOSS: those still valid on
    資格喪失日. ALWAYS: each. NEVER: none, also where it expires after the loss.
    """

    VALID_LAST_DAY = "valid_last_day"
    VALID_AT_LOSS = "valid_at_loss"
    ALWAYS = "always"
    NEVER = "never"


class Handling(StrEnum):
    """What is done with a paper."""

    COLLECT = "collect"
    SHRED = "shred"
    KEEP = "keep"


class When(StrEnum):
    """What may be true of a person and a paper on a day; the conditions of a rule are made of these.

    LOST, COVERED: by 資格喪失日; after a loss also its cause (left … insured_lost, as LossCause).
    EXPIRED, VALID: by the paper's own 有効期限. REGISTERED, UNREGISTERED: マイナ保険証 works, or not.
    NEWCOMER: no paper yet since 資格取得日. COPAY_CHANGED: another 割合 than the paper says.
    """

    LOST = "lost"
    COVERED = "covered"
    LEFT = "left"
    DEATH = "death"
    AGE_75 = "age_75"
    DISABILITY = "disability"
    OTHER_INSURANCE = "other_insurance"
    REMOVED_DEPENDANT = "removed_dependant"
    REHIRED = "rehired"
    INSURED_LOST = "insured_lost"
    EXPIRED = "expired"
    VALID = "valid"
    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    NEWCOMER = "newcomer"
    INSURED = "insured"
    DEPENDANT = "dependant"
    FROM_70 = "from_70"
    BELOW_70 = "below_70"
    COPAY_CHANGED = "copay_changed"


class TermEnd(StrEnum):
    """Where a term of so many months or years ends, unless on a fixed day of the year.

    DAY_BEFORE: the day before the same day. MONTH_END: the last end of a month by then.
    """

    DAY_BEFORE = "day_before"
    MONTH_END = "month_end"


class CopayShown(StrEnum):
    """Where 一部負担金の割合 of 70 to 74 stands: on the 資格確認書, or on a 高齢受給者証 beside it."""

    CERTIFICATE = "certificate"
    ELDERLY_CARD = "elderly_card"


class NumberDigits(StrEnum):
    """How 記号・番号 are printed: as filed, or without the zeros before the first significant digit."""

    AS_FILED = "as_filed"
    SIGNIFICANT = "significant"


class GenuineBy(StrEnum):
    """What makes a sheet a certificate: the seal printed on it, or the society's own pre-printed paper."""

    SEAL = "seal"
    PREPRINTED = "preprinted"


class InsurerKind(StrEnum):
    """The kind of insurer; decides digits and first digits of its 保険者番号."""

    HEALTH_SOCIETY = "health_society"
    KYOKAI = "kyokai"
    MUTUAL_AID = "mutual_aid"
    NATIONAL_SOCIETY = "national_society"


class ReturnWay(StrEnum):
    """Who sends a paper back to the society: the office collects it, or its holder posts it himself."""

    OFFICE = "office"
    HOLDER = "holder"
