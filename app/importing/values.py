"""One cell → one value, or the reason why not.

Names are kept exactly as filed: only blanks around them go, nothing is normalised. Code
words are understood in every spelling offices use.
Source: docs/rules.md, "Numbers" and "Names and characters".
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache, partial
from typing import TypeVar

import jaconv

from app.domain import typed
from app.domain.accepted_text import quotable, without_hidden_signs
from app.domain.field_kind import FieldKind
from app.domain.formula_text import begins_like_a_formula
from app.domain.insured_number import check_branch_number, check_symbol_or_number
from app.domain.language import Language
from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_note import Disease, check_disease
from app.domain.wareki import parse_date
from app.errors import BadValue
from app.importing.fields import Field
from app.importing.sheet import NO_RESULT
from app.words import label, spellings

Value = str | date | int
"""What a cell may become; the enums are text, yes and no are int."""

_E = TypeVar("_E", bound=StrEnum)
_PARTING = frozenset("-・/")
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_GAIJI = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LOST = re.compile(r"[??〓\ufffd]")
_COPAY = re.compile(r"(?:([0-9])割?|([0-9])0%|0\.([0-9]))")


def _plain(text: str) -> str:
    return typed.code(text).upper()


# What lists write for the words of the sheet.
_LIMITS: Mapping[str, str] = {
    _plain(word): category
    for category, words in {
        **{letter: f"{letter} 区分{letter}" for letter in "アイウエオ"},
        "現役並みⅢ": "現役並みⅢ 現役Ⅲ 現役並み3 現役並み所得者Ⅲ",
        "現役並みⅡ": "現役並みⅡ 現役Ⅱ 現役並み2 現役並み所得者Ⅱ",
        "現役並みⅠ": "現役並みⅠ 現役Ⅰ 現役並み1 現役並み所得者Ⅰ",
        "一般": "一般 一般所得者",
        "低所得Ⅱ": "低所得Ⅱ 低所得2 低所得者Ⅱ 区分Ⅱ",
        "低所得Ⅰ": "低所得Ⅰ 低所得1 低所得者Ⅰ 区分Ⅰ",
        "": "なし 無 無し 対象外 - ー",
    }.items()
    for word in words.split()
}
_YES = frozenset(
    map(_plain, "有 あり 有り ○ 〇 ◯ 1 済 交付 交付済 交付あり TRUE 扶養 被扶養者 対象 加入".split())
)
_NO = frozenset(map(_plain, "無 なし 無し × 0 未交付 交付なし FALSE 非扶養 扶養外 対象外 未加入".split()))
_NO_DISEASE = _NO | frozenset(map(_plain, "該当なし 非該当 ＊ ＊＊＊ － ―".split()))
# Excel makes a day of 2001-1-12 and of 1-12.
_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_MADE_A_DAY = re.compile(
    r"(?:19|20)[0-9]{2}[-/年]0?(?:[1-9]|1[0-2])[-/月]0?(?:[1-9]|[12][0-9]|3[01])日?(?:[T ].*)?"
    rf"|(?:{_MONTHS})[-/ ][0-9]{{1,4}}|[0-9]{{1,4}}[-/ ](?:{_MONTHS})(?:[-/ ][0-9]{{2,4}})?"
    r"|[0-9]{1,2}月[0-9]{1,2}日"
)
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E[+-][0-9]+")
_SIGN = r"[ぁ-ゖァ-ヺー一-\u9fff々]"
_NOBODY = re.compile("^(?:なし|無し?|該当なし|該当無し|不明|未定|空白|同左|名無し)$")
ORDINARY_NAME = re.compile(
    rf"(?!{_NOBODY.pattern}){_SIGN}(?:{_SIGN}|[\u3000 ](?={_SIGN}))*(?<!様)(?<!殿)(?<!さん)(?<!さま)"
)
KANA_ALONE = re.compile(r"[ァ-ヺー](?:[ァ-ヺー]|[\u3000 ](?=[ァ-ヺー]))*")
_KANJI = re.compile(r"[一-\u9fff々]")
_HONORIFIC = re.compile(r"\s*(?:様|殿|さま|さん|氏)$")
_ADDED = re.compile(r"[((\[【〔].*[))\]】〕]$")
_MARKED = re.compile(r"^[*＊※●○◎□■◇◆★☆]|[*＊※●○◎□■◇◆★☆]$|[0-9\uff10-\uff19]")
_BOX = re.compile(r"[□■●○◎◇◆★☆]")
_HALF_KANA = re.compile(r"^[\uff61-\uff9f\s]+$")
_DASHES = frozenset("-－―ー–—×")
_PARTED = re.compile(r'[,\uff0c\u3001/\uff0f\\\uff3c;\uff1b:\uff1a|\uff5c_\uff3f<>"\u201c\u201d]')
_DITTO = re.compile(r"[〃〻″]")
_PICTURE = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf]")
_WITH_CODE = re.compile(r"([0-9]{1,2})[::.\s]+(\D.*)")
_WITH_DAY = re.compile(r"(.+?)[((][^((]*[0-9]{1,4}[年/.\-][0-9]{1,2}[^))]*[))]")


def read_value(field: Field, text: str) -> Value:
    """Return what a filled cell says, blanks around it gone; raise BadValue with the reason."""
    if _is_ordinary(field, text):
        return text
    if text == NO_RESULT:
        raise BadValue("数式の結果がファイルにありません。Excelで開いて保存し直してから取り込んでください。")
    if text.startswith("#") and _EXCEL_ERROR.fullmatch(text):
        raise BadValue(f"Excelのエラー({text})になっています。Excelで直してください。")
    # A list's columns were looked at for 個人番号 as a whole; 外字 are told of with their remedy.
    seen = without_hidden_signs(text, label(field), FieldKind.PERSON_NAME).strip()
    if not seen:
        raise BadValue("目に見えない記号だけが入っています。消すか、入れ直してください。")
    if field not in _KEPT_WHOLE:
        # So a web system keeps the zeros of a number in Excel.
        seen = seen.removeprefix("'")
    return _READERS.get(field, parse_date)(seen)


def _is_ordinary(field: Field, text: str) -> bool:
    """Return whether a text is one of the many in which nothing has to be looked for.

    An ordinary name is kanji and kana without 様, a 番号 letters and digits. The rest is looked at closely.
    """
    if field in _CODES:
        return text.isascii() and text.isalnum()
    if field is Field.NAME:
        return ORDINARY_NAME.fullmatch(text) is not None
    return field is Field.KANA and KANA_ALONE.fullmatch(text) is not None


def split_symbol_number(text: str) -> tuple[str, ...]:
    """Split 1001-102 or 1001-102-00 into 記号, 番号 and, if it is there, 枝番; each as filed."""
    _refuse_made_a_day(text)
    parts = tuple("".join(" " if typed.dashes(c) in _PARTING else c for c in text).split())
    if len(parts) not in (2, 3):
        raise BadValue(f"「{quotable(text)}」を記号と番号に分けられません。1001-102 のように書いてください。")
    return parts


def _refuse_made_a_day(text: str) -> None:
    """A number that Excel took for a day has lost what it was; nobody can tell it back."""
    folded = _plain(text)
    if _MADE_A_DAY.fullmatch(folded):
        raise BadValue(
            f"「{quotable(text)}」は、Excelが記号・番号を日付に変えたものかもしれません。"
            "元の番号を確かめ、記号・番号・枝番を別々の列に入れてください。"
        )
    if _EXPONENT.fullmatch(folded):
        raise BadValue(
            f"「{quotable(text)}」は、Excelが長い番号を縮めたもので、元の番号が失われています。"
            "元の番号を入れ直してください。"
        )


def is_branch_without_zero(text: str) -> bool:
    """Return whether the leading zero of a 枝番 is gone, as Excel does to numbers."""
    folded = _plain(text)
    return len(folded) == 1 and folded.isdecimal()


def is_late_heisei(text: str) -> bool:
    """Return whether a 有効期限 counts 平成 on beyond its end, as papers made before 2019 do."""
    try:
        parse_date(text)
    except BadValue:
        return True
    return False


def same_text(one: str, other: str) -> bool:
    """Return whether two texts differ at most in the kind of blank, as between 姓 and 名."""
    return one == other or one.split() == other.split()


def _text(text: str) -> str:
    """Keep the text as filed; refuse characters that nobody else can read."""
    gaiji = _GAIJI.search(text)
    if gaiji is None:
        return text
    raise BadValue(
        f"外字(U+{ord(gaiji[0]):04X})が{gaiji.start() + 1}文字目にあります。"
        "正しい文字を健保に確かめて直すか、名簿の画面でこの方を加え、印刷のときに代わりの文字を決めてください。"
    )


def _name(text: str) -> str:
    if _LOST.search(text):
        raise BadValue(
            f"「{quotable(text)}」は保存のときに文字が失われています。"
            "元の表を「CSV UTF-8」かExcelで保存し直してください。"
        )
    if begins_like_a_formula(text):
        raise BadValue(f"「{quotable(text)}」は数式のようです。氏名を入れ直してください。")
    if told := _added_to(text):
        raise BadValue(
            f"「{quotable(text)}」には氏名でない{told}がついています。届け出た氏名だけにしてください。"
        )
    return _text(text)


def _added_to(name: str) -> str:
    """Return what stands in a name that is no part of it, or nothing."""
    checks = (
        (_NOBODY, "言葉(名前でないもの)"),
        (_DITTO, "「上と同じ」の印"),
        (_BOX, "印か、失われた文字の代わりの記号"),
        (_HALF_KANA, "半角カナ"),
        (_PICTURE, "絵文字"),
        (_ADDED, "かっこ書き"),
        (_PARTED, "区切りの記号"),
        (_MARKED, "印や数字"),
    )
    if any(_HONORIFIC.search(name) and name.endswith(end) for end in ("様", "殿", "さま", "さん")):
        return "敬称"
    return next((told for sign, told in checks if sign.search(name)), "")


def is_nobody(text: str) -> bool:
    """Return whether a cell for a name says that there is nobody: なし, －."""
    return _NOBODY.fullmatch(typed.code(text)) is not None or text in _DASHES


def _kana(text: str) -> str:
    if _KANJI.search(text):
        raise BadValue(f"「{quotable(text)}」には漢字があり、フリガナとして読めません。")
    full_width: str = jaconv.h2z(_text(text))
    return full_width


def _symbol_or_number(title: str, text: str) -> str:
    _refuse_made_a_day(text)
    if _DITTO.search(text):
        raise BadValue(f"「{quotable(text)}」は「上と同じ」の印です。{title}を入れてください。")
    check_symbol_or_number(_text(text), title)
    return text


def _branch_number(text: str) -> str:
    folded = _plain(text)
    branch_number = folded.zfill(2) if is_branch_without_zero(text) else folded
    check_branch_number(branch_number)
    return branch_number


def _word(enum: type[_E], text: str) -> _E:
    values: Mapping[str, _E] = _spellings(enum)
    value = values.get(_plain(text))
    if value is None and (match := _WITH_CODE.fullmatch(text)):
        # 1:登録済 says it twice; the word counts, and a code that says otherwise is no answer.
        worded, coded = values.get(_plain(match[2])), values.get(_plain(match[1]))
        value = worded if coded in (None, worded) else None
    if value is None and (match := _WITH_DAY.fullmatch(text)):
        value = values.get(_plain(match[1]))
    if value is None:
        wanted = "、".join(dict.fromkeys(label(value) for value in values.values()))
        raise BadValue(f"「{quotable(text)}」は読めません。{wanted}のどれかで書いてください。")
    return value


@cache
def _spellings(enum: type[_E]) -> dict[str, _E]:
    return {_plain(spelling): value for spelling, value in spellings(enum).items()}


def _copay_rate(text: str) -> int:
    match = _COPAY.fullmatch(_plain(text))
    rate = int(match[1] or match[2] or match[3]) if match else 0
    if rate not in (2, 3):
        raise BadValue(f"「{quotable(text)}」は使えません。2割か3割で書いてください。")
    return rate


def _yes_or_no(text: str) -> bool:
    folded = _plain(text)
    if folded not in _YES | _NO:
        raise BadValue(f"「{quotable(text)}」は読めません。有か無で書いてください。")
    return folded in _YES


def _insurer_number(text: str) -> str:
    return typed.code(text)


def _relationship(text: str) -> str:
    """Each host numbers 続柄 its own way: a number alone says nothing until somebody says what it means."""
    if typed.code(text).isdecimal():
        raise BadValue(f"「{quotable(text)}」は続柄の番号のようです。妻、子のような言葉で書いてください。")
    return _text(text)


def _limit_category(text: str) -> str:
    """An empty text says that the sheet shows none. Which classes there are is the society's to say."""
    return _LIMITS.get(_plain(text), _text(text))


def _disease_mark(text: str) -> str:
    """An empty text says that there is none. The refusal does not repeat what stood there."""
    folded = _plain(text)
    if folded in _NO_DISEASE:
        return ""
    mark = typed.code(text).upper()
    check_disease(Disease(mark))
    return mark


_CODES = frozenset({Field.SYMBOL, Field.NUMBER, Field.EMPLOYEE_CODE, Field.OFFICE_CODE})
_KEPT_WHOLE = frozenset({Field.NAME, Field.ALIAS, Field.REGISTRY_NAME, Field.DEPARTMENT, Field.OFFICE_NAME})

# Every other field is a day.
_READERS: Mapping[Field, Callable[[str], Value]] = {
    Field.SYMBOL_NUMBER: _text,
    Field.SYMBOL: partial(_symbol_or_number, "記号"),
    Field.NUMBER: partial(_symbol_or_number, "番号"),
    Field.BRANCH_NUMBER: _branch_number,
    Field.KIND: partial(_word, PersonKind),
    Field.RELATIONSHIP: _relationship,
    Field.NAME: _name,
    Field.KANA: _kana,
    Field.SEX: partial(_word, Sex),
    Field.LOSS_CAUSE: partial(_word, LossCause),
    Field.ENROLMENT: partial(_word, Enrolment),
    # Papers made before 2019 count 平成 on.
    Field.CERTIFICATE_EXPIRES_ON: partial(parse_date, lenient_era=True),
    Field.COPAY_RATE: _copay_rate,
    Field.ELDERLY_CARD_LISTED: _yes_or_no,
    Field.DEPARTMENT: _text,
    Field.EMPLOYEE_CODE: _text,
    Field.LANGUAGE: partial(_word, Language),
    Field.ALIAS: _name,
    Field.REGISTRY_NAME: _name,
    Field.LIMIT_CATEGORY: _limit_category,
    Field.DISEASE_MARK: _disease_mark,
    Field.OFFICE_CODE: _text,
    Field.OFFICE_NAME: _text,
    Field.INSURER_NUMBER: _insurer_number,
    Field.INSURED_NAME: _text,
    Field.IS_COVERED: _yes_or_no,
}
