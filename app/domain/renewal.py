"""更新: the holder keeps a sheet that is about to expire until the new one is handed out.

Source: docs/rules.md, "Renewal".
"""

from collections.abc import Sequence
from datetime import date

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.person import Person


def can_renew(person: Person, live: Certificate, today: date) -> bool:
    """Return whether a new sheet may take the place of this one: the society named a later 有効期限.

    Only of a sheet that was handed out; one in the drawer is spoiled instead.
    """
    new, old = person.certificate_expires_on, live.expires_on
    if live.status is not CertificateStatus.HANDED_OUT or new is None or old is None:
        return False
    return old < new and today <= new


def is_renewed(sheet: Certificate) -> bool:
    """Return whether a newer sheet was begun in the place of this one because of its 有効期限."""
    return sheet.status is CertificateStatus.SUPERSEDED and sheet.replace_cause is ReplaceCause.RENEWAL


def exchanged_on(sheet: Certificate, sheets: Sequence[Certificate], on: date) -> date | None:
    """Return the day on which the holder got the sheet that renewed this one.

    None when that was not yet so at the end of the day `on`, or when this one is not renewed.
    sheets: all of the person, in the order in which they were made.
    """
    if not is_renewed(sheet) or sheet.closed_on is None:
        return None
    later = sheets[sheets.index(sheet) + 1 :]
    days = [one.handed_out_on for one in later if one.handed_out_on is not None]
    return min((day for day in days if sheet.closed_on <= day <= on), default=None)


def awaits_exchange(sheet: Certificate, sheets: Sequence[Certificate], on: date) -> bool:
    """Return whether the holder still uses this sheet until the new one is handed out."""
    return is_renewed(sheet) and exchanged_on(sheet, sheets, on) is None
