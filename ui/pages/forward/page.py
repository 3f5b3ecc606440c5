"""発送: count what lies in the drawer, send it back to the society, note that it arrived."""

from app.changes import Changes
from app.domain.ids import ShipmentId
from ui.frame.context import Context
from ui.frame.page import Page
from ui.look.layout import add, fill, stack
from ui.pages.forward.drawer import DrawerPanel
from ui.pages.forward.losses import LossesPanel
from ui.pages.forward.prepare import PreparePanel
from ui.pages.forward.shipments import ShipmentsPanel
from ui.pages.places import FORWARD
from ui.widgets.choice_row import ChoiceRow

DRAWER, PREPARE, LOSSES, SHIPMENTS = "drawer", "prepare", "losses", "shipments"
WORDS = {DRAWER: "引き出し", PREPARE: "発送の準備", LOSSES: "喪失届の枚数", SHIPMENTS: "発送の記録"}


class ForwardPage(Page):
    """The drawer and the envelopes."""

    place = FORWARD
    interests = (
        Changes.ROSTER | Changes.CERTIFICATES | Changes.ELDERLY_CARDS | Changes.OUTREACH | Changes.DRAWER
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.views = ChoiceRow("発送の表示", WORDS)
        self.drawer = DrawerPanel(context)
        self.prepare = PreparePanel(context)
        self.losses = LossesPanel(context)
        self.shipments = ShipmentsPanel(context)
        self._panels: dict[str, DrawerPanel | PreparePanel | LossesPanel | ShipmentsPanel] = {
            DRAWER: self.drawer,
            PREPARE: self.prepare,
            LOSSES: self.losses,
            SHIPMENTS: self.shipments,
        }
        self.messages = self.drawer.messages
        self._shown = stack(*self._panels.values())
        add(self.body, self.views, fill(self._shown))
        self.views.chosen.connect(self._show)
        self.prepare.sent.connect(self._on_sent)

    def reload(self) -> None:
        shown = self.views.value
        # What takes long to read is read while somebody looks at it.
        counts = {
            DRAWER: self.drawer.count.read() if shown == DRAWER else self.drawer.count.expected(),
            PREPARE: self.prepare.read(),
            SHIPMENTS: self.shipments.read(),
        }
        if shown == LOSSES:
            counts[LOSSES] = self.losses.read()
        if not any(counts.values()) and self.shipments.is_empty and not self.drawer.count.is_open:
            if not self.context.store.queries.has_people():
                self.set_no_roster("名簿がまだありません。健保の一覧を取り込むと、返す証がここに集まります。")
                return
            self.set_empty(
                "引き出しにも、健保へ返す証はありません。印刷した証と窓口で回収した証がここに集まります。",
                "窓口へ",
                lambda: self.context.go("desk", None),
            )
            return
        self.set_filled()
        self.views.set_counts(counts)

    def focus_first(self) -> None:
        self._panels[self.views.value].setFocus()

    def open_with(self, selection: object) -> None:
        """Show the envelope with that id."""
        if isinstance(selection, int):
            self._go(SHIPMENTS)
            self.shipments.show_shipment(ShipmentId(selection))

    def step_view(self, by: int) -> None:
        self.views.step(by)
        self.focus_first()

    def _on_sent(self) -> None:
        """The cover and the carrier's number come next."""
        self._go(SHIPMENTS)
        self.shipments.show_latest()

    def _go(self, name: str) -> None:
        self.views.choose(name)
        self._show(name)
        self.focus_first()

    def _show(self, name: str) -> None:
        # At the drawer its banner is what is looked at.
        self.messages = self.drawer.messages if name == DRAWER else self.context.messages
        panel = self._panels[name]
        if panel is self.losses:
            panel.read()
        self.reload_if_stale()
        self._shown.setCurrentWidget(panel)

    def _on_changed(self, changes: Changes) -> None:
        """What was found shows in the open drawer at once; the other views read it when they are opened."""
        if changes is Changes.DRAWER and self.drawer.isVisible():
            self._is_stale = True
        else:
            super()._on_changed(changes)
