"""Answer the society as of a day, keep the answer that was given, and say what became different."""

from collections.abc import Sequence
from datetime import date

from app.changes import Done
from app.domain.answer import (
    Answer,
    Change,
    Counted,
    Figure,
    GivenAnswer,
    content_of,
    difference,
    read_content,
)
from app.domain.ids import AnswerId, OfficeId
from app.domain.wareki import wareki, wareki_short
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Queries, Report, Store, Transaction, untold
from app.printing.values import PaperTable
from app.rows import GivenAnswerRow, OfficeStatus, StatusAnswer
from app.usecases.asked import of_everybody
from app.usecases.papers.lists import status_table


@dataclass(frozen=True)
class ShownAnswer:
    """What a date's answer is: as it was given, word for word, or counted now.

    figures: of each office. given: the answer given for that date that is shown, None where
    none was. answer: its people; None for a fresh count, whose people are read when asked for.
    last: the answer given for the latest earlier date. recorded_by: counted by what had been recorded
    by the end of that day, and not by what is known since.
    """

    figures: StatusAnswer
    given: GivenAnswerRow | None
    answer: Answer | None
    last: GivenAnswerRow | None
    recorded_by: date | None = None

    @property
    def as_of(self) -> date:
        """The day it speaks of."""
        return self.figures.as_of

    @property
    def given_on(self) -> date | None:
        """The day it was given; None for a fresh count."""
        return None if self.given is None else self.given.made_on

    @property
    def last_as_of(self) -> date | None:
        """The day of which the answer before spoke."""
        return None if self.last is None else self.last.as_of

    def paper(self, changes: Sequence[Change] | None) -> PaperTable:
        """Return the sheet for the society. changes: since the answer before, if there is one."""
        return status_table(
            self.figures,
            given_on=self.given_on,
            recorded_by=self.recorded_by,
            last=self.last_as_of,
            changes=changes or (),
        )


@of_everybody
def give_answer(tx: Transaction, answer: Answer, *, made_on: date, before: GivenAnswer | None) -> Done:
    """Keep an answer as it is given to the society today.

    before: the answer given for the same date so far; this one then stands beside it as its
    correction (訂正). Refused where it would only repeat it, and for a day yet to come.
    """
    if answer.as_of > made_on:
        raise BadValue(f"{wareki(answer.as_of)} はまだ来ていません。今日までの日付の回答を控えてください。")
    if not answer.people:
        raise BadValue("名簿がまだありません。健保の一覧を取り込んでから回答してください。")
    content = content_of(answer)
    if before is not None and not difference(read_content(before.content), answer):
        raise NotAllowed(
            f"{wareki(answer.as_of)} 現在の回答は {wareki_short(before.made_on)} に控えてあり、"
            "数字もお名前も変わっていません。"
        )
    tx.save_answer(GivenAnswer(None, answer.as_of, made_on, content))
    word = "回答" if before is None else "訂正した回答"
    return Done(
        f"{wareki(answer.as_of)} 現在の{word}を控えました。この控えの数字は変わりません。",
        f"状況回答の控え {wareki_short(answer.as_of)}",
    )


def shown_answer(queries: Queries, as_of: date, answer_id: AnswerId | None = None) -> ShownAnswer:
    """Return the answer of a date: the latest given for it, or that one of them; else a count."""
    rows = queries.given_answers()
    last = next((row for row in rows if row.as_of < as_of), None)
    of_day = [row for row in rows if row.as_of == as_of]
    given = next((row for row in of_day if row.answer_id == answer_id), next(iter(of_day), None))
    if given is None:
        return ShownAnswer(queries.status_answer(as_of), None, None, last)
    answer = read_content(queries.given_answer(given.answer_id).content)
    return ShownAnswer(figures_of(answer), given, answer, last)


def recorded_answer(
    store: Store, as_of: date, recorded_by: date, *, today: date, report: Report = untold
) -> ShownAnswer:
    """Return the answer of a date by what had been recorded by the end of another day; nothing changes.

    Source: docs/rules.md, "Answers to the society".
    """
    if recorded_by > today:
        raise BadValue(f"{wareki(recorded_by)} はまだ来ていません。記録の日は今日までの日付にしてください。")
    with store.rehearsal(recorded_by=recorded_by, report=report):
        answer = store.queries.for_papers().status_behind(as_of)
    if not answer.people:
        raise BadValue(
            f"{wareki(recorded_by)} までの記録には、まだ名簿がありません。後の日を選んでください。"
        )
    last = next((row for row in store.queries.given_answers() if row.as_of < as_of), None)
    return ShownAnswer(figures_of(answer), None, answer, last, recorded_by)


def figures_of(answer: Answer) -> StatusAnswer:
    """Return the figures of an answer, from the people behind them."""
    counts = {figure: answer.counts(figure) for figure in Figure}
    return StatusAnswer(
        answer.as_of,
        tuple(
            OfficeStatus.of(office.id, office.name, {figure: counts[figure][office.id] for figure in Figure})
            for office in answer.offices
        ),
    )


def people_behind(
    queries: Queries, shown: ShownAnswer, figure: Figure, office_id: OfficeId | None = None
) -> list[Counted]:
    """Return who stands behind a number that is shown, in kana order."""
    answer = shown.answer or queries.status_behind(shown.as_of, figure, office_id)
    return answer.behind(figure, office_id)


def difference_to_last(queries: Queries, shown: ShownAnswer) -> tuple[Change, ...] | None:
    """Return what changed since the answer given before; None where there is none."""
    if shown.last is None:
        return None
    before = read_content(queries.given_answer(shown.last.answer_id).content)
    return difference(before, shown.answer or queries.status_behind(shown.as_of))


def difference_of_recount(queries: Queries, shown: ShownAnswer) -> tuple[Change, ...] | None:
    """Return what a count of today has beyond the given answer; None where none was given."""
    if shown.answer is None or shown.given is None:
        return None
    return difference(shown.answer, queries.status_behind(shown.as_of))


def answer_before(queries: Queries, as_of: date) -> GivenAnswer | None:
    """Return the answer given last for that very date."""
    found = next((row for row in queries.given_answers() if row.as_of == as_of), None)
    return None if found is None else queries.given_answer(found.answer_id)
