"""通称名, 戸籍上の氏名, 限度額適用区分 and 特定疾病 of a list: what a sheet says beyond the roster.

A list calls people by the registered name or by the 通称名 the society allowed; the front of a
sheet shows the latter. Source: docs/rules.md, "Names and characters".
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.domain.ids import PersonId
from app.domain.print_note import PrintNote, SaidOfSheet, check_limit
from app.domain.rules import SocietyRules
from app.errors import BadValue
from app.importing.fields import Field
from app.importing.values import Value, same_text
from app.words import label

HIDDEN = "＊＊＊"
"""What a preview shows instead: sensitive, never in a list."""

ALIAS_NOTE = (
    "「通称名」の列にある方は、証の表に通称名を、裏に戸籍上の氏名を載せます。"
    "健保が認めた通称名だけにしてください(社内の呼び名は使えません)。"
)


def put_on_front(values: dict[Field, Value]) -> dict[Field, str]:
    """Make the 通称名 of a row the name on the front; return what contradicts, by field.

    An explicit 戸籍上の氏名 equal to the name says that there is no 通称名.
    """
    alias, name = values.pop(Field.ALIAS, None), values.get(Field.NAME)
    registered = values.get(Field.REGISTRY_NAME)
    if not isinstance(name, str):
        return {}
    if isinstance(alias, str) and not same_text(alias, name):
        if isinstance(registered, str) and not same_text(registered, name):
            reason = "氏名が通称名とも戸籍上の氏名とも違います。どれかを直してください。"
            return {Field.ALIAS: reason}
        values[Field.NAME], values[Field.REGISTRY_NAME] = alias, name
    elif isinstance(registered, str) and same_text(registered, name):
        values[Field.REGISTRY_NAME] = ""
    return {}


def wrong_limit(values: Mapping[Field, Value], today: date, rules: SocietyRules) -> dict[Field, str]:
    """Return what is wrong with the 限度額適用区分 of a row: it goes by age."""
    category, born = values.get(Field.LIMIT_CATEGORY), values.get(Field.BORN_ON)
    if not isinstance(category, str) or not category or not isinstance(born, date):
        return {}
    try:
        check_limit(category, born, today, rules)
    except BadValue as error:
        return {Field.LIMIT_CATEGORY: str(error)}
    return {}


def is_registered_name(name: str, registry_name: str | None, kept: PrintNote | None) -> bool:
    """Return whether a list merely calls somebody with a 通称名 by the registered name."""
    if kept is None or not kept.registry_name or registry_name is not None:
        return False
    return same_text(name, kept.registry_name)


def told(said: SaidOfSheet, kept: PrintNote | None) -> PrintNote:
    """Return what the sheet is to say after this row; what the list leaves open stays."""
    note = kept or PrintNote(None, PersonId(0))
    if said.registry_name is not None and same_text(said.registry_name, note.registry_name):
        said = replace(said, registry_name=None)
    return said.put_into(note)


def hidden_changes(said: SaidOfSheet, kept: PrintNote | None) -> list[tuple[str, str, str, str]]:
    """Return field, title, old and new of what would change, without what it says."""
    if said == SaidOfSheet():
        return []
    old, new = kept or PrintNote(None, PersonId(0)), told(said, kept)
    values = {
        Field.REGISTRY_NAME: (old.registry_name, new.registry_name),
        Field.LIMIT_CATEGORY: (old.limit_category, new.limit_category),
        Field.DISEASE_MARK: (old.disease_mark, new.disease_mark),
        Field.DISEASE_FROM: (old.disease_from, new.disease_from),
    }
    return [
        (field.value, label(field), HIDDEN if before else "", HIDDEN if after else "")
        for field, (before, after) in values.items()
        if before != after
    ]
