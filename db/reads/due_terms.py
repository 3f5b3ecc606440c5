# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The terms of which the rules of the due list are made: SQL on a person `p` and a sheet `c`.

Source: docs/rules.md, "Due list", "Renewal", "Return of certificates".
"""

from app.domain.duties import KIND_OF, NEVER_HELD, DutyKind, Why
from app.domain.person import RELEASING, STOPPED, WITH_CARD, Enrolment
from db.tables.derived import BY_INSURED_75

PLACE = {kind: place for place, kind in enumerate(DutyKind)}
"""Where a kind stands among rows of the same day."""


def branch(
    why: Why,
    source: str,
    *,
    due: str,
    since: str = "NULL",
    detail: str = "''",
    sheet: str = "NULL",
) -> tuple[Why, str]:
    """Return one rule: the rows of a source, in which `p` is the person."""
    return why, (
        f"SELECT {PLACE[KIND_OF[why]]} AS place, '{KIND_OF[why]}' AS kind, '{why}' AS why, p.id AS person_id,"
        f" {sheet} AS certificate_id, {due} AS due_on, {since} AS since, {detail} AS detail,"
        f" p.kana_key AS kana_key, p.office_id AS office_id, p.department AS department {source}"
    )


def listed(values: object) -> str:
    """Return values as an SQL list."""
    return ", ".join(f"'{value}'" for value in sorted(values))  # type: ignore[call-overload]


OUT = "c.status IN ('handed_out', 'ready')"
# app.domain.cover.is_within, said of a row.
COVERED = "p.qualified_on <= :today AND p.ends_on > :today"
LOST_BY = f"CASE p.ends_by WHEN '{BY_INSURED_75}' THEN 'insured_lost' ELSE p.ends_by END"
CARD_WORKS_UNTIL = "date(p.card_expires_on, 'start of month', :card_months, '-1 day')"
CARD_WORKS = f"(p.card_expires_on IS NULL OR {CARD_WORKS_UNTIL} >= :today)"
# The plus signs keep the planner from reading all who are registered.
CARD_IS_OVER = (
    "p.card_expires_on IS NOT NULL AND p.card_expires_on < :today"
    f" AND +p.enrolment = 'registered' AND NOT {CARD_WORKS}"
)
STAGES_WITHOUT = f"enrolment IN ({listed(set(Enrolment) - WITH_CARD)})"

_ENDED = "p.ends_on <= :today"
# Of a leaver who stops coming earlier, the return is announced before the last day in the office.
_LEAVING = "min(p.ends_on, coalesce(p.last_office_on, p.ends_on)) <= :leaver_notice"
# A sheet in the drawer is still owed to its holder until cover ends.
BY_LOSS = f"({_ENDED} OR (c.status = 'handed_out' AND {_LEAVING}))"
BY_LOSS_OF_HOLDER = f"({_ENDED} OR {_LEAVING})"
# Nobody is asked for the paper shortly before it is needed again.
BY_REGISTRATION = f"""
    (:return_when_registered AND p.enrolment = 'registered' AND p.enrolment_as_of IS NOT NULL
     AND (p.card_expires_on IS NULL OR {CARD_WORKS_UNTIL} > :card_notice))
"""
OVER = "(c.expires_on IS NOT NULL AND c.expires_on < :today)"
BY_EXPIRY = f"(:return_expired AND {OVER})"
COMES_BACK = f"({BY_LOSS} OR {BY_REGISTRATION} OR {BY_EXPIRY})"

# Not a void one that was exchanged; one that the office lost afterwards was still given back.
GIVEN_BACK = """
    ((c.status IN ('collected', 'forwarded') OR (c.status = 'lost' AND c.collected_on <= :today))
     AND c.closed_as IS NOT 'superseded' AND c.replace_cause IS NULL)
"""

NOT_TOLD_LATELY = "(p.told_on IS NULL OR (p.told_on <= :quiet_since AND p.told_times < :steps))"

# The society named a later 有効期限 than that of the sheet; see app.domain.renewal.can_renew.
RENEWABLE = f"""
    (c.status = 'handed_out' AND p.qualified_on <= :today
     AND (+p.enrolment <> 'registered' OR NOT {CARD_WORKS})
     AND coalesce(p.certificate_expires_on > c.expires_on AND p.certificate_expires_on >= :today, 0))
"""


def exchanged_on(sheet: str = "c") -> str:
    """Return when the holder got the sheet that took the place of this one; see app.domain.renewal."""
    return (
        f"(SELECT min(n.handed_out_on) FROM certificate n WHERE n.person_id = {sheet}.person_id"
        f" AND n.id > {sheet}.id AND n.handed_out_on BETWEEN {sheet}.closed_on AND :today)"
    )


RENEWED = f"""
    (SELECT r.*, {exchanged_on("r")} AS exchanged_on FROM certificate r
     WHERE r.replace_cause = 'renewal' AND r.status = 'superseded') AS c
    CROSS JOIN person p ON p.id = c.person_id
"""
"""The sheets that made way for one with a later 有効期限."""
USING_RENEWED = f"""
    SELECT r.person_id FROM certificate r
    WHERE r.replace_cause = 'renewal' AND r.status = 'superseded' AND {exchanged_on("r")} IS NULL
"""
"""The holders of those, as long as they have not got the new one."""
VOID_BY_RENEWAL = f"(c.exchanged_on IS NOT NULL AND (:return_expired OR NOT {OVER}))"
# While a new one is being made it is that one which is waited for.
OVER_UNRENEWED = (
    f"({OVER} AND (c.exchanged_on IS NOT NULL"
    " OR coalesce(p.live_status IN ('planned', 'printed', 'ready'), 0) = 0))"
)

# A 割合 told ahead leaves the old paper of use until it begins.
_OLD_ONE_IS_VOID = f"""
    o.status = 'superseded'
    AND NOT (o.replace_cause IS 'copay' AND coalesce(p.copay_from > max(o.closed_on, :today), 0))
    AND (o.replace_cause IS NOT 'renewal' OR {exchanged_on("o")} IS NOT NULL)
"""
EXCHANGE = f"""
    CASE WHEN NOT EXISTS (SELECT 1 FROM certificate o
                          WHERE o.person_id = c.person_id AND o.status = 'superseded') THEN ''
         WHEN EXISTS (SELECT 1 FROM certificate o
                      WHERE o.person_id = c.person_id AND {_OLD_ONE_IS_VOID}) THEN 'exchange'
         WHEN EXISTS (SELECT 1 FROM certificate o WHERE o.person_id = c.person_id
                      AND o.status = 'superseded' AND o.replace_cause = 'renewal') THEN 'renewal'
         ELSE '' END
"""
"""Whether the holder gives an old sheet when the new one is handed out: a void or a renewed one."""

# When the latest sheet was lost, replaced, given back or, in the drawer, spoiled, whichever came first:
# one that was lost from the drawer had been given back.
_LAST_GONE_ON = f"""
    coalesce((SELECT max(CASE WHEN c.collected_on <= min(:today, coalesce(c.closed_on, :today))
                                   THEN c.collected_on
                              WHEN c.closed_on <= :today THEN c.closed_on END)
              FROM certificate c
              WHERE c.person_id = p.id
                AND (c.status NOT IN ({listed(NEVER_HELD)})
                     OR (c.status = 'spoiled' AND c.ready_on IS NOT NULL))), '')
"""
# マイナ保険証 was usable until the day that was learned, or until a release takes effect.
_STOPPED_ON = f"iif(p.enrolment IN ({listed(STOPPED)}), coalesce(p.enrolment_as_of, ''), '')"
_RELEASED_BY = f"""
    iif(p.enrolment IN ({listed(RELEASING)}) AND p.enrolment_as_of IS NOT NULL,
        date(p.enrolment_as_of, 'start of month', '+2 months', '-1 day'), '')
"""
WITHOUT_PAPER_SINCE = f"max(p.qualified_on, :paper_from, {_STOPPED_ON}, {_LAST_GONE_ON})"
PRINT_BY = f"max(date({WITHOUT_PAPER_SINCE}, :print_days), {_RELEASED_BY})"

LOSS_DETAIL = f"{LOST_BY} || iif(p.last_office_on >= :today, ' ' || p.last_office_on, '')"
# Nobody brings a paper back before having it.
REGISTERED_BY = (
    "date(max(p.enrolment_as_of, coalesce(c.handed_out_on, c.ready_on, '')), :registered_return_days)"
)
