"""更新: let a new sheet take the place of one that expires, and give it back if nothing comes of it.

No use cases of their own: steps of a print session and of what ruins a sheet before it is handed out.
Source: docs/rules.md, "Renewal".
"""

from datetime import date

from app.domain.certificate import Certificate, ReplaceCause
from app.domain.ids import PersonId
from app.domain.person import Person
from app.domain.renewal import awaits_exchange, can_renew
from app.errors import NotAllowed
from app.ports import Transaction


def make_way(tx: Transaction, person: Person, live: Certificate, *, today: date) -> None:
    """Let a sheet that was handed out make way for one with the later 有効期限 of its holder.

    The holder goes on using it until the new one is handed out or it expires. Call this before
    the new sheet is stored: nobody has two live ones. Raises NotAllowed where `can_renew` says no.
    """
    if not can_renew(person, live, today):
        raise NotAllowed(
            f"{person.name} さんには有効な証(発行番号 {live.issue_number})がすでにあります。"
            "新しい有効期限の一覧を取り込むと更新できます。"
        )
    on = max(today, live.last_step_on or today)
    tx.save_certificate(live.supersede(on, ReplaceCause.RENEWAL))


def give_back(tx: Transaction, person_id: PersonId) -> None:
    """Let the sheet that made way count again: the new one came to nothing before it left the office.

    Call this after the new sheet was cancelled, spoiled or lost, in the office or by going to the
    wrong person. Does nothing where another sheet
    is live, the old one is no longer with its holder, or the new one had been handed out.
    """
    sheets = tx.certificates_of(person_id)
    if any(sheet.is_live for sheet in sheets):
        return
    waiting = [sheet for sheet in sheets if awaits_exchange(sheet, sheets, date.max)]
    if waiting:
        tx.save_certificate(waiting[-1].reinstate())
