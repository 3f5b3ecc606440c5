"""What a certificate shows about its holder, and by which change it becomes void.

Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Sequence
from datetime import date

from app.domain.certificate import Certificate, CertificateOrigin, ReplaceCause
from app.domain.person import Person
from app.domain.rules import CopayShown, SocietyRules


def shows_copay(rules: SocietyRules) -> bool:
    """Whether 割合 stands on the certificate, and not on a 高齢受給者証 beside it (施行規則52条1項)."""
    return rules.copay_shown_on is CopayShown.CERTIFICATE


def printed_changes(
    old: Person, new: Person, rules: SocietyRules, *, is_rehire: bool = False
) -> list[ReplaceCause]:
    """Return what about this person changed on the sheet, the weightiest first; often nothing.

    is_rehire: another 資格取得日 is a re-hire (同日得喪); otherwise it corrects a mistake.
    The insured person's name on a dependant's sheet is not this person's fact.
    """
    causes = []
    if old.key != new.key:
        causes.append(ReplaceCause.NUMBER)
    if old.qualified_on != new.qualified_on and is_rehire:
        causes.append(ReplaceCause.REHIRE)
    if old.name != new.name:
        causes.append(ReplaceCause.NAME)
    if _corrected(old) != _corrected(new) or (old.qualified_on != new.qualified_on and not is_rehire):
        causes.append(ReplaceCause.CORRECTION)
    if shows_copay(rules) and _copay(old) != _copay(new):
        causes.append(ReplaceCause.COPAY)
    return causes


def comes_back(
    sheet: Certificate, causes: Sequence[ReplaceCause], old: Person, new: Person, rules: SocietyRules
) -> ReplaceCause | None:
    """Return why a sheet that was handed out must come back after these changes; None if it may stay.

    Name, 割合 and re-hire follow the society's rules; another number and a correction always
    make the sheet void.
    """
    wanted = {
        ReplaceCause.NAME: rules.name_change_returns,
        ReplaceCause.INSURED_NAME: rules.name_change_family,
        ReplaceCause.REHIRE: rules.rehire_returns,
        ReplaceCause.COPAY: rules.copay_change_returns and _shows_old_copay(sheet, old, new),
    }
    return next((cause for cause in causes if wanted.get(cause, True)), None)


def copay_starts(person: Person, sheet: Certificate) -> date | None:
    """Return when the 割合 begins that made this sheet void, if it was told ahead; else None."""
    starts = person.copay_from
    if sheet.replace_cause is not ReplaceCause.COPAY or sheet.closed_on is None or starts is None:
        return None
    return starts if starts > sheet.closed_on else None


def _corrected(person: Person) -> tuple[object, ...]:
    return person.kind, person.born_on, person.sex if person.sex_on_front else None


def _copay(person: Person) -> tuple[object, ...]:
    return (None, None) if person.copay_rate is None else (person.copay_rate, person.copay_from)


def _shows_old_copay(sheet: Certificate, old: Person, new: Person) -> bool:
    """Whether what the sheet says about 割合 is wrong now.

    Where no rate was on file, only a rate that began after the sheet was made contradicts it;
    an older one was merely not known here.
    """
    if old.copay_rate is not None:
        return True
    made_on = sheet.issued_on if sheet.origin is CertificateOrigin.PRINTED else sheet.handed_out_on
    return made_on is not None and new.copay_from is not None and new.copay_from > made_on
