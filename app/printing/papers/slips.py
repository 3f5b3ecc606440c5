"""The personal guide slip (案内票) in large print: what to do, where, with what, and how to check.

Registering is voluntary. One slip per household; the words stand in resources/slips/guide.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from app.domain.person import ASKED, Enrolment
from app.domain.wareki import wareki
from app.errors import BadValue
from app.printing.engine.flow import (
    LARGE_PRINTS,
    LEFT,
    WIDTH,
    Cell,
    Flow,
    Print,
    address,
    further_pages,
    largest,
    refuse_undrawable,
    wrapped,
)
from app.printing.engine.fonts import Fonts
from app.printing.engine.page import MM, Sheet, document
from app.printing.engine.qr import qr_code
from app.printing.papers.slip_words import Place, next_step, opening, pages, places, stage_words, words
from app.printing.values import GuideMember, GuideSlip

_PAPER = "案内票"
_PRINTS = (*(Print(size, 1.5, 4.5) for size in (16, 15)), Print(14.5), *LARGE_PRINTS)
_CODES_TOP, _CODE = 252.0, 24.0
_FOOT = 280.0
_NAME_COLUMN = 60.0
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
    fonts = sheet.fonts
    if not slip.members:
        raise ValueError("a slip is about somebody")
    names = [slip.name, *(member.name for member in slip.members)]
    refuse_undrawable(
        fonts,
        _PAPER,
        names,
        [slip.office_name, slip.society_text, *(member.relationship for member in slip.members)],
    )
    plan = _Plan.of(slip)
    first, rest, has_codes = _first_page(fonts, slip, plan)
    more = _further_pages(fonts, rest)
    sheets = [first, *more]
    for number, page in enumerate(sheets, 1):
        day = wareki(slip.on)
        with sheet.tagged("Sect"):
            address(sheet, slip.name, slip.office_name, day, paper=_PAPER)
            page.draw(sheet)
            if number == 1 and has_codes:
                sheet.repeated("guide-codes", _draw_codes)
            _draw_foot(sheet, words()["sheet"].format(number=number, count=len(sheets)) if more else "")
        sheet.end()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a slip has to say, whoever it is for."""

    title: str
    opening: str
    steps: tuple[str, ...]
    steps_aside: str
    places_title: str
    places_aside: str
    places: tuple[Place, ...]
    places_note: str
    checks: tuple[str, ...]
    otherwise_title: str
    otherwise: tuple[str, ...]
    has_codes: bool

    @staticmethod
    def of(slip: GuideSlip) -> "_Plan":
        """Return the plan for the stages of a household."""
        stages = [_told_stage(member) for member in slip.members]
        asked = [stage for stage in stages if stage in ASKED]
        if asked:
            return _asking(slip, set(stages))
        return _quiet(slip, set(stages))


def _asking(slip: GuideSlip, stages: set[Enrolment]) -> _Plan:
    text = words()["asking"]
    renews = Enrolment.EXPIRED in stages
    registers = bool(stages & (set(ASKED) - {Enrolment.EXPIRED}))
    only_apply = stages & set(ASKED) == {Enrolment.NO_CARD}
    ways = {"apply": only_apply, "renew": renews, "register": registers}
    chosen = [way for way, is_meant in ways.items() if is_meant]
    return _Plan(
        title=text["title"],
        opening=opening(slip.step, renews=not registers),
        steps=_steps(slip),
        steps_aside=text["steps_aside"],
        places_title=text["places_title"],
        places_aside=text["one_of_them"] if chosen == ["register"] else "",
        places=places(*chosen),
        places_note=text["places_note"] if registers else "",
        checks=(*([text["renewed_check"]] if renews else []), *(text["checks"] if registers else [])),
        otherwise_title=text["not_registering" if registers else "not_renewing"],
        otherwise=tuple(text["otherwise"]),
        has_codes=True,
    )


def _quiet(slip: GuideSlip, stages: set[Enrolment]) -> _Plan:
    text = words()["quiet"]
    registered = Enrolment.REGISTERED in stages
    others = bool(stages - {Enrolment.REGISTERED})
    ways = {"card": registered, "certificate": others}
    card = [text["elderly_card"][slip.elderly_card]] if slip.elderly_card else []
    papers = (text["old_card"], *card, text["leaving"][slip.leaving])
    return _Plan(
        title=text["title"],
        opening=text["opening"],
        steps=_steps(slip) or (text["nothing_to_do"],),
        steps_aside="",
        places_title=text["places_title"],
        places_aside="",
        places=places(*(way for way, is_meant in ways.items() if is_meant)),
        places_note="",
        checks=tuple(words()["asking"]["checks"]) if registered else (),
        otherwise_title=text["papers" if registered else "others"],
        otherwise=(*papers, *(() if registered else (text["any_time"],))),
        has_codes=registered,
    )


def _told_stage(member: GuideMember) -> Enrolment:
    """Return the stage that decides what is told; a card about to end is told like one that has."""
    return Enrolment.EXPIRED if member.card_ends_on is not None else member.stage


def _now(member: GuideMember, *, is_short: bool = False) -> str:
    if member.card_ends_on is not None:
        ends: str = words()["card_ends"].format(day=wareki(member.card_ends_on))
        return ends
    return stage_words(member.stage)["short" if is_short else "now"]


def _steps(slip: GuideSlip) -> tuple[str, ...]:
    """What to do now, each stage once; said for whom where the household has several stages."""
    told = [(_told_stage(member), member.paper) for member in slip.members]
    steps = dict.fromkeys((stage, next_step(stage, paper=paper)) for stage, paper in told)
    texts = [(stage, text) for stage, text in steps if text]
    if len({stage for stage, _ in told}) == 1:
        return tuple(text for _, text in texts)
    return tuple(words()["step_of"].format(who=stage_words(stage)["who"], step=text) for stage, text in texts)


def _first_page(fonts: Fonts, slip: GuideSlip, plan: _Plan) -> tuple[Flow, Sequence[GuideMember], bool]:
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


def _page_of(fonts: Fonts, slip: GuideSlip, plan: _Plan, look: Print, *, is_continued: bool) -> Flow:
    flow = Flow(fonts, look)
    flow.title(plan.title)
    flow.gap(1)
    flow.paragraph(plan.opening)
    flow.gap(2)
    if is_continued:
        flow.paragraph(words()["members_follow"].format(count=len(slip.members)), strong=True)
    elif len(slip.members) == 1 and slip.members[0].name == slip.name:
        _add_sentence(flow, _now(slip.members[0]))
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
    _add_places(flow, plan)
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
    top = flow.y
    flow.put(lambda sheet: sheet.line(LEFT, top, LEFT + WIDTH, top, 0.35))
    widths = (_NAME_COLUMN, 16.0, WIDTH - _NAME_COLUMN - 16.0)
    for member in members:
        flow.row(
            widths,
            (
                Cell(member.name, value=True, size=14),
                Cell(member.relationship, size=12),
                Cell(_now(member, is_short=True)),
            ),
            padding=0.8,
        )


def _add_places(flow: Flow, plan: _Plan) -> None:
    where, bring = 7.6 * flow.em + 3, 9.1 * flow.em + 4
    widths = (where, bring, WIDTH - where - bring)
    for place in plan.places:
        flow.row(widths, (Cell(place.where, strong=True), Cell(place.bring), Cell(place.how)))
    if plan.places_note:
        flow.gap(1)
        flow.bullet(plan.places_note, mark="※")


def _further_pages(fonts: Fonts, members: Sequence[GuideMember]) -> list[Flow]:
    """Return the pages that go on with the members of a large household."""

    def begin() -> Flow:
        flow = Flow(fonts, Print(14))
        flow.title(words()["members"])
        flow.gap(3)
        return flow

    return further_pages(begin, members, _add_rows, bottom=_FOOT - 3)


def _draw_codes(sheet: Sheet) -> None:
    """Draw the codes of the official pages, which are the same for everybody."""
    official = pages()
    column = WIDTH / len(official)
    sheet.line(LEFT, _CODES_TOP - 2.5, LEFT + WIDTH, _CODES_TOP - 2.5, 0.15, grey=0.5)
    for n, page in enumerate(official):
        x = LEFT + n * column
        with sheet.figure(
            words()["code_means"].format(what=page.what.replace("\n", " ")), (x, _CODES_TOP, _CODE, _CODE)
        ):
            sheet.qr(x, _CODES_TOP, _CODE, qr_code(page.address, sturdy=False))
        text_x, room = x + _CODE + 2.5, column - _CODE - 2.5
        with sheet.tagged("P"):
            heading = sheet.fonts.heading
            y = sheet.paragraph(text_x, _CODES_TOP + 4, page.what, heading, 12, width=room, spacing=1.25)
        with sheet.tagged("P"):
            sheet.text(text_x, y, page.who, sheet.fonts.label, 10)
        # Broken at strokes only, so that nobody types a hyphen that is not there.
        host, *folders, name = page.address.removeprefix("https://").split("/")
        lines = [f"{host}/", f"{'/'.join(folders)}/{name}"]
        if len(lines[1]) > _LONGEST_PATH:
            lines[1:] = [f"{'/'.join(folders)}/", name]
        with sheet.tagged("P"):
            for line in lines:
                y += 3.4
                sheet.text(text_x, y + 0.3, line, sheet.fonts.label, 7.5)


def _draw_foot(sheet: Sheet, mark: str) -> None:
    sheet.line(LEFT, _FOOT, LEFT + WIDTH, _FOOT, 0.35)
    heading = sheet.fonts.heading
    contact = words()["contact_line"]
    with sheet.tagged("P"):
        sheet.text(LEFT, _FOOT + 6, contact, heading, 13)
    after = LEFT + heading.width(contact, 13) / MM + 5
    with sheet.tagged("P"):
        sheet.text(after, _FOOT + 6, words()["pin_line"], sheet.fonts.label, 12)
    if mark:
        with sheet.artifact():
            sheet.text(LEFT + WIDTH, _FOOT + 6, mark, heading, 14, align="right")
