"""The pages of the workspace, in the order of the navigation."""

from ui.frame.page import Page
from ui.pages.desk.page import DeskPage
from ui.pages.elderly import ElderlyPage
from ui.pages.forward.page import ForwardPage
from ui.pages.guide.page import GuidePage
from ui.pages.importing.page import ImportPage
from ui.pages.printing.page import PrintingPage
from ui.pages.reports.page import ReportsPage
from ui.pages.roster.page import RosterPage
from ui.pages.settings.page import SettingsPage
from ui.pages.today.page import TodayPage

PAGES: tuple[type[Page], ...] = (
    TodayPage,
    RosterPage,
    DeskPage,
    PrintingPage,
    ImportPage,
    ElderlyPage,
    ForwardPage,
    ReportsPage,
    GuidePage,
    SettingsPage,
)
