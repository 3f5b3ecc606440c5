"""発行報告: what became of each certificate of a batch; the society compares it with what it signed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from app.domain.ids import CertificateId
from app.domain.issue_batch import Outcome
from app.domain.print_session import PrintSheet, SessionStatus, SheetStatus
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Reading
from app.usecases.issuing.batch_file import BatchFile, read_batch
from app.usecases.issuing.signed import SigningKey, key_of, opened, public_text, sign
from app.usecases.issuing.taking import batch_of, file_of

REPORT, CALLED = "issue report", "発行報告"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One certificate of the batch. issue_number: of the good sheet. spoiled, missing: void ones."""

    key: str
    name: str
    outcome: Outcome
    issue_number: str = ""
    spoiled: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the society finds in a report on its batch. rows: one for each certificate it signed."""

    number: str
    made_on: date
    rows: tuple[ReportRow, ...]

    def count(self, outcome: Outcome) -> int:
        """How many certificates came out like that."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def spoiled(self) -> int:
        """How many sheets were spoiled."""
        return sum(len(row.spoiled) for row in self.rows)


def issue_report(tx: Reading, number: str, *, today: date, key: SigningKey | None = None) -> bytes:
    """Return the signed report of a batch; NotAllowed until every sheet of its run is accounted for.

    key: the office's own, where the society was told it before and says so in the batch.
    """
    batch = batch_of(tx, number)
    if batch.session_id is None:
        raise NotAllowed(f"発行データ {number} はまだ印刷していません。先に印刷してください。")
    if tx.session(batch.session_id).status not in (SessionStatus.CLOSED, SessionStatus.CANCELLED):
        raise NotAllowed(
            f"印刷作業{batch.session_id}の刷り上がりがまだ確かめられていません。確かめてから報告してください。"
        )
    signed = file_of(batch)
    content = {
        "batch": number,
        "insurer_number": signed.insurer_number,
        "made_on": today.isoformat(),
        "rows": [asdict(row) for row in _rows(tx, signed, tx.sheets(batch.session_id))],
    }
    if not signed.office_key:
        return sign(REPORT, content, key_of(signed.report_seed))
    if key is None or public_text(key) != signed.office_key:
        raise BadValue(
            f"発行データ {number} の報告は、健保に知らせた事業所の鍵で署名します。"
            "その鍵のファイルを選んでください。"
        )
    return sign(REPORT, content, key)


def reconcile(report: bytes, batch: bytes, *, public_key: str) -> Reconciled:
    """Return the account of a batch; BadValue unless it was signed with the key that the batch names.

    report, batch: the files. public_key: the society's own.
    """
    signed = read_batch(batch, public_key)
    trusted = signed.office_key or public_text(key_of(signed.report_seed))
    found = opened(report, REPORT, trusted=trusted, called=CALLED, sender="事業所")
    if found["batch"] != signed.number:
        raise BadValue("この発行報告は別の発行データのものです。番号を確かめてください。")
    rows = tuple(map(_row, found["rows"]))
    if [row.key for row in rows] != [entry.key for entry in signed.entries]:
        raise BadValue("発行報告の方々が発行データと違います。事業所に確かめてください。")
    return Reconciled(signed.number, date.fromisoformat(found["made_on"]), rows)


def _rows(tx: Reading, signed: BatchFile, sheets: Sequence[PrintSheet]) -> list[ReportRow]:
    papers = tx.certificates([sheet.certificate_id for sheet in sheets])
    numbers = {paper.id: paper.issue_number for paper in papers}
    keys = {person.id: person.key for person in tx.people()}
    of_key: dict[str, list[PrintSheet]] = {}
    for sheet, paper in zip(sheets, papers, strict=True):
        of_key.setdefault(keys.get(paper.person_id, ""), []).append(sheet)
    return [_told(entry.key, entry.name, of_key.get(entry.key, ()), numbers) for entry in signed.entries]


def _told(
    key: str, name: str, sheets: Sequence[PrintSheet], numbers: Mapping[CertificateId | None, str]
) -> ReportRow:
    def of(status: SheetStatus) -> tuple[str, ...]:
        return tuple(numbers[sheet.certificate_id] for sheet in sheets if sheet.status is status)

    good, missing = of(SheetStatus.GOOD), of(SheetStatus.MISSING)
    outcome = Outcome.PRINTED if good else Outcome.MISSING if missing else Outcome.NOT_PRINTED
    return ReportRow(key, name, outcome, "".join(good), of(SheetStatus.SPOILED), missing)


def _row(facts: Mapping[str, Any]) -> ReportRow:
    return ReportRow(
        facts["key"],
        facts["name"],
        Outcome(facts["outcome"]),
        facts["issue_number"],
        tuple(facts["spoiled"]),
        tuple(facts["missing"]),
    )
