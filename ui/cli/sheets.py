"""Which sheets a command line means, and how they are shown afterwards."""

from collections.abc import Collection, Sequence
from typing import Any

from app.domain.certificate import CertificateStatus
from app.domain.ids import CertificateId
from app.domain.scanned import issue_numbers
from app.errors import NotFound
from app.ports import Queries
from app.rows import CertificateRow
from ui.cli.desk import Desk, as_data


def sheet_of(queries: Queries, code: str, states: Collection[CertificateStatus]) -> CertificateRow:
    """Return the sheet behind an issue number, or the one such sheet of a 記号-番号-枝番."""
    if issue := issue_number(code):
        return queries.certificate_by_issue(issue)
    person_id = queries.person_id(code)
    home = queries.certificates_of_household(person_id, tuple(states))
    found = [row for row in home if row.person_id == person_id]
    if not found:
        raise NotFound(f"{code} の方に、その操作ができる証はありません。show で今の状態を確かめてください。")
    if len(found) != 1:
        raise NotFound(f"{code} に当てはまる証が1枚に決まりません。発行番号で指定してください。")
    return found[0]


def sheets_of(queries: Queries, code: str, states: Collection[CertificateStatus]) -> list[CertificateRow]:
    """Return the sheet behind an issue number, or of a 記号-番号-枝番 all such sheets of the household."""
    if issue := issue_number(code):
        return [queries.certificate_by_issue(issue)]
    found = queries.certificates_of_household(queries.person_id(code), tuple(states))
    if not found:
        raise NotFound(
            f"{code} の世帯に、その操作ができる証はありません。show で今の状態を確かめてください。"
        )
    return found


def issue_number(code: str) -> str:
    """Return the one issue number that a code is; empty for a 記号-番号-枝番."""
    numbers = issue_numbers(code)
    return numbers[0] if len(numbers) == 1 else ""


def ids_of(rows: Sequence[CertificateRow]) -> list[CertificateId]:
    """Return the ids of the sheets."""
    return [row.certificate_id for row in rows]


def rows_now(desk: Desk, rows: Sequence[CertificateRow]) -> list[dict[str, Any]]:
    """Return the sheets as they stand now, for JSON."""
    fresh = [desk.queries.certificate_by_issue(row.issue_number) for row in rows]
    return [as_data(row, "issue=issue_number key name status") for row in fresh]
