"""What the rest of the program may ask of storage about lists and 連携ファイル; parts of app.ports."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from app.domain.ids import ParcelConflictId
from app.domain.issue_batch import IssueBatch
from app.domain.kept_list import HeldList, ListProfile
from app.domain.list_taken import ListTaken
from app.domain.parcel import Mark, Parcel, ParcelConflict, Partner
from app.parcels.content import Content, Step
from app.parcels.merged import Merged
from app.parcels.three_way import Base


class KeptLists(Protocol):
    """What is kept of 発行データ and lists that came in."""

    def issue_batches(self) -> list[IssueBatch]:
        """Every 発行データ that was taken, the latest first."""

    def lists_taken(self) -> list[ListTaken]:
        """The lists that were taken over, the latest first."""

    def list_profiles(self) -> list[ListProfile]:
        """How the lists of known senders are read."""

    def held_lists(self) -> list[HeldList]:
        """The rows of imports that stayed outside and are not settled, the latest first."""


class KeptParcels(Protocol):
    """What is kept of files exchanged with other folders."""

    def folder_id(self) -> str:
        """What tells this folder from every other."""

    def shape(self) -> str:
        """The newest change of the tables that this program knows."""

    def partners(self) -> list[Partner]:
        """The folders that files are exchanged with."""

    def parcels(self) -> list[Parcel]:
        """Every file written here or there, the oldest first of each partner and direction."""

    def parcel_conflicts(self) -> list[ParcelConflict]:
        """What nobody has decided yet, the oldest first."""

    def office_uids(self) -> dict[str, str]:
        """The names of the 事業所 by those that every folder knows them by."""


class ParcelWriting(Protocol):
    """What a step about 連携ファイル stores. What has left is in no history, and no undo takes it back."""

    def parcel_conflict(self, conflict_id: ParcelConflictId) -> ParcelConflict: ...
    def save_parcel_conflict(self, conflict: ParcelConflict) -> ParcelConflict: ...
    def save_parcel(self, parcel: Parcel) -> Parcel:
        """Store a file that came; in the history, so that an undo forgets it."""

    def is_hard_to_guess(self, secret: str) -> bool:
        """Whether nobody who knows this office would guess it."""

    def keep_partner(self, partner: Partner) -> Partner:
        """Store a partner, new or changed."""

    def keep_written(self, parcel: Parcel) -> None:
        """Store a file that is written here."""

    def forget_written(self, parcel: Parcel) -> None:
        """Forget a file that could not be written."""

    def adopt(self, partner: Partner, marks: Sequence[Mark], on: date) -> None:
        """Know the files that a partner had from us, and that a backup put back knows nothing of."""

    def pack(
        self, partner: Partner, chain: Sequence[Mark], acks: Sequence[Mark], *, since: int, on: date
    ) -> Content:
        """Return what goes into a file of that day. since: the last step that the receiver knows."""

    def last_step(self) -> int:
        """The latest step there is."""

    def take_in(
        self,
        partner: Partner,
        content: Content,
        base: Base | None,
        on: date,
        *,
        report: Callable[[int, int], None],
    ) -> Merged:
        """Merge the rows of a file."""

    def take_steps(self, partner: Partner, steps: Sequence[Step]) -> int:
        """Keep the steps of a file that are not known yet; return how many."""

    def theirs(self, conflict: ParcelConflict) -> Any:
        """Return our object with what the file says of these columns; a new one where ours is not there."""

    def take_theirs(self, conflict: ParcelConflict) -> None:
        """Let our row say what the file says; raise NotAllowed where something stands in the way."""

    def know_as(self, conflict: ParcelConflict, row_id: int) -> None:
        """Know the row of a conflict by its name from now on."""
