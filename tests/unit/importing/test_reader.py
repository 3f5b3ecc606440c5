"""Files as offices have them: encodings, separators, Excel, and what is refused."""

import pytest

from app.errors import BadValue
from app.importing.reader import read_table
from tests.unit.importing.lists import SOCIETY_HEADINGS, SOCIETY_ROWS, hr, ledger, society

TEXT = "\r\n".join((SOCIETY_HEADINGS, *SOCIETY_ROWS, ""))


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_gives_the_same_table(encoding):
    table = read_table(TEXT.encode(encoding), "list.csv")
    assert table.headings == tuple(SOCIETY_HEADINGS.split(","))
    assert [row.number for row in table.rows] == [2, 3, 4, 5]
    assert table.rows[0].cells[9] == "髙橋\u3000見本"


def test_tabs_separate_as_well():
    assert (
        read_table(TEXT.replace(",", "\t").encode("cp932"), "list.txt").rows
        == read_table(society(), "l").rows
    )


def test_a_heading_of_two_lines_counts_as_one_row():
    table = read_table(hr(), "hr.csv")
    assert "部署" in table.headings[-1]
    assert [row.number for row in table.rows] == [2, 3, 4, 5]


def test_title_lines_and_sums_in_excel_are_passed_over():
    table = read_table(ledger(), "ledger.xlsx")
    assert table.headings[0] == "No."
    assert [row.number for row in table.rows] == [5, 6, 7, 8]
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
        (b"%PDF-1.7\n%binary", "表として読めません"),
        (b"PK\x03\x04broken", "表として読めません"),
        (
            "99001,001,20261120,\r\n[kanri]\r\n,001\r\n[data]\r\n2201700,21,01\r\n".encode("cp932"),
            "資格喪失届",
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, said):
    with pytest.raises(BadValue, match=said):
        read_table(data, "file.csv")
