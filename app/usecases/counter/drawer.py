"""引き出しの照合: paper by paper, what should lie in the drawer against what lies there.

Every find is stored at once. What is missing is recorded as lost or gets a day until which it is looked for.
Source: docs/rules.md, "Forwarding".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from app.changes import Done
from app.domain.certificate import CertificateStatus, day_of
from app.domain.deferral import DeferralCause
from app.domain.drawer import IN_DRAWER, DrawerCount, DrawerFind, DrawerPaper, Place, Tally, place_of, tally
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId, DrawerCountId, OfficeId, PersonId
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Queries, Transaction
from app.rows import CertificateRow, DueFilter, DueRow, ElderlyRow
from app.usecases.asked import everyday
from app.usecases.contacts.deferrals import DutyRef, decided_of, defer, duty_of
from app.usecases.counter import certificates, elderly_cards, misdeliveries, sent_papers
from app.usecases.counter.lookup import Asked, sheets_of_number
from app.usecases.step_label import step_label
from app.words import said

S, E = CertificateStatus, ElderlyOutcome

LOOKED_FOR = timedelta(days=7)  # a missing paper is looked for so long, unless the office names a day

COLLECTABLE = frozenset({S.HANDED_OUT, S.SUPERSEDED, S.LOST, S.UNCOLLECTABLE, S.FORWARDED})
"""Sheets that may be recorded as collected when they turn up in the drawer."""

CARD_COLLECTABLE = frozenset(E) - {E.COLLECTED}

_DATED = frozenset({S.HANDED_OUT, S.FORWARDED, S.LOST, S.UNCOLLECTABLE})
"""States of which the day is said when such a sheet lies in the drawer."""


class Lying(StrEnum):
    """How one paper stands in a count."""

    MISSING = "missing"
    FOUND = "found"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class DrawerLine:
    """One paper of a count. note: why it lies there, or why it should not and what to do.

    duty: its line of the due list, None where there is none. is_looked_for: since an earlier count.
    """

    paper: DrawerPaper
    lying: Lying
    row: CertificateRow | ElderlyRow
    note: str
    duty: DutyRef | None = None
    is_looked_for: bool = False

    @property
    def place(self) -> Place:
        """What the tally calls it."""
        return place_of(self.certificate_id, self.row.person_id)

    @property
    def person_id(self) -> PersonId:
        """The holder."""
        return self.row.person_id

    @property
    def certificate_id(self) -> CertificateId | None:
        """The sheet; None for a 高齢受給者証."""
        return self.row.certificate_id if isinstance(self.row, CertificateRow) else None

    @property
    def issue_number(self) -> str:
        """Of the sheet; a 高齢受給者証 has none."""
        return self.row.issue_number if isinstance(self.row, CertificateRow) else ""

    @property
    def _state(self) -> CertificateStatus | ElderlyOutcome:
        return self.row.status if isinstance(self.row, CertificateRow) else self.row.outcome

    @property
    def is_due_here(self) -> bool:
        """Whether it should lie in this drawer now; what was found may have left rightly since."""
        return self.lying is not Lying.UNEXPECTED and self._state in (*IN_DRAWER, E.COLLECTED)

    @property
    def is_sent(self) -> bool:
        """Whether it should be with the society."""
        return self._state in (S.FORWARDED, E.FORWARDED)

    @property
    def may_be_collected(self) -> bool:
        """Whether its turning up here can be recorded as 回収."""
        return self._state in (COLLECTABLE if self.certificate_id else CARD_COLLECTABLE)


@dataclass(frozen=True, slots=True)
class Drawer:
    """A count as it stands: every paper that should be there or was found, in kana order."""

    count: DrawerCount
    papers: Mapping[Place, DrawerLine]

    @property
    def is_open(self) -> bool:
        """Whether a count goes on; otherwise this is what one would begin with."""
        return self.count.id is not None and self.count.closed_on is None

    @property
    def lines(self) -> tuple[DrawerLine, ...]:
        """All papers."""
        return tuple(self.papers.values())

    @property
    def figures(self) -> Counter[Lying]:
        """How many papers stand how."""
        return Counter(line.lying for line in self.papers.values())

    @property
    def tally(self) -> Tally:
        """The four figures with what is behind them."""
        found, missing, unexpected = (
            frozenset(place for place, line in self.papers.items() if line.lying is lying)
            for lying in (Lying.FOUND, Lying.MISSING, Lying.UNEXPECTED)
        )
        return Tally(found | missing, found, missing, unexpected)

    def lying(self, lying: Lying) -> list[DrawerLine]:
        """The lines that stand so."""
        return [line for line in self.papers.values() if line.lying is lying]

    def line(self, place: Place) -> DrawerLine | None:
        """That paper's line, None where it is neither expected nor found."""
        return self.papers.get(place)

    def with_find(self, row: CertificateRow | ElderlyRow) -> "Drawer":
        """The same after that paper was found, without reading everything again."""
        seen = unexpected_line(row)
        known = self.papers.get(seen.place)
        if known is not None:
            seen = replace(known, lying=Lying.FOUND)
        return replace(self, papers={**self.papers, seen.place: seen})


def open_count(queries: Queries) -> DrawerCount | None:
    """The count that goes on, if any."""
    return next((count for count in queries.drawer_counts() if count.closed_on is None), None)


def last_count(queries: Queries) -> DrawerCount | None:
    """The count closed last, if any."""
    return next((count for count in queries.drawer_counts() if count.closed_on is not None), None)


def counted(queries: Queries) -> set[Place]:
    """The papers found in the count that goes on, else in the one closed last."""
    count = open_count(queries) or last_count(queries)
    if count is None or count.id is None:
        return set()
    return {find.place for find in queries.drawer_finds(count.id)}


def compare(queries: Queries, count: DrawerCount, today: date) -> Drawer:
    """Compare what should be in the drawer today with what was found in this count.

    A count without an id (not begun yet) shows what one would begin with.
    """
    finds = [] if count.id is None else queries.drawer_finds(count.id)
    rows = expected_rows(queries, count.office_id, today)
    result = tally(rows, finds)
    rows |= _rows_of(queries, [find.place for find in finds if find.place not in rows], today)
    duties = _duties(queries, count.office_id, today)
    searches = {decided_of(one) for one in queries.deferrals(today) if one.cause is DeferralCause.SEARCHING}
    searches &= {duty_of(due) for due in duties.values() if due.moved_from is not None}
    lying = dict.fromkeys(result.missing, Lying.MISSING)
    lying |= dict.fromkeys(result.found, Lying.FOUND)
    lying |= dict.fromkeys(result.unexpected, Lying.UNEXPECTED)
    ordered = sorted(rows.items(), key=lambda item: (item[1].kana, item[1].key, item[0]))
    lines = {place: _line(row, lying[place], duties.get(place)) for place, row in ordered}
    return Drawer(
        count, {at: replace(line, is_looked_for=line.duty in searches) for at, line in lines.items()}
    )


def expected_rows(
    queries: Queries, office_id: OfficeId | None, today: date
) -> dict[Place, CertificateRow | ElderlyRow]:
    """What should lie in the drawer: sheets that wait or are to be sent back, and collected cards."""
    rows: dict[Place, CertificateRow | ElderlyRow] = {
        (DrawerPaper.CERTIFICATE, row.certificate_id): row
        for row in queries.certificate_rows(tuple(IN_DRAWER), office_id=office_id)
    }
    for card in queries.elderly_rows(today, office_id=office_id):
        if card.outcome is E.COLLECTED:
            rows[(DrawerPaper.ELDERLY_CARD, card.person_id)] = card
    return rows


@everyday
def begin_count(
    tx: Transaction, office_id: OfficeId | None = None, *, going_on: DrawerCount | None = None, today: date
) -> Done:
    """Begin a count of one office's drawer, or of all. going_on: the open count; refused if there is one."""
    if going_on is not None:
        raise NotAllowed(
            f"{wareki_short(going_on.begun_on)} に始めた照合が続いています。続けるか、先に終えてください。"
        )
    tx.save_drawer_count(DrawerCount(None, today, office_id))
    return Done("引き出しの照合を始めました。証を1枚ずつ読んでください。", "引き出しの照合を始める")


@everyday
def find(
    tx: Transaction,
    count_id: DrawerCountId,
    certificate_ids: Sequence[CertificateId] = (),
    *,
    elderly_of: Sequence[PersonId] = (),
) -> Done:
    """Record that these sheets, and these persons' 高齢受給者証, lie in the drawer; all or none.

    What should not be there is recorded too, and the sentence says so. Refused for what was
    found already and in a count that was closed.
    """
    count = tx.drawer_count(count_id)
    if count.closed_on is not None:
        raise NotAllowed("この照合はすでに終わっています。新しく始めてください。")
    if not certificate_ids and not elderly_of:
        raise BadValue("照合する証を選んでください。")
    found = {earlier.place for earlier in tx.drawer_finds(count_id)}
    finds = [
        DrawerFind(None, count_id, DrawerPaper.CERTIFICATE, c.person_id, c.id, c.status in IN_DRAWER)
        for c in tx.certificates(list(dict.fromkeys(certificate_ids)))
    ]
    for person_id in dict.fromkeys(elderly_of):
        is_back = any(card.outcome is E.COLLECTED for card in tx.elderly_cards(person_id))
        finds.append(DrawerFind(None, count_id, DrawerPaper.ELDERLY_CARD, person_id, None, is_back))
    surprises = 0
    for made in finds:
        person = tx.person(made.person_id)
        if made.place in found:
            raise NotAllowed(f"{person.name} さんの証はすでに照合済みです。")
        is_ours = count.office_id is None or person.office_id == count.office_id
        saved = tx.save_drawer_find(replace(made, was_expected=made.was_expected and is_ours))
        surprises += not saved.was_expected
    told = f"{f'{person.name} さんの証' if len(finds) == 1 else f'{len(finds)}枚'}がありました。"
    if surprises:
        told += f"{'' if len(finds) == 1 else f'うち{surprises}枚'}ここにあるはずのものではありません。"
    return Done(told, step_label(tx, "照合", [one.person_id for one in finds], f"{len(finds)}枚"))


@everyday
def look_for(tx: Transaction, lines: Sequence[DrawerLine], *, until: date, today: date) -> Done:
    """Keep missing papers in the due list until a day, with the reason."""
    duties = [line.duty for line in lines if line.duty is not None]
    if not duties:
        raise BadValue("この証は期限一覧にありません。見つからなければ紛失として記録してください。")
    defer(tx, duties, due_on=until, cause=DeferralCause.SEARCHING, on=today, today=today)
    told = f"{len(duties)}枚を {wareki_short(until)} まで探します。期限一覧に残ります。"
    return Done(told, _label(tx, "探す", lines))


@everyday
def lose(tx: Transaction, lines: Sequence[DrawerLine], *, reason: str, on: date, today: date) -> Done:
    """Record missing papers as lost, all or none; each may still be collected when it turns up."""
    if not reason.strip():
        raise BadValue("紛失の理由を入れてください。滅失届に書きます。")
    if not lines:
        raise BadValue("紛失として記録する証を選んでください。")
    for line in lines:
        if line.certificate_id is None:
            elderly_cards.record(tx, [line.person_id], outcome=E.LOST, on=on, today=today, note=reason)
        else:
            certificates.lose(tx, line.certificate_id, on=on, today=today, reason=reason)
    told = f"{len(lines)}枚を紛失として記録しました。滅失届を健保へ出してください。"
    return Done(told, _label(tx, "紛失", lines))


@everyday
def collect(tx: Transaction, lines: Sequence[DrawerLine], *, on: date, today: date) -> Done:
    """Record that papers are back which turned up in the drawer: sheets and 高齢受給者証; all or none.

    One that was thought to be with the society had been left out of its envelope.
    """
    for line in lines:
        if line.is_sent:
            sent_papers.left_behind(tx, line.person_id, line.certificate_id, on=on, today=today)
        elif line.certificate_id is None:
            elderly_cards.record(tx, [line.person_id], outcome=E.COLLECTED, on=on, today=today)
        else:
            misdeliveries.take_back(tx, [line.certificate_id], on=on, today=today)
    return Done(f"{len(lines)}枚を回収しました。", _label(tx, "回収", lines))


@everyday
def close_count(tx: Transaction, drawer: Drawer, *, follow_up_on: date | None = None, today: date) -> Done:
    """End a count and keep its four figures. follow_up_on: until when what is missing is looked for.

    A paper already looked for keeps its day. The sheets themselves stay as they are.
    """
    if drawer.count.id is None:
        raise NotAllowed("照合はまだ始まっていません。")
    closed = tx.save_drawer_count(tx.drawer_count(drawer.count.id).close(today, drawer.tally))
    missing = [line for line in drawer.lying(Lying.MISSING) if not line.is_looked_for]
    duties = [line.duty for line in missing if line.duty is not None]
    told = ""
    if duties:
        until = follow_up_on or today + LOOKED_FOR
        defer(tx, duties, due_on=until, cause=DeferralCause.SEARCHING, on=today, today=today)
        told = f"{len(duties)}枚は {wareki_short(until)} まで探します。"
    further = f"{figures(closed)}。{told}"
    return Done(f"照合を終えました。{further}", "引き出しの照合を終える", further)


def elsewhere(queries: Queries, asked: Asked, today: date) -> list[DrawerLine]:
    """The papers that a number means and that should be anywhere but here."""
    rows: list[CertificateRow | ElderlyRow] = []
    rows += sheets_of_number(queries, asked, tuple(COLLECTABLE))
    cards = queries.elderly_rows(today) if asked.number else []
    rows += [card for card in cards if card.outcome is not E.COLLECTED and asked.names(card)]
    return [unexpected_line(row) for row in rows]


def unexpected_line(row: CertificateRow | ElderlyRow) -> DrawerLine:
    """The line of a paper that should not lie here."""
    return _line(row, Lying.UNEXPECTED)


def figures(count: DrawerCount) -> str:
    """The four figures of a closed count in words."""
    return (
        f"あるはず {count.expected}、あった {count.found}、"
        f"見当たらない {count.missing}、想定外 {count.unexpected}"
    )


def surprise(row: CertificateRow | ElderlyRow) -> str:
    """Say why a paper should not lie in this drawer, and what to do with it."""
    if isinstance(row, CertificateRow):
        if row.status in IN_DRAWER:
            return f"{row.office} の引き出しの証です。そちらへ移してください。"
        if row.status not in _DATED:
            return said(row.status, "drawer")
        then: date | None = getattr(row, day_of(row.status))
        if then is None:
            return said(row.status, "drawer_undated")
        return said(row.status, "drawer", day=wareki_short(then))
    if row.outcome is E.COLLECTED:
        return f"{row.office} の引き出しの高齢受給者証です。そちらへ移してください。"
    return said(row.outcome, "drawer")


def _label(tx: Transaction, verb: str, lines: Sequence[DrawerLine]) -> str:
    return step_label(tx, verb, [line.person_id for line in lines], f"{len(lines)}枚")


def _line(row: CertificateRow | ElderlyRow, lying: Lying, due: DueRow | None = None) -> DrawerLine:
    paper = DrawerPaper.CERTIFICATE if isinstance(row, CertificateRow) else DrawerPaper.ELDERLY_CARD
    if lying is Lying.UNEXPECTED:
        return DrawerLine(paper, lying, row, surprise(row))
    if due is None:
        return DrawerLine(paper, lying, row, "")
    return DrawerLine(paper, lying, row, due.reason, duty_of(due))


def _rows_of(
    queries: Queries, places: Sequence[Place], today: date
) -> dict[Place, CertificateRow | ElderlyRow]:
    """The rows behind papers that were found and are not, or no longer, expected."""
    wanted = set(places)
    rows: dict[Place, CertificateRow | ElderlyRow] = {}
    if any(paper is DrawerPaper.CERTIFICATE for paper, _ in wanted):
        for row in queries.certificate_rows():
            if (place := (DrawerPaper.CERTIFICATE, row.certificate_id)) in wanted:
                rows[place] = row
    if any(paper is DrawerPaper.ELDERLY_CARD for paper, _ in wanted):
        for card in queries.elderly_rows(today):
            if (held := (DrawerPaper.ELDERLY_CARD, card.person_id)) in wanted:
                rows[held] = card
    return rows


def _duties(queries: Queries, office_id: OfficeId | None, today: date) -> dict[Place, DueRow]:
    """The due list's line about each paper that lies in the drawer; the most pressing one."""
    duties: dict[Place, DueRow] = {}
    kinds = (DutyKind.HAND_OUT, DutyKind.RETURN, DutyKind.FORWARD, DutyKind.RENEW)
    for due in queries.due_rows(today, DueFilter(kinds=kinds, office_id=office_id)):
        if due.certificate_id is not None or due.why is Why.CARD_BACK:
            duties.setdefault(place_of(due.certificate_id, due.person_id), due)
    return duties
