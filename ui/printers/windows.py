"""Printing where there is no CUPS: PDFium draws each page for Qt's printer.

Tried through Qt's printer into a file and into a CUPS queue; with a Windows driver not yet.
"""

import secrets
import sys
from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import SystemTrouble, UserError
from ui.printers import winspool
from ui.printers.paper import Paper, QueueSilent
from ui.printers.preview import PdfPages

DPI = 600
_FAILED = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)


def printer_names() -> tuple[list[str], str]:
    """Return the names of the PC's printers and of the default one."""
    _application()
    return list(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName()


def opened(name: str, paper: Paper) -> QPrinter:
    """Return that printer, ready for that paper; refuses what its driver cannot do."""
    _application()
    info = QPrinterInfo.printerInfo(name)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    if info.isNull() or not printer.isValid():
        raise SystemTrouble(
            f"プリンター「{name}」を開けません。電源と接続を確かめて、もう一度印刷してください。"
        )
    printer.setResolution(DPI)
    set_paper(printer, name, paper)
    return printer


def set_paper(printer: QPrinter, name: str, paper: Paper) -> None:
    """Ask for size, sides and tray; UserError where the driver does not take one of them."""
    # Full page and zero margins together: either alone shifts or shrinks the form.
    printer.setFullPage(True)
    narrow, wide = sorted(paper.sheet)
    size = QPageSize(QSizeF(narrow, wide), QPageSize.Unit.Millimeter)
    is_across = paper.sheet[0] > paper.sheet[1]
    turned = QPageLayout.Orientation.Landscape if is_across else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, turned, QMarginsF(0, 0, 0, 0)))
    sides = QPrinter.DuplexMode.DuplexLongSide if paper.has_back else QPrinter.DuplexMode.DuplexNone
    printer.setDuplex(sides)
    if paper.has_back and printer.duplex() is not sides:
        raise UserError(
            f"プリンター「{name}」は両面に印刷できません。設定の「プリンター」で裏面を外すか、"
            "ほかのプリンターを選んでください。"
        )
    if not paper.tray:
        return
    source = QPrinter.PaperSource.__members__.get(paper.tray)
    if source is not None:
        printer.setPaperSource(source)
    if source is None or printer.paperSource() is not source:
        raise UserError(
            f"プリンター「{name}」でトレイ「{paper.tray}」を選べません。設定の「プリンター」で"
            "「プリンターにまかせる」にしてください。"
        )


def print_pages(pages: bytes, printer_name: str, title: str, *, paper: Paper) -> str:
    """Draw every page over the whole sheet; return the job's name, empty where the queue tells of none.

    Raises SystemTrouble or UserError where surely nothing was taken, QueueSilent where nobody knows.
    """
    printer = opened(printer_name, paper)
    # By its title alone the job is found again; the number behind it says nothing of anybody.
    called = f"{title} {secrets.randbelow(9_000) + 1_000}"
    printer.setDocName(called)
    draw_pages(pages, printer, printer_name)
    try:
        return winspool.job_of(printer_name, called)
    except OSError:
        return ""


def draw_pages(
    pages: bytes, printer: QPrinter, name: str, on_page: Callable[[int], None] = lambda _page: None
) -> None:
    """Draw every page over the whole sheet of that printer, one millimetre as one millimetre."""
    document = PdfPages(pages)
    painter = QPainter()
    if not painter.begin(printer):
        raise SystemTrouble(
            f"プリンター「{name}」が受け付けません。電源と接続を確かめて、もう一度印刷してください。"
        )
    page, is_out = 0, False
    try:
        for page in range(len(document)):
            if (page and not printer.newPage()) or not _draw(document, page, printer, painter):
                break
            on_page(page + 1)
        else:
            is_out = painter.end() and printer.printerState() not in _FAILED
    finally:
        # Whatever came in between: what the printer has by now may come out all the same.
        if not is_out:
            printer.abort()
            if painter.isActive():
                painter.end()
    if not is_out:
        raise QueueSilent(
            f"プリンター「{name}」への印刷が{page + 1}ページ目で止まりました。"
            "出てきた用紙を見て、最後の良い用紙の番号を確かめてください。"
        )


def _draw(document: PdfPages, page: int, printer: QPrinter, painter: QPainter) -> bool:
    image = document.image_at(page, printer.resolution())
    if image.isNull():
        return False
    # From the corner of the paper, whatever the driver calls its printable area.
    corner = printer.pageLayout().paintRectPixels(printer.resolution()).topLeft()
    painter.drawImage(QPoint(0, 0) - corner, image)
    return True


def _application() -> None:
    """See to it that there is a Qt application; the command line has none, and no QPrinter lives without."""
    global _own  # noqa: PLW0603 - Qt wants it to live as long as the process
    if QGuiApplication.instance() is None:
        _own = QGuiApplication(sys.argv[:1])


_own: QGuiApplication | None = None
