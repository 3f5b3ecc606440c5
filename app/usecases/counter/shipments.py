"""Send papers back to the society, note that they arrived.

Nothing is settled by posting it: an envelope that nobody confirms is asked about.
Source: docs/rules.md, "Forwarding".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.changes import Done
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.field_kind import FieldKind
from app.domain.ids import CertificateId, PersonId, SentPaperId, ShipmentId
from app.domain.shipment import Fate, SentPaper, Shipment
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotAllowed
from app.ports import Queries, Transaction
from app.rows import ShipmentRow
from app.usecases.all_told import each
from app.usecases.asked import everyday
from app.usecases.counter.sent_papers import record_fate
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label

TRACKING = "問い合わせ番号"
LONGEST_TRACKING = 40
"""Characters; two numbers and the carrier's name."""


@everyday
def forward(
    tx: Transaction,
    certificate_ids: Sequence[CertificateId],
    *,
    elderly_of: Sequence[PersonId] = (),
    on: date,
    today: date,
    tracking_number: str = "",
) -> Done:
    """Put collected certificates and 高齢受給者証 into one shipment; all or none.

    elderly_of: of these persons every card that lies here.
    """
    check_done_on(on, today)
    number = checked_tracking(tracking_number)
    if not certificate_ids and not elderly_of:
        raise BadValue("返送する証を選んでください。")
    certificates = tx.certificates(list(dict.fromkeys(certificate_ids)))
    card_holders = list(dict.fromkeys(elderly_of))
    shipment = tx.save_shipment(Shipment(id=None, on=on, tracking_number=number))
    assert shipment.id is not None
    papers = [
        SentPaper(None, shipment.id, sheet.person_id, sheet.id, sheet.collected_on)
        for sheet in tx.save_certificates(each(certificates, lambda one: one.forward(on, shipment.id)))
    ]
    cards = [card for person_id in card_holders for card in _lie_here(tx, person_id)]
    for card in cards:
        if on < max(card.on, card.sent_back_on or card.on):
            raise BadValue("返送日が高齢受給者証の回収日より前です。日付を直してください。")
        sent = replace(card, outcome=ElderlyOutcome.FORWARDED, forwarded_on=on, shipment_id=shipment.id)
        tx.save_elderly_card(replace(sent, sent_back_on=None))
        papers.append(SentPaper(None, shipment.id, card.person_id, None, card.on, elderly_card_id=card.id))
    tx.save_sent_papers(papers)
    count = f"{len(papers)}枚"
    holders = [paper.person_id for paper in papers]
    return Done(f"{count}を健保へ返送しました。", step_label(tx, "返送", holders, count))


def _lie_here(tx: Transaction, person_id: PersonId) -> list[ElderlyCard]:
    """The person's cards that came back and were not sent yet; refused where there is none."""
    found = [card for card in tx.elderly_cards(person_id) if card.outcome is ElderlyOutcome.COLLECTED]
    if not found:
        raise NotAllowed(f"{tx.person(person_id).name} さんの高齢受給者証は回収済みではありません。")
    return found


@everyday
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


@everyday
def confirm_arrival(
    tx: Transaction, shipment_id: ShipmentId, *, missing: Sequence[SentPaperId] = (), on: date, today: date
) -> Done:
    """Record the day on which the society confirmed that a shipment arrived.

    missing: the papers that the society did not find in it; where they are stays to be found out.
    """
    check_done_on(on, today)
    shipment = tx.shipment(shipment_id)
    if on < shipment.on:
        raise BadValue("受領の確認日が発送日より前です。日付を直してください。")
    tx.save_shipment(replace(shipment, confirmed_on=on))
    label = f"健保の受領 {wareki_short(shipment.on)}発送分"
    if not missing:
        return Done("健保の受領を記録しました。", label)
    told = record_fate(tx, shipment_id, missing, Fate.NOT_ARRIVED, on=on, today=today)
    return Done(f"健保の受領を記録しました。{told.sentence}", label)


@everyday
def withdraw_arrival(tx: Transaction, shipment_id: ShipmentId) -> Done:
    """Take back that the society confirmed a shipment: it was another one, or a slip of the hand."""
    shipment = tx.shipment(shipment_id)
    if shipment.confirmed_on is None:
        raise NotAllowed("この発送の健保の受領は、まだ記録していません。")
    tx.save_shipment(replace(shipment, confirmed_on=None))
    return Done(
        "健保の受領の記録を取り消しました。受領を確かめてください。",
        f"健保の受領の取消 {wareki_short(shipment.on)}発送分",
    )


def to_ask_about(queries: Queries, today: date) -> list[ShipmentRow]:
    """Return the envelopes about which the society is to be asked, the oldest first.

    Nobody confirmed them in time, or papers did not arrive and nobody knows yet where they are.
    """
    rows = [row for row in queries.shipment_rows() if row.on <= today]
    if not rows:
        return []
    late = overdue(queries, rows, today)
    return [row for row in reversed(rows) if row.not_arrived or row.shipment_id in late]


def overdue(queries: Queries, rows: Sequence[ShipmentRow], today: date) -> set[ShipmentId]:
    """Return the envelopes that the society should have confirmed by that day."""
    rules = queries.rules_at(today)
    since = today - timedelta(days=rules.shipment_confirm_days)
    return {row.shipment_id for row in rows if row.confirmed_on is None and row.on < since}


def asked_about(rows: Sequence[ShipmentRow]) -> str:
    """Say what is open about the oldest of these envelopes, and how many more there are; "" for none."""
    if not rows:
        return ""
    row = rows[0]
    count = f"{row.certificates + row.elderly_cards}枚"
    more = f"ほかに{len(rows) - 1}件。" if len(rows) > 1 else ""
    if row.not_arrived:
        open_ = f"{row.not_arrived}枚が健保に届いていません。どこにあるかを確かめて記録してください。"
    else:
        open_ = f"({count})の受領が、まだ確かめられていません。健保に聞いてください。"
    return f"{wareki_short(row.on)} の発送{'のうち' if row.not_arrived else ''}{open_}{more}"


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
