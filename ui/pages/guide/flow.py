"""The flow chart of the society's notice, resources/guide/chart.toml, as questions and results.

Registering is voluntary. Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Mapping, Sequence
from functools import cache

from app.domain.person import ASKED, Enrolment
from app.late import dataclass
from app.words import texts


@dataclass(frozen=True, slots=True)
class Question:
    """One question. answers: each answer's word → the next question's or the result's name."""

    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What to say at the end of a path.

    needs: what to bring. steps: what to do, in order. check: how to see that it worked.
    source: where this stands. stage: what the path tells about the person, if anything. link, link_says:
    an official page, and what is found there.
    """

    heading: str
    text: str
    source: str
    needs: Sequence[str] = ()
    steps: Sequence[str] = ()
    check: str = ""
    stage: Enrolment | None = None
    link: str = ""
    link_says: str = ""


START = "about"

LEFT_ALONE = frozenset(Enrolment).difference(ASKED)
"""Who is not approached unasked: done already, or wishes to be left in peace."""


@cache
def questions() -> Mapping[str, Question]:
    """Return the questions by name."""
    return {name: Question(**facts) for name, facts in texts("guide/chart.toml")["questions"].items()}


@cache
def results() -> Mapping[str, Result]:
    """Return the results by name."""
    return {
        name: Result(**{**facts, "stage": Enrolment(facts["stage"]) if "stage" in facts else None})
        for name, facts in texts("guide/chart.toml")["results"].items()
    }
