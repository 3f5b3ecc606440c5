"""発行データ on the command line: the society's side under `society`, the office's under `batch`."""

from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from app import output
from app.domain.issue_batch import Outcome
from app.domain.roles import Act
from app.errors import BadValue
from app.files import read
from app.usecases.issuing import signed
from app.usecases.issuing.batch_file import new_batch, written
from app.usecases.issuing.making import asked_for
from app.usecases.issuing.report import issue_report, reconcile
from app.usecases.issuing.taking import batch_of, file_of, take_batch
from app.usecases.papers.locking import check_password
from app.words import label
from ui.cli.desk import TO_WRITE, Columns, Desk, as_data, day_option, pass_desk, table_of
from ui.cli.secret_words import first_line
from ui.cli.society import society

_FILE = click.Path(path_type=Path)
_KEY_PASSWORD = click.option(
    "--key-password-file",
    type=click.File("rb"),
    required=True,
    help="1行目が署名の鍵のパスワード(- は標準入力)",
)
_KEY = click.option("--key", "key_file", type=_FILE, required=True, help="署名の鍵のファイル")
_ROW = "key name outcome issue=issue_number spoiled missing"
_ROWS: Columns = {
    "記号-番号-枝番": "key",
    "氏名": "name",
    "結果": lambda row: label(row.outcome),
    "発行番号": "issue_number",
    "書き損じ": lambda row: "、".join(row.spoiled),
    "行方不明": lambda row: "、".join(row.missing),
}


@society.command("key")
@click.argument("file", type=TO_WRITE)
@_KEY_PASSWORD
@pass_desk
def make_key(desk: Desk, file: Path, key_password_file: BinaryIO) -> None:
    """健保の方へ: 発行データに署名する鍵を作り、事業所に知らせる公開鍵を出す。"""
    _make_key(desk, file, key_password_file, "公開鍵(事業所の規則の batch_key に入れます)")


def _make_key(desk: Desk, file: Path, key_password_file: BinaryIO, for_whom: str) -> None:
    password = _password(key_password_file)
    key = signed.new_key()
    desk.place(file, output.KEY).write(signed.locked_key(key, password))
    public = signed.public_text(key)
    told = f"署名の鍵を書きました: {file}\n{for_whom}: {public}"
    desk.show({"file": str(file), "public_key": public}, told)


@society.command("batch")
@click.argument("list_file", metavar="LIST", type=_FILE)
@_KEY
@_KEY_PASSWORD
@click.option("--out", type=TO_WRITE, required=True, help="発行データを書く先")
@click.option("--batch-number", required=True, help="発行データの番号")
@click.option("--number", required=True, help="保険者番号")
@click.option("--name", required=True, help="保険者の名称")
@click.option("--address", required=True, help="保険者の所在地")
@click.option("--seal", type=_FILE, help="印影 (PNG)")
@click.option("--office-key", default="", help="事業所から知らされた公開鍵。発行報告はこの鍵だけを受け付ける")
@day_option("--issued-on", help="一覧に日のない方の交付年月日")
@day_option("--print-by", required=True, help="この日までに印刷する")
@pass_desk
def make_batch(
    desk: Desk,
    list_file: Path,
    key_file: Path,
    key_password_file: BinaryIO,
    out: Path,
    batch_number: str,
    number: str,
    name: str,
    address: str,
    seal: Path | None,
    office_key: str,
    issued_on: date | None,
    print_by: date,
) -> None:
    """健保の方へ: 一覧から、署名した発行データを作る。"""
    key = signed.opened_key(read(key_file), _password(key_password_file))
    asked = asked_for(read(list_file), list_file.name, issued_on=issued_on, today=desk.today)
    made = new_batch(
        batch_number,
        asked.entries,
        made_on=desk.today,
        print_by=print_by,
        insurer=(number, name, address),
        seal_png=None if seal is None else read(seal),
        office_key=office_key,
    )
    desk.place(out, *output.BATCHES).write(written(made, key))
    sentence = f"発行データ {batch_number} を書きました({len(asked.entries)}名): {out}"
    if asked.note:
        sentence += f"\n{asked.note}"
    _show_written(desk, batch_number, len(asked.entries), out, sentence)


@society.command("reconcile")
@click.argument("report", type=_FILE)
@click.option("--batch", "batch_file", type=_FILE, required=True, help="事業所に渡した発行データ")
@_KEY
@_KEY_PASSWORD
@pass_desk
def reconcile_report(
    desk: Desk, report: Path, batch_file: Path, key_file: Path, key_password_file: BinaryIO
) -> None:
    """健保の方へ: 事業所の発行報告を、渡した発行データと突き合わせる。"""
    key = signed.opened_key(read(key_file), _password(key_password_file))
    found = reconcile(read(report), read(batch_file), public_key=signed.public_text(key))
    counts = {outcome.value: found.count(outcome) for outcome in Outcome}
    told = "、".join(f"{label(outcome)}{found.count(outcome)}" for outcome in Outcome)
    desk.show(
        {
            "number": found.number,
            "made_on": found.made_on,
            **counts,
            "spoiled": found.spoiled,
            "rows": [as_data(row, _ROW) for row in found.rows],
        },
        f"{table_of(found.rows, _ROWS)}\n発行データ {found.number}: {told}、書き損じ{found.spoiled}枚",
    )


@click.group()
def batch() -> None:
    """健保の発行データを取り込み、発行報告を作る。印刷は print --batch NUMBER。"""


@batch.command("take")
@click.argument("file", type=_FILE)
@pass_desk
def take(desk: Desk, file: Path) -> None:
    """健保が署名した発行データを取り込む。"""
    data = read(file)
    desk.record(lambda tx: take_batch(tx, data, today=desk.today))


@batch.command("show")
@pass_desk
def show(desk: Desk) -> None:
    """取り込んだ発行データと、どこまで印刷したか。"""
    rows = desk.queries.issue_batches()
    desk.show_rows(
        rows,
        "number made_on print_by taken_on session=session_id",
        {
            "番号": "number",
            "作成日": "made_on",
            "印刷期限": "print_by",
            "人数": lambda one: len(file_of(one).entries),
            "印刷作業": "session_id",
        },
    )


@batch.command("key")
@click.argument("file", type=TO_WRITE)
@_KEY_PASSWORD
@pass_desk
def make_office_key(desk: Desk, file: Path, key_password_file: BinaryIO) -> None:
    """発行報告に署名する事業所の鍵を作り、前もって健保に知らせる公開鍵を出す。"""
    _make_key(desk, file, key_password_file, "公開鍵(健保に知らせます)")


@batch.command("report")
@click.argument("number")
@click.option("--out", type=TO_WRITE, required=True, help="発行報告を書く先")
@click.option("--key", "key_file", type=_FILE, help="健保に知らせた事業所の鍵のファイル")
@click.option("--key-password-file", type=click.File("rb"), help="1行目が署名の鍵のパスワード(- は標準入力)")
@pass_desk
def report_batch(
    desk: Desk, number: str, out: Path, key_file: Path | None, key_password_file: BinaryIO | None
) -> None:
    """健保に返す、署名した発行報告を作る。"""
    if (key_file is None) != (key_password_file is None):
        raise click.UsageError("--key と --key-password-file は一緒に使います。")
    place = desk.place(out, output.SIGNED)
    key = None
    if key_file is not None and key_password_file is not None:
        key = signed.opened_key(read(key_file), _password(key_password_file))
    desk.store.ask(Act.EXPORT)
    with desk.store.reading() as stored:
        made = issue_report(stored, number, today=desk.today, key=key)
        count = len(file_of(batch_of(stored, number)).entries)
    place.write(made)
    desk.store.note(f"発行報告 {number} {count}名 {out.name}")
    sentence = f"発行データ {number} の発行報告を書きました({count}名): {out}"
    _show_written(desk, number, count, out, sentence)


def _show_written(desk: Desk, number: str, count: int, out: Path, sentence: str) -> None:
    desk.show({"number": number, "count": count, "file": str(out), "sentence": sentence}, sentence)


def _password(file: BinaryIO) -> str:
    password = first_line(file, "パスワード")
    if not password:
        raise BadValue("署名の鍵のパスワードが空です。1行目にパスワードを書いてください。")
    check_password(password)
    return password
