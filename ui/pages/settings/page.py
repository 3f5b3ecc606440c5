"""設定: the society and its rules, offices, backup, look and passphrase."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtWidgets import QListWidget, QWidget

from app.changes import Changes
from ui.frame.context import Context
from ui.frame.dropped import BACKUP, FORMS, LAYOUT, RULES, SOCIETY, VERSION, DroppedFile, Spot
from ui.frame.page import Page
from ui.look.layout import across, fill, stack
from ui.look.one_line import let_boxes_give_way
from ui.look.theme import WIDE, scaled
from ui.pages.places import SETTINGS
from ui.pages.settings.backup import BackupPanel
from ui.pages.settings.backup_plan import BackupPlanPanel
from ui.pages.settings.issuing import IssuingPanel
from ui.pages.settings.layout import LayoutPanel
from ui.pages.settings.look import LookPanel
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

P = TypeVar("P", bound=QWidget)


class _Subject(Generic[P]):
    """The panel of a subject, made when it is first looked at."""

    def __init__(self, kind: Callable[[Context], P], read: Callable[[P], None] | None = None) -> None:
        self._kind, self._read = kind, read

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, page: "SettingsPage", owner: type) -> P:
        panel = self._kind(page.context)
        vars(page)[self._name] = panel  # found there from now on
        page.take_in(panel, None if self._read is None else partial(self._read, panel))
        return panel

    def of(self, page: "SettingsPage") -> P:
        """Return the panel on that page."""
        panel: P = getattr(page, self._name)
        return panel


class SettingsPage(Page):
    """Subjects at the left, one at a time at the right."""

    place = SETTINGS
    interests = Changes.SETTINGS

    # In the order of the place's subjects.
    society = _Subject(SocietyPanel, SocietyPanel.read)
    rules = _Subject(RulesPanel, RulesPanel.read)
    offices = _Subject(OfficesPanel, OfficesPanel.read)
    layouts = _Subject(LayoutPanel, LayoutPanel.read)
    own_forms = _Subject(OwnFormsPanel, OwnFormsPanel.read)
    printer = _Subject(PrinterPanel, PrinterPanel.read)
    backup = _Subject(BackupPanel, BackupPanel.read)
    plan = _Subject(BackupPlanPanel, BackupPlanPanel.read)
    retention = _Subject(RetentionPanel, RetentionPanel.read)
    succession = _Subject(SuccessionPanel)
    partners = _Subject(PartnersPanel, PartnersPanel.read)
    issuing = _Subject(IssuingPanel)
    look = _Subject(LookPanel)
    passphrase = _Subject(PassphrasePanel, PassphrasePanel.read)
    users = _Subject(UsersPanel, UsersPanel.read)
    version = _Subject(VersionPanel)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        subjects = [one for one in vars(SettingsPage).values() if isinstance(one, _Subject)]
        of_word = dict(zip(self.place.subjects, subjects, strict=True))
        self._subjects = {word: of_word[word] for word in self.place.seen_by(context.store.may).subjects}
        self._reading: list[Callable[[], None]] = []
        self._is_read = False
        self.list = QListWidget()
        self.list.setAccessibleName("設定の項目")
        self.list.setFixedWidth(scaled(168))
        self.list.addItems(list(self._subjects))
        self.shown = stack()
        self.list.currentTextChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.body.addLayout(across(self.list, fill(self.shown), gap=WIDE), 1)

    def take_in(self, panel: QWidget, read: Callable[[], None] | None) -> None:
        """Hold a panel that was just made, and let it read with the page."""
        let_boxes_give_way(panel)
        self.shown.addWidget(panel)
        if read is not None:
            self._reading.append(read)
            if self._is_read:
                read()

    def _show(self, subject: str) -> None:
        self.shown.setCurrentWidget(self._subjects[subject].of(self))

    def reload(self) -> None:
        self._is_read = True
        for read in self._reading:
            read()

    def open_with(self, selection: object) -> None:
        """Show one subject, by the word in the list; offer what a file holds. A path alone is a backup."""
        if isinstance(selection, Path):
            selection = DroppedFile(selection, self.name, BACKUP)
        if isinstance(selection, DroppedFile):
            if selection.subject in self._subjects:
                self._choose(selection.subject)
                self._take(selection)
            else:
                act = dict(self.place.subject_acts)[selection.subject]
                self.context.messages.refuse(self.context.store.refusal(act))
        elif selection is Spot.SEAL:
            self._choose(SOCIETY)
            self.society.load_seal.setFocus()
        elif (subject := str(selection)) in self._subjects:
            self._choose(subject)
            if subject == BACKUP:
                self.backup.setFocus()  # on the newest backup: whoever comes here is in a hurry
            else:
                self.focusNextChild()

    def _choose(self, subject: str) -> None:
        self.list.setCurrentRow(list(self._subjects).index(subject))

    def _take(self, file: DroppedFile) -> None:
        takes: dict[str, Callable[[], Callable[[Path], None]]] = {
            SOCIETY: lambda: self.society.take_file,
            RULES: lambda: self.rules.take_file,
            LAYOUT: lambda: self.layouts.take_file,
            FORMS: lambda: self.own_forms.take_file,
            BACKUP: lambda: self.backup.restoring.offer,
            VERSION: lambda: self.version.take_file,
        }
        takes[file.subject]()(file.path)

    def step_view(self, by: int) -> None:
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))

    def focus_first(self) -> None:
        self.list.setFocus()
