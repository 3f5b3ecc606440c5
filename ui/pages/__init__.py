"""The pages of the workspace, in the order of the navigation."""

from ui.page import Page
from ui.pages.desk import DeskPage
from ui.pages.elderly import ElderlyPage
from ui.pages.forward import ForwardPage
from ui.pages.guide import GuidePage
from ui.pages.import_list import ImportPage
from ui.pages.print_run import PrintRunPage
from ui.pages.reports import ReportsPage
from ui.pages.roster import RosterPage
from ui.pages.settings import SettingsPage
from ui.pages.today import TodayPage

PAGES: tuple[type[Page], ...] = (
    TodayPage,
    RosterPage,
    DeskPage,
    PrintRunPage,
    ImportPage,
    ElderlyPage,
    ForwardPage,
    ReportsPage,
    GuidePage,
    SettingsPage,
)
