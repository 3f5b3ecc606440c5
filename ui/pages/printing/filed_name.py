"""The name of the sheet one looks at: as it was filed, and in large as the paper shows it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.printing.engine.glyphs import clusters, code_points
from ui.look.layout import STRETCH, across, down
from ui.look.parts import role_label
from ui.look.theme import TIGHT
from ui.widgets.name_sample import NamePreview

if TYPE_CHECKING:
    from app.printing.certificate.name_sample import NameSample


class FiledName(QWidget):
    """Character by character the two can be compared: beside the name stand the numbers of the rare ones."""

    def __init__(self) -> None:
        super().__init__()
        self._filed = role_label("", "heading")
        self._rare = role_label("", "minor")
        self.printed = NamePreview()
        filed = across(role_label("届出", "sub"), self._filed, self._rare, STRETCH)
        down(filed, self.printed, gap=TIGHT, of=self)
        self.hide()

    def show_sheet(self, name: str, sample: "NameSample | None") -> None:
        """Show the name as filed beside the box of the page that leaves; None hides both."""
        self.setVisible(sample is not None)
        self._filed.setText(name)
        rare = [one for one in clusters(name) if is_rare(one)]
        self._rare.setText("  ".join(f"{one} {code_points(one)}" for one in rare))
        self._rare.setVisible(bool(rare))
        self.printed.show_sample(sample)


def is_rare(character: str) -> bool:
    """Return whether a character is none of the everyday set, so that its likes are easily taken for it.

    >>> is_rare("高"), is_rare("髙"), is_rare("𠮷"), is_rare("葛\U000e0100")
    (False, True, True, True)
    """
    try:
        character.encode("iso2022_jp")
    except UnicodeEncodeError:
        return True
    return False
