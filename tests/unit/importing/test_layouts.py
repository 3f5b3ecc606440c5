"""However a sender lays out a list, its people go in rightly, are asked about, or are refused by cause."""

import io
import zipfile
from datetime import date
from pathlib import Path

import msoffcrypto
import pytest
from openpyxl.styles import Font

from app.domain.person import Enrolment, PersonKind, Sex
from app.errors import BadValue
from app.importing.reader import read_table
from tests.unit.importing.layouts import (
    BOTH,
    EMPLOYEE,
    HEADINGS,
    HOUSEHOLD,
    SPOUSE,
    book,
    csv,
    facts,
    only,
    plan,
    read,
    roster,
    saved,
    text,
    with_cells,
)

PLAIN = text([HEADINGS, *HOUSEHOLD])


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, PLAIN.encode("cp932"))
    return out.getvalue()


def _page(head: str = "", cell: str = "td") -> str:
    rows = "".join(
        "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in line) + "</tr>"
        for line in (HEADINGS, *HOUSEHOLD)
    )
    return f"<html><head>{head}</head><body><table>{rows}</table></body></html>"


def _xml() -> str:
    ns = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in line) + "</Row>"
        for line in (HEADINGS, *HOUSEHOLD)
    )
    return (
        f"<?xml version='1.0'?><Workbook xmlns='{ns}' xmlns:ss='{ns}'>"
        f"<Worksheet ss:Name='名簿'><Table>{rows}</Table></Worksheet></Workbook>"
    )


def _zeros() -> bytes:
    made = book(("名簿", [HEADINGS]))
    for row in HOUSEHOLD:
        made.active.append([int(row[0]), int(row[1]), int(row[2]), *row[3:]])
    for line in (2, 3):
        made.active.cell(line, 3).number_format = "00"
    return saved(made)


def _merged() -> bytes:
    made = book(("名簿", [HEADINGS, EMPLOYEE, ["", "", *SPOUSE[2:]]]))
    made.active.merge_cells("A2:A3")
    made.active.merge_cells("B2:B3")
    return saved(made)


def _days() -> bytes:
    rows = [[*r[:8], date.fromisoformat(r[8]), date.fromisoformat(r[9]), *r[10:]] for r in HOUSEHOLD]
    return saved(book(("名簿", [HEADINGS, *rows])))


def _swap(old: str, new: str) -> bytes:
    return PLAIN.replace(old, new).encode("utf-8-sig")


def _headed(**names: str) -> bytes:
    return csv(*HOUSEHOLD, headings=[names.get(heading, heading) for heading in HEADINGS])


def _changed(**cells: str) -> bytes:
    return csv(with_cells(EMPLOYEE, **cells), SPOUSE)


def _ods(visibility: str = "visible") -> bytes:
    """As LibreOffice writes it, the last line hidden or not."""
    rows = "".join(
        f'<table:table-row table:visibility="{visibility if line is SPOUSE else "visible"}">'
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in line
        )
        + "</table:table-row>"
        for line in (HEADINGS, *HOUSEHOLD)
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="名簿">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


OLD_BOOK = (Path(__file__).parent / "hidden.xls").read_bytes()
"""As LibreOffice writes an old workbook: the employee, and the spouse on a hidden line."""


WHOLE: dict[str, bytes] = {
    "cp932": PLAIN.encode("cp932"),
    "utf8": PLAIN.encode(),
    "utf16": PLAIN.encode("utf-16"),
    "utf16 without mark": PLAIN.encode("utf-16-le"),
    "utf16 big": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "euc-jp": PLAIN.encode("euc_jp"),
    "iso-2022-jp": PLAIN.encode("iso2022_jp"),
    "tab": text([HEADINGS, *HOUSEHOLD], "\t").encode("cp932"),
    "semicolon": text([HEADINGS, *HOUSEHOLD], ";").encode("cp932"),
    "pipe": text([HEADINGS, *HOUSEHOLD], "|").encode(),
    "old mac": PLAIN.replace("\r\n", "\r").encode("cp932"),
    "unix": PLAIN.replace("\r\n", "\n").encode("cp932"),
    "blank lines": PLAIN.replace("\r\n", "\r\n,,,,,,,,,,,,\r\n\r\n").encode("cp932"),
    "trailing commas": PLAIN.replace("\r\n", ",,,\r\n").encode("cp932"),
    "headings again": (PLAIN + text([HEADINGS])).encode("cp932"),
    "quoted": text([[f'"{cell}"' for cell in line] for line in (HEADINGS, *HOUSEHOLD)]).encode("cp932"),
    "guarded zeros": csv(*([f'="{cell}"' if cell.isdigit() else cell for cell in row] for row in HOUSEHOLD)),
    "apostrophes": csv(*([f"'{cell}" if cell[:1].isdigit() else cell for cell in row] for row in HOUSEHOLD)),
    "title and foot": (
        "対象者一覧\r\n\r\n" + PLAIN + ",,,,,,,,,,,合計,2名\r\n※ 10月末時点\r\n以上\r\n"
    ).encode("cp932"),
    "line of codes": ("A001,A002,A003,A004,A005\r\n" + PLAIN).encode("cp932"),
    "two heading lines": (
        "被保険者証,,,本人家族,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日,資格喪失年月日,マイナ保険証,有効期限\r\n"
        "記号,番号,枝番,,,,,,,,,,\r\n" + text(HOUSEHOLD)
    ).encode("cp932"),
    "xlsx": saved(book(("名簿", [HEADINGS, *HOUSEHOLD]))),
    "xlsx with a cover": saved(book(("表紙", [["健保組合"]]), ("名簿", [HEADINGS, *HOUSEHOLD]))),
    "xlsx days": _days(),
    "xlsx zeros by format": _zeros(),
    "xlsx merged": _merged(),
    "ods": _ods(),
    "zip": _zip("list.csv"),
    "zip with a note": _zip("list.csv", "readme.md"),
    "html": _page().encode(),
    "html named sjis": _page("<meta charset='Shift_JIS'>", "th").encode("cp932"),
    "xml of 2003": _xml().encode(),
    "kind by relationship": text(
        only("記号,番号,枝番,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日", *HOUSEHOLD)
    ).encode("cp932"),
    "other words for headings": _headed(
        記号="健康保険の記号", 番号="被保険者整理番号", 氏名="漢字氏名(必須)"
    ),
    "marks at headings": _headed(氏名="※氏名", 生年月日="生年月日【和暦】", フリガナ="フリガナ(全角)"),
    "eras of 年金機構": _changed(生年月日="5600214", 資格取得年月日="7240401"),
    "eras of hosts": _changed(生年月日="3600214", 資格取得年月日="4240401"),
    "wareki": _changed(生年月日="昭和60年2月14日(木)", 資格取得年月日="H24.4.1"),
    "kanji numerals": _changed(生年月日="昭和六十年二月十四日生"),
    "year in both calendars": _changed(生年月日="昭和60年(1985年)2月14日"),
    "midnight": _changed(生年月日="1985/2/14 0:00"),
    "words": csv(
        with_cells(EMPLOYEE, 本人家族="本", 性別="♂"), with_cells(SPOUSE, 本人家族="家", 性別="female")
    ),
    "code and word": _changed(マイナ保険証="0:未登録"),
    "word and day": _changed(マイナ保険証="未登録(2026/10/1)"),
    "insurer": csv(*(["06139992", *row] for row in HOUSEHOLD), headings=["保険者番号", *HEADINGS]),
    "unnamed column": csv(*([*row, "メモ"] for row in HOUSEHOLD), headings=[*HEADINGS, ""]),
    "rivals that agree": csv(*([*row, row[5]] for row in HOUSEHOLD), headings=[*HEADINGS, "加入者氏名"]),
    "region that says something else": csv(*([*r, "役員"] for r in HOUSEHOLD), headings=[*HEADINGS, "区分"]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_both_people_go_in_as_they_are(name):
    found = plan(WHOLE[name])
    assert (facts(found), found.quarantined) == (BOTH, ())
    assert [one.kind for one in found.added] == [PersonKind.INSURED, PersonKind.DEPENDANT]
    assert found.added[0].sex in (Sex.MALE, None)
    assert found.added[0].qualified_on == date(2012, 4, 1)
    assert found.added[0].enrolment in (Enrolment.NOT_REGISTERED, None)


REFUSED: dict[str, tuple[bytes, str]] = {
    "fixed width": (
        "".join("".join(f"{c:　<8}" for c in r) + "\r\n" for r in (HEADINGS, EMPLOYEE)).encode(),
        "固定長",
    ),
    "blanks between": ("記号 番号 枝番 氏名\r\n2101 601 00 試作\r\n".encode(), "空白で区切った"),
    "one column": ("氏名\r\n試作　健\r\n".encode("cp932"), "列が1つ"),
    "gb18030": (PLAIN.encode("gb18030"), "GB18030"),
    "two encodings": (
        (text([HEADINGS, EMPLOYEE]).encode("cp932") + text([SPOUSE] * 3).encode()),
        "行によって文字コード",
    ),
    "zip of many": (_zip("a.csv", "b.csv"), "一覧が2つ"),
    "broken workbook": (saved(book(("名簿", [HEADINGS])))[:900], "壊れています"),
    "entities": (
        _xml().replace("<Workbook", "<!DOCTYPE x [<!ENTITY a 'b'>]><Workbook").encode(),
        "壊れています",
    ),
    "page without a table": (b"<html><body>login</body></html>", "表のないWebページ"),
    "算定基礎届": (
        "99001,001,20261120,\r\n[kanri]\r\n,001\r\n[data]\r\n2225700,,,\r\n".encode("cp932"),
        "算定基礎届",
    ),
    "nobody": (text([HEADINGS]).encode("cp932"), "人の行がありません"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_by_its_true_cause(name):
    data, cause = REFUSED[name]
    with pytest.raises(BadValue, match=cause):
        plan(data)


def _hidden() -> bytes:
    made = book(("名簿", [HEADINGS, *HOUSEHOLD]))
    made.active.row_dimensions[3].hidden = True
    return saved(made)


def _struck() -> bytes:
    made = book(("名簿", [HEADINGS, *HOUSEHOLD]))
    made.active.cell(3, 6).font = Font(strike=True)
    return saved(made)


HELD: dict[str, tuple[bytes, str]] = {
    "hidden line": (_hidden(), "隠れている行"),
    "line that an .ods filters out": (_ods("filter"), "隠れている行"),
    "line that an .xls hides": (OLD_BOOK, "隠れている行"),
    "struck line": (_struck(), "取り消し線"),
    "day numbers": (_changed(生年月日="31092"), "通し番号"),
    "eras of either kind": (_changed(資格取得年月日="5020401", 生年月日="1980-01-01"), "二通り"),
    "no end": (_changed(有効期限="99999999"), "日"),
    "nul": (PLAIN.replace("試作　恵", "試作\0恵").encode(), "制御文字"),
    "lost zeros": (_changed(番号="1.23E+07"), "縮めた"),
    "a number made a day": (_changed(番号="2001-01-12"), "日付"),
    "line cut off": ((text([HEADINGS, EMPLOYEE]) + ",".join(SPOUSE[:8])).encode("cp932"), "列が足りません"),
    "formula": (_changed(氏名="=1+1"), "数式"),
    "far ahead": (_changed(資格取得年月日="R31.4.1"), "1年より先"),
    "of another age": (_changed(生年月日="M20.1.1", 資格取得年月日="M30.1.1"), "120年"),
    "wrong weekday": (_changed(生年月日="昭和60年2月14日(金)"), "曜日"),
    "wrong calendar": (_changed(生年月日="昭和60年(1986年)2月14日"), "西暦"),
    "two digit year": (_changed(生年月日="85/2/14"), "読めません"),
}


@pytest.mark.parametrize("name", HELD)
def test_what_is_doubtful_is_held_and_the_others_go_in(name):
    data, cause = HELD[name]
    found = plan(data)
    assert any(cause in one.reason for one in found.quarantined)
    assert len(found.added) == 1
    assert facts(found)[0] in BOTH


def test_a_locked_workbook_opens_with_its_password():
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(WHOLE["xlsx"])).encrypt("見本0000", out)
    for password, said in (("", "パスワードを入れる"), ("違う", "パスワードが違います")):
        with pytest.raises(BadValue, match=said):
            read_table(out.getvalue(), "list.xlsx", password=password)
    assert len(read_table(out.getvalue(), "list.xlsx", password="見本0000").rows) == 2


def test_a_formula_without_a_result_is_called_one():
    row = [*EMPLOYEE[:8], "=DATE(1985,2,14)", *EMPLOYEE[9:]]
    (held,) = plan(saved(book(("名簿", [HEADINGS, row, SPOUSE])))).quarantined
    assert (held.column, "数式の結果" in held.reason) == ("生年月日", True)


def test_what_stands_around_the_rows_is_kept():
    table, _ = read(WHOLE["title and foot"])
    assert (table.preamble, table.foot) == (("対象者一覧",), ("※ 10月末時点", "以上"))


def test_lines_that_broke_on_the_way_are_named_and_the_others_read():
    data = (
        text([HEADINGS, EMPLOYEE, *[SPOUSE] * 8])
        .encode("cp932")
        .replace("恵".encode("cp932"), b"\x81\xff", 1)
    )
    table = read_table(data, "list.csv")
    assert "3行目の文字が壊れています" in table.notes[0]
    assert len(table.rows) == 9


def test_a_transfer_that_was_cut_off_is_named():
    table = read_table((text([HEADINGS, EMPLOYEE]) + ",".join(SPOUSE[:8])).encode("cp932"), "list.csv")
    assert "途中で終わっています" in table.notes[0]


STATES = text(
    [["記号", "番号", "枝番", "加入者名", "マイナ保険証利用登録"], ["2101", "601", "00", "試作 健", "登録済"]]
)
DEPARTMENTS = text([["従業員コード", "名前", "所属名"], ["M0009", "試作　健", "経理部"]])


def test_a_list_of_states_alone_is_of_people_who_are_known():
    (changed,) = plan(STATES.encode(), roster()).changed
    assert [(one.field, one.new) for one in changed.changes] == [("enrolment", Enrolment.REGISTERED)]


def test_a_list_of_departments_finds_its_people_by_code_and_name():
    rows = [[*EMPLOYEE, "M0009"], [*SPOUSE, "M0009"]]
    people = plan(csv(*rows, headings=[*HEADINGS, "社員番号"]))
    known = roster()
    known[0] = type(known[0])(**{**_of(known[0]), "employee_code": "M0009"})
    (changed,) = plan(DEPARTMENTS.encode(), known).changed
    assert [(one.field, one.new) for one in changed.changes] == [("department", "経理部")]
    assert len(people.added) == 2


def _of(person) -> dict[str, object]:
    return {name: getattr(person, name) for name in type(person).__slots__}


@pytest.mark.parametrize("name", ["別人　太郎", "試作　恵"])
def test_a_partial_list_whose_name_does_not_fit_changes_nobody(name):
    found = plan(STATES.replace("試作 健", name).encode(), roster())
    assert (found.changed, found.added, len(found.quarantined)) == ((), (), 1)


def test_a_stranger_on_a_partial_list_is_held_for_what_it_lacks():
    found = plan(STATES.replace("601", "999").encode(), roster())
    assert {one.column for one in found.quarantined} == {"生年月日", "本人家族"}


WIDE = text(
    [
        "社員番号,姓,名,姓(ヨミガナ),名(ヨミガナ),生年月日,健康保険の被保険者整理番号,配偶者 姓,配偶者 名,"
        "配偶者 生年月日,配偶者 社会保険の扶養状況,家族1 姓,家族1 名,家族1 生年月日,"
        "家族1 社会保険の扶養状況".split(","),
        "M9,試作,健,シサク,ケン,1985/02/14,601,試作,恵,1987/09/30,1,試作,外,2016/01/01,0".split(","),
    ]
)


def test_relatives_beside_the_employee_are_people_of_their_own():
    found = plan(WIDE.encode(), roster())
    assert (found.added, found.unchanged + len(found.changed), found.quarantined) == ((), 2, ())


def test_a_relative_of_whom_nobody_says_whether_covered_is_held():
    found = plan(WIDE.replace("2016/01/01,0", "2016/01/01,").encode(), roster())
    assert "扶養の有無" in {one.column.split()[-1] for one in found.quarantined}
    assert found.added == ()


@pytest.mark.parametrize("word", ["世帯主", "組合員", "代表"])
def test_a_word_that_is_no_relative_makes_nobody_a_dependant(word):
    data = text(
        only("記号,番号,枝番,続柄,氏名,生年月日,資格取得年月日", with_cells(EMPLOYEE, 続柄=word), SPOUSE)
    )
    found = plan(data.encode())
    assert [one.kind for one in found.added] == [PersonKind.DEPENDANT]
    assert [one.column for one in found.quarantined] == ["続柄"]


def test_a_line_with_nothing_but_a_name_is_held_and_not_left_out():
    found = plan(csv(*HOUSEHOLD, with_cells([""] * 13, 氏名="試作　葉")))
    assert {one.name for one in found.quarantined} == {"試作　葉"}


def test_names_in_two_columns_are_joined():
    data = text(
        [
            ["姓", "名", "カナ(姓)", "カナ(名)", "生年月日", "番号"],
            ["試作", "健", "シサク", "ケン", "S60.2.14", "601"],
        ]
    )
    assert plan(data.encode(), roster()).unchanged == 1


def test_another_name_of_the_employee_stops_the_dependants_row():
    lines = [["記号", "番号", "枝番", "続柄", "被保険者氏名", "被扶養者氏名", "生年月日", "認定日"]]
    lines += [
        ["2101", "601", "02", "子", name, "試作　翼", "2016-07-07", "2016-07-07"]
        for name in ("別人　太郎", "試作 健")
    ]
    lines[2][2] = "03"
    found = plan(text(lines).encode(), roster())
    assert [one.kind for one in found.added] == [PersonKind.DEPENDANT]
    assert [one.reason[:8] for one in found.quarantined] == ["被保険者の氏名が"]


def test_a_column_without_a_heading_is_mentioned():
    assert "「(14列目)」の列は使いません。" in plan(WHOLE["unnamed column"]).notes
