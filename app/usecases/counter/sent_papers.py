"""What became of papers after they were forwarded: not arrived, lost in the post, back, or there after all.

No fate is the last: each may follow each other one, and the sheet goes along.
Source: docs/rules.md, "Forwarding".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId, PersonId, SentPaperId, ShipmentId
from app.domain.shipment import IN_OFFICE, Fate, SentPaper, Shipment
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotAllowed, NotFound
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label
from app.words import said

S, E = CertificateStatus, ElderlyOutcome

IN_POST = "郵送中の紛失"
"""What a 滅失届 says of a paper lost in the post, unless the office says more."""


@everyday
def record_fate(
    tx: Transaction,
    shipment_id: ShipmentId,
    sent: Sequence[SentPaperId],
    fate: Fate | None,
    *,
    on: date,
    today: date,
    reason: str = "",
) -> Done:
    """Record what became of papers of one envelope; all or none. fate: None, they arrived after all.

    Each fate may follow each other one, as long as the paper was not sent anew or found since.
    reason: of a loss in the post, for the 滅失届.
    """
    check_done_on(on, today)
    check_free_text(reason, "紛失の理由")
    shipment = tx.shipment(shipment_id)
    if on < shipment.on:
        raise BadValue("日付が発送日より前です。日付を直してください。")
    if not sent:
        raise BadValue("封筒の中身から証を選んでください。")
    inside = {paper.id: paper for paper in tx.sent_papers(shipment_id)}
    papers = [inside[sent_id] for sent_id in dict.fromkeys(sent) if sent_id in inside]
    if len(papers) < len(set(sent)):
        raise NotFound("この封筒の証ではありません。画面を開き直してください。")
    for paper in papers:
        _check_latest(tx, paper)
        if paper.fate is fate:
            raise NotAllowed(f"{tx.person(paper.person_id).name} さんの証は、すでにそう記録してあります。")
        if paper.certificate_id is None:
            _move_card(tx, paper, shipment, fate, on=on, reason=reason)
        else:
            _move_sheet(tx, paper, fate, on=on, reason=reason)
    tx.save_sent_papers([replace(paper, fate=fate, fate_on=None if fate is None else on) for paper in papers])
    people = [paper.person_id for paper in papers]
    step = said(fate, "step") if fate is not None else "健保への到着"
    return Done(
        f"{len(papers)}枚の{step}を記録しました。{_and_then(fate)}",
        step_label(tx, step, people, f"{len(papers)}枚"),
    )


@everyday
def left_behind(
    tx: Transaction, person_id: PersonId, certificate_id: CertificateId | None, *, on: date, today: date
) -> Done:
    """Record that a paper thought to be with the society lies in the drawer; see sent_last."""
    paper = sent_last(tx, person_id, certificate_id)
    assert paper.id is not None
    return record_fate(tx, paper.shipment_id, [paper.id], Fate.LEFT_BEHIND, on=on, today=today)


def sent_last(tx: Transaction, person_id: PersonId, certificate_id: CertificateId | None) -> SentPaper:
    """Return the paper in the envelope in which it left last.

    certificate_id: None for a 高齢受給者証; of several the one that was sent last.
    """
    sent = [one for one in tx.sent_papers_of(person_id) if one.certificate_id == certificate_id]
    if not sent:
        raise NotFound(f"{tx.person(person_id).name} さんの証を健保へ返送した記録がありません。")
    return sent[-1]


def _check_latest(tx: Transaction, paper: SentPaper) -> None:
    """Refuse an older envelope: what became of the paper is told by the last."""
    *_, last = (one for one in tx.sent_papers_of(paper.person_id) if paper.is_same_paper(one))
    if last != paper:
        on = wareki_short(tx.shipment(last.shipment_id).on)
        raise NotAllowed(
            f"{tx.person(paper.person_id).name} さんの証は、そのあと {on} に送り直しています。"
            "その発送で記録してください。"
        )


def _move_sheet(tx: Transaction, paper: SentPaper, fate: Fate | None, *, on: date, reason: str) -> None:
    assert paper.certificate_id is not None
    sheet = tx.certificate(paper.certificate_id)
    if fate in IN_OFFICE:
        # Back in one way instead of the other is the same for the sheet.
        sheet = (sheet.arrive() if sheet.status is S.COLLECTED else sheet).come_back(on)
    else:
        sheet = sheet if sheet.status is S.FORWARDED else sheet.arrive()
        if fate is Fate.LOST:
            sheet = sheet.lose_in_post(on, reason.strip() or IN_POST)
    tx.save_certificate(sheet)


def _move_card(
    tx: Transaction, paper: SentPaper, shipment: Shipment, fate: Fate | None, *, on: date, reason: str
) -> None:
    known: dict[Fate | None, ElderlyOutcome] = {Fate.LOST: E.LOST, **dict.fromkeys(IN_OFFICE, E.COLLECTED)}
    cards = tx.elderly_cards(paper.person_id)
    there_now = [
        c
        for c in cards
        if c.outcome is known.get(paper.fate, E.FORWARDED) and c.shipment_id in (shipment.id, None)
        if paper.elderly_card_id in (c.id, None)
    ]
    # Where it is not told which card it was, the one to which this happened on that day.
    there_now.sort(key=lambda c: paper.fate is not None and paper.fate_on not in (c.on, c.sent_back_on))
    card = next(iter(there_now), None)
    if card is None:
        name = tx.person(paper.person_id).name
        raise NotAllowed(f"{name} さんの高齢受給者証は、そのあと記録が変わっています。")
    collected_on = paper.collected_on or shipment.on
    there = replace(card, outcome=E.FORWARDED, on=collected_on, note="")
    there = replace(there, forwarded_on=shipment.on, shipment_id=shipment.id, sent_back_on=None)
    if fate is Fate.LOST:
        there = replace(card, outcome=E.LOST, on=on, forwarded_on=None, shipment_id=None, sent_back_on=None)
        there = replace(there, note=reason.strip() or IN_POST)
    elif fate in IN_OFFICE:
        there = replace(there, outcome=E.COLLECTED, shipment_id=None, sent_back_on=on)
    tx.save_elderly_card(there)


def _and_then(fate: Fate | None) -> str:
    if fate is Fate.NOT_ARRIVED:
        return "どこにあるかを、健保・運送会社・引き出しで確かめてください。"
    if fate is Fate.LOST:
        return "滅失届を健保へ出してください。"
    return "健保へ送り直してください。" if fate in IN_OFFICE else ""
