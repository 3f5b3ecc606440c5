"""The calendar: a person's life in bars of characters, or what will be due in a month."""

import io
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from app.domain.accepted_text import quotable
from app.domain.duties import DutyKind
from app.domain.eligibility import DAY
from app.domain.life_calendar import (
    Lane,
    LifeCalendar,
    MarkKind,
    Weight,
    Window,
    days_words,
    lane_words,
    lines,
)
from app.domain.rest_days import marked_day
from app.domain.wareki import parse_date, wareki_short, wareki_weekday
from app.errors import BadValue
from app.output import PDF
from app.rows import DueFilter
from app.usecases.calendar.life import calendar_of, window_of
from app.usecases.calendar.month import OfficeDay, office_month
from app.words import label
from ui.cli.desk import (
    TO_WRITE,
    Columns,
    Desk,
    as_data,
    day_option,
    pass_desk,
    place_of,
    rest_data,
    table,
    table_of,
    word_option,
)
from ui.cli.lists import due_data

_WIDTH = 72
_BAR = {Weight.FULL: "=", Weight.PART: "-", Weight.FAINT: "."}
_LEGEND = "! 期日  * できごと  | 基準日"


@click.command()
@click.argument("key", required=False)
@day_option("--from", "first", help="始めの日(省けば半年前の月の初め)")
@day_option("--to", "last", help="終わりの日(省けば1年半先の月の終わり)")
@click.option("--out", type=TO_WRITE, help="A4の暦をPDFに書く")
@click.option("--month", metavar="YYYY-MM", help="KEY の代わりに: その月に期日の来るもの(省けば今月)")
@day_option("--day", help="その日に期日の来る行")
@click.option("--office", default="", help="事業所の記号か名称")
@click.option("--department", help="所属")
@word_option("--kind", DutyKind, multiple=True, help="種類(繰り返せる)")
@pass_desk
def calendar(
    desk: Desk,
    key: str | None,
    first: date | None,
    last: date | None,
    out: Path | None,
    month: str | None,
    day: date | None,
    office: str,
    department: str | None,
    kind: tuple[DutyKind, ...],
) -> None:
    """ひとりの暦(資格・証・やること)。KEY を省けば、事業所のひと月。"""
    of_office = bool(month or day or office or department or kind)
    if key is None and (first or last or out):
        raise click.UsageError("--from、--to、--out には KEY (記号-番号-枝番) も入れてください。")
    if key is not None and of_office:
        raise click.UsageError("KEY と、--month などの事業所のひと月は、どちらかにしてください。")
    if key is not None:
        _show_life(desk, key, first, last, out)
        return
    wanted = DueFilter(
        kinds=kind, office_id=desk.office_id(office) if office else None, department=department
    )
    if day is not None:
        _show_day(desk, day, wanted)
    else:
        _show_month(desk, _month(month, desk.today), wanted)


def _show_life(desk: Desk, key: str, first: date | None, last: date | None, out: Path | None) -> None:
    place = None if out is None else desk.place(out, PDF)
    picture = calendar_of(
        desk.queries, desk.queries.person_id(key), desk.today, window_of(desk.today, first, last)
    )
    if place is not None:
        from app.printing.papers.life_sheet import draw_life_sheet

        pages = io.BytesIO()
        draw_life_sheet(picture, pages)
        desk.write_pages(pages.getvalue(), place, f"暦 {picture.name}")
    told = lines(picture)
    columns: Columns = {
        "": lambda line: "今" if line.is_now else "",
        "区分": "lane",
        "内容": "what",
        "いつ": lambda line: days_words(line.first, line.last),
        "期日": lambda line: marked_day(line.due_on, line.rest),
    }
    data = {
        "key": picture.key,
        "name": picture.name,
        "from": picture.window.first,
        "to": picture.window.after - DAY,
        "rows": [
            {**as_data(line, "lane what first last due_on is_now"), **rest_data(line.rest)} for line in told
        ],
    }
    head = f"{picture.key}  {picture.name}  {wareki_short(desk.today)} から見た暦"
    desk.show(data, f"{head}\n\n{_bars(picture)}\n{_legend()}\n\n{table_of(told, columns)}")


def _bars(picture: LifeCalendar) -> str:
    """Return a line for each lane, the months above."""
    window = picture.window
    cells = [_days_of(window, cell) for cell in range(_WIDTH)]
    years = _ruler(window, window.years(_WIDTH // 5), "{0.year}")
    months = _ruler(window, window.numbered(_WIDTH // 3), "{0.month}")
    heads = [("", line) for line in (years, months) if line]
    rows = [(lane_words(lane), _bar(lane, cells, picture.today)) for lane in picture.lanes]
    return table(["", ""], [*heads, *rows]).lstrip("\n")


def _legend() -> str:
    return "  ".join([*(f"{sign} {label(weight)}" for weight, sign in _BAR.items()), _LEGEND])


def _days_of(window: Window, cell: int) -> tuple[date, date]:
    """Return the days that one character stands for, at least one."""
    days = (window.after - window.first).days
    first = date.fromordinal(window.first.toordinal() + cell * days // _WIDTH)
    after = date.fromordinal(window.first.toordinal() + (cell + 1) * days // _WIDTH)
    return first, max(after, first + DAY)


def _bar(lane: Lane, cells: list[tuple[date, date]], today: date) -> str:
    return "".join(_sign(lane, first, after, today) for first, after in cells)


def _sign(lane: Lane, first: date, after: date, today: date) -> str:
    marks = [mark.kind for mark in lane.marks if first <= mark.on < after]
    if marks:
        return "!" if MarkKind.DUE in marks else "*"
    if first <= today < after:
        return "|"
    found = [span.weight for span in lane.spans if max(span.first, first) < min(span.after, after)]
    return next((sign for weight, sign in _BAR.items() if weight in found), " ")


def _ruler(window: Window, days: Iterable[date], text: str) -> str:
    """Return what is said of some days at their places."""
    line = [" "] * _WIDTH
    for day in days:
        at, said = int(window.share(day) * _WIDTH), text.format(day)
        # Two months of which one is short would touch.
        at += at > 0 and line[at - 1] != " "
        if at + len(said) <= _WIDTH:
            line[at : at + len(said)] = said
    return "".join(line).rstrip()


def _month(text: str | None, today: date) -> date:
    if text is None:
        return today.replace(day=1)
    # Its first day, in whichever signs the month was written.
    for first in ("-1", "/1", ".1", "1日"):
        with suppress(BadValue):
            return parse_date(f"{text}{first}")
    raise BadValue(f"「{quotable(text)}」は月として読めません。2027-01 のように入れてください。")


def _show_month(desk: Desk, month: date, wanted: DueFilter) -> None:
    found = office_month(desk.queries, month, desk.today, wanted)
    shown = [day for day in found.days if day.total]
    kinds = [kind for kind in DutyKind if any(day.counts.get(kind) for day in shown)]
    rows = [[wareki_weekday(day.on), *_counts(day, kinds), str(day.total), _remark(day)] for day in shown]
    text = table(["日", *map(label, kinds), "計", ""], rows) if rows else "期日の来るものはありません。"
    data = {
        "month": f"{month:%Y-%m}",
        "rows": [
            {"on": day.on, "counts": day.counts, "total": day.total, **rest_data(day.rest)} for day in shown
        ],
        "total": found.total,
    }
    desk.show(data, f"{month.year}年{month.month}月に期日の来るもの\n{text}\n{found.total}件")


def _counts(day: OfficeDay, kinds: list[DutyKind]) -> list[str]:
    return [str(day.counts.get(kind) or "") for kind in kinds]


def _remark(day: OfficeDay) -> str:
    return day.rest.said() if day.rest else ""


def _show_day(desk: Desk, day: date, wanted: DueFilter) -> None:
    rows = desk.queries.due_rows_on(day, desk.today, wanted)
    columns: Columns = {
        "種類": "kind",
        "記号-番号-枝番": "key",
        "氏名": "name",
        "事業所": place_of,
        "理由": "reason",
    }
    data = [due_data(row, desk.today) for row in rows]
    desk.show({"rows": data}, f"{table_of(rows, columns)}\n{len(rows)}件")
