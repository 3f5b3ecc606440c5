"""The manual outside the program: pages for a browser without a network, and one PDF."""

from html import escape
from io import BytesIO
from pathlib import Path

import click

import resources
from app import output
from app.printing.papers.book import draw_book
from ui.cli.desk import TO_WRITE, Desk, pass_desk
from ui.words.manual import ManualPage, contents_html, manual_pages
from ui.words.manual_book import manual_book

_STYLE = """
body { font-family: "BIZ UDPGothic", "Noto Sans JP", "Yu Gothic UI", sans-serif; line-height: 1.7;
  color: #333; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
a { color: #0017c1; } img { max-width: 100%; border: 1px solid #ccc; }
table { border-collapse: collapse; }
td, th { border: 1px solid #999; padding: .3rem .6rem; text-align: left; }
"""


@click.command("manual")
@click.argument("folder", type=TO_WRITE)
@pass_desk
def manual_command(desk: Desk, folder: Path) -> None:
    """使い方を、HTMLと1つのPDFに書き出す。"""
    target = output.folder_place(folder, desk.folder)
    (target / "screens").mkdir(parents=True, exist_ok=True, mode=0o700)
    made: list[Path] = []

    def write(name: str, kind: output.Kind, content: bytes) -> None:
        made.append(folder / name)
        output.place(made[-1], desk.folder, kind).write(content)

    for picture in sorted(resources.path("manual/screens").glob("*.png")):
        write(f"screens/{picture.name}", output.PNG, picture.read_bytes())
    write("index.html", output.HTML, _document("使い方", contents_html()))
    for page in manual_pages():
        write(f"{page.name}.html", output.HTML, _page(page))
    write("manual.pdf", output.PDF, pdf())
    desk.show({"files": [str(file) for file in made]}, "\n".join(map(str, made)))


def pdf() -> bytes:
    """Return the manual as one PDF that can be heard: contents, bookmarks, links, pictures told in words."""
    out = BytesIO()
    draw_book(manual_book(), out)
    return out.getvalue()


def _page(page: ManualPage) -> bytes:
    return _document(page.title, f'<p><a href="index.html">目次</a></p>{page.html}')


def _document(title: str, body: str) -> bytes:
    body = body.replace('.md">', '.html">')
    return (
        f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    ).encode()
