"""The pages of the workspace, in the order of the navigation.

The code of each is loaded when it is first opened.
"""

from collections.abc import Callable, Mapping

from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.pages import places


def _today() -> type[Page]:
    from ui.pages.today.page import TodayPage

    return TodayPage


def _roster() -> type[Page]:
    from ui.pages.roster.page import RosterPage

    return RosterPage


def _desk() -> type[Page]:
    from ui.pages.desk.page import DeskPage

    return DeskPage


def _printing() -> type[Page]:
    from ui.pages.printing.page import PrintingPage

    return PrintingPage


def _import_list() -> type[Page]:
    from ui.pages.importing.page import ImportPage

    return ImportPage


def _elderly() -> type[Page]:
    from ui.pages.elderly import ElderlyPage

    return ElderlyPage


def _forward() -> type[Page]:
    from ui.pages.forward.page import ForwardPage

    return ForwardPage


def _reports() -> type[Page]:
    from ui.pages.reports.page import ReportsPage

    return ReportsPage


def _guide() -> type[Page]:
    from ui.pages.guide.page import GuidePage

    return GuidePage


def _settings() -> type[Page]:
    from ui.pages.settings.page import SettingsPage

    return SettingsPage


PAGES: Mapping[PagePlace, Callable[[], type[Page]]] = {
    places.TODAY: _today,
    places.ROSTER: _roster,
    places.DESK: _desk,
    places.PRINTING: _printing,
    places.IMPORT_LIST: _import_list,
    places.ELDERLY: _elderly,
    places.FORWARD: _forward,
    places.REPORTS: _reports,
    places.GUIDE: _guide,
    places.SETTINGS: _settings,
}
