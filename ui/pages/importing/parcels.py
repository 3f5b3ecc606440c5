"""A 連携ファイル that was dropped among the lists: known by how it begins, merged in a worker."""

from collections.abc import Callable
from pathlib import Path

from app.files import read
from app.parcels.file import Heading, heading_of
from app.usecases.parcels import merging
from app.usecases.parcels.merging import Taken
from ui.frame.context import Context
from ui.frame.messages import attempted


class ParcelTaking:
    """Merges a file; asks for the 合言葉 of who never sent one."""

    def __init__(self, context: Context, *, ask: Callable[[str], None], done: Callable[[str], None]) -> None:
        self._context, self._ask, self._done = context, ask, done
        self.path: Path | None = None
        """The file for which the 合言葉 is asked."""

    def take(self, path: Path, secret: str = "") -> None:
        """Merge the file, unless something must be asked or speaks against it."""
        context, self.path = self._context, None
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
        context.commands.start(
            lambda tx, _report: merging.merge_file(tx, data, secret=secret, today=today),
            context.tasks,
            done=self._taken,
            progress=lambda _so_far, _total: None,
            failed=lambda: None,
        )

    def _look_at(self, path: Path) -> tuple[bytes, Heading]:
        data = read(path)
        heading = heading_of(data)
        merging.refuse(self._context.store.queries, heading)
        return data, heading

    def _taken(self, taken: Taken) -> None:
        self._done(taken.sentence)
