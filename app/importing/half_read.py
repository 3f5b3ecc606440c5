"""One person while being read: what is known so far, what speaks against it, what the roster adds."""

import re
from dataclasses import field

from app.domain import typed
from app.domain.person import Person, PersonKind
from app.errors import BadValue
from app.importing.fields import Field
from app.importing.known import agrees
from app.importing.listed import match_key
from app.importing.same import is_same_name
from app.importing.values import Value, read_value
from app.late import dataclass

_INSURED_WORDS = frozenset("本人 被保険者 社員 従業員 職員".split())
_RELATIVE = re.compile("[妻夫子父母祖孫兄弟姉妹叔伯甥姪婿嫁]|配偶|内縁|[長次一二三四五六][男女]")
_SAYS_NOTHING = re.compile("配偶者|.*[0-9]")


@dataclass(slots=True)
class HalfRead:
    """One person while being read."""

    values: dict[Field, Value] = field(default_factory=dict)
    reasons: dict[Field, str] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)
    cleared: set[str] = field(default_factory=set)
    name: str = ""

    @property
    def key(self) -> str:
        get = self.values.get
        return match_key(
            str(get(Field.SYMBOL, "")), str(get(Field.NUMBER, "")), str(get(Field.BRANCH_NUMBER, ""))
        )


def fill_from(own: Person, read: HalfRead, columns: frozenset[Field]) -> None:
    """Take from the roster what the list has no column for, and the name as filed where it is the same."""
    values = read.values
    if read.name and is_same_name(own.name, read.name):
        # Blanks, width, 様 and a 旧姓 in brackets are no other name; a 外字 on file passes as it is.
        values[Field.NAME] = own.name if Field.ALIAS not in values else values.get(Field.NAME, own.name)
        read.reasons.pop(Field.NAME, None)
    kana = values.get(Field.KANA)
    if isinstance(kana, str) and kana != own.kana and typed.kana(kana) == typed.kana(own.kana):
        values[Field.KANA] = own.kana
    absent = [
        (one, filed)
        for one, filed in ((Field.NAME, own.name), (Field.BORN_ON, own.born_on), (Field.KIND, own.kind))
        if one not in columns and one not in values
    ]
    if not absent or Field.NAME in read.reasons:
        return
    if not agrees(own, values) and Field.BORN_ON not in columns:
        read.reasons[Field.NAME] = (
            f"名簿の {own.key} は別の氏名です。番号がずれていないか、氏名が変わった方かを確かめてください。"
        )
        return
    values |= dict(absent)


def kind_by(relationship: str) -> PersonKind | None:
    """Return what a 続柄 says: 本人 is the insured person, a relative is not."""
    plain = typed.code(relationship)
    if plain in _INSURED_WORDS:
        return PersonKind.INSURED
    try:
        return PersonKind(str(read_value(Field.KIND, relationship)))
    except BadValue:
        # 世帯主 may be either, and a word nobody knows too.
        return PersonKind.DEPENDANT if _RELATIVE.search(plain) else None


def relationship_of(who: str) -> str | None:
    """Return what a heading says of a relative: 長男 is one, 配偶者 and 家族1 leave it open."""
    return None if _SAYS_NOTHING.fullmatch(who) else who
