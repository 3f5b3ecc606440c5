"""外字: what is printed for a character of a name that no face draws, as agreed with the person."""

from dataclasses import replace
from datetime import date

from app.domain.ids import PersonId, SubstituteId
from app.errors import BadValue, NotAllowed
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class NameSubstitute:
    """One character of one person's name and what stands for it on paper; remembered.

    character: as filed, with its selectors. text: the character the person agreed to (本人了承).
    png: a picture of the character as filed. Exactly one of both is given. agreed_on: the day of
    the agreement, or the day the picture was checked. withdrawn_on: from then on it counts no more.
    Source: docs/rules.md, "Names and characters".
    """

    id: SubstituteId | None
    person_id: PersonId
    character: str
    text: str
    png: bytes
    agreed_on: date
    note: str = ""
    withdrawn_on: date | None = None

    def __post_init__(self) -> None:
        if not self.character:
            raise BadValue("代わりを決める文字がありません。名前の文字を選んでください。")
        if bool(self.text.strip()) == bool(self.png):
            raise BadValue("代わりの文字か、文字の画像のどちらか一つを決めてください。")

    def withdraw(self, on: date) -> "NameSubstitute":
        """It counts no more; the record stays."""
        if self.withdrawn_on is not None:
            raise NotAllowed("この代わりの文字はすでに取り消されています。")
        return replace(self, withdrawn_on=on)
