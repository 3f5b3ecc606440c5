"""The printers of this PC: tray, sides, and where they put their marks."""

import sys
from dataclasses import replace
from io import BytesIO

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.calibration import Calibration
from app.printing.values import CalibrationPage
from ui.dialogs.calibration import CalibrationDialog
from ui.frame.context import Context
from ui.look.fields import list_box
from ui.look.layout import STRETCH, form
from ui.look.parts import plain_button, primary_button, secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import label_for, subject
from ui.printers.paper import Paper
from ui.printers.setup import forget_calibration, keep_calibration, keep_paper, kept_calibration
from ui.printers.spool import spool
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph
from ui.widgets.printer_box import PrinterBox


class PrinterPanel(QWidget):
    """Print the test page, measure it, and every sheet comes out where it belongs."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._is_listed = False
        self.printer = PrinterBox(context)
        self.tray = list_box("用紙トレイ")
        self.tray.setMinimumWidth(200)
        self.back = QCheckBox("裏面(注意事項・住所欄など)も両面で印刷する")
        self.pictures = QCheckBox("文字と線を画像にして送る(試し刷りで線や文字が欠けるとき)")
        # Elsewhere the printer gets the PDF itself.
        self.pictures.setVisible(sys.platform == "win32")
        self._state = Paragraph("", "sub")
        self._warning = Notice(Tone.SOON)
        self.test = primary_button("試し刷り", self._print_test, key="settings.main")
        self.measure = secondary_button("測った数字を入れる", self._measure)
        self.forget = plain_button("補正をなくす", self._forget)
        named = (("プリンター", self.printer), ("用紙トレイ", self.tray))
        subject(
            self,
            "プリンター",
            "試し刷りを定規で測ると、様式を変えずに位置と大きさを合わせます。プリンター・トレイごとに、"
            "このPCにだけ覚えます。倍率はいつも「実際のサイズ(100%)」で送ります。",
            form(*((label_for(box, word), FlowRow(box)) for word, box in named)),
            *(self.back, self.pictures, self._warning, self._state),
            FlowRow(self.test, self.measure, self.forget),
            STRETCH,
        )
        self.setFocusProxy(self.printer)
        self.printer.listed.connect(self._show)
        self.printer.changed.connect(self._show)
        self.tray.activated.connect(lambda _: self._keep_paper())
        for box in (self.back, self.pictures):
            box.clicked.connect(lambda _: self._keep_paper())

    def read(self) -> None:
        """Ask for the printers once; they seldom change while the program runs."""
        if not self._is_listed:
            self._is_listed = True
            self.printer.ask()
            self._show()

    @property
    def calibration(self) -> Calibration:
        """The correction in use."""
        return self.printer.calibration

    def _show(self) -> None:
        chosen, paper = self.printer.chosen, self.printer.paper
        self.tray.clear()
        self.tray.addItem("プリンターにまかせる", "")
        for tray in dict.fromkeys((*self.printer.facts.trays, *([paper.tray] if paper.tray else []))):
            self.tray.addItem(tray, tray)
        self.tray.setCurrentIndex(max(0, self.tray.findData(paper.tray)))
        self.back.setChecked(paper.has_back)
        self.pictures.setChecked(paper.as_pictures)
        for part in (self.tray, self.back, self.pictures, self.test, self.measure):
            part.setEnabled(bool(chosen))
        kept = kept_calibration(self._context.preferences, chosen, paper)
        self.forget.setVisible(kept.is_measured)
        self._warning.say(self.printer.warning)
        if not chosen:
            told = "パソコンの設定でプリンターを加えると、ここで位置合わせができます。"
        else:
            told = _in_words(kept.calibration) if kept.is_measured else "まだ測っていません。"
        self._state.setText(told)

    def _keep_paper(self) -> None:
        paper = Paper(
            tray=self.tray.currentData() or "",
            has_back=self.back.isChecked(),
            as_pictures=self.pictures.isChecked(),
        )
        keep_paper(self._context.preferences, self.printer.chosen, paper)
        self._show()

    def _print_test(self) -> None:
        printer, paper, on = self.printer.chosen, self.printer.paper, self._context.clock()
        used = self.calibration
        page = CalibrationPage(printer=printer, tray=paper.tray, paper=paper.size, on=on, offset=used)

        def send() -> str:
            from app.printing.certificate.calibration import draw_calibration

            out = BytesIO()
            draw_calibration(page, out)
            return spool(out.getvalue(), printer, paper=replace(paper, has_back=False)).note

        self._context.tasks.start(
            lambda _: send(),
            done=lambda note: self._context.messages.done(
                f"試し刷りを送りました。定規で測ってください。{note}"
            ),
        )

    def _measure(self) -> None:
        dialog = CalibrationDialog(self.printer.chosen, self.calibration, self)
        if not dialog.exec():
            return
        keep_calibration(
            self._context.preferences,
            self.printer.chosen,
            self.printer.paper,
            dialog.calibration,
            self.printer.facts.driver,
        )
        self._context.messages.done("補正を保存しました。もう一度試し刷りして確かめてください。")
        self._show()

    def _forget(self) -> None:
        forget_calibration(self._context.preferences, self.printer.chosen, self.printer.paper)
        self._show()


def _in_words(used: Calibration) -> str:
    if used.is_none:
        return "✓ 測りました。補正はいりません。"
    across, down = (used.scale_x - 1) * 100, (used.scale_y - 1) * 100
    return (
        f"✓ 補正しています: 横に{used.dx:+.1f} mm、縦に{used.dy:+.1f} mm、"
        f"大きさ 横{across:+.2f} %、縦{down:+.2f} %。"
    )
