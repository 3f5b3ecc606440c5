"""Why the rows of a person stand in the due list: the rule, where it is written, and the facts."""

from app.domain.closed_days import closed_words, marked_day
from app.domain.life_calendar import days_words
from app.domain.wareki import wareki_short
from app.usecases.calendar.why import Explanation, explained
from app.words import label
from ui.cli.desk import Desk, as_data
from ui.words.rules import rule_name
from ui.words.why import fact_words


def show_why(desk: Desk, key: str) -> None:
    """Say of each row of a person why it stands in the list of the day."""
    person_id = desk.queries.person_id(key)
    found = explained(desk.queries, person_id, desk.today)
    text = "\n\n".join(_why_text(one) for one in found) or "この日の一覧に、この方の行はありません。"
    names = (
        "why certificate=issue_number sentence told source since function due_on closed stands_from stands_to"
    )
    data = [
        {
            **as_data(one, names),
            "entry": one.entry.name,
            "entry_source": one.entry.source,
            "entry_confirmed": one.entry.confirmed,
            "facts": [as_data(fact, "fact=ground on text") for fact in one.facts],
        }
        for one in found
    ]
    desk.show({"key": desk.detail(key).person.key, "rows": data}, text)


def _why_text(one: Explanation) -> str:
    entry = one.entry
    told = [
        f"{label(one.why)}  {one.issue_number}".rstrip(),
        f"{one.sentence}。",
        f"期日    {marked_day(one.due_on, one.closed) or 'なし'}",
        f"載る日  {days_words(one.stands_from, one.stands_to)}",
        f"規則    {one.told}",
        f"根拠    {one.source}({wareki_short(one.since)} から)",
        f"日数    {rule_name(entry.name)}: {entry.source}{'' if entry.confirmed else '(要確認)'}",
        f"プログラム  {one.function}",
        *(f"事実    {fact_words(fact)}" for fact in one.facts),
    ]
    if one.closed is not None:
        told.insert(3, f"        {closed_words(one.closed)}。")
    return "\n".join(told)
