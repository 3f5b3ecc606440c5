"""The promise about JSON answers as a document that programs can check them against."""

import json
from typing import Any

import click

import resources
from app.errors import NotFound
from ui.cli.desk import Desk, pass_desk

ANSWERS = "schema/answers-1.json"
"""Version 1: fields may be added; where one is renamed, taken away or means another thing, it is 2."""


@click.command()
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@pass_desk
def schema(desk: Desk, words: tuple[str, ...]) -> None:
    """JSONで答える形(JSON Schema)。COMMAND を付ければ、そのコマンドの答えだけ。"""
    document = answers()
    if words:
        name = " ".join(words)
        if name not in document["$defs"]:
            raise NotFound("そのコマンドの答えの形はありません。shikaku -h でコマンドを確かめてください。")
        # Whole in itself: what it refers to comes along.
        document = {**document, "$ref": f"#/$defs/{name}"}
    desk.show(document, json.dumps(document, ensure_ascii=False, indent=1))


def answers() -> dict[str, Any]:
    """Return the document: under $defs each command by its words, and `error`."""
    document: dict[str, Any] = json.loads(resources.path(ANSWERS).read_text("utf-8"))
    return document
