"""The command that ends cover: leave, with the slip for the leaver."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from app.domain.ids import PersonId
from app.domain.person import LossCause
from app.domain.rules import read_rule_book
from app.output import PDF
from app.rows import PersonDetail
from app.usecases.people import leavers, roster
from ui.cli.desk import DATE, TO_WRITE, Desk, pass_desk
from ui.cli.event import dry_run_option, run_event


@click.command()
@click.argument("key")
@click.option("--retired", type=DATE, required=True, help="退職日(その事由の起きた日)")
@click.option(
    "--cause",
    type=click.Choice([c.value for c in LossCause if c not in (LossCause.INSURED_LOST, LossCause.REHIRED)]),
    help="喪失の事由 (省けば本人は left、ご家族は removed_dependant)",
)
@click.option("--missing", "missing", multiple=True, metavar="KEY", help="証が見つからない方 (繰り返せる)")
@click.option("--last-office-day", type=DATE, help="最終出社日(案内に載る)")
@click.option("--how-back", default="", help="返し方(案内に載る)")
@click.option("--slip", type=TO_WRITE, help="退職者への案内をPDFに書く")
@dry_run_option()
@pass_desk
def leave(
    desk: Desk,
    key: str,
    retired: datetime,
    cause: str | None,
    missing: tuple[str, ...],
    last_office_day: datetime | None,
    how_back: str,
    slip: Path | None,
    dry_run: bool,
) -> None:
    """資格の喪失を記録する。本人ならご家族も一緒に。"""
    place = None if slip is None else desk.place(slip, PDF)
    queries = desk.store.queries
    person_id = queries.person_id(key)
    detail = queries.person_detail(person_id, desk.today)
    person, why = detail.person, LossCause(cause) if cause else roster.CAUSES_OF[detail.person.kind][0]
    lost = [queries.person_id(other) for other in missing]
    office_day = None if last_office_day is None else last_office_day.date()
    roster.check_last_office_day(office_day, retired.date())
    details = leavers.household_details(queries, detail, desk.today)
    plan = roster.leaver_plan(
        person,
        [d.person for d in details],
        read_rule_book(queries.society().rules_toml).at(desk.today),
        last_day_on=retired.date(),
        cause=why,
    )
    pages = None if slip is None else _slip(desk, plan, details, lost, office_day, how_back)

    def after() -> dict[str, Any]:
        fresh = queries.person_detail(person_id, desk.today)
        return {
            "key": person.key,
            "disqualified_on": fresh.person.disqualified_on,
            "return_by": plan.return_by,
            "household": [{"key": r.key, "disqualified_on": r.disqualified_on} for r in fresh.household],
        }

    run_event(
        desk,
        lambda tx: roster.leave(
            tx,
            person_id,
            cause=why,
            last_day_on=retired.date(),
            today=desk.today,
            last_office_on=office_day,
            missing=lost,
        ),
        on=plan.disqualified_on,
        dry_run=dry_run,
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
    slip = leavers.leaver_slip(
        plan,
        leavers.household_papers([d for d in details if d.person.id in ending], missing),
        read_rule_book(desk.store.queries.society().rules_toml).at(desk.today),
        office=details[0].office,
        made_on=desk.today,
        last_office_day=last_office_day,
        how_back=how_back or leavers.usual_way_back(last_office_day, desk.today),
    )
    out = io.BytesIO()
    draw_leaver_slips([slip], out)
    return out.getvalue()


COMMANDS = (leave,)
