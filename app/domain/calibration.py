"""Where a printer really puts its marks, from four measures taken with a ruler.

All figures are millimetres. Nothing of the form is changed: the whole page is moved and
stretched so little that it comes out where it belongs.
"""

from app.errors import BadValue
from app.late import dataclass

MARK_LEFT, MARK_TOP = 30.0, 30.0
"""Where the test page's corner mark belongs, from the left and the upper edge of the paper."""

RULE_LENGTH = 100.0
"""How long the two rules of the test page belong."""

SCALING_LIMIT = 0.005
"""From this share on the driver scales: "fit to page"."""

RESIDUE_LIMIT = 0.5
"""A page counts as true when no measure is further off than this."""

_FURTHEST, _MOST_SCALING = 15.0, 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """Read from a test page: paper edge to mark (left, top), length of each rule."""

    left: float = MARK_LEFT
    top: float = MARK_TOP
    across: float = RULE_LENGTH
    down: float = RULE_LENGTH

    @property
    def residue(self) -> float:
        """How far the worst of the four is off."""
        return max(
            abs(self.left - MARK_LEFT),
            abs(self.top - MARK_TOP),
            abs(self.across - RULE_LENGTH),
            abs(self.down - RULE_LENGTH),
        )

    @property
    def is_true(self) -> bool:
        """Whether nothing needs correcting."""
        return self.residue <= RESIDUE_LIMIT

    @property
    def is_scaled(self) -> bool:
        """Whether the driver makes the page larger or smaller."""
        return max(abs(self._share(self.across)), abs(self._share(self.down))) > SCALING_LIMIT

    @property
    def scaling_sentence(self) -> str:
        """What to tell when the driver scales; empty when it does not."""
        if not self.is_scaled:
            return ""
        return (
            f"100 mm の線が横{self.across:g} mm、縦{self.down:g} mm で印刷されています。"
            "「用紙に合わせる」などの拡大・縮小が働いています。プリンターの設定を「実際のサイズ(100%)」に"
            "してから、もう一度試し刷りしてください。"
        )

    @staticmethod
    def _share(length: float) -> float:
        return length / RULE_LENGTH - 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """Draw at (dx + scale_x · x, dy + scale_y · y), and the paper shows (x, y)."""

    dx: float = 0.0
    dy: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    @property
    def is_none(self) -> bool:
        """Whether the page is drawn as it is."""
        return self == UNCORRECTED

    def corrected(self, measured: Measured) -> "Calibration":
        """Return what to draw with next, from a page that was drawn with this one.

        Raises BadValue when a measure cannot be meant, and when the driver scales so much that a
        correction would only hide it.
        """
        _check(measured)
        scale_x = measured.across / RULE_LENGTH
        scale_y = measured.down / RULE_LENGTH
        # The printer puts a point meant for p at left + scale · (p - MARK); what we draw undoes it.
        back_x, back_y = MARK_LEFT - measured.left / scale_x, MARK_TOP - measured.top / scale_y
        return Calibration(
            dx=round(self.dx + self.scale_x * back_x, 3),
            dy=round(self.dy + self.scale_y * back_y, 3),
            scale_x=round(self.scale_x / scale_x, 6),
            scale_y=round(self.scale_y / scale_y, 6),
        )


UNCORRECTED = Calibration()
"""The page as it is drawn."""


def _check(measured: Measured) -> None:
    for name, value, nominal, allowed in (
        ("左", measured.left, MARK_LEFT, _FURTHEST),
        ("上", measured.top, MARK_TOP, _FURTHEST),
        ("横", measured.across, RULE_LENGTH, _FURTHEST),
        ("縦", measured.down, RULE_LENGTH, _FURTHEST),
    ):
        if abs(value - nominal) > allowed:
            raise BadValue(
                f"{name}の {value:g} mm は離れすぎています。ミリで測り直してください(本来は {nominal:g} mm)。"
            )
    if max(abs(measured.across / RULE_LENGTH - 1), abs(measured.down / RULE_LENGTH - 1)) > _MOST_SCALING:
        raise BadValue(measured.scaling_sentence)
