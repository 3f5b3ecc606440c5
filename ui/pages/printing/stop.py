"""After a jam: which sheet was the last good one, and what became of those behind it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.print_session import ENDS, Fault, SheetStatus, doubtful
from app.errors import BadValue
from app.rows import SheetRow
from app.words import label
from ui.look.layout import across, down, fill
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import scaled
from ui.models.list_keys import ListKeys
from ui.pages.printing.numbers import numbers

ANSWERS: Mapping[str, Fault | None] = {
    "D": Fault.DAMAGED,
    "W": Fault.BLANK,
    "T": Fault.WRONG_PAPER,
    "G": None,
    "N": Fault.NOT_FOUND,
    "O": Fault.NOT_OUT,
}
"""The key that answers what became of the sheet the keyboard is on."""

HINT = "疑わしい用紙は表で選んで  D 汚損  W 白紙  T 違う用紙  G 無事  N 見当たらない  O 出ていない"


class _Line(QLineEdit):
    """A field in which Enter counts once per press, and not in the rhythm of the one before."""

    entered = Signal()

    def __init__(self, keys: ListKeys) -> None:
        """keys: shared by the fields that belong together."""
        super().__init__()
        self._keys = keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only Enter is different."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keys.forget()
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() and not self._keys.is_double(event):
            self._keys.took(event)
            self.entered.emit()


class StopFoot(QWidget):
    """One number and Enter shows the doubtful sheets, another Enter prints; the answers may be changed.

    Signals:
        changed: What it would do to the sheets changed.
        settled: Everything is answered. args: last good sheet, answers by 用紙通番, reason.
        shown_first: The doubtful sheets are to be looked at now.
        left: The person went back without answering.
    """

    changed = Signal()
    settled = Signal(int, object, str)
    shown_first = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sheets: Sequence[SheetRow] = ()
        self._answers: dict[int, Fault | None] = {}
        self._is_leaving = False
        self._seen: int | None = None
        keys = ListKeys()
        self.last_good = _Line(keys)
        self.last_good.setAccessibleName("最後の良い用紙の番号")
        self.last_good.setFixedWidth(scaled(96))
        self.reason = _Line(keys)
        self.reason.setAccessibleName("刷り直しの理由")
        self.reason.setPlaceholderText("例 紙づまり")
        self.go = primary_button("刷り直す", self._settle, key="printing.main")
        self._told = role_label("", "strong", wraps=True)
        asked = (role_label("最後の良い用紙", "strong"), self.last_good, fill(self._told))
        answer = across(*asked, "理由", self.reason, secondary_button("戻る", self.left.emit), self.go)
        down(role_label(HINT, "minor"), answer, of=self)
        self.last_good.textChanged.connect(self._retyped)
        self.last_good.entered.connect(self._settle)
        self.reason.entered.connect(self._settle)

    def ask(self, sheets: Sequence[SheetRow], stopped_at: int, *, is_leaving: bool = False) -> None:
        """Begin; stopped_at: the sheet the printer counted last, 0 when it did not say.

        is_leaving: the session was cut off while leaving, so that all of it may have come out, or nothing.
        """
        self._sheets = sheets
        self._is_leaving = is_leaving
        self._answers.clear()
        self._seen = None
        self.reason.clear()
        self.last_good.setText(str(stopped_at - 1) if stopped_at > 1 else "")
        self.last_good.setFocus()
        self.last_good.selectAll()
        self._retyped()

    def keep(self, sheets: Sequence[SheetRow]) -> None:
        """The sheets were read again."""
        self._sheets = sheets
        self._retyped()

    def mark(self, key: str, chosen: Sequence[SheetRow]) -> None:
        """Answer what became of these sheets."""
        found = self._doubtful()
        sent = {row.sheet_id for row in self._sheets if row.status is SheetStatus.SPOOLED}
        for row in chosen:
            if row.sheet_id in sent and row.sheet_number in found:
                self._answers[row.sheet_number] = ANSWERS[key]
        self._retyped()

    def shown(self, sheets: Sequence[SheetRow]) -> list[SheetRow]:
        """Return the sheets as they would stand."""
        found: dict[int, Fault | None] = {**self._doubtful()}
        found.update({n: answer for n, answer in self._answers.items() if n in found})
        return [_as_found(row, found) for row in sheets]

    def first_doubtful(self) -> int | None:
        """Return the 用紙通番 of the first doubtful sheet."""
        return min(self._doubtful(), default=None)

    def _doubtful(self) -> dict[int, Fault]:
        try:
            sent = [row.sheet_number for row in self._sheets if row.status is SheetStatus.SPOOLED]
            return doubtful(sent, self._number(), is_leaving=self._is_leaving)
        except BadValue:
            return {}

    def _number(self) -> int:
        found = numbers(self.last_good.text())
        if len(found) != 1:
            raise BadValue("最後の良い用紙の番号を一つ入れてください。一枚も良くなければ 0 です。")
        return found[0]

    def _retyped(self) -> None:
        found = {**self._doubtful(), **{n: a for n, a in self._answers.items() if n in self._doubtful()}}
        is_seen = bool(found) and self._seen == self._number()
        again = sum(answer is not None for answer in found.values())
        if not found and self._is_whole():
            self.go.setText("全部出ている  Enter")
            self._told.setText("送った用紙はすべて出ています。続けて刷り上がりを確かめます。")
        else:
            self.go.setText(f"{again}枚を刷り直す  Enter" if is_seen else "疑わしい用紙を見る  Enter")
            self._told.setText(_told(found, is_seen=is_seen))
        self.changed.emit()

    def _is_whole(self) -> bool:
        """Whether a session cut off while leaving came out to its last sheet after all."""
        sent = [row.sheet_number for row in self._sheets if row.status is SheetStatus.SPOOLED]
        try:
            return self._is_leaving and bool(sent) and self._number() == max(sent)
        except BadValue:
            return False

    def _settle(self) -> None:
        found = self._doubtful()
        if not found and not self._is_whole():
            self._told.setText("番号を確かめてください。この後ろに、送った用紙がありません。")
            return
        if found and self._seen != self._number():
            # Nothing leaves for the printer before somebody has seen which sheets it is about.
            self._seen = self._number()
            self._retyped()
            self.shown_first.emit()
            return
        answers = {n: answer for n, answer in self._answers.items() if n in found}
        self.settled.emit(self._number(), answers, self.reason.text().strip())


def _told(found: Mapping[int, Fault | None], *, is_seen: bool) -> str:
    """Which sheets are doubtful; once looked at, how many of them became what."""
    if not found:
        return ""
    which = f"用紙{min(found)}" + (f"から{max(found)}まで" if len(found) > 1 else "")
    if not is_seen:
        return f"{which}の{len(found)}枚を確かめます。"
    counts = Counter("無事" if answer is None else label(answer) for answer in found.values())
    parts = "、".join(f"{word}{count}枚" for word, count in counts.items())
    return f"{which}: {parts}(違えば表で直します)。"


def _as_found(row: SheetRow, found: Mapping[int, Fault | None]) -> SheetRow:
    fault = found.get(row.sheet_number)
    if row.status is not SheetStatus.SPOOLED or fault is None:
        return row
    return replace(row, status=ENDS[fault], fault=fault)
