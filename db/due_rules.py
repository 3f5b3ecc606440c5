# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The rules of the due list as one SQL statement over the facts of a day.

Every branch is one rule of docs/rules.md, "Due list"; dates of the rules come in as parameters.
The branches read tables named `person` and `certificate`; see db/as_of.py for days in the past.
Source: docs/rules.md, "Due list", "Return of certificates", "Elderly card".
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.duties import KIND_OF, NEVER_HELD, TO_REGISTER, DutyKind, Why, days_after_loss
from app.domain.eligibility import months_after
from app.domain.person import Enrolment
from app.domain.rules import SocietyRules
from db import as_of
from db.derived import BY_INSURED_75
from db.facts import elderly_bounds, last_birth

PLACE = {kind: place for place, kind in enumerate(DutyKind)}
"""Where a kind stands among rows of the same day."""


def listed(values: object) -> str:
    """Return values as an SQL list."""
    return ", ".join(f"'{value}'" for value in sorted(values))  # type: ignore[call-overload]


def _branch(
    why: Why, source: str, *, due: str, since: str = "NULL", detail: str = "''", sheet: str = "NULL"
) -> tuple[Why, str]:
    """Return one rule: the rows of a source, in which `p` is the person."""
    return why, (
        f"SELECT {PLACE[KIND_OF[why]]} AS place, '{KIND_OF[why]}' AS kind, '{why}' AS why, p.id AS person_id,"
        f" {sheet} AS certificate_id, {due} AS due_on, {since} AS since, {detail} AS detail,"
        f" p.kana_key AS kana_key, p.office_id AS office_id, p.department AS department {source}"
    )


_OUT = "c.status IN ('handed_out', 'ready')"
_COVERED = "p.qualified_on <= :today AND p.ends_on > :today"
_LOST_BY = f"CASE p.ends_by WHEN '{BY_INSURED_75}' THEN 'insured_lost' ELSE p.ends_by END"
_CARD_WORKS_UNTIL = "date(p.card_expires_on, 'start of month', :card_months, '-1 day')"
_CARD_WORKS = f"(p.card_expires_on IS NULL OR {_CARD_WORKS_UNTIL} >= :today)"
# The plus signs keep the planner from reading all who are registered.
_CARD_IS_OVER = (
    "p.card_expires_on IS NOT NULL AND p.card_expires_on < :today"
    f" AND +p.enrolment = 'registered' AND NOT {_CARD_WORKS}"
)
STAGES_WITHOUT = f"enrolment IN ({listed(set(Enrolment) - {Enrolment.REGISTERED})})"

# A sheet in the drawer is still owed to its holder until cover ends.
# Of a leaver who stops coming earlier, the return is announced before the last day in the office.
_BY_LOSS = """
    (p.ends_on <= :today
     OR (c.status = 'handed_out' AND min(p.ends_on, coalesce(p.last_office_on, p.ends_on)) <= :leaver_notice))
"""
_BY_REGISTRATION = f"""
    (:return_when_registered AND p.enrolment = 'registered' AND p.enrolment_as_of IS NOT NULL
     AND {_CARD_WORKS})
"""
_BY_EXPIRY = "(:return_expired AND c.expires_on IS NOT NULL AND c.expires_on < :today)"
_COMES_BACK = f"({_BY_LOSS} OR {_BY_REGISTRATION} OR {_BY_EXPIRY})"

_NOT_TOLD_LATELY = "(p.told_on IS NULL OR (p.told_on <= :quiet_since AND p.told_times < :steps))"

# When the latest sheet was lost, replaced, given back or, in the drawer, spoiled, whichever came first.
_LAST_GONE_ON = f"""
    coalesce((SELECT max(CASE WHEN c.closed_on <= :today THEN c.closed_on
                              WHEN c.collected_on <= :today THEN c.collected_on END)
              FROM certificate c
              WHERE c.person_id = p.id
                AND (c.status NOT IN ({listed(NEVER_HELD)})
                     OR (c.status = 'spoiled' AND c.ready_on IS NOT NULL))), '')
"""
# マイナ保険証 was usable until the day that was learned.
_STOPPED_ON = "iif(p.enrolment IN ('expired', 'released'), coalesce(p.enrolment_as_of, ''), '')"


def _missing(who: str) -> "tuple[Why, str]":
    """Covered, cannot use マイナ保険証, and has no sheet; who: one index of persons at a time."""
    return _branch(
        Why.NO_SHEET,
        f"""
    FROM person p
    WHERE {who} AND {_COVERED}
      AND p.live_status IS NULL
      -- People give the paper back on their last working day, weeks before cover ends. A void
      -- one that was exchanged does not count, nor does a birthday that is far.
      AND NOT ((p.ends_on <= :leaver_notice OR p.ends_by NOT IN ('age_75', '{BY_INSURED_75}')) AND EXISTS (
            SELECT 1 FROM certificate c WHERE c.person_id = p.id AND c.status IN ('collected', 'forwarded')
              AND c.closed_as IS NOT 'superseded'))
    """,
        due=f"date(max(p.qualified_on, :paper_from, {_STOPPED_ON}, {_LAST_GONE_ON}), :print_days)",
        detail=f"CASE WHEN p.certificate_expires_on IS NULL THEN '{Why.NO_EXPIRY}'"
        f" WHEN p.certificate_expires_on < :today THEN '{Why.EXPIRY_PAST}' ELSE '' END",
    )


_BRANCHES = (
    # A sheet that is void, whatever else is true.
    _branch(
        Why.REPLACED,
        """
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'superseded'
    """,
        due="date(c.closed_on, :return_days)",
        since="c.closed_on",
        detail="coalesce(c.replace_cause, 'reissue')",
        sheet="c.id",
    ),
    _branch(
        Why.LOSS,
        f"""
    FROM person p CROSS JOIN certificate c ON c.person_id = p.id
    WHERE (p.ends_on <= :leaver_notice OR p.last_office_on <= :leaver_notice) AND {_OUT} AND {_BY_LOSS}
    """,
        due="date(p.ends_on, :days_after_loss)",
        since="p.ends_on",
        detail=f"{_LOST_BY} || iif(p.last_office_on >= :today, ' ' || p.last_office_on, '')",
        sheet="c.id",
    ),
    _branch(
        Why.REGISTERED,
        f"""
    FROM person p CROSS JOIN certificate c ON c.person_id = p.id
    WHERE p.live_status IN ('handed_out', 'ready') AND {_OUT} AND {_BY_REGISTRATION} AND NOT {_BY_LOSS}
    """,
        # Nobody brings a paper back before having it.
        due="date(max(p.enrolment_as_of, coalesce(c.handed_out_on, c.ready_on, '')),"
        " :registered_return_days)",
        since="p.enrolment_as_of",
        sheet="c.id",
    ),
    _branch(
        Why.EXPIRED,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE {_OUT} AND {_BY_EXPIRY} AND NOT {_BY_LOSS} AND NOT {_BY_REGISTRATION}
    """,
        due="date(c.expires_on, :return_days)",
        since="c.expires_on",
        sheet="c.id",
    ),
    # The society's list names a paper of a leaver that this office has no record of.
    _branch(
        Why.UNRECORDED,
        f"""
    FROM person p
    WHERE p.ends_on <= :today AND p.certificate_expires_on IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM certificate c
                      WHERE c.person_id = p.id AND c.status NOT IN ({listed(NEVER_HELD)}))
    """,
        due="date(p.ends_on, :days_after_loss)",
        since="p.ends_on",
        detail=_LOST_BY,
    ),
    _branch(
        Why.READY,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'ready' AND c.ready_on IS NOT NULL AND NOT {_COMES_BACK}
      AND (c.expires_on IS NULL OR c.expires_on >= :today)
    """,
        due="date(c.ready_on, :hand_out_days)",
        since="c.ready_on",
        sheet="c.id",
    ),
    _branch(
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
    _missing(_CARD_IS_OVER),
    # Leaving or turning 75 since strikes nobody off; only a recorded outcome does.
    _branch(
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
    _branch(
        Why.SHEET_BACK,
        """
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE c.status = 'collected' AND c.collected_on IS NOT NULL
    """,
        due="date(c.collected_on, :forward_days)",
        since="c.collected_on",
        sheet="c.id",
    ),
    _branch(
        Why.CARD_BACK,
        """
    FROM elderly_card e CROSS JOIN person p ON p.id = e.person_id
    WHERE e.done_on <= :today
      AND (e.outcome = 'collected' OR (e.outcome = 'forwarded' AND e.forwarded_on > :today))
    """,
        due="date(e.done_on, :forward_days)",
        since="e.done_on",
    ),
    _branch(
        Why.EXPIRES,
        f"""
    FROM certificate c CROSS JOIN person p ON p.id = c.person_id
    WHERE {_OUT} AND c.expires_on <= :renew_notice AND NOT {_COMES_BACK}
    """,
        due="c.expires_on",
        since="c.expires_on",
        detail=f"iif(c.expires_on < :today, '{Why.OVER}', '')",
        sheet="c.id",
    ),
    # 70: the first of the month after the month that holds the day before the birthday.
    _branch(
        Why.AT_70,
        f"""
    FROM person p
    WHERE p.born_on BETWEEN :first_70 AND :last_70 AND {_COVERED}
      AND due_on > :today AND due_on <= :birthday_notice
    """,
        due="date(p.born_on, '+70 years', '-1 day', 'start of month', '+1 month')",
        since="date(p.born_on, '+70 years', '-1 day', 'start of month', '+1 month')",
    ),
    # An employee who reaches 75 takes the household along.
    _branch(
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
    _branch(
        Why.TO_REGISTER,
        f"""
    FROM person p
    WHERE p.enrolment IN ({listed(TO_REGISTER)}) AND {_COVERED} AND {_NOT_TOLD_LATELY}
      AND p.ends_on > :leaver_notice
    """,
        due="p.certificate_expires_on",
        detail="p.enrolment",
    ),
    _branch(
        Why.CARD_ENDS,
        f"""
    FROM person p
    WHERE p.card_expires_on <= :card_notice AND p.card_expires_on IS NOT NULL AND +p.enrolment = 'registered'
      AND {_COVERED} AND {_NOT_TOLD_LATELY}
    """,
        due=f"CASE WHEN {_CARD_WORKS} THEN {_CARD_WORKS_UNTIL} END",
        since="p.card_expires_on",
        detail=f"CASE WHEN {_CARD_WORKS} THEN '' ELSE '{Why.CARD_ENDED}' END",
    ),
)

# The bare columns come from the row with the highest id.
_DEFERRED = """
    deferred AS (
        SELECT person_id, kind, certificate_id, due_on, hidden_until, reason, max(id) FROM deferral
        WHERE made_on <= :today GROUP BY person_id, kind, certificate_id)
"""


def statement(*, is_past: bool = False, of_household: bool = False, kinds: Sequence[DutyKind] = ()) -> str:
    """Return the common tables of a statement, the last of them `due`.

    is_past, of_household: see db.as_of.views.
    kinds: leaves out the branches of all others; none leaves out nothing.
    """
    wanted = [branch for why, branch in _BRANCHES if not kinds or KIND_OF[why] in kinds]
    tables = [*as_of.views(is_past=is_past, of_household=of_household), _DEFERRED]
    return f"""
    WITH {", ".join(tables)},
    found AS ({" UNION ALL ".join(wanted)}),
    due AS (
        SELECT found.place AS place,
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
              OR deferred.due_on >= found.due_on)
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
