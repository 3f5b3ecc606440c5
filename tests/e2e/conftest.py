"""Every answer a command gives in any of these tests agrees with the document programs check it against."""

from collections.abc import Iterator, Mapping
from typing import Any

import click
import pytest

from tests.schema_check import wrong
from ui.cli.desk import Desk, plain
from ui.cli.schemas import answers

DOCUMENT = answers()


@pytest.fixture(autouse=True)
def every_answer_agrees_with_the_schema(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    found: list[str] = []
    shown = Desk.show

    def show(self: Desk, data: Mapping[str, Any], text: str) -> None:
        name = click.get_current_context().command_path.removeprefix("shikaku ")
        schema = DOCUMENT["$defs"].get(name)
        found.extend(
            [f"{name} is not in it"] if schema is None else wrong(plain(data), schema, DOCUMENT, name)
        )
        shown(self, data, text)

    monkeypatch.setattr(Desk, "show", show)
    yield
    assert found == []
