"""What the office did, as lists: printing, drawer, shipments, answers, cases, history; and rows held back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.changes import ChangeRow
from app.domain.answer import Figure
from app.domain.drawer import DrawerCount
from app.domain.history_seal import HistorySeal
from app.domain.ids import CertificateId, OfficeId, PersonId
from app.domain.misdelivery import Misdelivery
from app.domain.wareki import wareki
from app.importing.held import WHY
from app.printing.values import Cell, ListColumn, PaperTable
from app.rows import GivenAnswerRow, OperationRow, SessionRow, SheetRow, ShipmentRow, StatusAnswer
from app.usecases.forms.loss_counts import LossCount
from app.usecases.papers.lists import figure_columns
from app.usecases.parcels.overview import OfficeLine
from app.words import label, texts

_WIDTH_MM = 20
_FILE = "papers/lists.toml"


def offices_table(lines: Sequence[OfficeLine], *, on: date) -> PaperTable:
    """事業所の状況: one line per office, and all of them together."""
    words = texts(_FILE)["offices"]

    def figures(those: Sequence[OfficeLine]) -> tuple[int, ...]:
        every = [one.standing for one in those]
        counts = ("today", "overdue", "week", "waiting", "entitled", "handed_out", "unaccounted")
        return tuple(sum(getattr(one, count) for one in every) for count in counts)

    rows: list[tuple[Cell, ...]] = [
        (
            *(one.standing.code, one.standing.office, *figures([one]), one.received_on),
            "・".join(map(str, one.missing)),
        )
        for one in lines
    ]
    made = _table("offices", rows, on)
    if len(rows) > 1:
        made = replace(made, rows=(*made.rows, ("", words["total"], *figures(lines), None, "")))
    return made


def sessions_table(rows: Sequence[SessionRow], *, on: date) -> PaperTable:
    """印刷台帳: one line per print session with its account."""
    lines = [
        (
            *(r.session_id, r.made_on, label(r.status), r.sheets, r.good, r.spoiled, r.missing),
            *(r.doubles, r.unshredded, r.printer),
        )
        for r in rows
    ]
    return _table("sessions", lines, on)


def sheets_table(sessions: Sequence[tuple[SessionRow, Sequence[SheetRow]]], *, on: date) -> PaperTable:
    """用紙台帳: every sheet of every print session and what became of it."""
    lines = [
        (
            *(session.session_id, session.made_on, r.sheet_number, r.attempt, r.issue_number, r.key, r.name),
            *(label(r.status), label(r.fault) if r.fault else "", r.shredded_on),
        )
        for session, rows in sessions
        for r in rows
    ]
    return _table("sheets", lines, on)


def drawer_table(
    counts: Sequence[DrawerCount], offices: Mapping[OfficeId | None, str], *, on: date
) -> PaperTable:
    """引き出しの照合: one line per count; of one that goes on, no result yet."""
    words = texts(_FILE)["drawer"]
    lines = [
        (
            *(c.begun_on, c.closed_on, offices.get(c.office_id, words["every_office"])),
            *((c.expected, c.found, c.missing, c.unexpected) if c.closed_on else (None,) * 4),
        )
        for c in counts
    ]
    return _table("drawer", lines, on)


def shipments_table(rows: Sequence[ShipmentRow], *, on: date) -> PaperTable:
    """発送台帳: one line per envelope to the society."""
    lines = [
        (
            *(r.shipment_id, r.on, r.certificates, r.elderly_cards, r.tracking_number, r.confirmed_on),
            *(r.not_arrived, r.lost, r.came_back),
        )
        for r in rows
    ]
    return _table("shipments", lines, on)


def answers_table(given: Sequence[tuple[GivenAnswerRow, StatusAnswer]], *, on: date) -> PaperTable:
    """回答の控え: one line per answer given to the society, all offices together."""
    words = texts(_FILE)["answers"]
    lines = [
        (
            *(row.as_of, row.made_on, words["correction" if row.is_correction else "answer"]),
            *map(figures.total, Figure),
        )
        for row, figures in given
    ]
    return figure_columns(_table("answers", lines, on))


def misdeliveries_table(
    cases: Sequence[Misdelivery],
    names: Mapping[PersonId | None, str],
    issues: Mapping[CertificateId, str],
    *,
    on: date,
) -> PaperTable:
    """誤交付台帳: every case with its steps."""
    lines = [
        (
            *(c.given_on, c.noticed_on, issues.get(c.certificate_id, ""), names.get(c.person_id, "")),
            *(names.get(c.given_to, ""), c.recovered_on, c.told_on, c.reported_on, c.note),
        )
        for c in cases
    ]
    return _table("misdeliveries", lines, on)


def loss_counts_table(
    counts: Sequence[LossCount], offices: Mapping[OfficeId | None, str], *, on: date
) -> PaperTable:
    """喪失届の枚数, for the program that makes the 届."""
    lines = [
        (
            *(label(c.form), c.household, c.name, offices.get(c.office_id, ""), c.lost_on),
            *(c.attached, c.gone, c.still_out, "、".join(c.members)),
        )
        for c in counts
    ]
    return _table("loss_counts", lines, on)


def history_table(rows: Sequence[OperationRow], seal: HistorySeal | None, *, on: date) -> PaperTable:
    """操作の履歴: every step, who took it and when, whether it was taken back, and the seal of them all."""
    words = texts(_FILE)["history"]
    lines = [
        (
            *(r.operation_id, r.entered_at.astimezone(), r.user),
            *(words["undone"] if r.is_undone else "", r.label),
        )
        for r in rows
    ]
    return _sealed(_table("history", lines, on), seal)


def changes_table(rows: Sequence[ChangeRow], seal: HistorySeal | None, *, on: date) -> PaperTable:
    """変更の記録: every record that a step changed, as it was and as it became; for an auditor."""
    lines = [
        (r.operation_id, r.entered_at.astimezone(), r.user, r.table, r.row_id, r.label, r.before, r.after)
        for r in rows
    ]
    return _sealed(_table("changes", lines, on), seal)


def held_rows_table(
    title: str, headings: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], *, on: date
) -> PaperTable:
    """Rows of somebody's list that were held back or doubted, as they were, with the reason behind each.

    rows: the cells under these headings, and why. What is put right in it can be imported again.
    """
    lines: list[tuple[Cell, ...]] = [
        (*cells[: len(headings)], *[""] * (len(headings) - len(cells)), reason) for cells, reason in rows
    ]
    columns = tuple(ListColumn(heading, _WIDTH_MM) for heading in headings)
    words = texts(_FILE)["held_rows"]
    return PaperTable(
        title,
        words["subtitle"].format(day=wareki(on), count=len(lines)),
        (*columns, ListColumn(WHY, 3 * _WIDTH_MM)),
        tuple(lines),
        on=on,
    )


def _sealed(made: PaperTable, seal: HistorySeal | None) -> PaperTable:
    if seal is None:
        return made
    return replace(made, notes=(*made.notes, texts(_FILE)["history_seal"].format(code=seal.code)))


def _table(name: str, lines: Sequence[tuple[Cell, ...]], on: date) -> PaperTable:
    return PaperTable.of(texts(_FILE)[name], lines, on=on, day=wareki(on), count=len(lines))
