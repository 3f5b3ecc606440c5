"""Who is removed for good on one side is not taken away on the other, and comes from there as new."""

from datetime import date
from pathlib import Path

from app.domain.certificate import CertificateStatus
from app.domain.person import LossCause
from app.usecases.people import retention
from db.backup.backup import verify
from tests.parcels.branches import TODAY, Branch, employee

LEFT = date(2024, 4, 1)


def purge(branch: Branch) -> None:
    branch.store.record(lambda tx: retention.purge(tx, count=1, today=TODAY), undoable=False)
    branch.store.wipe()


def test_a_head_office_keeps_whom_an_office_removed_and_gets_back_whom_it_still_has(
    tmp_path: Path, made_folder: Path
) -> None:
    head, east = (Branch(tmp_path / name, made_folder, name) for name in ("head", "east"))
    office = east.office("2001", "東の事業所")
    gone = employee(
        "101", office, disqualified_on=LEFT, loss_cause=LossCause.LEFT, last_day_on=date(2024, 3, 31)
    )
    east.add(gone, employee("102", office))
    sent = CertificateStatus.FORWARDED
    east.give("101", "AAAA-0001", status=sent, issued_on=date(2023, 4, 1), forwarded_on=date(2024, 4, 9))
    head.merge(east.write())
    purge(head)
    assert not head.has("101")
    # The office still has the records, and its next file brings them as of somebody new.
    head.merge(east.write())
    assert head.has("101")
    assert head.store.queries.parcel_conflicts() == []
    purge(east)
    head.merge(east.write())
    assert head.has("101")
    purge(head)
    east.merge(head.write(to="2001"))
    assert not east.has("101")
    assert head.facts() == east.facts()
    for one in (head, east):
        assert verify(one.store) == []
        one.store.close()
