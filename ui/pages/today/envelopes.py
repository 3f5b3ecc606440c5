"""What must not be forgotten above the due list: envelopes that the society has not confirmed."""

from collections.abc import Sequence

from app.rows import ShipmentRow
from app.usecases.counter.shipments import asked_about, to_ask_about
from ui.frame.context import Context
from ui.look.theme import Tone
from ui.pages.today.strip import ReminderStrip


class EnvelopeStrip(ReminderStrip):
    """Hidden while every envelope arrived or may still be on its way; else the oldest and the way there."""

    def __init__(self, context: Context) -> None:
        super().__init__("発送の記録へ", self._open_oldest)
        self._context = context
        self._rows: Sequence[ShipmentRow] = ()

    def read(self) -> None:
        """Read the envelopes of all offices: they leave together."""
        self._rows = to_ask_about(self._context.store.queries, self._context.clock())
        self.remind(asked_about(self._rows), Tone.SOON)

    def _open_oldest(self) -> None:
        if self._rows:
            self._context.go("forward", self._rows[0].shipment_id)
