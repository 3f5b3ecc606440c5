"""The frame around every page: navigation, search, 基準日, undo, lock. No business words."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.changes import Changes
from app.domain.ids import OfficeId
from app.ports import Store
from app.words import label
from ui.frame.commands import Commands
from ui.frame.contact_log import ContactLog
from ui.frame.context import Context
from ui.frame.data_folder import DataFolder
from ui.frame.events import AppEvents
from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.frame.preferences import Preferences
from ui.frame.tasks import TaskRunner, Tasks
from ui.frame.waiting import waiting
from ui.look.layout import across, down, fill, stack
from ui.look.parts import hairline
from ui.look.theme import apply_density, apply_theme, follow_system, scaled
from ui.widgets.bottom_bar import BottomBar
from ui.widgets.day_band import DayBand
from ui.widgets.message_strip import MessageStrip
from ui.widgets.navigation import Navigation
from ui.widgets.top_bar import TopBar
from ui.window.backing_up import BackingUp
from ui.window.dropping import Dropping
from ui.window.due_renewal import DueRenewal
from ui.window.figures import DueFigures
from ui.window.following import Following
from ui.window.idle import Idle
from ui.window.key_filter import key_filter_of
from ui.window.leaving import forget_printed, has_unsaved, reminded
from ui.window.locking import Cover
from ui.window.menus import Menus
from ui.window.numbers import Numbers
from ui.window.own_actions import bind_own, show_keys, without_keys
from ui.window.page_stack import PageStack
from ui.window.scanned import hand_on
from ui.window.searching import search_of
from ui.window.shrinking import Shrinking
from ui.window.taking_back import TakingBack
from ui.window.trail import Trail, Visit, take_up, visit_of
from ui.window.window_place import SMALLEST
from ui.words.actions import action

if TYPE_CHECKING:
    from ui.widgets.lock_screen import LockScreen

COUNT_DELAY_MS = 120
"""The numbers in the navigation follow a little later, so that a scan is answered first."""

WORDS_FROM = 1200
"""In a narrower window the navigation shows icons only."""

LOW = 640
"""In a lower window the menus wait for F10."""


class MainWindow(QMainWindow):
    """The one window. Pages are made when first shown. Signal unlocked: somebody is before it again."""

    unlocked = Signal()

    def __init__(
        self,
        store: Store,
        clock: Callable[[], date],
        pages: Mapping[PagePlace, Callable[[], type[Page]]],
        preferences: Preferences,
        folder: DataFolder,
        *,
        tasks: Callable[[MessageStrip], TaskRunner] = Tasks,
        aside: Callable[[MessageStrip], TaskRunner] | None = None,
    ) -> None:
        """clock: the real day. pages: what loads the code of each. tasks: what runs work off this thread.

        aside: what runs work that closing does not wait for; tasks when left out.
        """
        super().__init__()
        self._store = store
        self._clock = clock
        self.pages = tuple(pages)
        self._trail = Trail()
        self._left_for: dict[str, object] = {}
        self._moved_day: date | None = None
        self._office_id: OfficeId | None = None
        self.due_counts = DueFigures(store, self._today, lambda: self._office_id)
        self.strip = MessageStrip()
        self.events = AppEvents(self)
        # Before any page is told: pages that read anew must find no figures of before.
        self.events.changed.connect(self.due_counts.forget)
        self.events.view_changed.connect(self.due_counts.forget)
        self.commands = Commands(store, self.events, self.strip)
        self.context = Context(
            store=store,
            commands=self.commands,
            events=self.events,
            tasks=tasks(self.strip),
            messages=self.strip,
            preferences=preferences,
            folder=folder,
            contacts=ContactLog(self.commands, self.events, self.strip, clock),
            today=self._today,
            clock=clock,
            office_id=lambda: self._office_id,
            choose_office=self.choose_office,
            due_counts=self.due_counts,
            go=self.go,
            leave_for=self.leave_for,
        )
        self.refusal, self.refuse = store.refusal, self.strip.refuse  # see ui.look.bound.Gate
        self.setMinimumSize(SMALLEST)  # less on a screen that is smaller: ui.window.window_place
        self._stack = PageStack(pages, self.context)
        self._build()
        told = self.bottom_bar.show_taking_back
        self._taking_back = TakingBack(
            store, self.commands, self.context.tasks, told, lambda: self.current_page.messages
        )
        self.numbers = Numbers(self.context, self.top_bar, lambda: self.current_page.title)
        self.idle = Idle(self._minutes_to_lock, self.lock, self)
        self._counting = QTimer(self, singleShot=True, interval=COUNT_DELAY_MS)
        self._counting.timeout.connect(self.refresh_counts)
        self._connect()
        self.dropping = Dropping(self, self.context, self._desk.isEnabled)
        self.shrinking = Shrinking(store, self.context.tasks, self.events)
        self.due_renewal = DueRenewal(store, self.context.tasks, self.events, self.bottom_bar.show_renewal)
        self.backing_up = BackingUp(folder.backups, (aside or tasks)(self.strip), self.bottom_bar, self.cover)
        made = lambda: self._stack.made  # noqa: E731
        out = folder.locked_out
        self.following = Following(store, self.events, self.strip, self.context.tasks, made, out, self)
        self.dress()
        self.refresh_frame()

    def go(self, name: str, selection: object | None = None) -> None:
        """Show the page of that name, with what another page selected for it, now or earlier."""
        if all(name != page.name for page in self.pages):
            self.strip.refuse(
                f"この画面は{label(self._store.role)}の方にはありません。担当者か管理者に頼んでください。"
            )
            return
        if self._stack.made:
            self._trail.left(visit_of(self.current_page))
        page = self._show(name)
        selection = self._left_for.pop(name, None) if selection is None else selection
        if selection is not None:
            page.open_with(selection)
        else:
            page.focus_first()

    def go_back(self) -> None:
        """Show the page before this one, its selection and its place as they were."""
        self._take_up(self._trail.back(visit_of(self.current_page)))

    def go_forth(self) -> None:
        """Show the page that was gone back from."""
        self._take_up(self._trail.forth(visit_of(self.current_page)))

    def leave_for(self, name: str, selection: object) -> None:
        """Keep a selection until somebody opens the page of that name."""
        self._left_for[name] = selection

    def page(self, name: str) -> Page:
        """Return a page, made on first use."""
        return self._stack.page(name)

    @property
    def current_page(self) -> Page:
        """The page shown."""
        return self._stack.current

    def move_day(self, on: date | None) -> None:
        """Look at all lists as of that day; None follows the clock again."""
        self._moved_day = None if on == self._clock() else on
        self.top_bar.set_day(self.context.today(), self._clock())
        self.day_band.set_day(self.context.today(), self._clock())
        with waiting():
            self.events.view_changed.emit()
        self._counting.start()

    def choose_office(self, office_id: OfficeId | None) -> None:
        """Narrow all lists to one office; None shows all."""
        self._office_id = office_id
        self.top_bar.set_office(office_id)
        self._name_window()
        self.events.view_changed.emit()
        self._counting.start()

    def lock(self) -> None:
        """Hide everything; keys that work do nothing until opened."""
        if not self.cover.is_on:
            self.cover.show(self._lock)
            self._lock.begin()
            self.numbers.hide()

    @cached_property
    def _lock(self) -> "LockScreen":
        from ui.widgets.lock_screen import LockScreen

        keeps_work = lambda: self.cover.keeps_work or has_unsaved(self._stack.made)  # noqa: E731
        made = LockScreen(self.context.folder, self._store.user, keeps_work)
        made.opened.connect(self._unlock)
        return made

    def _minutes_to_lock(self) -> int:
        is_asked = self.context.folder.asks and not self.cover.is_on
        return self.context.preferences.lock_minutes if is_asked else 0

    def dress(self, theme: str | None = None) -> None:
        """Wear a theme ("light", "dark", "system"), the preferred one when left out."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme or self.context.preferences.theme)
        apply_density(app, self.context.preferences.density)
        self.navigation.dress()
        self.top_bar.dress()
        for page in self._stack.made:
            page.mark_stale()

    def refresh_frame(self) -> None:
        """Read what stands around the page."""
        self.top_bar.set_offices(self._store.queries.offices())
        self.bottom_bar.show_latest(self._store.last_undoable())
        self.bottom_bar.show_backup(self._store.last_backup_at(), self._clock())
        self._counting.start()

    def refresh_counts(self) -> None:
        """Show what waits on each page."""
        counts = self.due_counts()
        self.navigation.set_counts({page.name: page.nav_count(counts) for page in self.pages})

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask a person about what was typed; end work under way and remember the window's place."""
        if event.spontaneous() and (self._is_in_work() or self.backing_up.holds(self.close)):
            event.ignore()
            return
        self._counting.stop()
        self.context.preferences.set_geometry(self.saveGeometry())
        self.hide()  # whatever is still waited for: a closed window is gone
        self.backing_up.drain()
        self.context.tasks.drain()
        forget_printed()
        super().closeEvent(event)

    def _is_in_work(self) -> bool:
        if (lock := vars(self).get("_lock")) is None or not lock.isVisible():
            return self._has_drafts()
        if is_kept := self.cover.keeps_work or self._has_drafts():
            lock.ask_to_open()
        return is_kept

    def _has_drafts(self) -> bool:
        return reminded(self._stack.made, self.current_page, self.go, self.strip, self._finish)

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is there something to put the keyboard on."""
        super().showEvent(event)
        if self._stack.made and not event.spontaneous() and not self.cover.is_on:
            self.current_page.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps its room for the page."""
        is_narrow = event.size().width() < scaled(WORDS_FROM)
        self.navigation.set_narrow(is_narrow=is_narrow)
        self.top_bar.set_narrow(is_narrow=is_narrow)
        if not self.cover.is_on:
            self.menus.set_low(is_low=event.size().height() < LOW)
        super().resizeEvent(event)

    def _build(self) -> None:
        self.navigation = Navigation(self.pages, is_sample=self._store.is_sample)
        self.top_bar: TopBar = TopBar(search_of(self), self._clock, self._store.user, label(self._store.role))
        self.bottom_bar: BottomBar = BottomBar()
        self.day_band = DayBand()
        above = (self.top_bar, hairline(), self.day_band, self.strip)
        upper = across(self.navigation, fill(down(*above, fill(self._stack.widget), gap=0)), gap=0)
        self._desk: QWidget = QWidget()
        self._cover = stack(self._desk)
        self._cover.setObjectName("workspace")
        self.setCentralWidget(self._cover)
        # Into the window last: a widget is dressed with all it holds each time that it comes into another.
        down(fill(upper), hairline(), self.bottom_bar, gap=0, of=self._desk)
        self.own = bind_own(self, self._desk, [page.name for page in self.pages])
        self.menus = Menus(self.pages, self.own, lambda: self.current_page, self.go, without_keys(self._desk))
        self.setMenuBar(self.menus)
        self.cover: Cover = Cover(self, self._cover, self._desk, self.menus)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.go)
        self.top_bar.search.found.connect(lambda who: self.go("roster", who))
        self.top_bar.search.wanted.connect(lambda who, action: self.go("roster", (who, action)))
        self.top_bar.office_chosen.connect(self.choose_office)
        self.top_bar.day_chosen.connect(self.move_day)
        self.top_bar.lock_wanted.connect(self.lock)
        self.day_band.back_wanted.connect(partial(self.move_day, None))
        self.bottom_bar.undo_wanted.connect(self.undo)
        self.bottom_bar.backups_wanted.connect(partial(self.go, "settings"))
        self.bottom_bar.stop_wanted.connect(self._taking_back.stop)
        self.events.moved_on.connect(lambda _: self._retract())
        self.events.wrote.connect(self.bottom_bar.written.show_file)
        self.events.look_changed.connect(self.dress)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        follow_system(app, self._on_system_look)
        self.strip.said.connect(self._on_said)
        self.events.changed.connect(self._on_changed)
        if (keys := key_filter_of(app)) is not None:
            keys.scanned.connect(self._on_scanned)  # a method, so that it ends with the window
            keys.lock_wanted.connect(self.lock)

    def _unlock(self) -> None:
        if not self.cover.lift():
            self.current_page.focus_first()
        self.menus.set_low(is_low=self.height() < LOW)
        self.idle.begin()
        self._lock.tell(self.strip)
        self.unlocked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A ? that no field and no list took asks for the keys."""
        if event.text() == action("window.keys_here").key and self._desk.isEnabled():
            show_keys(self, self._desk)
        else:
            super().keyPressEvent(event)

    def _show(self, name: str) -> Page:
        page = self.page(name)
        self.numbers.hide_unless_on(page.title)
        # What was said there is not about what is done here.
        self.events.moved_on.emit(None)
        self._stack.show(name)
        self.navigation.mark(name)
        self._name_window()
        page.reload_if_stale()
        return page

    def _take_up(self, visit: Visit | None) -> None:
        if visit is not None:
            take_up(visit, self._show(visit.page))

    def _name_window(self) -> None:
        self.cover.name(f"{self.current_page.title} - {self.top_bar.offices.currentText()}")

    def leave(self) -> None:
        """Close, unless something typed is stored nowhere."""
        if not self._has_drafts():
            self._finish()

    def _finish(self) -> None:
        if not self.backing_up.holds(self.close):
            self.close()

    def open_menu(self) -> None:
        """Give the keyboard to the menus."""
        self.menus.open()

    def undo(self) -> None:
        """Take back the last step."""
        self._taking_back.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._taking_back.redo()

    def _on_system_look(self) -> None:
        self.dress()

    def _today(self) -> date:
        return self._moved_day or self._clock()

    def _retract(self) -> None:
        self.strip.clear()
        self.bottom_bar.clear()

    def _on_changed(self, changes: Changes) -> None:
        self.bottom_bar.show_latest(self._store.last_undoable())
        if changes & Changes.SETTINGS:
            self.refresh_frame()
        self._counting.start()

    def _on_said(self, sentence: str) -> None:
        if not self.bottom_bar.say(sentence):
            self.strip.tell(sentence)

    def _on_scanned(self, text: str) -> None:
        if self.cover.is_on:
            self._lock.take_scanned()
        else:
            hand_on(text, self.current_page, self.top_bar.search)
