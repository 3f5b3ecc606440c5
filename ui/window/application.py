"""The Qt application: Japanese standard texts, the look, no window yet."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import resources
from app import __version__
from ui.frame.preferences import Preferences
from ui.look.theme import apply_text_size, apply_theme
from ui.window.key_filter import KeyFilter


def application(arguments: list[str]) -> QApplication:
    """Return the one application, made and dressed on first use."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(arguments)
    app.setApplicationName("shikaku-desk")
    app.setApplicationDisplayName("資格確認書デスク")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("shikaku-desk")  # the entry whose icon a task bar shows
    app.setWindowIcon(QIcon(str(resources.path("icon/shikaku-desk.svg"))))
    if app.findChild(KeyFilter) is None:
        # The same on every system, so that one stylesheet is enough; once, for it dresses every widget anew.
        app.setStyle("Fusion")
        KeyFilter(app)
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    if app.findChild(QTranslator, "qtbase_ja") is None:
        translator = QTranslator(app)
        translator.setObjectName("qtbase_ja")
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_ja", folder):
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
