"""What a person decides about backups that are made without being asked: how many stay, and where else."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.changes import Changes
from app.domain.backups import Backups, Generations, Plan
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.frame.tasks import Job
from ui.look.fields import text_field
from ui.look.layout import STRETCH
from ui.look.parts import hairline, role_label, secondary_button
from ui.look.theme import Tone
from ui.pages.settings.form import minute_here, subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.sentence import Sentence

_WIDTH = 44
_WORDS = {"days": "日", "weeks": "週", "months": "月", "years": "年"}


class BackupPlanPanel(QWidget):
    """The second place, and the numbers. What was decided is done at once."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._plan = Plan()
        self.second = Sentence("sub")
        self.choose = secondary_button("2つ目の場所を選ぶ", self._choose)
        self.without = secondary_button("2つ目の場所を使わない", lambda: self._decide(place=None))
        self.numbers = {
            name: text_field(f"残す数({word})", longest=2, width=_WIDTH) for name, word in _WORDS.items()
        }
        self.keep = secondary_button("この数だけ残す", self._set_numbers)
        self.told = Notice(Tone.DONE).withdrawn(context.events, *self.numbers.values())
        words = [
            part
            for name, word in _WORDS.items()
            for part in (role_label(f"{word}ごとに", "sub"), self.numbers[name])
        ]
        subject(
            self,
            "2つ目の場所",
            "USBメモリーや共有フォルダーを決めると、バックアップをそこにも写します。パソコンが壊れても戻せます。"
            "つながっていないときは、次につながったときに写します。",
            *(self.second, FlowRow(self.choose, self.without), hairline()),
            role_label("残す数(ここと2つ目の場所の、それぞれいちばん新しいもの)", "heading"),
            *(FlowRow(*words, self.keep), self.told, STRETCH),
        )
        self.setFocusProxy(self.choose)

    def read(self) -> None:
        """Show what was decided; what is typed and not stored stays."""
        self._context.tasks.start(lambda _: self._context.folder.backups().look(), done=self._show)

    def _show(self, found: Backups) -> None:
        self._plan = found.plan
        self.without.setVisible(found.plan.place is not None)
        self.second.setText(_of_second(found))
        for name, line in self.numbers.items():
            if not line.isModified():
                line.setText(str(getattr(found.plan.generations, name)))

    def _choose(self) -> None:
        self._context.events.moved_on.emit(None)
        place = self.files.to_folder("2つ目の場所を選ぶ(USBメモリー、共有フォルダーなど)")
        if place is not None:
            self._decide(place=place)

    def _set_numbers(self) -> None:
        self._context.events.moved_on.emit(None)
        texts = {name: line.text().strip() for name, line in self.numbers.items()}
        if not all(text.isdecimal() for text in texts.values()):
            self.told.say("残す数を、0から99の数字で入れてください。", Tone.LATE)
            return
        self._decide(generations=Generations(**{name: int(text) for name, text in texts.items()}))

    def _decide(self, **changed: Any) -> None:
        plan = replace(self._plan, **changed)
        care = self._context.folder.backups()

        def work(job: Job) -> tuple[str, bool]:
            care.decide(plan)
            if plan.place is None:
                return "", False
            return care.bring(job.report), care.shares_disk(plan.place)

        self._context.tasks.start(work, done=lambda came: self._decided(plan, *came))

    def _decided(self, plan: Plan, trouble: str, is_same_disk: bool) -> None:
        for line in self.numbers.values():
            line.setModified(False)
        self._context.events.changed.emit(Changes.SETTINGS)
        self.read()
        near = "ただし、データと同じディスクです。壊れると両方なくなります。" if is_same_disk else ""
        where = "使いません" if plan.place is None else f"{plan.place} です"
        told = trouble or f"✓ 決めました。2つ目の場所は{where}。{near}"
        self.told.say(told, Tone.SOON if trouble or near else Tone.DONE)


def _of_second(found: Backups) -> str:
    """Where the second place is, and since when nothing came there."""
    place, there = found.plan.place, found.elsewhere
    if place is None:
        return "2つ目の場所はまだありません。"
    at = "まだ写していません" if there.at is None else f"最後に写したのは {minute_here(there.at)}"
    behind = "。そのあとの記録は、つながったときに写します" if there.is_behind and there.at else ""
    return f"{place}({at}{behind})。{there.trouble}"
