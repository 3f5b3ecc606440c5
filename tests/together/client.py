"""The program of one administrator, at work until told to stop; a process, so that it can be killed.

python -m tests.together.client ADDRESS FOLDER SEED PACE

Says one line of JSON before and after each step; PACE: seconds between two steps on average, as of a person.
"""

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.changes import Done
from app.domain.certificate import CertificateStatus
from app.domain.contact import Means
from app.domain.roles import User
from app.errors import ConnectionLost, SystemTrouble, UserError
from app.ports import Transaction
from app.usecases.contacts.outreach import log_contact
from app.usecases.counter.certificates import collect, hand_out
from app.usecases.people.life_events import change_name
from tests.conftest import TODAY
from tests.factories import certificate
from tests.postgres import open_on

Step = Callable[[Transaction], Done]
S = CertificateStatus
SURNAMES = "見本 例示 架空 実例 試作".split()


class Client:
    """Does what comes to the desk, of whomever."""

    def __init__(self, address: str, folder: Path, seed: int, pace: float) -> None:
        self.name, self._pace, self._random = folder.name, pace, random.Random(seed)
        self._store = open_on(address, folder, user=User(self.name))
        self._count = 0

    def work(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            time.sleep(self._random.uniform(0, 2 * self._pace))
            kind = self._random.choices(
                ("hand_out", "collect", "contact", "name", "undo"), (50, 20, 20, 5, 5)
            )[0]
            self._count += 1
            self._do(kind, f"{self.name}-{self._count}")
        self._store.close()

    def _do(self, kind: str, label: str) -> None:
        """Do one step, and after a lost connection find out what became of it, as the window does."""
        try:
            self._store.others.news()
            step = self._step(kind)
        except UserError:
            return
        except ConnectionLost:
            self._store.others.is_there()
            return
        say(begun=label)
        begun = time.perf_counter()
        try:
            if step is None:
                label = f"元に戻す: {self._store.undo().label}"
            else:
                self._store.record(lambda tx: replace(step(tx), label=label))
            told = "done"
        except ConnectionLost:
            told = "done" if self._is_recorded() else "not done"
            if step is None:
                told = "unknown"  # of which step is not known here; the history is looked at
        except (UserError, SystemTrouble):
            told = "not done"
        say(ended=label, told=told, kind=kind, seconds=time.perf_counter() - begun)

    def _is_recorded(self) -> bool:
        while True:
            try:
                if self._store.others.is_there():
                    return "記録されています。" in self._store.others.news().said
            except SystemTrouble:
                """Once more."""

    def _step(self, kind: str) -> Step | None:
        """Choose one by what is on the screen, which may be of before."""
        queries = self._store.queries
        if kind in ("hand_out", "collect"):
            state = S.READY if kind == "hand_out" else S.HANDED_OUT
            sheets = queries.certificate_rows([state])
            if sheets:
                one = self._random.choice(sheets[:40])
                step = hand_out if kind == "hand_out" else collect
                return lambda tx: step(tx, [one.certificate_id], on=TODAY, today=TODAY)
        if kind == "undo":
            return None
        who = self._random.choice(queries.person_rows(search=self._random.choice(SURNAMES)))
        if kind == "name":
            name = f"{self._random.choice(SURNAMES)} {self.name}{self._count}"
            return lambda tx: change_name(tx, who.person_id, name=name, kana="", on=TODAY, today=TODAY)
        if kind == "contact":
            return lambda tx: log_contact(tx, [who.person_id], means=Means.PHONE, on=TODAY, today=TODAY)

        def enter(tx: Transaction) -> Done:
            number = f"{self.name}-{self._count}"
            tx.save_certificate(certificate(id=None, person_id=who.person_id, issue_number=number))
            return Done("", "")

        return enter


def say(**told: Any) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)


def main() -> None:
    address, folder, seed, pace = sys.argv[1:]
    client = Client(address, Path(folder), int(seed), float(pace))
    over = threading.Event()
    say(ready=True)
    sys.stdin.readline()
    threading.Thread(target=lambda: (sys.stdin.readline(), over.set()), daemon=True).start()
    client.work(over.is_set)


if __name__ == "__main__":
    main()
