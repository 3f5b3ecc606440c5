"""The leaver's slip (退職者への案内) in large print: the days, what comes back, what people get wrong.

Its texts stand in resources/slips/<language>/leaver.toml. In another language than Japanese each text has the
Japanese one under it, and the slip may go on on the back of its sheet.

Source: docs/rules.md, "Loss of cover" and "Return of certificates".
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from app.domain.language import Language
from app.domain.wareki import wareki_weekday
from app.errors import BadValue
from app.printing.engine.flow import (
    LARGE_PRINTS,
    LEFT,
    MARK_GREY,
    WIDTH,
    Cell,
    Flow,
    Part,
    Print,
    further_pages,
    largest,
    paged,
    refuse_undrawable,
)
from app.printing.engine.fonts import Fonts, fonts_for
from app.printing.engine.page import Sheet, document
from app.printing.engine.told import Told
from app.printing.papers.member_words import called, day_in, listed, words_of
from app.printing.papers.slip_parts import Frame, add_day_to_return, draw_pages, prints_of, question_parts
from app.printing.values import LeaverPaper, LeaverSlip

_FOOT = 282.0
_COLUMNS = (58.0, 16.0, 56.0, 44.0)
_DAY_COLUMNS = (45.0, 79.0, 50.0)


def _words(slip: LeaverSlip) -> Mapping[str, Any]:
    return words_of("leaver", slip.language)


def draw_leaver_slips(slips: Sequence[LeaverSlip], out: BinaryIO) -> None:
    """Write one A4 page per slip; more papers than it holds go on on a second page, marked 2/2.

    PaperRefused names the person whose slip cannot be exact.
    """
    if not slips:
        raise BadValue("印刷する退職者への案内がありません。対象者を選んでください。")
    with document(out, words_of("leaver", Language.JAPANESE)["name"]) as sheet:
        for slip in slips:
            _draw_slip(sheet, slip)


def _draw_slip(sheet: Sheet, slip: LeaverSlip) -> None:
    sheet.fonts = fonts_for(slip.language)
    names = [slip.name, *(paper.name for paper in slip.papers)]
    others = [slip.office, slip.how_back, slip.society_text, *(paper.relationship for paper in slip.papers)]
    called_in_japanese = words_of("leaver", Language.JAPANESE)["name"]
    refuse_undrawable(sheet.fonts, called_in_japanese, names, others)
    frame = Frame(
        slip.language, slip.name, slip.office, slip.made_on, called_in_japanese, _words(slip), _FOOT
    )
    draw_pages(sheet, _pages(sheet.fonts, slip), frame)


def _pages(fonts: Fonts, slip: LeaverSlip) -> list[Flow]:
    """Return the one page in the largest print that holds it, else the papers on pages of their own."""
    if slip.language is not Language.JAPANESE:
        return paged(prints_of(slip.language), fonts, _parts(slip, slip.papers), bottom=_FOOT - 3)
    for papers in (slip.papers, ()):
        page = largest(LARGE_PRINTS, partial(_page_of, fonts, slip, papers), bottom=_FOOT - 3)
        if page is not None:
            return [page, *_paper_pages(fonts, slip, slip.papers[len(papers) :])]
    raise ValueError("the fixed part of a slip is longer than its page")


def _page_of(fonts: Fonts, slip: LeaverSlip, papers: Sequence[LeaverPaper], look: Print) -> Flow:
    flow = Flow(fonts, look)
    for part in _parts(slip, papers):
        part(flow)
    return flow


def _parts(slip: LeaverSlip, papers: Sequence[LeaverPaper]) -> list[Part]:
    """Return what stands on the slip in the order it is read, each part on one page."""
    text = _words(slip)
    is_japanese = slip.language is Language.JAPANESE

    def begin(flow: Flow) -> None:
        flow.title(text["title"])
        flow.gap(2)
        _add_days(flow, slip) if is_japanese else _add_days_as_rows(flow, slip)
        flow.gap()
        _add_deadline(flow, slip) if is_japanese else flow.boxed(partial(_add_deadline_in_words, slip=slip))

    def heading(flow: Flow) -> None:
        flow.gap()
        flow.heading("1", text["papers"]["title"])
        if papers:
            _add_paper(flow, slip, papers[0])
        elif slip.papers:
            flow.paragraph(text["papers"]["on_the_next_sheet"].format(count=len(slip.papers)), strong=True)
        else:
            flow.paragraph(text["papers"]["none_on_record"])

    def add_note(flow: Flow, note: str) -> None:
        flow.gap(1)
        flow.bullet(note)

    return [
        begin,
        heading,
        *(partial(_add_paper, slip=slip, paper=paper) for paper in papers[1:]),
        *(partial(add_note, note=note) for note in _notes(slip)),
        *question_parts(text["questions"], _answers(slip)),
    ]


def _notes(slip: LeaverSlip) -> list[str]:
    """Return what is said under the papers."""
    text = _words(slip)
    papers = text["papers"]
    found: list[str] = []
    if slip.elderly_names:
        found.append(papers["elderly"].format(names="、".join(slip.elderly_names)))
    if slip.other_papers:
        kinds = [called(text, "kinds", kind) for kind in slip.other_papers]
        found.append(papers["others"].format(papers=listed(kinds, slip.language)))
    if slip.rest is not None:
        rest = slip.rest
        # Nobody is asked for a paper while it is of use.
        use = "before" if rest.before >= slip.disqualified_on else "after"
        what = text["rest"]["days"][rest.rest].format(holiday=rest.holiday)
        found.append(
            text["rest"][use].format(
                rest=what, before=_working_day(slip, rest.before), after=_working_day(slip, rest.after)
            )
        )
    return [*found, *filter(None, (slip.society_text,))]


def _working_day(slip: LeaverSlip, on: date) -> str:
    if slip.language is Language.JAPANESE:
        return wareki_weekday(on)
    return day_in(on, slip.language, with_weekday=True)


def _marks(slip: LeaverSlip) -> list[tuple[str, date, str]]:
    """Return the days of leaving in the order of time, each with what it means."""
    text = _words(slip)["days"]
    marks: list[tuple[str, date, str]] = []
    if slip.last_office_day is not None and slip.last_office_day != slip.last_day_on:
        marks.append((text["last_office_day"], slip.last_office_day, ""))
    return [
        *marks,
        (text["last_day"], slip.last_day_on, text["last_day_means"]),
        (text["disqualified"], slip.disqualified_on, text["disqualified_means"]),
    ]


def _add_days(flow: Flow, slip: LeaverSlip) -> None:
    """Add the days of leaving as marks on one line."""
    marks = _marks(slip)
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


def _add_days_as_rows(flow: Flow, slip: LeaverSlip) -> None:
    for word, on, meaning in _marks(slip):
        day = day_in(on, slip.language, with_weekday=True)
        flow.row(_DAY_COLUMNS, (Cell(word, strong=True), Cell(day, strong=True), Cell(meaning)), padding=0.8)


def _how(slip: LeaverSlip) -> str:
    """Return how the papers come back: an agreed way in the language, anything else as it was typed."""
    text = _words(slip)
    if slip.is_sent_by_holder:
        return text["deadline"]["by_holder"]  # type: ignore[no-any-return]
    if not slip.how_back:
        return text["deadline"]["ask_how"]  # type: ignore[no-any-return]
    way = Told(slip.how_back)
    if slip.way and slip.language is not Language.JAPANESE:
        day = "" if slip.last_office_day is None else day_in(slip.last_office_day, slip.language)
        way = Told(text["ways"][slip.way].format(day=day), slip.how_back)
    return text["deadline"]["how"].format(how=way)  # type: ignore[no-any-return]


def _add_deadline(flow: Flow, slip: LeaverSlip) -> None:
    """Add the deadline, the one thing nobody may overlook."""
    top, height = flow.y, 21.0
    text = _words(slip)["deadline"]

    def mark(sheet: Sheet) -> None:
        sheet.panel(LEFT, top, WIDTH, height, grey=0.92)
        sheet.frame(LEFT, top, WIDTH, height, 0.5)
        with sheet.tagged("P"):
            sheet.text(LEFT + 5, top + 9.2, text["title"], sheet.fonts.heading, 16)
            sheet.text(LEFT + 49, top + 10, _day(slip.return_by), sheet.fonts.heading, 24)
        with sheet.tagged("P"):
            sheet.text(LEFT + 5, top + 17.6, _how(slip), sheet.fonts.label, 14)

    flow.put(mark)
    flow.y += height


def _add_deadline_in_words(flow: Flow, slip: LeaverSlip) -> None:
    add_day_to_return(
        flow, _words(slip)["deadline"]["title"], day_in(slip.return_by, slip.language, with_weekday=True)
    )
    flow.paragraph(_how(slip), indent=4, right=4)


def _add_paper(flow: Flow, slip: LeaverSlip, paper: LeaverPaper) -> None:
    text = _words(slip)
    flow.row(
        _COLUMNS,
        (
            Cell(paper.name, value=True, size=14),
            Cell(paper.relationship, size=12),
            Cell(
                called(text, "kinds", paper.paper),
                strong=True,
                size=13 if slip.language is Language.JAPANESE else None,
            ),
            Cell(
                called(text, "states", paper.state), size=12 if slip.language is Language.JAPANESE else None
            ),
        ),
        padding=0.8,
    )


def _paper_pages(fonts: Fonts, slip: LeaverSlip, papers: Sequence[LeaverPaper]) -> list[Flow]:
    def begin() -> Flow:
        flow = Flow(fonts, Print(14))
        flow.title(_words(slip)["papers"]["list_title"])
        flow.gap(3)
        return flow

    def add(flow: Flow, some: Sequence[LeaverPaper]) -> None:
        for paper in some:
            _add_paper(flow, slip, paper)

    return further_pages(begin, papers, add, bottom=_FOOT - 3)


def _answers(slip: LeaverSlip) -> list[tuple[str, str]]:
    """Return the usual misunderstandings as questions, answered for this household."""
    is_so = {
        "family": len({paper.name for paper in slip.papers} | {slip.name}) > 1,
        "last_office_day": slip.last_office_day is not None,
        "voluntary": slip.is_voluntary,
        "old_card": slip.disqualified_on <= slip.old_card_return_until,
    }

    def put(entry: Mapping[str, str], part: str) -> str:
        return entry.get(f"{part}_then", entry[part]) if is_so.get(entry.get("when", "")) else entry[part]

    entries = _words(slip)["questions"]["list"]
    return [(put(entry, "question"), put(entry, "answer")) for entry in entries]


def _day(on: date) -> str:
    return day_in(on, Language.JAPANESE, with_weekday=True)
