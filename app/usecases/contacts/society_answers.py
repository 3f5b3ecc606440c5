"""健保の答え: record what the society said to a question of the due list, with its day and who said so.

Nothing is corrected by it: what follows from an answer is recorded as what it is.
Source: docs/rules.md, "Questions to the society".
"""

from collections.abc import Iterator, Sequence
from datetime import date

from app.changes import Done
from app.domain.duties import Why
from app.domain.hidden import full
from app.domain.ids import PersonId
from app.domain.society_answer import ANSWERS, AnswerWord, SocietyAnswer
from app.errors import BadValue
from app.late import dataclass
from app.ports import Transaction
from app.rows import DueRow
from app.usecases.asked import everyday
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label
from app.words import label, named, said


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the due list, in the words in which it was asked."""

    person_id: PersonId
    why: Why
    since: date | None
    detail: str


def question_of(row: DueRow) -> Question:
    """Return the question that a row asks."""
    return Question(row.person_id, row.why, row.since, full(row.detail))


@everyday
def answer_questions(
    tx: Transaction,
    questions: Sequence[Question],
    *,
    word: AnswerWord,
    told_by: str,
    note: str = "",
    on: date,
    today: date,
) -> Done:
    """Record one answer to each of these questions; of one human covered twice, to both entries.

    The questions are gone from that day. told_by: who of the society said so.
    """
    check_done_on(on, today)
    check_answer(word, {question.why for question in questions}, told_by, note)
    for one in dict.fromkeys(both for question in questions for both in _with_the_other(tx, question)):
        about = (one.person_id, one.why, one.since, one.detail)
        tx.save_society_answer(SocietyAnswer(None, *about, word, on, told_by.strip(), note))
    people = list(dict.fromkeys(question.person_id for question in questions))
    names = named([tx.person(person_id).name for person_id in people])
    return Done(
        f"{names}について、健保の答え「{label(word)}」を記録しました。{said(word, 'then')}",
        step_label(tx, "健保の答え", people),
    )


def check_answer(word: AnswerWord, whys: set[Why], told_by: str, note: str) -> None:
    """Refuse an answer that is none to these questions, or of nobody; a form asks this before it closes."""
    if not whys:
        raise BadValue("健保確認の行を選んでください。")
    wrong = next((why for why in whys if word not in ANSWERS.get(why, ())), None)
    if wrong is not None:
        answers = "か".join(f"「{label(one)}」" for one in ANSWERS.get(wrong, ()))
        raise BadValue(
            f"「{label(wrong)}」の答えは{answers}です。"
            if answers
            else f"「{label(wrong)}」は健保確認の行ではありません。"
        )
    if not told_by.strip():
        raise BadValue("答えた方を入れてください。健保の部署と名前を書きます。")
    check_free_text(told_by, "答えた方")
    check_free_text(note, "メモ")


def _with_the_other(tx: Transaction, question: Question) -> Iterator[Question]:
    """The question, and of one human covered twice that of the other entry about this one."""
    yield question
    if question.why is Why.COVERED_TWICE:
        doubted, _, key = question.detail.partition(" ")
        person = tx.person(question.person_id)
        for other in tx.same_humans(person):
            if other.id is not None and other.key == key:
                yield Question(other.id, question.why, question.since, f"{doubted} {person.key}")
