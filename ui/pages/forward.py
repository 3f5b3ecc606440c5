"""発送: count what lies in the drawer, send it back to the society, note that it arrived."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.changes import Changes
from app.domain.duties import DutyKind
from app.rows import DueCount
from ui.context import Context
from ui.page import Page
from ui.pages.forward_drawer import DrawerPanel
from ui.pages.forward_shipments import ShipmentsPanel
from ui.widgets.choice_row import Choice, ChoiceRow

DRAWER, SHIPMENTS = "drawer", "shipments"
WORDS = {DRAWER: "引き出し", SHIPMENTS: "発送の記録"}


class ForwardPage(Page):
    """The drawer and the envelopes."""

    name = "forward"
    title = "発送"
    icon = "ph.paper-plane-tilt"
    interests = Changes.ROSTER | Changes.CERTIFICATES | Changes.ELDERLY_CARDS

    @classmethod
    def nav_count(cls, counts: Sequence[DueCount]) -> int | None:
        """How many papers wait to be sent."""
        return sum(count.total for count in counts if count.kind is DutyKind.FORWARD)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build both views."""
        super().__init__(context, parent)
        self.views = ChoiceRow("発送の表示", [Choice(name, word) for name, word in WORDS.items()])
        self.drawer = DrawerPanel(context)
        self.shipments = ShipmentsPanel(context)
        self._panels: dict[str, QWidget] = {DRAWER: self.drawer, SHIPMENTS: self.shipments}
        self._shown = QStackedWidget()
        for panel in self._panels.values():
            self._shown.addWidget(panel)
        self.body.addWidget(self.views)
        self.body.addWidget(self._shown, 1)
        self.views.chosen.connect(lambda name: self._shown.setCurrentWidget(self._panels[name]))

    def reload(self) -> None:
        """Read drawer and shipments."""
        in_drawer = self.drawer.read()
        shipments = self.shipments.read()
        if not in_drawer and not shipments:
            self.set_empty(
                "健保へ返す証はありません。窓口で回収した証がここに集まります。",
                "窓口へ",
                lambda: self.context.go("desk", None),
            )
            return
        self.set_filled()
        counts = {DRAWER: in_drawer, SHIPMENTS: shipments}
        self.views.set_choices([Choice(name, word, counts[name]) for name, word in WORDS.items()])

    def focus_first(self) -> None:
        """The scan line of the drawer, or the list of shipments."""
        self._panels[self.views.value].setFocus()
