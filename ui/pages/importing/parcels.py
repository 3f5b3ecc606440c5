"""A 連携ファイル that was dropped among the lists: known by how it begins, merged in a worker."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QProgressBar

from app.files import read
from app.parcels.file import Heading, heading_of
from app.usecases.parcels import merging
from app.usecases.parcels.merging import Taken
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.frame.tasks import Job
from ui.look.parts import role_label, secondary_button


class ParcelTaking:
    """Merges a file; asks for the 合言葉 of who never sent one."""

    def __init__(self, context: Context, *, ask: Callable[[str], None], done: Callable[[str], None]) -> None:
        self._context, self._ask, self._done = context, ask, done
        self.path: Path | None = None
        """The file for which the 合言葉 is asked."""
        self.progress = QProgressBar()
        self.progress.setAccessibleName("連携ファイルの取込の進み具合")
        self.told = role_label("連携ファイルを取り込んでいます。", "sub")
        self.stop = secondary_button("やめる", self._stop, key="import.leave")
        self.parts = (self.told, self.progress, self.stop)
        """What a page shows while a file is merged."""
        self._job: Job | None = None
        self._show(is_merging=False)

    def take(self, path: Path, secret: str = "") -> None:
        """Merge the file, unless something must be asked or speaks against it. One at a time."""
        context, self.path = self._context, None
        if self.is_merging:
            return
        context.events.moved_on.emit(None)
        looked_at = attempted(lambda: self._look_at(path), context.messages)
        if looked_at is None:
            return
        data, heading = looked_at
        if not secret and not merging.known_secret(context.store.queries, heading):
            self.path = path
            self._ask(
                f"{heading.sender}の連携ファイル(第{heading.sequence}便)です。相手と決めた合言葉を入れてください。"
            )
            return
        today = context.clock()
        self._show(is_merging=True)
        self._job = context.commands.start(
            lambda tx, report: merging.merge_file(tx, data, secret=secret, today=today, report=report),
            context.tasks,
            done=self._taken,
            progress=self._tell_far,
            failed=lambda: self._show(is_merging=False),
        )

    @property
    def is_merging(self) -> bool:
        """Whether a file is being merged now."""
        return not self.progress.isHidden()

    def _look_at(self, path: Path) -> tuple[bytes, Heading]:
        data = read(path)
        heading = heading_of(data)
        merging.refuse(self._context.store.queries, heading)
        return data, heading

    def _show(self, *, is_merging: bool) -> None:
        self.progress.setRange(0, 0)
        for part in self.parts:
            part.setVisible(is_merging)

    def _tell_far(self, so_far: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(so_far)

    def _stop(self) -> None:
        """Take nothing over; all is as before."""
        assert self._job is not None
        self._job.cancel()
        self._show(is_merging=False)

    def _taken(self, taken: Taken) -> None:
        self._show(is_merging=False)
        self._done(taken.sentence)
