"""The manual inside the program: contents and search at the left, the page at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QWidget

import resources
from ui.look.bound import bind
from ui.look.fields import text_field
from ui.look.layout import STRETCH, across, down, fill, held
from ui.look.parts import plain_button, role_label
from ui.look.theme import APART, BASE, active_theme, app_font, scaled
from ui.words.manual import ManualPage, contents_html, find_in_manual, manual, manual_page, manual_pages

INDEX = "index"
_PICTURE = 720
"""Pixels of width of a picture in the text."""
_SIZE, _CONTENTS = (1040, 720), 280
_PAGE = Qt.ItemDataRole.UserRole


class ManualWindow(QDialog):
    """Stays open beside the work; F1 elsewhere turns its page."""

    def __init__(self, parent: QWidget) -> None:
        """parent: the window, or a dialog that lets nothing else be used."""
        super().__init__(parent)
        self.setWindowTitle("使い方")
        self.setModal(False)
        self._found: list[ManualPage] = []
        self._trail: list[str] = []
        self.page = INDEX
        self.search: QLineEdit = text_field("使い方を探す", hint="言葉で探す  Ctrl+F")
        self.told = role_label("", "minor")
        self.contents = QListWidget()
        self.contents.setAccessibleName("使い方の目次")
        self.text = QTextBrowser()
        self.text.setAccessibleName("使い方の本文")
        self.text.setOpenLinks(False)
        self.text.setSearchPaths([str(resources.path("manual"))])
        back = plain_button("前のページ  Alt+←", self.go_back)
        index = plain_button("目次", lambda: self.turn_to(INDEX))
        leave = plain_button("閉じる  Esc", self.close)
        left = held(down(self.search, self.told, fill(self.contents)))
        left.setFixedWidth(scaled(_CONTENTS))
        right = held(down(across(back, index, STRETCH, leave), fill(self.text)))
        across(left, fill(right), gap=APART, margins=(16, 16, 16, 16), of=self)
        for button in (back, index, leave):
            button.setAutoDefault(False)
        bind(self, "window.find", self.search.setFocus)
        bind(self, "window.back", self.go_back)
        self.search.textEdited.connect(self._list)
        self.search.returnPressed.connect(self._take_first)
        self.contents.itemClicked.connect(self._choose)
        self.contents.itemActivated.connect(self._choose)
        self.text.anchorClicked.connect(self._follow)
        self._list()
        room = parent.screen().availableGeometry().size()
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 80))

    def turn_to(self, name: str) -> None:
        """Show a page; the contents where there is none of that name."""
        if name != self.page:
            self._trail.append(self.page)
        self._show(name)

    def go_back(self) -> None:
        """Show the page before."""
        if self._trail:
            self._show(self._trail.pop())

    def _show(self, name: str) -> None:
        page = manual_page(name)
        self.page = name if page is not None else INDEX
        theme = active_theme()
        self.text.document().setDefaultStyleSheet(
            f"a {{ color: {theme.link}; }} td, th {{ padding: 4px 8px; }} th {{ text-align: left; }}"
            "p, li { line-height: 150%; } h2 { margin-top: 24px; }"
        )
        width = min(_PICTURE, self.text.viewport().width() - 32)
        body = contents_html() if page is None else page.html
        self.text.setHtml(
            body.replace(
                "<table>", f'<table border="1" cellspacing="0" bordercolor="{theme.border}">'
            ).replace("<p><img ", f'<p style="line-height: 100%"><img width="{width}" ')
        )
        for at in range(self.contents.count()):
            item = self.contents.item(at)
            if item.data(_PAGE) == self.page:
                self.contents.setCurrentItem(item)

    def _list(self) -> None:
        """The contents, or what was found."""
        self.contents.clear()
        words = self.search.text().strip()
        if words:
            self._found = list(find_in_manual(words))
            self.told.show()
            self.told.setText(f"{len(self._found)}ページ" if self._found else "見つかりません。別の言葉で")
            self._add_pages(self._found)
            return
        self.told.hide()
        self._found = []
        for part in manual():
            heading = QListWidgetItem(part.title)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setFont(app_font(BASE, bold=True))
            self.contents.addItem(heading)
            self._add_pages(part.pages)

    def _add_pages(self, pages: Sequence[ManualPage]) -> None:
        for page in pages:
            item = QListWidgetItem(f"  {page.title}")
            item.setData(_PAGE, page.name)
            self.contents.addItem(item)

    def _take_first(self) -> None:
        if self._found:
            self.turn_to(self._found[0].name)
            self.text.find(self.search.text().strip())

    def _choose(self, item: QListWidgetItem) -> None:
        if item.data(_PAGE):
            self.turn_to(item.data(_PAGE))
            if self.search.text().strip():
                self.text.find(self.search.text().strip())

    def _follow(self, link: QUrl) -> None:
        name = link.fileName().removesuffix(".md")
        if any(page.name == name for page in manual_pages()):
            self.turn_to(name)


def show_manual(parent: QWidget, name: str) -> ManualWindow:
    """Show a page of the manual beside a window or a dialog."""
    window = parent.window()
    shown = window.findChild(ManualWindow) or ManualWindow(window)
    shown.show()
    shown.turn_to(name)
    shown.raise_()
    shown.activateWindow()
    shown.contents.setFocus()
    return shown
