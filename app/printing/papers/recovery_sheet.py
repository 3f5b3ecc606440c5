"""The recovery code of a data folder on one A4 sheet, to be kept in a safe.

Its texts stand in resources/papers/recovery.toml.
"""

from datetime import date
from typing import BinaryIO

from app.domain.wareki import wareki
from app.printing.engine.page import A4_WIDTH, document, wrap
from app.words import texts

_LEFT, _RIGHT = 25.0, A4_WIDTH - 25
_SIZE, _CODE_SIZE = 11, 22
_LINE = 7.0


def draw_recovery_sheet(code: str, out: BinaryIO, *, folder: str, on: date) -> None:
    """Write the sheet. folder: the place of the data, so that in years somebody knows what it opens."""
    words = texts("papers/recovery.toml")
    with document(out, words["title"]) as sheet:
        face = sheet.fonts.label
        with sheet.tagged("H1"):
            sheet.text(_LEFT, 40, words["title"], face, 18)
        with sheet.tagged("P"):
            sheet.text(A4_WIDTH / 2, 66, code, face, _CODE_SIZE, align="center")
        y = 86.0
        facts = (words["folder"].format(folder=folder), words["made"].format(day=wareki(on)))
        # A folder may bear signs that no face draws; the code is what matters.
        for told in (*words["lines"], "", *(fact for fact in facts if not face.undrawable(fact))):
            with sheet.tagged("P"):
                for line in wrap(told, face, width=_RIGHT - _LEFT, size=_SIZE):
                    sheet.text(_LEFT, y, line, face, _SIZE)
                    y += _LINE
        y += _LINE
        with sheet.tagged("P"):
            sheet.text(_LEFT, y, words["keeper"], face, _SIZE)
        sheet.line(_LEFT + 50, y + 1, _RIGHT, y + 1, 0.2)
        sheet.end()
