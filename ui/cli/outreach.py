"""Commands about asking and putting off: contact, defer, answer-question."""

from collections.abc import Sequence
from datetime import date

import click

from app.domain.contact import About, Means, Reply
from app.domain.duties import DutyKind, Why
from app.domain.issue_number import parse_issue_number
from app.domain.society_answer import ANSWERS, AnswerWord
from app.errors import BadValue, NotFound
from app.ports import Queries
from app.usecases.contacts import deferrals, outreach
from app.usecases.contacts.deferrals import DutyRef, decided_of, duty_of
from app.usecases.contacts.society_answers import answer_questions, question_of
from app.words import label
from ui.cli.desk import NOTE, Desk, day_option, on_option, pass_desk, word_option


@click.command()
@click.argument("key")
@word_option("--means", Means, required=True, help="手段")
@word_option("--about", About, default=About.REGISTER.value, show_default=True, help="用件")
@word_option("--reply", Reply, default=Reply.NONE.value, show_default=True, help="返事")
@NOTE
@on_option()
@pass_desk
def contact(desk: Desk, key: str, means: Means, about: About, reply: Reply, note: str, on: date) -> None:
    """声かけを記録する(登録の案内なら、しばらく一覧に出なくなる)。"""
    who = desk.person_ids([key])
    desk.record(
        lambda tx: outreach.log_contact(
            tx, who, means=means, on=on, today=desk.today, note=note, about=about, reply=reply
        ),
        key=key,
    )


@click.command()
@click.argument("key")
@word_option("--kind", DutyKind, required=True, help="種類")
@day_option("--due", help="新しい期日")
@day_option("--hide-until", help="この日まで一覧に出さない")
@click.option("--clear", is_flag=True, help="元の期日で一覧に戻す")
@click.option("--reason", required=True, help="理由")
@pass_desk
def defer(
    desk: Desk, key: str, kind: DutyKind, due: date | None, hide_until: date | None, clear: bool, reason: str
) -> None:
    """期限一覧の行の期日を変える、しばらく出さない、または元に戻す。"""
    if clear is (due is not None or hide_until is not None):
        raise click.UsageError("--due、--hide-until、--clear のどれかを付けてください。")
    duties = _duties(desk, key, kind)
    desk.record(
        lambda tx: deferrals.defer(
            tx, duties, due_on=due, hidden_until=hide_until, reason=reason, on=desk.today, today=desk.today
        ),
        key=key,
        kind=kind,
        due_on=due,
        hidden_until=hide_until,
    )


@click.command(name="answer-question")
@click.argument("key")
@word_option("--answer", AnswerWord, required=True, help="健保の答え")
@click.option("--by", "told_by", required=True, help="答えた方(健保の部署と名前)")
@word_option("--about", ANSWERS, help="どの確認か(一つだけなら要らない)")
@NOTE
@on_option()
@pass_desk
def answer_question(
    desk: Desk, key: str, answer: AnswerWord, told_by: str, about: Why | None, note: str, on: date
) -> None:
    """健保確認の行に、健保の答えを記録する。"""
    rows = [row for row in desk.detail(key).duties if row.why in ANSWERS and about in (None, row.why)]
    if not rows:
        raise NotFound(f"{key} に健保確認の行はありません。due で確かめてください。")
    if len({row.why for row in rows}) > 1:
        kinds = "、".join(dict.fromkeys(row.why for row in rows))
        raise BadValue(
            f"{key} には確かめることがいくつかあります。--about に {kinds} のどれかを付けてください。"
        )
    questions = [question_of(row) for row in rows]
    desk.record(
        lambda tx: answer_questions(
            tx, questions, word=answer, told_by=told_by, note=note, on=on, today=desk.today
        ),
        key=key,
        about=rows[0].why,
        answer=answer,
    )


def _duties(desk: Desk, key: str, kind: DutyKind) -> Sequence[DutyRef]:
    """The person's lines of that kind, shown or hidden; with an issue number only that sheet's."""
    queries = desk.queries
    person_id = queries.person_id(key)
    found = [duty_of(row) for row in desk.detail(key).duties]
    found += [decided_of(one) for one in queries.deferrals(desk.today) if one.hides(desk.today)]
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
