"""The look: colours of light and dark, type scale, spacing, fonts, icons, one stylesheet.

Figures follow the digital agency's design system; every text colour reaches 4.5:1 on the
surfaces it is used on (tests/ui/look/test_theme.py measures it).
"""

import functools
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from enum import StrEnum
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

import resources
from app.late import dataclass
from app.printing.engine.font_places import bundled_folders
from ui.look.icons import phosphor

CONTROL_HEIGHT = 36
DESK_HEIGHT = 48
TICK = 20
SMALL, BASE, LARGE, TITLE, HUGE = 13, 14, 16, 20, 28
"""Type sizes in pixels. SMALL only for the minor line of a dense table."""

TIGHT, NEAR, APART, FAR, WIDE = 4, 8, 12, 16, 24
"""Space in pixels: between lines of one text, parts of one row, rows, columns of a form, halves of a page."""

FAMILIES = (
    "BIZ UDPGothic",
    "BIZ UDPゴシック",
    "BIZ UDGothic",
    "BIZ UDゴシック",
    "Noto Sans JP",
    "IPAmjMincho",
    "IPAmj明朝",
)
"""Best first, as on paper; the next one is asked for single characters (𠮷) the one before it lacks."""

TEXT_SIZES = (100, 125, 150, 200)
"""Per cent by which the text is enlarged, and all that holds it, in the steps that a person may choose."""

_USUAL_PIXELS = {"win32": 12, "darwin": 13}
_USUAL_ELSEWHERE = 15
"""How large text is where nobody asked for larger: 9 points on Windows, 13 on macOS, 11 elsewhere."""

_PROPERTY, _DENSITY, _TEXT, _DRESS = "shikaku_theme", "shikaku_density", "shikaku_text", "shikaku_dress"
_DESKTOP = "shikaku_desktop_pixels"
"""How large the desktop writes, before anything of ours was chosen."""


class Density(StrEnum):
    """How close the rows of lists stand."""

    COMPACT = "compact"
    NORMAL = "normal"
    ROOMY = "roomy"


_ROW_HEIGHTS: dict[str, int] = {Density.COMPACT: 28, Density.NORMAL: 36, Density.ROOMY: 44}


class Tone(StrEnum):
    """What a colour says; always beside a shape and a word."""

    NORMAL = "normal"
    MUTED = "muted"
    INFO = "info"
    DONE = "done"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours by role. *_soft is the surface on which the tone's text stands."""

    name: str
    page: str
    surface: str
    raised: str
    hairline: str
    border: str
    text: str
    sub: str
    minor: str
    primary: str
    primary_hover: str
    on_primary: str
    link: str
    selected: str
    hover: str
    focus: str
    focus_line: str
    info: str
    info_soft: str
    done: str
    done_soft: str
    soon: str
    soon_soft: str
    late: str
    late_soft: str

    def tone(self, tone: Tone) -> str:
        """Return the text colour of a tone."""
        return {
            Tone.NORMAL: self.text,
            Tone.MUTED: self.minor,
            Tone.INFO: self.info,
            Tone.DONE: self.done,
            Tone.SOON: self.soon,
            Tone.LATE: self.late,
        }[tone]

    def soft(self, tone: Tone) -> str:
        """Return the surface colour of a tone."""
        return {
            Tone.NORMAL: self.surface,
            Tone.MUTED: self.surface,
            Tone.INFO: self.info_soft,
            Tone.DONE: self.done_soft,
            Tone.SOON: self.soon_soft,
            Tone.LATE: self.late_soft,
        }[tone]


LIGHT = Theme(
    name="light",
    page="#ffffff",
    surface="#f4f5f7",
    raised="#ffffff",
    hairline="#d8dbe0",
    border="#767676",
    text="#333333",
    sub="#4d4d4d",
    minor="#666666",
    primary="#0017c1",
    primary_hover="#00118f",
    on_primary="#ffffff",
    link="#0017c1",
    selected="#d9e6ff",
    hover="#e8f1fe",
    focus="#ffd43d",
    focus_line="#000000",
    info="#0017c1",
    info_soft="#e8f1fe",
    done="#15703f",
    done_soft="#e6f5ec",
    soon="#806300",
    soon_soft="#fbf5e0",
    late="#ce0000",
    late_soft="#fdeeee",
)

DARK = Theme(
    name="dark",
    page="#181b21",
    surface="#20242c",
    raised="#282d37",
    hairline="#3a414d",
    border="#8a93a3",
    text="#e8ebf0",
    sub="#c3c9d3",
    minor="#a3acba",
    primary="#9db7f9",
    primary_hover="#c2d3ff",
    on_primary="#0b1233",
    link="#a9c0ff",
    selected="#2b3d6b",
    hover="#262d3d",
    focus="#ffd43d",
    focus_line="#ffd43d",
    info="#a9c0ff",
    info_soft="#232e4d",
    done="#83d9a8",
    done_soft="#17352a",
    soon="#f1cb66",
    soon_soft="#39311a",
    late="#ffa39d",
    late_soft="#472423",
)

LIGHT_STRONG = replace(
    LIGHT,
    name="light-strong",
    text="#000000",
    sub="#000000",
    minor="#1a1a1a",
    hairline="#333333",
    border="#000000",
    primary="#00007a",
    link="#00007a",
    info="#00007a",
    done="#004d26",
    soon="#4d3b00",
    late="#8f0000",
)
DARK_STRONG = replace(
    DARK,
    name="dark-strong",
    page="#000000",
    surface="#0d0f13",
    raised="#0d0f13",
    text="#ffffff",
    sub="#ffffff",
    minor="#e6e9ef",
    hairline="#c3c9d3",
    border="#ffffff",
)
"""Worn where the system asks for more contrast."""

_THEMES = {theme.name: theme for theme in (LIGHT, DARK, LIGHT_STRONG, DARK_STRONG)}


def apply_theme(app: QApplication, name: str) -> Theme:
    """Dress the application: palette, stylesheet, fonts. name: "light", "dark" or "system"."""
    hints = app.styleHints()
    theme = worn(name, hints.colorScheme(), hints.accessibility().contrastPreference())
    dress = f"{theme.name} {text_percent()}"
    if app.styleSheet() and app.property(_DRESS) == dress:
        return theme  # every widget would be dressed once more, as it is
    app.setProperty(_DRESS, dress)
    app.setProperty(_PROPERTY, theme.name)
    app.setFont(app_font())
    app.setPalette(_palette(theme))
    app.setStyleSheet(_stylesheet(theme))
    return theme


def apply_density(app: QApplication, name: str) -> None:
    """Let the rows of all lists stand so close (a Density); they follow with the next reading."""
    app.setProperty(_DENSITY, name)


def apply_text_size(app: QApplication, percent: int) -> None:
    """Let text be so much larger in every window made from now on. percent: 0 for the desktop's."""
    if app.property(_TEXT) is None:
        app.setProperty(_DESKTOP, QFontInfo(app.font()).pixelSize())
    app.setProperty(_TEXT, percent or _desktop_percent(app))


def next_size(by: int) -> int:
    """Return the next larger (1) or smaller (-1) text size that a person may choose."""
    now = text_percent()
    steps = [size for size in TEXT_SIZES if (size > now if by > 0 else size < now)]
    return (steps[0] if by > 0 else steps[-1]) if steps else now


def text_percent() -> int:
    """Return by how much text is enlarged."""
    app = QApplication.instance()
    found = app.property(_TEXT) if app is not None else None
    return int(found) if found else 100


def scaled(pixels: int) -> int:
    """Return a width or height that holds text, as large as the text is."""
    return pixels * text_percent() // 100


def unscaled(pixels: int) -> int:
    """Return what scaled() makes these pixels of."""
    return pixels * 100 // text_percent()


def row_height() -> int:
    """Return how high a row of a list is."""
    app = QApplication.instance()
    name = str(app.property(_DENSITY)) if app is not None else ""
    return scaled(_ROW_HEIGHTS.get(name, _ROW_HEIGHTS[Density.NORMAL]))


def control_height() -> int:
    """Return how high a field or button is."""
    return scaled(CONTROL_HEIGHT)


def active_theme() -> Theme:
    """Return the theme the application wears; light before any was applied."""
    app = QApplication.instance()
    return _THEMES.get(str(app.property(_PROPERTY)), LIGHT) if app is not None else LIGHT


@functools.cache
def color(value: str) -> QColor:
    """Return a token as a colour to paint with."""
    return QColor(value)


def app_font(size: int = BASE, *, bold: bool = False) -> QFont:
    """Return the application's face at one of the type sizes."""
    font = QFont()
    font.setFamilies(_families() or [font.family()])
    font.setPixelSize(scaled(size))
    font.setBold(bold)
    return font


def icon(name: str, tint: str | None = None) -> QIcon:
    """Return an icon of the Phosphor set ("ph.printer"), in the text colour or a given colour."""
    return phosphor(name.removeprefix("ph."), tint or active_theme().sub)


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Give a label, button or area a tone; the stylesheet knows the colours of both looks."""
    if widget.property("tone") != tone.value:
        widget.setProperty("tone", tone.value)
        restyle(widget, *widget.findChildren(QWidget))


def restyle(*widgets: QWidget) -> None:
    """Ask the stylesheet again after a property it looks at was changed."""
    for widget in widgets:
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # the others are dressed when shown
            widget.style().unpolish(widget)
            widget.style().polish(widget)


def follow_system(app: QApplication, dress: Callable[[], object]) -> None:
    """Dress anew when the system turns dark or light, or asks for more contrast.

    dress: a method of the window, with which it ends.
    """
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(dress)
    hints.accessibility().contrastPreferenceChanged.connect(dress)


def worn(name: str, scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> Theme:
    """Return the look by name; more contrast is the system's to ask for, whatever look was chosen.

    >>> worn("system", Qt.ColorScheme.Dark, Qt.ContrastPreference.HighContrast).name
    'dark-strong'
    """
    if name not in _THEMES:
        name = "dark" if scheme is Qt.ColorScheme.Dark else "light"
    is_strong = contrast is Qt.ContrastPreference.HighContrast
    return _THEMES.get(f"{name}-strong", _THEMES[name]) if is_strong else _THEMES[name]


def _desktop_percent(app: QApplication) -> int:
    """By how much the desktop was asked to enlarge its text, in steps that can be seen."""
    usual = _USUAL_PIXELS.get(sys.platform, _USUAL_ELSEWHERE)
    wanted = 100 * int(app.property(_DESKTOP) or usual) // usual
    return max(100, min(200, wanted // 25 * 25))


@functools.cache
def _families() -> list[str]:
    """Return the faces of the screen, those that come with the program loaded first."""
    for folder in bundled_folders():
        for file in sorted((*folder.glob("*.ttf"), *folder.glob("*.otf"))):
            QFontDatabase.addApplicationFont(str(file))
    known = set(QFontDatabase.families())
    return [family for family in FAMILIES if family in known]


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, theme.page),
        (role.Base, theme.page),
        (role.AlternateBase, theme.surface),
        (role.Button, theme.raised),
        (role.Text, theme.text),
        (role.WindowText, theme.text),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.late),
        (role.PlaceholderText, theme.minor),
        (role.Highlight, theme.selected),
        (role.HighlightedText, theme.text),
        (role.Link, theme.link),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.Mid, theme.hairline),
    ):
        palette.setColor(which, QColor(value))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.minor))
    return palette


def _stylesheet(theme: Theme) -> str:
    text = resources.path("styles/app.qss").read_text("utf-8")
    sizes = {"small": SMALL, "base": BASE, "large": LARGE, "title": TITLE, "huge": HUGE}
    heights = {"control": CONTROL_HEIGHT, "desk": DESK_HEIGHT, "item": 36, "line": 32, "scan": 52, "mode": 40}
    heights["subject"] = 34
    return Template(text).substitute(
        asdict(theme),
        ground="dark" if theme in (DARK, DARK_STRONG) else "light",
        **{name: scaled(size) for name, size in sizes.items()},
        **{name: scaled(height) - 2 for name, height in heights.items()},
        tick=scaled(TICK) - 2,
        tick_held=scaled(TICK) - 4,
        images=resources.path("styles").as_posix(),
    )
