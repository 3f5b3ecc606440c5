"""The headings of every table: at the left, sorting on a click, a third click back to the natural order."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView


def set_up_header(view: QTableView) -> None:
    """Give a table its headings."""
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setMinimumSectionSize(48)
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.setSortingEnabled(True)
