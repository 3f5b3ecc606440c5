"""Two parts side by side that keep their share whatever they show; the user may move the line between."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from ui.frame.preferences import Preferences

SHARE = 52
"""Per cent of the width for the left part, until somebody moves the line."""

_GAP = 24
_LEAST = 300
"""Pixels that either part keeps."""


class Halves(QSplitter):
    """A splitter whose line stands still from content to content and is found again where it was left."""

    def __init__(self, preferences: Preferences, key: str, left: QWidget, right: QWidget) -> None:
        """key: under which the share is remembered on this PC."""
        super().__init__(Qt.Orientation.Horizontal)
        self._preferences, self._key = preferences, key
        kept = preferences.text(key)
        self._share = int(kept) if kept.isdecimal() else SHARE
        self.setHandleWidth(_GAP)
        self.setChildrenCollapsible(False)
        for part in (left, right):
            # What a part holds must not move the line; it wraps, or ends in ….
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            part.setMinimumWidth(_LEAST)
            self.addWidget(part)
        self.handle(1).setAccessibleName("一覧と詳細の境目")
        self.handle(1).setToolTip("左右に動かすと、一覧と詳細の幅が変わります")
        self.splitterMoved.connect(self._on_moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _GAP
        left = room * self._share // 100
        self.setSizes([left, room - left])

    def _on_moved(self, at: int, _index: int) -> None:
        self._share = round(100 * at / max(1, self.width() - _GAP))
        self._preferences.set_text(self._key, str(self._share))
