"""Looking for garbage is set aside for a block, and is afterwards as it was."""

import gc
from collections.abc import Iterator

import pytest

from app.garbage import without_collecting


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_within_another_block_it_stays_set_aside() -> None:
    with without_collecting():
        with without_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_block_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(KeyError), without_collecting():
        raise KeyError
    assert gc.isenabled()


def test_what_is_made_to_stay_is_never_looked_through() -> None:
    before = gc.get_freeze_count()
    with without_collecting(to_stay=True):
        pass
    assert gc.isenabled()
    assert gc.get_freeze_count() > before
