"""`shikaku --self-test`: does this installed program have all its parts?"""

import io
import tempfile
from datetime import date
from pathlib import Path

import click

from app.errors import ProgramIncomplete


def self_test() -> None:
    """Make an encrypted database, draw one certificate, list the fonts; ProgramIncomplete if not.

    Works in a folder of its own that is removed again; everything in it is fictional.
    """
    from app.printing.certificate import draw_certificates
    from app.printing.fonts import find_fonts
    from app.usecases import print_runs, sample_office
    from ui.bootstrap import create_sample_folder, open_data_folder, verify_store

    today = date(2026, 11, 23)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        create_sample_folder(folder)
        store = open_data_folder(folder, None)
        try:
            with store.transaction("自己診断") as tx:
                sample_office.fill(tx, today=today)
            candidates = store.queries.print_candidates(today)
            with store.transaction("自己診断") as tx:
                run = print_runs.plan_session(tx, [candidates[0].person_id], today=today)
            pages = io.BytesIO()
            draw_certificates(run.faces, pages)
            problems = verify_store(store)
        finally:
            store.close()
    if problems or not pages.getvalue().startswith(b"%PDF-"):
        raise ProgramIncomplete("自己診断に失敗しました。プログラムを入れ直してください。データは無事です。")
    click.echo("データベース: 良")
    click.echo(f"資格確認書: 良({len(pages.getvalue())}バイト)")
    for role, font in find_fonts().items():
        click.echo(f"フォント {role}: {font.path.name}")
