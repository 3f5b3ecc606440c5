"""Commands that only read: members, show, due, history."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyOutcome, spoken_of
from app.domain.eligibility import NO_END
from app.domain.ids import PersonId
from app.domain.rest_days import marked_day
from app.domain.roles import Act
from app.domain.wareki import wareki
from app.rows import DueFilter, DueRow, PersonDetail, PersonRow
from app.usecases.calendar.morning import day_rows, part_of
from app.usecases.contacts.deferrals import with_reasons
from app.usecases.counter.lookup import people
from app.usecases.counter.phone import phone_sentence
from app.usecases.papers import lists
from app.usecases.papers.table_file import Wanted, kinds
from app.words import label, said
from ui.cli import open_sessions
from ui.cli.desk import (
    SECOND_LOOK,
    TO_WRITE,
    Columns,
    Desk,
    as_data,
    day_option,
    pass_desk,
    place_of,
    rest_data,
    table_of,
    word_option,
)
from ui.cli.exports import file_options
from ui.cli.shipments import open_shipments
from ui.cli.since import show_since
from ui.cli.why import show_why


@click.command()
@click.option("--search", default="", help="カナ、漢字、番号の末尾、社員番号")
@pass_desk
def members(desk: Desk, search: str) -> None:
    """名簿を見る。"""
    columns: Columns = {
        "記号-番号-枝番": "key",
        "氏名": "name",
        "フリガナ": "kana",
        "区分": "kind",
        "事業所": place_of,
        "マイナ保険証": "enrolment",
        "資格確認書": lambda row: row.certificate or None,
        "見つけ方": "found_by",
    }
    rows = people(lambda text: desk.queries.person_rows(search=text), search)
    found: dict[PersonId, list[ElderlyOutcome]] = defaultdict(list)
    for card in desk.queries.elderly_rows(desk.today):
        found[card.person_id].append(card.outcome)
    cards = {who: spoken_of(outcomes) for who, outcomes in found.items()}
    desk.show({"rows": [_member(row, cards) for row in rows]}, f"{table_of(rows, columns)}\n{len(rows)}名")


_MEMBER = (
    "key name kana kind born_on office department qualified_on disqualified_on enrolment certificate found_by"
)


def _member(row: PersonRow, cards: Mapping[PersonId, ElderlyOutcome | None]) -> dict[str, Any]:
    return as_data(row, _MEMBER) | {"elderly_card": cards.get(row.person_id)}


@click.command()
@click.argument("key")
@SECOND_LOOK
@pass_desk
def show(desk: Desk, key: str, second_look: bool) -> None:
    """ひとりのすべてを見る(KEY は 記号-番号-枝番 か発行番号)。"""
    detail = desk.detail(key)
    sentence = phone_sentence(detail, desk.today)
    data, text = _detail(detail, sentence), _detail_text(detail, sentence)
    if second_look:
        desk.store.ask(Act.WORK)
        desk.store.note(f"性別の記載の表示 {detail.person.name}")
        data["sex_on_front"] = detail.person.sex_on_front
        text += f"\n性別の記載 {'表面' if detail.person.sex_on_front else '裏面'}"
    desk.show(data, text)


def _detail(detail: PersonDetail, sentence: str) -> dict[str, Any]:
    person = asdict(detail.person) | {"sex_on_front": None}
    for internal in ("id", "office_id"):
        del person[internal]
    return {
        "key": detail.person.key,
        **person,
        "office": detail.office,
        "cover_ends_on": None if detail.loss.on == NO_END else detail.loss.on,
        "cover_ends_by": None if detail.loss.on == NO_END else detail.loss.cause,
        "household": [_member(row, detail.cards) for row in detail.household],
        "certificates": [
            {
                name: value
                for name, value in asdict(c).items()
                if name not in ("id", "person_id", "session_id", "shipment_id")
            }
            for c in detail.certificates
        ],
        "elderly_card": detail.elderly_card,
        "contacts": [as_data(contact, "on means note") for contact in detail.contacts],
        "duties": [
            {**as_data(duty, "kind due_on reason rule"), **rest_data(duty.rest)} for duty in detail.duties
        ],
        "ahead": [as_data(step, "ahead=id kind on") for step in detail.ahead],
        "doubts": [duty.reason for duty in detail.duties if duty.kind is DutyKind.ASK],
        "answers": [as_data(one, "about=why answer=word on by=told_by note") for one in detail.facts.answers],
        "sentence": sentence,
    }


def _detail_text(detail: PersonDetail, sentence: str) -> str:
    person = detail.person
    facts = [
        f"{person.key}  {person.name}  {person.kana}  {label(person.kind)}  {person.relationship}",
        f"{detail.office} {person.department}  {wareki(person.born_on)}生",
        f"資格取得 {wareki(person.qualified_on)}",
        f"マイナ保険証 {label(person.enrolment)}",
    ]
    if person.disqualified_on is not None:
        known = "" if person.loss_known_on is None else f"({wareki(person.loss_known_on)} に判明)"
        facts.append(f"資格喪失 {wareki(person.disqualified_on)}{known}")
    if person.abroad_since is not None:
        facts.append(f"国内に住所なし {wareki(person.abroad_since)} から({person.abroad_reason})")
    facts += [f"証 {c.issue_number}  {label(c.status)}" for c in detail.certificates]
    if detail.elderly_card is not None:
        facts.append(f"高齢受給者証 {label(detail.elderly_card)}")
    facts += [f"すること {label(d.kind)}  {d.reason}" for d in detail.duties]
    facts += [f"予定 {wareki(step.on)} {label(step.kind)}" for step in detail.ahead]
    facts += [
        f"健保の答え {wareki(one.on)} {label(one.why)}: {label(one.word)}({one.told_by})"
        for one in detail.facts.answers
    ]
    return "\n".join([*facts, sentence])


@click.command()
@word_option("--kind", DutyKind, multiple=True, help="種類(繰り返せる)")
@click.option("--office", default="", help="事業所の記号か名称")
@click.option("--department", help="所属")
@click.option("--overdue", is_flag=True, help="期日を過ぎたものだけ")
@click.option("--hidden", is_flag=True, help="一覧の代わりに、休止中のもの")
@day_option("--since", help="一覧の代わりに、その日の朝から変わったこと(新しい・済んだ・返事・期日変更)")
@click.option("--why", metavar="KEY", help="一覧の代わりに、この方の行がなぜあるか(規則・根拠・事実)")
@click.option("--out", type=TO_WRITE, help="CSV、XLSX、PDFに書く")
@file_options
@pass_desk
def due(
    desk: Desk,
    kind: tuple[DutyKind, ...],
    office: str,
    department: str | None,
    overdue: bool,
    hidden: bool,
    since: date | None,
    why: str | None,
    out: Path | None,
    wanted: Wanted,
) -> None:
    """今日やることの一覧(--today で別の日)。"""
    if why is not None:
        if kind or office or department or overdue or hidden or out or since:
            raise click.UsageError("--why は、ほかの絞り込みや --out と一緒には使えません。")
        show_why(desk, why)
        return
    if since is not None:
        if kind or department or overdue or hidden or out:
            raise click.UsageError("--since は --office とだけ一緒に使えます。")
        show_since(desk, since, desk.office_id(office) if office else None)
        return
    place = None if out is None else desk.place(out, *kinds(wanted))
    queries = desk.queries
    chosen = DueFilter(
        kinds=kind,
        office_id=desk.office_id(office) if office else None,
        department=department,
        only_overdue=overdue,
        is_hidden=hidden,
    )
    rows = day_rows(queries, desk.today, chosen)
    if hidden:
        rows = with_reasons(rows, queries.deferrals(desk.today))
    told = ""
    if place is not None:
        part = "休止中" if hidden else ""
        made = lists.due_list_table(rows, on=desk.today, part=part)
        told = desk.write_table(made, place, wanted, chosen.office_id).sentence
    text = table_of(
        rows,
        {
            "": lambda row: part_of(row, desk.today),
            "種類": "kind",
            "期限": lambda row: marked_day(row.due_on, row.rest),
            "残り": lambda row: None if row.days_left is None else f"{row.days_left}日",
            "休み": lambda row: label(row.rest.rest) if row.rest else None,
            "記号-番号-枝番": "key",
            "氏名": "name",
            "事業所": place_of,
            "最終声かけ": "contacted_on",
            "理由": "reason",
        },
    )
    data: dict[str, Any] = {"rows": [due_data(row, desk.today) for row in rows]}
    data["left_out"] = left_out = queries.leavers_left_out(desk.today, chosen)
    aside = said(DutyKind.REGISTER, "left_out", count=left_out) if left_out else ""
    data["shipments"], asked = open_shipments(desk)
    open_sessions.show(desk, data, f"{text}\n{len(rows)}件{aside}\n{asked}{told}".rstrip())


_DUE = (
    "kind key name office department due_on days_left reason rule action issue=issue_number why"
    " moved_from hidden_until contacted_on contact_means contact_about"
)


def due_data(row: DueRow, today: date) -> dict[str, Any]:
    """The fields of a row of the due list in a command's JSON result. today: the day looked at from."""
    return {
        **as_data(row, _DUE),
        "issue": row.issue_number or None,
        "section": part_of(row, today),
        **rest_data(row.rest),
    }


@click.command()
@click.argument("key")
@pass_desk
def history(desk: Desk, key: str) -> None:
    """ひとりの履歴(実施日と入力日時)。"""
    queries = desk.queries
    rows = queries.history(queries.person_id(key))
    columns: Columns = {
        "入力日時": lambda row: f"{row.entered_at.astimezone():%Y-%m-%d %H:%M}",
        "実施日": "done_on",
        "操作": "label",
        "内容": "what",
        "入力者": "user",
        "": lambda row: "取消済" if row.is_undone else "",
    }
    desk.show({"rows": [asdict(r) for r in rows]}, table_of(rows, columns))
