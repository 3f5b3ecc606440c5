"""Reads a household for the desk: which of its sheets take the step, which not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.domain.certificate import CertificateStatus
from app.domain.ids import CertificateId, PersonId
from app.domain.wareki import wareki_short
from app.ports import Queries
from app.rows import CertificateRow, PersonDetail, PersonRow
from app.usecases.counter.exchanges import exchanges_of
from app.usecases.counter.misdeliveries import misdelivered, namesakes, of_surname, read_alike
from app.words import label
from ui.pages.desk.lookup import (
    DeskMode,
    household_sheets,
    is_in_use,
    objection,
    reason_to_return,
    version_of,
)
from ui.pages.desk.question import FIRST_CAUSE, Member, Question, Step, place_words

S = CertificateStatus

_LATELY = timedelta(days=31)
_TOLD = 2


class HouseholdReader:
    """Asks the store once per person for one answer of the desk."""

    def __init__(
        self, queries: Queries, on: date, today: date, surnames: dict[str, list[PersonRow]] | None = None
    ) -> None:
        """on: 実施日. today: the real day. surnames: members read before, by surname."""
        self._queries = queries
        self._on = on
        self._today = today
        self._surnames = {} if surnames is None else surnames
        self._details: dict[PersonId, PersonDetail] = {}
        self._sheets: dict[PersonId, list[CertificateRow]] = {}

    def detail(self, person_id: PersonId) -> PersonDetail:
        """Return everything about a person."""
        if person_id not in self._details:
            self._details[person_id] = self._queries.person_detail(person_id, self._today)
        return self._details[person_id]

    def to_hand_out(self, rows: Sequence[CertificateRow], *, called: str = "") -> Question:
        """Return the question about sheets that lie ready; an exchange where old ones are still out."""
        swaps = {
            swap.new.certificate_id: swap
            for person_id in dict.fromkeys(row.person_id for row in rows)
            if any(c.status is S.SUPERSEDED for c in self.detail(person_id).certificates)
            for swap in exchanges_of(self._queries, person_id, self._today)
        }
        if not swaps:
            members = self._without_asked_back([self._waiting(row) for row in rows])
            return Question(Step.HAND_OUT, members, called, cause=FIRST_CAUSE[Step.HAND_OUT])
        everything = {row.certificate_id: row for row in rows}
        everything |= {key: swap.new for key, swap in swaps.items()}
        members = self._without_asked_back(
            [self._waiting(row, swaps[key].olds if key in swaps else ()) for key, row in everything.items()]
        )
        return Question(Step.EXCHANGE, members, called, cause=FIRST_CAUSE[Step.EXCHANGE], alone=tuple(rows))

    def to_collect(
        self, rows: Sequence[CertificateRow], *, called: str = "", is_leaving: bool = False
    ) -> Question:
        """Return the question about sheets that come back.

        Where the due list asks for one of them, or is_leaving (it asked for one already taken),
        only those it asks for are meant; the others need a key.
        """
        due = [reason_to_return(self.detail(row.person_id), row.certificate_id) for row in rows]
        only_due = is_leaving or any(due)
        members = tuple(
            self._member(row, due=reason, is_wanted=bool(reason) or not only_due)
            for row, reason in zip(rows, due, strict=True)
        )
        return Question(Step.COLLECT, members, called, cause=FIRST_CAUSE[Step.COLLECT])

    def rest(self, question: Question) -> Question | None:
        """Return what of the household can follow the same way; None if nothing."""
        first = question.members[0].row
        done = {m.row.certificate_id for m in question.members if not m.refusal}
        if question.step is Step.COLLECT:
            left = self._others(first, DeskMode.COLLECT, done)
            was_due = any(m.due for m in question.present)
            asked = self.to_collect(left, called="残り", is_leaving=was_due) if left else None
        else:
            left = self._others(first, DeskMode.HAND_OUT, done)
            asked = self.to_hand_out(left, called="残り") if left else None
        return asked if asked is not None and asked.present else None

    def new_ones(self, question: Question) -> Question | None:
        """Return the new sheets of those who just gave back an old one."""
        people = {m.row.person_id for m in question.present if m.row.status is S.SUPERSEDED}
        if not people:
            return None
        waiting = household_sheets(self._find_sheets, question.members[0].row, DeskMode.HAND_OUT)
        members = self._without_asked_back([self._waiting(row) for row in waiting if row.person_id in people])
        if not any(not m.refusal for m in members):
            return None
        return Question(Step.HAND_OUT, members, "新しい証", cause=FIRST_CAUSE[Step.HAND_OUT])

    def returned(self, question: Question) -> tuple[int, int]:
        """Return how many sheets of the household came back lately, and how many should have."""
        first = question.members[0].row
        back = self._find_sheets(first.person_id, (S.COLLECTED, S.FORWARDED))
        since = self._on - _LATELY
        done = [r for r in back if r.collected_on is not None and r.collected_on >= since]
        left = self._others(first, DeskMode.COLLECT, {r.certificate_id for r in done})
        open_rows = self.to_collect(left, is_leaving=True).present if left else ()
        missing = {m.row.certificate_id for m in question.missing} | {m.row.certificate_id for m in open_rows}
        return len(done), len(done) + len(missing)

    def namesakes(self, rows: Sequence[CertificateRow]) -> str:
        """Return a warning that names who could be mistaken for these holders; empty for nobody."""
        found: dict[PersonId, PersonRow] = {}
        holders = []
        for mine, others in self._mistakable(rows):
            holders.append(f"{mine.name} {wareki_short(mine.born_on)}生")
            found |= {row.person_id: row for row in others}
        if not found:
            return ""
        told = "、".join(
            f"{row.name} {wareki_short(row.born_on)}生({place_words(row)} {row.key})"
            for row in list(found.values())[:_TOLD]
        )
        more = f" ほか{len(found) - _TOLD}名" if len(found) > _TOLD else ""
        whose = "、".join(holders)
        return f"お名前の似た方がいます。この証は {whose}。お名前と生年月日を確かめてください: {told}{more}"

    def has_same_name(self, row: CertificateRow) -> bool:
        """Whether somebody else is called just as this holder: only a birth date tells them apart."""
        return any(read_alike(other, mine) for mine, others in self._mistakable([row]) for other in others)

    def _mistakable(self, rows: Sequence[CertificateRow]) -> Iterator[tuple[PersonRow, Sequence[PersonRow]]]:
        """Yield the holders whom somebody could be mistaken for, with those."""
        for person_id in dict.fromkeys(row.person_id for row in rows):
            household = self.detail(person_id).household
            mine = next((row for row in household if row.person_id == person_id), None)
            if mine is not None and (others := namesakes(of_surname(self._find, mine, self._today), mine)):
                yield mine, others

    def _find(self, surname: str) -> list[PersonRow]:
        """Members of a surname, kept until the roster changes."""
        if surname not in self._surnames:
            self._surnames[surname] = self._queries.person_rows(search=surname)
        return self._surnames[surname]

    def _find_sheets(
        self, person_id: PersonId, statuses: Sequence[CertificateStatus]
    ) -> list[CertificateRow]:
        """Sheets of a household, which is read once."""
        if person_id not in self._sheets:
            self._sheets[person_id] = self._queries.certificates_of_household(person_id, tuple(S))
        return [row for row in self._sheets[person_id] if row.status in statuses]

    def _others(self, row: CertificateRow, mode: DeskMode, done: set[CertificateId]) -> list[CertificateRow]:
        sheets = household_sheets(self._find_sheets, row, mode)
        left = [sheet for sheet in sheets if sheet.certificate_id not in done]
        if mode is not DeskMode.COLLECT:
            return left
        # Nobody of the household can bring what somebody else was given.
        return [
            r for r in left if misdelivered(self.detail(r.person_id).misdeliveries, r.certificate_id) is None
        ]

    @staticmethod
    def _without_asked_back(members: Sequence[Member]) -> tuple[Member, ...]:
        """Of several, a sheet that the rules ask back needs its own key; a single one is the question."""
        if len(members) == 1:
            return tuple(members)
        return tuple(replace(member, is_wanted=not member.due) for member in members)

    def _waiting(self, row: CertificateRow, olds: tuple[CertificateRow, ...] = ()) -> Member:
        detail = self.detail(row.person_id)
        refusal = objection(detail, row, self._on)
        if refusal is not None:
            return self._member(row, refusal=refusal.short, olds=olds)
        return self._member(row, due=reason_to_return(detail, row.certificate_id), olds=olds)

    def _member(
        self,
        row: CertificateRow,
        *,
        due: str = "",
        refusal: str = "",
        is_wanted: bool = True,
        olds: tuple[CertificateRow, ...] = (),
    ) -> Member:
        detail = self.detail(row.person_id)
        mine = next((p for p in detail.household if p.person_id == row.person_id), None)
        relation = (mine.relationship if mine is not None else "") or label(row.kind)
        version = version_of(detail, row.certificate_id)
        case, in_use = misdelivered(detail.misdeliveries, row.certificate_id), is_in_use(row, detail)
        return Member(row, relation, due, refusal, is_wanted, olds, version, in_use, case is not None)
