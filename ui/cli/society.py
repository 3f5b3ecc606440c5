"""The commands about the society: what its certificates say, and what makes them genuine."""

from pathlib import Path
from typing import Any

import click

from app.domain.genuine import lacking, standing
from app.domain.rules import GenuineBy
from app.domain.society import Society
from app.files import read
from app.usecases.forms import own_forms
from app.usecases.forms.every_form import FormKind
from app.usecases.settings import settings
from app.words import label
from ui.cli.desk import Desk, pass_desk, word_option


@click.group()
def society() -> None:
    """健保のこと: 証に印刷する保険者、本番の証になる条件。"""


@society.command("show")
@pass_desk
def show_society(desk: Desk) -> None:
    """健保の情報と、いま刷る証が本番か見本か。"""
    stored = desk.queries.society()
    desk.show(_as_data(desk, stored), _told(desk, stored))


@society.command("set")
@click.option("--number", help="保険者番号")
@click.option("--name", help="保険者の名称")
@click.option("--address", help="保険者の所在地")
@click.option("--seal", type=click.Path(path_type=Path), help="印影 (PNG)")
@click.option("--no-seal", is_flag=True, help="印影を外す")
@word_option("--genuine-by", GenuineBy, help="本番の証にするもの: seal 印影、preprinted 印のある健保の台紙")
@pass_desk
def set_society(
    desk: Desk,
    number: str | None,
    name: str | None,
    address: str | None,
    seal: Path | None,
    no_seal: bool,
    genuine_by: GenuineBy | None,
) -> None:
    """健保の情報を変える。挙げないものはそのまま。"""
    stored = desk.queries.society()
    given = (number, name, address, seal, genuine_by)
    if (seal is not None and no_seal) or (not no_seal and all(one is None for one in given)):
        raise click.UsageError("変えるものを指定してください。印影は --seal か --no-seal のどちらかです。")
    png = None if no_seal else stored.seal_png if seal is None else read(seal)
    done = desk.store.record(
        lambda tx: settings.change_society(
            tx,
            insurer_number=number or stored.insurer_number,
            name=name or stored.name,
            address=address or stored.address,
            seal_png=png,
            genuine_by=genuine_by,
        )
    )
    after = desk.queries.society()
    desk.show(_as_data(desk, after) | {"sentence": done.sentence}, f"{done.sentence}\n{_told(desk, after)}")


@society.command("forms")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--none", "goes_back", is_flag=True, help="このソフトの様式に戻す")
@pass_desk
def society_forms(desk: Desk, file: Path | None, goes_back: bool) -> None:
    """健保所定の届の様式 (TOML)。FILE を挙げると、その届はその様式で作る。"""
    if file is not None and goes_back:
        raise click.UsageError("FILE と --none はどちらか一方にしてください。")
    sentence = ""
    if file is not None or goes_back:
        text = "" if file is None else own_forms.read_file(file)
        sentence = desk.store.record(lambda tx: own_forms.choose_forms(tx, text)).sentence
    kinds = own_forms.kinds_of(desk.queries.society().forms_toml)
    told = own_forms.in_words(kinds)
    names = {kind: sorted(own_forms.names_of(kind)) for kind in FormKind}
    desk.show({"kinds": kinds, "names": names, "sentence": sentence or told}, f"{sentence}\n{told}".strip())


def _as_data(desk: Desk, stored: Society) -> dict[str, Any]:
    return {
        "insurer_number": stored.insurer_number,
        "name": stored.name,
        "address": stored.address,
        "seal": stored.seal_png is not None,
        "genuine_by": settings.genuine_by_of(stored),
        "prints": standing(stored, desk.rules),
    }


def _told(desk: Desk, stored: Society) -> str:
    return "\n".join(
        (
            f"保険者番号 {stored.insurer_number}  {stored.name}  {stored.address}",
            f"印影 {'あり' if stored.seal_png else 'なし'}  {label(settings.genuine_by_of(stored))}",
            lacking(stored, desk.rules) or label(standing(stored, desk.rules)),
        )
    )
