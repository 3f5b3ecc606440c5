"""What a list may say of a person, and which column says it: by a table of synonyms, or as chosen.

Society, HR and office each word their headings differently; width, blanks, brackets and
marks in a heading do not count.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from app.domain.accepted_text import accepted_document
from app.domain.person import Enrolment, LossCause, PersonKind, Sex, person_key
from app.errors import BadValue
from app.importing.table import Table


class Field(StrEnum):
    """What a column may say of a person; SYMBOL_NUMBER is 記号 and 番号 in one cell.

    ALIAS: the 通称名 the society allowed on the front of the sheet; REGISTRY_NAME tells the other.
    """

    SYMBOL_NUMBER = "symbol_number"
    SYMBOL = "symbol"
    NUMBER = "number"
    BRANCH_NUMBER = "branch_number"
    KIND = "kind"
    RELATIONSHIP = "relationship"
    NAME = "name"
    KANA = "kana"
    SEX = "sex"
    BORN_ON = "born_on"
    QUALIFIED_ON = "qualified_on"
    DISQUALIFIED_ON = "disqualified_on"
    LOSS_CAUSE = "loss_cause"
    ENROLMENT = "enrolment"
    CERTIFICATE_EXPIRES_ON = "certificate_expires_on"
    ISSUED_ON = "issued_on"
    COPAY_RATE = "copay_rate"
    COPAY_FROM = "copay_from"
    ELDERLY_CARD_LISTED = "elderly_card_listed"
    DEPARTMENT = "department"
    EMPLOYEE_CODE = "employee_code"
    ALIAS = "alias"
    REGISTRY_NAME = "registry_name"
    LIMIT_CATEGORY = "limit_category"
    OFFICE_CODE = "office_code"
    OFFICE_NAME = "office_name"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """What one row says; None where its cell is blank or its column absent.

    row: the line as a spreadsheet shows it. Fields are named as in app.domain.person.Person and
    app.domain.print_note.PrintNote; of the latter an empty text says that there is none.
    """

    row: int
    kind: PersonKind
    symbol: str
    number: str
    branch_number: str
    name: str
    born_on: date
    kana: str | None = None
    sex: Sex | None = None
    relationship: str | None = None
    qualified_on: date | None = None
    department: str | None = None
    employee_code: str | None = None
    enrolment: Enrolment | None = None
    disqualified_on: date | None = None
    loss_cause: LossCause | None = None
    certificate_expires_on: date | None = None
    issued_on: date | None = None
    copay_rate: int | None = None
    copay_from: date | None = None
    elderly_card_listed: bool | None = None
    registry_name: str | None = None
    limit_category: str | None = None
    office_code: str | None = None
    office_name: str | None = None

    @property
    def key(self) -> str:
        """記号-番号-枝番."""
        return person_key(self.symbol, self.number, self.branch_number)

    @property
    def on_sheet(self) -> tuple[str | None, str | None]:
        """戸籍上の氏名 and 限度額適用区分 as the row tells them."""
        return self.registry_name, self.limit_category


# The first word is what the office reads; of two columns for one field the earlier word wins.
_WORDS: Mapping[Field, str] = {
    Field.SYMBOL_NUMBER: "記号番号 被保険者証記号番号 被保険者証等記号番号 "
    "被保険者等記号番号 被保険者記号番号 "
    "保険証記号番号 健康保険証記号番号 健保記号番号 資格確認書記号番号 記号番号枝番",
    Field.SYMBOL: "記号 被保険者証記号 被保険者証等記号 被保険者等記号 被保険者記号 保険証記号 "
    "健康保険証記号 健康保険記号 健保記号 資格確認書記号",
    Field.NUMBER: "番号 被保険者証番号 被保険者証等番号 被保険者等番号 被保険者番号 保険証番号 "
    "健康保険証番号 健康保険番号 健保番号",
    Field.BRANCH_NUMBER: "枝番 枝番号 被保険者証枝番 被保険者等枝番 保険証枝番 枝",
    Field.KIND: "本人家族 本人家族区分 本人家族別 被保険者被扶養者区分 被保険者被扶養者 本人扶養区分 "
    "本人被扶養者区分 本家区分 加入者区分 資格区分 対象者区分 被保険者区分 本人区分 区分",
    Field.RELATIONSHIP: "続柄 続柄名 続柄名称 被扶養者続柄 本人との続柄 被保険者との続柄",
    Field.NAME: "氏名 漢字氏名 氏名漢字 加入者氏名 加入者名 対象者氏名 本人家族氏名 名前 姓名",
    Field.KANA: "フリガナ カナ氏名 氏名カナ 氏名フリガナ フリガナ氏名 カナ カナ名 ふりがな "
    "氏名ふりがな 氏名かな かな 半角カナ氏名 加入者氏名カナ カナ姓名 よみがな 氏名よみ "
    "読み",
    Field.SEX: "性別 男女区分 性別区分 男女別 男女",
    Field.BORN_ON: "生年月日 誕生日 誕生年月日 生年月日西暦 生年月日和暦",
    Field.QUALIFIED_ON: "資格取得日 資格取得年月日 健保資格取得日 健保資格取得年月日 資格取得認定日 "
    "資格取得認定年月日 取得日 取得年月日 認定日 認定年月日 加入日 加入年月日",
    Field.DISQUALIFIED_ON: "資格喪失日 資格喪失年月日 健保資格喪失日 健保資格喪失年月日 喪失日 喪失年月日",
    Field.LOSS_CAUSE: "喪失事由 資格喪失事由 喪失理由 資格喪失理由 喪失原因 資格喪失原因",
    Field.ENROLMENT: "マイナ保険証 マイナ保険証登録状況 マイナ保険証利用登録状況 マイナ保険証登録 "
    "マイナ保険証利用登録 マイナ保険証登録有無 マイナ保険証利用登録有無 マイナ保険証有無 "
    "マイナ保険証状況 マイナンバーカード保険証利用登録 マイナンバーカード保険証利用 "
    "利用登録 利用登録状況 利用登録有無 保険証利用登録 保険証利用登録状況",
    Field.CERTIFICATE_EXPIRES_ON: "有効期限 資格確認書有効期限 有効期限年月日 "
    "有効年月日 証有効期限 保険証有効期限 "
    "保険証期限 資格確認書期限 証期限",
    Field.ISSUED_ON: "交付年月日 資格確認書交付年月日 交付日 資格確認書交付日 証交付年月日 証交付日",
    Field.COPAY_RATE: "一部負担金割合 一部負担割合 自己負担割合 負担割合 窓口負担割合 割合",
    Field.COPAY_FROM: "発効年月日 発効日 発効期日 割合発効年月日 割合発効日 一部負担金割合発効年月日",
    Field.ELDERLY_CARD_LISTED: "高齢受給者証 高齢受給者証有無 "
    "高齢受給者証交付 高齢受給者証交付有無 高齢受給者",
    Field.DEPARTMENT: "所属 部署 部門 所属名 部署名 部門名 所属部署 所属部門 部課 部課名 配属",
    Field.EMPLOYEE_CODE: "社員番号 社員コード 社員No 社員ID 従業員番号 従業員コード 従業員No 職員番号 "
    "個人コード",
    Field.ALIAS: "通称名 通称 通名 通称氏名 通称名漢字",
    Field.REGISTRY_NAME: "戸籍上の氏名 戸籍氏名 戸籍名 戸籍上氏名",
    Field.LIMIT_CATEGORY: "限度額適用区分 限度額区分 限度額適用認定区分 限度額適用認定証区分 限度区分 "
    "限度額適用認定証適用区分",
    Field.OFFICE_CODE: "事業所記号 事業所コード 事業所CD 事業所番号",
    Field.OFFICE_NAME: "事業所名 事業所名称 事業所 会社名",
}

TITLES: Mapping[Field, str] = {field: words.split()[0] for field, words in _WORDS.items()}
"""The Japanese name of each field, for sentences and lists."""

_BRACKETS = re.compile(r"[(\[{「『【〔<〈《][^)\]}」』】〕>〉》]*[)\]}」』】〕>〉》]")
_NOISE = re.compile(r"[\W_の]+")
# A bracket behind a name may turn it into another name: 氏名(カナ), 氏名(旧姓).
_BRACKET_COUNTS = (Field.NAME, Field.KANA)


def _plain(heading: str) -> str:
    """Drop what differs between spellings of one heading: width, case, blanks, marks, の."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


_FIELDS: Mapping[str, tuple[int, Field]] = {
    _plain(word): (rank, field) for field, words in _WORDS.items() for rank, word in enumerate(words.split())
}


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """The columns of one kind of list: heading → field. Raises BadValue if a field stands twice."""

    columns: Mapping[str, Field]

    def __post_init__(self) -> None:
        fields = list(self.columns.values())
        for field in fields:
            if fields.count(field) > 1:
                raise BadValue(f"「{TITLES[field]}」に二つの列が選ばれています。一つにしてください。")

    def positions(self, table: Table) -> dict[Field, int]:
        """Return where each field stands in this table; of equal headings the first counts."""
        chosen = {_plain(heading): field for heading, field in self.columns.items()}
        found: dict[Field, int] = {}
        for index, heading in enumerate(table.headings):
            field = chosen.get(_plain(heading))
            if field is not None:
                found.setdefault(field, index)
        return found

    @classmethod
    def from_json(cls, text: str) -> "MappingProfile":
        """Read a saved profile; raise BadValue if it is none or names an unknown field."""
        accepted_document(text, "列の対応のファイル")
        try:
            columns = json.loads(text)["columns"]
            return cls({str(heading): Field(name) for heading, name in columns.items()})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadValue(
                "列の対応のファイルを読めません。docs/cli.md の書き方を確かめてください。"
            ) from error


def field_of(heading: str) -> Field | None:
    """Return what a heading means, or None if the table of synonyms does not know it."""
    match = _match(heading)
    return None if match is None else match[1]


def recognise(table: Table) -> MappingProfile:
    """Return the profile that the headings themselves suggest."""
    best: dict[Field, tuple[int, str]] = {}
    for heading in table.headings:
        match = _match(heading)
        if match is not None and (match[1] not in best or match[0] < best[match[1]][0]):
            best[match[1]] = (match[0], heading)
    return MappingProfile({heading: field for field, (_, heading) in best.items()})


def resembles(heading: str, fields: Mapping[Field, int]) -> Field | None:
    """Return the field whose name an unknown heading resembles, unless it has its column."""
    words = [word for word, (_, field) in _FIELDS.items() if field not in fields and len(word) > 2]
    close = get_close_matches(_plain(heading), words, n=1, cutoff=0.7)
    return _FIELDS[close[0]][1] if close else None


def _match(heading: str) -> tuple[int, Field] | None:
    exact = _FIELDS.get(_plain(heading))
    if exact is not None:
        return exact
    outside = _FIELDS.get(_plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading))))
    return None if outside is None or outside[1] in _BRACKET_COUNTS else outside
