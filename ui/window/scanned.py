"""What a scanner typed anywhere: to the line for codes that is shown, else to the search."""

from PySide6.QtWidgets import QApplication

from ui.frame.page import Page
from ui.widgets.person_search import PersonSearch
from ui.widgets.scan_line import ScanLine

LATER = "コードを読み取りました。この画面を閉じてから、もう一度読んでください。入力は残っています。"


def hand_on(text: str, page: Page, search: PersonSearch) -> None:
    """Give what was scanned to whom it is for; over a dialog nobody takes it."""
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        from ui.dialogs.form import FormDialog

        if isinstance(dialog, FormDialog):
            dialog.say(LATER)
    elif page.isVisible() and page.isEnabled():
        line = next((line for line in page.findChildren(ScanLine) if line.isVisible()), None)
        if line is not None:
            line.read_elsewhere(text)
        else:
            search.look_for(text)
