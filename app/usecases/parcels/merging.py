"""Merge a file that came: once, however often and in whatever order it comes.

Source: docs/rules.md, "Offices and head office without a network".
"""

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import date

from app.changes import Done
from app.domain.parcel import Mark, Parcel, Partner, Route
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.parcels.content import Content
from app.parcels.file import Heading, heading_of, opened
from app.parcels.merged import Merged
from app.parcels.three_way import Base, base_of
from app.ports import Queries, Reading, Report, Transaction, untold
from app.usecases.asked import of_everybody
from app.usecases.counter.void_papers import VoidPapers, void_old, void_unlike
from app.usecases.settings.newest_version import is_newer


@dataclass(frozen=True, slots=True)
class Taken(Done):
    """What came of a file. is_known: nothing was to be done; gaps: numbers of files that did not come yet."""

    heading: Heading | None = None
    is_known: bool = False
    merged: Merged = field(default_factory=Merged)
    gaps: tuple[int, ...] = ()


def known_secret(tx: Reading | Queries, heading: Heading) -> str:
    """Return the 合言葉 that was agreed on with who wrote a file; "" where it has to be asked for."""
    partner = _partner(tx, heading)
    return "" if partner is None else partner.secret


def refuse(tx: Reading | Queries, heading: Heading) -> None:
    """Raise what speaks against a file before anybody asks for the 合言葉."""
    society, me = tx.society(), tx.folder_id()
    if heading.sender_id == me:
        raise NotAllowed(
            "このデータ自身が書き出した連携ファイルです。相手から届いた連携ファイルを選んでください。"
        )
    if heading.insurer_number != society.insurer_number:
        raise NotAllowed(
            f"別の健保(保険者番号 {heading.insurer_number})の連携ファイルです。"
            f"このデータは {society.insurer_number} のものです。"
        )
    if heading.shape > tx.shape():
        raise BadValue(
            f"新しい版({heading.program})のプログラムで書き出された連携ファイルです。"
            "このPCのプログラムを新しくしてから取り込んでください。"
        )
    if heading.route is Route.TO_OFFICE and heading.to != me:
        raise NotAllowed("別の事業所に宛てた連携ファイルです。この事業所に宛てたものを選んでください。")
    head = next((one for one in tx.partners() if one.is_head), None)
    if heading.route is Route.TO_HEAD and head is not None:
        raise NotAllowed(
            "事業所から本社に宛てた連携ファイルです。このデータは本社へ送る側なので取り込めません。"
        )
    if (
        heading.route is Route.TO_OFFICE
        and head is not None
        and head.folder_id not in ("", heading.sender_id)
    ):
        raise NotAllowed("これまでと別の本社の連携ファイルです。どの本社のものか確かめてください。")


@of_everybody
def merge_file(
    tx: Transaction, data: bytes, *, secret: str = "", today: date, report: Report = untold
) -> Taken:
    """Merge a file; secret: the 合言葉, not needed from a partner whose files came before."""
    heading = heading_of(data)
    refuse(tx, heading)
    partner = _partner(tx, heading)
    if (known := _known(tx, heading, partner)) is not None:
        return known
    agreed = secret.strip() or (partner.secret if partner is not None else "")
    if not agreed:
        raise BadValue(f"{heading.sender}の連携ファイルははじめてです。相手と決めた合言葉を入れてください。")
    content = opened(data, agreed)
    told = Partner(None, "", "", is_head=heading.route is Route.TO_OFFICE, secret=agreed)
    partner = replace(
        partner or told,
        folder_id=heading.sender_id,
        name=heading.sender,
        secret=agreed,
        offices=_offices(tx, partner, content) if heading.route is Route.TO_HEAD else "",
    )
    return _merge(tx, heading, content, partner, today, report)


def _known(tx: Transaction, heading: Heading, partner: Partner | None) -> Taken | None:
    """Say so where that very file was merged before; it need not be opened for that."""
    theirs = [one for one in tx.parcels() if partner and one.partner_id == partner.id and not one.is_ours]
    is_known = any(
        one.is_taken and (one.sequence, one.sign) == (heading.sequence, heading.sign) for one in theirs
    )
    if not is_known:
        return None
    told = f"{heading.sender}の第{heading.sequence}便はもう取り込んであります。何も変わりません。"
    return Taken(told, _label(heading), heading=heading, is_known=True, gaps=_gaps(theirs))


def _merge(
    tx: Transaction, heading: Heading, content: Content, partner: Partner, today: date, report: Report
) -> Taken:
    before = [one for one in tx.parcels() if one.partner_id == partner.id and partner.id is not None]
    ours, theirs = [one for one in before if one.is_ours], [one for one in before if not one.is_ours]
    taken = [one for one in theirs if one.is_taken]
    last = taken[-1] if taken else None
    mark = _checked(heading, content, theirs, last)
    partner = tx.keep_partner(partner)
    assert partner.id is not None
    own = {one.mark for one in ours}
    lost = [one for one in content.acks if one not in own]
    merged, void = Merged(), VoidPapers()
    if last is None or mark.sequence > last.sequence:
        if lost:
            tx.adopt(partner, lost, today)
        base = None if lost else _base(mark, ours, last)
        merged = tx.take_in(partner, content, base, today, report=report)
        void = _void(tx, merged, today)
    merged.steps = tx.take_steps(partner, content.steps)
    kept = _keep_parcels(tx, partner, content, theirs, mark, merged, today)
    return Taken(
        _sentence(heading, merged, kept, void),
        _label(heading),
        heading=heading,
        merged=merged,
        gaps=_gaps(kept),
    )


def _checked(heading: Heading, content: Content, theirs: Sequence[Parcel], last: Parcel | None) -> Mark:
    """Return the file's own mark; raise where it does not go on from what came before."""
    by_number = {one.sequence: one for one in content.chain}
    mark = by_number.get(heading.sequence)
    if mark is None or mark.sign != heading.sign:
        raise BadValue("連携ファイルの中身を読めません。書き出し直してもらってください。")
    is_other = any(
        one.sequence <= mark.sequence and by_number.get(one.sequence) != one.mark for one in theirs
    )
    if is_other:
        raise NotAllowed(
            f"{heading.sender}は、バックアップから戻したあとにこの連携ファイルを書き出しています"
            "(前に届いた便とつながりません)。先に、ここから書き出した連携ファイルを相手に取り込んでもらい、"
            "そのあと書き出し直してもらってください。"
        )
    if last is not None and mark.sequence > last.sequence and mark.seen < last.seen:
        raise NotAllowed(
            f"{heading.sender}は、ここからの連携ファイルの取込を元に戻しています。"
            "先にもう一度取り込んでもらい、そのあと書き出し直してもらってください。"
        )
    return mark


def _base(mark: Mark, ours: Sequence[Parcel], last: Parcel | None) -> Base:
    knew = next((one.seen for one in ours if one.sequence == mark.seen), 0)
    return base_of(
        ours=mark.seen,
        ours_knew=knew,
        theirs=0 if last is None else last.sequence,
        theirs_knew=0 if last is None else last.seen,
    )


def _void(tx: Transaction, merged: Merged, today: date) -> VoidPapers:
    """What follows for sheets of which the other side knew nothing when it changed what stands on them."""
    void = void_old(tx, merged.people, leave=merged.sheets, on=today)
    for sheet in tx.certificates(sorted(merged.made)):
        if sheet.person_id in merged.unlike and sheet.is_live:
            sheets = tx.certificates_of(sheet.person_id)
            others = {one.id for one in sheets if one.id is not None and one.id != sheet.id}
            void += void_unlike(tx, tx.person(sheet.person_id), leave=others, on=today)
    return void


def _keep_parcels(
    tx: Transaction,
    partner: Partner,
    content: Content,
    theirs: Sequence[Parcel],
    mark: Mark,
    merged: Merged,
    today: date,
) -> list[Parcel]:
    """Keep that it came, and of which files it tells that did not."""
    assert partner.id is not None
    known = {one.sequence: one for one in theirs}
    for one in content.chain:
        is_this = one.sequence == mark.sequence
        if one.sequence in known and not is_this:
            continue
        before = known.get(one.sequence)
        known[one.sequence] = tx.save_parcel(
            Parcel(
                None if before is None else before.id,
                partner.id,
                is_ours=False,
                sequence=one.sequence,
                sign=one.sign,
                seen=one.seen,
                done_on=today,
                is_taken=is_this,
                rows=merged.rows if is_this else 0,
                conflicts=merged.conflicts if is_this else 0,
            )
        )
    return [known[number] for number in sorted(known)]


def _gaps(theirs: Sequence[Parcel]) -> tuple[int, ...]:
    """The files that another one tells of and that never came."""
    return tuple(one.sequence for one in theirs if not one.is_taken)


def _label(heading: Heading) -> str:
    return f"連携ファイルの取込 {heading.sender} 第{heading.sequence}便"


def _sentence(heading: Heading, merged: Merged, theirs: Sequence[Parcel], void: VoidPapers) -> str:
    told = f"{heading.sender}の第{heading.sequence}便を取り込みました"
    told += f"(新しい記録{merged.added}件、変わった記録{merged.changed}件、操作{merged.steps}件)。"
    if merged.gone:
        told += f"相手が取り消した{merged.gone}件を除きました。"
    if merged.conflicts:
        told += f"両方で違う{merged.conflicts}件は「食い違い」で決めてください。"
    if merged.waiting:
        told += f"つながる先が決まらない{merged.waiting}件は次の便で入ります。"
    gaps = _gaps(theirs)
    if gaps:
        missing = "・".join(f"第{one}便" for one in gaps[:5])
        told += f"{missing}はまだ届いていません(記録はこの便で揃っています)。"
    if is_newer(heading.program):
        told += f"相手のプログラムは新しい版({heading.program})です。ここのプログラムも新しくしてください。"
    return told + void.sentence


def _partner(tx: Reading | Queries, heading: Heading) -> Partner | None:
    for one in tx.partners():
        if one.folder_id == heading.sender_id or (one.is_head and heading.route is Route.TO_OFFICE):
            return one
    return None


def _offices(tx: Reading, partner: Partner | None, content: Content) -> str:
    """Which 事業所 are theirs: those of their first file, and those that they alone made since."""
    if partner is None:
        return "\n".join(content.offices)
    known = {office.code for office in tx.offices()}
    new = [code for code in content.offices if code not in known]
    return "\n".join(dict.fromkeys([*filter(None, partner.offices.split("\n")), *new]))
