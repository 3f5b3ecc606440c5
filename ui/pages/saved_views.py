"""見方: parts of a list that somebody named, kept on this PC; one button for every list that has them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look.layout import across
from ui.look.parts import plain_button
from ui.widgets.choice_popup import offer

V = TypeVar("V")

MOST_VIEWS = 6
"""With 「すべて」, keeping and deleting they have one digit each."""


class SavedViews(QWidget, Generic[V]):
    """Names the view that is shown, and lets the user choose, keep and delete one.

    Signals:
        chosen: The user wants another one. arg: the view.
        refused: A sentence for the user. arg: str.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        read: Callable[[], dict[str, V]],
        write: Callable[[Mapping[str, V]], None],
        now: Callable[[], V],
        describe: Callable[[V], str],
        everything: V,
        refuse: Callable[[], str] = str,
    ) -> None:
        """read, write: what is kept. now: what is shown. describe: a view in words.

        refuse: why what is shown may not be kept; "" where it may.
        """
        super().__init__()
        self._refuse = refuse
        self._read, self._write, self._now, self._describe = read, write, now, describe
        self._everything = everything
        self.button = plain_button("", self.offer)
        self.button.setProperty("align", "left")
        self._is_dense, self._name = False, ""
        self.button.setToolTip("保存した見方を選ぶ、いまの絞り込みを保存する (一覧で V)")
        across(self.button, of=self)

    def text(self) -> str:
        """What the button says."""
        return self.button.text()

    def name_now(self, *, is_everything: bool) -> None:
        """Say which view is shown. is_everything: nothing is left out."""
        name = self._current() or ("すべて" if is_everything else "絞り込み中")
        self._name = name
        self._show_name()

    def set_dense(self, *, is_dense: bool) -> None:
        """The name in the tooltip only."""
        self._is_dense = is_dense
        self._show_name()

    def _show_name(self) -> None:
        self.button.setText("見方 ▽  V" if self._is_dense else f"見方: {self._name} ▽  V")
        self.button.setMinimumWidth(0 if self._is_dense else 130)
        self.button.setAccessibleName(f"見方: {self._name}")

    def offer(self) -> None:
        """Let the user choose, keep or delete a view, with one digit each."""
        views, current = self._read(), self._current()
        choices: list[tuple[str, Callable[[], object]]] = [
            ("すべて", partial(self.chosen.emit, self._everything))
        ]
        choices += [(name, partial(self.chosen.emit, view)) for name, view in views.items()]
        choices.append(("いまの絞り込みを保存…", self._keep))
        if current in views:
            choices.append((f"「{current}」を消す", partial(self._delete, current)))
        offer("見方", choices, self.button)

    def _current(self) -> str:
        now = self._now()
        return next((name for name, view in self._read().items() if view == now), "")

    def _keep(self) -> None:
        from ui.dialogs.view_name import ViewNameDialog

        views, now = self._read(), self._now()
        if why := self._refuse():
            self.refused.emit(why)
            return
        dialog = ViewNameDialog(self._describe(now), self._current(), self.window())
        if not dialog.exec():
            return
        if dialog.name not in views and len(views) >= MOST_VIEWS:
            self.refused.emit(
                f"見方は{MOST_VIEWS}つまで保存できます。使わない見方を消してから保存してください。"
            )
            return
        self._write(views | {dialog.name: now})
        self.name_now(is_everything=now == self._everything)

    def _delete(self, name: str) -> None:
        views = self._read()
        views.pop(name, None)
        self._write(views)
        self.name_now(is_everything=self._now() == self._everything)
