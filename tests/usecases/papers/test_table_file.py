"""A list as a file is data: typed, with its day and owner, without numbers unless asked, locked on wish."""

import csv
import io
from datetime import date, datetime, time
from pathlib import Path

import msoffcrypto
import openpyxl
import pypdfium2
import pytest
import pyzipper

from app.errors import BadValue
from app.output import CSV, LOCKED_TABLES, TABLES, XLSX, place
from app.printing.holds import Holds
from app.printing.values import ListColumn, PaperTable, Said
from app.usecases.papers.cp932 import LOST, Unwritten
from app.usecases.papers.table_file import Encoding, Wanted, for_a_file, kinds, table_sentence, write_table

TODAY = date(2026, 11, 29)
SECRET = "geheim-2026"
OLE = b"\xd0\xcf\x11\xe0"


def listed(*names: str, **over: object) -> PaperTable:
    columns = (
        ListColumn("記号-番号-枝番", 34, holds=Holds.KEY),
        ListColumn("氏名", 40),
        ListColumn("期限", 22),
        ListColumn("枚数", 20, "right"),
    )
    rows = tuple(
        (f"1001-10{n}-00", name, Said("R8.12.6(日)", date(2026, 12, 6)), n) for n, name in enumerate(names)
    )
    made = {"columns": columns, "rows": rows, "owner": "見本健保\u3000本社", "on": TODAY, **over}
    return PaperTable("期限 一覧", "令和8年11月29日 現在", **made)  # type: ignore[arg-type]


def write(table: PaperTable, file: Path, wanted: Wanted) -> tuple[Unwritten, ...]:
    return write_table(table, place(file, file.parent / "data", *kinds(wanted)), wanted)


def test_a_workbook_holds_days_and_numbers_and_is_ready_to_filter_and_to_print(tmp_path: Path) -> None:
    many = tuple(ListColumn(f"欄{n}", 0) for n in range(40))
    table = listed(columns=many, rows=(("0601", 3, TODAY, None, "=1+1", *range(35)),), notes=("注",))
    write(table, tmp_path / "list.xlsx", Wanted())
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    sheet = book.active
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [*table.head]
    assert [cell.value for cell in sheet[6][:5]] == ["0601", 3, datetime.combine(TODAY, time()), None, "=1+1"]
    assert [cell.data_type for cell in sheet[6][:5]] == ["s", "n", "d", "n", "s"]
    assert sheet.auto_filter.ref == "A5:AN6"
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToHeight, sheet.oddFooter.center.text) == (0, "&P / &N")
    assert sheet.column_dimensions["AN"].width >= 6
    assert (book.properties.creator, sheet.title) == ("資格確認書デスク", "期限 一覧")


def test_a_day_before_excels_calendar_is_text(tmp_path: Path) -> None:
    write(listed("架空", rows=(("1001-1-00", "架空", date(1899, 12, 31), 1),)), tmp_path / "l.xlsx", Wanted())
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx").active
    assert [cell.value for cell in sheet[6]] == ["1001-*-00", "架空", "M32.12.31", 1]


def test_numbers_are_hidden_unless_they_are_asked_for() -> None:
    wish = (
        ListColumn("記号-番号-枝番", 34, holds=Holds.KEY_ON_WISH),
        ListColumn("番号", 20, holds=Holds.NUMBER),
    )
    table = listed(columns=wish, rows=(("1001-10234-00", "10234"),))
    assert for_a_file(table, in_full=True) is table
    masked = for_a_file(table, in_full=False)
    assert [column.heading for column in masked.columns] == ["番号"]
    assert masked.rows == (("***34",),)
    assert masked.notes == ("番号は下2桁だけを出しています。",)


def test_a_file_is_named_for_the_list_its_owner_and_its_day() -> None:
    assert listed().file_name == "期限-一覧_見本健保-本社_2026-11-29"


@pytest.mark.parametrize("ending", ["csv", "zip"])
def test_an_old_programs_csv_tells_whose_characters_it_lacks(tmp_path: Path, ending: str) -> None:
    table = listed("𠮷田\u3000葵", "葛\U000e0100西\u3000清", "髙﨑\u3000渚〜−")
    wanted = Wanted(encoding=Encoding.CP932, password=SECRET if ending == "zip" else "")
    lost = write(table, tmp_path / f"list.{ending}", wanted)
    assert lost == (Unwritten("𠮷田\u3000葵", "𠮷"), Unwritten("葛\U000e0100西\u3000清", "葛\U000e0100"))
    data = (tmp_path / f"list.{ending}").read_bytes()
    if ending == "zip":
        data = unpacked(data)
    names = [line[1] for line in csv.reader(io.StringIO(data.decode("cp932"))) if len(line) > 1]
    assert names == ["氏名", f"{LOST}田\u3000葵", f"{LOST}西\u3000清", "髙﨑\u3000渚～－"]
    assert "2行" in table_sentence(tmp_path / "list.csv", lost)


def test_a_sentence_names_thirty_and_counts_the_others() -> None:
    said = table_sentence(Path("l.csv"), [Unwritten(f"𠮷田{n}", "𠮷") for n in range(32)])
    assert "𠮷田29(𠮷) ほか2行。" in said
    assert "𠮷田30" not in said


def unpacked(data: bytes) -> bytes:
    with pyzipper.AESZipFile(io.BytesIO(data)) as pack:
        (name,) = pack.namelist()
        assert name.endswith(".csv")
        with pytest.raises(RuntimeError):
            pack.read(name)
        assert pack.getinfo(name).wz_aes_strength == 3
        return bytes(pack.read(name, pwd=SECRET.encode()))


def test_a_locked_file_opens_with_its_password_alone(tmp_path: Path) -> None:
    table, wanted = listed("髙橋\u3000葵"), Wanted(password=SECRET)
    for ending in ("xlsx", "pdf", "zip"):
        write(table, tmp_path / f"list.{ending}", wanted)
    assert "髙橋" in unpacked((tmp_path / "list.zip").read_bytes()).decode("utf-8-sig")
    locked = (tmp_path / "list.xlsx").read_bytes()
    assert locked.startswith(OLE)
    office = msoffcrypto.OfficeFile(io.BytesIO(locked))
    office.load_key(password=SECRET, verify_password=True)
    opened = io.BytesIO()
    office.decrypt(opened)
    assert openpyxl.load_workbook(opened).active["B6"].value == "髙橋\u3000葵"
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(tmp_path / "list.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "list.pdf", password=SECRET)
    assert "髙橋" in document[0].get_textpage().get_text_range()
    document.close()
    for ending in ("xlsx", "pdf", "zip"):
        # It may be written again.
        write(table, tmp_path / f"list.{ending}", wanted)


@pytest.mark.parametrize("password", ["kurz", "パスワードです!", "tab\tinside", "x" * 101])
def test_a_password_is_one_that_is_typed_alike_everywhere(password: str) -> None:
    with pytest.raises(BadValue, match="8文字以上"):
        Wanted(password=password)


def test_what_a_list_cannot_be_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name, wanted in (
        ("list.csv", Wanted(password=SECRET)),
        ("list.zip", Wanted()),
        ("list.pdf", Wanted(encoding=Encoding.CP932)),
    ):
        with pytest.raises(BadValue, match="ファイル名の終わり"):
            place(tmp_path / name, data, *kinds(wanted))
    assert kinds(Wanted()) == TABLES
    assert kinds(Wanted(password=SECRET)) == LOCKED_TABLES


def test_a_locked_file_takes_no_other_files_place(tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(OLE + b"an old .xls")
    with pyzipper.ZipFile(tmp_path / "photos.zip", "w") as pack:
        pack.writestr("holiday.jpg", b"sea")
    for name, kind in (("old.xlsx", XLSX), ("photos.zip", LOCKED_TABLES[-1])):
        with pytest.raises(BadValue, match="上書きしません"):
            place(tmp_path / name, tmp_path / "data", kind)
    assert CSV.ending == ".csv"
