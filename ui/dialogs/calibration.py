"""位置合わせ: four numbers read from a test page with a ruler."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain import typed
from app.domain.calibration import MARK_LEFT, MARK_TOP, RESIDUE_LIMIT, RULE_LENGTH, Calibration, Measured
from app.errors import BadValue
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.look.layout import STRETCH, across
from ui.look.theme import Tone
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph

_LONGEST = 300.0
_WORDS = (
    ("① 紙の左端から縦の線まで(&L)", MARK_LEFT),
    ("② 紙の上端から横の線まで(&T)", MARK_TOP),
    ("③ 横の線の長さ A–B(&W)", RULE_LENGTH),
    ("④ 縦の線の長さ A–C(&H)", RULE_LENGTH),
)


class CalibrationDialog(FormDialog):
    """Says at once whether the page is true, and what the numbers mean."""

    def __init__(self, printer: str, calibration: Calibration, parent: QWidget | None = None) -> None:
        """calibration: what the test page was drawn with."""
        super().__init__("位置合わせ", "補正を保存", parent)
        self._printed_with = calibration
        self.form.addRow(Paragraph(f"{printer} の試し刷りを定規で測り、0.1 mm まで入れてください。", "sub"))
        self.fields = [self._field(word, nominal) for word, nominal in _WORDS]
        self.told = Notice(Tone.INFO)
        self.below.addWidget(self.told)
        for field in self.fields:
            field.textChanged.connect(lambda _: self._tell())
        self._tell()
        self.fields[0].setFocus()
        self.fields[0].selectAll()

    @property
    def measured(self) -> Measured:
        """The four numbers; BadValue names the field that cannot be read."""
        return Measured(*(_number(field) for field in self.fields))

    @property
    def calibration(self) -> Calibration:
        """What to print with from now on; as before where the page is true already."""
        measured = self.measured
        return self._printed_with if measured.is_true else self._printed_with.corrected(measured)

    def check(self) -> None:
        """Refuse measures that cannot be meant, and a driver that scales."""
        super().check()
        self._printed_with.corrected(self.measured)

    def _field(self, word: str, nominal: float) -> QLineEdit:
        field = text_field(word.partition("(&")[0], f"{nominal:.1f}", width=96)
        self.add(word, across(field, "mm", STRETCH), field)
        self.judge(field, lambda: _number(field))
        return field

    def _tell(self) -> None:
        self.say("")
        try:
            measured = self.measured
        except BadValue:
            # Half-typed; the sentence comes when it is saved.
            self.told.say("")
            return
        if measured.is_scaled:
            self.told.say(f"▲ {measured.scaling_sentence}", Tone.SOON)
        elif measured.is_true:
            self.told.say(
                f"✓ ずれは{measured.residue:.1f} mm です({RESIDUE_LIMIT:g} mm 以内)。このまま使えます。",
                Tone.DONE,
            )
        else:
            self.told.say(
                f"○ ずれは最大{measured.residue:.1f} mm です。保存し、もう一度試し刷りして確かめてください。",
                Tone.INFO,
            )


def _number(field: QLineEdit) -> float:
    text = typed.narrow(field.text()).removesuffix("mm").strip()
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= _LONGEST:
        raise BadValue(f"{field.accessibleName()}を、29.8 のようにミリで入れてください。")
    return round(value, 2)
