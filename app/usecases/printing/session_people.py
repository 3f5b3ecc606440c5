"""The persons of a print session: their households, and whose sheet can be drawn."""

from collections.abc import Sequence

from app.domain.household import employee_of, households
from app.domain.ids import PersonId
from app.domain.person import Person, PersonKind
from app.domain.print_note import PrintNote
from app.errors import PaperRefused
from app.ports import Reading
from app.printing.engine.glyphs import readable
from app.printing.values import CertificateFace, Refusal
from app.usecases.people.name_substitutes import substitutions


class SessionPeople:
    """The persons of a session with their households, read at once."""

    def __init__(self, tx: Reading, person_ids: Sequence[PersonId]) -> None:
        members = tx.households_of(person_ids)
        self._employees = {home: employee_of(family) for home, family in households(members).items()}
        self._by_id = {member.id: member for member in members}
        self._notes = tx.print_notes_of(person_ids)
        self._tx = tx

    def person(self, person_id: PersonId) -> Person:
        """Return one of them; raises NotFound like the transaction."""
        return self._by_id.get(person_id) or self._tx.person(person_id)

    def note_of(self, person_id: PersonId) -> PrintNote:
        """Return what the sheet says beyond the roster; nothing for most."""
        return self._notes.get(person_id) or PrintNote(None, person_id)

    def insured_of(self, person: Person) -> Person | None:
        """Return the employee behind a dependant; None for an employee, or if none is stored."""
        if person.kind is PersonKind.INSURED:
            return None
        return self._employees.get((person.symbol, person.number))


def drawable(
    tx: Reading, faces: Sequence[tuple[Person, CertificateFace]], layout: str
) -> tuple[list[tuple[Person, CertificateFace]], list[Refusal]]:
    """Return what can be drawn exactly as filed, and who must be left out."""
    # ReportLab and the fonts are loaded on the first print, for a quick start.
    from app.printing.certificate.certificate import check_faces
    from app.printing.certificate.layout_file import chosen_layout

    undrawable = check_faces(
        [face for _, face in faces],
        chosen_layout(layout),
        substitutions=substitutions(tx, [person for person, _ in faces]),
    )
    bad = {refusal.person_key for refusal in undrawable}
    return [(person, face) for person, face in faces if person.key not in bad], undrawable


def refuse_undecided(refused: Sequence[Refusal]) -> None:
    """Raise PaperRefused naming who waits for a decision about a character, if anybody does."""
    waiting = {refusal.person_key: refusal.name for refusal in refused if refusal.name_of is not None}
    if not waiting:
        return
    names = "、".join(f"{readable(name)} さん" for name in list(waiting.values())[:3])
    more = f"ほか{len(waiting) - 3}名" if len(waiting) > 3 else ""
    raise PaperRefused(
        f"{names}{more}の氏名に、そのままでは印刷できない文字があります。"
        "下の一覧で代わりを決めるか、この方を除いて準備してください。"
    )
