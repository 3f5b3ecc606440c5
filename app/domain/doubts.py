"""What on the society's list does not fit the rules; the office asks, it never corrects.

有効期限, 枝番 and 割合 are the society's to set. Source: docs/rules.md, "Doubts about the list".
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from app.domain.cover import loss_of_cover
from app.domain.eligibility import DAY, birthday, elderly_from, ends_by_age, has_working_card, seventy_fifth
from app.domain.person import Person, PersonKind, Sex
from app.domain.rules import (
    BranchNumbering,
    CopayShown,
    ExpiryTerm,
    MonthDay,
    Situation,
    SocietyRules,
    TermEnd,
    When,
)
from app.domain.wareki import wareki_short
from app.late import pattern
from app.words import label, word

_RELATIVES = {
    Sex.FEMALE: pattern("妻|義?母|祖母|姉|妹|[長次二三四]女"),
    Sex.MALE: pattern("夫|義?父|祖父|兄|弟|[長次二三四]男"),
}
_YOUNGEST = 15
"""Nobody is employed before; the school year in which one turns 15 comes first."""
MISSING_COPAY = "負担割合が届いていません。70歳から74歳の証には割合を載せます"


def latest_expiry(
    valid_from: date, person: Person, insured: Person | None, rules: SocietyRules, *, registered: bool
) -> date:
    """Return the latest 有効期限 that the rules allow for a paper valid from that day, inclusive.

    Five years are counted to the day before. The society's own terms may be shorter. 75 ends the cover of
    the person, and that of a dependant when the insured person reaches it.

    >>> birthday(date(2024, 12, 2), 5) - DAY
    datetime.date(2029, 12, 1)
    """
    terms = _terms_of(person, rules, valid_from, registered=registered)
    return _latest(valid_from, terms, _cuts(valid_from, person, insured, rules), rules)


def _latest(valid_from: date, terms: Sequence[ExpiryTerm], cuts: Sequence[date], rules: SocietyRules) -> date:
    """The latest 有効期限 by these terms and ages."""
    ends = [birthday(valid_from, rules.expiry_max_years) - DAY, *cuts]
    if terms:
        ends.append(max(term.last_day(valid_from) for term in terms))
    return min(ends)


def _cuts(valid_from: date, person: Person, insured: Person | None, rules: SocietyRules) -> list[date]:
    """The days by which an age ends every paper of the person."""
    ends = []
    if rules.expiry_before_75:
        ends += [ends_by_age(p) - DAY for p in (person, insured) if p is not None]
    at_70 = elderly_from(person.born_on)
    if rules.expiry_before_70 and valid_from < at_70:
        ends.append(at_70 - DAY)
    return ends


def _terms_of(person: Person, rules: SocietyRules, on: date, *, registered: bool) -> list[ExpiryTerm]:
    """The terms that may be meant for the person: no list says who is a newcomer, or had a paper before."""
    if not rules.expiry_terms:
        return []
    known = Situation(
        registered=registered,
        is_insured=person.kind is PersonKind.INSURED,
        is_from_70=elderly_from(person.born_on) <= on,
    ).words()
    return [term for term in rules.expiry_terms if known.issuperset(set(term.when) - {When.NEWCOMER})]


def doubts(person: Person, insured: Person | None, rules: SocietyRules, on: date) -> list[str]:
    """Return what to ask the society about this person, one sentence each; often nothing.

    on: the day of the list, from which a new paper would be valid.
    """
    found = (
        _about_expiry(person, insured, rules, on),
        _about_branch(person, rules),
        _about_copay(person, insured, rules, on),
    )
    return [f"{person.name} さんの{told}。健保に確かめてください。" for told in found if told]


class ExpiryDoubt(StrEnum):
    """What is doubtful about a 有効期限: later than the rules allow, or off the society's calendar."""

    LATE = "late"
    OFF = "off"


def expiry_doubt(
    valid_from: date, person: Person, insured: Person | None, rules: SocietyRules, *, registered: bool
) -> ExpiryDoubt | None:
    """Return what is doubtful about the 有効期限 the society named, for a paper valid from that day."""
    listed = person.certificate_expires_on
    if listed is None:
        return None
    terms = _terms_of(person, rules, valid_from, registered=registered)
    cuts = _cuts(valid_from, person, insured, rules)
    if listed > _latest(valid_from, terms, cuts, rules):
        return ExpiryDoubt.LATE
    if not terms or rules.expiry_before_stay_ends or listed in cuts:
        return None
    ends = {term.ends for term in terms}
    return None if any(_ends_on(one, listed) for one in ends) else ExpiryDoubt.OFF


def date_doubts(person: Person, on: date) -> list[str]:
    """Return which dates of a list exist and can hardly be true, one sentence each.

    on: the day of the list. A host's own code for an era, or a year typed wrong, gives such dates.
    """
    told = []
    lost_by_age = seventy_fifth(person.born_on).on
    if lost_by_age <= on and person.disqualified_on is None and person.abroad_since is None:
        told.append(f"生年月日では {wareki_short(lost_by_age)} に75歳ですが、資格喪失日がありません")
    if person.qualified_on > on:
        told.append(f"資格取得日 {wareki_short(person.qualified_on)} は、まだ来ていない日です")
    if person.kind is PersonKind.INSURED and person.qualified_on < birthday(person.born_on, _YOUNGEST):
        told.append(f"資格取得日 {wareki_short(person.qualified_on)} は{_YOUNGEST}歳になる前です")
    until = person.certificate_expires_on
    if until is not None and until < person.qualified_on:
        told.append(f"有効期限 {wareki_short(until)} は、資格取得日より前です")
    elif until is not None and person.disqualified_on is None and until < on:
        told.append(f"有効期限 {wareki_short(until)} は、もう過ぎています")
    return [f"{person.name} さんの{one}。年号と年を健保に確かめてください。" for one in told]


def family_doubts(person: Person) -> list[str]:
    """Return what to ask about a relative whose 続柄 and 性別 cannot both be, if anything."""
    sexes = {sex for sex, words in _RELATIVES.items() if words.fullmatch(person.relationship)}
    if not sexes or person.sex is Sex.UNSET or person.sex in sexes:
        return []
    told = f"{person.name} さんの続柄は{person.relationship}ですが、性別は{label(person.sex)}です。"
    return [f"{told}健保に確かめてください。"]


def cover_doubts(person: Person, insured: Person | None) -> list[str]:
    """Return what to ask about a dependant whose cover begins when the employee has none, if anything."""
    ended = None if insured is None or insured is person else loss_of_cover(insured, None).on
    if ended is None or person.qualified_on < ended:
        return []
    begins, over = wareki_short(person.qualified_on), wareki_short(ended)
    told = f"{person.name} さんの認定日 {begins} には、本人の資格がありません(資格喪失日 {over})。"
    return [f"{told}健保に確かめてください。"]


def _about_expiry(person: Person, insured: Person | None, rules: SocietyRules, on: date) -> str:
    listed = person.certificate_expires_on
    if listed is None or listed < on:
        return ""
    registered = has_working_card(person, rules.card_grace_months, on)
    valid_from = max(on, person.qualified_on)
    doubt = expiry_doubt(valid_from, person, insured, rules, registered=registered)
    if doubt is ExpiryDoubt.LATE:
        latest = latest_expiry(valid_from, person, insured, rules, registered=registered)
        return f"有効期限 {wareki_short(listed)} は、規則による上限 {wareki_short(latest)} より後です"
    if doubt is ExpiryDoubt.OFF:
        ends = {_said(term.ends) for term in _terms_of(person, rules, valid_from, registered=registered)}
        return (
            f"有効期限 {wareki_short(listed)} は、この健保の期限の日({'か'.join(sorted(ends))})ではありません"
        )
    return ""


def _ends_on(ends: TermEnd | MonthDay, day: date) -> bool:
    """Whether a paper whose term ends so may end on that day."""
    if isinstance(ends, MonthDay):
        return ends.of(day.year) == day
    return ends is TermEnd.DAY_BEFORE or (day + DAY).day == 1


def _said(ends: TermEnd | MonthDay) -> str:
    if isinstance(ends, MonthDay):
        return word("RuleValue", "terms", "month_day").format(month=ends.month, day=ends.day)
    return label(ends)


def _about_branch(person: Person, rules: SocietyRules) -> str:
    is_doubted = branch_is_doubted(person, rules)
    return f"枝番「{person.branch_number}」は、この健保の付け方と違います" if is_doubted else ""


def branch_is_doubted(person: Person, rules: SocietyRules) -> bool:
    """Return whether a 枝番 is not as the society numbers the insured person, and nobody else."""
    wanted = rules.insured_branch
    if wanted is BranchNumbering.ANY:
        return False
    if wanted is BranchNumbering.NONE:
        return person.branch_number != ""
    return (person.branch_number == wanted) is not (person.kind is PersonKind.INSURED)


def _about_copay(person: Person, insured: Person | None, rules: SocietyRules, on: date) -> str:
    """割合 stands only on papers from 70 to 74; a dependant of somebody under 70 pays 2割.

    Who gets a paper then and has none listed lacks it, unless it stands on a 高齢受給者証.
    """
    rate = person.copay_rate
    if rate is None:
        return MISSING_COPAY if lacks_copay(person, rules, on) else ""
    starts = max(person.copay_from or on, on)
    if rate not in (2, 3):
        return f"負担割合は{rate}割とありますが、70歳から74歳は2割か3割です"
    if not elderly_from(person.born_on) <= starts < ends_by_age(person):
        return f"負担割合は{rate}割とありますが、{wareki_short(starts)} に70歳から74歳ではありません"
    is_of_younger = insured is not None and starts < elderly_from(insured.born_on)
    if person.kind is PersonKind.DEPENDANT and is_of_younger and rate != 2:
        return f"負担割合は{rate}割とありますが、70歳未満の方のご家族は2割です"
    return ""


def lacks_copay(person: Person, rules: SocietyRules, on: date) -> bool:
    """Return whether a paper valid from that day should bear a 割合 that nobody told.

    From 70 to 74 it stands on the 資格確認書 or on a 高齢受給者証 beside it. Source: 施行規則52条1項.
    """
    expires_on = person.certificate_expires_on
    is_elderly = elderly_from(person.born_on, person.qualified_on) <= on < seventy_fifth(person.born_on).on
    has_card = person.elderly_card_listed or rules.copay_shown_on is CopayShown.ELDERLY_CARD
    gets_paper = expires_on is not None and expires_on >= on
    return person.copay_rate is None and is_elderly and gets_paper and not has_card
