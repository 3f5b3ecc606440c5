"""見本: certificates to be looked at. Nothing is stored; they have no number and nobody counts them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.ids import PersonId
from app.late import dataclass
from app.ports import Reading
from app.printing.values import PackItem, Refusal, Substitutions
from app.usecases.printing import sessions
from app.usecases.printing.companions import pack_items

NUMBER = "MIHON"
"""Stands where a certificate has its 発行番号; no desk takes it for one."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Sheets to try with, and who could not get one."""

    items: tuple[PackItem, ...]
    refused: tuple[Refusal, ...]
    substitutions: Substitutions
    layout: str


def tries(tx: Reading, person_ids: Sequence[PersonId], *, today: date) -> Tries:
    """Return the sheets these people would get today as 見本, in the order given."""
    waiting = sessions.faces_to_plan(tx, person_ids, today=today)
    refused = sessions.refusals(tx, person_ids, today=today)
    out = {refusal.person_key for refusal in refused}
    sheets = [sheet for sheet in waiting.sheets if sheet[1].person_key not in out]
    marked = [
        (
            person_id,
            replace(
                face, seal_png=None, is_specimen=True, issue_number=NUMBER, sheet_label=f"見本-{number:03d}"
            ),
        )
        for number, (person_id, face) in enumerate(sheets, 1)
    ]
    return Tries(pack_items(tx, marked), tuple(refused), waiting.substitutions, waiting.layout)


def said_of(made: Tries) -> str:
    """Say what they are, and what they are not."""
    return f"見本{len(made.items)}枚です。交付にも枚数にも数えず、発行番号もありません。"


def history_label(made: Tries, where: str) -> str:
    """Return the line of the history. where: the printer or the name of the file."""
    return f"見本の印刷 {len(made.items)}枚 {where}"
