"""Every value the rules know has its Japanese words, and every word that stands in a table is used."""

import ast
import importlib
import pkgutil
import re
import tomllib
from enum import Enum, Flag
from pathlib import Path

import pytest

import app.domain
from app import words
from app.domain.doubts import ExpiryDoubt
from app.domain.field_kind import FieldKind
from app.domain.law.claims import Claim
from app.domain.missing import MissingCause
from app.importing.fields import DatePart
from app.traces import TraceKind
from app.usecases.calendar.why import Ground
from app.usecases.counter.drawer import Lying
from app.usecases.counter.misdeliveries import CaseStep
from app.usecases.forms.every_form import FormKind
from app.usecases.forms.loss_counts import LossForm
from app.usecases.papers.every_list import ListKind
from app.usecases.people.leavers import PaperState
from app.words import label

NEVER_SHOWN = {Claim, ExpiryDoubt, FieldKind}
ROOT = Path(__file__).parents[2]
SOURCES = [path.read_text("utf-8") for place in ("app", "db", "ui") for path in (ROOT / place).rglob("*.py")]


def domain_enums() -> list[type[Enum]]:
    modules = [
        importlib.import_module(m.name) for m in pkgutil.walk_packages(app.domain.__path__, "app.domain.")
    ]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Enum)
        and not issubclass(thing, Flag)
        and thing.__module__ == module.__name__
        and thing not in NEVER_SHOWN
    ]


ENUMS = [
    *domain_enums(),
    DatePart,
    FormKind,
    Ground,
    ListKind,
    LossForm,
    Lying,
    MissingCause,
    PaperState,
    CaseStep,
    TraceKind,
]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_value_has_a_label(enum: type[Enum]) -> None:
    assert [member.name for member in enum if not label(member).strip()] == []
    assert set(words.entries(enum.__name__)) == {member.value for member in enum}


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_no_two_values_share_a_label(enum: type[Enum]) -> None:
    labels = [label(member) for member in enum]
    assert len(labels) == len(set(labels))


def test_every_table_is_an_enums_or_named_in_code() -> None:
    known = {enum.__name__ for enum in ENUMS}
    named = {
        node.value
        for source in SOURCES
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    tables = {table.partition(".")[0] for table in words._lines_of()}
    assert {table for table in tables - known if not any(text.startswith(table) for text in named)} == set()


def test_every_sentence_is_asked_for() -> None:
    """A use that nobody names in code would be a sentence that nobody reads."""
    uses = {
        use for table in map(words._table, words._lines_of()) for entry in table.values() for use in entry
    }
    spoken = " ".join(SOURCES)
    unread = {use for use in uses - {"label"} if not re.search(rf'["\'}}]{use}["\']|"{use}', spoken)}
    # Put together from the details of the due list, and tested there one by one.
    assert {use for use in unread if not use.startswith("due_")} == set()


def test_a_label_is_understood_where_lists_are_read() -> None:
    """What this program writes into a list, it reads back."""
    for enum in ENUMS:
        for spelling, value in words.spellings(enum).items():
            assert spelling != label(value) or words.spellings(enum)[label(value)] is value


def test_a_table_read_by_itself_is_what_its_file_says() -> None:
    whole = {}
    for file in (ROOT / "resources" / "words").glob("*.toml"):
        whole |= tomllib.loads(file.read_text("utf-8"))
    assert {name: tomllib.loads(lines)[name] for name, lines in words._lines_of().items()} == whole
