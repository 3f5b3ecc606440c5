"""Three offices and a head office: whatever they do and whichever files arrive when, nobody is lost.

Files are lost, come twice, and late. Once the last file of each has come, the head office holds the union;
once its answers have come, each office holds its own part of it.
"""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.certificate import CertificateStatus
from app.domain.difference import Settled
from app.errors import NotAllowed
from db.backup.backup import verify
from tests.parcels.branches import Branch, employee

CODES = ("2001", "2002", "2003")
DEPARTMENTS = ("総務部", "経理部", "工場")

ACTS = st.lists(
    st.tuples(
        st.sampled_from("join move sheet call undo send lose late again answer head".split()),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    min_size=8,
    max_size=18,
)


class Company:
    """The four folders, and the files under way."""

    def __init__(self, place: Path, made: Path) -> None:
        self.head = Branch(place / "head", made, "head")
        self.offices = [Branch(place / code, made, code) for code in CODES]
        self.late: list[bytes] = []
        self.came: list[bytes] = []
        self.number = 100
        for code, office in zip(CODES, self.offices, strict=True):
            office_id = office.office(code, f"事業所 {code}")
            office.add(*(employee(f"{code}{n}", office_id) for n in range(2)))

    def act(self, what: str, which: int, choice: int) -> None:
        """One thing that happens."""
        office, code = self.offices[which], CODES[which]
        who, whose = f"{code}{choice % 2}", self.head if what == "head" else office
        if what in ("move", "sheet", "call", "head") and not whose.has(who):
            return
        if what == "join":
            self.number += 1
            office.add(employee(f"{self.number}", office.store.queries.offices()[0].id or 0))  # type: ignore[arg-type]
        elif what == "move":
            office.change(who, department=DEPARTMENTS[choice])
        elif what == "head":
            self.head.change(who, employee_code=f"E{choice}")
        elif what == "sheet":
            self.number += 1
            facts = {"status": CertificateStatus.COLLECTED, "handed_out_on": None}
            office.give(who, f"{code}-{self.number}", **facts)
        elif what == "call":
            # Twice on the same day, word for word: two calls, not one.
            office.call(who)
        elif what == "undo":
            last = office.store.last_undoable()
            if last is not None and last.label != "事業所の追加":
                office.store.undo()
        elif what == "lose":
            self.write(which)
        elif what == "late":
            self.late.append(self.write(which))
        elif what == "again" and self.came:
            self.head.merge(self.came[choice % len(self.came)])
        elif what == "answer":
            self.answer(which)
        elif what == "send":
            self.send(which)

    def write(self, which: int) -> bytes:
        """The next file of an office; where it took back what it had told of, it first merges it again."""
        try:
            return self.offices[which].write()
        except NotAllowed:
            self.answer(which)
            return self.offices[which].write()

    def send(self, which: int) -> None:
        """An office's file arrives."""
        file = self.write(which)
        self.came.append(file)
        self.head.merge(file)

    def answer(self, which: int) -> None:
        """A file of the head office arrives, if it knows the office."""
        if any(CODES[which] in one.offices for one in self.head.store.queries.partners()):
            self.offices[which].merge(self.head.write(CODES[which]))

    def settle(self) -> None:
        """All late files come, then everybody tells everybody, and what both changed is decided."""
        for file in self.late:
            self.head.merge(file)
        for _ in range(2):
            for which, office in enumerate(self.offices):
                self.send(which)
                self.head.settle(Settled.THEIRS)
                self.answer(which)
                office.settle(Settled.THEIRS)

    def close(self) -> None:
        for one in (self.head, *self.offices):
            one.store.close()


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_nobody_is_lost_or_doubled(
    acts: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory, made_folder: Path
) -> None:
    place = tmp_path_factory.mktemp("acts")
    company = Company(place, made_folder)
    try:
        for act in acts:
            company.act(*act)
        company.settle()
        compare(company)
        assert verify(company.head.store) == []
    finally:
        company.close()
        shutil.rmtree(place)


def compare(company: Company) -> None:
    whole = company.head.facts()
    parts = [office.facts() for office in company.offices]
    for kind in ("people", "sheets"):
        union = {key: value for part in parts for key, value in part[kind].items()}  # type: ignore[attr-defined]
        assert whole[kind] == union
    assert whole["calls"] == sorted(call for part in parts for call in part["calls"])  # type: ignore[attr-defined]
    assert company.head.store.queries.parcel_conflicts() == []
