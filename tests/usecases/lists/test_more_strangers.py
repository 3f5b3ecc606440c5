"""Lists of strangers whose cells hold other things than their headings say: leavers, words, other columns."""

import pytest

from app.ports import Store
from app.usecases.people.answered_list import read_list
from tests.unit.importing.layouts import EMPLOYEE, HEADINGS, SPOUSE, csv
from tests.usecases.lists.layout_truths import KEN, MEGUMI, TARO, people, without
from tests.usecases.lists.members import TODAY
from tests.usecases.lists.strangers import Truth, look_and_leave
from tests.usecases.lists.test_strangers import SHORT, TEXT_KEN, ken, lines, megumi, short

OF_HR = "社員番号,氏名,フリガナ,生年月日,健保記号,健保番号,枝番,本人家族,健康保険資格取得日"
HR_KEN = "M8,試作　健,シサク ケン,S60.2.14,2101,601,00,本人,H24.4.1"
AT_WORK = {**short(KEN), "kana": "シサク ケン", "employee_code": "M8"}
OF_STAFF = "社員番号,姓,名,生年月日,健康保険の被保険者整理番号,健康保険の資格取得年月日"
_HIRED = "H24.4.1"
STAFF = {**short(KEN), "employee_code": "M8"}
KNOWN_TARO = without(TARO, "department", "employee_code")
GONE = {"loss_cause": "left"}

STRANGERS: dict[str, tuple[bytes, Truth]] = {
    "a leaver of long ago in an export of HR": (
        lines(f"{OF_HR},退職年月日,在籍区分", f"{HR_KEN},2015/3/31,退職"),
        Truth(people({**AT_WORK, **GONE, "disqualified_on": "2015-04-01", "last_day_on": "2015-03-31"})),
    ),
    "a leaver without a day": (lines(f"{OF_HR},在籍区分", f"{HR_KEN},退職済"), Truth(held={2: "退職した方"})),
    "somebody at work": (lines(f"{OF_HR},在籍区分,退職日", f"{HR_KEN},在籍,"), Truth(people(AT_WORK))),
    "a day of leaving of somebody known": (
        lines(
            "記号,番号,枝番,本人家族,氏名,生年月日,退職日",
            "2101,501,00,本人,見本　一郎,1980-04-12,2026-11-30",
        ),
        Truth(people({**KNOWN_TARO, **GONE, "disqualified_on": "2026-12-01", "last_day_on": "2026-11-30"})),
    ),
    "words of programs for nothing": (
        csv(
            [*ken(フリガナ="nan", 資格喪失年月日="NaT", 続柄="NULL"), "None"],
            [*megumi(有効期限="NULL"), "\\N"],
            headings=[*HEADINGS, "所属"],
        ),
        Truth(people(without(KEN, "kana", "relationship"), MEGUMI)),
    ),
    "names with something between": (
        csv(ken(氏名='"試作,健"'), megumi(氏名="試作/恵")),
        Truth(held={2: "区切りの記号", 3: "区切りの記号"}),
    ),
    "a code before a name": (csv(ken(氏名="M0001 試作 健"), SPOUSE), Truth(people(MEGUMI), held={2: "数字"})),
    "nobody by name": (csv(EMPLOYEE, megumi(氏名="該当なし")), Truth(people(KEN), held={3: "名前でない"})),
    "employees of an HR program, one of them new": (
        lines(OF_STAFF, "M1,見本,一郎,S55.4.12,501,H17.4.1", f"M8,試作,健,S60.2.14,601,{_HIRED}"),
        Truth(people(STAFF, {**KNOWN_TARO, "employee_code": "M1"}), {"constant:symbol": "2101"}),
    ),
    "who joins, alone in an export": (
        lines(f"{OF_STAFF},入社年月日", f"M8,試作,健,S60.2.14,601,{_HIRED},H24.4.1"),
        Truth(people(STAFF), {"constant:symbol": "2101"}),
    ),
    "a new family beside an employee, in an export without 記号": (
        lines(
            f"{OF_STAFF},配偶者氏名,配偶者生年月日,配偶者認定日",
            f"M8,試作,健,S60.2.14,601,{_HIRED},試作　恵,S62.9.30,H26.5.1",
        ),
        Truth(
            people(STAFF, without(short(MEGUMI), "branch_number")),
            {"constant:symbol": "2101"},
        ),
    ),
    "cover that ended, told in a word alone": (
        lines(
            f"{SHORT},資格状態",
            f"{TEXT_KEN},喪失",
            "2101,501,02,家族,見本　空,2015-01-20,2015-01-20,喪失",
            "2101,501,00,本人,見本　一郎,1980-04-12,2005-04-01,有効",
        ),
        Truth(held={2: "資格を失った方", 3: "資格を失った方"}),
    ),
    "one day of 取得 and of 喪失": (
        lines(
            "記号,番号,枝番,本人家族,氏名,生年月日,得喪区分,得喪年月日",
            "2101,601,00,本人,試作　健,1985-02-14,取得,2012-04-01",
            "2101,501,00,本人,見本　一郎,1980-04-12,喪失,2026-12-01",
        ),
        Truth(people(short(KEN)), {"field:qualified_on": "得喪年月日"}, {3: "資格を失った方"}),
    ),
    "a remark in brackets behind a name": (
        csv(ken(氏名="試作　健（髙）"), megumi(氏名="試作　恵(産休)")),
        Truth(held={2: "かっこ書き", 3: "かっこ書き"}),
    ),
    "nobody beside the employee": (
        lines(
            f"{SHORT},配偶者氏名,配偶者生年月日,子1氏名,子1生年月日",
            f"{TEXT_KEN},なし,,－,",
        ),
        Truth(people(short(KEN)), {"branches": "insured00"}),
    ),
    "an employee who is a wife, a wife who is 本人": (
        csv(ken(続柄="妻"), megumi(続柄="本人")),
        Truth(held={2: "続柄が「妻」", 3: "続柄が「本人」"}),
    ),
    "a wife who is a man": (
        csv(EMPLOYEE, megumi(性別="男")),
        Truth(people(KEN, {**MEGUMI, "sex": "male"}), doubts=frozenset({"2101-601-01"})),
    ),
    "記号 and 番号 that changed places": (
        lines(SHORT, TEXT_KEN.replace("2101,601", "601,2101")),
        Truth(held={2: "入れ替わって"}),
    ),
    "a plainer form of a kanji": (
        lines(SHORT, "2102,0502,00,本人,高崎　幸子,1975-11-30,1998-04-01"),
        Truth(
            people(
                {
                    "kind": "insured",
                    "symbol": "2102",
                    "number": "0502",
                    "branch_number": "00",
                    "name": "高崎　幸子",
                    "kana": "タカサキ サチコ",
                    "sex": "female",
                    "relationship": "本人",
                    "born_on": "1975-11-30",
                    "qualified_on": "1998-04-01",
                    "enrolment": "registered",
                    "office": "2102",
                }
            ),
            doubts=frozenset({"2102-0502-00"}),
        ),
    ),
    "half of a day": (
        csv(ken(生年月日="昭和60年2月", 資格取得年月日="2012/4"), megumi(生年月日="S62")),
        Truth(held={2: "読めません", 3: "読めません"}),
    ),
    "days that are instants of another zone": (
        csv(ken(生年月日="1985-02-13T15:00:00Z"), SPOUSE),
        Truth(people(MEGUMI), held={2: "読めません"}),
    ),
    "a number with a comma": (
        csv(ken(番号='"1,601"'), SPOUSE),
        Truth(people(MEGUMI), held={2: "使えません"}),
    ),
    "枝番 behind a number": (
        lines(SHORT.replace("枝番,", ""), TEXT_KEN.replace("601,00", "601(00)")),
        Truth(held={2: "使えません"}),
    ),
    "a share that nobody over 70 has": (
        csv([*EMPLOYEE, "1割"], [*SPOUSE, ""], headings=[*HEADINGS, "負担割合"]),
        Truth(people(MEGUMI), held={2: "2割か3割"}),
    ),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_is_stored_is_what_the_list_says(roster: Store, kind: str) -> None:
    data, truth = STRANGERS[kind]
    look_and_leave(roster, data, "list.csv", truth).is_as(truth)


@pytest.mark.parametrize(
    "rows",
    [
        ("M8,試作,健,S60.2.14,601,H24.4.1",),
        ("M8,試作,健,S60.2.14,601,H24.4.1", "M8,試作,恵,S62.9.30,601,H26.5.1"),
        ("M1,見本,空,H27.1.20,501,H27.1.20", "M8,試作,健,S60.2.14,601,H24.4.1"),
        (",試作,健,S60.2.14,601,H24.4.1", "M1,見本,一郎,S55.4.12,501,H17.4.1"),
    ],
    ids=["alone", "one 社員番号 of two", "a relative of the roster", "without 社員番号"],
)
def test_whoever_may_be_a_relative_is_asked_about(roster: Store, rows: tuple[str, ...]) -> None:
    asked = read_list(lines(OF_STAFF, *rows), "list.csv", people=roster.queries.people(), today=TODAY)
    assert "kinds" in {one.id for one in asked.questions}
