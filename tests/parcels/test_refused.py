"""A file that cannot be merged: the true cause is named, and nothing is changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.changes import Done
from app.domain.parcel import Mark, Partner, Route
from app.errors import BadValue, MyNumberRefused, NotAllowed, UserError, WrongPassphrase
from app.parcels.content import Content, SharedRow, as_bytes, of_bytes
from app.parcels.file import MAGIC, Heading, heading_of, is_parcel, opened, sealed
from app.parcels.three_way import Verdict, verdict
from app.usecases.parcels.merging import merge_file
from db.store import SqliteStore
from tests.parcels.branches import SECRET, TODAY

HEADING = Heading(
    sender_id="ab" * 16,
    sender="東の事業所",
    insurer_number="06139999",
    route=Route.TO_HEAD,
    to="",
    sequence=1,
    sign="s1",
    made_on="2026-11-23",
    shape="0001_initial",
)
OFFICE = SharedRow(
    ("o1",),
    {"code": "2001", "name": "東の事業所", "elderly_told": None, "elderly_told_on": None},
    said_by="管理者",
)
CONTENT = Content(("2001",), (Mark(1, "s1", 0),), (), {"office": [OFFICE]})
FILE = sealed(HEADING, CONTENT, SECRET)


def merge(store: SqliteStore, data: bytes, secret: str = SECRET) -> None:
    store.record(lambda tx: merge_file(tx, data, secret=secret, today=TODAY))


@pytest.fixture
def unchanged(store: SqliteStore) -> Iterator[SqliteStore]:
    before = (store.queries.operations(), store.queries.parcels(), store.queries.partners())
    yield store
    assert (store.queries.operations(), store.queries.parcels(), store.queries.partners()) == before


@pytest.fixture
def insurer(store: SqliteStore) -> str:
    return store.queries.society().insurer_number


def mine(insurer: str, content: Content = CONTENT, **over: object) -> bytes:
    return sealed(replace(HEADING, insurer_number=insurer, **over), content, SECRET)  # type: ignore[arg-type]


def test_what_is_written_comes_back(store: SqliteStore) -> None:
    assert is_parcel(FILE)
    assert heading_of(FILE) == HEADING
    assert opened(FILE, SECRET) == of_bytes(as_bytes(CONTENT))
    assert SECRET.encode() not in FILE
    # A code of the office stands inside only; of the day in the heading there is none.
    assert b'"2001"' not in FILE


@pytest.mark.parametrize("place", [len(MAGIC) + 2, len(MAGIC) + 30, -1, -200, len(FILE) // 2])
def test_a_changed_byte_is_damage(unchanged: SqliteStore, place: int) -> None:
    data = bytearray(FILE)
    data[place] ^= 1
    with pytest.raises(BadValue, match="壊れています"):
        merge(unchanged, bytes(data))


@pytest.mark.parametrize("length", [len(MAGIC), len(MAGIC) + 3, 60, len(FILE) - 1])
def test_a_cut_file_is_damage(unchanged: SqliteStore, length: int) -> None:
    with pytest.raises(BadValue, match="途中で切れている"):
        merge(unchanged, FILE[:length])


def test_another_secret_is_named_as_such(unchanged: SqliteStore, insurer: str) -> None:
    with pytest.raises(WrongPassphrase, match="合言葉が違う"):
        merge(unchanged, mine(insurer), "ほかの 合言葉 です よね")
    with pytest.raises(BadValue, match="はじめて"):
        merge(unchanged, mine(insurer), "")


def test_a_heading_cannot_be_exchanged(unchanged: SqliteStore, insurer: str) -> None:
    """Who makes the check sum anew has not the key."""
    data = mine(insurer)
    size = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "big")
    start = len(MAGIC) + 4
    other = mine(insurer, sequence=2)
    other_size = int.from_bytes(other[len(MAGIC) : len(MAGIC) + 4], "big")
    body = data[start + size :]
    said = json.loads(other[start : start + other_size])
    said.pop("digest")
    vouched = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    said["digest"] = sha256(vouched + body).hexdigest()
    top = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(WrongPassphrase, match="書き換えられて"):
        merge(unchanged, b"".join((MAGIC, len(top).to_bytes(4, "big"), top, body)))


def test_each_other_cause(unchanged: SqliteStore, insurer: str) -> None:
    own = unchanged.queries.folder_id()
    for data, cause in (
        (mine("06999999"), "別の健保.*06999999"),
        (mine(insurer, sender_id=own), "このデータ自身"),
        (mine(insurer, shape="9999_later", program="9.0"), r"新しい版\(9\.0\)"),
        (mine(insurer, route=Route.TO_OFFICE, to="cd" * 16), "別の事業所に宛てた"),
        (FILE.replace(b'"format":1', b'"format":2'), "新しい版のプログラム"),
        (b"PK\x03\x04", "連携ファイルではありません"),
    ):
        with pytest.raises(UserError, match=cause):
            merge(unchanged, data)


def test_an_office_takes_no_file_for_a_head_office(store: SqliteStore, insurer: str) -> None:
    store.record(lambda tx: _known(tx, Partner(None, "", "本社", is_head=True, secret=SECRET)))
    with pytest.raises(NotAllowed, match="本社へ送る側"):
        merge(store, mine(insurer))


def test_no_my_number_comes_in_by_a_file(unchanged: SqliteStore, insurer: str) -> None:
    office = replace_row(OFFICE, name="480912376542")
    with pytest.raises(MyNumberRefused):
        merge(unchanged, mine(insurer, replace(CONTENT, rows={"office": [office]})))


def test_a_value_of_no_meaning_is_refused(unchanged: SqliteStore, insurer: str) -> None:
    office = replace_row(OFFICE, elderly_told_on="きのう")
    with pytest.raises(BadValue, match="読めない値"):
        merge(unchanged, mine(insurer, replace(CONTENT, rows={"office": [office]})))


@settings(max_examples=150)
@given(st.integers(0, len(FILE) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_whatever_a_file_became_it_is_a_sentence(place: int, put: bytes, drop: int) -> None:
    data = FILE[:place] + put + FILE[place + drop :]
    if data != FILE:
        with pytest.raises(UserError):
            opened(data, SECRET)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_PLAIN = json.loads(as_bytes(CONTENT))


@settings(max_examples=150)
@given(st.sampled_from([*_PLAIN, "tables.office", "tables.office.rows"]), _JSON)
def test_whatever_is_inside_it_is_a_sentence(where: str, put: object) -> None:
    """Who has the 合言葉 may still send nonsense."""
    made = json.loads(as_bytes(CONTENT))
    *path, last = where.split(".")
    inner = made
    for name in path:
        inner = inner[name]
    inner[last] = put
    try:
        content = of_bytes(json.dumps(made).encode())
    except BadValue:
        return
    assert isinstance(content, Content)


@pytest.mark.parametrize(
    ("theirs", "ours", "bases", "found"),
    [
        ("a", "a", ["b"], Verdict.KEEP),
        ("a", "b", ["a"], Verdict.KEEP),
        ("a", "b", ["b"], Verdict.TAKE),
        ("a", "b", ["c"], Verdict.CONFLICT),
        ("a", "b", ["a", "b"], Verdict.CONFLICT),
        ("a", "", [], Verdict.TAKE),
        ("", "b", [], Verdict.KEEP),
        ("a", "b", [], Verdict.CONFLICT),
    ],
)
def test_who_is_right(theirs: str, ours: str, bases: list[str], found: Verdict) -> None:
    assert verdict((theirs,), (ours,), [(one,) for one in bases]) is found


def replace_row(row: SharedRow, **values: str) -> SharedRow:
    return replace(row, values={**row.values, **values})


def _known(tx: Any, partner: Partner) -> Done:
    tx.keep_partner(partner)
    return Done("", "")
