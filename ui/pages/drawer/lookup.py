"""Which paper of the drawer a typed text means."""

from datetime import date

from app.domain.elderly_card import ElderlyOutcome
from app.domain.scanned import kana_of, plain
from app.ports import Queries
from app.rows import CertificateRow, ElderlyRow
from app.usecases.counter import drawer
from app.usecases.counter.drawer import DrawerLine

_ELSEWHERE = (*drawer.COLLECTABLE, drawer.S.FORWARDED)


def is_meant(row: CertificateRow | ElderlyRow, text: str) -> bool:
    """Whether typed text names this paper's holder: key, tail of the 番号, kana or name."""
    typed = plain(text)
    if row.key == typed or row.key.startswith(f"{typed}-"):
        return True
    if typed.isdecimal():
        return row.key.split("-")[1].endswith(typed)
    kana = kana_of(text)
    return text in row.name or (len(kana) > 1 and "".join(row.kana.split()).startswith(kana))


def elsewhere(queries: Queries, text: str, today: date) -> list[DrawerLine]:
    """Papers of the person meant by a key or the tail of a 番号 that should be anywhere but here."""
    number = plain(text)
    parts = number.split("-")
    tail = parts[1] if len(parts) > 1 else number
    if not tail.isdecimal():
        return []
    rows: list[CertificateRow | ElderlyRow] = list(queries.certificates_by_tail(tail, _ELSEWHERE))
    rows += [r for r in queries.elderly_rows(today) if r.outcome is not ElderlyOutcome.COLLECTED]
    return [drawer.unexpected_line(row) for row in rows if is_meant(row, text)]


class Told:
    """Keeps what a use case said; the answer repeats it."""

    def __init__(self) -> None:
        self.sentence = ""

    def done(self, sentence: str) -> None:
        self.sentence = sentence

    def refuse(self, sentence: str) -> None:
        self.sentence = sentence

    def trouble(self, sentence: str) -> None:
        self.sentence = sentence
