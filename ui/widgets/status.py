"""Status as shape + word + colour, the same everywhere."""

from datetime import date

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.person import Enrolment
from app.domain.wareki import wareki_short
from app.rows import DueRow, PersonRow
from app.words import label
from ui.look.theme import Tone

S, E = CertificateStatus, ElderlyOutcome

_CERTIFICATE: dict[CertificateStatus, tuple[str, Tone]] = {
    S.PLANNED: ("○", Tone.SOON),
    S.PRINTED: ("○", Tone.SOON),
    S.READY: ("○", Tone.INFO),
    S.HANDED_OUT: ("●", Tone.DONE),
    S.COLLECTED: ("✓", Tone.DONE),
    S.FORWARDED: ("✓", Tone.MUTED),
    S.SPOILED: ("×", Tone.MUTED),
    S.LOST: ("×", Tone.LATE),
    S.UNCOLLECTABLE: ("×", Tone.LATE),
    S.SELF_DISPOSED: ("✓", Tone.MUTED),
    S.SUPERSEDED: ("◆", Tone.SOON),
    S.CANCELLED: ("×", Tone.MUTED),
    S.NEVER_ISSUED: ("−", Tone.MUTED),
}

_ELDERLY: dict[ElderlyOutcome, tuple[str, Tone]] = {
    E.OUTSTANDING: ("○", Tone.SOON),
    E.CONFIRM: ("?", Tone.SOON),
    E.IN_USE: ("●", Tone.INFO),
    E.REPLACED: ("○", Tone.SOON),
    E.COLLECTED: ("✓", Tone.DONE),
    E.FORWARDED: ("✓", Tone.MUTED),
    E.LOST: ("×", Tone.LATE),
    E.NEVER_ISSUED: ("−", Tone.MUTED),
    E.UNCOLLECTABLE: ("×", Tone.LATE),
}


def certificate_status(status: CertificateStatus | None) -> tuple[str, Tone]:
    """Return shape and word, and the tone, of a sheet's state."""
    if status is None:
        return "−", Tone.MUTED
    shape, tone = _CERTIFICATE[status]
    return f"{shape} {label(status)}", tone


def elderly_status(outcome: ElderlyOutcome | None) -> tuple[str, Tone]:
    """Return shape and word, and the tone, of a 高齢受給者証's state."""
    if outcome is None:
        return "", Tone.MUTED
    shape, tone = _ELDERLY[outcome]
    return f"{shape} {label(outcome)}", tone


def person_status(row: PersonRow) -> tuple[str, Tone]:
    """Return the state of a household member's paper for a chip."""
    if row.certificate is None and row.enrolment is Enrolment.REGISTERED:
        return "✓ マイナ保険証", Tone.DONE
    if row.certificate is None:
        return "− 証なし", Tone.MUTED
    return certificate_status(row.certificate)


def roster_status(row: PersonRow, on: date) -> tuple[str, Tone]:
    """Return the same for a list in which some are covered no more: what is still out must come back."""
    if row.ends_on > on:
        return person_status(row)
    if row.certificate in (S.READY, S.HANDED_OUT):
        return f"◆ 喪失・{'要返却' if row.certificate is S.HANDED_OUT else '証あり'}", Tone.SOON
    return f"− 喪失 {wareki_short(row.ends_on)}", Tone.MUTED


def urgency_status(row: DueRow) -> tuple[str, Tone]:
    """Return how pressing a due row is: ▲ overdue, ◆ within a week, ○ later, − undated."""
    days = row.days_left
    if days is None:
        return "− 期限なし", Tone.MUTED
    if days < 0:
        return f"▲ {-days}日超過", Tone.LATE
    if days == 0:
        return "◆ 今日まで", Tone.SOON
    if days <= WEEK:
        return f"◆ あと{days}日", Tone.SOON
    if days > YEAR:
        return f"○ あと{days // YEAR}年", Tone.NORMAL
    return f"○ あと{days}日", Tone.NORMAL


WEEK = 7
"""Days ahead that count as pressing."""

YEAR = 365
