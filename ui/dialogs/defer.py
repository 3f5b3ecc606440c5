"""期日を変える・しばらく出さない: one decision about the rows chosen, with its reason."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.domain.duties import DutyKind
from app.domain.wareki import wareki
from app.rows import DueRow
from app.usecases.contacts.deferrals import check_decision
from app.usecases.free_text import LONGEST
from app.words import label
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.look.parts import role_label
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

OFFERED = timedelta(days=7)
"""How far ahead the date offered lies; ↑ and ↓ move it."""

_RETURN = "返却の期限は規則で決まっています。変えても元の期限は行に残り、休止中も超過の数に出ます。"
_REPLACED = "この行について前に決めたことは、ここで決めることに置き換わります。"


class DeferDialog(FormDialog):
    """Asks for the new due date, the day the rows come back, or both."""

    def __init__(
        self, rows: Sequence[DueRow], today: date, *, hides: bool, parent: QWidget | None = None
    ) -> None:
        """hides: begin with the day until which the rows are not shown, else with the due date."""
        title = "しばらく一覧に出さない" if hides else "期日を変える"
        super().__init__(
            title, f"{len(rows)}件を休止する" if hides else f"{len(rows)}件の期日を変える", parent
        )
        self._today = today
        moved = {row.due_on if row.moved_from is not None else None for row in rows}
        hidden = {row.hidden_until for row in rows}
        self._due = WarekiEdit(_common(moved), name="新しい期日", optional=True)
        self._until = WarekiEdit(_common(hidden), name="一覧に戻す日", optional=True)
        wanted = self._until if hides else self._due
        if wanted.value is None or wanted.value <= today:
            wanted.set_date(today + OFFERED)
        self._reason = text_field("理由", hint="例 入院中のため、退院後に受け取る", longest=LONGEST)
        self.add("対象", role_label(_what(rows), "strong"))
        self.add("今の期日", role_label(_when(rows), "sub"))
        fields = [("新しい期日(&D)", self._due), ("一覧に戻す日(&H)", self._until)]
        for word, field in reversed(fields) if hides else fields:
            self.add(word, field)
        self.add("理由(&R)", self._reason)
        missing = "新しい期日か、一覧に戻す日を入れてください。"
        self.require(wanted, missing, lambda: not (self._due.text().strip() or self._until.text().strip()))
        self.require(self._reason, "理由を入れてください。")
        hints = []
        if any(row.kind is DutyKind.RETURN for row in rows):
            hints.append(_RETURN)
        if moved != {None} or hidden != {None}:
            hints.append(_REPLACED)
        if hints:
            self.below.addWidget(Sentence("minor", "\n".join(hints)))
        wanted.setFocus()
        wanted.selectAll()

    @property
    def due_on(self) -> date | None:
        """The new due date; None keeps the rule's."""
        return self._due.value

    @property
    def hidden_until(self) -> date | None:
        """The day the rows come back; None does not hide them."""
        return self._until.value

    @property
    def reason(self) -> str:
        """Why."""
        return self._reason.text().strip()

    def check(self) -> None:
        """One date at least, both sensible, and a reason."""
        super().check()
        check_decision(self.due_on, self.hidden_until, self.reason, today=self._today)


def _common(days: set[date | None]) -> date | None:
    """The one date all rows share, if they do."""
    return next(iter(days)) if len(days) == 1 else None


def _what(rows: Sequence[DueRow]) -> str:
    first = f"{rows[0].name} さんの{label(rows[0].kind)}"
    return first if len(rows) == 1 else f"{first} ほか{len(rows) - 1}件"


def _when(rows: Sequence[DueRow]) -> str:
    if len(rows) > 1:
        return "行ごと"
    row = rows[0]
    if row.due_on is None:
        return "なし"
    rule = f"(規則では {wareki(row.moved_from)})" if row.moved_from is not None else ""
    return f"{wareki(row.due_on)}{rule}"
