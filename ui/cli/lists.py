"""Commands that only read: members, show, due, history."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.domain.duties import DutyKind
from app.domain.wareki import wareki, wareki_short
from app.output import TABLES
from app.rows import CertificateRow, DueFilter, DueRow, PersonDetail, PersonRow
from app.usecases.contacts.deferrals import with_reasons
from app.usecases.counter.phone import phone_sentence
from app.usecases.papers import lists
from app.words import label
from ui.cli import open_sessions
from ui.cli.desk import TO_WRITE, Desk, pass_desk, table


@click.command()
@click.option("--search", default="", help="カナ、漢字、番号の末尾、社員番号")
@pass_desk
def members(desk: Desk, search: str) -> None:
    """名簿を見る。"""
    rows = desk.store.queries.person_rows(search=search)
    text = table(
        ("記号-番号-枝番", "氏名", "フリガナ", "区分", "事業所", "マイナ保険証", "資格確認書"),
        [
            (
                r.key,
                r.name,
                r.kana,
                label(r.kind),
                f"{r.office} {r.department}",
                label(r.enrolment),
                label(r.certificate) if r.certificate else "",
            )
            for r in rows
        ],
    )
    desk.show({"rows": [_member(r) for r in rows]}, f"{text}\n{len(rows)}名")


def _member(row: PersonRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "kana": row.kana,
        "kind": row.kind,
        "born_on": row.born_on,
        "office": row.office,
        "department": row.department,
        "qualified_on": row.qualified_on,
        "disqualified_on": row.disqualified_on,
        "enrolment": row.enrolment,
        "certificate": row.certificate,
        "elderly_card": row.elderly_card,
    }


@click.command()
@click.argument("key")
@pass_desk
def show(desk: Desk, key: str) -> None:
    """ひとりのすべてを見る(KEY は 記号-番号-枝番 か発行番号)。"""
    queries = desk.store.queries
    detail = queries.person_detail(queries.person_id(key), desk.today)
    sentence = phone_sentence(detail, desk.today)
    desk.show(_detail(detail, sentence), _detail_text(detail, sentence))


def _detail(detail: PersonDetail, sentence: str) -> dict[str, Any]:
    person = asdict(detail.person)
    for internal in ("id", "office_id"):
        del person[internal]
    return {
        "key": detail.person.key,
        **person,
        "office": detail.office,
        "cover_ends_on": detail.loss.on,
        "cover_ends_by": detail.loss.cause,
        "household": [_member(row) for row in detail.household],
        "certificates": [
            {
                name: value
                for name, value in asdict(c).items()
                if name not in ("id", "person_id", "session_id", "shipment_id")
            }
            for c in detail.certificates
        ],
        "elderly_card": detail.elderly_card,
        "contacts": [{"on": c.on, "means": c.means, "note": c.note} for c in detail.contacts],
        "duties": [
            {"kind": d.kind, "due_on": d.due_on, "reason": d.reason, "rule": d.rule} for d in detail.duties
        ],
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
        facts.append(f"資格喪失 {wareki(person.disqualified_on)}")
    facts += [f"証 {c.issue_number}  {label(c.status)}" for c in detail.certificates]
    if detail.elderly_card is not None:
        facts.append(f"高齢受給者証 {label(detail.elderly_card)}")
    facts += [f"すること {label(d.kind)}  {d.reason}" for d in detail.duties]
    return "\n".join([*facts, sentence])


@click.command()
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([k.value for k in DutyKind]), help="種類(繰り返せる)"
)
@click.option("--office", default="", help="事業所の記号か名称")
@click.option("--department", help="所属")
@click.option("--overdue", is_flag=True, help="期日を過ぎたものだけ")
@click.option("--hidden", is_flag=True, help="一覧の代わりに、休止中のもの")
@click.option("--out", type=TO_WRITE, help="CSV、XLSX、PDFに書く")
@pass_desk
def due(
    desk: Desk,
    kinds: tuple[str, ...],
    office: str,
    department: str | None,
    overdue: bool,
    hidden: bool,
    out: Path | None,
) -> None:
    """今日やることの一覧(--today で別の日)。"""
    place = None if out is None else desk.place(out, *TABLES)
    queries = desk.store.queries
    wanted = DueFilter(
        kinds=tuple(DutyKind(k) for k in kinds),
        office_id=desk.office_id(office) if office else None,
        department=department,
        only_overdue=overdue,
        is_hidden=hidden,
    )
    rows = queries.due_rows(desk.today, wanted)
    if hidden:
        rows = with_reasons(rows, queries.hidden_duties(desk.today))
    if place is not None:
        part = "休止中" if hidden else ""
        lists.write_table(lists.due_list_table(rows, on=desk.today, part=part), place)
    text = table(
        ("種類", "期限", "残り", "記号-番号-枝番", "氏名", "事業所", "理由"),
        [
            (
                label(r.kind),
                wareki_short(r.due_on) if r.due_on else "",
                "" if r.days_left is None else f"{r.days_left}日",
                r.key,
                r.name,
                f"{r.office} {r.department}",
                r.reason,
            )
            for r in rows
        ],
    )
    open_sessions.show(desk, {"rows": [_due(r) for r in rows]}, f"{text}\n{len(rows)}件")


def _due(row: DueRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "key": row.key,
        "name": row.name,
        "office": row.office,
        "department": row.department,
        "due_on": row.due_on,
        "days_left": row.days_left,
        "reason": row.reason,
        "rule": row.rule,
        "action": row.action,
        "issue": row.issue_number or None,
        "why": row.why,
        "moved_from": row.moved_from,
        "hidden_until": row.hidden_until,
    }


@click.command()
@click.argument("key")
@pass_desk
def history(desk: Desk, key: str) -> None:
    """ひとりの履歴(実施日と入力日時)。"""
    queries = desk.store.queries
    rows = queries.history(queries.person_id(key))
    text = table(
        ("入力日時", "実施日", "操作", "内容", "入力者", ""),
        [
            (
                f"{r.entered_at.astimezone():%Y-%m-%d %H:%M}",
                wareki_short(r.done_on) if r.done_on else "",
                r.label,
                r.what,
                r.user,
                "取消済" if r.is_undone else "",
            )
            for r in rows
        ],
    )
    desk.show({"rows": [asdict(r) for r in rows]}, text)


def certificate_data(row: CertificateRow) -> dict[str, Any]:
    """The fields of one sheet in a command's JSON result."""
    return {"issue": row.issue_number, "key": row.key, "name": row.name, "status": row.status}


COMMANDS = (members, show, due, history)
