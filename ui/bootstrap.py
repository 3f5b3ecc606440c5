"""The only place where db, app and ui meet: opens data folders and builds the window.

Imports no Qt until a window is asked for, so that the command line starts quickly.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from app import output, places
from app.care import BackupCare
from app.changes import Agree, Done, Upgrade
from app.domain.history_seal import HistorySeal
from app.domain.roles import Act
from app.errors import SystemTrouble, UserError
from app.files import trouble
from app.garbage import without_collecting
from app.ports import Store
from app.traces import TraceKind, Traces
from db import opening, store
from db.backup import restore
from db.folder import handing
from db.folder.place import warning
from db.folder.server import server_name
from db.keys import before_opening, keys
from db.keys.in_keyring import InKeyring
from db.upgrade import agreed
from ui.frame.data_folder import DataFolder
from ui.frame.starting import import_plainly
from ui.window.needs_screen import check_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from db.folder.server import Server
    from db.moving import OfficePlace
    from ui.frame.preferences import Preferences
    from ui.frame.tasks import TaskRunner
    from ui.widgets.message_strip import MessageStrip
    from ui.window.from_desktop import FromDesktop
    from ui.window.main_window import MainWindow

P = ParamSpec("P")
T = TypeVar("T")

OPEN_AGAIN, OPEN_FOR_OTHER = 100, 102
"""What the window ends with after a restore, and for another user: the same folder is opened once more."""

needs_passphrase = before_opening.needs_passphrase
user_names = before_opening.user_names
seconds_to_wait = before_opening.seconds_to_wait
warning_of = warning
kept_passphrase = InKeyring
told_restored = restore.told_restored


def create_data_folder(folder: Path, passphrase: str, *, server: "Server | None" = None) -> str:
    """Make an empty data folder, its office perhaps on a server; return the recovery code, shown once."""
    from app.usecases.settings.settings import sample_society
    from db import making

    return making.create_data_folder(folder, passphrase, society=sample_society(), server=server)


def office_place(folder: Path) -> "OfficePlace":
    """Return where the office of a data folder lies, in its file or on a server, and how it moves."""
    from db.moving import OfficePlace

    return OfficePlace(folder)


def create_sample_folder(folder: Path) -> None:
    """Make the data folder of a sample office, which opens without asking."""
    from app.usecases.settings.settings import sample_society
    from db import making

    making.create_data_folder(folder, "", society=sample_society(is_sample=True), is_sample=True)


def create_sample_office(folder: Path, *, today: date) -> Done:
    """Make the sample office aside and put it in place whole; a start that broke off is cleared away."""
    from app.usecases.settings import sample_office
    from db import making

    def fill(unfinished: Path) -> Done:
        create_sample_folder(unfinished)
        opened = open_data_folder(unfinished, None)
        try:
            return opened.record(lambda tx: sample_office.fill(tx, today=today), undoable=False)
        finally:
            opened.close()

    return making.made_aside(folder, fill)


def open_data_folder(
    folder: Path,
    passphrase: str | None,
    *,
    recovery_code: str = "",
    user: str = "",
    agree: Agree = agreed,
    beside_the_work: bool = False,
) -> Store:
    """Open a data folder; WrongPassphrase, or a sentence where there is none.

    user: whose passphrase; needed where there are several. agree: is shown first what is done to data of an
    earlier version. beside_the_work: the due list of a large office may stand as earlier rules had it.
    """
    unlock = keys.Unlock(passphrase=passphrase or "", recovery_code=recovery_code, user=user)
    opened = store.open_store(folder, unlock, agree=agree, beside_the_work=beside_the_work)
    output.sweep(folder)
    if not opened.is_sample:  # of which no keyring keeps anything
        InKeyring(folder).lock(is_on=False)
    return opened


def open_kept(
    folder: Path, *, user: str = "", agree: Agree = agreed, beside_the_work: bool = False
) -> Store | None:
    """Open a data folder with what this computer's keyring keeps of that user; None for nothing."""

    def opened(words: str, name: str) -> Store:
        return open_data_folder(folder, words, user=name, agree=agree, beside_the_work=beside_the_work)

    return InKeyring(folder).opened(opened, user)


def backup_care(opened: Store) -> BackupCare:
    """Return what may be asked about the backups; what a person does, not the program, asks the role."""
    from db.backup.by_itself import care_of

    def asked(step: Callable[P, T]) -> Callable[P, T]:
        def do(*args: P.args, **kwargs: P.kwargs) -> T:
            opened.ask(Act.BACK_UP)
            return step(*args, **kwargs)

        return do

    care = care_of(_sqlite(opened))
    return replace(care, now=asked(care.now), decide=asked(care.decide), preview=asked(care.preview))


def back_up_if_due(opened: Store) -> list[str]:
    """Make a backup where this program recorded something and work of a day is in none; say so."""
    return backup_care(opened).when_due() if _sqlite(opened).has_recorded else []


def restore_backup(
    file: Path, folder: Path, ask: Callable[[], str], *, of_other_folder: bool = False
) -> Path | None:
    """Put a backup in the place of a closed folder's data; ask() is called if it has a passphrase.

    Returns where the data until now were set aside. of_other_folder: that is what is wanted.
    """
    from db import restoring

    unlock = keys.Unlock(passphrase=ask() if restoring.backup_needs_passphrase(file) else "")
    return restoring.restore(file, folder, unlock, of_other_folder=of_other_folder)


def doubt_of_clock(opened: Store) -> str:
    """Return what is to be said of the computer's clock; "" where it agrees with what was recorded."""
    return _sqlite(opened).doubt_of_clock()


def verify_store(opened: Store, printed: HistorySeal | None = None) -> list[str]:
    """Return everything that is wrong with an open data folder; printed: a seal its history must hold."""
    from db.backup import backup

    opened.ask(Act.READ if opened.others.unseen() else Act.HISTORY)
    return backup.verify(_sqlite(opened), printed)


def traces(folder: Path) -> Traces:
    """Return what may be seen and removed of everything this program wrote on this PC."""
    from db.backup import erasing
    from ui.window.application import settings_file

    return erasing.traces(folder, {settings_file(): TraceKind.SETTINGS, places.log_folder(): TraceKind.LOG})


def data_folder(opened: Store, reopen: Callable[[str, int], None]) -> DataFolder:
    """Return what the window may do with the folder as a whole."""
    folder = _sqlite(opened).folder

    def put_back(file: Path, words: str) -> None:
        opened.ask(Act.USERS)
        # The folder must be closed for this, so success and refusal are told by the next window.
        opened.close()
        try:
            aside = restore_backup(file, folder, lambda: words, of_other_folder=True)
        except (UserError, SystemTrouble) as problem:
            reopen(str(problem), OPEN_AGAIN)
            return
        reopen(told_restored(aside, folder), OPEN_AGAIN)

    def move(server: "Server | None", words: str) -> None:
        from ui.window.moving import carried_out

        reopen(carried_out(opened, office_place(folder), server, words), OPEN_AGAIN)

    return DataFolder(
        path=folder,
        asks=not opened.is_sample,
        unlock=lambda words: _sqlite(opened).ask_again(keys.Unlock(passphrase=words)),
        seconds_to_wait=lambda: seconds_to_wait(folder),
        backups=lambda: backup_care(opened),
        verify=lambda: verify_store(opened),
        change_passphrase=_sqlite(opened).change_passphrase,
        is_of_other=lambda file: restore.is_of_other_folder(file, folder),
        restore=put_back,
        has_others=lambda: before_opening.has_several_users(folder),
        open_for_other=lambda: reopen("", OPEN_FOR_OTHER),
        locked_out=lambda said: reopen(said, OPEN_FOR_OTHER),
        server=lambda: server_name(folder),
        place=lambda: office_place(folder),
        move=move,
        kept=InKeyring(folder),
    )


def build(
    opened: Store,
    clock: Callable[[], date],
    *,
    preferences: "Preferences | None" = None,
    tasks: "Callable[[MessageStrip], TaskRunner] | None" = None,
    reopen: Callable[[str, int], None] = lambda _sentence, _code: None,
) -> "MainWindow":
    """Return the window over an open data folder, on its first page, not yet shown.

    reopen: end this window with a code and open the same folder anew, with a sentence to say there.
    """
    from ui.frame.tasks import Tasks, left_behind
    from ui.pages import PAGES
    from ui.window.application import dressed, user_preferences
    from ui.window.main_window import MainWindow

    chosen = preferences or user_preferences()
    dressed(sys.argv[:1], chosen)
    pages = {place.seen_by(opened.may): kind for place, kind in PAGES.items() if place.is_for(opened.may)}
    of = (opened, clock, pages, chosen, data_folder(opened, reopen))
    window = MainWindow(*of, tasks=tasks or Tasks, aside=tasks or left_behind)
    window.go(next(iter(pages)).name)
    return window


def run_window(folder: Path, today: date | None, *, opened: Path | None = None) -> int:
    """Open the window over that folder and return the exit code; asks what it needs to know.

    today: a fixed day for trials; None is the computer's clock. opened: a file that was double-clicked; the
    window that is open shows where it is used. What goes wrong is said in a box: there may be no console.
    """
    check_screen()
    if handing.handed_over(folder, opened):
        return 0
    try:
        with without_collecting(to_stay=True):
            import_plainly()
            from ui.window import boxes, crash
            from ui.window.application import dressed, user_preferences
            from ui.window.beginning import SHOW_ANEW
            from ui.window.from_desktop import FromDesktop
    except ImportError as error:
        raise SystemTrouble(
            f"画面に要る部品がこのPCにないので、窓を開けません({error})。部品を入れるか、"
            "shikaku --help のコマンドをお使いください。データは無事です。"
        ) from error

    crash.install(boxes.show_crash, boxes.show_sentence)

    def clock() -> date:
        return today or datetime.now().astimezone().date()

    try:
        with without_collecting(to_stay=True):
            preferences = user_preferences()
            app, desktop = dressed(sys.argv[:1], preferences), FromDesktop(opened)
        code, sentence, page, chosen = OPEN_AGAIN, "", "", None
        while code in (OPEN_AGAIN, OPEN_FOR_OTHER, SHOW_ANEW):
            with without_collecting(to_stay=True):
                if chosen is None:
                    said, sentence = (sentence, "") if code == OPEN_FOR_OTHER else ("", sentence)
                    chosen, told = _opened(folder, clock, is_for_other=code == OPEN_FOR_OTHER, said=said)
                    sentence += told
            if chosen is None:
                return 0
            folder = _sqlite(chosen).folder
            crash.log_to(folder)
            code, sentence, page = _run(app, chosen, clock, preferences, sentence, page, desktop)
            chosen = chosen if code == SHOW_ANEW else None
    except (UserError, SystemTrouble) as problem:
        boxes.show_sentence(str(problem))
        return 1
    except OSError as error:
        boxes.show_sentence(str(trouble(error, "画面を開けません")))
        return 1
    return code


def _run(
    app: "QApplication",
    opened: Store,
    clock: Callable[[], date],
    preferences: "Preferences",
    sentence: str,
    page: str,
    desktop: "FromDesktop",
) -> tuple[int, str, str]:
    """Show one window, saying a sentence; return the exit code, and what the next one says and shows.

    page: to begin with; "" for the first.
    """
    from ui.pages import PAGES
    from ui.window.beginning import SHOW_ANEW, begin, show_anew
    from ui.window.window_place import show_within

    told: list[str] = []

    def reopen(next_sentence: str, code: int) -> None:
        told.append(next_sentence)
        app.exit(code)

    folder = _sqlite(opened).folder

    def look() -> None:
        window.context.tasks.start(lambda _: _sqlite(opened).look_for_damage(), done=lambda _: None)

    with without_collecting(to_stay=True):
        window = build(opened, clock, preferences=preferences, reopen=reopen)
        if page:
            window.go(page)
        if told_first := sentence or doubt_of_clock(opened) + warning_of(folder):
            window.strip.refuse(told_first)
        show_within(window, preferences.geometry())
        app.processEvents()  # the list is painted before anything else is begun
    window.events.text_changed.connect(lambda: show_anew(app, window))
    # The first step need not wait for the look; what is found stands in the strip.
    steps = (partial(desktop.serve, window, folder, partial(handing.taken, folder)), look)
    begin(window, steps, PAGES.values())
    code = 0
    try:
        if window.isVisible():  # nobody closed it while it was being painted
            code = app.exec()
        return code, "".join(told), window.current_page.name
    finally:
        desktop.leave()
        window.close()
        window.deleteLater()
        if code != SHOW_ANEW:
            opened.close()


def _opened(
    folder: Path, clock: Callable[[], date], *, is_for_other: bool, said: str
) -> tuple[Store | None, str]:
    """Open the folder, and return what the window is to say; None when the user gives up."""
    # No dialog is loaded where there is nothing to ask.
    if opening.holds_data(folder) and not needs_passphrase(folder):
        return _open(folder), ""
    from ui.dialogs.sign_in import Storage, ask_for_folder

    def create_sample(folder: Path) -> Path:
        sample = folder.with_name(f"{folder.name}-sample")
        if not opening.holds_data(sample):
            create_sample_office(sample, today=clock())
        return sample

    storage = Storage(
        exists=opening.holds_data,
        open=_open,
        create=create_data_folder,
        create_sample=create_sample,
        seconds_to_wait=seconds_to_wait,
        names=user_names,
        kept=kept_passphrase,
        open_kept=lambda folder: open_kept(folder, agree=_agree, beside_the_work=True),
        place=office_place,
    )
    return ask_for_folder(folder, storage, is_for_other=is_for_other, said=said)


def _open(folder: Path, words: str = "", code: str = "", user: str = "") -> Store:
    return open_data_folder(folder, words, recovery_code=code, user=user, agree=_agree, beside_the_work=True)


def _agree(upgrade: Upgrade) -> None:
    from ui.dialogs.upgrade import ask_to_upgrade

    ask_to_upgrade(upgrade)


def _sqlite(opened: Store) -> store.SqliteStore:
    assert isinstance(opened, store.SqliteStore)
    return opened
