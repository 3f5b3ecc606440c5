"""Commands about the data folder: init, demo, import, undo, backup, restore, verify, screens."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app.files import read
from app.importing.column_questions import ColumnQuestion
from app.importing.diff import ImportPlan
from app.output import PROFILE
from app.usecases.people import roster_import
from app.usecases.people.list_doubts import ListDoubt, list_doubts
from ui.cli import open_sessions
from ui.cli.desk import TO_WRITE, Desk, as_data, pass_desk, table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@pass_desk
def init(desk: Desk) -> None:
    """新しいデータの場所を作る(パスフレーズを尋ねる)。"""
    from ui.bootstrap import create_data_folder, warning_of

    if warning := warning_of(desk.folder):
        click.echo(warning, err=True)
    words = desk.passphrase("新しいパスフレーズ(8文字以上、関係のない言葉を4つ)", confirm=True)
    code = create_data_folder(desk.folder, words)
    desk.show(
        {"folder": str(desk.folder), "recovery_code": code},
        f"{desk.folder} を作りました。\n復旧コード: {code}\n"
        "パスフレーズを忘れたときに要ります。紙に書いて金庫にしまってください。",
    )


@click.command()
@pass_desk
def demo(desk: Desk) -> None:
    """空の場所を見本の事業所にする(すべて架空、どの証にも「見本」)。"""
    from ui.bootstrap import create_sample_office

    done = create_sample_office(desk.folder, today=desk.today)
    desk.show_done(done, folder=str(desk.folder))


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--profile", type=FILE, help="列の対応(docs/cli.md の書き方のJSON)")
@click.option("--answers", type=FILE, help="問いの答え(docs/cli.md の書き方のJSON)")
@click.option("--questions", is_flag=True, help="列についての問いだけを出し、取り込まない")
@click.option("--save-profile", type=OUT_FILE, help="列の対応をこのファイルに書く")
@click.option("--password", is_flag=True, help="ファイルのパスワードを尋ねる(端末でなければ標準入力の1行目)")
@click.option("--dry-run", is_flag=True, help="確かめるだけで取り込まない")
@pass_desk
def import_(
    desk: Desk,
    file: Path,
    profile: Path | None,
    answers: Path | None,
    questions: bool,
    save_profile: Path | None,
    password: bool,
    dry_run: bool,
) -> None:
    """健保の一覧、人事の書き出し、事業所のExcelを取り込む。"""
    from app.importing.mapping import MappingProfile
    from app.usecases.people.answered_list import answers_from_json, read_list

    place = None if save_profile is None else desk.place(save_profile, PROFILE)
    columns = None if profile is None else MappingProfile.from_json(_text_of(profile))
    queries, data = desk.queries, read(file)
    secret = _file_password() if password else ""
    if answers or questions or place:
        given = None if answers is None else answers_from_json(_text_of(answers))
        one = read_list(
            data,
            file.name,
            people=queries.people(),
            today=desk.today,
            saved=columns,
            answers=given,
            password=secret,
        )
        columns = one.profile
        if place is not None:
            place.write(columns.to_json().encode())
        if questions:
            desk.show(_question_data(one.questions), _question_text(one.questions))
            return
    plan = roster_import.preview(data, file.name, queries, today=desk.today, profile=columns, password=secret)
    doubts = list_doubts(plan, queries.people(), desk.rules, today=desk.today)
    if dry_run:
        plan = roster_import.with_consequences(desk.store, plan, today=desk.today)
        sentence = "確かめただけで、取り込んでいません。"
    else:
        sentence = desk.store.record(
            lambda tx: roster_import.apply_import(tx, plan, today=desk.today)
        ).sentence
    desk.show(_plan_data(plan, doubts, sentence, dry_run), _plan_text(plan, doubts, sentence))


def _text_of(path: Path) -> str:
    # Characters that cannot be read make the file unreadable, which it says by itself.
    return read(path).decode("utf-8-sig", errors="replace")


def _file_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("ファイルのパスワード", hide_input=True, err=True))


def _question_data(questions: Sequence[ColumnQuestion]) -> dict[str, object]:
    rows = [
        {
            "id": one.id,
            "ask": one.ask.value,
            "column": one.column,
            "sentence": one.sentence,
            "samples": list(one.samples),
            "guess": one.guess,
            "choices": [{"value": choice.value, "label": choice.label} for choice in one.choices],
            "words": list(one.words),
            "must": one.must,
        }
        for one in questions
    ]
    return {"questions": rows}


def _question_text(questions: Sequence[ColumnQuestion]) -> str:
    if not questions:
        return "尋ねることはありません。"
    lines = []
    for one in questions:
        lines.append(f"{one.id}{'(答えるまで保留)' if one.must else ''}: {one.sentence}")
        lines += [f"    例 {sample}" for sample in one.samples]
        for choice in one.choices:
            mark = "→" if choice.value == one.guess else " "
            lines.append(f"    {mark} {choice.value}: {choice.label}")
    return "\n".join(lines)


def _plan_data(
    plan: ImportPlan, doubts: Sequence[ListDoubt], sentence: str, dry_run: bool
) -> dict[str, object]:
    return {
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "missing": len(plan.missing),
        "quarantined": [as_data(one, "row column reason") for one in plan.quarantined],
        "notes": list(plan.notes),
        "doubts": [as_data(one, "row key doubt=sentence") for one in doubts],
        "dry_run": dry_run,
        "sentence": sentence,
    }


def _plan_text(plan: ImportPlan, doubts: Sequence[ListDoubt], sentence: str) -> str:
    counts = (
        f"新規 {len(plan.added)}  変更 {len(plan.changed)}  変更なし {plan.unchanged}  "
        f"一覧にない {len(plan.missing)}  保留 {len(plan.quarantined)}"
    )
    held = [(f"{q.row}行目", q.column, q.reason) for q in plan.quarantined]
    parts = [counts, *plan.notes]
    if held:
        parts.append(table(("行", "列", "保留の理由"), held))
    if doubts:
        rows = [(f"{one.row}行目", one.key, one.sentence) for one in doubts]
        parts.append(table(("行", "記号-番号-枝番", "健保に確かめること"), rows))
    return "\n".join([*parts, sentence])


@click.command()
@pass_desk
def undo(desk: Desk) -> None:
    """直前の操作を元に戻す。"""
    operation = desk.store.undo()
    sentence = f"元に戻しました: {operation.label}"
    desk.show({"operation": operation.operation_id, "label": operation.label, "sentence": sentence}, sentence)


@click.command()
@click.argument("file", type=TO_WRITE, required=False)
@pass_desk
def backup(desk: Desk, file: Path | None) -> None:
    """暗号化されたままのバックアップを作る。"""
    from ui.bootstrap import make_backup

    made = make_backup(desk.store, file)
    desk.show({"file": str(made)}, f"バックアップを作りました: {made}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--other-folder", is_flag=True, help="別のデータフォルダーのバックアップでも置き換える")
@pass_desk
def restore(desk: Desk, file: Path, other_folder: bool) -> None:
    """バックアップから戻し、中身を確かめる(今のデータは脇に残す)。"""
    from ui.bootstrap import restore_backup

    aside = restore_backup(
        file,
        desk.folder,
        lambda: desk.passphrase("バックアップのパスフレーズか復旧コード"),
        of_other_folder=other_folder,
    )
    kept = f"今までのデータは {aside} に残しました。" if aside is not None else ""
    desk.show(
        {"ok": True, "kept": None if aside is None else str(aside)},
        f"バックアップから戻し、確かめました。{kept}",
    )


@click.command()
@pass_desk
@click.pass_context
def verify(ctx: click.Context, desk: Desk) -> None:
    """データの場所に傷がないか調べる。"""
    from ui.bootstrap import verify_store

    problems = verify_store(desk.store)
    text = "\n".join(problems) if problems else "傷は見つかりませんでした。"
    open_sessions.show(desk, {"ok": not problems, "problems": problems}, text)
    ctx.exit(1 if problems else 0)


@click.command()
@click.argument("folder", type=TO_WRITE)
@pass_desk
def screens(desk: Desk, folder: Path) -> None:
    """すべての画面をPNGにする(窓を開かずに)。"""
    from ui.cli.screens import save_screens

    files = save_screens(desk.store, desk.today, folder, data=desk.folder)
    desk.show({"files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
