"""The command that ends cover: leave, with the slip for the leaver."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.ids import PersonId
from app.domain.person import LossCause
from app.output import PDF
from app.rows import PersonDetail
from app.usecases.people import leavers, roster
from ui.cli.desk import TO_WRITE, Desk, as_data, day_option, word_option
from ui.cli.event import event, run_event


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
@click.option("--how-back", default="", help="返し方(案内に載る)")
@click.option("--slip", type=TO_WRITE, help="退職者への案内をPDFに書く")
@event
def leave(
    desk: Desk,
    key: str,
    retired: date,
    cause: LossCause | None,
    missing: tuple[str, ...],
    last_office_day: date | None,
    how_back: str,
    slip: Path | None,
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
    plan = roster.leaver_plan(person, people, desk.rules, last_day_on=retired, cause=why)
    pages = None if slip is None else _slip(desk, plan, details, lost, last_office_day, how_back)

    def after() -> dict[str, Any]:
        fresh = queries.person_detail(person_id, desk.today)
        return {
            "key": person.key,
            "disqualified_on": fresh.person.disqualified_on,
            "return_by": plan.return_by,
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
            last_office_on=last_office_day,
            missing=lost,
        ),
        on=plan.disqualified_on,
        after=after,
        paper=None if place is None or pages is None else (place, pages),
    )


def _slip(
    desk: Desk,
    plan: roster.LeaverPlan,
    details: Sequence[PersonDetail],
    missing: Sequence[PersonId],
    last_office_day: date | None,
    how_back: str,
) -> bytes:
    """Draw the leaver's slip first: what cannot be drawn is refused before anything is stored."""
    from app.printing.papers.leaver_slip import draw_leaver_slips

    ending = {person.id for person in plan.people}
    concerned = [detail for detail in details if detail.person.id in ending]
    unwanted = leavers.unwanted_papers(concerned, plan, desk.rules)
    slip = leavers.leaver_slip(
        plan,
        leavers.household_papers(concerned, missing, unwanted),
        desk.rules,
        office=details[0].office,
        made_on=desk.today,
        last_office_day=last_office_day,
        how_back=how_back or leavers.usual_way_back(last_office_day, desk.today),
    )
    out = io.BytesIO()
    draw_leaver_slips([slip], out)
    return out.getvalue()
