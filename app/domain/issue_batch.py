"""発行データ: who gets a certificate, from when and until when, as the society decided and signed it.

The office prints exactly that; the account of it goes back as the 発行報告.
"""

from dataclasses import fields
from datetime import date
from enum import StrEnum

from app.domain.ids import IssueBatchId, SessionId
from app.domain.person import Person, PersonKind
from app.domain.print_note import PrintNote, SaidOfSheet
from app.errors import NotAllowed
from app.late import dataclass
from app.words import word


@dataclass(frozen=True, slots=True)
class IssueBatch:
    """A batch as the office took it. content: its facts as the society signed them, without the seal.

    print_by: the last day on which it may be printed. session_id: the run that came of it; None until then.
    """

    id: IssueBatchId | None
    number: str
    made_on: date
    print_by: date
    taken_on: date
    content: str
    session_id: SessionId | None = None

    def check_in_time(self, today: date) -> None:
        """Refuse a batch whose time is over: the society may have decided otherwise since."""
        if today > self.print_by:
            raise NotAllowed(
                f"発行データ {self.number} の印刷期限が過ぎています。健保から新しいものを受け取ってください。"
            )


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One certificate of a batch. What is a fact of the human must be what the roster says.

    disease_mark: see app.domain.print_note.Disease; None where the society's list has no such column.
    """

    key: str
    kind: PersonKind
    name: str
    born_on: date
    qualified_on: date
    issued_on: date
    expires_on: date
    copay_rate: int | None
    copay_from: date | None
    disease_mark: str | None = None
    disease_from: date | None = None

    @property
    def on_sheet(self) -> SaidOfSheet:
        """What the society decides of the sheet beyond the roster."""
        return SaidOfSheet(disease_mark=self.disease_mark, disease_from=self.disease_from)

    def decided(self) -> dict[str, object]:
        """Return what the society decides of a paper, by the name the roster has for it."""
        return {
            "issued_on": self.issued_on,
            "certificate_expires_on": self.expires_on,
            "copay_rate": self.copay_rate,
            "copay_from": self.copay_from,
        }

    def differs(self, person: Person, note: PrintNote | None = None, *, in_all: bool) -> str:
        """Return what of the roster is not as signed, in words; empty where all is. in_all: decisions too.

        note: what the sheet says beyond the roster.
        """
        signed = {name: getattr(self, name) for name in ("kind", "name", "born_on", "qualified_on")}
        if in_all:
            signed |= self.decided()
        others = [name for name, value in signed.items() if getattr(person, name) != value]
        words = [word("Column.person", name) for name in others]
        if in_all and note is not None and not self.on_sheet.put_into(note).says_as(note):
            words.append("証に載せる区分")
        return "・".join(words)


ENTRY_FIELDS = tuple(field.name for field in fields(BatchEntry))


class Outcome(StrEnum):
    """What became of one certificate of a batch."""

    PRINTED = "printed"
    MISSING = "missing"
    NOT_PRINTED = "not_printed"
