"""What every command shares: the open data folder, the day, and how results are shown."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import Enum, StrEnum
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, BinaryIO

import click

from app.changes import Done
from app.domain.accepted_text import quotable, visible_lines
from app.domain.ids import OfficeId, PersonId
from app.domain.insured_number import masked_in
from app.domain.marked_text import marked
from app.domain.person import Person
from app.domain.rest_days import RestDay
from app.domain.roles import Act
from app.domain.rules import SocietyRules
from app.domain.wareki import parse_date, wareki_short
from app.errors import BadValue, NameWanted, NoKeyring, NotFound, SystemTrouble, UserError
from app.late import dataclass
from app.output import Kind, Place, place
from app.ports import Queries, Store, UseCase
from app.printing.values import PaperTable
from app.rows import PersonDetail
from app.usecases.papers.cp932 import Unwritten
from app.usecases.papers.every_list import owned
from app.usecases.papers.table_file import (
    Wanted,
    table_label,
    table_sentence,
    write_table,
    written_label,
)
from app.words import label
from ui.cli import waiting
from ui.cli.secret_words import ANSWER, FROM_FILE, first_line, typed_in_secret
from ui.cli.streams import tell

TO_WRITE = click.Path(path_type=Path)
"""A file a command writes; Desk.place says in a sentence what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TableWritten:
    """A list that was written: its lines, those with characters its encoding has not, and the sentence."""

    count: int
    unwritten: tuple[Unwritten, ...]
    sentence: str


class Desk:
    """One command's view of the program; opens the data folder on first use."""

    def __init__(
        self,
        folder: Path,
        today: date,
        *,
        json_wanted: bool,
        secret: BinaryIO | None = None,
        user: str = "",
    ) -> None:
        """secret: where the passphrase stands in its first line, read when it is needed. user: whose."""
        self.folder = folder
        self.user = user
        self._secret = secret
        self.today = today
        self.json_wanted = json_wanted
        self.full_keys = False
        """Whether 記号・番号 were asked for; by `command`, of which the history tells."""
        self.command = ""
        self.is_rehearsing = False
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The open data folder; asks for the passphrase unless it is the sample office."""
        if self._store is None:
            from ui.bootstrap import needs_passphrase

            is_asked = needs_passphrase(self.folder)
            kept = self._open_kept() if is_asked else None
            if kept is None:
                self.open(self.passphrase_of_user() if is_asked else None)
            else:
                self._hold(kept)
        assert self._store is not None
        return self._store

    def open(self, words: str | None) -> None:
        """Open the data folder with these words."""
        from ui.bootstrap import open_data_folder
        from ui.cli.upgrade import show_upgrade

        self._hold(open_data_folder(self.folder, words, user=self.user, agree=show_upgrade))

    def passphrase_of_user(self) -> str:
        """Return the passphrase of whoever is to open the folder; with several the name is wanted first."""
        from ui.bootstrap import user_names

        if not self.user and len(user_names(self.folder)) > 1:
            raise NameWanted
        return self.passphrase("パスフレーズ")

    @property
    def queries(self) -> Queries:
        """The lists of the open data folder."""
        return self.store.queries

    @property
    def rules(self) -> SocietyRules:
        """The society's rules of the day."""
        return self.queries.rules_at(self.today)

    def person_ids(self, keys: Sequence[str]) -> list[PersonId]:
        """Return the people whom 記号-番号-枝番 or issue numbers name."""
        return [self.queries.person_id(key) for key in keys]

    def detail(self, key: str) -> PersonDetail:
        """Return all about the person whom a 記号-番号-枝番 or issue number names."""
        return self.queries.person_detail(self.queries.person_id(key), self.today)

    def in_full(self, key: str) -> Person:
        """Return the person whom a key names, with 記号・番号: for what is recorded, not to be shown."""
        return self.queries.for_papers().person_detail(self.queries.person_id(key), self.today).person

    def passphrase(self, prompt: str, *, confirm: bool = False) -> str:
        """Return the passphrase from the file given, the environment, or asked at the terminal."""
        if self._secret is not None:
            return first_line(self._secret)
        given = os.environ.get(ANSWER)
        if given:
            return given
        if not sys.stdin.isatty():
            raise UserError(
                f"パスフレーズが必要です。{FROM_FILE} FILE(標準入力なら -)か、"
                f"環境変数 {ANSWER} で渡してください。"
            )
        return typed_in_secret(prompt, confirm=confirm)

    def _open_kept(self) -> Store | None:
        """Open with what this computer's keyring keeps, unless a passphrase was given."""
        from ui.bootstrap import open_kept
        from ui.cli.upgrade import show_upgrade

        if self._secret is not None or os.environ.get(ANSWER):
            return None
        try:
            return open_kept(self.folder, user=self.user, agree=show_upgrade)
        except NoKeyring as missing:
            tell(str(missing))
            return None

    def _hold(self, opened: Store) -> None:
        from ui.bootstrap import doubt_of_clock

        self._store = opened
        if self.full_keys:
            opened.show_numbers(f"shikaku {self.command}")
        if doubt := doubt_of_clock(opened):
            tell(doubt)

    def office_id(self, office: str) -> OfficeId:
        """Return the one 事業所 of that 記号 or name."""
        offices = self.queries.offices()
        found = [o.id for o in offices if office in (o.code, o.name) and o.id is not None]
        if len(found) != 1:
            raise NotFound(f"事業所「{quotable(office)}」が見つかりません。記号か名称を確かめてください。")
        return found[0]

    def place(self, path: Path, *kinds: Kind) -> Place:
        """Return where to write what the person named; asked before anything is recorded."""
        return place(path, self.folder, *kinds)

    def write_table(
        self, made: PaperTable, place: Place, wanted: Wanted, office_id: OfficeId | None = None
    ) -> TableWritten:
        """Write a list and leave a line in the history."""
        self.store.ask(Act.EXPORT, Act.HISTORY)
        made = owned(self.queries, made, office_id)
        unwritten = write_table(made, place, wanted)
        self.store.note(table_label(made, place.path, wanted))
        return TableWritten(len(made.rows), unwritten, table_sentence(place.path, unwritten))

    def write_pages(self, pages: bytes, place: Place, what: str, count: int = 1) -> None:
        """Write a PDF and leave a line in the history. what, count: what it holds, and how many."""
        self.store.ask(Act.EXPORT)
        place.write(pages)
        self.store.note(written_label(what, count, place.path))

    def show(self, data: Mapping[str, Any], text: str) -> None:
        """Print the result: JSON for programs or Japanese text for people."""
        waiting.clear()
        if self.json_wanted:
            # As bytes: programs read UTF-8, whatever a person's console speaks.
            said = self._masked(json.dumps(plain(data), ensure_ascii=False, indent=1))
            click.echo(said.encode("utf-8", errors="backslashreplace"))
        else:
            click.echo(visible_lines(self._masked(text)))

    def _masked(self, text: str) -> str:
        """What no read answered, such as whom a step refused, is masked where it is said."""
        return masked_in(text) if self._store is not None and self._store.hides_numbers else text

    def show_rows(self, rows: Sequence[Any], names: str, columns: "Columns", unit: str = "件") -> None:
        """Print a list: of each row the fields of these names, or its line in a table, and how many."""
        data = [as_data(row, names) for row in rows]
        self.show({"rows": data}, f"{table_of(rows, columns)}\n{len(rows)}{unit}")

    def show_done(self, done: Done, **data: Any) -> None:
        """Print a use case's sentence, with further fields in JSON."""
        self.show({**data, "sentence": done.sentence}, done.sentence)

    def record(self, use_case: UseCase[Done], **data: Any) -> None:
        """Record a step and print its sentence, with further fields in JSON."""
        self.show_done(self.store.record(use_case), **data)

    def close(self) -> None:
        """Release the data folder; where work of a day was in no backup, make one first."""
        if self._store is not None:
            from ui.bootstrap import back_up_if_due

            for sentence in back_up_if_due(self._store):
                tell(sentence)
            self._store.close()
            self._store = None


pass_desk = click.make_pass_decorator(Desk)

_FIRST_YEAR = 1900


class _WrongDate(click.ClickException):
    """Wrong usage, told in one sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print nothing but the sentence."""
        click.echo(self.message, file=file)


class Day(click.ParamType[date]):
    """A date in any way that offices write it, the screens' too; a year far off is a slip of the hand."""

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """Return what stands for it in the help."""
        return "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ARG002
        """Return the day."""
        option = "" if param is None else f"{param.opts[0]} の"
        try:
            found = parse_date(str(value))
        except BadValue as wrong:
            raise _WrongDate(f"{option}{wrong}") from None
        if found.year < _FIRST_YEAR:
            raise _WrongDate(f"{option}日付「{quotable(value)}」の年を確かめてください。")
        return found


DATE = Day()


def day_option(name: str, *names: str, **settings: Any) -> Callable[[Any], Any]:
    """An option that is a day, or None."""
    return click.option(name, *names, type=DATE, **settings)


def on_option(day: str = "実施日") -> Callable[[Any], Any]:
    """The --on option of every step: the day it happened, today where it is left out."""

    def read(ctx: click.Context, _option: click.Parameter, given: date | None) -> date:
        return given or ctx.ensure_object(Desk).today

    return click.option("--on", type=DATE, callback=read, help=f"{day} (YYYY-MM-DD、省けば今日)")


def word_option(name: str, words: Iterable[StrEnum], **settings: Any) -> Callable[[Any], Any]:
    """An option that is one of these words (or several, where it is multiple), or None."""
    known = {word.value: word for word in words}

    def read(_ctx: click.Context, _option: click.Parameter, given: Any) -> Any:
        return tuple(known[word] for word in given) if isinstance(given, tuple) else known.get(given)

    return click.option(name, type=click.Choice(list(known)), callback=read, **settings)


KEYS = click.argument("keys", nargs=-1, required=True, metavar="KEY...")
ISSUES = click.argument("issues", nargs=-1, required=True, metavar="ISSUE...")
NOTE = click.option("--note", default="", help="メモ")
ANYWAY = click.option("--anyway", is_flag=True, help="マイナ保険証を使える方にも、確かめたうえで渡す")
FEE = click.option("--fee", type=int, help="再交付の手数料(円、あるとき)")
SECOND_LOOK = click.option(
    "--second-look", is_flag=True, help="性別の記載面・備考も出す(見たことは履歴に残る)"
)
NO_RECEIPT = click.option("--no-receipt", is_flag=True, help="受領印をもらっていない")


@contextmanager
def telling(recorded: Sequence[str]) -> Iterator[None]:
    """What fails in the block is told together with what was recorded before it."""
    try:
        yield
    except (UserError, SystemTrouble) as error:
        raise type(error)("".join([*recorded, str(error)])) from error


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: dates ISO, enums by their English value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def as_data(row: object, names: str) -> dict[str, Any]:
    """Return the fields of a row that JSON shows, by name; issue=issue_number: by a name of its own."""
    pairs = (name.partition("=") for name in names.split())
    return {name: attrgetter(field or name)(row) for name, _, field in pairs}


def rest_data(rest: RestDay | None) -> dict[str, Any]:
    """Why nobody works on the day of a deadline, and the working days around it."""
    if rest is None:
        return {"rest": None, "working_before": None, "working_after": None}
    return {"rest": rest.rest, "working_before": rest.before, "working_after": rest.after}


def numbers(text: str) -> list[int]:
    """Read "3,17" as sheet numbers."""
    try:
        return [int(part) for part in text.replace("、", ",").split(",") if part.strip()]
    except ValueError:
        raise BadValue("用紙の番号を 3,17 のようにコンマで区切って入れてください。") from None


Columns = Mapping[str, str | Callable[[Any], object]]
"""The headings of a table, and what stands below: a field of the row, or what is made of the row."""


def table_of(rows: Sequence[Any], columns: Columns) -> str:
    """Return the table of these rows; days and words as people write them."""
    makers = [attrgetter(column) if isinstance(column, str) else column for column in columns.values()]
    return table(list(columns), [[_cell(make(row)) for make in makers] for row in rows])


def place_of(row: Any) -> str:
    """Return the office and department of a row as one cell."""
    return f"{row.office} {row.department}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return wareki_short(value)
    return label(value) if isinstance(value, StrEnum) else str(value)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return lines with columns that align in a terminal, full-width characters counted as two."""
    from wcwidth import wcswidth

    def width(text: str) -> int:
        return max(0, wcswidth(text))

    # Whatever was stored once: nothing of it may turn the terminal's lines or steer it.
    lines = [list(headings), *[[marked(cell) for cell in row] for row in rows]]
    widths = [max(width(line[i]) for line in lines) for i in range(len(headings))]
    return "\n".join(
        "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(line)).rstrip()
        for line in lines
    )
