"""What the slips for members have in common: head and foot of every sheet, the day, the questions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from app.domain.language import Language
from app.errors import PaperRefused
from app.late import dataclass
from app.printing.engine.flow import (
    ADDRESS_END,
    BESIDE_GREY,
    LEFT,
    OTHER_PRINTS,
    READING_PRINTS,
    SMALLEST_BESIDE,
    WIDTH,
    Flow,
    Part,
    Print,
)
from app.printing.engine.fonts import load_fonts
from app.printing.engine.page import MM, Sheet, fit
from app.printing.engine.told import beside
from app.printing.papers.member_words import day_in


def prints_of(language: Language) -> Sequence[Print]:
    """Return how large a slip in another language than Japanese may be set, largest first."""
    return READING_PRINTS if language is Language.EASY else OTHER_PRINTS


def address(sheet: Sheet, name: str, office: str, day: str, *, paper: str) -> None:
    """Draw whom the paper is for, from whom and of which day, at the head of a sheet."""
    fonts, right = sheet.fonts, LEFT + WIDTH
    fitted = fit(f"{name}\u3000様", fonts.value, width=WIDTH * 0.64, height=20, size=22, min_size=13)
    if fitted is None:
        raise PaperRefused(f"{name}さんのお名前が{paper}に入りません。宛名を手書きしてください。")
    with sheet.tagged("P"):
        sheet.fitted(LEFT, 19, fitted, fonts.value)
    with sheet.tagged("P"):
        sheet.text(right, 17, day, fonts.label, 12, align="right")
    shown = fit(office, fonts.label, width=WIDTH * 0.34, height=12, size=12, min_size=7)
    if shown is None:
        raise PaperRefused(f"事業所名が長すぎて{paper}に入りません。設定で短い名前にしてください。")
    with sheet.tagged("P"):
        sheet.fitted(right, 22.5, shown, fonts.label, align="right")
    sheet.line(LEFT, ADDRESS_END, right, ADDRESS_END, 0.35)


def draw_foot(sheet: Sheet, top: float, lines: Sequence[str], mark: str) -> None:
    """Draw what stands at the foot of every sheet, the first line strong, smaller where it would not fit.

    mark: which sheet of how many; empty where there is one.
    """
    fonts, is_japanese = sheet.fonts, not any(map(beside, lines))
    faces = (fonts.heading, *[fonts.label] * (len(lines) - 1))
    size, between = 13.0 if is_japanese else 10.0, 5.0

    def width() -> float:
        whole = sum(
            face.width(line, size - n) for n, (line, face) in enumerate(zip(lines, faces, strict=True))
        )
        return (whole + fonts.heading.width(mark, size + 1)) / MM + between * len(lines)

    while width() > WIDTH and size > SMALLEST_BESIDE:
        size -= 0.25
    sheet.line(LEFT, top, LEFT + WIDTH, top, 0.35)
    x = LEFT
    for n, (line, face) in enumerate(zip(lines, faces, strict=True)):
        with sheet.tagged("P"):
            sheet.text(x, top + 6, line, face, size - n)
            if beside(line):
                with sheet.spoken("Span", "ja-JP"):
                    sheet.text(x, top + 10, beside(line), load_fonts().label, 7.5, grey=BESIDE_GREY)
        x += face.width(line, size - n) / MM + between
    if mark:
        with sheet.artifact():
            sheet.text(LEFT + WIDTH, top + 6, mark, fonts.heading, size + 1, align="right")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of a slip: whom it is for, from whom, of which day; and the foot.

    paper: how sentences call it. texts: of the slip. top: of the foot. lines: which texts stand there.
    """

    language: Language
    name: str
    office: str
    on: date
    paper: str
    texts: Mapping[str, Any]
    top: float
    lines: Sequence[str] = ("contact_line",)


def draw_pages(
    sheet: Sheet, pages: Sequence[Flow], frame: Frame, on_first: Callable[[], None] | None = None
) -> None:
    """Draw each page on a sheet of its own, marked 2/2 where there are several.

    on_first: draws more on the first.
    """
    for number, page in enumerate(pages, 1):
        with sheet.spoken("Sect", frame.language.speech):
            day = day_in(frame.on, frame.language)
            address(sheet, frame.name, frame.office, day, paper=frame.paper)
            page.draw(sheet)
            if number == 1 and on_first is not None:
                on_first()
            mark = frame.texts["sheet"].format(number=number, count=len(pages)) if len(pages) > 1 else ""
            draw_foot(sheet, frame.top, [frame.texts[line] for line in frame.lines], mark)
        sheet.end()


def add_day_to_return(flow: Flow, title: str, day: str) -> None:
    """Add until when the papers come back, the one thing nobody may overlook."""
    flow.paragraph(title, strong=True, indent=4, right=4)
    flow.paragraph(day, strong=True, size=19, indent=4, right=4)


def question_parts(words: Mapping[str, Any], answers: Sequence[tuple[str, str]]) -> list[Part]:
    """Return what people often ask, under a heading; each question is a part, and the first goes with it."""

    def begin(flow: Flow) -> None:
        flow.gap()
        flow.heading("2", words["title"])
        _add_answer(flow, words, *answers[0])

    return [begin, *(partial(_add_answer, words=words, question=q, answer=a) for q, a in answers[1:])]


def _add_answer(flow: Flow, words: Mapping[str, str], question: str, answer: str) -> None:
    """Add a question that people often ask, and its answer."""
    flow.paragraph(words["mark"].format(question=question), strong=True)
    flow.paragraph(answer, indent=flow.em)
    flow.gap(flow.look.gap / 3)
