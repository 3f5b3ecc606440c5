"""Commands of the drawer: the count, and the counts for the 喪失届."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.drawer import DrawerCount, place_of
from app.domain.ids import CertificateId, PersonId
from app.domain.roles import Act
from app.domain.wareki import wareki_short
from app.errors import NotAllowed
from app.files import read
from app.output import CSV
from app.ports import Queries
from app.usecases.counter import drawer
from app.usecases.counter.drawer import Drawer, DrawerLine, Lying
from app.usecases.forms.loss_counts import LossForm, loss_counts
from app.usecases.forms.loss_file import filled
from app.usecases.papers.table_file import written_label
from app.words import label
from ui.cli.desk import TO_WRITE, Columns, Desk, as_data, day_option, pass_desk, table_of
from ui.cli.importing import FILE


@click.group("drawer")
def drawer_group() -> None:
    """引き出しの照合。"""


@drawer_group.command("begin")
@click.option("--office", default="", help="事業所の記号か名称(省けばすべて)")
@pass_desk
def begin(desk: Desk, office: str) -> None:
    """照合を始める。"""
    queries = desk.queries
    office_id = desk.office_id(office) if office else None
    going_on = drawer.open_count(queries)
    done = desk.store.record(
        lambda tx: drawer.begin_count(tx, office_id, going_on=going_on, today=desk.today)
    )
    desk.show_done(done, **_figures(_drawer(desk)))


@drawer_group.command("find")
@click.argument("issues", nargs=-1, metavar="ISSUE...")
@click.option("--elderly", multiple=True, metavar="KEY", help="高齢受給者証 (繰り返せる)")
@pass_desk
def find(desk: Desk, issues: tuple[str, ...], elderly: tuple[str, ...]) -> None:
    """引き出しにあった証を1枚ずつ記録する。照合済みの証はそのまま。"""
    queries = desk.queries
    wanted: list[tuple[CertificateId | None, PersonId]] = []
    for issue in issues:
        sheet = queries.certificate_by_issue(issue)
        wanted.append((sheet.certificate_id, sheet.person_id))
    wanted += [(None, person_id) for person_id in desk.person_ids(elderly)]
    if not wanted:
        raise click.UsageError("ISSUE か --elderly を入れてください。")
    count = _open(queries)
    rows = [_note(desk, count, *one) for one in wanted]
    seen = _drawer(desk)
    sentence = f"{len(rows)}枚を照合しました。あと{len(seen.tally.missing)}枚です。"
    told = "\n".join(
        f"{r['name']}  {label(r['lying'], 'mark')}{'' if r['new'] else '(照合済み)'}"
        + (f"  {r['note']}" if r["lying"] is Lying.UNEXPECTED else "")
        for r in rows
    )
    desk.show({"rows": rows, **_figures(seen), "sentence": sentence}, f"{told}\n{sentence}")


@drawer_group.command("status")
@pass_desk
def status(desk: Desk) -> None:
    """照合の途中経過。照合していないときは、引き出しにあるはずの証。"""
    seen = _drawer(desk)
    last = drawer.last_count(desk.queries)
    rows = [_found(line) for line in seen.lines]
    text = table_of(
        seen.lines,
        {
            "照合": lambda line: label(line.lying, "mark"),
            "証": "paper",
            "氏名": "row.name",
            "発行番号": "issue_number",
            "記号-番号-枝番": "row.key",
            "状況": "note",
        },
    )
    result = seen.tally
    told = (
        f"あるはず {len(result.expected)}、あった {len(result.found)}、"
        f"まだ {len(result.missing)}、想定外 {len(result.unexpected)}"
    )
    if last is not None:
        told += f"\n前回 {wareki_short(last.closed_on or last.begun_on)}: {drawer.figures(last)}"
    desk.show(
        {"rows": rows, **_figures(seen), "last": None if last is None else _closed(last)}, f"{text}\n{told}"
    )


@drawer_group.command("close")
@day_option("--follow-up", help="見当たらない証を探す期限 (YYYY-MM-DD、省けば1週間後)")
@pass_desk
def close(desk: Desk, follow_up: date | None) -> None:
    """照合を終える。見当たらない証は、その日まで探すものとして一覧に残る。"""
    queries = desk.queries
    seen = drawer.compare(queries, _open(queries), desk.today)
    done = desk.store.record(
        lambda tx: drawer.close_count(tx, seen, follow_up_on=follow_up, today=desk.today)
    )
    last = drawer.last_count(queries)
    assert last is not None
    missing = [_found(line) for line in seen.lying(Lying.MISSING)]
    desk.show_done(done, **_closed(last), missing_rows=missing)


@click.command("loss-counts")
@click.argument("key", required=False)
@click.option("--fill", type=FILE, help="枚数を入れる資格喪失届のCSV")
@click.option("--out", type=TO_WRITE, help="枚数を入れた届書を書くファイル(--fill と一緒に)")
@pass_desk
def losses(desk: Desk, key: str | None, fill: Path | None, out: Path | None) -> None:
    """喪失届・異動届に書く枚数。KEY を省けば、証がまだ残っている届のすべて。"""
    queries = desk.queries
    if fill is not None or out is not None:
        if fill is None or out is None:
            raise click.UsageError("--fill と --out は一緒に付けてください。")
        _fill(desk, fill, out)
        return
    if key is None:
        found = [count for count in loss_counts(queries, desk.today) if count.is_open]
    else:
        person = desk.in_full(key)
        found = loss_counts(queries, desk.today, household=f"{person.symbol}-{person.number}")
    columns: Columns = {
        "届": "form",
        "記号-番号": "household",
        "被保険者": "name",
        "資格喪失日": "lost_on",
        "回収枚数(添付)": "attached",
        "返不能枚数": "gone",
        "まだ戻らない": "still_out",
    }
    names = "form household name disqualified_on=lost_on attached in_drawer gone still_out members"
    desk.show_rows(found, names, columns)


def _fill(desk: Desk, fill: Path, out: Path) -> None:
    """Put the counts into a 喪失届 of the HR program."""
    desk.store.ask(Act.EXPORT)
    place = desk.place(out, CSV)
    made = filled(read(fill), fill.name, loss_counts(desk.queries.for_papers(), desk.today))
    place.write(made.data)
    desk.store.note(written_label(label(LossForm.LOSS), made.count, place.path))
    told = [{"row": row, "sentence": why} for row, why in made.told]
    data = {"count": made.count, "file": str(place.path), "told": told, "sentence": made.sentence}
    desk.show(data, made.sentence)


def _note(
    desk: Desk, count: DrawerCount, certificate_id: CertificateId | None, person_id: PersonId
) -> dict[str, Any]:
    """Store one find unless it is stored already; return its line."""
    place = place_of(certificate_id, person_id)
    is_new = place not in drawer.counted(desk.queries)
    if is_new:
        assert count.id is not None
        count_id, sheets = count.id, [] if certificate_id is None else [certificate_id]
        cards = [person_id] if certificate_id is None else []
        desk.store.record(lambda tx: drawer.find(tx, count_id, sheets, elderly_of=cards))
    line = drawer.compare(desk.queries, count, desk.today).line(place)
    assert line is not None  # it was found just now, or before
    return {**_found(line), "new": is_new}


def _open(queries: Queries) -> DrawerCount:
    count = drawer.open_count(queries)
    if count is None:
        raise NotAllowed("照合はまだ始まっていません。drawer begin で始めてください。")
    return count


def _drawer(desk: Desk) -> Drawer:
    queries = desk.queries
    count = drawer.open_count(queries) or DrawerCount(None, desk.today)
    return drawer.compare(queries, count, desk.today)


def _figures(seen: Drawer) -> dict[str, Any]:
    return {
        "open": seen.is_open,
        "begun_on": seen.count.begun_on if seen.is_open else None,
        **{kind: len(lines) for kind, lines in as_data(seen.tally, _KINDS).items()},
    }


def _closed(count: DrawerCount) -> dict[str, Any]:
    return as_data(count, f"begun_on closed_on {_KINDS}")


_KINDS = "expected found missing unexpected"


def _found(line: DrawerLine) -> dict[str, Any]:
    fields = as_data(line, "paper key=row.key name=row.name issue=issue_number lying note")
    return {**fields, "issue": line.issue_number or None}
