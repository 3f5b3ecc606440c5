"""What must come of each of the files kept outside: layouts of real senders, real faults.

Written from what stands in the files and what a clerk expects, never from what the program made of it.
"""

from collections.abc import Mapping

from tests.usecases.lists.strangers import Facts, Truth

KEN = {
    "kind": "insured", "symbol": "2101", "number": "601", "branch_number": "00", "name": "試作　健",
    "kana": "シサク ケン", "sex": "male", "relationship": "本人", "born_on": "1985-02-14",
    "qualified_on": "2012-04-01", "enrolment": "not_registered", "certificate_expires_on": "2029-12-01",
    "office": "2101",
}  # fmt: skip
MEGUMI = {
    "kind": "dependant", "symbol": "2101", "number": "601", "branch_number": "01", "name": "試作　恵",
    "kana": "シサク メグミ", "sex": "female", "relationship": "妻", "born_on": "1987-09-30",
    "qualified_on": "2014-05-01", "enrolment": "registered", "office": "2101",
}  # fmt: skip
TSUBASA = {
    "kind": "dependant", "symbol": "2101", "number": "601", "branch_number": "02", "name": "試作　翼",
    "kana": "シサク ツバサ", "sex": "male", "relationship": "子", "born_on": "2016-07-07",
    "qualified_on": "2016-07-07", "enrolment": "unknown", "office": "2101",
}  # fmt: skip
TARO = {
    "kind": "insured", "symbol": "2101", "number": "501", "branch_number": "00", "name": "見本　一郎",
    "kana": "ミホン イチロウ", "sex": "male", "relationship": "本人", "born_on": "1980-04-12",
    "qualified_on": "2005-04-01", "department": "総務部", "employee_code": "M0001",
    "enrolment": "not_registered", "certificate_expires_on": "2029-12-01", "office": "2101",
}  # fmt: skip
HANA = TARO | {
    "kind": "dependant", "branch_number": "01", "name": "見本　花", "kana": "ミホン ハナ", "sex": "female",
    "relationship": "妻", "born_on": "1982-08-03", "qualified_on": "2010-06-01", "enrolment": "registered",
}  # fmt: skip
del HANA["certificate_expires_on"]
SORA = HANA | {
    "branch_number": "02", "name": "見本　空", "kana": "ミホン ソラ", "sex": "male", "relationship": "子",
    "born_on": "2015-01-20", "qualified_on": "2015-01-20", "enrolment": "unknown",
}  # fmt: skip
UMI = SORA | {"branch_number": "03", "name": "見本　海", "kana": "ミホン ウミ", "sex": "female"}
SABURO = TARO | {
    "symbol": "2102", "number": "0503", "name": "架空　三郎", "kana": "カクウ サブロウ",
    "born_on": "1954-03-02", "qualified_on": "2001-10-01", "department": "製造課", "employee_code": "M0003",
    "copay_rate": "2", "copay_from": "2024-04-01", "elderly_card_listed": "True", "office": "2102",
}  # fmt: skip


def key(facts: Facts) -> str:
    """By what somebody is found; without 枝番 until the society has given one."""
    return "-".join(facts[one] for one in ("symbol", "number", "branch_number") if one in facts)


def people(*found: Facts) -> Mapping[str, Facts]:
    return {key(one): one for one in found}


def without(facts: Facts, *names: str) -> Facts:
    return {name: value for name, value in facts.items() if name not in names}


_PAPER = ("enrolment", "certificate_expires_on")


def _unknown(facts: Facts, *names: str) -> Facts:
    """Somebody of whom a list says nothing about Mynaマイナ保険証 or paper, nor these."""
    return {**without(facts, *_PAPER, *names), "enrolment": "unknown"}


def _numbered(number: int, sign: str, kind: str = "insured", **other: str) -> Facts:
    """Of the lists of words: 氏名　甲 and so on."""
    plain = {
        "kind": kind, "symbol": "2101", "number": str(number), "name": f"氏名　{sign}", "kana": "シメイ",
        "branch_number": "00" if kind == "insured" else "01", "sex": "male", "born_on": "1985-02-14",
        "qualified_on": "2012-04-01", "enrolment": "unknown", "office": "2101",
    }  # fmt: skip
    return {name: value for name, value in (plain | other).items() if value}


def _births() -> Truth:
    read = [*range(900, 912), *range(913, 922), *range(923, 929), 932, 935, *range(937, 942)]
    held = (14, 30, 31, 32, 34, 35, 37)
    same = _numbered(0, "", kana="ヒヅケ", name="日付　試", enrolment="not_registered")
    found = people(*({**same, "number": str(number)} for number in read))
    return Truth(found, {"dates:serials": "serial"}, dict.fromkeys(held, "読めません"))


def _words() -> Truth:
    """本人家族 in eight words, of which three are no word for it."""
    signs = dict(zip(range(700, 708), "甲乙丙丁戊己庚辛", strict=True))
    kinds = {number: "insured" if number % 2 == 0 or number == 707 else "dependant" for number in signs}
    found = [_numbered(n, sign, kinds[n], kana="", branch_number="01" if n in (701, 703, 705) else "00")
             for n, sign in signs.items()]  # fmt: skip
    return Truth(people(*found), {"words:本人家族": {"0": "本人", "配偶者": "家族", "強制": "本人"}})


BOTH = Truth(people(KEN, MEGUMI))
SERIALS = Truth(BOTH.people, {"dates:serials": "serial"})
_HR = ("relationship",)

_JOINER = {**_unknown(KEN, "relationship"), "qualified_on": "2026-11-01"}


_X1 = {**without(KEN, "relationship"), "name": "試　健", "kana": "シ"}


def _dated(number: int, **other: str) -> Facts:
    """Of the list of days that cannot be true."""
    return _numbered(number, "", kana="ヒヅケ", name="日付　試", enrolment="not_registered", **other)


TRUTHS: Mapping[str, Truth] = {
    "A01-smarthr-yoko.csv": Truth(
        people(
            {**_unknown(KEN, *_HR), "department": "総務部", "employee_code": "M0009"},
        ),
        {"constant:symbol": "2101"},
        {3: "資格取得日"},
    ),
    "A03-freee-kazoku.csv": Truth(),
    "A05-jobcan-staff.csv": Truth(),
    "A07-bugyo-ukeire.csv": Truth(),
    "A09-yayoi-tab.txt": BOTH,
    "A11-kot-shozoku.csv": Truth(people({**TARO, "department": "経理部"})),
    "B01-no-kubun.csv": Truth(people(_unknown(KEN), _unknown(MEGUMI))),
    "B02-title-total-foot.csv": BOTH,
    "B04-two-sheets.xlsx": Truth(BOTH.people, {"sheets": "all"}),
    "B06-wide-family.csv": Truth(
        people(_unknown(KEN, "sex", "relationship")), {"branches": "insured00"}, {2: "資格取得日"}
    ),
    "B07-blank-number-below.csv": Truth(people(KEN, MEGUMI, TSUBASA), {"above": "use/insured00"}),
    "B09-codes.csv": Truth(
        people(_unknown(KEN), _unknown(MEGUMI)), {"words:続柄コード": {"00": "本人", "02": "妻"}}
    ),
    "B11-myna-status.csv": Truth(
        people({**TARO, "enrolment": "registered"}, {**SORA, "enrolment": "not_registered"})
    ),
    "B12-myna-words.csv": Truth(
        people(
            {**TARO, "enrolment": "registered"},
            {**HANA, "enrolment": "not_registered"},
            {**SORA, "enrolment": "registered"},
            {**UMI, "enrolment": "registered"},
        ),
        {"words:マイナ保険証の保有状況": {"保有": "登録済", "未保有": "未登録"}},
    ),
    "B14-hihokensha-hifuyousha.csv": Truth(
        people(_unknown(MEGUMI, "sex")), {"rival:born_on": "生年月日(2つ目)"}
    ),
    "B16-kubun-words.csv": _words(),
    "B17-sex-words.csv": Truth(
        people(*(_numbered(720 + n, sign) for n, sign in enumerate("甲乙丙丁戊己庚"))),
        {"words:性別": {"1": "男", "0": "男"}},
    ),
    **dict.fromkeys(
        (
            "C01-cp932.csv C02-utf8.csv C03-utf16le-bom-tab.txt C04-utf16le-nobom.txt C05-utf16be-bom.csv "
            "C06-eucjp.csv C08-semicolon.csv C09-pipe.csv C10-cr-only.csv D13-hidden-mynumber-sheet.xlsx "
            "E00-plain.xlsx E01-old.xls E03-macro.xlsm E05-really-xlsx.csv E06-really-csv.xlsx E11-list.zip "
            "E14-xml2003.xls F16-trailing-empty.csv"
        ).split(),
        BOTH,
    ),
    "C13-quoted-newline.csv": Truth(people(MEGUMI), held={2: "改行"}),
    "C14-nul.csv": Truth(people(KEN), held={3: "制御文字"}),
    "C15-latin-mixed.csv": Truth(refused="行によって文字コードが違います"),
    "C16-gb18030.csv": Truth(refused="GB18030"),
    "D01-serials-general.xlsx": SERIALS,
    "D03-serials.csv": SERIALS,
    "D05-zeros-lost.csv": Truth(),
    "D06-exponent.csv": Truth(held={2: "縮めた"}),
    "D07-formulas-uncached.xlsx": Truth(held={2: "数式の結果", 3: "数式の結果"}),
    "D08-error-cells.xlsx": Truth(people(MEGUMI), held={2: "#N/A"}),
    "D09-percent.xlsx": Truth(people({**SABURO, "copay_rate": "3", "copay_from": "2026-09-01"})),
    "D11-hidden-row.xlsx": Truth(BOTH.people, {"lines:hidden": "read"}),
    "D12-hidden-mynumber-column.xlsx": Truth(refused="個人番号"),
    "D15-datetimes.csv": Truth(people(KEN)),
    "D17-two-digit-years.csv": Truth(held={2: "日付として読めません"}),
    "E04-password.xlsx": Truth(refused="パスワード"),
    "E08-empty.csv": Truth(refused="空です"),
    "E09-only-headings.csv": Truth(refused="人の行がありません"),
    "E10-one-column.csv": Truth(refused="列が1つしかありません"),
    "E13-pdf.csv": Truth(refused="PDF"),
    "E15-fixed-width.txt": Truth(refused="固定長"),
    "F01-duplicate-rows.csv": Truth(BOTH.people, held={4: "同じ行"}),
    "F02-same-person-differs.csv": Truth(people(MEGUMI), held={2: "中身が違います", 4: "中身が違います"}),
    "F03-twins.csv": Truth(people(KEN, TSUBASA, {**TSUBASA, "branch_number": "03", "name": "試作　翔"})),
    "F05-renamed.csv": Truth(people({**HANA, "name": "新姓　花", "kana": "シンセイ ハナ"})),
    "F06-rehired.csv": Truth(held={2: "再雇用"}),
    "F09-other-person.csv": Truth(held={2: "見本　一郎"}),
    "F11-no-space.csv": Truth(),
    "F12-hiragana-halfkana.csv": Truth(),
    "F13-gaiji.csv": Truth(people({**MEGUMI, "name": "𠮷田　葛\U000e0101"}), held={2: "外字"}),
    "F14-gaiji-cp932.csv": Truth(held={2: "外字"}),
    "F15-long-foreign.csv": Truth(
        people(
            _numbered(
                603,
                "",
                name="WATTANAKUL-MONTGOMERY SOMCHAI ALEXANDER JAYAWARDENA BALASUBRAMANIAM",
                kana="ワッタナクール モンゴメリー ソムチャイ アレキサンダー",
                born_on="1990-05-05",
                qualified_on="2020-04-01",
                enrolment="not_registered",
            ),
            _numbered(
                604,
                "",
                name="スカルノ",
                kana="",
                born_on="1991-05-05",
                qualified_on="2020-04-01",
                enrolment="not_registered",
            ),
        )
    ),
    "F17-misspelt.csv": Truth(BOTH.people, {"column:生年月曰": "born_on"}),
    "F19-blank-keeps.csv": Truth(asks={"blank:有効期限": "keep"}),
    "F20-clear-expiry.csv": Truth(
        people(without(TARO, "certificate_expires_on")), {"blank:有効期限": "clear"}
    ),
    "F22-formula-text.csv": Truth(people({**MEGUMI, "department": "@SUM(A1)"}), held={2: "数式"}),
    "F23-all-at-once-left.csv": Truth(people(KEN)),
    "F24-loss-cause-codes.csv": Truth(
        people({**TARO, "disqualified_on": "2026-11-01", "loss_cause": "left", "last_day_on": "2026-10-31"})
    ),
    "F26-two-employees.csv": Truth(held={2: "もう一人の本人", 3: "もう一人の本人"}),
    "G01-KPFD0006-shutoku.CSV": Truth(people(_JOINER), {"constant:symbol": "2101"}),
    "G03-SHFD0006-ido.CSV": Truth(refused="異動する家族が書かれていません"),
    "G04-KPFD0006-mynumber.CSV": Truth(people(_JOINER), {"constant:symbol": "2101"}),
    "G05-KPFD0006-santei.CSV": Truth(refused="算定基礎届"),
    "H01-birth-spellings.csv": _births(),
    "X1-formula-starts.csv": Truth(
        people(
            {**_X1, "number": "644", "department": '=HYPERLINK("http://x.invalid","見る")'},
            {**_X1, "number": "645", "department": "'安全"},
        ),
        held={2: "数式", 3: "数式", 4: "数式", 5: "数式"},
    ),
    "X2-impossible-but-valid-dates.csv": Truth(
        people(
            _dated(801, certificate_expires_on="2029-12-01"),
            _dated(802, certificate_expires_on="1999-12-01"),
            _dated(806, born_on="2020-04-01", qualified_on="2020-04-01"),
            _dated(808, certificate_expires_on="2099-12-01"),
            _dated(811, qualified_on="1985-02-14"),
        ),
        {"dates:eras": "eras_12345"},
        {
            4: "1年より先",
            5: "1年より先",
            6: "75歳",
            8: "120年",
            10: "後ではありません",
            11: "今日より先",
        },
        doubts=frozenset({"2101-802-00", "2101-806-00", "2101-808-00", "2101-811-00"}),
    ),
    "X3-invisible-in-names.csv": Truth(
        people({**without(KEN, "relationship"), "number": "656", "name": "試作\u00a0健"}),
        held={
            2: "見えない記号",
            3: "逆にする",
            4: "敬称",
            5: "かっこ書き",
            6: "半角カナ",
            7: "見えない記号",
            9: "絵文字",
        },
    ),
    "base.csv": Truth(),
}
