"""Settings of this PC and this user: window, look, sound, column widths, views. Never business data."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from app.domain.duties import DutyKind
from app.domain.ids import OfficeId
from app.domain.section import Section
from app.late import dataclass
from app.rows import DueFilter
from app.usecases.people.roster_part import Cover, Paper, RosterPart

V = TypeVar("V")

LOCK_MINUTES = 10
"""Unless somebody chose otherwise."""

_DUE_VIEWS, _ROSTER_VIEWS = "today/views", "roster/views"


@dataclass(frozen=True, slots=True)
class ListView:
    """A part of any list: the words its rows bear, and the name of the state that is shown."""

    text: str = ""
    state: str = ""


class Preferences:
    """Typed access to a QSettings store."""

    def __init__(self, settings: QSettings) -> None:
        """Read from and write to these settings."""
        self._settings = settings

    def text(self, key: str, default: str = "") -> str:
        """Return a remembered text."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        """Remember a text."""
        self._settings.setValue(key, value)

    def flag(self, key: str, default: bool) -> bool:
        """Return a remembered yes or no."""
        return self.text(key, "1" if default else "0") == "1"

    def set_flag(self, key: str, value: bool) -> None:
        """Remember a yes or no."""
        self.set_text(key, "1" if value else "0")

    @property
    def theme(self) -> str:
        """The chosen look: "light", "dark", or "system" to follow the desktop."""
        return self.text("look/theme", "system")

    @theme.setter
    def theme(self, name: str) -> None:
        self.set_text("look/theme", name)

    @property
    def density(self) -> str:
        """How close the rows of lists stand: "compact", "normal" or "roomy"."""
        return self.text("look/density", "normal")

    @density.setter
    def density(self, name: str) -> None:
        self.set_text("look/density", name)

    @property
    def text_size(self) -> int:
        """By how many percent text is enlarged; 0 follows the desktop."""
        kept = self.text("look/text")
        return int(kept) if kept.isdecimal() else 0

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self.set_text("look/text", str(percent))

    @property
    def sound(self) -> bool:
        """Whether the desk makes a sound."""
        return self.flag("desk/sound", default=True)

    @sound.setter
    def sound(self, on: bool) -> None:
        self.set_flag("desk/sound", on)

    @property
    def lock_minutes(self) -> int:
        """After how many minutes without key or mouse the window locks; 0 for never."""
        kept = self.text("lock/minutes")
        return int(kept) if kept.isdecimal() else LOCK_MINUTES

    @lock_minutes.setter
    def lock_minutes(self, minutes: int) -> None:
        self.set_text("lock/minutes", str(minutes))

    def widths(self, table: str) -> list[int]:
        """Return the column widths last set in that table; empty when never set."""
        return [int(part) for part in self.text(f"tables/{table}").split() if part.isdecimal()]

    def set_widths(self, table: str, widths: list[int]) -> None:
        """Remember the column widths of a table."""
        self.set_text(f"tables/{table}", " ".join(map(str, widths)))

    def due_views(self) -> dict[str, DueFilter]:
        """Return the saved views of the due list by name, in the order they were saved."""
        return self._views(_DUE_VIEWS, _due_view)

    def set_due_views(self, views: Mapping[str, DueFilter]) -> None:
        """Remember the saved views of the due list."""
        self._set_views(_DUE_VIEWS, {name: asdict(view) for name, view in views.items()})

    def roster_views(self) -> dict[str, RosterPart]:
        """Return the saved views of the roster by name, in the order they were saved."""
        return self._views(_ROSTER_VIEWS, _roster_view)

    def set_roster_views(self, views: Mapping[str, RosterPart]) -> None:
        """Remember the saved views of the roster."""
        self._set_views(_ROSTER_VIEWS, {name: asdict(view) for name, view in views.items()})

    def list_views(self, name: str) -> dict[str, ListView]:
        """Return the saved views of any other list by name. name: of the list."""
        return self._views(f"{name}/views", lambda kept: ListView(str(kept["text"]), str(kept["state"])))

    def set_list_views(self, name: str, views: Mapping[str, ListView]) -> None:
        """Remember the saved views of a list."""
        self._set_views(f"{name}/views", {one: asdict(view) for one, view in views.items()})

    def _views(self, key: str, read: Callable[[dict[str, Any]], V]) -> dict[str, V]:
        try:
            return {str(name): read(kept) for name, kept in json.loads(self.text(key, "{}")).items()}
        except (ValueError, TypeError, AttributeError, KeyError):
            # Written by another version, or by hand: better none than a wrong one.
            return {}

    def _set_views(self, key: str, views: Mapping[str, dict[str, Any]]) -> None:
        self.set_text(key, json.dumps(views, ensure_ascii=False))

    def geometry(self) -> QByteArray:
        """Return the window's last place; empty on first start."""
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        """Remember the window's place."""
        self._settings.setValue("window/geometry", geometry)


def _roster_view(kept: dict[str, Any]) -> RosterPart:
    cover, paper = kept["cover"], kept["paper"]
    return RosterPart(
        None if cover is None else Cover(cover),
        None if paper is None else Paper(paper),
        str(kept["department"]),
    )


def _due_view(kept: dict[str, Any]) -> DueFilter:
    office_id, department = kept["office_id"], kept["department"]
    return DueFilter(
        kinds=tuple(DutyKind(kind) for kind in kept["kinds"]),
        office_id=None if office_id is None else OfficeId(int(office_id)),
        department=None if department is None else str(department),
        only_overdue=bool(kept["only_overdue"]),
        is_hidden=bool(kept["is_hidden"]),
        section=Section(kept["section"]) if kept.get("section") else None,
    )
