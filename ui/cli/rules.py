"""The command that answers by the society's rules: rule."""

from dataclasses import asdict

import click

from app.domain.closed_days import closed, closed_words
from app.domain.collecting import PaperKind, collect_or_not
from app.words import label
from ui.cli.desk import Desk, pass_desk, word_option


@click.command()
@click.argument("key")
@word_option("--paper", PaperKind, default=PaperKind.CERTIFICATE.value, show_default=True, help="どの証か")
@pass_desk
def rule(desk: Desk, key: str, paper: PaperKind) -> None:
    """集める・集めない: その方のその証をどうするか(--today で別の日)。"""
    detail = desk.detail(key)
    ruling = collect_or_not(
        paper, detail.person, detail.insured, desk.rules, desk.today, detail.certificates, detail.elderly_card
    )
    told = {name: value for name, value in asdict(ruling).items() if name != "if_held"}
    day = None if ruling.by is None else closed(ruling.by, desk.rules.closing_days)
    data = {"key": detail.person.key, "name": detail.person.name, "paper": paper, **told, "closed": day}
    remark = "" if day is None else f"\n返却期限は{closed_words(day)}。"
    desk.show(data, f"{label(ruling.verdict)}\n{ruling.sentence}{remark}")
