"""Commands for the slips of the members: slip, language."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.language import Language
from app.errors import NotFound
from app.output import PDF
from app.rows import DueFilter
from app.usecases.papers import guide_slips, return_slips
from app.usecases.people import languages
from app.words import label
from ui.cli.desk import KEYS, TO_WRITE, Desk, pass_desk, word_option

NAMES = {"guide": "案内票", "return": "お返しのお願い"}


def language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command that makes slips say in which language."""
    made: Callable[..., Any] = word_option("--language", Language, help="ことば(省けばその方の記録のとおり)")(
        function
    )
    return made


@click.command()
@click.argument("kind", type=click.Choice(list(NAMES)))
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--pdf", type=TO_WRITE, required=True, help="PDFに書く")
@language_option
@pass_desk
def slip(desk: Desk, kind: str, keys: tuple[str, ...], pdf: Path, language: Language | None) -> None:
    """案内票やお返しのお願いを作る(KEY を省けば、期限一覧の全員)。"""
    place = desk.place(pdf, PDF)
    chosen = desk.person_ids(keys)
    pages, count = (_guide if kind == "guide" else _return)(desk, chosen, language)
    desk.write_pages(pages, place, NAMES[kind], count)
    sentence = f"{NAMES[kind]}{count}枚を {pdf} に書き出しました。"
    desk.show({"kind": kind, "slips": count, "file": str(pdf), "sentence": sentence}, sentence)


@click.command("language")
@KEYS
@word_option("--to", Language, required=True, help="その方が読むことば")
@pass_desk
def language_command(desk: Desk, keys: tuple[str, ...], to: Language) -> None:
    """案内票などのことばを、その方の記録に残す。"""
    ids = desk.person_ids(keys)
    desk.record(lambda tx: languages.choose_language(tx, ids, to), keys=list(keys), language=to)


def _guide(desk: Desk, chosen: list[PersonId], language: Language | None) -> tuple[bytes, int]:
    from app.printing.papers.slips import draw_slips

    if not chosen:
        rows = desk.queries.due_rows(desk.today, DueFilter(kinds=(DutyKind.REGISTER,)))
        chosen = list(dict.fromkeys(row.person_id for row in rows))
    with desk.store.reading() as stored:
        plan = guide_slips.guide_slips(stored, chosen, on=desk.today, language=language)
    out = io.BytesIO()
    draw_slips(plan.slips, out)
    return out.getvalue(), len(plan.slips)


def _return(desk: Desk, chosen: list[PersonId], language: Language | None) -> tuple[bytes, int]:
    from app.printing.papers.return_slip import draw_return_slips

    plan = return_slips.return_slips(desk.queries, chosen or None, today=desk.today, language=language)
    missing = [key for key in chosen if key not in plan.told]
    if missing:
        key = desk.queries.person_detail(missing[0], desk.today).person.key
        raise NotFound(
            f"{key} にお返しいただく紙はありません。due で「{label(DutyKind.RETURN)}」を確かめてください。"
        )
    out = io.BytesIO()
    draw_return_slips(plan.slips, out)
    return out.getvalue(), len(plan.slips)
