"""The society as it stands on every certificate."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.genuine import SheetStanding, standing
from app.domain.insured_number import check_insurer_number, insurer_warning
from app.domain.rules import GenuineBy
from app.domain.society import Society
from app.errors import UserError
from app.files import read
from app.usecases.settings import settings
from app.words import label
from ui.dialogs.files import IMAGES, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.fields import list_box
from ui.look.layout import STRETCH
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import Tone, scaled
from ui.pages.settings.form import field, fields, label_for, subject
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice

SEAL_SIZE = 72
"""Pixels; so that the whole panel stands in the smallest window, also in the wider faces without BIZ UD."""


class SocietyPanel(QWidget):
    """保険者番号, 名称, 所在地 and 印影; stored only on 保存."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._stored: Society | None = None
        self._seal: bytes | None = None
        self.number = field("保険者番号", width=160)
        self.number.setMaxLength(8)
        self.name = field("名称")
        self.address = field("所在地", width=480)
        self.seal = QLabel()
        self.seal.setFixedSize(scaled(SEAL_SIZE), scaled(SEAL_SIZE))
        self.seal.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.seal.setAccessibleName("印影")
        self.seal.setProperty("role", "panel")
        self.problem = Notice(Tone.SOON)
        self.specimen = Notice(Tone.SOON)
        self.genuine_by = list_box("本番の用紙", ((label(by), by) for by in GenuineBy))
        self.genuine_by.setMaximumWidth(scaled(360))
        self.load_seal = secondary_button("印影(PNG)を選ぶ", self._choose_seal)
        self.drop_seal = plain_button("印影を外す", lambda: self._show_seal(None))
        self.save = primary_button("健保の情報を保存", self._save, key="settings.main")
        self.unsaved = role_label("● 未保存", "strong")
        self.checked = CheckedFields(self)
        lines = fields(self.checked, self.number, self.name, self.address)
        lines.addRow(label_for(self.genuine_by, "本番の用紙"), self.genuine_by)
        lines.addRow("印影", FlowRow(self.seal, self.load_seal, self.drop_seal))
        subject(
            self,
            "健保",
            "資格確認書に印刷される保険者の情報です。健保から届いたとおりに入れてください。",
            *(self.specimen, lines, self.problem, FlowRow(self.save, self.unsaved), STRETCH),
        )
        self.setFocusProxy(self.number)
        self.number.textChanged.connect(lambda _: self._check())
        for line in (self.number, self.name, self.address):
            line.textChanged.connect(lambda _: self._mark())
        self.checked.require(self.number, "保険者番号を入れてください。")
        self.checked.require(self.name, "健保の名称を入れてください。")
        self.checked.require(self.address, "健保の所在地を入れてください。")
        self._mark()

    def read(self) -> None:
        """Fill the form, unless what is stored is what it was filled from: typed text stays."""
        society = self._context.store.queries.society()
        if society == self._stored:
            return
        self._stored = society
        self.number.setText(society.insurer_number)
        self.name.setText(society.name)
        self.address.setText(society.address)
        self._show_seal(society.seal_png)
        self.genuine_by.setCurrentIndex(self.genuine_by.findData(settings.genuine_by_of(society)))
        now = standing(society, self._context.store.queries.rules_at(self._context.clock()))
        self.specimen.say("" if now is SheetStanding.GENUINE else label(now))
        self._check()
        self._mark()

    def _check(self) -> None:
        number = self.number.text().strip()
        kind = settings.insurer_kind(self._context.store.queries.society())
        try:
            check_insurer_number(number, kind)
        except UserError as error:
            self.problem.say(str(error), Tone.LATE)
            return
        self.problem.say(insurer_warning(number, kind), Tone.SOON)

    def _mark(self) -> None:
        """Say whether anything is typed that is stored nowhere."""
        self.unsaved.setVisible(any(line.isModified() for line in (self.number, self.name, self.address)))

    def _choose_seal(self) -> None:
        path = self.files.to_open("印影を選ぶ", IMAGES)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Show a seal; it is stored with 保存."""
        self._context.events.moved_on.emit(None)
        png = attempted(lambda: read(path), self._context.messages)
        if png is not None:
            self._show_seal(png)
            self.save.setFocus()

    def _show_seal(self, png: bytes | None) -> None:
        self._seal = png
        image = QPixmap()
        if png is not None and image.loadFromData(png):
            fitted = image.scaled(
                SEAL_SIZE,
                SEAL_SIZE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.seal.setPixmap(fitted)
        else:
            self.seal.setText("印影なし")
        self.drop_seal.setEnabled(png is not None)

    def _save(self) -> None:
        if not self.checked.passes():
            return
        self._context.commands.run(
            lambda tx: settings.change_society(
                tx,
                insurer_number=self.number.text().strip(),
                name=self.name.text(),
                address=self.address.text(),
                seal_png=self._seal,
                genuine_by=self.genuine_by.currentData(),
            )
        )
