"""保存期間: who is proposed for removal, the removal, and for how long records are kept.

Source: docs/rules.md, "Privacy and retention".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from app.changes import Done
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Person
from app.domain.retention import LEAST_YEARS, Retention, Review, reviewed
from app.errors import NotAllowed
from app.late import dataclass
from app.ports import Queries, Reading, Transaction
from app.retained import Mention, Removed
from app.rows import NamedRow
from app.usecases.asked import of_settings
from app.words import column_word, label, word


@dataclass(frozen=True, slots=True)
class RetentionRow(NamedRow):
    """Somebody whose cover is over. ended_on: the first day without it. family: see Case."""

    person_id: PersonId
    ended_on: date
    review: Review
    family: tuple[PersonId, ...]

    @property
    def why_it_stays(self) -> str:
        """What holds the records, in words; empty for nothing."""
        return "、".join(label(hold) for hold in sorted(self.review.holds))


@dataclass(frozen=True, slots=True)
class Purged(Done):
    """What a removal did."""

    removed: Removed | None = None


def over(reading: Reading | Queries, today: date) -> list[RetentionRow]:
    """Return everybody whose cover is over, who may go first, then by when they may, then in kana order."""
    cases = reading.retention_cases(today)
    reviews = reviewed(cases, reading.retention(), today)
    offices = {office.id: office.name for office in reading.offices() if office.id is not None}
    rows = [
        RetentionRow(
            **_named(case.facts.person, offices),
            person_id=person_id,
            ended_on=case.facts.loss.on,
            review=reviews[person_id],
            family=tuple(case.family),
        )
        for person_id, case in cases.items()
    ]
    return sorted(rows, key=lambda row: (row.review.over_on or date.max, row.kana, row.key))


def going(rows: Iterable[RetentionRow], today: date, keep: Collection[PersonId] = ()) -> list[RetentionRow]:
    """Return whose records would go where those of some are kept: an employee's go when the family's do."""
    staying = set(keep)
    return [
        row
        for row in rows
        if row.review.is_proposed(today) and staying.isdisjoint((row.person_id, *row.family))
    ]


@of_settings
def purge(tx: Transaction, *, count: int, today: date, keep: Collection[PersonId] = ()) -> Purged:
    """Take away all records of those proposed, but for those to be kept.

    count: how many the user was shown and typed; a list that has become another one meanwhile is refused.
    """
    people = [row.person_id for row in going(over(tx, today), today, keep)]
    if not people:
        raise NotAllowed(word("Purge", "none"))
    if count != len(people):
        raise NotAllowed(
            f"消すのは{len(people)}名です。一覧を確かめて、この人数を入れてください。何も消していません。"
        )
    removed = tx.purge(people, today)
    left = len(removed.mentions)
    return Purged(
        f"保存期間の過ぎた{removed.people}名の記録を、すべての表と履歴から消しました。元には戻せません。",
        f"保存期間の過ぎた記録の消去 {removed.people}名",
        further=f"ほかの記録の文に、消した方のことが{left}件残っています。" if left else "",
        removed=removed,
    )


def told_mentions(reading: Reading | Queries, mentions: Sequence[Mention]) -> list[str]:
    """Return what is to be said of texts that somebody wrote about those who go, into the rows of others."""
    if not mentions:
        return []
    names = {person.id: word("Purge", "of_whom").format(name=person.name) for person in reading.people()}
    said = [
        word("Purge", "mention").format(
            who=names.get(one.person_id, "") if one.person_id is not None else "",
            table=word("Table", one.table),
            row=one.row_id,
            column=column_word(one.table, one.column),
        )
        for one in mentions
    ]
    return [*said, word("Purge", "by_hand")]


@of_settings
def change_retention(tx: Transaction, years: int, reason: str = "") -> Done:
    """Keep records for so many years from now on; fewer than the law asks for only with a reason."""
    before, now = tx.retention(), Retention(years, reason.strip() if years < LEAST_YEARS else "")
    if before != now:
        tx.save_retention(now)
    return Done(f"記録を完結の日から{years}年のあいだ残します。", f"保存期間の変更 {years}年")


def _named(person: Person, offices: Mapping[OfficeId, str]) -> dict[str, str]:
    return {
        "key": person.key,
        "name": person.name,
        "kana": person.kana,
        "office": offices[person.office_id],
        "department": person.department,
    }
