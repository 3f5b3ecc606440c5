"""One office on a server, the programs of several administrators at work in it, and the proof afterwards."""

import json
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.certificate import LIVE
from app.domain.person import Office
from db.duties import anew
from db.journal import chain
from db.journal.replay import apart
from tests.factories import certificate, person
from tests.postgres import Server, open_on
from tests.together.client import SURNAMES
from ui.bootstrap import create_sample_folder

ROOT = Path(__file__).parents[2]
PEOPLE = 400


@dataclass
class Program:
    """One of them, and what it said until now."""

    process: "subprocess.Popen[str]"
    said: list[dict[str, Any]] = field(default_factory=list)
    is_ready: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            # What was being said when it was killed is half a line.
            if line.endswith("\n"):
                self.said.append(json.loads(line))
            self.is_ready.set()
        # Whoever waits for one that did not even begin learns of it.
        self.is_ready.set()

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@dataclass
class SharedOffice:
    """Everything that was said in it must be true in the end."""

    server: Server
    folder: Path
    database: str
    programs: list[Program] = field(default_factory=list)
    within: Sequence[str] = ()
    """What goes before the programs, where they run on a machine apart."""

    def open(self, count: int, *, pace: float, address: str = "") -> list[Program]:
        """Let so many programs open it; they begin when they are told."""
        begun = []
        for _ in range(count):
            number = len(self.programs)
            folder = self.folder / f"係{number}"
            shutil.copytree(self.folder / "made", folder)
            client = [sys.executable, "-m", "tests.together.client", address or self.address, str(folder)]
            process = subprocess.Popen(
                [*self.within, *client, str(number), str(pace)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            program = Program(process)
            threading.Thread(target=program.listen, daemon=True).start()
            self.programs.append(program)
            begun.append(program)
        for program in begun:
            program.is_ready.wait()
            program.tell()
        return begun

    @property
    def address(self) -> str:
        return self.server.address(self.database)

    @staticmethod
    def stop(programs: Sequence[Program]) -> None:
        """Let them end after the step under way; one that does not end by itself counts as broken."""
        for program in programs:
            program.tell()
        for program in programs:
            if program.process.wait(120):
                raise AssertionError("a program did not end by itself")

    def broken(self) -> list[str]:
        """Return what is not as it was said, or not as it must be."""
        found = []
        store = open_on(self.address, self.folder / "made")
        connection = store._connection
        labels = Counter(connection.values("SELECT label FROM operation"))
        for program in self.programs:
            for said in program.said:
                there = labels[said.get("ended", "")]
                if said.get("told") == "done" and there != 1:
                    found.append(f"{said['ended']} was acknowledged and is there {there} times")
                if said.get("told") == "not done" and there and not said["ended"].startswith("元に"):
                    found.append(f"{said['ended']} was refused and is there")
            begun = [said["begun"] for said in program.said if "begun" in said]
            found += [f"{label} is there twice" for label in begun if labels[label] > 1]
        live = ", ".join(f"'{status}'" for status in LIVE)
        of_live = f"SELECT person_id FROM certificate WHERE status IN ({live})"
        twice = connection.values(f"{of_live} GROUP BY person_id HAVING count(*) > 1")
        found += [f"two live certificates of {who}" for who in twice]
        numbers = connection.values("SELECT id FROM operation ORDER BY id")
        if numbers != list(range(1, len(numbers) + 1)):
            found.append("the numbers of the history have gaps")
        found += [f"chain: {one}" for one in chain.breaks(connection)]
        found += [f"history and tables differ: {one.table} {one.row_id}" for one in apart(connection)]
        found += [f"other duties than follow of {who}" for who in anew.wrong(connection)]
        store.close()
        return found

    def seconds(self, programs: Sequence[Program], kind: str) -> list[float]:
        """How long each acknowledged step of a kind took."""
        return sorted(
            said["seconds"]
            for program in programs
            for said in program.said
            if said.get("kind") == kind and said["told"] == "done"
        )


@contextmanager
def shared_office(server: Server, folder: Path) -> Iterator[SharedOffice]:
    """Make it: so many people, each with a sheet that waits in the drawer."""
    create_sample_folder(folder / "made")
    database = server.office_of(folder / "made")
    made = SharedOffice(server, folder, database)
    store = open_on(made.address, folder / "made")
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本支店"))
        people = [
            person(
                id=None,
                office_id=office.id,
                number=str(101 + place),
                name=f"{SURNAMES[place % len(SURNAMES)]} {place}",
            )
            for place in range(PEOPLE)
        ]
        ids = tx.save_people(people)
        tx.save_certificates(
            [certificate(id=None, person_id=who, issue_number=f"{who:04d}-{who:04d}") for who in ids]
        )
    store.close()
    try:
        yield made
    finally:
        for program in made.programs:
            program.process.kill()
            program.process.communicate()
        server.run(f"DROP DATABASE {database} WITH (FORCE)")
