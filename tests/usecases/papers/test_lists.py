"""Every list can be written in every form, with every name as filed."""

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.certificate import CertificateStatus
from app.domain.formula_text import guarded, unguarded
from app.domain.marked_text import marked
from app.errors import BadValue
from app.importing.reader import read_table
from app.output import TABLES, place
from app.printing.values import ListColumn, PaperTable, Said
from app.usecases.papers import lists
from app.usecases.papers.table_file import for_a_file, write_table
from app.usecases.printing import sessions
from app.usecases.settings import sample_office

TODAY = date(2026, 11, 23)


@pytest.fixture
def tables(store):
    with store.transaction("見本") as tx:
        sample_office.fill(tx, today=TODAY)
    queries = store.queries
    sheets = queries.certificate_rows(lists.CERTIFICATES_IN_HAND)
    back = queries.certificate_rows((CertificateStatus.COLLECTED,))
    cards = queries.elderly_rows(TODAY)
    return {
        "due": lists.due_list_table(queries.due_rows(TODAY), on=TODAY),
        "receipt": lists.receipt_list(sheets, on=TODAY),
        "cover": lists.forward_cover([*back, *cards], on=TODAY, tracking_number="1234-5678"),
        "elderly": lists.elderly_list(cards, on=TODAY),
        "ledger": lists.ledger_table(queries.certificate_rows(), on=TODAY),
        "status": lists.status_table(queries.status_answer(TODAY)),
    }


def as_data(cell):
    """A cell as it stands in a CSV: days as year, month and day."""
    value = cell.value if isinstance(cell, Said) else cell.date() if isinstance(cell, datetime) else cell
    return "" if value is None else guarded(str(value))


@pytest.mark.parametrize("name", ["due", "receipt", "cover", "elderly", "ledger", "status"])
def test_written_in_every_form(tables, name, tmp_path):
    table = tables[name]
    assert table.rows
    for ending in ("pdf", "xlsx", "csv"):
        write_table(table, place(tmp_path / f"{name}.{ending}", tmp_path / "data", *TABLES))
    shown = for_a_file(table, in_full=False)
    head, headings = len(shown.head), [column.heading for column in shown.columns]
    with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert [line[0] for line in lines[:head]] == shown.head
    assert lines[head:] == [headings, *([as_data(cell) for cell in row] for row in shown.rows)]
    sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").active
    found = list(sheet.iter_rows(min_row=head + 1, values_only=True))
    assert list(found[0]) == headings
    assert [[as_data(cell) for cell in row] for row in found[1:]] == lines[head + 1 :]
    document = pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert table.title in text
    assert sorted(path.suffix for path in tmp_path.glob("*.???*") if path.is_file()) == [
        ".csv",
        ".pdf",
        ".xlsx",
    ]


def test_another_ending_is_refused(tables, tmp_path):
    with pytest.raises(BadValue, match=r"\.csv"):
        write_table(tables["due"], place(tmp_path / "list.doc", tmp_path / "data", *TABLES))


HIDDEN = {
    "bell\a": "bell〔U+0007〕",
    "nul\0": "nul〔U+0000〕",
    "turned\u202eemag": "turned〔U+202E〕emag",
    "esc\x1b[2J": "esc〔U+001B〕[2J",
    "half\ud83d": "half〔U+D83D〕",
    "none\ufffe": "none〔U+FFFE〕",
    "mark\u200b": "mark〔U+200B〕",
}
"""What may have been stored before the door was closed, and how every list shows it."""


def listed(*names: str) -> PaperTable:
    return PaperTable("表", "", (ListColumn("氏名", 80),), tuple((name,) for name in names))


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_one_value_that_no_list_carries_is_named_and_stops_no_other(tmp_path: Path, ending: str):
    file = tmp_path / f"list.{ending}"
    table = listed("髙橋　花子", *HIDDEN, "山﨑　太郎")
    write_table(table, place(file, tmp_path / "data", *TABLES))
    if ending == "csv":
        text = file.read_text("utf-8-sig")
    elif ending == "xlsx":
        text = "\n".join(
            str(row[0]) for row in openpyxl.load_workbook(file).active.iter_rows(values_only=True)
        )
    else:
        document = pypdfium2.PdfDocument(file)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
    for name in ("髙橋", "山﨑", *HIDDEN.values()):
        assert name in text


FORMULAS = ["=1+1", "+81", "-2+3", "@SUM(A1)", "\n=1", "＝1+1", "＋1", "－2", "＠a"]
STEERED = {"\t=1": "〔U+0009〕=1", "\r=1": "〔U+000D〕=1"}
LIKE_OURS = ["'=1", "''@b"]
"""What begins like our own mark gets one more of it."""
PLAIN = ["髙橋", "-5", "-2.5", "2026-11-23", "R8.11.23", "003", "'80年", "a=b", ""]


def test_a_cell_never_runs_as_a_formula(tmp_path: Path):
    given_names = [*FORMULAS, *STEERED, *LIKE_OURS, *PLAIN]
    write_table(listed(*given_names), place(tmp_path / "list.csv", tmp_path / "data", *TABLES))
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] if row else "" for row in csv.reader(file)][2:]
    guards = [f"'{text}" for text in FORMULAS]
    assert cells == [*guards, *STEERED.values(), *(f"'{text}" for text in LIKE_OURS), *PLAIN]
    write_table(listed(*given_names), place(tmp_path / "list.xlsx", tmp_path / "data", *TABLES))
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    for (cell,), text in zip(sheet.iter_rows(min_row=3), given_names, strict=True):
        assert (cell.value or "", cell.data_type in ("s", "inlineStr")) == (marked(text), True)
        # Nothing is seen of it, and whoever edits the cell still has text.
        assert cell.quotePrefix == (text in FORMULAS)


def test_what_was_written_comes_back_as_it_was(tmp_path: Path):
    """A list written here and read here again: no name has gained or lost a sign."""
    names = [text for text in (*FORMULAS, *LIKE_OURS, *PLAIN) if text and "\n" not in text]
    table = PaperTable(
        "表",
        "",
        (ListColumn("氏名", 40), ListColumn("所属", 40)),
        tuple((name, name) for name in names),
    )
    for ending in ("csv", "xlsx"):
        file = tmp_path / f"list.{ending}"
        write_table(table, place(file, tmp_path / "data", *TABLES))
        back = read_table(file.read_bytes(), file.name)
        assert [row.cells for row in back.rows] == [(name, name) for name in names]


@given(st.text(max_size=20))
def test_the_guard_of_a_cell_is_taken_away_exactly(text: str):
    assert unguarded(guarded(text)) == text


def test_a_run_prints_no_one_twice(store):
    with store.transaction("見本") as tx:
        sample_office.fill(tx, today=TODAY)
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]
    with store.transaction("印刷") as tx:
        run = sessions.plan_session(tx, [*people, *people], today=TODAY)
    assert len(run.faces) == len(people)
    with store.transaction("印刷") as tx:
        again = sessions.plan_session(tx, people, today=TODAY)
    assert again.session_id is None
    assert all("すでにあります" in refusal.reason for refusal in again.refused)
