"""The words of the guide slip, resources/slips/<language>/guide.toml, chosen by stage and step.

Registering is voluntary, and every word says so. Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Mapping
from typing import Any

from app.domain.collecting import Verdict
from app.domain.language import Language
from app.domain.person import Enrolment
from app.late import dataclass
from app.printing.papers.member_words import words_of

LAST_STEP = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to: what to bring, what to do there."""

    where: str
    bring: str
    how: str


@dataclass(frozen=True, slots=True)
class OfficialPage:
    """A page that the notice names; its code holds the address and nothing else."""

    what: str
    who: str
    address: str


def words(language: Language = Language.JAPANESE) -> Mapping[str, Any]:
    """Return every text of the slip."""
    return words_of("guide", language)


def opening(step: int, language: Language = Language.JAPANESE, *, renews: bool) -> str:
    """Return how a slip begins: 1 the first notice, 2 the second, 3 the last. renews: nothing else."""
    text: str = words(language)["opening"][
        f"{'renew' if renews else 'register'}_{max(1, min(step, LAST_STEP))}"
    ]
    return text


def stage_words(stage: Enrolment, language: Language = Language.JAPANESE) -> Mapping[str, str]:
    """Return what a slip says of one stage."""
    found: Mapping[str, str] = words(language)["stages"][stage]
    return found


_WITH_PAPER = {Verdict.KEEP: "keeps_paper", Verdict.DISPOSE: "shreds_paper"}


def next_step(stage: Enrolment, language: Language = Language.JAPANESE, *, paper: Verdict) -> str:
    """Return what a person of that stage may do now; empty where there is nothing to do."""
    told = stage_words(stage, language)
    if "keeps_paper" not in told:
        return told.get("next_step", "")
    return "" if paper is Verdict.NONE else told[_WITH_PAPER.get(paper, "next_step")]


def places(*names: str, language: Language = Language.JAPANESE) -> tuple[Place, ...]:
    """Return where to go to for each of these: "register", "renew", …."""
    return tuple(Place(**place) for name in names for place in words(language)["places"][name])


def pages(language: Language = Language.JAPANESE) -> tuple[OfficialPage, ...]:
    """Return the official pages, in the order of their codes."""
    return tuple(OfficialPage(**page) for page in words(language)["pages"])
