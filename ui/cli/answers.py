"""The command that answers the society: status."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.answer import Change, Counted, Figure
from app.printing.values import PaperTable
from app.rows import OfficeStatus
from app.usecases.answers import answer_lists, answers
from app.usecases.papers.table_file import Wanted, for_a_file, kinds
from app.words import label
from ui.cli import open_sessions, waiting
from ui.cli.desk import TO_WRITE, Desk, as_data, day_option, pass_desk, table, telling, word_option
from ui.cli.exports import file_options


@click.command()
@day_option("--as-of", help="いつ現在か (省けば今日)")
@day_option("--recorded", help="いつの記録で数えるか (省けば今の記録で)")
@word_option("--names", Figure, help="その数字の方のお名前")
@click.option("--diff", is_flag=True, help="前回の回答との差を、お名前とともに")
@click.option("--give", is_flag=True, help="今日の回答として控える")
@click.option("--out", type=TO_WRITE, help="CSV、XLSX、PDFに書く (--names とともに使うとお名前を)")
@file_options
@pass_desk
def status(
    desk: Desk,
    as_of: date | None,
    recorded: date | None,
    names: Figure | None,
    diff: bool,
    give: bool,
    out: Path | None,
    wanted: Wanted,
) -> None:
    """健保に答える状況。回答した日付なら、控えた数字のまま。"""
    place = None if out is None else desk.place(out, *kinds(wanted))
    full_keys = wanted.in_full
    queries, on = desk.queries.for_papers(), as_of or desk.today
    if give and recorded is not None:
        raise click.UsageError(
            "--give は --recorded と一緒に使えません。控えるのは今の記録で数えた回答です。"
        )
    said = _give(desk, on) if give else {}
    if recorded is None:
        shown = answers.shown_answer(queries, on)
    else:
        shown = answers.recorded_answer(desk.store, on, recorded, today=desk.today, report=waiting.far)
    since_last = answers.difference_to_last(queries, shown)
    recount = answers.difference_of_recount(queries, shown)
    paper = shown.paper(since_last)
    data: dict[str, Any] = {
        "as_of": on,
        "given_on": shown.given_on,
        "recorded_by": shown.recorded_by,
        "rows": [_row(office) for office in shown.figures.offices],
        "difference": _differences(since_last, full=full_keys, named=diff),
        "recount": _differences(recount, full=full_keys, named=diff),
        **said,
    }
    text = [paper.subtitle, _table(paper)]
    if recount:
        text.append("いま数え直すと、控えと違いがあります。控えの数字は変わりません。")
    if diff:
        text += [
            *_lines("前回の回答との差", since_last, full_keys),
            *_lines("数え直しとの差", recount, full_keys),
        ]
    if names is not None:
        behind = answers.people_behind(queries, shown, names)
        heading = f"{label(names)} {len(behind)}{answer_lists.unit(names)}"
        paper = answer_lists.names_table(answer_lists.names_of(behind), as_of=on, heading=heading)
        data["names"] = [{"office": one.office, **_person(one, full_keys)} for one in behind]
        text += [heading, _table(for_a_file(paper, in_full=full_keys))]
    if place is not None:
        with telling([*said.values()]):
            text.append(desk.write_table(paper, place, wanted).sentence)
    open_sessions.show(desk, data, "\n".join([*text, *said.values()]))


def _give(desk: Desk, on: date) -> dict[str, str]:
    queries = desk.queries
    answer, before = queries.status_behind(on), answers.answer_before(queries, on)
    done = desk.store.record(lambda tx: answers.give_answer(tx, answer, made_on=desk.today, before=before))
    return {"sentence": done.sentence}


def _row(office: OfficeStatus) -> dict[str, Any]:
    return {"office": office.office, **{figure.value: office.figure(figure) for figure in Figure}}


def _person(counted: Counted, full: bool) -> dict[str, Any]:
    return {
        "key": answer_lists.shown_key(counted, in_full=full),
        "name": counted.person.name,
        "department": counted.person.department,
        "issue": counted.issue_number or None,
    }


def _differences(changes: Sequence[Change] | None, *, full: bool, named: bool) -> list[dict[str, Any]] | None:
    if changes is None:
        return None
    found = []
    for change in changes:
        one = as_data(change, "office=office.name figure")
        for side, people in (("came", change.came), ("gone", change.gone)):
            one[side] = len(people)
            if named:
                one[f"{side}_names"] = [_person(counted, full) for counted in people]
        found.append(one)
    return found


def _lines(heading: str, changes: Sequence[Change] | None, full: bool) -> list[str]:
    if changes is None:
        return []
    lines = [
        (change.office.name, label(change.figure), line.sign, *_named(line.counted, full))
        for change in changes
        for line in answer_lists.names_of_change([change], change.figure)
    ]
    if not lines:
        return [f"{heading}: なし"]
    return [heading, table(("事業所", "数字", "増減", "氏名", "記号-番号-枝番", "発行番号"), lines)]


def _named(counted: Counted, full: bool) -> tuple[str, str, str]:
    return counted.person.name, answer_lists.shown_key(counted, in_full=full), counted.issue_number


def _table(paper: PaperTable) -> str:
    return table([column.heading for column in paper.columns], paper.lines)
