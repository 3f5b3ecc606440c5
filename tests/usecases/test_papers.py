"""Every list can be written in every form, with every name as filed."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.domain.certificate import CertificateStatus
from app.errors import BadValue
from app.output import TABLES, place
from app.usecases import papers, print_runs, sample_office
from ui.labels import label

TODAY = date(2026, 11, 23)


@pytest.fixture
def tables(store):
    with store.transaction("見本") as tx:
        sample_office.fill(tx, today=TODAY)
    queries = store.queries
    sheets = queries.certificate_rows(papers.CERTIFICATES_IN_HAND)
    back = queries.certificate_rows((CertificateStatus.COLLECTED,))
    cards = queries.elderly_rows(TODAY)
    return {
        "due": papers.due_list_table(queries.due_rows(TODAY), on=TODAY, word=label),
        "receipt": papers.receipt_list(sheets, on=TODAY),
        "cover": papers.forward_cover(back, cards, on=TODAY, tracking_number="1234-5678"),
        "elderly": papers.elderly_list(cards, on=TODAY, word=label),
        "ledger": papers.ledger_table(queries.certificate_rows(), on=TODAY, word=label),
        "status": papers.status_table(queries.status_answer(TODAY)),
    }


@pytest.mark.parametrize("name", ["due", "receipt", "cover", "elderly", "ledger", "status"])
def test_written_in_every_form(tables, name, tmp_path):
    table = tables[name]
    assert table.rows
    for ending in ("pdf", "xlsx", "csv"):
        papers.write_table(table, place(tmp_path / f"{name}.{ending}", tmp_path / "data", *TABLES))
    with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [tuple(line) for line in csv.reader(file)] == [
            tuple(c.heading for c in table.columns),
            *table.rows,
        ]
    sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").active
    assert [
        tuple(cell or "" for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)
    ] == list(table.rows)
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
        papers.write_table(tables["due"], place(tmp_path / "list.doc", tmp_path / "data", *TABLES))


def test_a_cell_never_runs_as_a_formula(tmp_path: Path):
    table = papers.PaperTable("表", "", (papers.ListColumn("氏名", 20),), (("=1+1",), ("+81",), ("髙橋",)))
    papers.write_table(table, place(tmp_path / "list.csv", tmp_path / "data", *TABLES))
    assert (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()[1:] == ["'=1+1", "'+81", "髙橋"]


def test_a_run_prints_no_one_twice(store):
    with store.transaction("見本") as tx:
        sample_office.fill(tx, today=TODAY)
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]
    with store.transaction("印刷") as tx:
        run = print_runs.plan_session(tx, [*people, *people], today=TODAY)
    assert len(run.faces) == len(people)
    with store.transaction("印刷") as tx:
        again = print_runs.plan_session(tx, people, today=TODAY)
    assert again.session_id is None
    assert all("すでにあります" in refusal.reason for refusal in again.refused)
