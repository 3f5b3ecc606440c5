"""回収不能: what was tried to get a paper back, and why it cannot be had."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.domain.certificate import Certificate
from app.domain.contact import About, Contact, Means, Reply
from app.domain.wareki import wareki_short
from app.errors import BadValue
from app.rows import DueRow, PersonDetail
from app.usecases.consequences import foreseen
from app.usecases.counter import certificates
from app.usecases.counter.attempts import WITHOUT_ATTEMPT, Attempt, attempts_of
from app.usecases.free_text import LONGEST
from app.words import label
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of
from ui.frame.context import Context
from ui.look.fields import let_write, list_box, text_field
from ui.look.parts import role_label
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

ATTEMPTS_SHOWN = 4
_WIDE = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
_ATTEMPT_REPLIES = (Reply.UNREACHED, Reply.NO_ANSWER, Reply.PROMISED, Reply.NONE)


class UncollectableForm(EventForm):
    """Shows the requests already logged, takes one more, and asks why the paper cannot be had."""

    def __init__(
        self,
        detail: PersonDetail,
        sheet: Certificate,
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """detail: of the holder. sheet: the one that cannot be collected."""
        name = detail.person.name
        super().__init__(f"{name} さんの証を回収できない", "回収不能として記録", foresee, today, parent)
        self.setMinimumWidth(620)
        assert sheet.id is not None
        self._name, self._sheet = name, sheet.id
        self._contacts = detail.contacts
        self._on = WarekiEdit(today, name="届出の日")
        self._logged = Sentence("normal")
        self._logged.setSizePolicy(_WIDE)
        none: list[tuple[str, object]] = [("加えない", None)]
        self._means = list_box("連絡の方法", [*none, *((label(means), means) for means in Means)])
        self._reply = list_box("返事", [(label(reply), reply) for reply in _ATTEMPT_REPLIES])
        self._asked_on = WarekiEdit(today, name="連絡した日")
        self._without = QComboBox()
        self._without.setAccessibleName("連絡できない理由")
        let_write(self._without)
        self._without.setSizePolicy(_WIDE)
        self._without.addItems(["", *WITHOUT_ATTEMPT])
        self._reason = text_field("理由", hint="例 転居先から返事がない", longest=LONGEST)
        self.add("証", role_label(f"発行番号 {sheet.issue_number}", "strong"))
        self.add("届出の日(&D)", self._on)
        self.add("返却のお願い", self._logged)
        self.add_side("連絡を加える(&C)", self._means, self._reply, self._asked_on)
        self.add("連絡できない理由(&W)", self._without)
        self.add("理由(&R)", self._reason)
        has_no_other = lambda: not self._without.currentText().strip()  # noqa: E731
        self.require(self._reason, "理由を入れてください。届け出に使います。", has_no_other)
        self._means.currentIndexChanged.connect(lambda _: self._offer())
        self._offer()
        edit = self._without.lineEdit()
        assert edit is not None
        edit.setMaxLength(LONGEST)
        edit.setPlaceholderText("連絡した記録があれば空けておく")
        edit.textChanged.connect(lambda _: self.look_later())
        self.watch()
        (self._reason if self._logged_until(today) else self._means).setFocus()

    def planned(self) -> Planned:
        """Give the sheet up, with the attempt logged here."""
        sheet, on, today = self._sheet, day_of(self._on), self.today
        self._logged.setText(_listed(self._logged_until(on)))
        reason, without = self._reason.text().strip(), self._without.currentText().strip()
        attempts = self._attempts()
        if not (reason or without):
            raise BadValue("理由を入れてください。届け出に使います。")
        return Planned(
            lambda tx: certificates.give_up(
                tx, sheet, on=on, today=today, reason=reason, attempts=attempts, without_attempt=without
            ),
            on,
        )

    def _logged_until(self, on: date) -> list[Contact]:
        return attempts_of(self._contacts, About.RETURN, on)

    def _attempts(self) -> list[Attempt]:
        chosen = self._means.currentData()
        if chosen is None:
            return []
        return [Attempt(day_of(self._asked_on), Means(chosen), Reply(self._reply.currentData()))]

    def _offer(self) -> None:
        """Ask for day and answer of a request only where one is added."""
        is_added = self._means.currentData() is not None
        self._reply.setEnabled(is_added)
        self._asked_on.setEnabled(is_added)


def _listed(contacts: Sequence[Contact]) -> str:
    """Return the requests a line each, the latest last; older ones are counted."""
    if not contacts:
        return "まだ記録がありません"
    older = len(contacts) - ATTEMPTS_SHOWN
    lines = [
        f"{wareki_short(one.on)}  {label(one.means)}  {label(one.reply)}"
        for one in contacts[-ATTEMPTS_SHOWN:]
    ]
    return "\n".join([f"ほか{older}件", *lines] if older > 0 else lines)


def give_up(context: Context, row: DueRow, parent: QWidget) -> None:
    """Ask what was tried to get the paper of this row back, and record that it cannot be had."""
    today = context.clock()
    detail = context.store.queries.person_detail(row.person_id, today)
    sheet = next((s for s in detail.certificates if s.id == row.certificate_id), None)
    if sheet is None:
        return
    form = UncollectableForm(detail, sheet, foreseen(context.store), today, parent)
    if form.ask():
        context.commands.run(form.planned().use_case)
