"""The command for steps that were prepared for a day: what waits, record it on the day, or drop it."""

import click

from app.domain.ids import StepAheadId
from app.usecases.people import steps_ahead, steps_due
from ui.cli.desk import Desk, as_data, table_of
from ui.cli.event import event, run_event


@click.command()
@click.argument("number", type=int, required=False)
@click.option("--drop", is_flag=True, help="予定を取りやめる")
@event
def ahead(desk: Desk, number: int | None, drop: bool) -> None:
    """先の日の予定(氏名変更・異動・同じ番号の再雇用)を見る、その日に記録する、取りやめる。"""
    if number is None:
        if drop:
            raise click.UsageError("--drop には予定の番号を付けてください。")
        _show(desk)
        return
    step = StepAheadId(number)
    run_event(
        desk,
        lambda tx: (
            steps_ahead.drop(tx, step, today=desk.today)
            if drop
            else steps_due.carry_out(tx, step, today=desk.today)
        ),
        on=desk.today,
        ahead=number,
    )


def _show(desk: Desk) -> None:
    rows = steps_due.steps_waiting(desk.store)
    text = table_of(
        rows,
        {
            "番号": "step.id",
            "いつから": "step.on",
            "記号-番号-枝番": "key",
            "氏名": "name",
            "予定": "what",
        },
    )
    told = f"{text}\n{len(rows)}件" if rows else "先の日の予定はありません。"
    desk.show(
        {"rows": [as_data(row, "ahead=step.id key name kind=step.kind on=step.on") for row in rows]}, told
    )
