"""Write a file for the head office, or for one of its offices.

Source: docs/rules.md, "Offices and head office without a network".
"""

import secrets
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.parcel import Parcel, Partner, Route
from app.errors import BadValue, NotAllowed, NotFound, SystemTrouble
from app.kept import KeptParcels
from app.late import dataclass
from app.output import Place
from app.parcels.content import Content
from app.parcels.file import Heading, sealed
from app.ports import Store, Transaction
from app.usecases.asked import of_everybody

HEAD = "本社"
"""What the head office is called as long as none of its files came."""

SHORTEST_SECRET = 12
"""Letters of a 合言葉: whoever finds a file may try as often as he likes."""


@dataclass(frozen=True, slots=True)
class Packed(Done):
    """A file before it is written."""

    heading: Heading | None = None
    content: Content | None = None
    parcel: Parcel | None = None
    secret: str = ""


def good_secret(tx: Transaction, text: str) -> str:
    """Return a new 合言葉; raise BadValue where others would guess it."""
    secret = text.strip()
    if len(secret) < SHORTEST_SECRET or not tx.is_hard_to_guess(secret):
        raise BadValue(
            f"合言葉は{SHORTEST_SECRET}文字以上の、当てられにくいものにしてください(名前、日付、並びやくり返しは不可)。"
            "関係のない言葉を4つ並べ、相手と電話などで決めてください。"
        )
    return secret


def receiver(queries: KeptParcels, name: str = "") -> Partner | None:
    """Return the partner of that name; without one the head office, None where none is known yet."""
    partners = queries.partners()
    if not name:
        return next((one for one in partners if one.is_head), None)
    found = [one for one in partners if not one.is_head and name in (one.name, *one.offices.split("\n"))]
    if len(found) != 1:
        raise NotFound("その事業所の連携ファイルはまだ届いていません。名前か事業所の記号を確かめてください。")
    return found[0]


def write_parcel(store: Store, place: Place, *, to: str = "", secret: str = "", today: date) -> Packed:
    """Write the file and leave a line in the history.

    to: an office by name or code; without one the head office. secret: the 合言葉; where it is empty the one
    of before.
    """
    packed = store.record(lambda tx: pack(tx, to=to, secret=secret, today=today))
    heading, content, parcel = packed.heading, packed.content, packed.parcel
    assert heading is not None
    assert content is not None
    assert parcel is not None
    try:
        place.write(sealed(heading, content, packed.secret))
    except SystemTrouble:
        store.record(lambda tx: _unpack(tx, parcel))
        raise
    store.note(packed.label)
    return packed


@of_everybody
def pack(tx: Transaction, *, to: str, secret: str, today: date) -> Packed:
    """Put a file together; its number is taken from now on."""
    partner = _receiver(tx, to, secret)
    assert partner.id is not None
    ours, theirs = _known(tx, partner)
    seen = max((one.sequence for one in theirs if one.is_taken), default=0)
    if any(one.seen > seen for one in ours):
        raise NotAllowed(
            f"{partner.name}の連携ファイルの取込を元に戻したままなので、書き出せません。"
            "その連携ファイルをもう一度取り込んでから書き出してください。"
        )
    sequence = max((one.sequence for one in ours), default=0) + 1
    known = max((one.seen for one in theirs if one.is_taken), default=0)
    since = next((one.until for one in ours if one.sequence == known), 0)
    parcel = Parcel(
        None,
        partner.id,
        is_ours=True,
        sequence=sequence,
        sign=secrets.token_hex(12),
        seen=seen,
        done_on=today,
        is_taken=True,
        until=tx.last_step(),
    )
    tx.keep_written(parcel)
    chain = [*(one.mark for one in ours), parcel.mark]
    acks = [one.mark for one in theirs if one.is_taken]
    content = tx.pack(partner, chain, acks, since=since, on=today)
    society, offices = tx.society(), tx.offices()
    heading = Heading(
        sender_id=tx.folder_id(),
        sender=offices[0].name if partner.is_head and offices else society.name,
        insurer_number=society.insurer_number,
        route=Route.TO_HEAD if partner.is_head else Route.TO_OFFICE,
        to=partner.folder_id,
        sequence=sequence,
        sign=parcel.sign,
        made_on=today.isoformat(),
        shape=tx.shape(),
    )
    people = len(content.rows["person"])
    told = f"{partner.name}への第{sequence}便を書き出しました(名簿{people}名)。"
    label = f"連携ファイルの書き出し {partner.name} 第{sequence}便"
    return Packed(told, label, heading=heading, content=content, parcel=parcel, secret=partner.secret)


def _receiver(tx: Transaction, to: str, secret: str) -> Partner:
    partner = receiver(tx, to)
    if partner is None:
        if not secret:
            raise BadValue("はじめて書き出すときは、本社と決めた合言葉を入れてください。")
        if not tx.offices():
            raise NotAllowed("事業所がまだありません。設定で事業所を登録してから書き出してください。")
        return tx.keep_partner(Partner(None, "", HEAD, is_head=True, secret=good_secret(tx, secret)))
    if secret and secret.strip() != partner.secret:
        return tx.keep_partner(replace(partner, secret=good_secret(tx, secret)))
    return partner


def _known(tx: Transaction, partner: Partner) -> tuple[list[Parcel], list[Parcel]]:
    """The files written here for a partner, and those of the partner."""
    mine = [one for one in tx.parcels() if one.partner_id == partner.id]
    return [one for one in mine if one.is_ours], [one for one in mine if not one.is_ours]


@of_everybody
def _unpack(tx: Transaction, parcel: Parcel) -> Done:
    tx.forget_written(parcel)
    return Done("", "")
