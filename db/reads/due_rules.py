# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The rules of the due list as one SQL statement over the facts of a day.

Every branch is one rule of docs/rules.md, "Due list"; dates of the rules come in as parameters.
The branches read tables named `person` and `certificate`; see db/reads/as_of.py for days in the past.
Source: docs/rules.md, "Due list", "Return of certificates", "Elderly card".
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.duties import KIND_OF, NEVER_HELD, DutyKind, Why, days_after_loss
from app.domain.eligibility import months_after
from app.domain.person import ASKED
from app.domain.rules import SocietyRules
from db.reads import as_of
from db.reads.due_renewals import RENEWALS
from db.reads.due_terms import (
    BY_EXPIRY,
    BY_LOSS,
    BY_REGISTRATION,
    CARD_IS_OVER,
    CARD_WORKS,
    CARD_WORKS_UNTIL,
    COMES_BACK,
    COVERED,
    EXCHANGE,
    GIVEN_BACK,
    LOSS_DETAIL,
    LOST_BY,
    NOT_TOLD_LATELY,
    OUT,
    PRINT_BY,
    REGISTERED_BY,
    STAGES_WITHOUT,
    WITHOUT_PAPER_SINCE,
    branch,
    listed,
)
from db.reads.facts import CARD_THEN, elderly_bounds, last_birth
from db.tables.derived import BY_INSURED_75


def _missing(who: str) -> "tuple[Why, str]":
    """Covered, cannot use マイナ保険証, and has no sheet; who: one index of persons at a time."""
    return branch(
        Why.NO_SHEET,
        f"""
    FROM person p
    WHERE {who} AND {COVERED}
      AND p.live_status IS NULL
      -- People give the paper back on their last working day, weeks before cover ends. A void
      -- one that was exchanged does not count, nor does a birthday that is far.
      AND NOT ((p.ends_on <= :leaver_notice OR p.ends_by NOT IN ('age_75', '{BY_INSURED_75}')) AND EXISTS (
            SELECT 1 FROM certificate c WHERE c.person_id = p.id AND {GIVEN_BACK}))
    """,
        due=PRINT_BY,
        detail=f"CASE WHEN p.certificate_expires_on IS NULL THEN '{Why.NO_EXPIRY}'"
        f" WHEN p.certificate_expires_on < :today THEN '{Why.EXPIRY_PAST}' ELSE '' END",
    )


# What came back from the society is sent on from that day, not from the day its holder gave it.
_BACK_ON = "CASE WHEN c.sent_back_on <= :today THEN c.sent_back_on ELSE c.collected_on END"
_CARD_BACK_ON = "CASE WHEN e.sent_back_on <= :today THEN e.sent_back_on ELSE e.done_on END"

_BRANCHES = (
    *RENEWALS,
    # A sheet that is void, whatever else is true.
    branch(
        Why.REPLACED,
        """
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'superseded' AND c.replace_cause IS NOT 'renewal'
    """,
        due="date(c.closed_on, :return_days)",
        since="c.closed_on",
        detail="coalesce(c.replace_cause, 'reissue')",
        sheet="c.id",
    ),
    branch(
        Why.LOSS,
        f"""
    FROM person p CROSS JOIN certificate c ON c.person_id = p.id
    WHERE (p.ends_on <= :leaver_notice OR p.last_office_on <= :leaver_notice) AND {OUT} AND {BY_LOSS}
    """,
        due="date(p.ends_on, :days_after_loss)",
        since="p.ends_on",
        detail=LOSS_DETAIL,
        sheet="c.id",
    ),
    branch(
        Why.REGISTERED,
        f"""
    FROM person p CROSS JOIN certificate c ON c.person_id = p.id
    WHERE p.live_status IN ('handed_out', 'ready') AND {OUT} AND {BY_REGISTRATION} AND NOT {BY_LOSS}
    """,
        due=REGISTERED_BY,
        since="p.enrolment_as_of",
        sheet="c.id",
    ),
    branch(
        Why.EXPIRED,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE {OUT} AND {BY_EXPIRY} AND NOT {BY_LOSS} AND NOT {BY_REGISTRATION}
    """,
        due="date(c.expires_on, :return_days)",
        since="c.expires_on",
        sheet="c.id",
    ),
    # The society's list names a paper of a leaver that this office has no record of.
    branch(
        Why.UNRECORDED,
        f"""
    FROM person p
    WHERE p.ends_on <= :today AND p.certificate_expires_on IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM certificate c
                      WHERE c.person_id = p.id AND c.status NOT IN ({listed(NEVER_HELD)}))
    """,
        due="date(p.ends_on, :days_after_loss)",
        since="p.ends_on",
        detail=LOST_BY,
    ),
    branch(
        Why.READY,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'ready' AND c.ready_on IS NOT NULL AND NOT {COMES_BACK}
      AND (c.expires_on IS NULL OR c.expires_on >= :today)
    """,
        due="date(c.ready_on, :hand_out_days)",
        since="c.ready_on",
        detail=EXCHANGE,
        sheet="c.id",
    ),
    branch(
        Why.UNCONFIRMED,
        """
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'planned'
    """,
        due=":today",
        detail="CAST(c.session_id AS TEXT)",
        sheet="c.id",
    ),
    _missing(f"p.{STAGES_WITHOUT}"),
    _missing(CARD_IS_OVER),
    # Leaving or turning 75 since strikes nobody off; only a recorded outcome does.
    branch(
        Why.CARD_POSSIBLE,
        """
    FROM person p
    WHERE (p.elderly_card_listed = 1
           OR (p.born_on <= :is_70_at_cutoff AND p.qualified_on <= :elderly_cutoff
               AND p.ends_on > :elderly_month))
      AND NOT EXISTS (SELECT 1 FROM elderly_card e WHERE e.person_id = p.id AND e.done_on <= :today)
    """,
        # Who lost cover before then owes it within the days of the paper.
        due="iif(p.ends_on <= :today, min(:elderly_collect_by, date(p.ends_on, :days_after_loss)),"
        " :elderly_collect_by)",
        since=":elderly_cutoff",
        detail=f"CASE WHEN p.elderly_card_listed = 1 THEN '{Why.CARD_LISTED}' ELSE '' END",
    ),
    branch(
        Why.SHEET_BACK,
        """
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'collected' AND c.collected_on IS NOT NULL
    """,
        due=f"date({_BACK_ON}, :forward_days)",
        since=_BACK_ON,
        detail="CASE WHEN c.sent_back_on <= :today THEN 'again' ELSE '' END",
        sheet="c.id",
    ),
    branch(
        Why.CARD_BACK,
        f"""
    FROM elderly_card e CROSS JOIN person p ON p.id = e.person_id
    WHERE e.done_on <= :today AND {CARD_THEN} = 'collected'
    """,
        due=f"date({_CARD_BACK_ON}, :forward_days)",
        since=_CARD_BACK_ON,
        detail="CASE WHEN e.sent_back_on <= :today THEN 'again' ELSE '' END",
    ),
    # 70: the first of the month after the month that holds the day before the birthday.
    branch(
        Why.AT_70,
        f"""
    FROM person p
    WHERE p.born_on BETWEEN :first_70 AND :last_70 AND {COVERED}
      AND due_on > :today AND due_on <= :birthday_notice
    """,
        due="date(p.born_on, '+70 years', '-1 day', 'start of month', '+1 month')",
        since="date(p.born_on, '+70 years', '-1 day', 'start of month', '+1 month')",
    ),
    # An employee who reaches 75 takes the household along.
    branch(
        Why.AT_75,
        f"""
    FROM person p
    WHERE p.ends_on > :today AND p.ends_on <= :birthday_notice AND p.qualified_on <= :today
      AND p.ends_by IN ('age_75', '{BY_INSURED_75}')
    """,
        due="p.ends_on",
        since="p.ends_on",
        detail=f"CASE WHEN p.ends_by = '{BY_INSURED_75}' THEN 'insured'"
        " WHEN p.kind = 'insured' THEN 'own' ELSE 'family' END"
        " || CASE WHEN substr(p.ends_on, 6) = '03-01' AND '02-29' = substr("
        f"CASE WHEN p.ends_by = '{BY_INSURED_75}' THEN"
        " (SELECT i.born_on FROM main.person i WHERE i.symbol = p.symbol AND i.number = p.number"
        "  AND i.kind = 'insured' ORDER BY i.branch_number, i.id LIMIT 1)"
        " ELSE p.born_on END, 6) THEN '?' ELSE '' END",
    ),
    # Registering is voluntary: whoever declined, was asked lately or is leaving is left in peace.
    branch(
        Why.TO_REGISTER,
        f"""
    FROM person p
    WHERE p.enrolment IN ({listed(ASKED)}) AND {COVERED} AND {NOT_TOLD_LATELY}
      AND p.ends_on > :leaver_notice
    """,
        due="p.certificate_expires_on",
        detail="p.enrolment",
    ),
    branch(
        Why.CARD_ENDS,
        f"""
    FROM person p
    WHERE p.card_expires_on <= :card_notice AND p.card_expires_on IS NOT NULL AND +p.enrolment = 'registered'
      AND {COVERED} AND {NOT_TOLD_LATELY}
    """,
        due=f"CASE WHEN {CARD_WORKS} THEN {CARD_WORKS_UNTIL} END",
        since="p.card_expires_on",
        detail=f"CASE WHEN {CARD_WORKS} THEN '' ELSE '{Why.CARD_ENDED}' END",
    ),
)

# The bare columns come from the row with the highest id.
_DEFERRED = """
    deferred AS (
        SELECT person_id, kind, certificate_id, made_on, due_on, hidden_until, reason, max(id) FROM deferral
        WHERE made_on <= :today GROUP BY person_id, kind, certificate_id)
"""

# Of a row without a sheet: since when it is this duty and no earlier one of its kind. Nothing is
# announced more than two years ahead, and a 高齢受給者証 comes back once.
_BEGAN = f"""
    CASE found.why
        WHEN '{Why.NO_SHEET}' THEN (SELECT {WITHOUT_PAPER_SINCE} FROM person p WHERE p.id = found.person_id)
        WHEN '{Why.TO_REGISTER}' THEN (SELECT max(coalesce(p.enrolment_as_of, ''), coalesce(p.told_on, ''))
                                       FROM person p WHERE p.id = found.person_id)
        WHEN '{Why.CARD_ENDS}' THEN (SELECT max(date(p.card_expires_on, :card_notice_before),
                                                coalesce(p.told_on, ''))
                                     FROM person p WHERE p.id = found.person_id)
        WHEN '{Why.CARD_POSSIBLE}' THEN ''
        WHEN '{Why.AT_70}' THEN date(found.due_on, '-2 years')
        WHEN '{Why.AT_75}' THEN date(found.due_on, '-2 years')
        ELSE found.since
    END
"""


def statement(*, is_past: bool = False, of_household: bool = False, kinds: Sequence[DutyKind] = ()) -> str:
    """Return the common tables of a statement, the last of them `due`.

    is_past, of_household: see db.reads.as_of.views.
    kinds: leaves out the branches of all others; none leaves out nothing.
    """
    wanted = [branch for why, branch in _BRANCHES if not kinds or KIND_OF[why] in kinds]
    tables = [*as_of.views(is_past=is_past, of_household=of_household), _DEFERRED]
    return f"""
    WITH {", ".join(tables)},
    found AS ({" UNION ALL ".join(wanted)}),
    due AS (
        SELECT found.place AS place, found.kind AS kind,
               CASE WHEN found.detail IN ({_OTHER_REASONS}) THEN found.detail ELSE found.why END AS why,
               found.person_id AS person_id, found.certificate_id AS certificate_id,
               coalesce(deferred.due_on, found.due_on) AS due_on, found.since AS since,
               found.detail AS detail, found.kana_key AS kana_key, found.office_id AS office_id,
               found.department AS department,
               CASE WHEN deferred.due_on IS NOT NULL THEN found.due_on END AS moved_from,
               CASE WHEN deferred.due_on IS NOT NULL THEN deferred.reason END AS moved_because,
               deferred.hidden_until AS hidden_until
        FROM found LEFT JOIN deferred
          ON deferred.person_id = found.person_id AND deferred.certificate_id IS found.certificate_id
         AND deferred.kind = found.kind
         -- A date of last year does not make this year's duty overdue.
         AND (found.certificate_id IS NOT NULL OR deferred.due_on IS NULL OR found.due_on IS NULL
              OR deferred.due_on >= found.due_on OR deferred.made_on >= {_BEGAN})
        WHERE (coalesce(deferred.hidden_until, '') > :today) = :hidden)
    """


# Branches that stand for two reasons name the rarer one in `detail`.
_OTHER_REASONS = listed((Why.NO_EXPIRY, Why.EXPIRY_PAST, Why.CARD_LISTED, Why.CARD_ENDED, Why.OVER))


def parameters(rules: SocietyRules, today: date) -> dict[str, Any]:
    """Return the dates and steps that the rules name on that day."""

    def after(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    def step(days: int) -> str:
        return f"{days:+d} days"

    horizon = months_after(today, rules.birthday_notice_months)
    return {
        "today": today.isoformat(),
        "leaver_notice": after(rules.leaver_notice_days),
        "renew_notice": after(rules.renew_notice_days),
        "card_notice": after(rules.card_notice_days),
        "card_notice_before": step(-rules.card_notice_days),
        "quiet_since": after(-rules.quiet_days),
        "birthday_notice": horizon.isoformat(),
        "first_70": last_birth(today - timedelta(days=40), 70),
        "last_70": last_birth(horizon + timedelta(days=2), 70),
        **elderly_bounds(rules),
        "elderly_collect_by": rules.elderly_collect_by.isoformat(),
        "paper_from": rules.paper_from.isoformat(),
        "return_days": step(rules.return_days),
        "days_after_loss": step(days_after_loss(rules)),
        "registered_return_days": step(rules.registered_return_days),
        "hand_out_days": step(rules.hand_out_days),
        "forward_days": step(rules.forward_days),
        "print_days": step(rules.print_days),
        "card_months": f"+{rules.card_grace_months + 1} months",
        "return_when_registered": int(rules.return_when_registered),
        "return_expired": int(rules.return_expired),
        "steps": rules.reminder_steps,
    }
