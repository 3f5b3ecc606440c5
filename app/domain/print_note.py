"""What a sheet says beyond the roster, on the person's request: 通称名 and 限度額適用区分.

Kept apart from the roster: both are sensitive and never stand in a list.
Source: docs/rules.md, "Names and characters".
"""

from dataclasses import dataclass

from app.domain.ids import PersonId, PrintNoteId


@dataclass(frozen=True, slots=True)
class PrintNote:
    """At most one for each person.

    registry_name: 戸籍上の氏名, told on the back where the front shows a 通称名 by the society's
    leave; empty where the name is the registered one. limit_category: 限度額適用区分 on request,
    None where the sheet shows none.
    """

    id: PrintNoteId | None
    person_id: PersonId
    registry_name: str = ""
    limit_category: str | None = None
