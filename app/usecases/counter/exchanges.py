"""引き換え: the void paper comes back and the new one goes out, in one step.

Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Collection, Sequence
from datetime import date

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Person
from app.domain.printed_facts import copay_starts
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Queries, Transaction
from app.rows import CertificateRow, PersonDetail
from app.usecases.asked import over_the_counter
from app.usecases.counter.certificates import check_may_be_handed_out
from app.usecases.done_on import check_done_on
from app.usecases.step_label import step_label

S = CertificateStatus

FAMILY_CAUSES = frozenset({ReplaceCause.INSURED_NAME, ReplaceCause.NUMBER, ReplaceCause.REHIRE})
"""What makes the papers of a whole household void at once."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One holder's exchange: the sheet that waits and the void ones still out."""

    new: CertificateId
    old: tuple[CertificateId, ...]


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """The same with the rows that a screen shows."""

    new: CertificateRow
    olds: tuple[CertificateRow, ...]

    @property
    def exchange(self) -> Exchange:
        """The ids alone."""
        return Exchange(self.new.certificate_id, tuple(row.certificate_id for row in self.olds))


def exchanges_of(queries: Queries, person_id: PersonId, today: date) -> list[ExchangeRow]:
    """Return what this person can exchange now, the person first; empty where nothing is.

    Where one event made the family's papers void together (the employee's name, another number,
    a re-hire), the family's exchanges come along. Whoever may not be handed a paper is left out.
    """
    detail = queries.person_detail(person_id, today)
    mine = _exchange_row(queries, detail, today)
    if mine is None:
        return []
    if not _is_family_matter(detail):
        return [mine]
    others = []
    for row in detail.household:
        if row.person_id != person_id and row.certificate is S.READY:
            other = queries.person_detail(row.person_id, today)
            found = _exchange_row(queries, other, today) if _is_family_matter(other) else None
            if found is not None:
                others.append(found)
    return [mine, *others]


@over_the_counter
def exchange(
    tx: Transaction,
    new_ids: Sequence[CertificateId],
    *,
    on: date,
    today: date,
    receipt: bool = True,
    anyway: Collection[CertificateId] = (),
) -> Done:
    """Collect every void sheet still with each holder and hand out the new one; all or none.

    A sheet whose new 割合 begins later stays with its holder until then. Refused by name where the
    holder has nothing to give back, and as by hand_out.
    """
    check_done_on(on, today)
    if not new_ids:
        raise BadValue("新しい証を選んでください。")
    news = tx.certificates(list(dict.fromkeys(new_ids)))
    check_may_be_handed_out(tx, news, on=on, anyway=anyway)
    steps: list[Certificate] = []
    back = 0
    for new in news:
        holder = tx.person(new.person_id)
        olds = _given_for_it(holder, tx.certificates_of(new.person_id), on)
        if not olds:
            raise NotAllowed(
                f"{holder.name} さんから受け取る古い証はありません。配付として記録してください。"
            )
        steps += [old.collect(on) for old in olds]
        steps.append(new.hand_out(on, receipt=receipt))
        back += len(olds)
    tx.save_certificates(steps)
    whose = f"{tx.person(news[0].person_id).name} さんの" if len(news) == 1 else f"{len(news)}名の"
    return Done(
        f"{whose}古い証{back}枚を受け取り、新しい証{len(news)}枚を渡しました。",
        step_label(tx, "引き換え", [new.person_id for new in news]),
    )


def _exchange_row(queries: Queries, detail: PersonDetail, today: date) -> ExchangeRow | None:
    new = next((c for c in detail.certificates if c.status is S.READY), None)
    olds = _given_for_it(detail.person, detail.certificates, today)
    if new is None or not olds or detail.loss.on <= today:
        return None
    if new.expires_on is not None and new.expires_on < today:
        return None
    return ExchangeRow(
        queries.certificate_by_issue(new.issue_number),
        tuple(queries.certificate_by_issue(old.issue_number) for old in olds),
    )


def _given_for_it(holder: Person, sheets: Sequence[Certificate], on: date) -> list[Certificate]:
    """The old sheets that come back on that day: void ones, and the one that is renewed."""
    return [
        sheet
        for sheet in sheets
        if sheet.status is S.SUPERSEDED and (copay_starts(holder, sheet) or on) <= on
    ]


def _is_family_matter(detail: PersonDetail) -> bool:
    """Whether the void paper is one of a household's that became void together."""
    causes = {c.replace_cause for c in detail.certificates if c.status is S.SUPERSEDED}
    return bool(causes & FAMILY_CAUSES) or (detail.insured is None and ReplaceCause.NAME in causes)
