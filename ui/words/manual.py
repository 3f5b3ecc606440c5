"""The manual: its pages in order, found by words, and as HTML for window, paper and browser."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import resources
from app.domain import typed
from app.late import dataclass
from app.words import texts

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CONTENTS = "使い方"
_FOLDER = "manual"
_ALSO = re.compile(r"^<!-- (.+) -->\n")
"""Other words by which a page is looked for, before its title."""


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page: its name, title, text as Markdown, and other words for what it is about."""

    name: str
    title: str
    text: str
    also: str = ""

    @property
    def html(self) -> str:
        """The page for a browser; links and pictures as in the text."""
        made: str = _markdown().render(self.text)
        return made

    @property
    def tokens(self) -> "Sequence[Token]":
        """The page for paper: what Markdown found in it."""
        return _markdown().parse(self.text)


@dataclass(frozen=True, slots=True)
class ManualPart:
    """Pages that belong together."""

    title: str
    pages: Sequence[ManualPage]


@cache
def manual() -> Sequence[ManualPart]:
    """Return the manual part by part, in the order of its contents."""
    parts = texts(f"{_FOLDER}/contents.toml")["part"]
    return tuple(ManualPart(part["title"], tuple(map(_page, part["pages"]))) for part in parts)


def manual_pages() -> Sequence[ManualPage]:
    """Return every page in order."""
    return tuple(page for part in manual() for page in part.pages)


def manual_page(name: str) -> ManualPage | None:
    """Return the page of that name: of a screen, or of a task."""
    return next((page for page in manual_pages() if page.name == name), None)


def find_in_manual(text: str) -> Sequence[ManualPage]:
    """Return the pages in which every word is found; those called so first.

    >>> [page.title for page in find_in_manual("紙づまり")][:1]
    ['紙づまり・印刷が途中で止まった']
    """
    words = [_folded(word) for word in text.split()]
    found = [page for page in manual_pages() if words and all(word in _body(page) for word in words)]
    return sorted(found, key=lambda page: not all(word in _folded(page.title + page.also) for word in words))


def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def contents_html() -> str:
    """Return the contents: every part with its pages."""
    blocks = (
        f"<h2>{escape(part.title)}</h2><ul>"
        + "".join(f'<li><a href="{page.name}.md">{escape(page.title)}</a></li>' for page in part.pages)
        + "</ul>"
        for part in manual()
    )
    return f"<h1>{CONTENTS}</h1>{''.join(blocks)}"


def _page(name: str) -> ManualPage:
    text = resources.path(f"{_FOLDER}/{name}.md").read_text("utf-8")
    also = match[1] if (match := _ALSO.match(text)) else ""
    text = _ALSO.sub("", text)
    return ManualPage(name, text.partition("\n")[0].removeprefix("# "), text, also)


@cache
def _body(page: ManualPage) -> str:
    return _folded(page.text + page.also)


def _folded(text: str) -> str:
    return typed.kana(text).replace("*", "")
