"""The steps that are disturbed, as an office takes them; each starts from what an earlier one left."""

import os
import shutil
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import click

import resources
from app.domain.certificate import CertificateStatus
from app.errors import SystemTrouble, UserError
from app.ports import Store, untold
from app.usecases.people import retention
from app.usecases.settings import settings
from app.usecases.settings.sample_office import sample_list
from db.store import SqliteStore
from ui import bootstrap
from ui.cli import main

TODAY, NEXT_MONTH, YEARS_LATER = date(2026, 11, 23), date(2026, 12, 21), date(2029, 6, 1)
WRITTEN_BY_0001 = Path(__file__).parents[1] / "upgrade" / "data-0001.zip"
OLD_WORDS, NEW_WORDS = "ひなたの古い合言葉", "こかげの新しい合言葉"
AGREED = "えんぴつ 灯台 みかん 自転車"
S = CertificateStatus


@dataclass(frozen=True, slots=True)
class Place:
    """All that a step touches: a data folder, what the office writes elsewhere, the user's own state."""

    root: Path

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.root / "data"

    @property
    def out(self) -> Path:
        """Where the office writes papers, lists and backups to."""
        return self.root / "out"

    @property
    def secret(self) -> Path:
        """The file with the 合言葉."""
        return self.root / "secret.txt"

    def command(self, *words: str) -> None:
        """Run the command line; ends with its exit status.

        {out} is the folder written to, {secret} the file with what an office and its head office agreed on.
        """
        self.enter()
        main(
            [
                *("--data", str(self.data), "--today", TODAY.isoformat()),
                *(word.format(out=self.out, secret=self.secret) for word in words),
            ]
        )

    def open(self, words: str = OLD_WORDS) -> Store:
        """Open the data folder; the sample office asks for no passphrase."""
        self.enter()
        return bootstrap.open_data_folder(self.data, words)

    def enter(self) -> None:
        """Let this process belong to the place: its passphrase, and the folder of the user's state."""
        os.environ["XDG_STATE_HOME"] = str(self.root / "state")
        os.environ["SHIKAKU_PASSPHRASE"] = OLD_WORDS


About = Callable[[Store], Sequence[str]]
Act = Callable[[Place, Sequence[str]], None]


def nothing(_: Store) -> Sequence[str]:
    """For a step that names no paper and no person."""
    return ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the office does.

    after: the step whose result it starts from; empty for an empty place. about: the papers or
    persons it names, asked before. writes: files of the folder `out` that it makes or replaces.
    is_tried: whether it is disturbed, or only leads to the next.
    """

    name: str
    after: str
    act: Act
    about: About = nothing
    writes: tuple[str, ...] = ()
    is_tried: bool = True


def do(*words: str) -> Act:
    """Return a step of the command line."""
    return lambda place, about: place.command(*words, *about)


def in_the_window(act: Callable[[Store], str]) -> Act:
    """Return a step that has no command; it says and ends as a command would."""

    def step(place: Place, _: Sequence[str]) -> None:
        try:
            store = place.open()
            try:
                click.echo(act(store))
            finally:
                store.close()
        except (UserError, SystemTrouble) as refusal:
            click.echo(str(refusal), err=True)
            raise SystemExit(1) from refusal

    return step


def change_passphrase(store: Store) -> str:
    """Exchange the old passphrase for the new one."""
    bootstrap.data_folder(store, lambda _: None).change_passphrase(OLD_WORDS, NEW_WORDS)
    return "パスフレーズを変えました。"


def sheets(status: CertificateStatus) -> About:
    """Return the issue numbers of the sheets in this state."""
    return lambda store: [row.issue_number for row in store.queries.certificate_rows((status,))]


def sheets_of_leavers(store: Store) -> Sequence[str]:
    """Return the issue numbers of the sheets whose cover has ended."""
    left = {row.key for row in store.queries.person_rows() if row.disqualified_on is not None}
    return [row.issue_number for row in store.queries.certificate_rows((S.HANDED_OUT,)) if row.key in left]


def first_employee(store: Store) -> Sequence[str]:
    """Return the key of somebody who has a paper and a family."""
    holders = {row.key for row in store.queries.certificate_rows((S.HANDED_OUT,))}
    families = {key.removesuffix("-01") for key in holders if key.endswith("-01")}
    return [next(key for key in sorted(holders) if key.removesuffix("-00") in families)]


def lay_list(place: Place, _: Sequence[str]) -> None:
    """Make the sample office, and lay the society's list beside it."""
    bootstrap.create_sample_folder(place.data)
    (place.out / "list.csv").write_bytes(sample_list(TODAY))
    (place.out / "next.csv").write_bytes(sample_list(NEXT_MONTH))


def lay_own_list(place: Place, _: Sequence[str]) -> None:
    """Take the list over into an office with a passphrase."""
    (place.out / "list.csv").write_bytes(sample_list(TODAY))
    (place.out / "next.csv").write_bytes(sample_list(NEXT_MONTH))
    place.command("import", "{out}/list.csv")


def lay_old_folder(place: Place, _: Sequence[str]) -> None:
    """Lay a folder of version 0.1.0 there."""
    with zipfile.ZipFile(WRITTEN_BY_0001) as pack:
        pack.extractall(place.data)


def load_the_other_rules(store: Store) -> str:
    """Take over the rules file of another society: everybody's duties are written anew with it."""
    text = resources.path("rules/mihon.toml").read_text("utf-8")
    return store.record(lambda tx: settings.change_rules(tx, text)).sentence


def purge_the_leavers(store: Store) -> str:
    """Remove the records of those who left, some years later."""
    going = retention.going(retention.over(store.queries, YEARS_LATER), YEARS_LATER)
    done = store.record(lambda tx: retention.purge(tx, count=len(going), today=YEARS_LATER), undoable=False)
    store.wipe()
    return done.sentence


def lay_file_of_an_office(place: Place, _: Sequence[str]) -> None:
    """Lay the 連携ファイル of an office with people beside a head office that has none yet."""
    lay_list(place, ())
    place.secret.write_text(AGREED, "utf-8")
    east = Place(place.root / "east")
    east.out.mkdir(parents=True)
    lay_list(east, ())
    to_head = place.out / "east.shikaku-parcel"
    for words in (
        ("import", "{out}/list.csv"),
        ("parcel", "write", str(to_head), "--secret-file", str(place.secret)),
    ):
        with suppress(SystemExit):
            east.command(*words)
    shutil.rmtree(east.root)


def forget_the_list(place: Place, _: Sequence[str]) -> None:
    """Lay the folder of a program with another law there: its list is not the one of this program."""
    store = cast(SqliteStore, place.open())
    connection = store.new_connection()
    connection.rows("UPDATE duty_basis SET digest = 'of another program'")
    connection.rows("DELETE FROM duty")
    connection.close()
    store.close()


def back_up_days_ago(place: Place, _: Sequence[str]) -> None:
    """Make the backups that a fault must not take away: of earlier days, and one elsewhere."""
    store = place.open()
    made = bootstrap.backup_care(store).now(None, untold)
    store.close()
    for day in range(11, 22):
        shutil.copy2(made, made.with_name(f"shikaku-202611{day}-170000.zip"))
    shutil.copy2(made, place.out / "elsewhere.zip")
    # Of this morning, so that the next one takes its place.
    made.rename(made.with_name(f"{made.name.rpartition('-')[0]}-000001.zip"))


STEPS = (
    Step("init", "", do("init")),
    Step("passphrase", "init", in_the_window(change_passphrase)),
    Step("own list", "init", lay_own_list, is_tried=False),
    Step("own backup", "own list", do("backup", "{out}/kept.zip"), is_tried=False),
    Step("old folder", "", lay_old_folder, is_tried=False),
    Step("upgrade", "old folder", do("status")),
    Step("sample", "", lay_list, is_tried=False),
    Step("import", "sample", do("import", "{out}/list.csv")),
    Step("file of an office", "", lay_file_of_an_office, is_tried=False),
    Step(
        "merge",
        "file of an office",
        do("parcel", "merge", "{out}/east.shikaku-parcel", "--secret-file", "{secret}"),
    ),
    Step("old backup", "import", do("backup", "{out}/old.zip"), is_tried=False),
    Step("print", "old backup", do("print", "--all", "--pdf", "{out}/paper.pdf"), writes=("paper.pdf",)),
    Step("confirm", "print", do("confirm", "1", "--spoiled", "2", "--missing", "3")),
    Step("hand-out", "confirm", do("hand-out"), sheets(S.READY)),
    Step("contact", "hand-out", do("contact", "--means", "face", "--note", "窓口で"), first_employee),
    Step("undo", "contact", do("undo")),
    Step("redo", "undo", in_the_window(lambda store: store.redo().label)),
    Step(
        "leave",
        "redo",
        do("leave", "--retired", "2026-11-20", "--slip", "{out}/slip.pdf"),
        first_employee,
        ("slip.pdf",),
    ),
    Step("collect", "leave", do("collect"), sheets_of_leavers),
    Step("forward", "collect", do("forward", "--tracking", "窓口便 12"), sheets(S.COLLECTED)),
    Step("purge", "forward", in_the_window(purge_the_leavers)),
    Step("rules", "forward", in_the_window(load_the_other_rules)),
    Step("other law", "forward", forget_the_list, is_tried=False),
    Step("list anew", "other law", do("due")),
    Step("days", "forward", back_up_days_ago, is_tried=False),
    Step("backup", "days", do("backup")),
    Step("backup FILE", "days", do("backup", "{out}/elsewhere.zip"), writes=("elsewhere.zip",)),
    Step("restore", "days", do("restore", "{out}/old.zip")),
    Step("kept", "forward", do("backup", "{out}/kept.zip"), is_tried=False),
    Step("export csv", "forward", do("due", "--out", "{out}/due.csv"), writes=("due.csv",)),
    Step("export xlsx", "export csv", do("due", "--out", "{out}/due.xlsx"), writes=("due.xlsx",)),
    Step("export pdf", "export xlsx", do("due", "--out", "{out}/due.pdf"), writes=("due.pdf",)),
    Step(
        "export again", "export pdf", do("due", "--overdue", "--out", "{out}/due.xlsx"), writes=("due.xlsx",)
    ),
)
