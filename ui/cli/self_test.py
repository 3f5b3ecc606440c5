"""`shikaku --self-test`: does this installed program have all its parts?"""

import io
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from app.errors import ProgramIncomplete

# Sentences stay readable where a machine lacks whole sets of characters.
_NAMED = 40


def self_test() -> None:
    """Make an encrypted database, draw the certificates, list the fonts; ProgramIncomplete if not.

    Characters that no font here draws are a warning: whoever needs one is refused by name later.
    Works in a folder of its own that is removed again; everything in it is fictional.
    """
    from app.printing.certificate.certificate import draw_certificates
    from app.printing.engine.font_places import find_fonts
    from app.printing.engine.fonts import load_fonts
    from app.usecases.printing import sessions
    from app.usecases.settings import sample_office
    from ui.bootstrap import create_sample_folder, open_data_folder, verify_store

    today = date(2026, 11, 23)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        create_sample_folder(folder)
        store = open_data_folder(folder, None)
        try:
            store.record(lambda tx: sample_office.fill(tx, today=today))
            people = [row.person_id for row in store.queries.print_candidates(today)]
            run = store.record(lambda tx: sessions.plan_session(tx, people, today=today))
            pages = io.BytesIO()
            draw_certificates(run.faces, pages)
            problems = verify_store(store)
        finally:
            store.close()
    if problems or not run.faces or not pages.getvalue().startswith(b"%PDF-"):
        raise ProgramIncomplete("自己診断に失敗しました。プログラムを入れ直してください。データは無事です。")
    click.echo("データベース: 良")
    click.echo(f"資格確認書: 良({len(run.faces)}名、{len(pages.getvalue())}バイト)")
    for role, files in find_fonts().items():
        click.echo(f"フォント {role}: {'、'.join(file.path.name for file in files)}")
    missing = load_fonts().value.undrawable("".join(_in_common_use()))
    click.echo(f"氏名の文字: {_warning(missing) if missing else '良(JIS X 0213 と Windows の漢字すべて)'}")


def _warning(missing: list[str]) -> str:
    named = "".join(missing[:_NAMED]) + ("…" if len(missing) > _NAMED else "")
    return (
        f"注意。このPCの書体では次の{len(missing)}字を書けません: {named} "
        "この字のある方は、印刷のときに名前を挙げてお知らせします。"
    )


def _in_common_use() -> Iterator[str]:
    """Yield the kanji of JIS X 0213 and of Windows-31J, and two names beyond them that everybody tries."""
    for codec in ("shift_jis_2004", "cp932"):
        for first in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
            for second in range(0x40, 0xFD):
                text = bytes((first, second)).decode(codec, errors="ignore")
                if len(text) == 1 and unicodedata.name(text, "").startswith("CJK "):
                    yield text
    yield from ("𠮷", "葛\U000e0100")
