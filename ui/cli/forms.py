"""The command that makes forms: 回収不能届, 滅失届, 受領簿 …"""

from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain import typed
from app.domain.accepted_text import accepted, quotable
from app.domain.field_kind import FieldKind
from app.errors import NotFound
from app.output import PDF
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.usecases.forms.records import FormSubject
from app.usecases.papers.table_file import Wanted, kinds
from app.words import label, said
from ui.cli.desk import TO_WRITE, Columns, Desk, as_data, on_option, pass_desk, table_of
from ui.cli.exports import file_options


@click.command("form")
@click.argument("kind", type=click.Choice([kind.value for kind in FormKind]))
@click.argument("codes", nargs=-1, metavar="[KEY|ISSUE]...")
@click.option("--pdf", type=TO_WRITE, help="PDFに書く")
@click.option("--out", type=TO_WRITE, help="CSV、XLSXに書く(受領簿・回収簿・照会状だけ)")
@click.option("--copies", type=click.IntRange(1, 9), help="部数(省けばその書類の決まった部数)")
@click.option("--receiver", default="", help="返却受領書に載せる、受け取った担当者")
@file_options
@on_option("作成日")
@pass_desk
def form(
    desk: Desk,
    kind: str,
    codes: tuple[str, ...],
    pdf: Path | None,
    out: Path | None,
    copies: int | None,
    receiver: str,
    on: date,
    wanted: Wanted,
) -> None:
    """届や受領書を作る(KEY も ISSUE も省けば、作れるものすべて)。"""
    form_kind = FormKind(kind)
    receiver = accepted(receiver, "受け取った担当者", FieldKind.PERSON_NAME)
    to_pdf = None if pdf is None else desk.place(pdf, PDF)
    table_kinds = [one for one in kinds(wanted) if one is not PDF]
    to_list = None if out is None else desk.place(out, *table_kinds)
    queries = desk.queries
    found = every_form.subjects(queries, form_kind, on=on)
    chosen = _chosen(found, codes, label(form_kind)) if codes else found
    if not found or (to_pdf is None and to_list is None):
        sentence = (
            said(form_kind, "nobody") if not found else f"{label(form_kind)}を作れるもの {len(chosen)}件"
        )
        desk.show(_data(form_kind, chosen, sentence), f"{_text(chosen)}\n{sentence}".strip())
        return
    if to_list is not None:
        desk.write_table(every_form.table(queries, form_kind, chosen, on=on), to_list, wanted)
    count = 0
    if to_pdf is not None:
        made = every_form.make(queries, form_kind, chosen, on=on, receiver=receiver)
        count = every_form.count(made)
        desk.write_pages(every_form.pages(made, copies), to_pdf, label(form_kind), count)
    files = [str(file) for file in (pdf, out) if file is not None]
    sentence = f"{label(form_kind)}を {' と '.join(files)} に書き出しました。"
    desk.show({**_data(form_kind, chosen, sentence), "forms": count, "files": files}, sentence)


def _chosen(found: list[FormSubject], codes: tuple[str, ...], name: str) -> list[FormSubject]:
    chosen: list[FormSubject] = []
    for code in codes:
        meant = typed.code(code).upper()
        matching = [one for one in found if meant in {typed.code(known).upper() for known in one.codes}]
        if not matching:
            raise NotFound(
                f"「{quotable(code)}」について作れる{name}はありません。番号か、記録があるかを確かめてください。"
            )
        chosen += [one for one in matching if one not in chosen]
    return chosen


def _data(kind: FormKind, chosen: list[FormSubject], sentence: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "rows": [as_data(one, "name what place on") | {"codes": sorted(one.codes)} for one in chosen],
        "forms": 0,
        "files": [],
        "sentence": sentence,
    }


def _text(chosen: list[FormSubject]) -> str:
    columns: Columns = {
        "氏名・名称": "name",
        "内容": "what",
        "日付": "on",
        "事業所・所属": "place",
        "番号": lambda one: " ".join(sorted(one.codes)),
    }
    return table_of(chosen, columns) if chosen else ""
