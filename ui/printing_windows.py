"""Printing where there is no CUPS: PDFium draws each page for Qt's printer.

Unverified: written for Windows and not yet run there.
"""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QPoint
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import SystemTrouble
from ui.printing_preview import PdfPages

DPI = 600


def printer_names() -> tuple[list[str], str]:
    """Return the names of the PC's printers and of the default one."""
    return list(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName()


def print_pages(
    pages: bytes,
    printer_name: str,
    title: str,
    *,
    on_page: Callable[[int], None] = lambda _page: None,
) -> str:
    """Draw every page over the whole sheet; Windows tells no job name, so it is empty."""
    printer = QPrinter(QPrinterInfo.printerInfo(printer_name), QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setResolution(DPI)
    draw_pages(pages, printer, printer_name, on_page)
    return ""


def draw_pages(
    pages: bytes, printer: QPrinter, name: str, on_page: Callable[[int], None] = lambda _page: None
) -> None:
    """Draw every page over the whole sheet of that printer, one millimetre as one millimetre."""
    # Full page and zero margins together: either alone shifts or shrinks the form.
    printer.setFullPage(True)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
        )
    )
    document = PdfPages(pages)
    painter = QPainter()
    if not painter.begin(printer):
        raise SystemTrouble(
            f"プリンター「{name}」が受け付けません。電源と接続を確かめて、もう一度印刷してください。"
        )
    for page in range(len(document)):
        if page:
            printer.newPage()
        # From the corner of the paper, whatever the driver calls its printable area.
        corner = printer.pageLayout().paintRectPixels(printer.resolution()).topLeft()
        image = document.image_at(page, printer.resolution())
        painter.drawImage(QPoint(0, 0) - corner, image)
        on_page(page + 1)
    painter.end()
