"""Send papers back to the society, and note that they arrived."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.elderly_card import ElderlyOutcome
from app.domain.field_kind import FieldKind
from app.domain.ids import CertificateId, PersonId, ShipmentId
from app.domain.shipment import Shipment
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label

TRACKING = "問い合わせ番号"
LONGEST_TRACKING = 40
"""Characters; two numbers and the carrier's name."""


def forward(
    tx: Transaction,
    certificate_ids: Sequence[CertificateId],
    *,
    elderly_of: Sequence[PersonId] = (),
    on: date,
    today: date,
    tracking_number: str = "",
) -> Done:
    """Put collected certificates and 高齢受給者証 into one shipment; all or none."""
    check_done_on(on, today)
    number = checked_tracking(tracking_number)
    if not certificate_ids and not elderly_of:
        raise BadValue("返送する証を選んでください。")
    certificates = tx.certificates(list(dict.fromkeys(certificate_ids)))
    card_holders = list(dict.fromkeys(elderly_of))
    shipment = tx.save_shipment(Shipment(id=None, on=on, tracking_number=number))
    tx.save_certificates([certificate.forward(on, shipment.id) for certificate in certificates])
    for person_id in card_holders:
        card = tx.elderly_card(person_id)
        if card is None or card.outcome is not ElderlyOutcome.COLLECTED:
            raise NotAllowed(f"{tx.person(person_id).name} さんの高齢受給者証は回収済みではありません。")
        if on < card.on:
            raise BadValue("返送日が高齢受給者証の回収日より前です。日付を直してください。")
        tx.save_elderly_card(
            replace(card, outcome=ElderlyOutcome.FORWARDED, forwarded_on=on, shipment_id=shipment.id)
        )
    count = f"{len(certificates) + len(card_holders)}枚"
    holders = [*(certificate.person_id for certificate in certificates), *card_holders]
    return Done(f"{count}を健保へ返送しました。", step_label(tx, "返送", holders, count))


def note_tracking(tx: Transaction, shipment_id: ShipmentId, tracking_number: str) -> Done:
    """Note or correct the 問い合わせ番号; it is often known only after posting."""
    number = checked_tracking(tracking_number)
    shipment = tx.shipment(shipment_id)
    if shipment.tracking_number == number:
        raise BadValue("問い合わせ番号は変わっていません。直してから記録してください。")
    tx.save_shipment(replace(shipment, tracking_number=number))
    return Done(
        "問い合わせ番号を記録しました。" if number else "問い合わせ番号を消しました。",
        f"問い合わせ番号 {wareki_short(shipment.on)}発送分",
    )


def confirm_arrival(tx: Transaction, shipment_id: ShipmentId, *, on: date, today: date) -> Done:
    """Record the day on which the society confirmed that a shipment arrived."""
    check_done_on(on, today)
    shipment = tx.shipment(shipment_id)
    if on < shipment.on:
        raise BadValue("受領の確認日が発送日より前です。日付を直してください。")
    tx.save_shipment(replace(shipment, confirmed_on=on))
    return Done("健保の受領を記録しました。", f"健保の受領 {wareki_short(shipment.on)}発送分")


def checked_tracking(text: str) -> str:
    """Return the 問い合わせ番号 as it is stored; refuse a 個人番号 and what is no number of an envelope.

    A carrier's twelve digits are told from a 個人番号 by their own check digit. Only this field
    accepts them, with no words before but a carrier's.
    """
    number = text.strip()
    if len(number) > LONGEST_TRACKING:
        raise BadValue(f"「{TRACKING}」は{LONGEST_TRACKING}字までです。番号だけを入れてください。")
    check_free_text(number, TRACKING, FieldKind.TRACKING)
    return number
