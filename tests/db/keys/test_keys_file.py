"""Whatever lies there as keys.json: the right key or one sentence, at once, and no more memory than ours."""

import json
import shutil
import zipfile
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.roles import User
from app.errors import DatabaseTooNew, SystemTrouble, UserError
from db.backup.backup import backup_needs_passphrase, make_backup
from db.backup.restore import restore_backup
from db.folder.names import KEYS_FILE
from db.keys import wrong_tries
from db.keys.keys import Keys, Unlock, canonical, new_keys, open_keys
from db.keys.keys_file import LARGEST_FILE, MOST_SLOTS, parse_keys, read_keys, text_of
from db.keys.wrong_tries import WrongTries
from db.making import create_data_folder
from db.store import open_store
from tests.factories import society

WORDS = "桜の咲く頃に2026"


@pytest.fixture(scope="module")
def made() -> tuple[Keys, bytes]:
    keys, data_key, _ = new_keys(WORDS, "総務 担当")
    return keys, data_key


@pytest.fixture(autouse=True)
def _alone_and_unhurried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A state folder of its own, and a clock that never makes a try wait."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    start, hours = datetime(2026, 11, 23, tzinfo=UTC), count()
    monkeypatch.setattr(wrong_tries, "now", lambda: start + timedelta(hours=next(hours)))


def written(data: Any) -> bytes:
    """As somebody would write it who knows of the checksum."""
    if isinstance(data, dict) and "checksum" in data:
        rest = {name: value for name, value in data.items() if name != "checksum"}
        data = rest | {"checksum": sha256(canonical(rest)).hexdigest()}
    return json.dumps(data).encode()


COSTS = [
    {"memory_kib": -1},
    {"memory_kib": 0},
    {"memory_kib": 8191},
    {"memory_kib": 2 * 1024 * 1024},
    {"memory_kib": 2**40},
    {"memory_kib": 65536.0},
    {"memory_kib": 1.5},
    {"memory_kib": "65536"},
    {"memory_kib": None},
    {"memory_kib": True},
    {"memory_kib": []},
    {"rounds": 0},
    {"rounds": 21},
    {"rounds": 10**9},
    {"rounds": True},
    {"rounds": 3.0},
    {"lanes": 0},
    {"lanes": 17},
    {"lanes": -4},
    {"threads": 4},
    {"memory_kib": 1024 * 1024, "rounds": 20},
]
SLOTS: list[dict[str, Any]] = [
    {"kind": []},
    {"kind": {}},
    {"kind": None},
    {"kind": "sample"},
    {"kind": "card"},
    {"user": None},
    {"user": ""},
    {"user": "総務" * 100},
    {"user": "総務\u202e"},
    {"user": "総務\ud800"},
    {"user": 3},
    {"salt": ""},
    {"salt": "AAAA"},
    {"salt": "!" * 24},
    {"salt": "AAAAAAAAAAAAAAAAAAAAAB=="},
    {"salt": None},
    {"salt": "あ" * 24},
    {"nonce": "AAAA"},
    {"wrapped": "AAAA"},
    {"wrapped": ["AAAA"]},
    {"argon2id": None},
    {"argon2id": []},
    {"argon2id": {}},
    {"more": 1},
]
SLOTS_SINCE_3: list[dict[str, Any]] = [
    {"role": None},
    {"role": []},
    {"role": "owner"},
    {"until": 20261228},
    {"until": "28.12.2026"},
    {"until": "20261228"},
    {"until": "9999-99-99"},
    {"offices": 3},
    {"offices": [0]},
    {"offices": [True]},
    {"offices": [2, 1]},
    {"offices": [1, 1]},
    {"offices": [2**40]},
    {"offices": list(range(1, 300))},
    {"public": ""},
    {"public": "AAAA"},
    {"sealed": ""},
    {"sealed": None},
]
WHOLES: list[dict[str, Any]] = [
    {"format": 0},
    {"format": -1},
    {"format": True},
    {"format": "2"},
    {"format": 2.0},
    {"format": None},
    {"format": []},
    {"folder_id": None},
    {"folder_id": "../../etc"},
    {"folder_id": "A" * 32},
    {"sample_key": "AAAA"},
    {"sample_key": 0},
    {"sample_key": "A" * 43 + "="},
    {"sample_key": []},
    {"slots": None},
    {"slots": {}},
    {"slots": []},
    {"slots": [None]},
    {"slots": [[]]},
    {"slots": "slots"},
    {"seal": ""},
    {"seal": None},
    {"is_due": 0},
    {"is_due": None},
    {"former": None},
    {"former": "AAAA"},
    {"former": "A" * 4096},
    {"told": None},
    {"told": "管理者"},
    {"told": "管理者\n利用者を\n外す"},
    {"told": "管理者\n" + "外" * 400},
    {"told": "管理者\n\u202e"},
    {"more": 1},
]
TEXTS = [
    b"",
    b"null",
    b"[]",
    b"3",
    b'"keys"',
    b"{}",
    b"hello",
    b"[" * 200_000,
    b"[" * 50_000,
    b'{"a":' * 10_000,
    b"\xff\xfe",
    b"\x00" * 100,
    b'{"format": ' + b"9" * 5000 + b"}",
    b'{"format": NaN}',
    b'{"format": 1e400}',
    b" " * (LARGEST_FILE + 1),
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_is_no_keys_file(text: bytes) -> None:
    with pytest.raises(SystemTrouble, match="壊れているか、書き換えられています"):
        parse_keys(text)


@pytest.mark.parametrize("change", [*COSTS, *SLOTS, *SLOTS_SINCE_3, *WHOLES], ids=str)
def test_a_value_out_of_bounds_is_refused_before_it_is_obeyed(
    made: tuple[Keys, bytes], change: dict[str, Any]
) -> None:
    data = json.loads(text_of(made[0]))
    format_1 = json.loads(text_of(replace(made[0], version=1)))
    del format_1["seal"], format_1["checksum"]
    for whole in (data, format_1):
        slot = whole["slots"][0]
        (slot["argon2id"] if change in COSTS else whole if change in WHOLES else slot).update(change)
    for bent_keys in (data, format_1 | change if change in WHOLES else format_1):
        with pytest.raises(SystemTrouble, match="壊れているか、書き換えられています"):
            parse_keys(written(bent_keys))


def test_a_missing_part_is_refused(made: tuple[Keys, bytes]) -> None:
    whole = json.loads(text_of(made[0]))
    for part in whole:
        with pytest.raises(SystemTrouble):
            parse_keys(written({name: value for name, value in whole.items() if name != part}))
    for part in whole["slots"][0]:
        data = deepcopy(whole)
        del data["slots"][0][part]
        with pytest.raises(SystemTrouble):
            parse_keys(written(data))


def test_as_many_slots_as_anybody_needs_and_no_more(made: tuple[Keys, bytes]) -> None:
    keys, data_key = made
    one = keys.slots[0]
    slots = [replace(one, user=User(f"利用者{number}")) for number in range(MOST_SLOTS + 1)]
    many = replace(keys, slots=tuple(slots[:-1])).sealed(data_key)
    assert parse_keys(text_of(many)) == many
    for too_many in (slots, slots[:2] + slots[:1]):
        with pytest.raises(SystemTrouble):
            parse_keys(text_of(replace(keys, slots=tuple(too_many)).sealed(data_key)))
    heavy = [replace(slot, memory_kib=1024 * 1024, rounds=6) for slot in slots[:2]]
    assert parse_keys(text_of(replace(keys, slots=tuple(heavy[:1])).sealed(data_key)))
    with pytest.raises(SystemTrouble):
        parse_keys(text_of(replace(keys, slots=tuple(heavy)).sealed(data_key)))


def test_a_format_of_tomorrow_says_that_the_program_is_old(folder: Path) -> None:
    data = json.loads((folder / KEYS_FILE).read_bytes())
    for format_99 in (data | {"format": 99}, {"format": 99, "everything": "else"}):
        (folder / KEYS_FILE).write_bytes(written(format_99))
        with pytest.raises(DatabaseTooNew, match="プログラムを新しくして"):
            open_store(folder, Unlock(WORDS))


@pytest.fixture(scope="module")
def secret_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "data"
    create_data_folder(folder, WORDS, society=society())
    return folder


@pytest.fixture
def folder(secret_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(secret_folder, tmp_path / "data")


BENT: list[tuple[str, dict[str, Any]]] = [
    ("costs", {"rounds": 10**9}),
    ("costs", {"memory_kib": 2 * 1024 * 1024}),
    ("costs", {"memory_kib": 1024 * 1024, "rounds": 20}),
    ("slot", {"user": "ほかの人"}),
    ("slot", {"kind": []}),
    ("whole", {"format": 1}),
    ("whole", {"format": 99}),
]


@pytest.mark.parametrize("bent_keys", [b"[" * 50_000, b" " * 10**7, *BENT], ids=lambda bent: repr(bent)[:30])
def test_out_of_a_backup_neither(
    folder: Path, tmp_path: Path, bent_keys: bytes | tuple[str, dict[str, Any]]
) -> None:
    """A sentence that does not send the reader to this backup; the data of today stay."""
    store = open_store(folder, Unlock(WORDS))
    whole = make_backup(store, tmp_path / "whole.zip")
    store.close()
    before = (folder / KEYS_FILE).read_bytes()
    if isinstance(bent_keys, tuple):
        data = json.loads(before)
        slot = data["slots"][0]
        {"costs": slot["argon2id"], "slot": slot, "whole": data}[bent_keys[0]].update(bent_keys[1])
        bent_keys = written(data)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "bent.zip", "w") as new:
        new.writestr("shikaku.db", old.read("shikaku.db"))
        new.writestr(KEYS_FILE, bent_keys, zipfile.ZIP_DEFLATED)
    with pytest.raises((UserError, SystemTrouble)) as refused:
        restore_backup(tmp_path / "bent.zip", folder, Unlock(WORDS))
    assert "バックアップから復元" not in str(refused.value)
    assert (folder / KEYS_FILE).read_bytes() == before
    open_store(folder, Unlock(WORDS)).close()


def test_whether_a_backup_asks_is_read_with_the_same_care(tmp_path: Path) -> None:
    file = tmp_path / "bent.zip"
    with zipfile.ZipFile(file, "w") as new:
        new.writestr(KEYS_FILE, b"[" * 10**7, zipfile.ZIP_DEFLATED)
    with pytest.raises(UserError, match="別のバックアップを選んでください"):
        backup_needs_passphrase(file)


KEYS, DATA_KEY, _ = new_keys(WORDS, "総務 担当")
TEXT = text_of(KEYS)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tries are counted."""
    return tmp_path_factory.mktemp("beside")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 40)
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=50)
    | st.sampled_from(["passphrase", "recovery", "sample", "0" * 32, "AAAAAAAAAAAAAAAAAAAAAA=="]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3),
    max_leaves=5,
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(deeper for key, value in inside for deeper in places(value, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = json.loads(TEXT)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(data)))
        if not place:
            continue
        holder = data
        for key in place[:-1]:
            holder = holder[key]
        what = draw(st.sampled_from(["set", "drop", "copy"]))
        if what == "set":
            holder[place[-1]] = draw(values)
        elif what == "drop":
            del holder[place[-1]]
        elif isinstance(holder, list):
            holder.append(holder[place[-1]])
        else:
            holder[draw(st.text(max_size=9))] = holder[place[-1]]
    return written(data)


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    text = bytearray(TEXT)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(at, min(len(text), at + 5)))
        text[at:end] = draw(st.binary(max_size=5))
    return bytes(text)


@settings(max_examples=400)
@given(text=mutated() | bent() | st.binary(max_size=300) | values.map(lambda v: json.dumps(v).encode()))
def test_any_change_gives_the_right_answer_or_a_sentence(beside: Path, text: bytes) -> None:
    try:
        keys = parse_keys(text)
        opened = open_keys(keys, Unlock(WORDS), WrongTries(beside))
    except (UserError, SystemTrouble):
        return
    assert opened.data_key == DATA_KEY
    # What the seal does not know is refused once the database is open.
    assert keys == KEYS or not keys.is_sealed_by(DATA_KEY)


def test_a_folder_in_the_place_of_the_file_is_said(folder: Path) -> None:
    (folder / KEYS_FILE).unlink()
    (folder / KEYS_FILE).mkdir()
    with pytest.raises(SystemTrouble, match=r"keys\.json を読めません"):
        read_keys(folder)
