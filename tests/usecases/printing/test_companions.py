"""The pack of a run: each sheet goes to the employee, in the order of the sheets."""

import io
from datetime import date

import pypdfium2
import pytest

from app.domain.person import PersonKind
from app.printing.values import PackPart
from app.usecases.people import roster_import
from app.usecases.printing import companions, sessions
from app.usecases.settings.sample_office import sample_list

TODAY = date(2026, 11, 23)


@pytest.fixture
def planned(store):
    """Everybody due, with their sheets."""
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    with store.transaction("取込") as tx:
        roster_import.apply_import(tx, plan, today=TODAY)
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]
    with store.transaction("印刷") as tx:
        run = sessions.plan_session(tx, people, today=TODAY)
    with store.rehearsal() as tx:
        return [
            (tx.certificate(sheet.certificate_id).person_id, face)
            for sheet, face in zip(tx.sheets(run.session_id), run.faces, strict=True)
        ]


def items_of(store, sheets):
    with store.rehearsal() as tx:
        return companions.pack_items(tx, sheets)


def test_each_sheet_keeps_its_place_and_goes_to_the_employee(store, planned):
    items = items_of(store, planned)
    assert [item.face for item in items] == [face for _, face in planned]
    assert any(item.face.kind is PersonKind.DEPENDANT for item in items)
    for (person_id, face), item in zip(planned, items, strict=True):
        person = store.queries.person_detail(person_id, TODAY).person
        insured = face.insured_name if face.kind is PersonKind.DEPENDANT else face.name
        assert item.addressee == insured
        assert item.household == f"{person.symbol}-{person.number}"
        assert item.office in {office.name for office in store.queries.offices()}


def test_the_pack_has_every_certificate_once(store, planned):
    out = io.BytesIO()
    companions.write_pack(items_of(store, planned), out, on=TODAY, parts=(PackPart.CERTIFICATES,))
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) == len(planned)
    for page, (_, face) in zip(pages, planned, strict=True):
        assert face.issue_number in page
        assert face.name in page
