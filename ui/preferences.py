"""Settings of this PC and this user: window, look, sound, column widths. Never business data."""

from PySide6.QtCore import QByteArray, QSettings


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
    def sound(self) -> bool:
        """Whether the desk makes a sound."""
        return self.flag("desk/sound", default=True)

    @sound.setter
    def sound(self, on: bool) -> None:
        self.set_flag("desk/sound", on)

    def widths(self, table: str) -> list[int]:
        """Return the column widths last set in that table; empty when never set."""
        return [int(part) for part in self.text(f"tables/{table}").split() if part.isdecimal()]

    def set_widths(self, table: str, widths: list[int]) -> None:
        """Remember the column widths of a table."""
        self.set_text(f"tables/{table}", " ".join(map(str, widths)))

    def geometry(self) -> QByteArray:
        """Return the window's last place; empty on first start."""
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        """Remember the window's place."""
        self._settings.setValue("window/geometry", geometry)
