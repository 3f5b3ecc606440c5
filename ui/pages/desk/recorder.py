"""Writes what the desk decided: one use case, one line of the journal, one key to take it back."""

from collections.abc import Sequence
from datetime import date

from app.changes import Done
from app.domain.duties import DutyKind
from app.domain.missing import Missing, MissingCause
from app.ports import Transaction
from app.rows import CertificateRow
from app.usecases.contacts.deferrals import DutyRef
from app.usecases.counter import households, misdeliveries
from ui.frame.context import Context
from ui.frame.messages import Messages
from ui.pages.desk.question import Question, Step
from ui.pages.desk.records import Entry
from ui.pages.desk.top import DeskTop

_DUTY = {Step.HAND_OUT: DutyKind.HAND_OUT, Step.COLLECT: DutyKind.RETURN, Step.EXCHANGE: DutyKind.HAND_OUT}


class Recorder:
    """The only writer of the desk. Refusals go to the messages given; None is then returned."""

    def __init__(self, context: Context, top: DeskTop) -> None:
        """top: where the 実施日 stands, and whether 受領印 is given."""
        self._context = context
        self._top = top

    @property
    def on(self) -> date:
        """The 実施日."""
        return self._top.on

    @property
    def follow_up(self) -> date:
        """When somebody asks again about what is missing."""
        today = self._context.clock()
        rules = self._context.store.queries.rules_at(today)
        return households.follow_up_on(today, rules)

    def record(self, question: Question, messages: Messages) -> Done | None:
        """Record what is there, and of what is missing cause and follow-up."""
        present, day = question.present, self.follow_up if question.missing else self.on
        away = [Missing(m.row.certificate_id, question.cause, day) for m in question.missing]
        on, today, receipt = self.on, self._context.clock(), self._top.receipt.isChecked()
        ids = [m.row.certificate_id for m in present]
        news = [m.row.certificate_id for m in present if m.olds]
        # The question said of these that they come back.
        asked = [m.row.certificate_id for m in question.members if m.due]

        def work(tx: Transaction) -> Done:
            self._top.day.check()
            if question.step is Step.COLLECT:
                return misdeliveries.take_back(tx, ids, away, on=on, today=today)
            if question.step is Step.HAND_OUT:
                return households.hand_over(tx, ids, away, on=on, today=today, receipt=receipt, anyway=asked)
            others = [key for key in ids if key not in news]
            return households.exchange(
                tx, news, others, away, on=on, today=today, receipt=receipt, anyway=asked
            )

        return self._context.commands.run(work, messages=messages)

    def hand_department(self, rows: Sequence[CertificateRow], where: str, messages: Messages) -> Done | None:
        """Hand out a department's sheets together."""
        on, today, receipt = self.on, self._context.clock(), self._top.receipt.isChecked()
        ids = [row.certificate_id for row in rows]

        def work(tx: Transaction) -> Done:
            self._top.day.check()
            return households.hand_out_department(tx, ids, where, on=on, today=today, receipt=receipt)

        return self._context.commands.run(work, messages=messages)

    def change_cause(self, entry: Entry, cause: MissingCause, messages: Messages) -> Done | None:
        """Give what was missing in that line another cause; its day stays."""
        today = self._context.clock()
        kind = _DUTY[entry.step or Step.HAND_OUT]
        duties = [DutyRef(row.person_id, kind, row.certificate_id) for row in entry.missing]
        due_on = entry.follow_up or self.follow_up
        return self._context.commands.run(
            lambda tx: households.change_cause(tx, duties, cause, follow_up_on=due_on, today=today),
            messages=messages,
        )
