"""The command that ends cover: leave, with the slip for the leaver."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.ids import PersonId
from app.domain.language import Language
from app.domain.person import LossCause
from app.domain.rest_days import rest_day
from app.output import PDF
from app.rows import PersonDetail
from app.usecases.people import cancelled_loss, leavers, roster
from ui.cli.desk import TO_WRITE, Desk, as_data, day_option, rest_data, word_option
from ui.cli.event import event, run_event
from ui.cli.slips import language_option


@click.command()
@click.argument("key")
@day_option("--retired", required=True, help="退職日(その事由の起きた日)")
@word_option(
    "--cause",
    [cause for cause in LossCause if cause not in (LossCause.INSURED_LOST, LossCause.REHIRED)],
    help="喪失の事由 (省けば本人は left、ご家族は removed_dependant)",
)
@click.option("--missing", multiple=True, metavar="KEY", help="証が見つからない方 (繰り返せる)")
@day_option("--last-office-day", help="最終出社日(案内に載る)")
@day_option("--known-on", help="資格喪失が分かった日(省けば今日。返却期限はこの日より前から数えない)")
@click.option("--how-back", default="", help="返し方(案内に載る)")
@click.option("--voluntary", is_flag=True, help="任意継続を申し込む方(証は同じように返す)")
@click.option("--slip", type=TO_WRITE, help="退職者への案内をPDFに書く")
@language_option
@event
def leave(
    desk: Desk,
    key: str,
    retired: date,
    cause: LossCause | None,
    missing: tuple[str, ...],
    last_office_day: date | None,
    known_on: date | None,
    how_back: str,
    voluntary: bool,
    slip: Path | None,
    language: Language | None,
) -> None:
    """資格の喪失を記録する。本人ならご家族も一緒に。"""
    place = None if slip is None else desk.place(slip, PDF)
    queries = desk.queries
    person_id = queries.person_id(key)
    detail = desk.detail(key)
    person, why = detail.person, cause or roster.CAUSES_OF[detail.person.kind][0]
    lost = desk.person_ids(missing)
    roster.check_last_office_day(last_office_day, retired)
    details = leavers.household_details(queries, detail, desk.today)
    people = [each.person for each in details]
    plan = roster.leaver_plan(
        person, people, desk.rules, last_day_on=retired, cause=why, today=desk.today, known_on=known_on
    )
    if voluntary:
        roster.said_of_voluntary(person, plan)
    pages = (
        None
        if slip is None
        else _slip(desk, plan, details, lost, last_office_day, how_back, language, is_voluntary=voluntary)
    )

    def after() -> dict[str, Any]:
        fresh = queries.person_detail(person_id, desk.today)
        return {
            "key": person.key,
            "disqualified_on": fresh.person.disqualified_on,
            "known_on": plan.known_on,
            "return_by": plan.return_by,
            **rest_data(rest_day(plan.return_by, desk.rules)),
            "household": [as_data(row, "key disqualified_on") for row in fresh.household],
        }

    run_event(
        desk,
        lambda tx: roster.leave(
            tx,
            person_id,
            cause=why,
            last_day_on=retired,
            today=desk.today,
            known_on=known_on,
            last_office_on=last_office_day,
            missing=lost,
            is_voluntary=voluntary,
        ),
        on=plan.disqualified_on,
        after=after,
        paper=None if place is None or pages is None else (place, pages),
    )


@click.command("cancel-leave")
@click.argument("key")
@event
def cancel_leave(desk: Desk, key: str) -> None:
    """記録した退職・資格喪失を取り消す。一緒に喪失したご家族の資格も戻る。"""
    queries, who = desk.queries, desk.queries.person_id(key)

    def after() -> dict[str, Any]:
        fresh = queries.person_detail(who, desk.today)
        return {
            "key": fresh.person.key,
            "household": [as_data(row, "key disqualified_on") for row in fresh.household],
        }

    run_event(
        desk, lambda tx: cancelled_loss.cancel_loss(tx, who, today=desk.today), on=desk.today, after=after
    )


def _slip(
    desk: Desk,
    plan: roster.LeaverPlan,
    details: Sequence[PersonDetail],
    missing: Sequence[PersonId],
    last_office_day: date | None,
    how_back: str,
    language: Language | None,
    *,
    is_voluntary: bool,
) -> bytes:
    """Draw the leaver's slip first: what cannot be drawn is refused before anything is stored."""
    from app.printing.papers.leaver_slip import draw_leaver_slips

    ending = {person.id for person in plan.people}
    concerned = [detail for detail in details if detail.person.id in ending]
    unwanted = leavers.unwanted_papers(concerned, plan, desk.rules)
    keeping = leavers.keeping_card(concerned, plan, desk.rules)
    slip = leavers.leaver_slip(
        plan,
        leavers.household_papers(concerned, missing, unwanted, keeping),
        desk.rules,
        office=details[0].office,
        made_on=desk.today,
        last_office_day=last_office_day,
        how_back=how_back or leavers.usual_way_back(last_office_day, desk.today),
        is_voluntary=is_voluntary,
        language=language,
    )
    out = io.BytesIO()
    draw_leaver_slips([slip], out)
    return out.getvalue()
