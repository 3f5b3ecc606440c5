"""The leaver's slip (退職者への案内) in large print: the days, what comes back, what people get wrong.

Its texts stand in resources/slips/leaver.toml.

Source: docs/rules.md, "Loss of cover" and "Return of certificates".
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from app.domain.wareki import WEEKDAYS, wareki
from app.errors import BadValue
from app.printing.engine.flow import (
    LARGE_PRINTS,
    LEFT,
    MARK_GREY,
    WIDTH,
    Cell,
    Flow,
    Print,
    address,
    further_pages,
    largest,
    refuse_undrawable,
)
from app.printing.engine.fonts import Fonts
from app.printing.engine.page import Sheet, document
from app.printing.values import LeaverSlip
from app.words import texts

_FOOT = 282.0
_COLUMNS = (58.0, 16.0, 56.0, 44.0)


def _words() -> Mapping[str, Any]:
    return texts("slips/leaver.toml")


def draw_leaver_slips(slips: Sequence[LeaverSlip], out: BinaryIO) -> None:
    """Write one A4 page per slip; more papers than it holds go on a second page, marked 2/2.

    PaperRefused names the person whose slip cannot be exact.
    """
    if not slips:
        raise BadValue("印刷する退職者への案内がありません。対象者を選んでください。")
    with document(out, _words()["name"]) as sheet:
        for slip in slips:
            _draw_slip(sheet, slip)


def _draw_slip(sheet: Sheet, slip: LeaverSlip) -> None:
    names = [slip.name, *(name for name, *_ in slip.papers)]
    others = [slip.office, slip.how_back, slip.elderly_note, slip.society_text]
    called = _words()["name"]
    refuse_undrawable(sheet.fonts, called, names, [*others, *(t for _, *rest in slip.papers for t in rest)])
    pages = _pages(sheet.fonts, slip)
    for number, page in enumerate(pages, 1):
        with sheet.tagged("Sect"):
            address(sheet, slip.name, slip.office, wareki(slip.made_on), paper=called)
            page.draw(sheet)
            sheet.line(LEFT, _FOOT, LEFT + WIDTH, _FOOT, 0.35)
            with sheet.tagged("P"):
                sheet.text(LEFT, _FOOT + 6, _words()["contact_line"], sheet.fonts.heading, 13)
            if len(pages) > 1:
                mark = _words()["sheet"].format(number=number, count=len(pages))
                with sheet.artifact():
                    sheet.text(LEFT + WIDTH, _FOOT + 6, mark, sheet.fonts.heading, 14, align="right")
        sheet.end()


def _pages(fonts: Fonts, slip: LeaverSlip) -> list[Flow]:
    """Return the one page in the largest print that holds it, else the papers on pages of their own."""
    for papers in (slip.papers, ()):
        page = largest(LARGE_PRINTS, partial(_page_of, fonts, slip, papers), bottom=_FOOT - 3)
        if page is not None:
            return [page, *_paper_pages(fonts, slip.papers[len(papers) :])]
    raise ValueError("the fixed part of a slip is longer than its page")


def _page_of(
    fonts: Fonts, slip: LeaverSlip, papers: Sequence[tuple[str, str, str, str]], look: Print
) -> Flow:
    flow = Flow(fonts, look)
    flow.title(_words()["title"])
    flow.gap(2)
    _add_days(flow, slip)
    flow.gap()
    _add_deadline(flow, slip)
    flow.gap()
    text = _words()["papers"]
    flow.heading("1", text["title"])
    if papers:
        _add_papers(flow, papers)
    elif slip.papers:
        flow.paragraph(text["on_the_next_sheet"].format(count=len(slip.papers)), strong=True)
    else:
        flow.paragraph(text["none_on_record"])
    also = text["others"].format(papers="、".join(slip.other_papers)) if slip.other_papers else ""
    for note in filter(None, (slip.elderly_note, also, slip.rest_note, slip.society_text)):
        flow.gap(1)
        flow.bullet(note)
    flow.gap()
    flow.heading("2", _words()["questions"]["title"])
    for question, answer in _answers(slip):
        flow.paragraph(_words()["questions"]["mark"].format(question=question), strong=True)
        flow.paragraph(answer, indent=flow.em)
        flow.gap(look.gap / 3)
    return flow


def _add_days(flow: Flow, slip: LeaverSlip) -> None:
    """Add the days of leaving as marks on one line, in the order of time."""
    text = _words()["days"]
    marks: list[tuple[str, date, str]] = []
    if slip.last_office_day is not None and slip.last_office_day != slip.last_day_on:
        marks.append((text["last_office_day"], slip.last_office_day, ""))
    marks += [
        (text["last_day"], slip.last_day_on, text["last_day_means"]),
        (text["disqualified"], slip.disqualified_on, text["disqualified_means"]),
    ]
    column = WIDTH / len(marks)
    top = flow.y
    axis = top + 21
    # Thick as long as there is cover.
    covered = LEFT + column * (len(marks) - 1.5)
    flow.put(lambda sheet: sheet.line(covered, axis, LEFT + WIDTH, axis, 0.35, grey=0.5))
    flow.put(lambda sheet: sheet.line(LEFT, axis, covered, axis, 1.6, grey=MARK_GREY))
    for n, (word, on, meaning) in enumerate(marks):
        x = LEFT + column * (n + 0.5)
        flow.put(_day_mark(x, top, word, on, meaning))
    flow.y = axis + 11


def _day_mark(x: float, top: float, word: str, on: date, meaning: str) -> Callable[[Sheet], None]:
    def mark(sheet: Sheet) -> None:
        fonts = sheet.fonts
        with sheet.tagged("P"):
            sheet.text(x, top + 6, word, fonts.heading, 14, align="center")
            sheet.text(x, top + 14.5, _day(on), fonts.heading, 15, align="center")
            if meaning:
                sheet.text(x, top + 29.5, meaning, fonts.label, 13, align="center")
        sheet.panel(x - 2.2, top + 21 - 2.2, 4.4, 4.4, grey=MARK_GREY)

    return mark


def _add_deadline(flow: Flow, slip: LeaverSlip) -> None:
    """Add the deadline, the one thing nobody may overlook."""
    top, height = flow.y, 21.0
    text = _words()["deadline"]
    how = text["how"].format(how=slip.how_back) if slip.how_back else text["ask_how"]
    if slip.is_sent_by_holder:
        how = text["by_holder"]

    def mark(sheet: Sheet) -> None:
        sheet.panel(LEFT, top, WIDTH, height, grey=0.92)
        sheet.frame(LEFT, top, WIDTH, height, 0.5)
        with sheet.tagged("P"):
            sheet.text(LEFT + 5, top + 9.2, text["title"], sheet.fonts.heading, 16)
            sheet.text(LEFT + 49, top + 10, _day(slip.return_by), sheet.fonts.heading, 24)
        with sheet.tagged("P"):
            sheet.text(LEFT + 5, top + 17.6, how, sheet.fonts.label, 14)

    flow.put(mark)
    flow.y += height


def _add_papers(flow: Flow, papers: Sequence[tuple[str, str, str, str]]) -> None:
    for name, relationship, paper, state in papers:
        flow.row(
            _COLUMNS,
            (
                Cell(name, value=True, size=14),
                Cell(relationship, size=12),
                Cell(paper, strong=True, size=13),
                Cell(state, size=12),
            ),
            padding=0.8,
        )


def _paper_pages(fonts: Fonts, papers: Sequence[tuple[str, str, str, str]]) -> list[Flow]:
    def begin() -> Flow:
        flow = Flow(fonts, Print(14))
        flow.title(_words()["papers"]["list_title"])
        flow.gap(3)
        return flow

    return further_pages(begin, papers, _add_papers, bottom=_FOOT - 3)


def _answers(slip: LeaverSlip) -> list[tuple[str, str]]:
    """Return the usual misunderstandings as questions, answered for this household."""
    is_so = {
        "family": len({name for name, *_ in slip.papers} | {slip.name}) > 1,
        "last_office_day": slip.last_office_day is not None,
        "voluntary": slip.is_voluntary,
        "old_card": slip.disqualified_on <= slip.old_card_return_until,
    }

    def put(entry: Mapping[str, str], part: str) -> str:
        return entry.get(f"{part}_then", entry[part]) if is_so.get(entry.get("when", "")) else entry[part]

    return [(put(entry, "question"), put(entry, "answer")) for entry in _words()["questions"]["list"]]


def _day(on: date) -> str:
    return f"{wareki(on)}({WEEKDAYS[on.weekday()]})"
