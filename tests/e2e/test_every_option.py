"""A 個人番号 or a hidden sign in any argument or option of any command: not stored, not repeated."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from app.ports import Store
from tests.conftest import TODAY
from ui.bootstrap import open_data_folder
from ui.cli import main
from ui.cli.commands import shikaku as group

NUMBER = "480912376542"
HIDDEN = "架\u202e空"
WRITTEN = (NUMBER, "四八〇九、一二三七、六五四二", HIDDEN)
# They make, open or move whole folders and files, and store no text.
OF_FOLDERS = {"init", "demo", "backup", "backups", "restore", "screens", "manual", "rules"}

Run = Callable[..., tuple[int, str]]


def commands(of: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in of.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        elif name not in OF_FOLDERS:
            yield (*path, name), command


def takes_text(parameter: click.Parameter) -> bool:
    is_flag = isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count)
    return not is_flag and not isinstance(parameter.type, click.Choice)


OPTIONS = [
    pytest.param(path, parameter, id=f"{' '.join(path)} {parameter.name}")
    for path, command in commands(group)
    for parameter in command.params
    if takes_text(parameter)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("every-option") / "data"
    with pytest.raises(SystemExit):
        main(["--data", str(place), "--today", TODAY.isoformat(), "demo"])
    return place


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    # Whoever names a file by a number makes it here.
    monkeypatch.chdir(folder.parent)

    def run_(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(folder), "--today", TODAY.isoformat(), *args])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    return run_


def line(path: tuple[str, ...], target: click.Parameter, text: str, keys: dict[str, str]) -> list[str]:
    """Return a command with the text in one place and the least that it asks for in the others."""
    command: click.Command = group
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    args = list(path)
    for parameter in command.params:
        value = text if parameter is target else given(parameter, keys)
        if isinstance(parameter, click.Argument):
            args += [value] if parameter is target or parameter.required else []
        elif parameter is target or parameter.required:
            args += [parameter.opts[0], value]
    return args


def given(parameter: click.Parameter, keys: dict[str, str]) -> str:
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    if isinstance(parameter.type, click.types.IntParamType):
        return "1"
    is_issue = parameter.name in ("issue", "issues", "codes", "targets")
    return keys["issue" if is_issue else "key"]


@pytest.mark.parametrize(("path", "target"), OPTIONS)
def test_nothing_hidden_is_stored_or_repeated(
    path: tuple[str, ...], target: click.Parameter, folder: Path, run: Run
) -> None:
    store = open_data_folder(folder, None)
    keys = {
        "key": store.queries.person_rows()[0].key,
        "issue": store.queries.certificate_rows()[0].issue_number,
    }
    store.close()
    for text in WRITTEN:
        status, said = run(*line(path, target, text, keys))
        assert status in (0, 1, 2), said
        if text != HIDDEN:
            assert text not in said
    store = open_data_folder(folder, None)
    kept = everything(store)
    store.close()
    assert [text for text in WRITTEN if text in kept] == []


def everything(store: Store) -> str:
    connection = store.new_connection()  # type: ignore[attr-defined]
    try:
        tables = [row[0] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return repr([connection.rows(f"SELECT * FROM {table}") for table in tables]).replace(
            "\\u202e", "\u202e"
        )
    finally:
        connection.close()
