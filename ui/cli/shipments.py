"""Commands of the envelopes to the society: what was in them, did they arrive, what became of a paper."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain.ids import SentPaperId, ShipmentId
from app.domain.shipment import Fate
from app.domain.wareki import wareki_short
from app.errors import NotFound
from app.rows import SentRow, ShipmentRow
from app.usecases.counter import sent_papers, shipments
from app.usecases.papers import lists
from app.usecases.papers.table_file import Wanted, kinds
from app.words import label
from ui.cli.desk import TO_WRITE, Columns, Desk, as_data, day_option, on_option, pass_desk, table_of, telling
from ui.cli.exports import file_options
from ui.cli.sheets import issue_number

ARRIVED = "arrived"
_SENT = (
    "shipment=shipment_id on tracking_number confirmed_on certificates elderly_cards"
    " not_arrived lost came_back"
)
_INSIDE = "paper key name issue=issue_number issued_on office department fate fate_on"


@click.command()
@click.argument("number", type=int, required=False, metavar="[N]")
@click.option("--tracking", help="問い合わせ番号を記録・訂正する")
@click.option("--confirmed", is_flag=True, help="健保の受領を記録する(--on で日付)")
@click.option(
    "--missing", multiple=True, metavar="CODE", help="--confirmed のとき、健保に届いていない証 (繰り返せる)"
)
@click.option("--unconfirmed", is_flag=True, help="健保の受領の記録を取り消す")
@click.option("--cover", type=TO_WRITE, help="返納送付書をCSV、XLSX、PDFに書く")
@file_options
@on_option("健保の受領を確かめた日")
@pass_desk
def shipment(
    desk: Desk,
    number: int | None,
    tracking: str | None,
    confirmed: bool,
    missing: tuple[str, ...],
    unconfirmed: bool,
    cover: Path | None,
    on: date,
    wanted: Wanted,
) -> None:
    """発送の一覧、または発送Nの中身。"""
    if number is None:
        if tracking is not None or confirmed or unconfirmed or missing or cover is not None:
            raise click.UsageError("発送の番号を入れてください。")
        _show_shipments(desk)
        return
    if (missing and not confirmed) or (confirmed and unconfirmed):
        raise click.UsageError("--missing は --confirmed と一緒に、--unconfirmed は単独で使ってください。")
    place = None if cover is None else desk.place(cover, *kinds(wanted))
    shipment_id = ShipmentId(number)
    _shipment(desk, shipment_id)
    sentences = []
    if tracking is not None:
        done = desk.store.record(lambda tx: shipments.note_tracking(tx, shipment_id, tracking))
        sentences.append(done.sentence)
    if confirmed:
        lacking = _inside(desk, shipment_id, missing)
        done = desk.store.record(
            lambda tx: shipments.confirm_arrival(tx, shipment_id, missing=lacking, on=on, today=desk.today)
        )
        sentences.append(done.sentence)
    if unconfirmed:
        done = desk.store.record(lambda tx: shipments.withdraw_arrival(tx, shipment_id))
        sentences.append(done.sentence)
    row, rows = _shipment(desk, shipment_id), desk.queries.sent_rows(shipment_id)
    if place is not None:
        made = lists.forward_cover(rows, on=row.on, tracking_number=row.tracking_number)
        with telling(sentences):
            sentences.append(f"返納送付書を {desk.write_table(made, place, wanted).sentence}")
    _show(desk, row, rows, "".join(sentences))


@click.command("shipment-paper")
@click.argument("number", type=int, metavar="N")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option(
    "--became",
    required=True,
    type=click.Choice([*(fate.value for fate in Fate), ARRIVED]),
    help="どうなったか(arrived は届いていた)",
)
@day_option("--issued", help="高齢受給者証が何枚かのとき、どの証か: その交付年月日")
@click.option("--reason", default="", help="郵送中の紛失のとき、滅失届に書く理由")
@on_option()
@pass_desk
def shipment_paper(
    desk: Desk,
    number: int,
    codes: tuple[str, ...],
    became: str,
    issued: date | None,
    reason: str,
    on: date,
) -> None:
    """発送Nの証がそのあとどうなったかを記録する。CODE は発行番号、高齢受給者証は 記号-番号-枝番。"""
    shipment_id = ShipmentId(number)
    _shipment(desk, shipment_id)
    sent = _inside(desk, shipment_id, codes, issued)
    fate = None if became == ARRIVED else Fate(became)
    done = desk.store.record(
        lambda tx: sent_papers.record_fate(
            tx, shipment_id, sent, fate, on=on, today=desk.today, reason=reason
        )
    )
    _show(desk, _shipment(desk, shipment_id), desk.queries.sent_rows(shipment_id), done.sentence)


def open_shipments(desk: Desk) -> tuple[list[dict[str, Any]], str]:
    """Return the envelopes to ask the society about, as JSON has them, and what to do in words."""
    rows = shipments.to_ask_about(desk.queries, desk.today)
    told = shipments.asked_about(rows)
    if rows:
        told += f"shikaku shipment {rows[0].shipment_id} で見られます。"
    return [as_data(row, _SENT) for row in rows], told


def _inside(
    desk: Desk, shipment_id: ShipmentId, codes: tuple[str, ...], issued: date | None = None
) -> list[SentPaperId]:
    """Return the papers of an envelope that these codes name: a sheet by its number, else of a person all.

    issued: of a person only the 高齢受給者証 of that day.
    """
    rows = desk.queries.sent_rows(shipment_id)
    found: list[SentPaperId] = []
    for code in codes:
        if issue := issue_number(code):
            named = [row.sent_paper_id for row in rows if row.issue_number == issue]
        else:
            person_id = desk.queries.person_id(code)
            theirs = [row for row in rows if row.person_id == person_id]
            named = [row.sent_paper_id for row in theirs if issued in (None, row.issued_on)]
        if not named:
            raise NotFound(f"発送{shipment_id} に {code} の証は入っていません。")
        found += named
    return found


def _shipment(desk: Desk, shipment_id: ShipmentId) -> ShipmentRow:
    for row in desk.queries.shipment_rows():
        if row.shipment_id == shipment_id:
            return row
    raise NotFound(f"発送{shipment_id} はありません。shipment で番号を確かめてください。")


def _show(desk: Desk, row: ShipmentRow, rows: list[SentRow], told: str) -> None:
    columns: Columns = {
        "証": "paper",
        "氏名": "name",
        "発行番号": lists.number_of,
        "記号-番号-枝番": "key",
        "事業所": "office",
        "どうなったか": lambda row: "" if row.fate is None else label(row.fate, "mark"),
    }
    contents = [{**as_data(one, _INSIDE), "issue": one.issue_number or None} for one in rows]
    sentence = told or f"{wareki_short(row.on)} に発送した{len(rows)}枚です。"
    desk.show(
        {**as_data(row, _SENT), "rows": contents, "sentence": sentence},
        f"{table_of(rows, columns)}\n{sentence}",
    )


def _show_shipments(desk: Desk) -> None:
    columns: Columns = {
        "番号": "shipment_id",
        "発送日": "on",
        "資格確認書": lambda row: f"{row.certificates}枚",
        "高齢受給者証": lambda row: f"{row.elderly_cards}枚",
        "問い合わせ番号": "tracking_number",
        "健保の受領": "confirmed_on",
        "届いていない": lambda row: f"{row.not_arrived}枚" if row.not_arrived else "",
        "紛失": lambda row: f"{row.lost}枚" if row.lost else "",
        "戻った": lambda row: f"{row.came_back}枚" if row.came_back else "",
    }
    desk.show_rows(desk.queries.shipment_rows(), _SENT, columns)
