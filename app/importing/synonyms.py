"""What a heading means, by a table of synonyms; width, blanks, brackets and marks do not count.

Society, HR and office each word their headings differently. Source: resources/words/list.toml.
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cache

from app.domain import typed
from app.importing.fields import DAYS, DatePart, Field
from app.words import label, said

_BRACKETS = re.compile(r"[(\[{「『【〔<〈《][^)\]}」』】〕>〉》]*[)\]}」』】〕>〉》]")
_NOISE = re.compile(r"[\W_の]+")
# A bracket behind a name may turn it into another name: 氏名(カナ), 氏名(旧姓).
_BRACKET_COUNTS = (Field.NAME, Field.KANA)
_SAYS_NOTHING = re.compile(
    r"[(\[【〔](?:必須|任意|全角|漢字|入力|自動|公開|非公開|変更不可|[^)]*文字[^)]*|例.*)[)\]】〕]"
)
_DAY_OF = re.compile("日付$")
_OTHER_COVER = re.compile("厚生?年金?|国民年金|雇用保険|介護保険|労災|雇保")
_OUR_COVER = re.compile("健保|健康保険|社保|社会保険")
# A relative beside the employee: 配偶者 姓, 家族1 生年月日, 子2氏名.
_RELATIVE = re.compile(
    r"(?P<who>配偶者|(?:扶養家族|被扶養者|家族|扶養者|扶養|子|子供|子ども)[0-9]{1,2}|第[一二三四五1-5]子|妻|夫|父|母|長男|長女|次男|次女|子)"
    r"(?P<what>.+)"
)
# The same with its number behind: 被扶養者氏名1, 家族_生年月日_2.
_COUNTED = re.compile(r"(扶養家族|被扶養者|家族|扶養者|扶養)([^0-9]+?)[_-]?([0-9]{1,2})")
_EITHER_WAY = re.compile("得喪|異動")
"""A day of 取得 in one row and of 喪失 in the next."""
_SOMEBODY_ELSE = re.compile("被?扶養|家族|配偶者")
_OF_RELATIVES = frozenset(
    {
        Field.NAME,
        Field.KANA,
        Field.FAMILY_NAME,
        Field.GIVEN_NAME,
        Field.FAMILY_KANA,
        Field.GIVEN_KANA,
        Field.SEX,
        Field.BORN_ON,
        Field.RELATIONSHIP,
        Field.IS_COVERED,
        Field.QUALIFIED_ON,
        Field.DISQUALIFIED_ON,
        Field.ENROLMENT,
        Field.CERTIFICATE_EXPIRES_ON,
        Field.BRANCH_NUMBER,
    }
)


def plain(heading: str) -> str:
    """Drop what differs between spellings of one heading: width, case, blanks, marks, の."""
    return _NOISE.sub("", typed.dashes(heading)).casefold()


@cache
def _fields() -> Mapping[str, tuple[int, Field]]:
    """Return what each known heading means, and how early it stands among the words of its field."""
    return {
        plain(heading): (rank, field)
        for field in Field
        for rank, heading in enumerate((label(field), *said(field, "headings").split()))
    }


@cache
def match(heading: str) -> tuple[int, Field] | None:
    """Return what a heading means and how plain a word it is for that, or None if nobody knows.

    What it says of 厚生年金 or 雇用保険 is nothing of ours, however like it looks.
    """
    if _OTHER_COVER.search(heading) and not _OUR_COVER.search(heading):
        return None
    bare = plain(_SAYS_NOTHING.sub("", typed.dashes(heading)))
    exact = _fields().get(plain(heading)) or _fields().get(_DAY_OF.sub("日", bare))
    if exact is not None:
        return exact
    outside = _fields().get(plain(_BRACKETS.sub("", typed.dashes(heading))))
    return None if outside is None or outside[1] in _BRACKET_COUNTS else outside


def field_of(heading: str) -> Field | None:
    """Return what a heading means, or None if the table of synonyms does not know it."""
    found = match(heading)
    return None if found is None else found[1]


_WHOLE_DAY = re.compile("年月日$")
_PARTS = {
    **dict.fromkeys(
        map(plain, ("元号コード", "年号コード", "元号区分", "元号CD", "元号", "年号")), DatePart.ERA
    ),
    "年": DatePart.YEAR,
    "月": DatePart.MONTH,
    "日": DatePart.DAY,
}


@cache
def part_of(heading: str) -> tuple[Field, DatePart] | None:
    """Return which part of which day a heading may name; 資格取得日 is one beside 資格取得年 and 資格取得月.

    >>> part_of("生年"), part_of("生年月日")
    ((<Field.BORN_ON: 'born_on'>, <DatePart.YEAR: 'year'>), None)
    """
    text = plain(heading)
    if _WHOLE_DAY.search(text):
        return None
    for word, part in _PARTS.items():
        stem = text.removesuffix(word)
        if stem in ("", text):
            continue
        for day in (stem, f"{stem}年月日", f"{stem}日"):
            if (found := _fields().get(day)) is not None and found[1] in DAYS:
                return found[1], part
    return None


@cache
def family_of(heading: str) -> tuple[str, Field] | None:
    """Return which relative on the employee's row a heading is about, and what it says.

    >>> family_of("配偶者 生年月日"), family_of("被扶養者氏名")
    (('配偶者', <Field.BORN_ON: 'born_on'>), None)
    """
    text = "".join(typed.narrow(heading).split())
    found = _RELATIVE.fullmatch(_COUNTED.sub(r"\1\3\2", text) if _COUNTED.fullmatch(text) else text)
    if found is None:
        return None
    field = field_of(found["what"].lstrip("の_-・:"))
    return (found["who"], field) if field in _OF_RELATIVES and field is not None else None


def resembles(heading: str, taken: Collection[Field]) -> Field | None:
    """Return the field whose name an unknown heading resembles, unless it has its column.

    What a heading says of a relative is never taken for what the row says.
    """
    if _SOMEBODY_ELSE.match(plain(heading)) or _EITHER_WAY.search(plain(heading)):
        return None
    # 入社年月日 is one sign away from 退社年月日, and says the contrary.
    unlike = {*taken, Field.LEFT_ON}
    words = [word for word, (_, field) in _fields().items() if field not in unlike and len(word) > 2]
    close = get_close_matches(plain(heading), words, n=1, cutoff=0.7)
    return _fields()[close[0]][1] if close else None
