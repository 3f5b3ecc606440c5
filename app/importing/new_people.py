"""Why somebody who is not on the roster is held back instead of added."""

from collections import defaultdict
from collections.abc import Sequence

from app.domain.person import PersonKind
from app.importing.listed import match_key
from app.importing.mapping import Field, ListedPerson
from app.importing.people import Home, Roster, home_of, key_of
from app.importing.same import bare_name, is_decorated
from app.importing.values import ORDINARY_NAME

Refused = tuple[Field, str]


def why_not_new(listed: ListedPerson, roster: Roster, *, awaits_branch: bool = False) -> Refused | None:
    """Return why a row is no new member, if so.

    Zeros lost in a spreadsheet, or a list without 枝番, would enter everybody a second time; what somebody
    put around a name would be printed. awaits_branch: the society has not numbered new relatives yet; whoever
    is born on the day of a member may be that member and is held all the same.
    """
    for member in roster.near(listed):
        if match_key(member.symbol, member.number, "") != match_key(listed.symbol, listed.number, ""):
            reason = (
                f"名簿の {member.key} と先頭の0だけが違います。Excelで0が消えていないか確かめてください。"
            )
            return Field.NUMBER, reason
        is_awaited = awaits_branch and listed.kind is PersonKind.DEPENDANT and not listed.branch_number
        if is_awaited and member.born_on != listed.born_on:
            continue
        if bool(member.branch_number) != bool(listed.branch_number):
            reason = f"名簿には {member.key} がいます。枝番のあるなしをそろえてください。"
            return Field.BRANCH_NUMBER, reason
    if roster.has_symbol(listed.number) and not roster.has_symbol(listed.symbol):
        reason = (
            f"番号が名簿の記号 {listed.number} と同じです。記号と番号が入れ替わっていないか確かめてください。"
        )
        return Field.NUMBER, reason
    if wide := roster.wider_number(listed):
        reason = (
            f"名簿の記号{listed.symbol}の番号は {wide} のように{len(wide)}桁です。"
            "Excelで先頭の0が消えていないか確かめてください。"
        )
        return Field.NUMBER, reason
    if listed.qualified_on is None:
        return Field.QUALIFIED_ON, "名簿にない方です。資格取得日を入れてください。"
    return why_not_a_name(listed.name)


def why_not_a_name(name: str) -> Refused | None:
    """Return why a name cannot stand on a certificate as the list has it."""
    if ORDINARY_NAME.fullmatch(name) or not is_decorated(name):
        return None
    reason = (
        "氏名に余分な文字(敬称、印、かっこ書き、失われた文字)があります。"
        f"「{bare_name(name)}」のように直してください。"
    )
    return Field.NAME, reason


def second_employees(added: Sequence[ListedPerson], roster: Roster) -> dict[str, str]:
    """Return by key why somebody cannot be a second 本人 under a number."""
    employees: dict[Home, list[ListedPerson]] = defaultdict(list)
    for one in added:
        if one.kind is PersonKind.INSURED:
            employees[home_of(one)].append(one)
    found = {}
    for new in employees.values():
        known = [
            p
            for one in new
            if one.qualified_on is not None
            for p in roster.household(one)
            if p.kind is PersonKind.INSURED and roster.is_covered(p, max(one.qualified_on, p.qualified_on))
        ]
        if len(new) == 1 and not known:
            continue
        for one in new:
            others = [f"{p.key} {p.name}" for p in known] or [
                f"{other.row} {other.name}" for other in new if other is not one
            ]
            found[key_of(one)] = (
                f"{one.symbol}-{one.number} にはもう一人の本人({others[0]} さん)がいます。"
                "本人は一つの番号に一人です。番号か本人家族を直してください。"
            )
    return found
