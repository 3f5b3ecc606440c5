"""What the next action of a due row does, for one row or a whole selection."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.contact import About, Means, Reply
from app.domain.duties import DutyKind, NextAction
from app.domain.ids import CertificateId, PersonId
from app.domain.society_answer import AnswerWord
from app.ports import Transaction, UseCase
from app.rows import DueRow
from app.words import named
from ui.frame.context import Context

_SHEETS = {
    NextAction.COLLECT: "回収",
    NextAction.POST: "本人返送として記録",
    NextAction.HAND_OUT: "配付",
    NextAction.FORWARD: "返送",
    NextAction.DISPOSE: "裁断と記録",
}
_PEOPLE = {
    NextAction.PRINT: "を印刷へ",
    NextAction.CONTACT: "に声かけ",
    NextAction.COLLECT_ELDERLY: "の受給者証を記録",
    NextAction.ANSWER: "の健保の答えを記録",
}
_SCREENS = {
    NextAction.CONFIRM: ("印刷を確認する", "printing"),
    NextAction.IMPORT: ("一覧を取り込む", "import_list"),
    NextAction.SHOW: ("名簿で見る", "roster"),
}

_ABOUT = {
    DutyKind.RETURN: About.RETURN,
    DutyKind.HAND_OUT: About.HAND_OUT,
    DutyKind.ELDERLY_CARD: About.ELDERLY_CARD,
    DutyKind.REGISTER: About.REGISTER,
}
TAKEN_BACK = "元に戻した"
"""The reason written when a decision is taken back by one key."""


def about_of(row: DueRow) -> About:
    """Return what a 声かけ on this row is about."""
    return _ABOUT.get(row.kind, About.OTHER)


def alike(rows: Sequence[DueRow], current: DueRow) -> list[DueRow]:
    """Return the selected rows with the current row's next action; at least that row.

    One answer is given to one question.
    """
    is_question = current.action is NextAction.ANSWER
    same = [
        row for row in rows if row.action is current.action and (row.why is current.why or not is_question)
    ]
    return same or [current]


def verb(rows: Sequence[DueRow]) -> str:
    """Return what a button for these rows (all alike) says, with the count in the verb."""
    action, count = rows[0].action, len(rows)
    if action in _SHEETS:
        return f"{count}枚を{_SHEETS[action]}"
    if action in _PEOPLE:
        return f"{count}名{_PEOPLE[action]}"
    return _SCREENS[action][0]


class DueActions:
    """Carries out next actions: one-step ones at once, the others on their page."""

    def __init__(self, context: Context) -> None:
        """Write and navigate through the context."""
        self._context = context

    def perform(self, rows: Sequence[DueRow]) -> None:
        """Do the next action of these rows, which are alike; contacts and answers have their dialogs."""
        action = rows[0].action
        people = [row.person_id for row in rows]
        if action is NextAction.COLLECT:
            self._collect(rows)
        elif action is NextAction.POST:
            self._post(rows)
        elif action is NextAction.HAND_OUT:
            self._hand_out(rows)
        elif action is NextAction.FORWARD:
            self._forward(rows)
        elif action is NextAction.DISPOSE:
            self._dispose(rows)
        elif action is NextAction.PRINT:
            self._context.go("printing", people)
        elif action is NextAction.COLLECT_ELDERLY:
            self._context.go("elderly", people)
        elif action is NextAction.SHOW:
            self._context.go("roster", people[0])
        else:
            self._context.go(_SCREENS[action][1], None)

    def log_contact(
        self,
        rows: Sequence[DueRow],
        means: Means,
        *,
        on: date | None = None,
        about: About | None = None,
        reply: Reply = Reply.NONE,
        note: str = "",
    ) -> None:
        """Log one 声かけ for each person and subject. on: None is today. about: None is each row's own."""
        told: dict[About, dict[PersonId, str]] = {}
        for row in rows:
            told.setdefault(about or about_of(row), {})[row.person_id] = row.name
        self._context.contacts.log(told, means, on=on, reply=reply, note=note)

    def defer(
        self,
        rows: Sequence[DueRow],
        *,
        due_on: date | None = None,
        hidden_until: date | None = None,
        reason: str = TAKEN_BACK,
    ) -> None:
        """Give rows another due date or hide them; with neither, take both back."""
        from app.usecases.contacts import deferrals

        today = self._context.clock()
        duties = [deferrals.duty_of(row) for row in rows]
        self._context.commands.run(
            lambda tx: deferrals.defer(
                tx, duties, due_on=due_on, hidden_until=hidden_until, reason=reason, on=today, today=today
            )
        )

    def answer(self, rows: Sequence[DueRow], word: AnswerWord, *, told_by: str, note: str, on: date) -> None:
        """Record what the society said to these rows."""
        from app.usecases.contacts.society_answers import answer_questions, question_of

        today = self._context.clock()
        questions = [question_of(row) for row in rows]
        self._context.commands.run(
            lambda tx: answer_questions(
                tx, questions, word=word, told_by=told_by, note=note, on=on, today=today
            )
        )

    def never_issued(self, row: DueRow) -> None:
        """Record that the paper the society's list names was never handed out."""
        from app.usecases.counter import certificates

        today = self._context.clock()
        self._context.commands.run(lambda tx: certificates.deny_listed(tx, row.person_id, today=today))

    def _collect(self, rows: Sequence[DueRow]) -> None:
        from app.usecases.counter import misdeliveries

        known, listed = _parted(rows)
        today = self._context.clock()
        self._record(lambda tx: misdeliveries.collect(tx, known, listed, on=today, today=today), rows)

    def _post(self, rows: Sequence[DueRow]) -> None:
        from app.usecases.counter.posted import posted

        known, listed = _parted(rows)
        today = self._context.clock()
        self._record(lambda tx: posted(tx, known, listed, on=today, today=today), rows)

    def _hand_out(self, rows: Sequence[DueRow]) -> None:
        from app.usecases.counter import certificates

        known, _ = _parted(rows)
        today = self._context.clock()
        self._record(lambda tx: certificates.hand_out(tx, known, on=today, today=today), rows)

    def _dispose(self, rows: Sequence[DueRow]) -> None:
        from app.usecases.counter import certificates

        known, _ = _parted(rows)
        today = self._context.clock()
        self._record(lambda tx: certificates.self_dispose(tx, known, on=today, today=today), rows)

    def _forward(self, rows: Sequence[DueRow]) -> None:
        from app.usecases.counter import shipments

        known, elderly_of = _parted(rows)
        today = self._context.clock()
        self._record(
            lambda tx: shipments.forward(tx, known, elderly_of=elderly_of, on=today, today=today), rows
        )

    def _record(self, work: UseCase[Done], rows: Sequence[DueRow]) -> None:
        """Run it, and say of whom it was recorded."""

        def work_named(tx: Transaction) -> Done:
            done = work(tx)
            who = named(list({row.person_id: row.name for row in rows}.values()))
            return replace(done, sentence=f"{who}: {done.sentence}")

        self._context.commands.run(work_named)


def _parted(rows: Sequence[DueRow]) -> tuple[list[CertificateId], list[PersonId]]:
    """Sheets this office keeps the account of, and the people of papers without a record."""
    known = [row.certificate_id for row in rows if row.certificate_id is not None]
    return known, [row.person_id for row in rows if row.certificate_id is None]
