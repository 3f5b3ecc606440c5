"""The questions about one list, one after the other, and what the answers make of it; knows no window."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.domain.wareki import parse_date, wareki_short
from app.errors import BadValue
from app.importing.column_questions import Ask, Choice, ColumnQuestion, answered
from app.importing.mapping import MappingProfile
from app.importing.plan import DAY, WHOLE
from app.importing.table import one_line
from app.late import dataclass
from app.usecases.people.list_taking import Looked
from app.usecases.people.roster_import import Answers

_WORDS = 12
"""So many words of a column are asked about one by one; what else stands there is told beside the list."""
UNKNOWN = "unknown"
_PART, _ALL = "part", "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to answer, on one screen. guess: the likely answer. is_free: another text may be typed."""

    key: tuple[str, str]
    sentence: str
    samples: tuple[str, ...]
    choices: tuple[Choice, ...]
    guess: str | None = None
    is_free: bool = False
    check: Callable[[str], object] | None = None
    """Raises BadValue for a text that is no answer."""


class Interview:
    """Goes through the questions about a list, forwards and back; what is answered is kept until the end."""

    def __init__(self, looked: Looked, answers: Answers, asked: set[tuple[str, str]], *, today: date) -> None:
        """asked: what was asked about this file before, and is not asked a second time."""
        self.is_by_hand = False
        self._looked, self._answers, self._questions = looked, answers, looked.questions
        steps = [*_of_columns(looked.questions), *_of_list(looked, today)]
        self.steps: Sequence[Step] = [step for step in steps if step.key not in asked]
        self.at = 0
        self._given: dict[tuple[str, str], str] = {}

    @classmethod
    def about(cls, question: ColumnQuestion, looked: Looked, answers: Answers, *, today: date) -> "Interview":
        """Ask one question that somebody chose, whatever was answered before."""
        made = cls(looked, answers, set(), today=today)
        made.is_by_hand, made._questions = True, (question,)
        made.steps = _of_columns((question,))
        return made

    @property
    def step(self) -> Step | None:
        """What is asked now; None at the end."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    def take(self, value: str) -> None:
        """Take an answer and go on. Raises BadValue for a text that is none."""
        step = self.steps[self.at]
        if step.check is not None:
            step.check(value)
        self._given[step.key] = value
        self.at += 1

    def skip(self) -> None:
        """Leave the question open and go on."""
        self._given.pop(self.steps[self.at].key, None)
        self.at += 1

    def back(self) -> None:
        """Ask the one before again."""
        self.at = max(0, self.at - 1)

    def preferred(self, step: Step) -> str | None:
        """Return what was answered before, else what is likely."""
        return self._given.get(step.key, step.guess)

    def answers(self) -> Answers:
        """Return what was said of the list, so far as it was answered."""
        profile = self._looked.profile
        for question in self._questions:
            given = {word: value for (name, word), value in self._given.items() if name == question.id}
            if given:
                profile = answered(profile, question, given if question.ask is Ask.WORDS else given[""])
        answers = replace(self._answers, profile=profile)
        day, whole = self._given.get((DAY, "")), self._given.get((WHOLE, ""))
        if day not in (None, UNKNOWN):
            answers = replace(answers, as_of=parse_date(str(day)))
        return answers if whole is None else replace(answers, is_part=whole == _PART)


def _of_columns(questions: Sequence[ColumnQuestion]) -> list[Step]:
    steps = []
    for question in sorted(questions, key=lambda one: not one.must):
        if question.ask is not Ask.WORDS:
            steps.append(_asking(question))
            continue
        for word in question.words[:_WORDS]:
            told = f"「{one_line(question.column)}」の列の「{one_line(word)}」は、何のことですか。"
            guess = question.guesses.get(word, question.guess)
            steps.append(Step((question.id, word), told, (), question.choices, guess))
    return steps


def _asking(question: ColumnQuestion) -> Step:
    """The step of a question that has one answer."""

    def check(text: str) -> None:
        answered(MappingProfile({}), question, text)

    return Step(
        (question.id, ""),
        question.sentence,
        question.samples,
        question.choices,
        question.guess,
        question.is_free,
        check,
    )


def _of_list(looked: Looked, today: date) -> list[Step]:
    """Of which day the list is, and whether it names everybody."""
    steps = []
    for question in () if looked.plan is None else looked.plan.questions:
        if question.about == DAY:
            last_month = today.replace(day=1) - timedelta(days=1)
            days = ((today, "今日現在"), (last_month, "先月末現在"))
            known = tuple(Choice(day.isoformat(), f"{told}({wareki_short(day)})") for day, told in days)
            choices = (*known, Choice(UNKNOWN, "分からない(変えずに突合に残す)"))
            check = _checked_day(today)
            steps.append(Step((DAY, ""), question.sentence, (), choices, None, is_free=True, check=check))
        elif question.about == WHOLE:
            choices = (Choice(_PART, "一部の一覧"), Choice(_ALL, "全員の一覧"))
            # Of a part nobody is missing: the answer that can do no harm.
            steps.append(Step((WHOLE, ""), question.sentence, (), choices, _PART))
    return steps


def _checked_day(today: date) -> Callable[[str], object]:
    def check(text: str) -> None:
        if text != UNKNOWN and parse_date(text) > today:
            raise BadValue("今日より先の日です。いつ現在の一覧かを確かめてください。")

    return check
