"""Which sheets a scanned or typed text means at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.certificate import REFUSALS, CertificateStatus
from app.domain.ids import PersonId
from app.domain.issue_number import parse_issue_number
from app.domain.wareki import wareki
from app.errors import BadValue, NotFound
from app.ports import Queries
from app.rows import CertificateRow, PersonDetail

S = CertificateStatus


class DeskMode(StrEnum):
    """What each scan does."""

    HAND_OUT = "hand_out"
    COLLECT = "collect"


WANTED = {
    DeskMode.HAND_OUT: (S.READY,),
    DeskMode.COLLECT: (S.HANDED_OUT, S.READY, S.SUPERSEDED, S.LOST, S.UNCOLLECTABLE),
}
"""The states in which a sheet can take the step of a mode."""

_INVALID = frozenset({S.SUPERSEDED, S.SPOILED, S.CANCELLED, S.LOST, S.UNCOLLECTABLE, S.NEVER_ISSUED})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was done. headline: one or two words, the large part of the banner."""

    headline: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a text means: sheets to act on, or why there are none."""

    rows: tuple[CertificateRow, ...] = ()
    refusal: Refusal | None = None


def look_up(queries: Queries, text: str, mode: DeskMode) -> Found:
    """Return the sheets meant by an issue number, 記号-番号(-枝番) or the tail of a 番号."""
    if not (text.isdecimal() and len(text) < 8):
        try:
            return _checked([queries.certificate_by_issue(parse_issue_number(text))], mode)
        except (BadValue, NotFound) as error:
            if not any(part.isdecimal() for part in text.split("-")[1:]) and not text.isdecimal():
                return Found(refusal=Refusal("読めません", str(error)))
    parts = text.split("-")
    tail = parts[1] if len(parts) > 1 else parts[0]
    wanted = [r for r in queries.certificates_by_tail(tail, WANTED[mode]) if _is_key(r.key, parts)]
    if wanted:
        return Found(tuple(wanted))
    others = [r for r in queries.certificates_by_tail(tail, tuple(S)) if _is_key(r.key, parts)]
    if others:
        return _checked(others[-1:], mode)
    sentence = f"「{text}」に当たる資格確認書はありません。番号を確かめてください。"
    return Found(refusal=Refusal("見つかりません", sentence))


def objection(detail: PersonDetail, row: CertificateRow, on: date) -> Refusal | None:
    """Why a sheet must not be handed over on that day although it lies ready."""
    if on >= detail.loss.on:
        lost = wareki(detail.loss.on)
        return Refusal(
            "渡しません", f"{row.name} さんは{lost}に資格を喪失しています。渡さずに回収(F3)してください。"
        )
    if row.expires_on is not None and row.expires_on < on:
        return Refusal(
            "期限切れ",
            f"{row.name} さんの証は{wareki(row.expires_on)}で期限切れです。渡さずに回収(F3)してください。",
        )
    return None


def rest_of_household(
    queries: Queries, detail: PersonDetail, mode: DeskMode, done: Sequence[PersonId]
) -> list[CertificateRow]:
    """Return the household's other sheets that can take the same step."""
    members = {row.person_id for row in detail.household} - set(done)
    statuses = (S.READY,) if mode is DeskMode.HAND_OUT else (S.HANDED_OUT, S.SUPERSEDED)
    rows = queries.certificates_by_tail(detail.person.number, statuses)
    return [row for row in rows if row.person_id in members]


def _checked(rows: Sequence[CertificateRow], mode: DeskMode) -> Found:
    row = rows[0]
    if row.status in WANTED[mode]:
        return Found(tuple(rows))
    headline = "無効" if row.status in _INVALID else "できません"
    return Found(
        refusal=Refusal(headline, f"{row.name} さんの証 {row.issue_number} は{REFUSALS[row.status]}。")
    )


def _is_key(key: str, parts: Sequence[str]) -> bool:
    text = "-".join(parts)
    return len(parts) == 1 or key == text or key.startswith(f"{text}-")
