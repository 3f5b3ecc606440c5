"""What came of a file that was merged."""

from dataclasses import field

from app.domain.ids import CertificateId, PersonId
from app.domain.person import Person
from app.late import dataclass


@dataclass(slots=True)
class Merged:
    """Counts of rows, and what follows for the sheets.

    waiting: rows that name one which did not come in. people: those changed, before and after. unlike: whose
    printed facts are others in the file than here now. sheets: those the file holds; made: those of them
    that are new here.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    waiting: int = 0
    conflicts: int = 0
    steps: int = 0
    people: list[tuple[Person, Person]] = field(default_factory=list)
    unlike: set[PersonId] = field(default_factory=set)
    sheets: set[CertificateId] = field(default_factory=set)
    made: set[CertificateId] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """How many rows are others than before."""
        return self.added + self.changed + self.gone
