"""Sheets that are printed, and about which something is to be asked all the same.

Without the sheet there would be no proof of cover at all. Source: docs/rules.md, "Doubts about the list".
"""

from collections.abc import Sequence
from datetime import date

from app.domain.doubts import MISSING_COPAY, lacks_copay
from app.domain.duties import NEVER_HELD
from app.domain.eligibility import elderly_from, has_working_card
from app.domain.person import Person, PersonKind
from app.domain.rules import Situation, SocietyRules
from app.domain.rules.cases import layout_for
from app.ports import Reading
from app.printing.certificate.layout_file import STANDARD
from app.printing.values import Refusal
from app.usecases.printing.layouts import layout_name
from app.words import named


def doubtful_sheets(
    tx: Reading, people: Sequence[Person], rules: SocietyRules, layout: str, *, today: date
) -> list[Refusal]:
    """Return whose sheet may lack something, or belongs on another form. layout: as Society.layout."""
    found = [
        Refusal(person.key, person.name, f"{MISSING_COPAY}。健保に確かめてください。")
        for person in people
        if lacks_copay(person, rules, person.issued_on or today)
    ]
    if not rules.layout_cases:
        return found
    held = [
        one
        for one in tx.certificates_of_all([person.id for person in people if person.id is not None])
        if one.status not in NEVER_HELD
    ]
    for person in people:
        situation = Situation(
            registered=has_working_card(person, rules.card_grace_months, today),
            is_newcomer=not any(one.person_id == person.id for one in held),
            is_insured=person.kind is PersonKind.INSURED,
            is_from_70=elderly_from(person.born_on) <= today,
        )
        wanted = layout_for(rules.layout_cases, situation)
        if wanted is not None and wanted not in (layout or STANDARD, layout_name(layout)):
            reason = f"証は様式「{wanted}」で印刷する決まりです。様式を選び、別の印刷作業にしてください。"
            found.append(Refusal(person.key, person.name, reason))
    return found


def said_of(doubtful: Sequence[Refusal]) -> str:
    """Return one sentence for each reason, with whom it is about; empty where there is none."""
    reasons = dict.fromkeys(one.reason for one in doubtful)
    return "".join(
        f"{named([one.name for one in doubtful if one.reason == reason])}の{reason}" for reason in reasons
    )
