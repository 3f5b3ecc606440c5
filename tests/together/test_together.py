"""A short form of the rounds of `python -m tests.together`; of the long ones docs/reliability.md tells."""

from pathlib import Path

import pytest

from tests.postgres import Server
from tests.together.network import cause_against
from tests.together.rounds import cuts, kills, load


def test_what_several_record_at_once_is_there_once(postgres: Server, tmp_path: Path) -> None:
    seen = load(postgres, tmp_path, clients=3, seconds=3, pace=0.05)
    assert seen.broken == []
    assert seen.alone
    assert seen.together


def test_nothing_is_lost_or_doubled_whatever_is_killed(postgres: Server, tmp_path: Path) -> None:
    seen = kills(postgres, tmp_path, clients=2, rounds=6)
    assert seen.broken == []
    assert seen.told["done"] > 6


def test_nor_whatever_becomes_of_the_network_between_them(postgres: Server, tmp_path: Path) -> None:
    """postgres: that there is one at all; this one is of a network of its own."""
    if cause := cause_against():
        pytest.skip(cause)
    seen = cuts(tmp_path, clients=2, rounds=4)
    assert seen.broken == []
    assert seen.told["done"] > 8
