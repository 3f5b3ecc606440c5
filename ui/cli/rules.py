"""The command that answers by the society's rules: rule."""

from dataclasses import asdict

import click

from app.domain.collecting import PaperKind, collect_or_not
from app.domain.rules import read_rule_book
from app.words import label
from ui.cli.desk import Desk, pass_desk


@click.command()
@click.argument("key")
@click.option(
    "--paper",
    type=click.Choice([kind.value for kind in PaperKind]),
    default=PaperKind.CERTIFICATE.value,
    show_default=True,
    help="どの証か",
)
@pass_desk
def rule(desk: Desk, key: str, paper: str) -> None:
    """集める・集めない: その方のその証をどうするか(--today で別の日)。"""
    queries, kind = desk.store.queries, PaperKind(paper)
    detail = queries.person_detail(queries.person_id(key), desk.today)
    ruling = collect_or_not(
        kind,
        detail.person,
        detail.insured,
        read_rule_book(queries.society().rules_toml).at(desk.today),
        desk.today,
        detail.certificates,
        detail.elderly_card,
    )
    told = {name: value for name, value in asdict(ruling).items() if name != "if_held"}
    data = {"key": detail.person.key, "name": detail.person.name, "paper": kind, **told}
    desk.show(data, f"{label(ruling.verdict)}\n{ruling.sentence}")


COMMANDS = (rule,)
