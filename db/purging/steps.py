"""The step that takes away what need no longer be kept."""

from collections.abc import Sequence
from datetime import date

from app.changes import Changes
from app.domain.ids import OperationId, PersonId
from app.retained import Removed
from db.folder.connection import Connection


class PurgingSteps:
    """See app.retained.Purging."""

    connection: Connection
    operation_id: OperationId
    changes: Changes
    has_written: bool

    def purge(self, person_ids: Sequence[PersonId], on: date) -> Removed:
        """See app.retained.Purging."""
        from db.purging.purge import purge

        self.has_written, self.changes = True, Changes.ALL
        return purge(self.connection, self.operation_id, person_ids, on)
