"""Which sheets a scanned or typed text means at the desk, and what is to be said of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.accepted_text import quotable
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, Why
from app.domain.ids import CertificateId, PersonId
from app.domain.issue_number import parse_issue_number
from app.domain.person import household_key
from app.domain.renewal import awaits_exchange
from app.domain.scanned import kana_of, plain
from app.domain.wareki import wareki
from app.errors import BadValue, NotFound
from app.ports import Queries
from app.rows import CertificateRow, PersonDetail
from app.usecases.counter.misdeliveries import misdelivered
from app.words import label, said
from ui.frame.answer import Heard

S = CertificateStatus


class DeskMode(StrEnum):
    """What each scan does."""

    HAND_OUT = "hand_out"
    COLLECT = "collect"
    INSPECT = "inspect"
    COUNT = "count"


COUNTER = (DeskMode.HAND_OUT, DeskMode.COLLECT)
"""The modes with somebody standing there."""

VERBS = {DeskMode.HAND_OUT: "配付", DeskMode.COLLECT: "回収"}

WANTED = {
    DeskMode.HAND_OUT: (S.READY,),
    DeskMode.COLLECT: (S.HANDED_OUT, S.READY, S.SUPERSEDED, S.LOST, S.UNCOLLECTABLE),
}
"""The states in which a sheet can take the step of a mode."""

_SOUGHT = {
    DeskMode.HAND_OUT: ((S.READY,),),
    DeskMode.COLLECT: ((S.HANDED_OUT, S.SUPERSEDED), (S.LOST, S.UNCOLLECTABLE), (S.READY,)),
}
"""What a number or a name may mean, the likelier first: a sheet in the drawer is the last guess."""

VOID = frozenset({S.SUPERSEDED, S.LOST, S.UNCOLLECTABLE})
"""Old sheets that turn up: they come back to the society."""

REPORTED = frozenset({S.LOST, S.UNCOLLECTABLE})
"""What was reported to the society as gone, should it be there after all."""

IN_USE = "今の証(引き換え待ち)"
"""What is said of a sheet whose holder uses it until the new one is handed out."""

MISDELIVERED = "誤交付のため取り戻します"
"""Why a sheet comes back that somebody else was given."""

_RUINED = frozenset({S.SPOILED, S.CANCELLED, S.NEVER_ISSUED})
_ALREADY = {
    DeskMode.HAND_OUT: {S.HANDED_OUT: "配付済みです"},
    DeskMode.COLLECT: {S.COLLECTED: "回収済みです", S.FORWARDED: "返送済みです"},
}
_NEVER_PAPER = frozenset({S.PLANNED, S.CANCELLED, S.NEVER_ISSUED})
_NO_LONGER_WANTED = frozenset({Why.LOSS, Why.UNRECORDED, Why.EXPIRED, Why.OVER, Why.REGISTERED, Why.REPLACED})

MOST = 60
"""So many members of a name are looked at; more than anybody would choose from."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was done. headline: one or two words, the large part of the banner.

    short: the same for a chip.
    """

    headline: str
    sentence: str
    heard: Heard = Heard.PROBLEM
    row: CertificateRow | None = None
    short: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text means: sheets to act on, or why there are none.

    is_certain: nobody else can be meant, by the sheet's own number or by the member's. A name,
    or the beginning of a code, is never acted on without a choice.
    """

    rows: tuple[CertificateRow, ...] = ()
    refusal: Refusal | None = None
    is_certain: bool = True
    is_code: bool = False


def look_up(queries: Queries, text: str, mode: DeskMode, codes: Sequence[str] = ()) -> Found:
    """Return the sheets meant by an issue number, 記号-番号(-枝番), a tail of the 番号, a name or a code.

    codes: the issue numbers that a scanner may have meant by the text.
    """
    by_code = _by_code(queries, text, codes)
    if by_code is not None and not text.isdecimal():
        return _checked(by_code, mode)
    if text[:1].isascii() and any(char.isdecimal() for char in text):
        found = _by_number(queries, text, mode)
        if by_code is not None:
            # Eight digits that are both an issue number and somebody's number.
            same = not found or {r.certificate_id for r in found} == {by_code.certificate_id}
            return _checked(by_code, mode) if same else Found((by_code, *found), is_certain=False)
        if found:
            # One digit is the end of too many numbers: whose papers they are is shown first.
            return Found(tuple(found), is_certain=len(text) > 1)
    return _by_words(queries, text, mode)


def objection(detail: PersonDetail, row: CertificateRow, on: date) -> Refusal | None:
    """Why a sheet must not be handed over on that day although it lies ready."""
    if on >= detail.loss.on:
        lost = wareki(detail.loss.on)
        return Refusal(
            "渡しません",
            f"{row.name} さんは{lost}に資格を喪失しています。渡さずに回収(F3)してください。",
            row=row,
            short="資格喪失、渡しません",
        )
    if row.expires_on is not None and row.expires_on < on:
        return Refusal(
            "期限切れ",
            f"{row.name} さんの証は{wareki(row.expires_on)}で期限切れです。渡さずに回収(F3)してください。",
            row=row,
            short="期限切れ、渡しません",
        )
    return None


def met_misdelivered(detail: PersonDetail, row: CertificateRow) -> Refusal | None:
    """What is said where a sheet that somebody else was given turns up at the hand-out."""
    if (
        row.status not in (S.HANDED_OUT, *VOID)
        or misdelivered(detail.misdeliveries, row.certificate_id) is None
    ):
        return None
    return Refusal(
        "誤交付",
        f"{row.name} さんの証は、別の方に渡した証です。F3 で取り戻しを記録してください。",
        row=row,
        short="誤交付",
    )


def just_recovered(detail: PersonDetail, row: CertificateRow, on: date) -> Refusal | None:
    """What is said of a good sheet read a second time on the day on which it was brought back.

    One from before the account was kept has no place in the drawer: it still counts as handed out.
    """
    is_here = row.status is S.READY or (row.status is S.HANDED_OUT and row.handed_out_on != on)
    cases = (c for c in detail.misdeliveries if c.certificate_id == row.certificate_id)
    if not is_here or not any(c.recovered_on == on for c in cases):
        return None
    if objection(detail, row, on) is not None or reason_to_return(detail, row.certificate_id):
        return None
    then = (
        "配付待ちに戻してあります。正しい方へ渡すときは F2 です。"
        if row.status is S.READY
        else "取り戻しを記録してあります。正しい方へお渡しください。"
    )
    return Refusal(
        "取り戻し済みです",
        f"{row.name} さんの証は{then}",
        Heard.ALREADY,
        row,
    )


def reason_to_return(detail: PersonDetail, certificate_id: CertificateId) -> str:
    """Return why this sheet comes back, in the words of the due list; empty if nothing asks for it."""
    if misdelivered(detail.misdeliveries, certificate_id) is not None:
        return MISDELIVERED
    for duty in detail.duties:
        if duty.certificate_id == certificate_id and duty.kind is DutyKind.RETURN:
            return duty.reason
    for duty in detail.duties:
        if duty.certificate_id == certificate_id and duty.why in _NO_LONGER_WANTED:
            return duty.reason
    return ""


def household_sheets(queries: Queries, row: CertificateRow, mode: DeskMode) -> list[CertificateRow]:
    """Return the sheets of the holder's household that can take the step of a mode, 枝番 by 枝番."""
    found = queries.certificates_of_household(row.person_id, _SOUGHT[mode][0])
    return sorted(found, key=_in_household)


def households(rows: Iterable[CertificateRow]) -> list[list[CertificateRow]]:
    """Return the sheets parted by household, each in the order of the 枝番, in the order met."""
    homes: dict[str, list[CertificateRow]] = {}
    for row in rows:
        homes.setdefault(household_key(row.key), []).append(row)
    return [sorted(home, key=_in_household) for home in homes.values()]


def version_of(detail: PersonDetail, certificate_id: CertificateId) -> int:
    """Return the how manieth paper of this person a sheet is, counting what was really printed."""
    papers = [c.id for c in detail.certificates if c.status not in _NEVER_PAPER or c.id == certificate_id]
    return papers.index(certificate_id) + 1


def is_in_use(row: CertificateRow, detail: PersonDetail) -> bool:
    """Whether the holder still uses this sheet until the one that renews it is handed out."""
    sheets = detail.certificates
    return any(c.id == row.certificate_id and awaits_exchange(c, sheets, date.max) for c in sheets)


def refused_words(row: CertificateRow, detail: PersonDetail) -> tuple[str, str]:
    """Return headline and sentence for a sheet that cannot be used any more: which issue, what to do."""
    version = version_of(detail, row.certificate_id)
    newest = next((c for c in reversed(detail.certificates) if c.is_live), None)
    then = ""
    if newest is not None and newest.id is not None and newest.id != row.certificate_id:
        where = {S.READY: "事務所で配付を待っています", S.HANDED_OUT: "お渡し済みです"}.get(
            newest.status, "印刷中です"
        )
        then = f"新しい証(第{version_of(detail, newest.id)}版)は{where}。"
    if is_in_use(row, detail):
        is_here = newest is not None and newest.status is S.READY
        what_to_do = "引き換えてください。" if is_here else "渡すまでは、そのままお使いいただきます。"
        return IN_USE, f"{row.name} さんが今お使いの証です。{then}{what_to_do}"
    if row.status in VOID:
        why = label(row.status, "turned_up")
        return f"無効・第{version}版、返納", f"{row.name} さんの{why}です。渡さずに受け取ります。{then}"
    what_to_do = "裁断" if row.status is S.SPOILED else "使えません"
    return f"無効・第{version}版、{what_to_do}", f"{row.name} さんの証は{said(row.status, 'refusal')}。{then}"


def is_ruined(row: CertificateRow) -> bool:
    """Whether the sheet never became a paper somebody may hold."""
    return row.status in _RUINED


def is_meant(row: CertificateRow, text: str, codes: Sequence[str]) -> bool:
    """Whether what was read names this paper: its code, the tail of the 番号, the key, the name."""
    if row.issue_number in codes or row.issue_number == text:
        return True
    typed = plain(text)
    if typed and all(char.isdecimal() or char == "-" for char in typed):
        number = row.key.split("-")[1]
        is_tail = number.endswith(typed) and (len(typed) > 1 or number == typed)
        return row.key == typed or row.key.startswith(f"{typed}-") or is_tail
    kana = kana_of(text)
    return text in row.name or (len(kana) > 1 and "".join(row.kana.split()).startswith(kana))


def _in_household(row: CertificateRow) -> tuple[str, CertificateId]:
    return row.key, row.certificate_id


def _by_code(queries: Queries, text: str, codes: Sequence[str]) -> CertificateRow | None:
    """Return the sheet with that issue number; a text that only looks like one means something else."""
    rows = []
    for code in dict.fromkeys((*codes, *_as_code(text))):
        try:
            rows.append(queries.certificate_by_issue(code))
        except NotFound:
            continue
    return rows[0] if len({row.certificate_id for row in rows}) == 1 else None


def _as_code(text: str) -> list[str]:
    try:
        return [parse_issue_number(text)]
    except BadValue:
        return []


def _by_number(queries: Queries, text: str, mode: DeskMode) -> list[CertificateRow]:
    parts = text.split("-")
    tail = parts[1] if len(parts) > 1 else parts[0]
    for statuses in _SOUGHT[mode]:
        rows = [r for r in queries.certificates_by_tail(tail, statuses) if _is_key(r.key, parts)]
        codes = _of_employee_code(queries, text, statuses)
        found = {row.certificate_id: row for row in (*rows, *codes)}
        if found:
            return list(found.values())
    return []


def _of_employee_code(
    queries: Queries, text: str, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """The papers of the household of whoever has exactly that 社員番号."""
    people = queries.person_rows(search=text, limit=MOST)
    homes = {household_key(p.key) for p in people if p.employee_code.upper() == text.upper()}
    tails = dict.fromkeys(home.partition("-")[2] for home in homes)
    rows = [row for tail in tails for row in queries.certificates_by_tail(tail, statuses)]
    return sorted((row for row in rows if household_key(row.key) in homes), key=_in_household)


def _by_words(queries: Queries, text: str, mode: DeskMode) -> Found:
    """A name in kana or kanji, or the beginning of a code: offered, never acted on at once."""
    people = [(p.person_id, p.key) for p in queries.person_rows(search=text, limit=MOST)]
    for statuses in _SOUGHT[mode]:
        rows = _sheets_of(queries, people, statuses)
        if rows:
            return Found(tuple(rows), is_certain=False)
    others = _sheets_of(queries, people, tuple(S))
    if others:
        return _checked(others[-1], mode)
    if people:
        return Found(
            refusal=Refusal(
                "証がありません",
                f"「{quotable(text)}」に当たる方({len(people)}名)には{VERBS[mode]}する証がありません。",
            )
        )
    sentence = f"「{quotable(text)}」に当たる資格確認書はありません。番号か名前を確かめてください。"
    return Found(refusal=Refusal("見つかりません", sentence))


def _sheets_of(
    queries: Queries, people: Sequence[tuple[PersonId, str]], statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    wanted = {person_id for person_id, _ in people}
    tails = dict.fromkeys(part for _, key in people for part in key.split("-")[1:2])
    rows = [row for tail in tails for row in queries.certificates_by_tail(tail, statuses)]
    return list({row.certificate_id: row for row in rows if row.person_id in wanted}.values())


def _checked(row: CertificateRow, mode: DeskMode) -> Found:
    if row.status in WANTED[mode] or (mode is DeskMode.HAND_OUT and row.status in VOID):
        return Found((row,), is_code=True)
    sentence = f"{row.name} さんの証 {row.issue_number} は{said(row.status, 'refusal')}。"
    already = _ALREADY[mode].get(row.status)
    if already is not None:
        return Found(refusal=Refusal(already, sentence, Heard.ALREADY, row))
    return Found(refusal=Refusal("無効" if is_ruined(row) else "できません", sentence, row=row))


def _is_key(key: str, parts: Sequence[str]) -> bool:
    text = "-".join(parts)
    return len(parts) == 1 or key == text or key.startswith(f"{text}-")
