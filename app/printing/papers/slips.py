"""The personal guide slip (案内票) in large print: what to do, where, with what, and how to check.

Registering is voluntary. One slip per household; the words stand in resources/slips/<language>/guide.toml.
Of another language each text has the Japanese one under it, and the slip may go on on the back of its sheet.
"""

from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from app.domain.language import Language
from app.errors import BadValue
from app.printing.engine.flow import (
    LARGE_PRINTS,
    LEFT,
    WIDTH,
    Cell,
    Flow,
    Part,
    Print,
    further_pages,
    largest,
    paged,
    refuse_undrawable,
    wrapped,
)
from app.printing.engine.fonts import Fonts, fonts_for
from app.printing.engine.glyphs import plain
from app.printing.engine.page import MM, Sheet, document
from app.printing.engine.qr import qr_code
from app.printing.papers.guide_plan import Plan, now
from app.printing.papers.slip_parts import Frame, draw_pages, prints_of
from app.printing.papers.slip_words import Place, pages, words
from app.printing.values import GuideMember, GuideSlip

_PAPER = "案内票"
_PRINTS = (*(Print(size, 1.5, 4.5) for size in (16, 15)), Print(14.5), *LARGE_PRINTS)
_CODES_TOP, _CODE = 252.0, 24.0
_FOOT = 280.0
_NAME_COLUMN = 60.0
# Where, and what to bring, in another language.
_PLACE_COLUMNS = (44.0, 46.0)
# Characters of an address that fit beside its code.
_LONGEST_PATH = 23


def draw_slips(slips: Sequence[GuideSlip], out: BinaryIO) -> None:
    """Write one A4 page per slip; a household too large for it goes on on pages marked 2/2.

    PaperRefused names the person whose slip cannot be exact.
    """
    if not slips:
        raise BadValue("印刷する案内票がありません。対象者を選んでください。")
    with document(out, words()["asking"]["title"]) as sheet:
        for slip in slips:
            _draw_slip(sheet, slip)


def _draw_slip(sheet: Sheet, slip: GuideSlip) -> None:
    fonts = sheet.fonts = fonts_for(slip.language)
    if not slip.members:
        raise ValueError("a slip is about somebody")
    names = [slip.name, *(member.name for member in slip.members)]
    refuse_undrawable(
        fonts,
        _PAPER,
        names,
        [slip.office_name, slip.society_text, *(member.relationship for member in slip.members)],
    )
    plan, has_codes = Plan.of(slip), False
    if slip.language is Language.JAPANESE:
        first, rest, has_codes = _first_page(fonts, slip, plan)
        sheets = [first, *_further_pages(fonts, rest)]
    else:
        sheets = paged(prints_of(slip.language), fonts, _parts(slip, plan), bottom=_FOOT - 3)
    lines = ("contact_line", "pin_line")
    text = words(slip.language)
    frame = Frame(slip.language, slip.name, slip.office_name, slip.on, _PAPER, text, _FOOT, lines)
    codes = partial(sheet.repeated, "guide-codes", partial(_draw_codes, top=_CODES_TOP))
    draw_pages(sheet, sheets, frame, codes if has_codes else None)


def _parts(slip: GuideSlip, plan: Plan) -> list[Part]:
    """Return what stands on the slip in the order it is read, each part on one page."""
    text, language = words(slip.language), slip.language
    is_alone = len(slip.members) == 1 and slip.members[0].name == slip.name

    def begin(flow: Flow) -> None:
        flow.title(plan.title)
        flow.gap(1)
        flow.paragraph(plan.opening)
        flow.gap(2)
        if is_alone:
            flow.boxed(
                lambda box: box.paragraph(now(slip.members[0], language), strong=True, indent=4, right=4)
            )

    def what_to_do(flow: Flow) -> None:
        flow.gap()
        flow.heading("1", text["steps"], aside=plan.steps_aside)
        for step in plan.steps:
            flow.paragraph(step) if len(plan.steps) == 1 else flow.bullet(step)

    def where_to(flow: Flow) -> None:
        flow.gap()
        flow.heading("2", plan.places_title, aside=plan.places_aside)
        _add_places(flow, plan.places[:1], "", _PLACE_COLUMNS)

    def how_to_check(flow: Flow) -> None:
        flow.gap()
        flow.heading("3", text["checks"])
        for check in plan.checks:
            flow.bullet(check)

    def otherwise(flow: Flow) -> None:
        flow.gap()
        flow.heading("4" if plan.checks else "3", plan.otherwise_title)
        for line in (*plan.otherwise, *filter(None, (slip.society_text,))):
            flow.bullet(line)

    def codes(flow: Flow) -> None:
        flow.gap(4)
        flow.place(_CODE + 6, lambda sheet, top: _draw_codes(sheet, top + 2.5, language))

    rows = [] if is_alone else [partial(_add_member, member=one, language=language) for one in slip.members]
    others = [
        partial(_add_places, places=[place], note="", columns=_PLACE_COLUMNS) for place in plan.places[1:]
    ]
    note = [partial(_add_places, places=(), note=plan.places_note, columns=_PLACE_COLUMNS)]
    checks = [how_to_check] if plan.checks else []
    return [
        begin,
        *rows,
        what_to_do,
        where_to,
        *others,
        *note,
        *checks,
        otherwise,
        *([codes] if plan.has_codes else []),
    ]


def _first_page(fonts: Fonts, slip: GuideSlip, plan: Plan) -> tuple[Flow, Sequence[GuideMember], bool]:
    """Return the page in the largest print that holds it, the members left, and whether codes fit.

    A household too large for its page goes to the next one as a whole.
    """
    attempts = (((), plan.has_codes), (slip.members, plan.has_codes), (slip.members, False))
    for rest, has_codes in attempts:
        bottom = (_CODES_TOP if has_codes else _FOOT) - 4
        page_of = partial(_page_of, fonts, slip, plan, is_continued=bool(rest))
        if page := largest(_PRINTS, page_of, bottom=bottom):
            return page, rest, has_codes
    raise ValueError("the fixed part of a slip is longer than its page")


def _page_of(fonts: Fonts, slip: GuideSlip, plan: Plan, look: Print, *, is_continued: bool) -> Flow:
    flow = Flow(fonts, look)
    flow.title(plan.title)
    flow.gap(1)
    flow.paragraph(plan.opening)
    flow.gap(2)
    if is_continued:
        flow.paragraph(words()["members_follow"].format(count=len(slip.members)), strong=True)
    elif len(slip.members) == 1 and slip.members[0].name == slip.name:
        _add_sentence(flow, now(slip.members[0], slip.language))
    else:
        _add_rows(flow, slip.members)
    flow.gap()
    flow.heading("1", words()["steps"], aside=plan.steps_aside)
    for step in plan.steps:
        if len(plan.steps) == 1:
            flow.paragraph(step)
        else:
            flow.bullet(step)
    flow.gap()
    flow.heading("2", plan.places_title, aside=plan.places_aside)
    _add_places(flow, plan.places, plan.places_note)
    flow.gap()
    number = 3
    if plan.checks:
        flow.heading(str(number), words()["checks"])
        for check in plan.checks:
            flow.bullet(check)
        flow.gap()
        number += 1
    flow.heading(str(number), plan.otherwise_title)
    for line in (*plan.otherwise, *filter(None, (slip.society_text,))):
        flow.bullet(line)
    return flow


def _add_sentence(flow: Flow, sentence: str) -> None:
    size = max(flow.body + 1, 14.0)
    lines = wrapped(sentence, flow.fonts.heading, width=WIDTH - 10, size=size)
    leading = size * flow.look.spacing / MM
    height, top = len(lines) * leading + 5, flow.y

    def mark(sheet: Sheet) -> None:
        sheet.panel(LEFT, top, WIDTH, height, grey=0.92)
        with sheet.tagged("P"):
            for n, line in enumerate(lines):
                baseline = top + 2.5 + (n + 0.5) * leading + 0.38 * size / MM
                sheet.text(LEFT + 5, baseline, line, sheet.fonts.heading, size)

    flow.put(mark)
    flow.y += height


def _add_rows(flow: Flow, members: Sequence[GuideMember]) -> None:
    _add_rule(flow)
    for member in members:
        _add_member(flow, member, Language.JAPANESE)


def _add_rule(flow: Flow) -> None:
    top = flow.y
    flow.put(lambda sheet: sheet.line(LEFT, top, LEFT + WIDTH, top, 0.35))


def _add_member(flow: Flow, member: GuideMember, language: Language) -> None:
    flow.row(
        (_NAME_COLUMN, 16.0, WIDTH - _NAME_COLUMN - 16.0),
        (
            Cell(member.name, value=True, size=14),
            Cell(member.relationship, size=12),
            Cell(now(member, language, is_short=True)),
        ),
        padding=0.8,
    )


def _add_places(
    flow: Flow, places: Sequence[Place], note: str, columns: tuple[float, float] | None = None
) -> None:
    where, bring = columns or (7.6 * flow.em + 3, 9.1 * flow.em + 4)
    widths = (where, bring, WIDTH - where - bring)
    for place in places:
        flow.row(widths, (Cell(place.where, strong=True), Cell(place.bring), Cell(place.how)))
    if note:
        flow.gap(1)
        flow.bullet(note, mark="※")


def _further_pages(fonts: Fonts, members: Sequence[GuideMember]) -> list[Flow]:
    """Return the pages that go on with the members of a large household."""

    def begin() -> Flow:
        flow = Flow(fonts, Print(14))
        flow.title(words()["members"])
        flow.gap(3)
        return flow

    return further_pages(begin, members, _add_rows, bottom=_FOOT - 3)


def _draw_codes(sheet: Sheet, top: float, language: Language = Language.JAPANESE) -> None:
    """Draw the codes of the official pages, which are the same for everybody."""
    official = pages(language)
    is_japanese = language is Language.JAPANESE
    size, spacing = (12.0, 1.25) if is_japanese else (9.0, 1.9 if language is Language.EASY else 1.25)
    column = WIDTH / len(official)
    sheet.line(LEFT, top - 2.5, LEFT + WIDTH, top - 2.5, 0.15, grey=0.5)
    for n, page in enumerate(official):
        x = LEFT + n * column
        with sheet.figure(
            plain(words(language)["code_means"].format(what=page.what.replace("\n", " "))),
            (x, top, _CODE, _CODE),
        ):
            sheet.qr(x, top, _CODE, qr_code(page.address, sturdy=False))
        text_x, room = x + _CODE + 2.5, column - _CODE - 2.5
        with sheet.tagged("P"):
            heading = sheet.fonts.heading
            y = sheet.paragraph(text_x, top + 4, page.what, heading, size, width=room, spacing=spacing)
        with sheet.tagged("P"):
            label = sheet.fonts.label
            y = sheet.paragraph(text_x, y, page.who, label, 10 * size / 12, width=room, spacing=spacing) - 4
        # Broken at strokes only, so that nobody types a hyphen that is not there.
        host, *folders, name = page.address.removeprefix("https://").split("/")
        lines = [f"{host}/", f"{'/'.join(folders)}/{name}"]
        if len(lines[1]) > _LONGEST_PATH:
            lines[1:] = [f"{'/'.join(folders)}/", name]
        with sheet.tagged("P"):
            for line in lines:
                y += 3.4
                sheet.text(text_x, y + 0.3, line, sheet.fonts.label, 7.5)
