"""Without a residence in Japan at 75 nobody passes to 後期高齢者医療: the exception to an end by age.

Source: docs/rules.md, "Ages 70 and 75".
"""

from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.eligibility import seventy_fifth
from app.domain.ids import PersonId
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.free_text import check_free_text


@everyday
def stay_insured(tx: Transaction, person_id: PersonId, *, since: date, reason: str) -> Done:
    """Record that somebody has no residence in Japan from that day, so that 75 does not end the cover.

    reason: how the office knows, or who of the society said so. Refused where that day lies after the
    75th birthday: cover had ended by then.
    """
    check_free_text(reason, "理由")
    if not reason.strip():
        raise BadValue("理由を入れてください。健保に確かめたことを書きます。")
    person = tx.person(person_id)
    turns_75 = seventy_fifth(person.born_on).on
    if since > turns_75:
        raise NotAllowed(
            f"{person.name} さんは {wareki(turns_75)} に75歳で、その日に国内に住所がありました。"
            "日付を確かめてください。"
        )
    tx.save_person(replace(person, abroad_since=since, abroad_reason=reason.strip()))
    return Done(
        f"{person.name} さんは国内に住所がないため、{wareki(turns_75)} に75歳になっても資格が続きます。"
        "健保に確かめてください。国内に住所ができたら、その日を75歳到達として喪失を記録します。",
        f"国内に住所なし {person.name}",
    )


@everyday
def end_by_age(tx: Transaction, person_id: PersonId) -> Done:
    """Take the exception back: 75 ends the cover again."""
    person = tx.person(person_id)
    if person.abroad_since is None:
        raise NotAllowed(f"{person.name} さんに、国内に住所がない記録はありません。")
    tx.save_person(replace(person, abroad_since=None, abroad_reason=""))
    turns_75 = wareki(seventy_fifth(person.born_on).on)
    return Done(
        f"{person.name} さんの国内に住所がない記録を消しました。75歳になる {turns_75} に資格が終わります。",
        f"国内に住所なしの取消 {person.name}",
    )
