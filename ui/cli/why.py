"""Why the rows of a person stand in the due list: the rule, where it is written, and the facts."""

from app.usecases.calendar.why import Explanation, explained
from app.words import label
from ui.cli.desk import Desk, as_data, rest_data, table
from ui.words.why import fact_words, why_lines

_FIELDS = "why certificate=issue_number sentence told source since function due_on stands_from stands_to"


def show_why(desk: Desk, key: str) -> None:
    """Say of each row of a person why it stands in the list of the day."""
    found = explained(desk.queries, desk.queries.person_id(key), desk.today)
    data = [
        {
            **as_data(one, _FIELDS),
            **rest_data(one.rest),
            "entry": one.entry and one.entry.name,
            "entry_source": one.entry and one.entry.source,
            "entry_confirmed": one.entry and one.entry.confirmed,
            "facts": [as_data(fact, "fact=ground on text") for fact in one.facts],
        }
        for one in found
    ]
    text = "\n\n".join(map(_text, found)) or "この日の一覧に、この方の行はありません。"
    desk.show({"key": desk.detail(key).person.key, "rows": data}, text)


def _text(one: Explanation) -> str:
    lines: list[list[str]] = []
    for word, said, remark in why_lines(one):
        lines += [[word, said], *([["", remark]] if remark else [])]
    lines += [list(fact_words(fact)) for fact in one.facts]
    head = f"{label(one.why)}  {one.issue_number}".rstrip()
    return "\n".join([head, f"{one.sentence}。", table(["", ""], lines).lstrip("\n")])
