"""Who is concerned when somebody of a household reaches 70 or 75, and what comes back.

Source: docs/rules.md, "Ages 70 and 75".
"""

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.certificate import TO_COME_BACK
from app.domain.cover import Loss
from app.domain.duties import return_by
from app.domain.elderly_card import DUE_BACK, ElderlyOutcome
from app.domain.eligibility import elderly_from, months_after, seventy_fifth
from app.domain.ids import PersonId
from app.domain.person import LossCause, PersonKind
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.late import dataclass
from app.rows import PersonRow

_HOLDS_ONE = DUE_BACK | {ElderlyOutcome.IN_USE}
Cards = Mapping[PersonId, ElderlyOutcome]


@dataclass(frozen=True, slots=True)
class ChainMember:
    """One member whom the day concerns. hands_back: 資格確認書, hands_back_card: 高齢受給者証."""

    row: PersonRow
    hands_back: bool
    hands_back_card: bool


@dataclass(frozen=True, slots=True)
class BirthdayChain:
    """One birthday ahead. on: the day its rule begins. by: last day to hand papers back, at 75."""

    age: int
    on: date
    by: date | None
    sentence: str
    members: tuple[ChainMember, ...]


def birthday_chains(
    household: Sequence[PersonRow], cards: Cards, rules: SocietyRules, today: date
) -> list[BirthdayChain]:
    """Return the birthdays of a household within the society's notice, the nearest first.

    cards: the state of the 高齢受給者証 of whoever has one.
    """
    horizon = months_after(today, rules.birthday_notice_months)
    covered = [row for row in household if row.is_covered(today)]
    chains = []
    for row in covered:
        at_75, at_70 = seventy_fifth(row.born_on), elderly_from(row.born_on, row.qualified_on)
        if today < at_75.on <= horizon and _ends_by_age(row, at_75.on):
            chains.append(_chain_75(row, covered, cards, at_75.on, rules, is_certain=at_75.is_certain))
        if today < at_70 <= horizon and row.is_covered(at_70):
            chains.append(_chain_70(row, at_70))
    return sorted(chains, key=lambda chain: chain.on)


def _ends_by_age(row: PersonRow, on: date) -> bool:
    """Whether cover ends that day by somebody's age alone; what was recorded needs no announcing."""
    return row.ends_on == on != row.disqualified_on


def _chain_75(
    row: PersonRow,
    household: Sequence[PersonRow],
    cards: Cards,
    on: date,
    rules: SocietyRules,
    *,
    is_certain: bool,
) -> BirthdayChain:
    """An employee who reaches 75 takes the whole household along; a dependant goes alone."""
    members = [row]
    if row.kind is PersonKind.INSURED:
        members += [other for other in household if other is not row and _ends_by_age(other, on)]
    by = return_by(Loss(on, LossCause.AGE_75), rules)
    whose = f"ご家族{len(members) - 1}名の資格も" if len(members) > 1 else "資格が"
    unsure = "(2月29日生まれのため健保に日付を確認)" if not is_certain else ""
    concerned = [ChainMember(m, _hands_back(m), cards.get(m.person_id) in _HOLDS_ONE) for m in members]
    counted = (
        ("資格確認書", sum(member.hands_back for member in concerned)),
        ("高齢受給者証", sum(member.hands_back_card for member in concerned)),
    )
    back = "、".join(f"{paper}{count}枚" for paper, count in counted if count)
    papers = f"返却は{back}、{wareki_short(by)} まで。" if back else "返却する証はありません。"
    family = "ご家族は国民健康保険などの手続きが要ります。" if len(members) > 1 else ""
    return BirthdayChain(
        75,
        on,
        by,
        f"{wareki_short(on)} に {row.name} さんが75歳になり、その日から{whose}なくなります{unsure}。"
        f"{papers}{family}",
        tuple(concerned),
    )


def _chain_70(row: PersonRow, on: date) -> BirthdayChain:
    paper = (
        "割合の入った一覧が届いたら、新しい証と差し替えます。"
        if _hands_back(row)
        else "割合の入った一覧を健保から受け取ります。"
    )
    return BirthdayChain(
        70,
        on,
        None,
        f"{wareki_short(on)} から {row.name} さんは70歳の負担割合です。{paper}",
        (ChainMember(row, _hands_back(row), hands_back_card=False),),
    )


def _hands_back(row: PersonRow) -> bool:
    return row.certificate in TO_COME_BACK
