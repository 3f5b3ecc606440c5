"""What an operation would bring about, said before anything is stored."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, Why
from app.domain.household import Home
from app.domain.ids import PersonId
from app.domain.wareki import wareki_short
from app.errors import UserError
from app.late import dataclass
from app.ports import Queries, Reading, Store, UseCase
from app.rows import DueRow, PersonDetail
from app.usecases.counter.misdeliveries import read_alike

Details = dict[PersonId, PersonDetail]
S = CertificateStatus

_NAMED = 3
"""Namesakes who are named; of more there is the count."""

_WAITS_FOR_THE_LIST = (Why.NO_EXPIRY, Why.EXPIRY_PAST)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an operation would add to the due list and do to the sheets; nothing is stored.

    sentence: all of it in one sentence; the refusal when it is refused. told: what the
    operation itself would say. remark: what of that is to be read beforehand. returns,
    prints, others: the rows that come. gone: rows that go. spoiled, lost: how many sheets would
    become so. namesakes: who is on the roster already and is called as somebody who would join; their
    birth dates tell whether it is the same human.
    """

    sentence: str
    told: str = ""
    remark: str = ""
    returns: tuple[DueRow, ...] = ()
    prints: tuple[DueRow, ...] = ()
    others: tuple[DueRow, ...] = ()
    gone: tuple[DueRow, ...] = ()
    spoiled: int = 0
    lost: int = 0
    refused: str | None = None
    namesakes: str = ""


class Foresight:
    """Foresees again and again while a form is open; what is due now is read once per day."""

    def __init__(self, store: Store) -> None:
        """Nothing else may be stored meanwhile."""
        self._store = store
        self._before: dict[tuple[Home, date], Details] = {}

    def of(self, use_case: UseCase[Done], *, on: date) -> Consequences:
        """See foresee."""
        queries = self._store.queries
        try:
            with self._store.rehearsal() as tx:
                done = use_case(tx)
                homes = sorted(tx.homes())
                after = {who: d for home in homes for who, d in _details(tx, queries, home, on).items()}
        except UserError as refusal:
            return Consequences(str(refusal), refused=str(refusal))
        self._read_before(homes, on)
        before = {who: d for home in homes for who, d in self._before[home, on].items()}
        joining = [after[who] for who in after.keys() - before.keys()]
        return replace(_compared(before, after, done), namesakes=_namesakes(queries, joining, before))

    def _read_before(self, homes: Iterable[Home], on: date) -> None:
        unread = [home for home in homes if (home, on) not in self._before]
        if unread:
            with self._store.reading() as stored:
                for home in unread:
                    self._before[home, on] = _details(stored, self._store.queries, home, on)


def foreseen(store: Store) -> Callable[[UseCase[Done], date], Consequences]:
    """Return what a form asks again and again, as of a day."""
    foresight = Foresight(store)
    return lambda use_case, on: foresight.of(use_case, on=on)


def foresee(store: Store, use_case: UseCase[Done], *, on: date) -> Consequences:
    """Rehearse the use case and compare the due list of the households concerned on that day.

    on: today, or the day on which a later event takes effect. What is due of everybody else is
    not looked at.
    """
    return Foresight(store).of(use_case, on=on)


def _namesakes(queries: Queries, joining: Sequence[PersonDetail], before: Mapping[PersonId, object]) -> str:
    """Nobody of the households concerned: who is hired again is their own namesake."""
    told = []
    for detail in joining:
        mine = next(row for row in detail.household if row.person_id == detail.person.id)
        rows = queries.person_rows(search=mine.kana or mine.name)
        alike = [row for row in rows if row.person_id not in before and read_alike(row, mine)]
        named = alike[:_NAMED]
        told += [f"{row.name} {wareki_short(row.born_on)}生({row.office} {row.key})" for row in named]
        told += [f"ほか{len(alike) - _NAMED}名"] if len(alike) > _NAMED else []
    return f"同じお名前の方が名簿にいます。生年月日を確かめてください: {'、'.join(told)}" if told else ""


def _details(tx: Reading, queries: Queries, home: Home, on: date) -> Details:
    return {p.id: queries.person_detail(p.id, on) for p in tx.household(*home) if p.id is not None}


def _compared(
    before: Mapping[PersonId, PersonDetail], after: Mapping[PersonId, PersonDetail], done: Done
) -> Consequences:
    old, new = _rows(before), _rows(after)
    come = [row for place, row in new.items() if place not in old]
    gone = tuple(row for place, row in old.items() if place not in new)
    returns = tuple(row for row in come if row.kind is DutyKind.RETURN)
    prints = tuple(row for row in come if row.kind is DutyKind.PRINT)
    spoiled, lost = (_count(after, status) - _count(before, status) for status in (S.SPOILED, S.LOST))
    return Consequences(
        sentence=_sentence(returns, prints, gone, spoiled, lost),
        told=done.sentence,
        remark=done.remark,
        returns=returns,
        prints=prints,
        others=tuple(row for row in come if row not in returns and row not in prints),
        gone=gone,
        spoiled=spoiled,
        lost=lost,
    )


def _rows(details: Mapping[PersonId, PersonDetail]) -> dict[tuple[object, ...], DueRow]:
    """The duties by what tells them apart; another date is another duty."""
    return {
        (row.why, row.person_id, row.certificate_id, row.due_on): row
        for detail in details.values()
        for row in detail.duties
    }


def _count(details: Mapping[PersonId, PersonDetail], status: CertificateStatus) -> int:
    return sum(sheet.status is status for detail in details.values() for sheet in detail.certificates)


def _sentence(
    returns: Sequence[DueRow], prints: Sequence[DueRow], gone: Sequence[DueRow], spoiled: int, lost: int
) -> str:
    parts = []
    if returns:
        days = sorted({row.due_on for row in returns if row.due_on is not None})
        first = "最も早い" if len(days) > 1 else ""
        by = f"({first}返却期限 {wareki_short(days[0])})" if days else ""
        parts.append(f"この操作で{len(returns)}枚が要返却になります{by}。")
    if lost:
        parts.append(f"{lost}枚が紛失(滅失届)になります。")
    if spoiled:
        parts.append(f"事務所にある{spoiled}枚が書き損じになり、裁断が要ります。")
    waiting = sum(row.why in _WAITS_FOR_THE_LIST for row in prints)
    if len(prints) > waiting:
        parts.append(f"{len(prints) - waiting}枚の印刷が必要になります。")
    if waiting:
        parts.append(f"{waiting}枚は健保の一覧(有効期限)が届いてから印刷します。")
    no_longer = [row for row in gone if row.kind is DutyKind.RETURN]
    if no_longer and not returns:
        parts.append(f"{len(no_longer)}枚が要返却でなくなります。")
    return "".join(parts) or "新しく返却や印刷が必要になる証はありません。"
