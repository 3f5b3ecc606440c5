"""The reminder that papers are to come back (お返しのお願い) in large print: until when, which, why, and how.

Its texts stand in resources/slips/<language>/return.toml; another language has the Japanese under each text.

Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from app.domain.language import Language
from app.errors import BadValue
from app.printing.engine.flow import LARGE_PRINTS, WIDTH, Cell, Flow, Part, paged, refuse_undrawable
from app.printing.engine.fonts import fonts_for
from app.printing.engine.page import Sheet, document
from app.printing.papers.member_words import day_in, words_of
from app.printing.papers.slip_parts import Frame, add_day_to_return, draw_pages, prints_of, question_parts
from app.printing.values import ReturnPaper, ReturnSlip

_FOOT = 282.0
_COLUMNS = (58.0, 16.0, WIDTH - 74.0)


def draw_return_slips(slips: Sequence[ReturnSlip], out: BinaryIO) -> None:
    """Write the slip of each household; what a page does not hold goes on on the next, marked 2/2.

    PaperRefused names the person whose slip cannot be exact.
    """
    if not slips:
        raise BadValue("お返しをお願いする紙がありません。期限一覧の「返却」を確かめてください。")
    with document(out, words_of("return", Language.JAPANESE)["name"]) as sheet:
        for slip in slips:
            _draw_slip(sheet, slip)


def _draw_slip(sheet: Sheet, slip: ReturnSlip) -> None:
    fonts = sheet.fonts = fonts_for(slip.language)
    paper = words_of("return", Language.JAPANESE)["name"]
    names = [slip.name, *(one.name for one in slip.papers)]
    refuse_undrawable(fonts, paper, names, [slip.office, *(one.relationship for one in slip.papers)])
    text = words_of("return", slip.language)
    prints = LARGE_PRINTS if slip.language is Language.JAPANESE else prints_of(slip.language)
    # With readings above the words it is set as large as the back of the sheet allows.
    most = 2 if slip.language is Language.EASY else 1
    pages = paged(prints, fonts, _parts(slip), bottom=_FOOT - 3, most=most)
    frame = Frame(slip.language, slip.name, slip.office, slip.made_on, paper, text, _FOOT)
    draw_pages(sheet, pages, frame)


def _parts(slip: ReturnSlip) -> list[Part]:
    """Return what stands on the slip in the order it is read, each part on one page."""
    text = words_of("return", slip.language)
    questions = [(entry["question"], entry["answer"]) for entry in text["questions"]["list"]]

    def begin(flow: Flow) -> None:
        flow.title(text["title"])
        flow.gap(1)
        flow.paragraph(text["opening"])
        flow.gap()
        flow.boxed(partial(_add_deadline, slip=slip))

    def papers(flow: Flow) -> None:
        flow.gap()
        flow.heading("1", text["papers"]["title"])
        _add_paper(flow, slip, slip.papers[0])

    return [
        begin,
        papers,
        *(partial(_add_paper, slip=slip, paper=paper) for paper in slip.papers[1:]),
        *question_parts(text["questions"], questions),
    ]


def _add_deadline(flow: Flow, slip: ReturnSlip) -> None:
    text = words_of("return", slip.language)["deadline"]
    if slip.return_by is None:
        flow.paragraph(text["none"], strong=True, indent=4, right=4)
    else:
        day = day_in(slip.return_by, slip.language, with_weekday=True)
        add_day_to_return(flow, text["title"], day)
        if slip.return_by < slip.made_on:
            flow.paragraph(text["past"], indent=4, right=4)
    flow.paragraph(text["by_holder" if slip.is_sent_by_holder else "how"], indent=4, right=4)


def _add_paper(flow: Flow, slip: ReturnSlip, paper: ReturnPaper) -> None:
    text = words_of("return", slip.language)
    day = "" if paper.since is None else day_in(paper.since, slip.language)
    number = text["papers"]["number"].format(number=paper.issue_number)
    flow.row(
        _COLUMNS,
        (
            Cell(paper.name, value=True, size=14),
            Cell(paper.relationship, size=12),
            Cell(number if paper.issue_number else text["papers"]["no_number"], strong=True),
        ),
        padding=0.8,
        rule=False,
    )
    flow.paragraph(text["why"][paper.why].format(day=day))
    flow.gap(1)
