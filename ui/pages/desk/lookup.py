"""Which sheets a scanned or typed text means at the desk, and what is to be said of them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum

from app.domain.accepted_text import quotable
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, Why
from app.domain.ids import CertificateId, PersonId
from app.domain.person import household_key
from app.domain.renewal import awaits_exchange
from app.late import dataclass
from app.ports import Queries
from app.rows import CertificateRow, PersonDetail
from app.usecases.counter import certificates
from app.usecases.counter.lookup import MOST, Asked, people, sheet_of_code, sheets_of_number, sheets_of_people
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

FindSheets = Callable[[PersonId, Sequence[CertificateStatus]], Sequence[CertificateRow]]
"""The sheets of a household in some states: Queries.certificates_of_household, or what was read of it."""

MISDELIVERED = "誤交付のため取り戻します"
"""Why a sheet comes back that somebody else was given."""

_RUINED = frozenset({S.SPOILED, S.CANCELLED, S.NEVER_ISSUED})
_ALREADY = {
    DeskMode.HAND_OUT: {S.HANDED_OUT: "配付済みです"},
    DeskMode.COLLECT: {S.COLLECTED: "回収済みです", S.FORWARDED: "返送済みです"},
}
_NEVER_PAPER = frozenset({S.PLANNED, S.CANCELLED, S.NEVER_ISSUED})
_NO_LONGER_WANTED = frozenset({Why.LOSS, Why.UNRECORDED, Why.EXPIRED, Why.OVER, Why.REGISTERED, Why.REPLACED})


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


def look_up(queries: Queries, text: str, mode: DeskMode) -> Found:
    """Return the sheets meant by an issue number, 記号-番号(-枝番), a tail of the 番号, a name or a code."""
    asked = Asked.of(queries, text)
    by_code = sheet_of_code(queries, asked)
    if by_code is not None and not text.isdecimal():
        return _checked(by_code, mode)
    found = _first(_SOUGHT[mode], lambda states: sheets_of_number(queries, asked, states))
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
    why = certificates.objection(detail.loss, row.expires_on, on)
    if why is None:
        return None
    headline, what = ("渡しません", "資格喪失") if why.is_loss else ("期限切れ", "期限切れ")
    sentence = f"{why.sentence(row.name)}渡さずに回収(F3)してください。"
    return Refusal(headline, sentence, row=row, short=f"{what}、渡しません")


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
    return Refusal("取り戻し済みです", f"{row.name} さんの証は{then}", Heard.ALREADY, row)


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


def household_sheets(find: FindSheets, row: CertificateRow, mode: DeskMode) -> list[CertificateRow]:
    """Return the sheets of the holder's household that can take the step of a mode, 枝番 by 枝番."""
    return sorted(find(row.person_id, _SOUGHT[mode][0]), key=_in_household)


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


def _in_household(row: CertificateRow) -> tuple[str, CertificateId]:
    return row.key, row.certificate_id


def _first(
    sought: Sequence[Sequence[CertificateStatus]],
    read: Callable[[Sequence[CertificateStatus]], list[CertificateRow]],
) -> list[CertificateRow]:
    """The sheets in the likeliest states in which there are any."""
    return next(filter(None, map(read, sought)), [])


def _by_words(queries: Queries, text: str, mode: DeskMode) -> Found:
    """A name in kana or kanji, or the beginning of a code: offered, never acted on at once."""
    meant = people(lambda search: queries.person_rows(search=search, limit=MOST), text)
    rows = _first(_SOUGHT[mode], lambda states: sheets_of_people(queries, meant, states))
    if rows:
        return Found(tuple(rows), is_certain=False)
    others = sheets_of_people(queries, meant, tuple(S))
    if others:
        return _checked(others[-1], mode)
    if meant:
        return Found(
            refusal=Refusal(
                "証がありません",
                f"「{quotable(text)}」に当たる方({len(meant)}名)には{VERBS[mode]}する証がありません。",
            )
        )
    sentence = f"「{quotable(text)}」に当たる資格確認書はありません。番号か名前を確かめてください。"
    return Found(refusal=Refusal("見つかりません", sentence))


def _checked(row: CertificateRow, mode: DeskMode) -> Found:
    if row.status in WANTED[mode] or (mode is DeskMode.HAND_OUT and row.status in VOID):
        return Found((row,), is_code=True)
    sentence = f"{row.name} さんの証 {row.issue_number} は{said(row.status, 'refusal')}。"
    already = _ALREADY[mode].get(row.status)
    if already is not None:
        return Found(refusal=Refusal(already, sentence, Heard.ALREADY, row))
    return Found(refusal=Refusal("無効" if is_ruined(row) else "できません", sentence, row=row))
