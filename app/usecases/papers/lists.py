"""Lists for the office and the society: one table each, as PDF, XLSX or CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.answer import Change, Figure
from app.domain.certificate import CertificateStatus
from app.domain.formula_text import begins_like_a_formula, guarded
from app.domain.marked_text import marked
from app.domain.wareki import wareki, wareki_short
from app.output import CSV, PDF, XLSX, Place
from app.printing.values import Align, ListColumn
from app.rows import CertificateRow, ContactRow, DueRow, ElderlyRow, StatusAnswer
from app.words import label


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One list: what stands above it, its columns, its lines, and notes below."""

    title: str
    subtitle: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    row_height_mm: float = 7.5


def due_list_table(rows: Sequence[DueRow], *, on: date, part: str = "") -> PaperTable:
    """期限一覧. part: which part of the list it is."""
    return PaperTable(
        "期限一覧",
        f"{wareki(on)} 現在 {len(rows)}件" + (f" ({part})" if part else ""),
        _columns(
            ("種類", 18),
            ("氏名", 32),
            ("事業所・所属", 36),
            ("期限", 20),
            ("残り", 19, "right"),
            ("理由", 55),
        ),
        tuple(
            (
                label(r.kind),
                r.name,
                _place(r.office, r.department),
                _short(r.due_on),
                _days(r.days_left),
                r.reason,
            )
            for r in rows
        ),
    )


def contact_ledger(rows: Sequence[ContactRow], *, since: date, until: date) -> PaperTable:
    """声かけ台帳: who was told what, and what they said."""
    people = len({r.person_id for r in rows})
    return PaperTable(
        "声かけ台帳",
        f"{wareki(since)} から {wareki(until)} まで {len(rows)}回 {people}名",
        _columns(
            ("実施日", 20),
            ("氏名", 30),
            ("事業所・所属", 36),
            ("用件", 28),
            ("方法", 14),
            ("返事", 22),
            ("メモ", 30),
        ),
        tuple(
            (
                _short(r.on),
                r.name,
                _place(r.office, r.department),
                label(r.about),
                label(r.means),
                label(r.reply),
                r.note,
            )
            for r in rows
        ),
        ("マイナ保険証の登録は任意です。「登録しない」「回答しない」の方には、登録の声かけをしません。",),
    )


def receipt_list(rows: Sequence[CertificateRow], *, on: date) -> PaperTable:
    """受領簿: one line per sheet with room for a 受領印."""
    return PaperTable(
        "資格確認書 受領簿",
        f"{wareki(on)} {len(rows)}枚",
        _columns(
            ("事業所・所属", 40), ("氏名", 42), ("区分", 14), ("発行番号", 28), ("受領日", 28), ("受領印", 28)
        ),
        tuple(
            (_place(r.office, r.department), r.name, _kind(r), r.issue_number, _short(r.handed_out_on), "")
            for r in rows
        ),
        ("受け取った方は受領印または署名をお願いします。",),
        row_height_mm=10,
    )


def forward_cover(
    certificates: Sequence[CertificateRow], cards: Sequence[ElderlyRow], *, on: date, tracking_number: str
) -> PaperTable:
    """返納送付書: what is in the envelope to the society."""
    lines = [("資格確認書", r.key, r.name, r.issue_number, _short(r.collected_on)) for r in certificates]
    lines += [("高齢受給者証", r.key, r.name, "", _short(r.on)) for r in cards]
    tracking = f" 問い合わせ番号 {tracking_number}" if tracking_number else ""
    return PaperTable(
        "返納送付書",
        f"{wareki(on)} 発送 資格確認書{len(certificates)}枚 高齢受給者証{len(cards)}枚{tracking}",
        _columns(("証の種類", 30), ("記号-番号-枝番", 36), ("氏名", 52), ("発行番号", 34), ("回収日", 28)),
        tuple(lines),
    )


def elderly_list(rows: Sequence[ElderlyRow], *, on: date) -> PaperTable:
    """高齢受給者証 回収簿. word: gives the shown word of each outcome."""
    return PaperTable(
        "高齢受給者証 回収簿",
        f"{wareki(on)} 現在 {len(rows)}名",
        _columns(
            ("記号-番号-枝番", 32),
            ("氏名", 40),
            ("生年月日", 26),
            ("事業所・所属", 40),
            ("結果", 20),
            ("実施日", 22),
        ),
        tuple(
            (
                r.key,
                r.name,
                _short(r.born_on),
                _place(r.office, r.department),
                label(r.outcome),
                _short(r.on),
            )
            for r in rows
        ),
    )


def ledger_table(rows: Sequence[CertificateRow], *, on: date) -> PaperTable:
    """交付台帳: every sheet ever made, with each step's day."""
    return PaperTable(
        "資格確認書 交付台帳",
        f"{wareki(on)} 現在 {len(rows)}枚",
        _columns(
            ("発行番号", 26),
            ("記号-番号-枝番", 30),
            ("氏名", 34),
            ("状態", 24),
            ("配付", 22),
            ("回収", 22),
            ("返送", 22),
        ),
        tuple(
            (
                r.issue_number,
                r.key,
                r.name,
                label(r.status),
                _short(r.handed_out_on),
                _short(r.collected_on),
                _short(r.forwarded_on),
            )
            for r in rows
        ),
    )


FIGURE_NOTES = (
    "加入者は、その日に資格のある方。登録済はそのうちマイナ保険証を登録している方、交付対象はそのほかの方です。",
    "返送済は、その日までに健保へ送った枚数。証のほかの数字は、その日の終わりにそこにあった枚数です。",
    "要返却は、その日までに返す理由ができて、まだ戻っていない証です。これから資格を失う方の証は含みません。",
    "高齢未・高齢済は、高齢受給者証の未回収(要確認を含む)と処理済みの枚数です。",
    "どの数字も実施日で数えます。事業所は、数えたときの所属です。",
)


def status_table(
    answer: StatusAnswer,
    *,
    given_on: date | None = None,
    last: date | None = None,
    changes: Sequence[Change] = (),
) -> PaperTable:
    """状況回答票 as of a date, one line per office, a sum, and the difference to the last answer.

    given_on: the day it was given, if this is what was kept of it. last: the date of the answer
    given before; changes: since then.
    """
    lines = [(s.office, *(str(s.figure(figure)) for figure in Figure)) for s in answer.offices]
    lines.append(("合計", *(str(answer.total(figure)) for figure in Figure)))
    if last is not None:
        words = change_words(changes)
        lines.append((f"{wareki_short(last)} との差", *(words[figure] for figure in Figure)))
    kept = f"({wareki_short(given_on)} に回答した控え)" if given_on is not None else ""
    return PaperTable(
        "状況回答票",
        f"{wareki(answer.as_of)} 現在{kept}",
        _columns(("事業所", 34), *((label(figure, "heading"), 12.1, "right") for figure in Figure)),
        tuple(lines),
        FIGURE_NOTES,
    )


def change_words(changes: Sequence[Change]) -> Mapping[Figure, str]:
    """Return for each figure, all offices together, how many came and went ("+3 −1", "±0")."""
    words = {}
    for figure in Figure:
        came = sum(len(change.came) for change in changes if change.figure is figure)
        gone = sum(len(change.gone) for change in changes if change.figure is figure)
        parts = [f"+{came}" if came else "", f"−{gone}" if gone else ""]
        words[figure] = " ".join(part for part in parts if part) or "±0"
    return words


def write_table(table: PaperTable, place: Place) -> None:
    """Write the list as the kind of file the place is for.

    CSV is UTF-8 with BOM so that Excel shows every character of every name.
    """
    place.write({PDF: _pdf, XLSX: _xlsx, CSV: _csv}[place.kind](table))


# The libraries that write are loaded on first use, for a quick start.
def _pdf(table: PaperTable) -> bytes:
    from app.printing.papers.lists import draw_list

    out = io.BytesIO()
    draw_list(
        table.title,
        table.subtitle,
        table.columns,
        table.rows,
        out,
        table.notes,
        row_height_mm=table.row_height_mm,
    )
    return out.getvalue()


def _xlsx(table: PaperTable) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = table.title
    sheet.append([column.heading for column in table.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line, row in enumerate(table.rows, start=2):
        shown = [marked(text) for text in row]
        sheet.append(shown)
        for number, text in enumerate(shown, start=1):
            if begins_like_a_formula(text):
                # Text in any case: it is no formula now, and becomes none when it is edited.
                cell = sheet.cell(line, number)
                cell.data_type, cell.quotePrefix = "s", True
    for letter, column in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", table.columns, strict=False):
        sheet.column_dimensions[letter].width = column.width_mm / 2
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(table: PaperTable) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.heading for column in table.columns)
    writer.writerows([guarded(marked(text)) for text in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _columns(*specs: tuple[str, float] | tuple[str, float, Align]) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(*spec) for spec in specs)


def _place(office: str, department: str) -> str:
    return f"{office} {department}".strip()


def _short(on: date | None) -> str:
    return wareki_short(on) if on is not None else ""


def _days(left: int | None) -> str:
    if left is None:
        return ""
    return f"{-left}日超過" if left < 0 else f"あと{left}日"


def _kind(row: CertificateRow) -> str:
    return "本人" if row.kind.value == "insured" else "家族"


CERTIFICATES_IN_HAND = (CertificateStatus.READY, CertificateStatus.HANDED_OUT)
"""The sheets a 受領簿 lists."""
