"""What a guide slip has to say, whoever draws it: chosen by the stages of the household.

Registering is voluntary, and every word says so. Source: docs/rules.md, "Stages of registration".
"""

from app.domain.language import Language
from app.domain.person import ASKED, Enrolment
from app.late import dataclass
from app.printing.papers.member_words import day_in
from app.printing.papers.slip_words import Place, next_step, opening, places, stage_words, words
from app.printing.values import GuideMember, GuideSlip


@dataclass(frozen=True, slots=True)
class Plan:
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
    def of(slip: GuideSlip) -> "Plan":
        """Return the plan for the stages of a household."""
        stages = [_told_stage(member) for member in slip.members]
        asked = [stage for stage in stages if stage in ASKED]
        if asked:
            return _asking(slip, set(stages))
        return _quiet(slip, set(stages))


def _asking(slip: GuideSlip, stages: set[Enrolment]) -> Plan:
    text = words(slip.language)["asking"]
    renews = Enrolment.EXPIRED in stages
    registers = bool(stages & (set(ASKED) - {Enrolment.EXPIRED}))
    only_apply = stages & set(ASKED) == {Enrolment.NO_CARD}
    ways = {"apply": only_apply, "renew": renews, "register": registers}
    chosen = [way for way, is_meant in ways.items() if is_meant]
    return Plan(
        title=text["title"],
        opening=opening(slip.step, slip.language, renews=not registers),
        steps=_steps(slip),
        steps_aside=text["steps_aside"],
        places_title=text["places_title"],
        places_aside=text["one_of_them"] if chosen == ["register"] else "",
        places=places(*chosen, language=slip.language),
        places_note=text["places_note"] if registers else "",
        checks=(*([text["renewed_check"]] if renews else []), *(text["checks"] if registers else [])),
        otherwise_title=text["not_registering" if registers else "not_renewing"],
        otherwise=tuple(text["otherwise"]),
        has_codes=True,
    )


def _quiet(slip: GuideSlip, stages: set[Enrolment]) -> Plan:
    text = words(slip.language)["quiet"]
    registered = Enrolment.REGISTERED in stages
    others = bool(stages - {Enrolment.REGISTERED})
    ways = {"card": registered, "certificate": others}
    card = [text["elderly_card"][slip.elderly_card]] if slip.elderly_card else []
    papers = (text["old_card"], *card, text["leaving"][slip.leaving])
    return Plan(
        title=text["title"],
        opening=text["opening"],
        steps=_steps(slip) or (text["nothing_to_do"],),
        steps_aside="",
        places_title=text["places_title"],
        places_aside="",
        places=places(*(way for way, is_meant in ways.items() if is_meant), language=slip.language),
        places_note="",
        checks=tuple(words(slip.language)["asking"]["checks"]) if registered else (),
        otherwise_title=text["papers" if registered else "others"],
        otherwise=(*papers, *(() if registered else (text["any_time"],))),
        has_codes=registered,
    )


def _told_stage(member: GuideMember) -> Enrolment:
    """Return the stage that decides what is told; a card about to end is told like one that has."""
    return Enrolment.EXPIRED if member.card_ends_on is not None else member.stage


def now(member: GuideMember, language: Language, *, is_short: bool = False) -> str:
    """Return where a member stands."""
    if member.card_ends_on is not None:
        ends: str = words(language)["card_ends"].format(day=day_in(member.card_ends_on, language))
        return ends
    return stage_words(member.stage, language)["short" if is_short else "now"]


def _steps(slip: GuideSlip) -> tuple[str, ...]:
    """What to do now, each stage once; said for whom where the household has several stages."""
    told = [(_told_stage(member), member.paper) for member in slip.members]
    steps = dict.fromkeys((stage, next_step(stage, slip.language, paper=paper)) for stage, paper in told)
    texts = [(stage, text) for stage, text in steps if text]
    if len({stage for stage, _ in told}) == 1:
        return tuple(text for _, text in texts)
    step_of = words(slip.language)["step_of"]
    return tuple(
        step_of.format(who=stage_words(stage, slip.language)["who"], step=text) for stage, text in texts
    )
