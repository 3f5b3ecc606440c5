"""Files as offices have them: encodings, separators, Excel, and what is refused."""

import csv
import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from app.errors import BadValue, MyNumberRefused
from app.importing.reader import read_table
from tests.unit.importing.lists import SOCIETY_HEADINGS, SOCIETY_ROWS, hr, ledger, society
from tests.unit.my_number_ways import WAYS

TEXT = "\r\n".join((SOCIETY_HEADINGS, *SOCIETY_ROWS, ""))


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_gives_the_same_table(encoding):
    table = read_table(TEXT.encode(encoding), "list.csv")
    assert table.headings == tuple(SOCIETY_HEADINGS.split(","))
    assert [row.at.number for row in table.rows] == [2, 3, 4, 5]
    assert table.rows[0].cells[9] == "髙橋\u3000見本"


def test_tabs_separate_as_well():
    assert (
        read_table(TEXT.replace(",", "\t").encode("cp932"), "list.txt").rows
        == read_table(society(), "l").rows
    )


def test_a_heading_of_two_lines_counts_as_one_row():
    table = read_table(hr(), "hr.csv")
    assert "部署" in table.headings[-1]
    assert [row.at.number for row in table.rows] == [2, 3, 4, 5]


def test_title_lines_and_sums_in_excel_are_passed_over():
    table = read_table(ledger(), "ledger.xlsx")
    assert table.headings[0] == "No."
    assert [row.at.number for row in table.rows] == [5, 6, 7, 8]
    assert table.rows[0].cells[7] == "1980-04-05"
    assert table.rows[0].cells[1] == "7001"


def test_names_outside_cp932_survive():
    text = TEXT.replace("髙橋　見本", "𠮷田　葛\U000e0100")
    assert read_table(text.encode("utf-8-sig"), "l.csv").rows[0].cells[9] == "𠮷田\u3000葛\U000e0100"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空です"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xlsx"),
        (b"%PDF-1.7\n%binary", "中身はPDFで、表ではありません"),
        (b"PK\x03\x04broken", "表として読めません"),
        (
            "99001,001,20261120,\r\n[kanri]\r\n,001\r\n[data]\r\n2202700,21,01\r\n".encode("cp932"),
            r"被扶養者\(異動\)届",
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, said):
    with pytest.raises(BadValue, match=said):
        read_table(data, "file.csv")


NUMBER = "480912376542"


def with_department(text: str) -> bytes:
    """The society's list with one more text in 所属."""
    cells = SOCIETY_ROWS[0].split(",")
    cells[2] = text
    written = io.StringIO()
    csv.writer(written).writerows([SOCIETY_HEADINGS.split(","), cells])
    return written.getvalue().encode("utf-8-sig", "surrogatepass")


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_a_my_number_passes_in_a_cell(way):
    with pytest.raises(MyNumberRefused, match=r"2行目の「所属」|「所属」の列") as refusal:
        read_table(with_department(WAYS[way](NUMBER)), "l.csv")
    assert NUMBER not in str(refusal.value)


def workbook(*, state: str, heading: str = "控え", cell: str = "") -> bytes:
    """The office's Excel with another sheet in that state."""
    book = load_workbook(io.BytesIO(ledger()))
    other = book.create_sheet("控え")
    other.sheet_state = state
    other.append([heading, "氏名"])
    other.append([cell, "架空 太郎"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
@pytest.mark.parametrize(("heading", "cell"), [("個人番号", ""), ("控え", NUMBER), ("控え", int(NUMBER))])
def test_a_my_number_on_a_sheet_nobody_reads_is_told(state, heading, cell):
    table = read_table(workbook(state=state, heading=heading, cell=cell), "l.xlsx")
    assert table.notes[0].startswith("読んでいないシート「控え」に個人番号")
    assert table.notes[1].startswith("シート「名簿」を読みました。")
    assert NUMBER not in repr(table)


def test_a_sheet_without_one_is_only_left_out():
    notes = read_table(workbook(state="hidden", cell="090-1234-5678"), "l.xlsx").notes
    assert not any("個人番号" in note for note in notes)


@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize("heading", ["個人番号", "マイナンバー", "備考"])
def test_a_hidden_column_or_row_is_read_and_refused(is_hidden, heading):
    book = Workbook()
    sheet = book.active
    sheet.append(["氏名", "フリガナ", "生年月日", heading])
    sheet.append(["架空 太郎", "カクウ タロウ", "S55.4.5", NUMBER])
    sheet.column_dimensions["D"].hidden = is_hidden
    sheet.row_dimensions[2].hidden = is_hidden
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(MyNumberRefused):
        read_table(written.getvalue(), "l.xlsx")


def test_a_comment_is_not_read():
    book = load_workbook(io.BytesIO(ledger()))
    book.active["B5"].comment = Comment(NUMBER, "架空")
    written = io.BytesIO()
    book.save(written)
    assert NUMBER not in repr(read_table(written.getvalue(), "l.xlsx"))


def test_a_number_in_two_columns_is_put_together():
    people = [
        ("架空 太郎", NUMBER[:6], NUMBER[6:]),
        ("架空 花子", "123456", "789018"),
        ("架空 葵", "301845", "670013"),
    ]
    lines = "\r\n".join(",".join(cells) for cells in [("氏名", "所属", "社員番号"), *people])
    with pytest.raises(MyNumberRefused, match="「所属」からの2列を合わせると"):
        read_table(lines.encode(), "l.csv")
