"""Hand out, collect, lose: the life of a sheet after it was printed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain import law
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus, ReplaceCause, listed
from app.domain.contact import About
from app.domain.cover import Loss, loss_of_cover
from app.domain.duties import DutyKind
from app.domain.field_kind import FieldKind
from app.domain.household import households, insured_among
from app.domain.ids import CertificateId, PersonId
from app.domain.issue_number import new_issue_number
from app.domain.law import KIND_OF
from app.domain.person import WITH_CARD
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Reading, Transaction
from app.usecases.all_told import all_of, each
from app.usecases.asked import everyday, over_the_counter
from app.usecases.counter.attempts import Attempt, check_attempts, given_up_because, log_attempts
from app.usecases.counter.renewals import give_back
from app.usecases.counter.void_papers import spoil_ready
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import household_label, step_label
from app.words import said

HIGHEST_FEE = 100_000  # yen; societies take none, 1,000 or 2,000


@over_the_counter
def hand_out(
    tx: Transaction,
    certificate_ids: Sequence[CertificateId],
    *,
    on: date,
    today: date,
    receipt: bool = True,
    anyway: Collection[CertificateId] = (),
    leaves_refused: bool = False,
    of_household: bool = False,
) -> Done:
    """Record that the sheets were handed to their holders (a dependant's to the employee).

    All or none: if any may not be handed out, nothing is recorded and the error names each. A sheet
    of somebody without cover, or an expired one, is not handed out but collected. receipt: 受領印 was
    given. anyway: the sheets that the rules ask back already, and of which somebody was asked and said
    yes. leaves_refused: hand out the others, and tell of those that stay. of_household: the step is called
    by the first holder.
    """
    sheets = _named(tx, certificate_ids)
    against = objections(tx, sheets, on=on, anyway=anyway)

    def step(sheet: Certificate) -> Certificate:
        if sheet.id in against:
            raise NotAllowed(against[sheet.id])
        return sheet.hand_out(on, receipt=receipt)

    refusals: list[str] | None = [] if leaves_refused else None
    verb = "配付"
    return _step(
        tx, sheets, step, on=on, today=today, verb=verb, refusals=refusals, of_household=of_household
    )


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a sheet must not be handed over: is_loss, else it has expired. on: the day of either."""

    is_loss: bool
    on: date

    def sentence(self, name: str) -> str:
        """Return it about that holder."""
        told = "さんは{}に資格を喪失しています。" if self.is_loss else "さんの証は{}で期限切れです。"
        return f"{name} {told.format(wareki(self.on))}"


def objection(loss: Loss, expires_on: date | None, on: date) -> Objection | None:
    """Return why a sheet must not be handed over on that day although it lies ready."""
    if loss.on <= on:
        return Objection(is_loss=True, on=loss.on)
    if expires_on is not None and expires_on < on:
        return Objection(is_loss=False, on=expires_on)
    return None


def objections(
    reading: Reading, sheets: Sequence[Certificate], *, on: date, anyway: Collection[CertificateId] = ()
) -> dict[CertificateId, str]:
    """Return why sheets must not be handed over on that day: expired, or their holder has no cover.

    Of one whose holder can use マイナ保険証, so that it would come back at once, somebody is asked
    first: anyway holds those of whom that was done.
    """
    people = reading.households_of([sheet.person_id for sheet in sheets])
    holders, homes = {person.id: person for person in people}, households(people)
    found = {}
    for sheet in sheets:
        person = holders[sheet.person_id]
        insured = insured_among(person, homes[person.symbol, person.number])
        why = objection(loss_of_cover(person, insured), sheet.expires_on, on)
        if sheet.id is None:
            continue
        if why is not None:
            found[sheet.id] = f"{why.sentence(person.name)}渡さずに回収してください。"
        elif person.enrolment in WITH_CARD and sheet.id not in anyway and is_owed(reading, sheet, on):
            found[sheet.id] = (
                f"{person.name} さんはマイナ保険証を使えるので、証は渡さずに回収します。"
                "それでも渡すときは、窓口の画面で確かめて渡してください(コマンドでは --anyway)。"
            )
    return found


def is_owed(reading: Reading, sheet: Certificate, on: date) -> bool:
    """Whether the due list of that day asks for the sheet back."""
    (facts,) = reading.facts_of([sheet.person_id])
    duties = law.on(law.duties_by(law.case_of(facts, reading.rules_at(on))), on)
    return any(duty.sheet_id == sheet.id and KIND_OF[duty.why] is DutyKind.RETURN for duty in duties)


def check_may_be_handed_out(
    tx: Transaction, sheets: Sequence[Certificate], *, on: date, anyway: Collection[CertificateId] = ()
) -> None:
    """Refuse by name every sheet that must not be handed over on that day; anyway: as for objections."""
    if against := objections(tx, sheets, on=on, anyway=anyway):
        raise NotAllowed(all_of(list(against.values()), rest=len(sheets) - len(against)))


@over_the_counter
def collect(
    tx: Transaction,
    certificate_ids: Sequence[CertificateId],
    *,
    on: date,
    today: date,
    of_household: bool = False,
) -> Done:
    """Record that the sheets came back to the office; all or none. of_household: as for hand_out."""
    sheets, verb = _named(tx, certificate_ids), "回収"
    return _step(
        tx, sheets, lambda c: c.collect(on), on=on, today=today, verb=verb, of_household=of_household
    )


@everyday
def self_dispose(tx: Transaction, certificate_ids: Sequence[CertificateId], *, on: date, today: date) -> Done:
    """Record that expired sheets were destroyed, where the society does not want them back.

    By their holders; one still in the drawer is spoiled and counts until the office shreds it.
    Refused while a sheet is still valid, and where the society collects expired sheets.
    """
    if tx.rules_at(on).return_expired:
        raise NotAllowed("この健保では期限の切れた証も回収します。回収として記録してください。")
    check_done_on(on, today)
    sheets = _named(tx, certificate_ids)
    for certificate in sheets:
        if certificate.expires_on is None or certificate.expires_on >= on:
            raise NotAllowed(
                f"発行番号 {certificate.issue_number} は有効期限が過ぎていません。"
                "回収として記録してください。"
            )
    in_drawer = [sheet for sheet in sheets if sheet.status is CertificateStatus.READY]

    def disposed(held: Sequence[Certificate]) -> Done:
        verb = "本人処分として記録"
        return _step(tx, held, lambda c: c.self_dispose(on), on=on, today=today, verb=verb, label="裁断")

    for sheet in in_drawer:
        spoil_ready(tx, sheet, on=on, reason="期限切れ")
    held = [sheet for sheet in sheets if sheet not in in_drawer]
    if not in_drawer:
        return disposed(held)
    if held:
        disposed(held)
    told = f"{len(held)}枚を本人処分として記録しました。" if held else ""
    return Done(
        f"{told}事務所にある{len(in_drawer)}枚は書き損じにしました。裁断してください。",
        step_label(tx, "裁断", [sheet.person_id for sheet in sheets], f"{len(sheets)}枚"),
    )


@everyday
def lose(
    tx: Transaction,
    certificate_id: CertificateId,
    *,
    on: date,
    today: date,
    reason: str,
    police_report: str = "",
    fee: int | None = None,
) -> Done:
    """Record a lost sheet (滅失届). It may be collected if it turns up again.

    police_report: where and under which number the loss was reported, for the form. fee: yen for a
    new one, where the society takes any.
    """
    check_fee(fee)
    check_free_text(reason, "紛失の理由")
    check_free_text(police_report, "警察への届出", FieldKind.POLICE)

    def step(sheet: Certificate) -> Certificate:
        return replace(sheet.lose(on, reason), police_report=police_report.strip(), reissue_fee=fee)

    sheets = _named(tx, [certificate_id])
    return _step(tx, sheets, step, on=on, today=today, verb="紛失として記録", label="紛失")


@everyday
def find(tx: Transaction, certificate_id: CertificateId) -> Done:
    """Record that a lost sheet turned up where it was before: it counts again, unless it is void.

    Refused where a newer one is out: then the one that was found is collected. One from the drawer
    that says something untrue is collected too. A 滅失届 that was sent must be told of.
    """
    (sheet,) = tx.certificates([certificate_id])
    found, name = sheet.find(), tx.person(sheet.person_id).name
    others = [one for one in tx.certificates_of(sheet.person_id) if one.is_live and one.id != sheet.id]
    if found.is_live and (others or found.void_on is not None):
        because = "新しい証があります" if others else "書いてあることが変わっています"
        raise NotAllowed(f"{name} さんには{because}。見つかった証は回収してください。")
    tx.save_certificate(found)
    return Done(
        f"{name} さんの証(発行番号 {sheet.issue_number})が見つかりました。{said(found.status, 'found')}"
        "滅失届を出していたら、見つかったことを健保へ知らせてください。",
        step_label(tx, "証が見つかった", [sheet.person_id]),
    )


@everyday
def damage(
    tx: Transaction,
    certificate_id: CertificateId,
    *,
    on: date,
    today: date,
    reason: str,
    fee: int | None = None,
) -> Done:
    """Record a damaged sheet: it is void and goes to the society with the reissue form.

    With its holder it must come back first; in the drawer it is spoiled until shredded. fee: yen for
    a new one, where the society takes any.
    """
    check_fee(fee)
    check_done_on(on, today)
    check_free_text(reason, "破損・汚損の理由")
    (sheet,) = tx.certificates([certificate_id])
    if sheet.status is CertificateStatus.READY:
        spoil_ready(tx, sheet, on=on, reason=reason)
        told = "事務所にある証を書き損じにしました。裁断し、新しい証を印刷してください。"
    else:
        void = sheet.supersede(on, ReplaceCause.DAMAGE, reason)
        tx.save_certificate(replace(void, reissue_fee=fee))
        told = "破損・汚損を記録しました。証を受け取り、再交付の申請書に添えて健保へ送ってください。"
    return Done(told, step_label(tx, "破損", [sheet.person_id]))


def check_fee(fee: int | None) -> None:
    """Refuse a fee that no society takes."""
    if fee is not None and not 0 <= fee <= HIGHEST_FEE:
        raise BadValue(f"再交付の手数料は0円から{HIGHEST_FEE:,}円までの数字で入れてください。")


@everyday
def give_up(
    tx: Transaction,
    certificate_id: CertificateId,
    *,
    on: date,
    today: date,
    reason: str,
    attempts: Sequence[Attempt] = (),
    without_attempt: str = "",
) -> Done:
    """Record that a sheet cannot be collected (回収不能届).

    Somebody must have asked for it: the contacts about its return up to that day, and the
    attempts logged with this step. Without any, without_attempt says why nobody could be asked.
    """
    check_done_on(on, today)
    (sheet,) = tx.certificates([certificate_id])
    given_up = sheet.give_up(on, given_up_because(reason, without_attempt))
    check_free_text(given_up.reason, "回収不能の理由")
    log_attempts(tx, sheet.person_id, attempts, about=About.RETURN, until=on)
    check_attempts(tx, sheet.person_id, about=About.RETURN, until=on, without_attempt=without_attempt)
    verb = "回収不能として記録"
    return _step(tx, [sheet], lambda _: given_up, on=on, today=today, verb=verb, label="回収不能")


@over_the_counter
def collect_listed(tx: Transaction, person_id: PersonId, *, on: date, today: date) -> Done:
    """Record the return of a sheet that was handed out before this program kept the account."""
    check_done_on(on, today)
    record = record_of_listed(tx, person_id, handed_out_on=None)
    saved = tx.save_certificate(record.collect(on))
    return Done(
        f"以前に配付した証の回収を記録しました(発行番号 {saved.issue_number} を割り当てました)。",
        step_label(tx, "回収", [person_id]),
    )


@everyday
def deny_listed(tx: Transaction, person_id: PersonId, *, today: date) -> Done:
    """Record that the sheet the society's list names was never handed out here."""
    tx.save_certificate(record_of_listed(tx, person_id, handed_out_on=None).deny(today))
    return Done("この方には交付されていないと記録しました。", step_label(tx, "交付なし", [person_id]))


@everyday
def record_listed(tx: Transaction, person_ids: Sequence[PersonId], *, on: date | None, today: date) -> Done:
    """Record sheets handed out before this program kept the account; on = None: day unknown."""
    if on is not None:
        check_done_on(on, today)
    if not person_ids:
        raise BadValue("記録する方を選んでください。")
    for person_id in person_ids:
        person = tx.person(person_id)
        if on is not None and on < person.born_on:
            raise BadValue(f"{person.name} さんの生年月日より前の配付日です。日付を直してください。")
        tx.save_certificate(record_of_listed(tx, person_id, handed_out_on=on))
    return Done(
        f"{len(person_ids)}名の証を配付済みとして記録しました。", step_label(tx, "以前に配付", person_ids)
    )


def unused_issue_number(tx: Transaction) -> str:
    """Return an issue number that no sheet of this data folder ever had."""
    while True:
        number = new_issue_number()
        if not tx.issue_number_exists(number):
            return number


def record_of_listed(tx: Transaction, person_id: PersonId, *, handed_out_on: date | None) -> Certificate:
    """Return the account of a paper that was handed out before this program kept one; refused if it has."""
    person = tx.person(person_id)
    for other in tx.certificates_of(person_id):
        if other.is_live or other.status is CertificateStatus.COLLECTED:
            raise NotAllowed(f"{person.name} さんの証(発行番号 {other.issue_number})はすでに記録があります。")
    return listed(person_id, unused_issue_number(tx), person.certificate_expires_on, handed_out_on)


def _never_reached_holder(sheet: Certificate) -> bool:
    """Whether it lies in the drawer, or went from there to the wrong person: see misdeliveries.report."""
    if sheet.status is CertificateStatus.READY:
        return True
    is_ours = sheet.origin is CertificateOrigin.PRINTED
    return is_ours and sheet.status is CertificateStatus.HANDED_OUT and sheet.handed_out_on is None


def _named(tx: Transaction, certificate_ids: Sequence[CertificateId]) -> list[Certificate]:
    """The sheets that were named; a code scanned twice is one sheet."""
    return tx.certificates(list(dict.fromkeys(certificate_ids)))


def _step(
    tx: Transaction,
    sheets: Sequence[Certificate],
    step: Callable[[Certificate], Certificate],
    *,
    on: date,
    today: date,
    verb: str,
    label: str = "",
    refusals: list[str] | None = None,
    of_household: bool = False,
) -> Done:
    """Take the sheets a step on. verb: of the sentence; label: of the step, where that is shorter.

    refusals: an empty list where what refuses is left out; it is filled with the reasons.
    """
    check_done_on(on, today)
    if not sheets:
        raise BadValue("証を選んでください。")
    before = {sheet.id: sheet for sheet in sheets}
    after = tx.save_certificates(each(sheets, step, refusals=refusals))
    if not after and refusals:
        raise NotAllowed(all_of(refusals, rest=0))
    for now in after:
        if not now.is_live and _never_reached_holder(before[now.id]):
            give_back(tx, now.person_id)
    left = f"{len(refusals)}枚はそのままです。{all_of(refusals, rest=0)}" if refusals else ""
    holders = [sheet.person_id for sheet in after]
    if of_household:
        called = household_label(tx, verb, holders)
    else:
        called = step_label(tx, label or verb, holders, f"{len(after)}枚")
    return Done(f"{len(after)}枚を{verb}しました。{left}", called)
