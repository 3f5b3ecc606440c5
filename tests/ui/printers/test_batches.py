"""A long run leaves in parts; separators stand before each department and before nothing else."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from app.domain.calibration import Calibration
from app.printing.values import PackItem
from tests.ui.printers.test_spool import face
from ui.printers.batches import Batch, Look, draw_batches, draw_companions

DAY = date(2026, 11, 23)


def items(*departments: tuple[str, int]) -> list[PackItem]:
    made: list[PackItem] = []
    for name, count in departments:
        for _ in range(count):
            number = len(made) + 1
            made.append(PackItem(face(number), "見本本社", name, f"架空　{number}", f"2001-{number}"))
    return made


def drawn(people: list[PackItem], **look: bool) -> list[Batch]:
    numbers = list(range(1, len(people) + 1))
    return draw_batches(people, numbers, Look(DAY, Calibration(), **look), lambda _: None)


def texts(pages: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pages)
    found = [document[page].get_textpage().get_text_range() for page in range(len(document))]
    document.close()
    return found


@pytest.mark.parametrize(
    ("departments", "parts"),
    [
        ([("総務部", 20), ("製造部", 20), ("営業部", 20)], [42, 21]),
        ([("総務部", 30), ("製造部", 30)], [31, 31]),
        ([("総務部", 120)], [51, 51, 21]),
        ([("総務部", 60), ("製造部", 10)], [51, 22]),
    ],
)
def test_parts_are_cut_between_departments(departments: list[tuple[str, int]], parts: list[int]) -> None:
    batches = drawn(items(*departments), has_separators=True)
    assert [len(batch.papers) for batch in batches] == parts
    assert [n for batch in batches for n in batch.numbers] == list(
        range(1, sum(c for _, c in departments) + 1)
    )
    for batch in batches:
        pages = texts(batch.pages)
        assert len(pages) == len(batch.papers)
        for number, text in zip(batch.papers, pages, strict=True):
            assert (f"P1-{number:03d}" in text) if number else ("渡した人" in text)


def test_what_the_printer_counts_is_told_from_what_it_counts_as_certificates() -> None:
    (batch,) = drawn(items(("総務部", 2), ("製造部", 1)), has_separators=True)
    assert batch.papers == (0, 1, 2, 0, 3)
    assert [batch.numbers_of(papers) for papers in range(6)] == [(), (), (1,), (1, 2), (1, 2), (1, 2, 3)]


def test_the_back_follows_its_front() -> None:
    (batch,) = drawn(items(("総務部", 2)), has_back=True)
    pages = texts(batch.pages)
    told = [page.splitlines()[-1] for page in pages]
    assert told == ["用紙 P1-001", "用紙 P1-001（裏）", "用紙 P1-002", "用紙 P1-002（裏）"]


def test_companions_hold_no_certificate() -> None:
    people = [replace(item, department="総務部") for item in items(("総務部", 3))]
    pages = texts(draw_companions(people, Look(DAY, Calibration())))
    assert not any("健康保険資格確認書" in page for page in pages)
    assert any("受領簿" in page for page in pages)
    assert any("架空　2　様" in page for page in pages)
