"""A folder that cannot be right, from the command line: every command says the one sentence."""

from pathlib import Path

import pytest

from tests.e2e.test_command_line_refusals import refused, shikaku

__all__ = ["shikaku"]

COMMANDS = (
    ("backup",),
    ("verify",),
    ("members",),
    ("due",),
    ("status",),
    ("undo",),
    ("history", "2001-1-00"),
    ("print", "--all", "--pdf", "{out}/papers.pdf"),
    ("backup", "{out}/copy.zip"),
    ("due", "--out", "{out}/due.xlsx"),
)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_emptied_database_is_named_with_its_backup(shikaku, tmp_path, command):
    folder, out = tmp_path / "data", tmp_path / "out"
    out.mkdir()
    assert shikaku("backup")[0] == 0
    (good,) = (folder / "backups").glob("*.zip")
    (folder / "shikaku.db").write_bytes(b"")
    before = contents(folder)
    said = refused(shikaku(*(part.format(out=out) for part in command)))
    assert "shikaku.db が空になっています" in said
    assert str(good) in said
    assert contents(folder) == before
    assert list(out.iterdir()) == []


def test_the_way_that_is_named_leads_back(shikaku, tmp_path):
    folder = tmp_path / "data"
    members = shikaku("members")[1]
    assert shikaku("backup")[0] == 0
    (good,) = (folder / "backups").glob("*.zip")
    (folder / "shikaku.db").write_bytes(b"")
    assert "空になっています" in refused(shikaku("members"))
    assert shikaku("restore", str(good))[0] == 0
    assert shikaku("members")[1] == members
    assert shikaku("verify")[0] == 0


def test_a_flipped_bit_stops_what_writes_and_is_named(shikaku, tmp_path):
    database = tmp_path / "data" / "shikaku.db"
    assert shikaku("backup")[0] == 0
    (good,) = (tmp_path / "data" / "backups").glob("*.zip")
    content = bytearray(database.read_bytes())
    content[-5000] ^= 4
    database.write_bytes(content)
    for command in (("undo",), ("backup",)):
        said = refused(shikaku(*command))
        assert "データベースに傷があります" in said
        assert str(good) in said
    status, out, _ = shikaku("verify")
    assert status == 1
    assert "データベースに傷があります" in out
    assert str(good) in out
    assert database.read_bytes() == bytes(content)


def test_another_offices_backup_needs_the_word(shikaku, tmp_path):
    other = tmp_path / "other"
    assert shikaku("demo", folder=other)[0] == 0
    assert shikaku("backup", str(tmp_path / "other.zip"), folder=other)[0] == 0
    assert "--other-folder" in refused(shikaku("restore", str(tmp_path / "other.zip")))
    assert shikaku("restore", str(tmp_path / "other.zip"), "--other-folder")[0] == 0
