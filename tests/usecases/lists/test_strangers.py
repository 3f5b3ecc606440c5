"""Lists as strangers send them: stored is what they say, or one question stands in the way, or the cause."""

import io
from collections.abc import Sequence
from datetime import date

import msoffcrypto
import pytest

from app.ports import Store
from tests.unit.importing.layouts import (
    CHILD,
    EMPLOYEE,
    HEADINGS,
    HOUSEHOLD,
    SPOUSE,
    book,
    csv,
    saved,
    text,
    with_cells,
)
from tests.usecases.lists.layout_truths import KEN, MEGUMI, TSUBASA, people, without
from tests.usecases.lists.strangers import Facts, Truth, look_and_leave

Rows = Sequence[Sequence[object]]
PLAIN = text([HEADINGS, *HOUSEHOLD])
SHORT = "記号,番号,枝番,本人家族,氏名,生年月日,資格取得日"


def lines(*told: str) -> bytes:
    return "".join(f"{line}\r\n" for line in told).encode("cp932")


def ken(**cells: str) -> list[str]:
    return with_cells(EMPLOYEE, **cells)


def megumi(**cells: str) -> list[str]:
    return with_cells(SPOUSE, **cells)


def short(facts: Facts, **other: str) -> Facts:
    """What a list of seven columns says of somebody."""
    told = without(facts, "kana", "sex", "relationship", "enrolment", "certificate_expires_on")
    return {**told, "enrolment": "unknown", **other}


def inserted(row: Sequence[str], place: int) -> list[str]:
    return [*row[:place], "", *row[place:]]


def merged(row: Rows, *cells: str) -> bytes:
    made = book(("名簿", row))
    for area in cells:
        made.active.merge_cells(area)
    return saved(made)


def hidden_column() -> bytes:
    made = book(("名簿", [HEADINGS, *HOUSEHOLD]))
    made.active.column_dimensions["M"].hidden = True
    return saved(made)


def locked() -> bytes:
    out = io.BytesIO()
    plain = io.BytesIO(saved(book(("名簿", [HEADINGS, *HOUSEHOLD]))))
    msoffcrypto.OfficeFile(plain).encrypt("見本0000", out)
    return out.getvalue()


def numbers() -> bytes:
    """Everything that looks like a number is one, days are days: the zeros are gone."""
    other = [2102, 504, 0, *ken(氏名="別試　健")[3:]]
    rows = [[int(row[0]), int(row[1]), int(row[2]), *row[3:]] for row in HOUSEHOLD]
    for row in rows:
        row[8], row[9] = date.fromisoformat(str(row[8])), date.fromisoformat(str(row[9]))
    return saved(book(("名簿", [HEADINGS, *rows, other])))


SPLIT = [*HEADINGS[:5], "氏名", "", *HEADINGS[6:]]
SPLIT_ROWS = [[*row[:5], *row[5].split("　"), *row[6:]] for row in HOUSEHOLD]
OLD_YEAR = [ken(マイナ保険証="登録済", 有効期限="2026-11-30"), SPOUSE]
YEARS = [("令和7年度", [HEADINGS, *OLD_YEAR]), ("令和8年度", [HEADINGS, *HOUSEHOLD])]
ON_PAPER = people(KEN, {**MEGUMI, "enrolment": "on_request", "certificate_expires_on": "2029-12-01"})
BOTH = people(KEN, MEGUMI)
ALL = people(KEN, MEGUMI, TSUBASA)
SHORT_BOTH = people(short(KEN), short(MEGUMI))
TEXT_KEN = "2101,601,00,本人,試作　健,S60.2.14,H24.4.1"
TEXT_MEGUMI = "2101,601,01,家族,試作　恵,S62.9.30,H26.5.1"

HALF_WIDTH = (
    "ｷｺﾞｳ ﾊﾞﾝｺﾞｳ ｴﾀﾞﾊﾞﾝ 本人家族 ｿﾞｸｶﾞﾗ 氏名 ｶﾅｼﾒｲ ｾｲﾍﾞﾂ ｾｲﾈﾝｶﾞｯﾋﾟ ｼｶｸｼｭﾄｸﾋﾞ 資格喪失年月日 ﾏｲﾅ保険証 ﾕｳｺｳｷｹﾞﾝ"
).split()

STRANGERS: dict[str, tuple[bytes, Truth]] = {
    "days in every calendar within one column": (
        csv(
            ken(生年月日="S60.2.14", 資格取得年月日="2012/4/1"),
            megumi(生年月日="1987-9-30", 資格取得年月日="平成26年5月1日"),
            with_cells(CHILD, 生年月日="20160707", 資格取得年月日="平28.7.7"),
        ),
        Truth(ALL),
    ),
    "a two-digit year among others": (
        csv(ken(生年月日="60.2.14"), megumi(生年月日="S62.9.30")),
        Truth(people(MEGUMI), held={2: "読めません"}),
    ),
    "days with まで": (
        csv(ken(有効期限="令和11年12月1日まで"), megumi(有効期限="R11.12.1迄")),
        Truth(ON_PAPER),
    ),
    "shifted to the right from a line on": (
        csv(EMPLOYEE, inserted(SPOUSE, 2), inserted(CHILD, 2)),
        Truth(
            people(KEN), {"words:本人家族": {"01": "", "02": ""}, "words:性別": ""}, {3: "日付", 4: "日付"}
        ),
    ),
    "shifted behind the name": (
        csv(EMPLOYEE, inserted(SPOUSE, 6)[:13]),
        Truth(people(KEN), {"words:性別": ""}, {3: "日付"}),
    ),
    "shifted by a blank day": (
        csv(EMPLOYEE, inserted(SPOUSE, 8)[:13]),
        Truth(people(KEN), held={3: "生年月日が空"}),
    ),
    "name and reading changed places from a line on": (
        csv(EMPLOYEE, megumi(氏名=SPOUSE[6], フリガナ=SPOUSE[5])),
        Truth(people(KEN), held={3: "入れ替わって"}),
    ),
    "birth and qualification changed places": (
        csv(EMPLOYEE, megumi(生年月日=SPOUSE[9], 資格取得年月日=SPOUSE[8])),
        Truth(people(KEN), held={3: "より前です"}),
    ),
    "kanji for a reading": (
        csv(ken(フリガナ="試作 健"), SPOUSE),
        Truth(people(without(KEN, "kana"), MEGUMI)),
    ),
    "two names that differ": (
        csv([*EMPLOYEE, "旧名　健"], [*SPOUSE, "試作　恵"], headings=[*HEADINGS, "氏名"]),
        Truth(BOTH, {"rival:name": "氏名"}),
    ),
    "two numbers": (
        csv([*EMPLOYEE, "777"], [*SPOUSE, "777"], headings=[*HEADINGS, "番号"]),
        Truth(BOTH, {"rival:number": "番号"}),
    ),
    "two expiries": (
        csv([*EMPLOYEE, "2026-12-01"], [*SPOUSE, ""], headings=[*HEADINGS, "有効期限"]),
        Truth(BOTH, {"rival:certificate_expires_on": "有効期限"}),
    ),
    "one heading merged over two columns of names": (
        merged([SPLIT, *SPLIT_ROWS], "F1:G1"),
        Truth(BOTH, {"column:(7列目)": "given_name"}),
    ),
    "a column without a heading that is no name": (
        csv(*(inserted(row, 6) for row in HOUSEHOLD), headings=SPLIT),
        Truth(BOTH),
    ),
    "one heading over two columns of readings": (
        csv(
            *([*row[:6], *row[6].split(), *row[7:]] for row in HOUSEHOLD),
            headings=[*HEADINGS[:7], "", *HEADINGS[7:]],
        ),
        Truth(BOTH),
    ),
    "two lines of headings over names in two columns": (
        merged([SPLIT, ["", "", "", "", "", "姓", "名", *[""] * 7], *SPLIT_ROWS], "F1:G1"),
        Truth(BOTH),
    ),
    "姓 on the first line of a household alone": (
        lines(
            "記号,番号,枝番,本人家族,姓,名,生年月日,資格取得日",
            "2101,601,00,本人,試作,健,S60.2.14,H24.4.1",
            "2101,601,01,家族,,恵,S62.9.30,H26.5.1",
        ),
        Truth(people(short(KEN)), held={3: "姓か名"}),
    ),
    "姓 without 名": (
        lines("記号,番号,枝番,本人家族,姓,生年月日,資格取得日", TEXT_KEN.replace("　健", "")),
        Truth(held={2: "一部だけ"}),
    ),
    "numbers as numbers, where the roster has zeros": (numbers(), Truth(BOTH, held={4: "0502"})),
    "ditto marks": (csv(EMPLOYEE, megumi(記号="〃", 番号="〃")), Truth(BOTH)),
    "同上 in every column that repeats": (
        csv(EMPLOYEE, megumi(記号="同上", 番号="同上", 資格取得年月日="同上")),
        Truth(people(KEN, {**MEGUMI, "qualified_on": "2012-04-01"})),
    ),
    "a ditto mark in a name": (
        csv(EMPLOYEE, megumi(氏名="〃　恵")),
        Truth(people(KEN), held={3: "上と同じ"}),
    ),
    "a ditto mark with nothing above": (
        csv(ken(番号="〃"), SPOUSE),
        Truth(people(MEGUMI), held={2: "上と同じ"}),
    ),
    "headings again in another order": (
        lines(
            SHORT,
            TEXT_KEN,
            "被扶養者",
            "記号,番号,枝番,本人家族,氏名,認定日,生年月日",
            "2101,601,01,家族,試作　恵,H26.5.1,S62.9.30",
        ),
        Truth(SHORT_BOTH),
    ),
    "other headings further down": (
        lines(SHORT, TEXT_KEN, "記号,番号,枝番,氏名,有効期限,続柄", "2101,601,01,試作　恵,R11.12.1,妻"),
        Truth(refused="3行目から見出しが変わっています"),
    ),
    "two tables side by side": (
        lines(f"{SHORT},,{SHORT}", f"{TEXT_KEN},,{TEXT_MEGUMI}"),
        Truth(refused="横に二つ並んで"),
    ),
    "family on the row under merged headings": (
        lines(
            f"{SHORT},配偶者,,,子,,",
            ",,,,,,,氏名,生年月日,認定日,氏名,生年月日,認定日",
            f"{TEXT_KEN},試作　恵,S62.9.30,H26.5.1,試作　翼,H28.7.7,H28.7.7",
        ),
        Truth(
            people(short(KEN), short(MEGUMI), {**short(TSUBASA), "relationship": "子"}),
            {"branches": "insured00"},
        ),
    ),
    "headings in half-width kana": (
        csv(
            *HOUSEHOLD,
            headings=HALF_WIDTH,
        ),
        Truth(BOTH),
    ),
    "lines that count": (
        PLAIN.encode("cp932") + lines("本人,1名,,,,,,,,,,,", "家族,1名,,,,,,,,,,,", ",,,,,合計,,,2,,,,"),
        Truth(BOTH),
    ),
    "the sign of an old end": (PLAIN.encode("cp932") + b"\x1a", Truth(BOTH)),
    "a hidden column is read as the others": (hidden_column(), Truth(BOTH)),
    "a sheet of another year": (saved(book(*YEARS)), Truth(BOTH, {"sheets": "令和8年度"})),
    "a formula without a result": (
        saved(book(("名簿", [HEADINGS, ken(氏名='="試作"&"　健"'), SPOUSE]))),
        Truth(people(MEGUMI), held={2: "数式の結果"}),
    ),
    "line breaks within cells": (
        csv([*EMPLOYEE, '"営業\n一課"'], [*SPOUSE, '"総務"'], headings=[*HEADINGS, '"部署\n(所属)"']),
        Truth(people(KEN, {**MEGUMI, "department": "総務"})),
    ),
    "characters that only CP932 has": (
        text([HEADINGS, ken(氏名="髙﨑　德"), megumi(氏名="濵﨑　纊")]).encode("cp932"),
        Truth(people({**KEN, "name": "髙﨑　德"}, {**MEGUMI, "name": "濵﨑　纊"})),
    ),
    "utf-16 with semicolons": (text([HEADINGS, *HOUSEHOLD], ";").encode("utf-16"), Truth(BOTH)),
    "semicolons, and commas within": (
        text([[*HEADINGS, "所属"], [*EMPLOYEE, "営業,東"], [*SPOUSE, "a,b,c"]], ";").encode("cp932"),
        Truth(people({**KEN, "department": "営業,東"}, {**MEGUMI, "department": "a,b,c"})),
    ),
    "a locked workbook": (locked(), Truth(BOTH, password="見本0000")),
    "the day of 厚生年金 beside ours": (
        lines(
            "記号,番号,枝番,本人家族,氏名,生年月日,資格取得年月日(厚年),資格取得年月日(健保)",
            "2101,601,00,本人,試作　健,S60.2.14,H10.4.1,H24.4.1",
        ),
        Truth(people(short(KEN))),
    ),
    "the day of 厚生年金 alone": (
        lines(SHORT.replace("資格取得日", "厚生年金資格取得年月日"), TEXT_KEN),
        Truth(people(short(KEN)), {"column:厚生年金資格取得年月日": "qualified_on"}),
    ),
    "numbers of other insurances": (
        lines(f"{SHORT},基礎年金番号,厚生年金整理番号", f"{TEXT_KEN},1234-567890,88"),
        Truth(people(short(KEN))),
    ),
    "a number of 雇用保険 for ours": (
        lines(
            "記号,雇用保険被保険者番号,枝番,本人家族,氏名,生年月日",
            "2101,4900-123456-7,00,本人,試作　健,S60.2.14",
        ),
        Truth(refused="番号"),
    ),
    "births that contradict each other": (
        lines(
            "記号,番号,枝番,本人家族,氏名,生年月日(西暦),生年月日(和暦),資格取得日",
            "2101,601,00,本人,試作　健,1985-02-14,S61.2.14,H24.4.1",
        ),
        Truth(people(short(KEN)), {"rival:born_on": "生年月日(西暦)"}),
    ),
    "国の給付割合 is not what the person pays": (
        csv([*EMPLOYEE, "8割"], [*SPOUSE, "8割"], headings=[*HEADINGS, "給付割合"]),
        Truth(BOTH),
    ),
    "two lines for each person": (
        lines(
            "記号,番号,枝番,本人家族,氏名,生年月日",
            "(フリガナ),,,,,資格取得日",
            TEXT_KEN.rpartition(",")[0],
            "ｼｻｸ ｹﾝ,,,,,H24.4.1",
        ),
        Truth(held={2: "使えません", 3: "資格取得日", 4: "使えません"}),
    ),
    "joiners without 枝番, where the roster numbers all alike": (
        lines("記号,番号,本人家族,氏名,生年月日,資格取得日", "2101,601,本人,試作　健,S60.2.14,H24.4.1"),
        Truth(people(short(KEN))),
    ),
    "a spouse under another number": (
        csv(EMPLOYEE, megumi(番号="602")),
        Truth(people(KEN, {**MEGUMI, "number": "602"}), doubts=frozenset({"2101-602-01"})),
    ),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_is_stored_is_what_the_list_says(roster: Store, kind: str) -> None:
    data, truth = STRANGERS[kind]
    name = "list.xlsx" if data[:2] in (b"PK", b"\xd0\xcf") else "list.csv"
    look_and_leave(roster, data, name, truth).is_as(truth)
