"""What a sheet says beyond the roster, on the person's request: 通称名, 旧姓, 限度額適用区分 and 特定疾病.

Kept apart from the roster: all are sensitive and never stand in a list.
Source: docs/rules.md, "Names and characters".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from app.domain.accepted_text import quotable
from app.domain.eligibility import elderly_from
from app.domain.ids import PersonId, PrintNoteId
from app.domain.rules import SocietyRules
from app.errors import BadValue
from app.late import dataclass, pattern

_DISEASE_MARK = pattern(r"[0-9A-Zァ-ヶー①-⑳-]{1,4}")


class Disease(NamedTuple):
    """特定疾病 as the sheet shows it: the society's mark, never the name of an illness; empty for none.

    since: 発効年月日 of the 認定, where it was told.
    """

    mark: str = ""
    since: date | None = None


NO_DISEASE = Disease()


@dataclass(frozen=True, slots=True)
class PrintNote:
    """At most one for each person.

    registry_name: 戸籍上の氏名, told on the back where the front shows a 通称名 by the society's
    leave; empty where the name is the registered one. limit_category: 限度額適用区分 on request,
    None where the sheet shows none. former_surname: 旧姓 in brackets on the front; empty likewise.
    disease_mark, disease_from: see Disease.
    """

    id: PrintNoteId | None
    person_id: PersonId
    registry_name: str = ""
    limit_category: str | None = None
    former_surname: str = ""
    disease_mark: str = ""
    disease_from: date | None = None

    @property
    def disease(self) -> Disease:
        """The 特定疾病 of the sheet."""
        return Disease(self.disease_mark, self.disease_from)

    def says_as(self, other: "PrintNote") -> bool:
        """Return whether both put the same on a sheet."""
        return replace(self, id=None) == replace(other, id=None)


def with_former_surname(name: str, former_surname: str) -> str:
    """Return a name with the 旧姓 in brackets between 氏 and 名; check_former_surname says where it can.

    Source: docs/rules.md, "Names and characters" (協会けんぽ 旧姓併記の取扱い).

    >>> with_former_surname("髙橋　花子", "山田"), with_former_surname("髙橋　花子", "")
    ('髙橋（山田）花子', '髙橋　花子')
    """
    parts = name.split(maxsplit=1)
    return f"{parts[0]}（{former_surname}）{parts[1]}" if former_surname and len(parts) > 1 else name


def check_former_surname(name: str, former_surname: str) -> None:
    """Refuse a 旧姓 where nobody can tell 氏 and 名 apart."""
    if former_surname and len(name.split(maxsplit=1)) < 2:
        raise BadValue("旧姓は氏と名の間に入れます。名簿の氏名の、氏と名の間に空白を入れてください。")


@dataclass(frozen=True, slots=True)
class SaidOfSheet:
    """What a list says of somebody's sheet; None where it says nothing, an empty text for none any more."""

    registry_name: str | None = None
    limit_category: str | None = None
    disease_mark: str | None = None
    disease_from: date | None = None

    def put_into(self, kept: PrintNote) -> PrintNote:
        """Return what the sheet is to say; what is left open stays. Another mark has another day."""
        disease = kept.disease
        if self.disease_mark is not None:
            since = disease.since if self.disease_mark == disease.mark else None
            disease = Disease(self.disease_mark, (self.disease_from or since) if self.disease_mark else None)
        limit = kept.limit_category if self.limit_category is None else self.limit_category or None
        name = kept.registry_name if self.registry_name is None else self.registry_name
        return replace(
            kept,
            registry_name=name,
            limit_category=limit,
            disease_mark=disease.mark,
            disease_from=disease.since,
        )


def check_disease(disease: Disease) -> None:
    """Refuse what is no mark, and a day without one. What was written is not repeated: it may be an illness.

    Source: docs/rules.md, "Names and characters".
    """
    if not disease.mark:
        if disease.since is not None:
            raise BadValue("特定疾病の発効の日だけが入っています。健保が決めた記号も入れてください。")
        return
    if not _DISEASE_MARK.fullmatch(disease.mark):
        raise BadValue(
            "特定疾病は、健保が決めた記号を4文字までの英数字かカタカナで書いてください。病名は書きません。"
        )


def limits_for(born_on: date, on: date, rules: SocietyRules) -> Sequence[str]:
    """Return the 限度額適用区分 that somebody of that age may have on that day."""
    return rules.limits_from_70 if elderly_from(born_on) <= on else rules.limits_below_70


def check_limit(category: str | None, born_on: date, on: date, rules: SocietyRules) -> None:
    """Refuse a 限度額適用区分 that is none, or not one of that age. rules: those in force on that day.

    Where nobody confirmed which classes there are, an unknown one is taken as the society wrote it.
    """
    if category is None or category in limits_for(born_on, on, rules):
        return
    if category in rules.limits_below_70:
        raise BadValue(
            f"限度額適用区分「{category}」は70歳未満の方の区分です。健保に確かめて直してください。"
        )
    if category in rules.limits_from_70:
        raise BadValue(
            f"限度額適用区分「{category}」は70歳以上の方の区分です。健保に確かめて直してください。"
        )
    name = "limits_from_70" if elderly_from(born_on) <= on else "limits_below_70"
    if rules.entry(name).confirmed:
        listed = "、".join((*rules.limits_below_70, *rules.limits_from_70))
        raise BadValue(
            f"限度額適用区分「{quotable(category)}」は読めません。次のどれかで書いてください: {listed}"
        )
