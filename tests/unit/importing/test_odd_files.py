"""Files that programs and people leave behind: odd sheets, odd separators, hidden numbers."""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.errors import BadValue, MyNumberRefused, UserError
from app.importing import reader
from app.importing.reader import read_table
from app.importing.row_at import RowAt, row_list
from tests.unit.importing.lists import SOCIETY_HEADINGS, SOCIETY_ROWS

TEXT = "\r\n".join((SOCIETY_HEADINGS, *SOCIETY_ROWS, ""))
HEADINGS = ("記号", "番号", "枝番", "氏名", "生年月日")
PERSON = (7001, 501.0, "00", "髙橋　見本", date(1980, 4, 5))


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]], hidden: str = "") -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title == hidden else "visible"
        for line in lines:
            sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_utf_16_without_its_mark_and_semicolons():
    table = read_table(TEXT.replace(",", ";").encode("utf-16-le"), "list.csv")
    assert table.headings == tuple(SOCIETY_HEADINGS.split(","))
    assert len(table.rows) == 4


def test_a_comma_inside_quotes_does_not_mislead_a_file_with_tabs():
    text = 'メモ\t記号\t番号\t氏名\r\n"a,b,c,d,e"\t7001\t501\t"髙橋 ""見本"""\r\n'
    assert read_table(text.encode(), "list.tsv").rows[0].cells == ("a,b,c,d,e", "7001", "501", '髙橋 "見本"')


def test_an_open_quotation_mark_is_named_instead_of_swallowing_the_list():
    with pytest.raises(BadValue, match="引用符"):
        read_table(TEXT.replace("見本本社", '"見本本社', 1).encode("cp932"), "list.csv")


def test_row_numbers_count_blank_lines_as_excel_does():
    lines = (
        "加入者一覧",
        "",
        "記号,番号,枝番,氏名",
        "7001,501,00,髙橋",
        ",,,",
        "7001,502,00,山﨑",
        "小計,,,2名",
    )
    table = read_table("\r\n".join(lines).encode("cp932"), "list.csv")
    assert [row.at.number for row in table.rows] == [4, 6]
    assert table.notes == ("7行目は合計の行なので読んでいません。",)


def test_headings_repeated_on_every_page_are_no_persons():
    table = read_table(f"{TEXT}{TEXT}".encode("cp932"), "list.csv")
    assert len(table.rows) == 8


def test_the_sheet_with_the_roster_is_found_and_the_others_are_named():
    data = workbook(
        ("表紙", [["名簿です"]]), ("名簿", [HEADINGS, PERSON]), ("控え", [HEADINGS]), hidden="控え"
    )
    table = read_table(data, "list.xlsx")
    assert table.rows[0].cells == ("7001", "501", "00", "髙橋　見本", "1980-04-05")
    assert table.notes == ("シート「名簿」を読みました。ほかのシート「表紙」、「控え」は読んでいません。",)


def test_a_size_that_the_file_claims_wrongly_loses_no_row():
    source = ZipFile(io.BytesIO(workbook(("名簿", [HEADINGS, PERSON, PERSON]))))
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(
                name, source.read(name).replace(b'<dimension ref="A1:E3"', b'<dimension ref="A1"')
            )
    assert len(read_table(out.getvalue(), "list.xlsx").rows) == 2


def test_a_number_beyond_the_last_heading_is_found_too():
    with pytest.raises(MyNumberRefused, match="4行目の「左から6番目」") as refusal:
        read_table(
            workbook(("名簿", [HEADINGS, PERSON, PERSON, (*PERSON, "本人より 1234 5678 9018")])), "list.xlsx"
        )
    assert "5678" not in str(refusal.value)


def test_a_number_that_excel_keeps_as_a_number_is_found():
    with pytest.raises(MyNumberRefused, match="「控」の列"):
        read_table(workbook(("名簿", [(*HEADINGS, "控"), (*PERSON, 123456789018)])), "list.xlsx")


def test_a_list_without_headings_whose_first_line_holds_a_number_is_refused_without_it():
    with pytest.raises(MyNumberRefused) as refusal:
        read_table("7001,501,髙橋,123456789018\r\n7001,502,山﨑,\r\n".encode(), "list.csv")
    assert "1234" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "limit", "said"),
    [
        ("MAX_BYTES", 100, "大きすぎます"),
        ("MAX_ROWS", 3, "行が多すぎます"),
        ("MAX_COLUMNS", 20, "列が多すぎます"),
    ],
)
def test_beyond_its_limits_a_file_is_refused(monkeypatch, name, limit, said):
    monkeypatch.setattr(reader, name, limit)
    with pytest.raises(BadValue, match=said):
        read_table(TEXT.encode("cp932"), "list.csv")


def test_a_workbook_that_unpacks_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(BadValue, match="大きすぎます"):
        read_table(workbook(("名簿", [HEADINGS, PERSON])), "list.xlsx")


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_whatever_the_bytes_the_answer_is_a_table_or_a_sentence(data):
    with suppress(UserError):
        assert read_table(data, "any.csv").rows


@pytest.mark.parametrize("text", ["記号,番号\r7001,501\r", "x" * 200_000, '記号,番号\r\n"' + "x" * 200_000])
def test_line_ends_of_old_and_cells_without_end_are_no_crash(text):
    with suppress(BadValue):
        assert read_table(text.encode(), "any.csv").rows[0].cells == ("7001", "501")


def test_rows_are_named_and_then_counted():
    assert row_list([RowAt(5), RowAt(6), RowAt(7)]) == "5、6、7行目"
    assert row_list([RowAt(n) for n in range(1, 8)]) == "1、2、3、4、5行目ほか2行"
    of_two = [RowAt(2, "本人"), RowAt(2, "家族"), RowAt(3, "家族")]
    assert row_list(of_two) == "「本人」の2行目、「家族」の2、3行目"


@pytest.mark.parametrize(
    ("text", "at"), [("5", RowAt(5)), ("家族!5", RowAt(5, "家族")), ("a!b!7", RowAt(7, "a!b"))]
)
def test_a_row_is_named_as_it_is_shown(text, at):
    assert (RowAt.of_text(text), at.short) == (at, text)


@pytest.mark.parametrize(
    "text",
    [
        '[{"氏名": "架空 一郎"}]',
        '\ufeff \n[\n {"社員番号": "1"}\n]',
        '{"people": [{"id": 1}]}',
        '{"id": 1}\n{"id": 2}',
        '[["氏名", "番号"], ["架空", "1"]]',
        "{}",
        "[]",
    ],
)
def test_json_is_called_so_whatever_the_file_is_called(text):
    for name in ("list.json", "list.csv", "list.txt"):
        with pytest.raises(BadValue, match=r"JSON.*CSVかExcel"):
            read_table(text.encode(), name)


def test_a_bracket_at_the_beginning_makes_no_json():
    table = read_table(f"[7001] 一覧\r\n{TEXT}".encode(), "list.csv")
    assert table.headings == tuple(SOCIETY_HEADINGS.split(","))
