"""The Qt application: Japanese standard texts, the look, no window yet."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import resources
from app import __version__
from ui.frame.preferences import Preferences
from ui.look.theme import apply_text_size, apply_theme
from ui.window.key_filter import KEY_FILTER, KeyFilter, key_filter_of

_STYLE = ("-style", "Fusion")
"""As an argument: from setStyle Python would learn all that a style knows, a tenth of an empty window."""


def application(arguments: list[str]) -> QApplication:
    """Return the one application, made and dressed on first use."""
    existing = QApplication.instance()
    # The same style on every system, so that one stylesheet is enough.
    app = existing if isinstance(existing, QApplication) else QApplication([*(arguments or [""]), *_STYLE])
    app.setApplicationName("shikaku-desk")
    app.setApplicationDisplayName("資格確認書デスク")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("shikaku-desk")  # the entry whose icon a task bar shows
    app.setWindowIcon(QIcon(str(resources.path("icon/shikaku-desk.svg"))))
    if key_filter_of(app) is not None:
        return app
    if existing is not None:
        app.setStyle(_STYLE[1])  # once, for it dresses every widget anew
    app.setProperty(KEY_FILTER, KeyFilter(app))
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    translator = QTranslator(app)
    if translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


def dressed(arguments: list[str], preferences: Preferences) -> QApplication:
    """Return the application in the preferred look."""
    app = application(arguments)
    apply_text_size(app, preferences.text_size)
    apply_theme(app, preferences.theme)
    return app


def user_preferences() -> Preferences:
    """Return the settings of this PC and user."""
    return Preferences(_settings())


def settings_file() -> Path:
    """Return where these settings lie."""
    return Path(_settings().fileName())


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "shikaku-desk", "window")
