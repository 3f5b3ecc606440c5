"""`shikaku news FILE`: does a notice that somebody brought tell of a newer version?"""

from pathlib import Path

import click

from app import __version__, files
from app.usecases.settings.newest_version import read_notice
from ui.cli.desk import Desk, pass_desk


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_desk
def news(desk: Desk, file: Path) -> None:
    """受け取った知らせのファイルから、新しい版があるかを言う(ネットワークには尋ねない)。"""
    notice = read_notice(files.read(file))
    desk.show(
        {
            "ours": __version__,
            "newest": notice.newest,
            "is_newer": notice.is_newer,
            "changes": list(notice.changes),
            "sentence": notice.sentence,
        },
        "\n".join([notice.sentence, *(f"・{change}" for change in notice.changes)]),
    )
