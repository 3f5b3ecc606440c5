"""The manual as a book on paper: its Markdown as headings, text, lists, tables and pictures."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import resources
from app.printing.papers.book import (
    Block,
    Book,
    Chapter,
    Grid,
    Heading,
    Item,
    Items,
    Paragraph,
    Part,
    Picture,
    Span,
    Words,
)
from ui.words.manual import CONTENTS, ManualPage, manual

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_BULLET = "・"


def manual_book() -> Book:
    """Return the whole manual."""
    return Book(
        "資格確認書デスク 使い方",
        CONTENTS,
        tuple(Part(part.title, tuple(map(_chapter, part.pages))) for part in manual()),
    )


def _chapter(page: ManualPage) -> Chapter:
    from markdown_it.tree import SyntaxTreeNode

    blocks = [block for node in SyntaxTreeNode(page.tokens).children[1:] for block in _blocks(node)]
    return Chapter(page.name, page.title, tuple(blocks))


def _blocks(node: "SyntaxTreeNode") -> Iterator[Block]:
    if node.type == "heading":
        yield Heading(_words(node.children[0]))
    elif node.type in ("bullet_list", "ordered_list"):
        yield Items(_items(node))
    elif node.type == "table":
        yield Grid(tuple(tuple(map(_cell, row.children)) for part in node.children for row in part.children))
    else:
        pictures = [one for one in node.children[0].children if one.type == "image"]
        for picture in pictures:
            file = resources.path(f"manual/{picture.attrs['src']}")
            yield Picture(file.read_bytes(), picture.content)
        if not pictures:
            yield Paragraph(_words(node.children[0]))


def _items(node: "SyntaxTreeNode") -> tuple[Item, ...]:
    is_ordered = node.type == "ordered_list"
    return tuple(
        Item(
            f"{number}." if is_ordered else _BULLET,
            _words(entry.children[0].children[0]),
            tuple(item for inner in entry.children[1:] for item in _items(inner)),
        )
        for number, entry in enumerate(node.children, start=1)
    )


def _cell(node: "SyntaxTreeNode") -> Words:
    return _words(node.children[0]) if node.children else ()


def _words(node: "SyntaxTreeNode") -> Words:
    return tuple(_spans(node.children))


def _spans(nodes: "Sequence[SyntaxTreeNode]", *, is_strong: bool = False, to: str = "") -> Iterator[Span]:
    for at, node in enumerate(nodes):
        if node.type == "softbreak":
            # A new line of the file; only words of Latin letters are parted by it.
            around = (
                f"{nodes[at - 1].content[-1:]}{nodes[at + 1].content[:1]}" if 0 < at < len(nodes) - 1 else ""
            )
            yield Span(" " if re.search("[!-~]", around) else "", is_strong, to)
        elif node.type == "strong":
            yield from _spans(node.children, is_strong=True, to=to)
        elif node.type == "link":
            target = str(node.attrs["href"]).removesuffix(".md")
            yield from _spans(node.children, is_strong=is_strong, to=target)
        else:
            yield Span(node.content, is_strong, to)
