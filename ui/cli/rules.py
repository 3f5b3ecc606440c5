"""The command that answers by the society's rules: rule."""

from dataclasses import asdict

import click

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
    ruling = collect_or_not(paper, detail.facts, desk.rules, desk.today)
    told = {name: value for name, value in asdict(ruling).items() if name != "if_held"}
    data = {"key": detail.person.key, "name": detail.person.name, "paper": paper, **told}
    desk.show(data, f"{label(ruling.verdict)}\n{ruling.sentence}")
