"""Data of an earlier version: told before it is changed; a person at a terminal is asked first."""

import sys

import click

from app.changes import Upgrade
from app.errors import UpgradeDeclined
from ui.cli.streams import tell

DECLINED = "データは前の版のままです。開くには、もう一度始めて Enter を押してください。"


def show_upgrade(upgrade: Upgrade) -> None:
    """Say what will change and where the copy lies; go on with Enter, or where nobody sits there."""
    tell("\n".join([upgrade.sentence, *(f"  ・{change}" for change in upgrade.changes), upgrade.way_back]))
    if not sys.stdin.isatty():
        return
    if not click.confirm("Enter で更新して開きます。やめるなら n", default=True, err=True):
        raise UpgradeDeclined(DECLINED)
