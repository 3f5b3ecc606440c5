"""Commands about asking and putting off: contact, defer."""

from collections.abc import Sequence
from datetime import datetime

import click

from app.domain.contact import About, Means, Reply
from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.issue_number import parse_issue_number
from app.errors import BadValue, NotFound
from app.ports import Queries
from app.usecases.contacts import deferrals, outreach
from app.usecases.contacts.deferrals import DutyRef, duty_of
from app.words import label
from ui.cli.desk import DATE, Desk, day, on_option, pass_desk


@click.command()
@click.argument("key")
@click.option("--means", type=click.Choice([m.value for m in Means]), required=True, help="手段")
@click.option(
    "--about",
    type=click.Choice([a.value for a in About]),
    default=About.REGISTER.value,
    show_default=True,
    help="用件",
)
@click.option(
    "--reply",
    type=click.Choice([r.value for r in Reply]),
    default=Reply.NONE.value,
    show_default=True,
    help="返事",
)
@click.option("--note", default="", help="メモ")
@on_option()
@pass_desk
def contact(desk: Desk, key: str, means: str, about: str, reply: str, note: str, on: datetime | None) -> None:
    """声かけを記録する(登録の案内なら、しばらく一覧に出なくなる)。"""
    person_id: PersonId = desk.store.queries.person_id(key)
    done = desk.store.record(
        lambda tx: outreach.log_contact(
            tx,
            [person_id],
            means=Means(means),
            on=day(on, desk.today),
            today=desk.today,
            note=note,
            about=About(about),
            reply=Reply(reply),
        ),
    )
    desk.show_done(done, key=key)


@click.command()
@click.argument("key")
@click.option("--kind", type=click.Choice([k.value for k in DutyKind]), required=True, help="種類")
@click.option("--due", type=DATE, help="新しい期日")
@click.option("--hide-until", type=DATE, help="この日まで一覧に出さない")
@click.option("--clear", is_flag=True, help="元の期日で一覧に戻す")
@click.option("--reason", required=True, help="理由")
@pass_desk
def defer(
    desk: Desk,
    key: str,
    kind: str,
    due: datetime | None,
    hide_until: datetime | None,
    clear: bool,
    reason: str,
) -> None:
    """期限一覧の行の期日を変える、しばらく出さない、または元に戻す。"""
    if clear is (due is not None or hide_until is not None):
        raise click.UsageError("--due、--hide-until、--clear のどれかを付けてください。")
    duties = _duties(desk, key, DutyKind(kind))
    due_on = None if due is None else due.date()
    hidden_until = None if hide_until is None else hide_until.date()
    done = desk.store.record(
        lambda tx: deferrals.defer(
            tx,
            duties,
            due_on=due_on,
            hidden_until=hidden_until,
            reason=reason,
            on=desk.today,
            today=desk.today,
        ),
    )
    desk.show_done(done, key=key, kind=kind, due_on=due_on, hidden_until=hidden_until)


def _duties(desk: Desk, key: str, kind: DutyKind) -> Sequence[DutyRef]:
    """The person's lines of that kind, shown or hidden; with an issue number only that sheet's."""
    queries = desk.store.queries
    person_id = queries.person_id(key)
    found = [duty_of(row) for row in queries.person_detail(person_id, desk.today).duties]
    found += [DutyRef(d.person_id, d.kind, d.certificate_id) for d in queries.hidden_duties(desk.today)]
    sheet = _sheet(queries, key)
    wanted = [
        duty
        for duty in dict.fromkeys(found)
        if (duty.person_id, duty.kind) == (person_id, kind) and sheet in (None, duty.certificate_id)
    ]
    if not wanted:
        raise NotFound(f"{key} の「{label(kind)}」は期限一覧にありません。due で確かめてください。")
    return wanted


def _sheet(queries: Queries, key: str) -> int | None:
    try:
        return queries.certificate_by_issue(parse_issue_number(key)).certificate_id
    except BadValue:
        return None


COMMANDS = (contact, defer)
