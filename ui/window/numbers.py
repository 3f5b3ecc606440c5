"""記号・番号 and 備考 are hidden until somebody asks, and again when the page is left or the desk locked."""

from collections.abc import Callable

from app.changes import Changes
from app.domain.roles import Act
from ui.frame.context import Context
from ui.widgets.top_bar import TopBar

_SHOW, _HIDE = "番号を見る", "番号を伏せる"


class Numbers:
    """What the button in the top bar and its key do."""

    def __init__(self, context: Context, top_bar: TopBar, where: Callable[[], str]) -> None:
        """where: what the history calls the page that is shown."""
        self._store, self._events, self._messages = context.store, context.events, context.messages
        self._button, self._where = top_bar.numbers, where
        self._is_masking, self._asked_on = False, ""
        top_bar.numbers_wanted.connect(self.turn)
        context.events.changed.connect(lambda changes: self.read() if changes & Changes.SETTINGS else None)
        self.read()

    def read(self) -> None:
        """Offer it where this data folder masks numbers, and to who may see them."""
        self._is_masking = self._store.queries.society().masks_numbers
        self._button.setVisible(self._is_masking and self._store.may(Act.NUMBERS))
        self._tell()

    def turn(self) -> None:
        """Show the numbers of this page, which the history tells; or mask them again."""
        if self._store.hides_numbers:
            self._asked_on = self._where()
            self._store.show_numbers(self._asked_on)
            self._look_again()
        elif self._is_masking:
            self.hide()
        else:
            self._messages.refuse(
                "このデータでは、記号・番号を伏せていません。設定の「利用者」で伏せられます。"
            )

    def hide_unless_on(self, page: str) -> None:
        """Another page is shown, or the same one again."""
        if page != self._asked_on:
            self.hide()

    def hide(self) -> None:
        """Mask them again, if they were asked for."""
        if self._store.hide_again():
            self._look_again()

    def _look_again(self) -> None:
        self._tell()
        self._events.view_changed.emit()

    def _tell(self) -> None:
        self._button.setText(_SHOW if self._store.hides_numbers else _HIDE)
