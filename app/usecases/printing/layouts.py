"""The form the office prints on: one of ours, or the file a society supplied."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from app.changes import Done
from app.domain.person import PersonKind
from app.ports import Transaction
from app.printing.values import CertificateFace
from app.words import texts


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
    from app.printing.certificate.layout import DISEASE
    from app.printing.certificate.layout_file import chosen_layout

    out = BytesIO()
    facts = texts("sample/specimen.toml")
    form = chosen_layout(layout)
    specimen = CertificateFace(**facts, kind=PersonKind.DEPENDANT, seal_png=None, is_specimen=True)
    if not form.has(PersonKind.DEPENDANT, DISEASE):
        specimen = replace(specimen, disease_mark="", disease_from=None)
    insured = replace(
        specimen, kind=PersonKind.INSURED, branch_number="00", name="見本　太郎", kana="ミホン　タロウ"
    )
    plain = replace(
        insured,
        insured_name="",
        copay_rate=None,
        copay_from=None,
        limit_category=None,
        disease_mark="",
        disease_from=None,
    )
    draw_certificates([specimen, plain], out, layout=form, prints_back=True)
    return out.getvalue()
