"""The rules of the due list about sheets that expire and those that take their place.

Source: docs/rules.md, "Renewal".
"""

from app.domain.duties import Why
from db.reads.due_terms import (
    BY_LOSS,
    BY_LOSS_OF_HOLDER,
    BY_REGISTRATION,
    COMES_BACK,
    LOSS_DETAIL,
    OUT,
    OVER_UNRENEWED,
    REGISTERED_BY,
    RENEWABLE,
    RENEWED,
    VOID_BY_RENEWAL,
    branch,
)

# The holder uses a renewed sheet until the new one is handed out; until then it is as good as one
# that nothing took the place of.
RENEWALS = (
    branch(
        Why.REPLACED,
        f"FROM {RENEWED} WHERE {VOID_BY_RENEWAL}",
        due="date(c.exchanged_on, :return_days)",
        since="c.exchanged_on",
        detail="'renewal'",
        sheet="c.id",
    ),
    branch(
        Why.LOSS,
        f"FROM {RENEWED} WHERE NOT {VOID_BY_RENEWAL} AND {BY_LOSS_OF_HOLDER}",
        due="date(p.ends_on, :days_after_loss)",
        since="p.ends_on",
        detail=LOSS_DETAIL,
        sheet="c.id",
    ),
    branch(
        Why.REGISTERED,
        f"FROM {RENEWED} WHERE NOT {VOID_BY_RENEWAL} AND NOT {BY_LOSS_OF_HOLDER} AND {BY_REGISTRATION}",
        due=REGISTERED_BY,
        since="p.enrolment_as_of",
        sheet="c.id",
    ),
    branch(
        Why.EXPIRED,
        f"""
    FROM {RENEWED}
    WHERE NOT {VOID_BY_RENEWAL} AND NOT {BY_LOSS_OF_HOLDER} AND NOT {BY_REGISTRATION}
      AND :return_expired AND {OVER_UNRENEWED}
    """,
        due="date(c.expires_on, :return_days)",
        since="c.expires_on",
        sheet="c.id",
    ),
    branch(
        Why.OVER,
        f"""
    FROM {RENEWED}
    WHERE NOT {BY_LOSS_OF_HOLDER} AND NOT {BY_REGISTRATION} AND NOT :return_expired AND {OVER_UNRENEWED}
    """,
        due="max(c.expires_on, coalesce(c.exchanged_on, ''))",
        since="c.expires_on",
        sheet="c.id",
    ),
    branch(
        Why.EXPIRES,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE {OUT} AND c.expires_on <= :renew_notice AND NOT {COMES_BACK} AND NOT {RENEWABLE}
    """,
        due="c.expires_on",
        since="c.expires_on",
        detail=f"iif(c.expires_on < :today, '{Why.OVER}', '')",
        sheet="c.id",
    ),
    branch(
        Why.RENEWABLE,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE {OUT} AND c.expires_on <= :renew_notice AND {RENEWABLE} AND NOT {BY_LOSS} AND NOT {BY_REGISTRATION}
    """,
        due="c.expires_on",
        since="c.expires_on",
        detail="iif(c.expires_on < :today, 'past', '')",
        sheet="c.id",
    ),
)
