"""The form the office prints on: one of ours, or the file a society supplied."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from app.changes import Done
from app.domain.person import PersonKind
from app.ports import Transaction
from app.rows import CertificateFace

_SPECIMEN = CertificateFace(
    person_key="2001-101-01",
    kind=PersonKind.DEPENDANT,
    symbol="2001",
    number="101",
    branch_number="01",
    name="見本　花子",
    sex_text="女",
    born_on=date(1954, 4, 5),
    qualified_on=date(2010, 4, 1),
    insured_name="見本　太郎",
    copay_rate=3,
    copay_from=date(2026, 8, 1),
    expires_on=date(2029, 11, 30),
    issued_on=date(2026, 11, 24),
    insurer_number="06139992",
    insurer_name="見本健康保険組合",
    insurer_address="東京都見本区一丁目1番1号",
    seal_png=None,
    issue_number="0K3F-7QX4",
    sheet_label="P1-001",
    is_specimen=True,
    limit_category="現役並みⅢ",
)


def choose_layout(tx: Transaction, layout: str) -> Done:
    """Print on this form from now on; one that cannot be drawn leaves the old one in force.

    layout: as Society.layout. Sheets of a session that did not leave yet are drawn on it, too.
    """
    name = layout_name(layout)
    specimen_pages(layout)
    tx.save_society(replace(tx.society(), layout=layout))
    return Done(f"様式を「{name}」にしました。", "様式の変更")


def our_layouts() -> dict[str, str]:
    """Return the forms that come with the program, the notice's first: as Society.layout -> shown name."""
    from app.printing.certificate.layout_file import STANDARD, layout_names

    names = layout_names()
    return {"": names.pop(STANDARD), **names}


def read_file(path: Path) -> str:
    """Return a society's file as Society.layout; BadValue with line and reason if it cannot be used."""
    from app.printing.certificate.layout_file import read_layout

    return read_layout(path)


def layout_name(layout: str) -> str:
    """Return what a form is called; BadValue with line and reason if it cannot be read."""
    from app.printing.certificate.layout_file import chosen_layout

    return chosen_layout(layout).name


def specimen_pages(layout: str) -> bytes:
    """Return a fictional sheet of every version on a form, with its backs, as PDF.

    Raises BadValue where words of the form cannot be drawn or do not fit.
    """
    # The fonts are loaded on the first paper, for a quick start.
    from app.printing.certificate.certificate import draw_certificates
    from app.printing.certificate.layout_file import chosen_layout

    out = BytesIO()
    insured = replace(_SPECIMEN, kind=PersonKind.INSURED, branch_number="00", name="見本　太郎")
    plain = replace(insured, insured_name="", copay_rate=None, copay_from=None, limit_category=None)
    draw_certificates([_SPECIMEN, plain], out, layout=chosen_layout(layout), prints_back=True)
    return out.getvalue()
