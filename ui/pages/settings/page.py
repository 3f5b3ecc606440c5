"""設定: the society and its rules, offices, backup, look and passphrase."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from app.changes import Changes
from ui.frame.context import Context
from ui.frame.dropped import BACKUP, FORMS, LAYOUT, RULES, SOCIETY, VERSION, DroppedFile, Spot
from ui.frame.page import Page
from ui.look.layout import across, down, fill, held, stack
from ui.look.theme import WIDE, scaled
from ui.pages.places import SETTINGS
from ui.pages.settings.backup import BackupPanel
from ui.pages.settings.backup_plan import BackupPlanPanel
from ui.pages.settings.issuing import IssuingPanel
from ui.pages.settings.layout import LayoutPanel
from ui.pages.settings.look import LookPanel
from ui.pages.settings.office_place import OfficePlacePanel
from ui.pages.settings.offices import OfficesPanel
from ui.pages.settings.own_forms import OwnFormsPanel
from ui.pages.settings.partners import PartnersPanel
from ui.pages.settings.passphrase import PassphrasePanel
from ui.pages.settings.printer import PrinterPanel
from ui.pages.settings.retention import RetentionPanel
from ui.pages.settings.rules import RulesPanel
from ui.pages.settings.society import SocietyPanel
from ui.pages.settings.succession import SuccessionPanel
from ui.pages.settings.users import UsersPanel
from ui.pages.settings.version import VersionPanel


class SettingsPage(Page):
    """Subjects at the left, one at a time at the right."""

    place = SETTINGS
    interests = Changes.SETTINGS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.society = SocietyPanel(context)
        self.rules = RulesPanel(context)
        self.offices = OfficesPanel(context)
        self.issuing = IssuingPanel(context)
        self.layouts = LayoutPanel(context)
        self.own_forms = OwnFormsPanel(context)
        self.printer = PrinterPanel(context)
        self.backup = BackupPanel(context)
        self.plan = BackupPlanPanel(context)
        self.office_place = OfficePlacePanel(context)
        self.retention = RetentionPanel(context)
        self.succession = SuccessionPanel(context)
        self.partners = PartnersPanel(context)
        self.look = LookPanel(context)
        self.users = UsersPanel(context)
        self.passphrase = PassphrasePanel(context)
        self.version = VersionPanel(context)
        panels: tuple[QWidget, ...] = (
            *(self.society, self.rules, self.offices, self.layouts, self.own_forms, self.printer),
            *(
                self.backup,
                self.plan,
                self.office_place,
                self.retention,
                self.succession,
                self.partners,
                self.issuing,
            ),
            *(self.look, self.passphrase, self.users, self.version),
        )
        self._subjects = self.place.seen_by(context.store.may).subjects
        of_subject = dict(zip(self.place.subjects, panels, strict=True))
        reading: dict[QWidget, Callable[[], None]] = {
            self.society: self.society.read,
            self.rules: self.rules.read,
            self.offices: self.offices.read,
            self.layouts: self.layouts.read,
            self.own_forms: self.own_forms.read,
            self.printer: self.printer.read,
            self.backup: self.backup.read,
            self.plan: self.plan.read,
            self.office_place: self.office_place.read,
            self.retention: self.retention.read,
            self.partners: self.partners.read,
            self.passphrase: self.passphrase.read,
            self.users: self.users.read,
        }
        seen = [of_subject[subject] for subject in self._subjects]
        self._reading = [reading[panel] for panel in seen if panel in reading]
        self._takes: dict[str, Callable[[Path], None]] = {
            SOCIETY: self.society.take_file,
            RULES: self.rules.take_file,
            LAYOUT: self.layouts.take_file,
            FORMS: self.own_forms.take_file,
            BACKUP: self.backup.restoring.offer,
            VERSION: self.version.take_file,
        }
        self.list = QListWidget()
        self.list.setAccessibleName("設定の項目")
        self.list.setObjectName("subjects")
        self.list.setFixedWidth(scaled(168))
        self.list.addItems(self._subjects)
        # What this role does not see is made, and shown nowhere.
        unseen = held(down(*(panel for panel in panels if panel not in seen)))
        unseen.setParent(self)
        unseen.hide()
        self.shown = stack(*seen)
        self.list.currentRowChanged.connect(self.shown.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.body.addLayout(across(self.list, fill(self.shown), gap=WIDE), 1)

    def reload(self) -> None:
        for read in self._reading:
            read()

    def open_with(self, selection: object) -> None:
        """Show one subject, by the word in the list; offer what a file holds. A path alone is a backup."""
        if isinstance(selection, Path):
            selection = DroppedFile(selection, self.name, BACKUP)
        if isinstance(selection, DroppedFile):
            if selection.subject in self._subjects:
                self.list.setCurrentRow(self._subjects.index(selection.subject))
                self._takes[selection.subject](selection.path)
            else:
                act = dict(self.place.subject_acts)[selection.subject]
                self.context.messages.refuse(self.context.store.refusal(act))
            return
        if selection is Spot.SEAL:
            self.list.setCurrentRow(self._subjects.index(SOCIETY))
            self.society.load_seal.setFocus()
            return
        found = self.list.findItems(str(selection), Qt.MatchFlag.MatchExactly)
        if found:
            self.list.setCurrentItem(found[0])
            if self.backup.isVisibleTo(self):
                self.backup.setFocus()  # on the newest backup: whoever comes here is in a hurry
            else:
                self.focusNextChild()

    def step_view(self, by: int) -> None:
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))

    def focus_first(self) -> None:
        self.list.setFocus()
