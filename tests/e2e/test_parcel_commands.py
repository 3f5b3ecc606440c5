"""An office and its head office on the command line: written, shown, merged, settled; each refusal."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY
from tests.parcels.branches import SECRET, given_id
from tests.schema_check import wrong
from tests.usecases.households import family, run
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.cli import main
from ui.cli.schemas import answers

Ask = Any


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    family(store)
    store.close()
    return folder


@pytest.fixture
def ask(tmp_path: Path, office: Path, empty_office: Path, capsys, monkeypatch) -> Ask:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text(f"{SECRET}\n", "utf-8")
    for name, made in (("office", office), ("head", empty_office)):
        shutil.copytree(made, tmp_path / name)
        given_id(tmp_path / name, name)

    def typed(line: str, *, status: int = 0) -> Any:
        who, *words = line.split()
        with pytest.raises(SystemExit) as end:
            main(["--data", who, "--today", TODAY.isoformat(), "--format", "json", *words])
        said = capsys.readouterr()
        assert (end.value.code or 0) == status, said.err
        if status:
            return json.loads(said.err)["error"]["sentence"]
        found = json.loads(said.out)
        schema = answers()
        assert not list(wrong(found, schema["$defs"][" ".join(words[:2])], schema))
        return found

    return typed


def test_there_and_back_with_what_both_changed(ask: Ask, tmp_path: Path) -> None:
    written = ask("office parcel write up.shikaku-parcel --secret-file secret.txt")
    assert (written["sequence"], written["bytes"]) == (1, (tmp_path / "up.shikaku-parcel").stat().st_size)
    assert ask("head parcel show up.shikaku-parcel")["refused"] is None
    (merged,) = ask("head parcel merge up.shikaku-parcel --secret-file secret.txt")["rows"]
    assert merged["added"]
    assert not merged["known"]
    assert ask("head parcel merge up.shikaku-parcel")["rows"][0]["known"]
    (office,) = ask("head parcel status")["rows"]
    assert (office["received"], office["sent"], office["conflicts"]) == (1, 0, 0)
    for who, name in (("head", "本部"), ("office", "総務")):
        run(
            (store := open_data_folder(tmp_path / who, None)),
            lambda tx, name=name: tx.save_person(_moved(tx.people()[0], name)),
            "変更",
        )
        store.close()
    ask("office parcel write up2.shikaku-parcel")
    (merged,) = ask("head parcel merge up2.shikaku-parcel")["rows"]
    assert merged["conflicts"] == 1
    (row,) = ask("head parcel conflicts")["rows"]
    assert (row["what"], row["cause"]) == ("所属", "both_changed")
    assert "本部" in row["ours"]
    assert "総務" in row["theirs"]
    ask(f"head parcel settle {row['id']} --ours")
    ask(f"head parcel write down.shikaku-parcel --to {office['offices'][0]}")
    (back,) = ask("office parcel merge down.shikaku-parcel")["rows"]
    assert back["changed"] == 1
    store = open_data_folder(tmp_path / "office", None)
    assert store.queries.people()[0].department == "本部"
    store.close()


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("head parcel merge up.shikaku-parcel", "合言葉を入れて"),
        ("office parcel merge up.shikaku-parcel", "このデータ自身が書き出した"),
        ("head parcel merge cut.shikaku-parcel", "途中で切れている"),
        ("head parcel merge secret.txt", "連携ファイルではありません"),
        ("head parcel write back.shikaku-parcel --to 9999", "まだ届いていません"),
        ("head parcel write back.zip", ".shikaku-parcel"),
    ],
)
def test_a_refusal_names_its_cause(ask: Ask, tmp_path: Path, line: str, cause: str) -> None:
    ask("office parcel write up.shikaku-parcel --secret-file secret.txt")
    data = (tmp_path / "up.shikaku-parcel").read_bytes()
    (tmp_path / "cut.shikaku-parcel").write_bytes(data[:-1])
    assert cause in ask(line, status=1)


def _moved(person: Any, department: str) -> Any:
    return replace(person, department=department)
