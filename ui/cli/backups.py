"""Commands about backups: make one, see how they stand, decide what is done without being asked, go back."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import click

from app.care import AsksForWords, BackupRow
from app.domain.backups import Backups, Generations
from app.errors import BadValue, SystemTrouble
from app.words import label
from ui.cli import waiting
from ui.cli.desk import TO_WRITE, Desk, pass_desk, plain, table
from ui.cli.streams import tell

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PLACE = click.Path(file_okay=False, path_type=Path)
_NOTHING_NEW = "前のバックアップのあと、記録は増えていません。作りませんでした。"


@click.command()
@click.argument("file", type=TO_WRITE, required=False)
@click.option("--if-needed", is_flag=True, help="前のバックアップのあとに記録があるときだけ作る")
@pass_desk
def backup(desk: Desk, file: Path | None, if_needed: bool) -> None:
    """暗号化されたままのバックアップを作る。"""
    from ui.bootstrap import backup_care

    care = backup_care(desk.store)
    is_needed = not if_needed or care.look().here.is_behind
    made = care.now(file, waiting.far) if is_needed else None
    not_elsewhere = "" if file is not None else care.bring(waiting.far)
    said = _NOTHING_NEW if made is None else f"バックアップを作りました: {made}"
    desk.show({"file": None if made is None else str(made), "not_elsewhere": not_elsewhere or None}, said)
    if not_elsewhere and care.look().elsewhere.trouble:
        raise SystemTrouble(not_elsewhere)
    if not_elsewhere:
        tell(not_elsewhere)


@click.command()
@click.option("--keep", metavar="D,W,M,Y", default="", help="残す数(日,週,月,年ごとに。初めは 10,5,12,2)")
@click.option("--place", type=PLACE, help="2つ目の場所(USBメモリー、共有フォルダーなど)")
@click.option("--no-place", is_flag=True, help="2つ目の場所を使わない")
@click.option("--try", "try_out", is_flag=True, help="いちばん新しいものを脇に戻して、すべて確かめる")
@pass_desk
def backups(desk: Desk, keep: str, place: Path | None, no_place: bool, try_out: bool) -> None:
    """バックアップの一覧と、自動のバックアップの決まり。"""
    from ui.bootstrap import backup_care

    if place is not None and no_place:
        raise click.UsageError("--place と --no-place はどちらか一方にしてください。")
    care = backup_care(desk.store)
    plan = care.look().plan
    if keep:
        plan = replace(plan, generations=_generations(keep))
    if place is not None or no_place:
        plan = replace(plan, place=None if place is None else place.absolute())
    if keep or place is not None or no_place:
        care.decide(plan)
    if place is not None and care.shares_disk(place):
        tell("2つ目の場所がデータと同じディスクです。壊れると両方なくなります。")
    if try_out:
        care.try_out()
    _show(desk, care.look(), care.rows())


@click.command()
@click.argument("file", type=FILE)
@click.option("--other-folder", is_flag=True, help="別のデータフォルダーのバックアップでも置き換える")
@click.option("--dry-run", is_flag=True, help="何も変えずに、何が消えるかだけを見る")
@pass_desk
def restore(desk: Desk, file: Path, other_folder: bool, dry_run: bool) -> None:
    """バックアップから戻し、中身を確かめる(今のデータは脇に残す)。"""
    from ui.bootstrap import office_place, restore_backup, told_restored

    if dry_run:
        _show_then(desk, file)
        return
    whose = "管理者" if office_place(desk.folder).server else "バックアップ"
    aside = restore_backup(
        file,
        desk.folder,
        lambda: desk.passphrase(f"{whose}のパスフレーズか復旧コード"),
        of_other_folder=other_folder,
    )
    told = told_restored(aside, desk.folder)
    desk.show({"ok": True, "kept": None if aside is None else str(aside)}, told)


def _show_then(desk: Desk, file: Path) -> None:
    from ui.bootstrap import backup_care

    care = backup_care(desk.store)
    try:
        then = care.preview(file, "")
    except AsksForWords:
        then = care.preview(file, desk.passphrase("バックアップのパスフレーズか復旧コード"))
    said = [
        f"{_at(then.at)} までの記録になります。"
        + ("別のデータフォルダーのものです。" if then.is_of_other else ""),
        f"名簿 {then.people_now}名 → {then.people}名",
        f"資格確認書 {then.papers_now}枚 → {then.papers}枚",
        f"今のデータにない操作 {then.more}件",
        f"消える操作 {then.lost_in_all}件",
        *(f"  {_at(step.at)} {step.label}({step.user})" for step in then.lost),
    ]
    desk.show(plain({"dry_run": True, **asdict(then)}), "\n".join(said))


def _show(desk: Desk, found: Backups, rows: Sequence[BackupRow]) -> None:
    trial, place = found.trial, found.plan.place
    data = {
        "last_at": found.here.at,
        "is_behind": found.here.is_behind,
        "trouble": found.here.trouble or None,
        "keep": asdict(found.plan.generations),
        "place": None if place is None else str(place),
        "elsewhere": {**asdict(found.elsewhere), "trouble": found.elsewhere.trouble or None},
        "trial": {**asdict(trial), "file": trial.file or None, "problem": trial.problem or None},
        "worries": found.worries,
        "rows": [{**asdict(row), "file": str(row.file)} for row in rows],
    }
    numbers = found.plan.generations
    newer = "(そのあとに記録があります)" if found.here.at and found.here.is_behind else ""
    lines = [
        *(f"! {label(worry)}" for worry in found.worries),
        *filter(None, (found.here.trouble, found.elsewhere.trouble, trial.problem)),
        f"最後: {_at(found.here.at)}{newer}",
        f"2つ目の場所: {'なし' if place is None else f'{place} 最後: {_at(found.elsewhere.at)}'}",
        f"戻す試し: {_at(trial.at)}" + (f"({trial.people}名)" if trial.at and not trial.problem else ""),
        f"残す数: 日 {numbers.days}、週 {numbers.weeks}、月 {numbers.months}、年 {numbers.years}",
        table(
            ["作った日時", "場所", "大きさ", "ファイル"],
            [[_at(row.at), _place(row), f"{row.size:,}", str(row.file)] for row in rows],
        ),
        f"{len(rows)}個",
    ]
    desk.show(plain(data), "\n".join(lines))


def _place(row: BackupRow) -> str:
    return "2つ目の場所" if row.is_elsewhere else "データフォルダー"


def _at(at: datetime | None) -> str:
    return "まだ" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"


def _generations(text: str) -> Generations:
    try:
        days, weeks, months, years = (int(part) for part in text.split(","))
    except ValueError:
        raise BadValue("残す数を、日,週,月,年の順に 10,5,12,2 のように入れてください。") from None
    return Generations(days, weeks, months, years)
