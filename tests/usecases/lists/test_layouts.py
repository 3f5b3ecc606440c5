"""Real layouts from a folder kept outside: none is read wrongly, none asks more than one question."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports import Store
from tests.usecases.lists.conftest import opened
from tests.usecases.lists.layout_truths import TRUTHS
from tests.usecases.lists.members import OCTOBER
from tests.usecases.lists.strangers import Truth, look_and_leave

FILES = Path(os.environ.get("SHIKAKU_LAYOUTS") or "/nonexistent")

pytestmark = pytest.mark.skipif(
    not FILES.is_dir(), reason="SHIKAKU_LAYOUTS names no folder of lists as offices get them"
)


@pytest.fixture(scope="module")
def base(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(empty_office, tmp_path_factory.mktemp("layouts")) as store:
        list_ = (FILES / "base.csv").read_bytes()
        assert len(look_and_leave(store, list_, "base.csv", Truth(), as_of=OCTOBER, keep=True).people) == 6
        yield store


@pytest.mark.parametrize("name", TRUTHS)
def test_what_is_stored_is_what_the_file_says(base: Store, name: str) -> None:
    seen = look_and_leave(base, (FILES / name).read_bytes(), name, TRUTHS[name])
    print(f"{name}: {seen.verdict}")
    seen.is_as(TRUTHS[name])
    assert len(seen.asked) <= 1


def test_no_file_is_left_out() -> None:
    assert {path.name for path in FILES.iterdir() if path.suffix != ".md"} == TRUTHS.keys()
