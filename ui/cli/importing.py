"""Commands that take over a list, or compare one with the roster."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.difference import Settled, Side
from app.domain.ids import DifferenceId
from app.domain.told import Sender
from app.errors import BadValue
from app.files import read
from app.importing.fact_text import as_text
from app.importing.plan import Asked, ImportPlan, ListPart, only
from app.importing.row_at import RowAt
from app.output import PDF, PROFILE
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.usecases.people import reconcile, roster_import
from app.usecases.people.answered_list import answers_from_json, read_list
from app.usecases.people.comparison import ComparedRow, compared
from app.usecases.people.list_doubts import ListDoubt, list_doubts
from app.usecases.people.roster_import import Answers
from app.words import label
from ui.cli import waiting
from ui.cli.desk import Desk, as_data, day_option, pass_desk, table, word_option
from ui.cli.list_questions import file_password, profile_in, question_data, question_text, text_of

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)
AT = "row=row.number sheet=row.sheet"
"""Where a row stands, for programs."""


def row_option(name: str, into: str, **settings: Any) -> Callable[[Any], Any]:
    """An option for rows of the file, given more than once; of several sheets as シート!行."""

    def read_rows(_ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[RowAt, ...]:
        try:
            return tuple(map(RowAt.of_text, given))
        except ValueError:
            raise BadValue(f"{name} には行の番号(複数のシートなら「家族!5」)を入れてください。") from None

    return click.option(name, into, multiple=True, metavar="ROW", callback=read_rows, **settings)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--profile", type=FILE, help="列の対応(docs/cli.md の書き方のJSON)")
@click.option("--answers", "replies", type=FILE, help="問いの答え(docs/cli.md の書き方のJSON)")
@click.option("--questions", is_flag=True, help="列についての問いだけを出し、取り込まない")
@click.option("--save-profile", type=OUT_FILE, help="列の対応をこのファイルに書く")
@click.option("--password", is_flag=True, help="ファイルのパスワードを尋ねる(端末でなければ標準入力の1行目)")
@day_option("--as-of", help="いつ現在の一覧か (YYYY-MM-DD、省けばファイルのとおり)")
@word_option("--sender", Sender, help="だれの一覧か(省けば見出しから)")
@click.option("--part", is_flag=True, help="全員の一覧ではない(いない方を「一覧にない」としない)")
@row_option("--take", "taken", help="異動・再雇用として取り込む行(くり返し可)")
@row_option("--skip-row", "rows", help="取り込まない行(くり返し可)")
@row_option("--only-row", "only_rows", help="この行だけを取り込む(くり返し可)")
@click.option("--skip-field", "fields", multiple=True, help="取り込まない項目の名前(くり返し可)")
@click.option("--dry-run", is_flag=True, help="確かめるだけで取り込まない")
@pass_desk
def import_(
    desk: Desk,
    file: Path,
    profile: Path | None,
    replies: Path | None,
    questions: bool,
    save_profile: Path | None,
    password: bool,
    as_of: date | None,
    sender: Sender | None,
    part: bool,
    taken: tuple[RowAt, ...],
    rows: tuple[RowAt, ...],
    only_rows: tuple[RowAt, ...],
    fields: tuple[str, ...],
    dry_run: bool,
) -> None:
    """健保の一覧、人事の書き出し、事業所のExcelを取り込む。"""
    place = None if save_profile is None else desk.place(save_profile, PROFILE)
    columns, data, queries = profile_in(profile), read(file), desk.queries
    secret = file_password() if password else ""
    if replies or questions or place:
        given = None if replies is None else answers_from_json(text_of(replies))
        people, today = queries.people(), desk.today
        one = read_list(
            data, file.name, people=people, today=today, saved=columns, answers=given, password=secret
        )
        columns = one.profile
        if place is not None:
            place.write(columns.to_json().encode())
        if questions:
            desk.show(question_data(one.questions), question_text(one.questions))
            return
    without = (*(ListPart(row=row) for row in rows), *(ListPart(field=field) for field in fields))
    answers = Answers(as_of, sender, part or None, columns, secret, without, taken)
    plan = roster_import.preview(data, file.name, queries, today=desk.today, answers=answers)
    plan = only(plan, [ListPart(row) for row in only_rows])
    doubts = list_doubts(plan, queries.people(), desk.rules, today=desk.today)
    if dry_run:
        plan = roster_import.with_consequences(desk.store, plan, today=desk.today)
        sentence = plan.stopped or "確かめただけで、取り込んでいません。"
    else:
        with desk.store.beside() as store:
            sentence = store.record(
                lambda tx: roster_import.apply_import(tx, plan, today=desk.today, report=waiting.far),
                report=waiting.far,
            ).sentence
    desk.show(_plan_data(plan, doubts, sentence, dry_run), _plan_text(plan, doubts, sentence))


def _plan_data(
    plan: ImportPlan, doubts: Sequence[ListDoubt], sentence: str, dry_run: bool
) -> dict[str, object]:
    about = plan.about
    return {
        "sender": about.sender.value,
        "as_of": None if about.as_of is None else about.as_of.isoformat(),
        "day_from": about.day_source.value,
        "is_part": about.is_part,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "missing": len(plan.missing),
        "asked": [_asked(one) for one in plan.asked],
        "kept": [_asked(one) for one in plan.kept],
        "events": [as_data(one, f"{AT} kind sentence taken=is_taken") for one in plan.events],
        "questions": [as_data(one, "about sentence") for one in plan.questions],
        "columns": [as_data(one, "id column sentence samples guess must") for one in plan.columns],
        "quarantined": [as_data(one, f"{AT} column reason name") for one in plan.quarantined],
        "notes": list(plan.notes),
        "doubts": [as_data(one, f"{AT} key doubt=sentence") for one in doubts],
        "stopped": plan.stopped or None,
        "dry_run": dry_run,
        "sentence": sentence,
    }


def _asked(one: Asked) -> dict[str, object]:
    return {
        "row": one.listed.row.number,
        "sheet": one.listed.row.sheet,
        "key": one.person.key,
        "field": one.change.field,
        "ours": as_text(one.change.old),
        "theirs": as_text(one.change.new),
        "cause": None if one.cause is None else one.cause.value,
    }


def _plan_text(plan: ImportPlan, doubts: Sequence[ListDoubt], sentence: str) -> str:
    counts = (
        f"新規 {len(plan.added)}  変更 {len(plan.changed)}  変更なし {plan.unchanged}  "
        f"一覧にない {len(plan.missing)}  保留 {len(plan.quarantined)}"
    )
    asked = [*(one.sentence for one in plan.columns), *(one.sentence for one in plan.questions)]
    parts = [_whose(plan), counts, *plan.notes, *asked]
    if plan.events:
        events = [(one.row.short, one.sentence, f"--take {one.row.short}") for one in plan.events]
        parts.append(table(("行", "できごと", "取り込むとき"), events))
    if plan.asked:
        differing = [
            (
                one.listed.row.short,
                one.person.key,
                one.change.title,
                as_text(one.change.old),
                as_text(one.change.new),
                label(one.cause) if one.cause else "",
            )
            for one in plan.asked
        ]
        parts.append(table(("行", "記号-番号-枝番", "項目", "名簿", "一覧", "変えない理由"), differing))
    if plan.quarantined:
        held = [(q.row.short, q.name, q.column, q.reason) for q in plan.quarantined]
        parts.append(table(("行", "氏名", "列", "保留の理由"), held))
    if doubts:
        rows = [(one.row.short, one.key, one.sentence) for one in doubts]
        parts.append(table(("行", "記号-番号-枝番", "健保に確かめること"), rows))
    return "\n".join([*parts, sentence])


def _whose(plan: ImportPlan) -> str:
    day = "日付不明" if plan.about.as_of is None else f"{plan.about.as_of.isoformat()} 現在"
    return f"{label(plan.about.sender)}の一覧  {day}{'  一部' if plan.about.is_part else ''}"


@click.command()
@click.argument("file", type=FILE)
@day_option("--as-of", help="いつ現在の一覧か (YYYY-MM-DD、省けばファイルのとおり)")
@click.option("--part", is_flag=True, help="全員の一覧ではない")
@click.option("--letter", type=OUT_FILE, help="違いの全部を健保への照会状にして、このPDFに書く")
@pass_desk
def compare(desk: Desk, file: Path, as_of: date | None, part: bool, letter: Path | None) -> None:
    """健保の一覧と名簿を突き合わせる(何も変えない)。"""
    place = None if letter is None else desk.place(letter, PDF)
    answers = Answers(as_of=as_of, is_part=part or None)
    plan = roster_import.preview(read(file), file.name, desk.queries, today=desk.today, answers=answers)
    rows = compared(plan)
    data = {
        "sender": plan.about.sender.value,
        "as_of": None if plan.about.as_of is None else plan.about.as_of.isoformat(),
        "ours_only": [as_data(one, "key name") for one in rows if one.side is Side.OURS],
        "theirs_only": [as_data(one, f"{AT} key name") for one in rows if one.side is Side.THEIRS],
        "different": [_compared(one) for one in rows if one.side is Side.BOTH],
        "events": [as_data(one, f"{AT} sentence") for one in plan.events],
        "held": [as_data(one, f"{AT} column reason name") for one in plan.quarantined],
        "letter": None if place is None else str(place.path),
    }
    if place is not None:
        made = every_form.inquiry_about(desk.queries, rows, as_of=plan.about.as_of, on=desk.today)
        desk.write_pages(every_form.pages(made), place, label(FormKind.INQUIRY), 1)
    cells = [(label(r.side), r.key, r.name, r.title, *r.as_stored, r.likely) for r in rows]
    events = [one.sentence for one in plan.events]
    heads = ("", "記号-番号-枝番", "氏名", "項目", "名簿", "一覧", "考えられること")
    shown = table(heads, cells) if cells else "名簿と一覧は同じです。"
    desk.show(data, "\n".join((_whose(plan), *(one.sentence for one in plan.questions), *events, shown)))


def _compared(one: ComparedRow) -> dict[str, Any]:
    assert one.change is not None
    ours, theirs = one.as_stored
    return as_data(one, f"{AT} key name field=change.field title") | {
        "ours": ours,
        "theirs": theirs,
        "why": one.why,
    }


@click.command()
@pass_desk
def differences(desk: Desk) -> None:
    """取込で分かった、まだ決めていない違い(突合)。"""
    found = reconcile.open_differences(desk.queries)
    data = [
        as_data(one, "key name field ours theirs likely id=difference.id cause=difference.cause")
        for one in found
    ]
    rows = [
        (str(one.difference.id), one.key, one.name, one.field, one.ours, one.theirs, one.likely)
        for one in found
    ]
    heads = ("番号", "記号-番号-枝番", "氏名", "項目", "名簿", "一覧", "考えられること")
    desk.show({"differences": data}, table(heads, rows) if rows else "決めていない違いはありません。")


@click.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER...")
@click.option("--theirs", "as_", flag_value=Settled.THEIRS, type=Settled, help="一覧のとおりにする")
@click.option("--ours", "as_", flag_value=Settled.OURS, type=Settled, help="名簿のままにする")
@pass_desk
def settle(desk: Desk, numbers: tuple[int, ...], as_: Settled | None) -> None:
    """突合の違いを、一覧のとおりか名簿のままに決める。"""
    if as_ is None:
        raise click.UsageError("--theirs か --ours を付けてください。")
    ids = [DifferenceId(number) for number in numbers]
    desk.record(lambda tx: reconcile.settle(tx, ids, as_, today=desk.today))


@click.command()
@pass_desk
def imports(desk: Desk) -> None:
    """取り込んだ一覧の記録(ファイル名、いつ現在、件数)。"""
    taken = desk.queries.lists_taken()
    names = "operation_id taken_on file_name digest sender as_of is_part"
    figures = "added changed unchanged missing held asked"
    rows = [
        (
            one.taken_on.isoformat(),
            one.file_name,
            label(one.sender),
            "" if one.as_of is None else one.as_of.isoformat(),
            f"新規{one.added} 変更{one.changed} 同じ{one.unchanged} 保留{one.held} 突合{one.asked}",
        )
        for one in taken
    ]
    heads = ("取り込んだ日", "ファイル", "だれの", "いつ現在", "件数")
    shown = table(heads, rows) if rows else "取り込んだ一覧はありません。"
    desk.show({"imports": [as_data(one, f"{names} {figures}") for one in taken]}, shown)
