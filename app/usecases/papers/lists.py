"""Lists for the office and the society: one table each, of the rows that are given."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.domain.answer import Change, Figure
from app.domain.certificate import CertificateStatus
from app.domain.collecting import PaperKind
from app.domain.ids import CertificateId
from app.domain.rest_days import marked_day
from app.domain.wareki import wareki, wareki_short
from app.printing.values import Cell, ListColumn, PaperTable, Said
from app.rows import CertificateRow, ContactRow, DueRow, ElderlyRow, SentRow, StatusAnswer
from app.usecases.people.comparison import ComparedRow
from app.words import label, texts

_FILE = "papers/lists.toml"


def due_list_table(rows: Sequence[DueRow], *, on: date, part: str = "") -> PaperTable:
    """期限一覧. part: which part of the list it is."""
    lines = [
        (
            *(label(r.kind), r.name, r.key, r.place, Said(marked_day(r.due_on, r.rest), r.due_on)),
            *(_days(r.days_left), r.reason),
        )
        for r in rows
    ]
    said = "subtitle_part" if part else "subtitle"
    return _table("due_list", lines, said, on=on, day=wareki(on), count=len(rows), part=part)


def contact_ledger(rows: Sequence[ContactRow], *, since: date, until: date) -> PaperTable:
    """声かけ台帳: who was told what, and what they said."""
    lines = [
        (r.on, r.name, r.key, r.place, label(r.about), label(r.means), label(r.reply), r.note) for r in rows
    ]
    people = len({r.person_id for r in rows})
    days = {"since": wareki(since), "until": wareki(until)}
    return _table("contact_ledger", lines, on=until, count=len(rows), people=people, **days)


def receipt_list(
    rows: Sequence[CertificateRow], *, on: date, astray: Collection[CertificateId] = ()
) -> PaperTable:
    """受領簿: one line per sheet with room for a 受領印. astray: sheets that went to somebody else."""
    lines = [(r.place, r.name, r.key, label(r.kind), r.issue_number, received(r, astray), "") for r in rows]
    return _table("receipt_list", lines, on=on, day=wareki(on), count=len(rows))


def forward_cover(
    rows: Sequence[CertificateRow | ElderlyRow | SentRow], *, on: date, tracking_number: str
) -> PaperTable:
    """返納送付書: what is in the envelope to the society, or is to go into it."""
    lines = [_sent_line(row) for row in rows]
    cards = sum(kind == label(PaperKind.ELDERLY_CARD) for kind, *_ in lines)
    return _table(
        "forward_cover",
        lines,
        "subtitle_tracking" if tracking_number else "subtitle",
        on=on,
        day=wareki(on),
        certificates=len(lines) - cards,
        cards=cards,
        tracking=tracking_number,
    )


def _sent_line(row: CertificateRow | ElderlyRow | SentRow) -> tuple[Cell, ...]:
    if isinstance(row, ElderlyRow):
        return label(PaperKind.ELDERLY_CARD), row.key, row.name, number_of(row), row.on
    kind = row.paper if isinstance(row, SentRow) else PaperKind.CERTIFICATE
    return label(kind), row.key, row.name, number_of(row), row.collected_on


def number_of(row: CertificateRow | ElderlyRow | SentRow) -> str:
    """What tells a paper of an envelope from another one: 発行番号, or of a 高齢受給者証 its 交付年月日."""
    if isinstance(row, CertificateRow) or (isinstance(row, SentRow) and row.issue_number):
        return row.issue_number
    return "" if row.issued_on is None else f"{wareki_short(row.issued_on)}交付"


def elderly_list(rows: Sequence[ElderlyRow], *, on: date) -> PaperTable:
    """高齢受給者証 回収簿."""
    lines = [
        (
            *(r.key, r.name, r.born_on, r.place, r.issued_on),
            *(f"{r.copay_rate}割" if r.copay_rate else "", r.expires_on, label(r.outcome), r.due_on, r.on),
        )
        for r in rows
    ]
    return _table("elderly_list", lines, on=on, day=wareki(on), count=len(rows))


def inquiry_list(lines: Sequence[tuple[Cell, ...]], *, on: date) -> PaperTable:
    """照会状 as a list."""
    return _table("inquiry_list", lines, on=on, day=wareki(on), count=len(lines))


def comparison_table(rows: Sequence[ComparedRow], *, on: date) -> PaperTable:
    """突合の表: all that a list and the roster do not say alike."""
    lines = [(label(r.side), r.key, r.name, r.title, r.ours, r.theirs, r.likely) for r in rows]
    return _table("comparison", lines, on=on, day=wareki(on), count=len(rows))


def ledger_table(
    rows: Sequence[CertificateRow], *, on: date, astray: Collection[CertificateId] = ()
) -> PaperTable:
    """交付台帳: every sheet ever made, with each step's day. astray: sheets that went to somebody else."""
    lines = [
        (
            *(r.issue_number, r.key, r.name, label(r.status)),
            *(received(r, astray), r.collected_on, r.forwarded_on),
        )
        for r in rows
    ]
    return _table("ledger", lines, on=on, day=wareki(on), count=len(rows))


def status_table(
    answer: StatusAnswer,
    *,
    given_on: date | None = None,
    recorded_by: date | None = None,
    last: date | None = None,
    changes: Sequence[Change] = (),
) -> PaperTable:
    """状況回答票 as of a date, one line per office, a sum, and the difference to the last answer.

    given_on: the day it was given, if this is what was kept of it. recorded_by: the day by whose record it
    was counted, if not by that of today. last: the date of the answer given before; changes: since then.
    """
    text = texts(_FILE)["status"]
    lines: list[tuple[Cell, ...]] = [(s.office, *map(s.figure, Figure)) for s in answer.offices]
    lines.append((text["total"], *map(answer.total, Figure)))
    if last is not None:
        words = change_words(changes)
        lines.append(
            (text["difference"].format(day=wareki_short(last)), *(words[figure] for figure in Figure))
        )
    made = _table(
        "status",
        lines,
        "subtitle_given"
        if given_on is not None
        else "subtitle_recorded"
        if recorded_by is not None
        else "subtitle",
        on=answer.as_of,
        day=wareki(answer.as_of),
        given="" if given_on is None else wareki_short(given_on),
        recorded="" if recorded_by is None else wareki_short(recorded_by),
    )
    return figure_columns(made)


def figure_columns(made: PaperTable) -> PaperTable:
    """Return the list with a column for each figure of a 状況回答 behind its own."""
    figures = (ListColumn(label(figure, "heading"), 12.1, "right") for figure in Figure)
    return replace(made, columns=(*made.columns, *figures))


def change_words(changes: Sequence[Change]) -> Mapping[Figure, str]:
    """Return for each figure, all offices together, how many came and went ("+3 −1", "±0")."""
    words = {}
    for figure in Figure:
        came = sum(len(change.came) for change in changes if change.figure is figure)
        gone = sum(len(change.gone) for change in changes if change.figure is figure)
        parts = [f"+{came}" if came else "", f"−{gone}" if gone else ""]
        words[figure] = " ".join(part for part in parts if part) or "±0"
    return words


def _table(
    name: str, lines: Iterable[tuple[Cell, ...]], said: str = "subtitle", *, on: date, **facts: object
) -> PaperTable:
    return PaperTable.of(texts(_FILE)[name], lines, said, on=on, **facts)


def received(row: CertificateRow, astray: Collection[CertificateId]) -> Cell:
    """The day its holder got a sheet. astray: those that went to somebody else, which nobody received yet."""
    return texts(_FILE)["astray"] if row.certificate_id in astray else row.handed_out_on


def _days(left: int | None) -> Said | None:
    if left is None:
        return None
    return Said(f"{-left}日超過" if left < 0 else f"あと{left}日", left)


CERTIFICATES_IN_HAND = (CertificateStatus.READY, CertificateStatus.HANDED_OUT)
"""The sheets a 受領簿 lists."""
