"""Every screen and dialog as a PNG, from a data folder and without a desktop."""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app import output
from app.errors import BadValue
from app.late import dataclass
from app.ports import Store
from ui.cli import waiting

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.window.scenes import Scene

THEMES = ("light", "dark")
TEXT_SIZES = ("100", "125", "150", "200")
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures. sizes: in pixels of the screen. zoom: by how many percent the screen enlarges,
    text: the program.

    only: the beginnings of their names; none for all.
    """

    sizes: Sequence[Size] = ((1366, 768),)
    themes: Sequence[str] = THEMES
    zoom: int = 100
    text: int = 100
    only: Sequence[str] = ()


class SizeType(click.ParamType[Size]):
    """A size such as 1366x768."""

    name = "size"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """Return what stands for it in the help."""
        return "WIDTHxHEIGHT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """Return width and height."""
        found = re.fullmatch(r"(\d{3,4})[x×](\d{3,4})", str(value))
        if found is None:
            self.fail(f"「{value}」は大きさではありません。1366x768 のように書いてください。", param, ctx)
        return int(found[1]), int(found[2])


def save_screens(
    store: Store, today: date, folder: Path, *, data: Path, wanted: Wanted | None = None
) -> list[Path]:
    """Write each screen, view and dialog in each look and size (01-today-light-1366.png …); return the files.

    data: the open data folder, into which no picture goes.
    """
    wanted = wanted or Wanted()
    target = output.folder_place(folder, data)
    with tempfile.TemporaryDirectory() as place:
        _begin(Path(place), wanted)
        from ui.window.scenes import scenes

        shown = [one for one in scenes() if not wanted.only or one.name.startswith(tuple(wanted.only))]
        if not shown:
            raise BadValue("その名前の画面はありません。today、roster-new のように書いてください。")
        target.mkdir(exist_ok=True, mode=0o700)
        return sorted(_save(store, today, target, data, wanted, Path(place), shown))


def _begin(place: Path, wanted: Wanted) -> None:
    """Let Qt, unless it has begun, find one screen that holds the largest window; dialogs keep to it.

    Pictures need no desktop; one that runs would only show flickering windows.
    """
    from ui.window.application import application

    width, height = (max(sides) for sides in zip(*wanted.sizes, strict=True))
    screen = {"name": "one", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    with tempfile.NamedTemporaryFile(dir=place, suffix=".json", delete=False) as file:
        file.write(json.dumps({"screens": [screen]}).encode())
    # By its name alone: behind a folder Qt would take the colon after a drive for its own.
    platform = f"offscreen:configfile={Path(file.name).name}"
    asked = {"QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": str(wanted.zoom / 100)}
    before = {name: os.environ.get(name) for name in asked}
    os.environ.update(asked)
    try:
        with contextlib.chdir(place):
            application([])
    finally:
        # Programs begun from here would look for that file in folders of their own.
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _save(
    store: Store,
    today: date,
    folder: Path,
    data: Path,
    wanted: Wanted,
    place: Path,
    shown: "Sequence[Scene]",
) -> list[Path]:
    from PySide6.QtCore import QEvent, QSettings, QSize
    from PySide6.QtWidgets import QApplication

    from ui.bootstrap import build
    from ui.frame.preferences import Preferences
    from ui.frame.tasks import ImmediateTasks
    from ui.pages import PAGES
    from ui.window.scenes import show

    files: list[Path] = []
    numbers = {page.name: number for number, page in enumerate(PAGES, start=1)}
    rounds = [(theme, size, one) for theme in wanted.themes for size in wanted.sizes for one in shown]
    # Nothing of this PC's settings shows, and none are changed.
    settings = QSettings(str(place / "screens.ini"), QSettings.Format.IniFormat)
    preferences = Preferences(settings)
    preferences.text_size = wanted.text
    window = build(store, lambda: today, preferences=preferences, tasks=ImmediateTasks)
    dressed = ""
    for done, (theme, size, scene) in enumerate(rounds, start=1):
        if theme != dressed:
            window.dress(dressed := theme)
        room = QSize(*size) * 100 / wanted.zoom
        window.setMinimumSize(window.minimumSize().boundedTo(room))
        window.resize(room)
        window.show()
        zoom = f"-{wanted.zoom}%" if wanted.zoom != 100 else ""
        name = f"{numbers[scene.page]:02d}-{scene.name}-{theme}-{size[0]}{zoom}.png"

        def keep(front: "QWidget", file: Path = folder / name) -> None:
            output.place(file, data, output.PNG).write(_png(front))
            files.append(file)

        show(window, scene, keep)
        waiting.far(done, len(rounds))
    window.close()
    window.deleteLater()
    # Now, not later: every widget still alive is dressed again with the next window.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return files


def _png(window: "QWidget") -> bytes:
    from PySide6.QtCore import QBuffer

    picture = QBuffer()
    picture.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(picture, "PNG")
    return bytes(picture.data().data())
