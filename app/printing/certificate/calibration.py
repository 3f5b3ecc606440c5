"""The test page of a printer: one corner mark, two rules of 100 mm, and room for four numbers."""

from typing import BinaryIO

from app.domain.calibration import MARK_LEFT, MARK_TOP, RULE_LENGTH
from app.domain.wareki import wareki
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, Sheet, document
from app.printing.values import CalibrationPage

_RULE, _HAIR = 0.2, 0.1
_TEXT_LEFT = 52.0
_MEANS = "定規をあてる線と目盛り"
_STEPS = (
    ("①", "紙の左端から、縦の線まで", MARK_LEFT),
    ("②", "紙の上端から、横の線まで", MARK_TOP),
    ("③", "横の線の長さ（AからBまで）", RULE_LENGTH),
    ("④", "縦の線の長さ（AからCまで）", RULE_LENGTH),
)


def draw_calibration(page: CalibrationPage, out: BinaryIO) -> None:
    """Write the test page, drawn with the correction of `page` so that what is left can be seen.

    The four numbers are those of app.domain.calibration.Measured, in its order.
    """
    with document(out, "プリンターの位置合わせ", offset=page.offset) as sheet:
        with sheet.figure(_MEANS, (0, 0, A4_WIDTH, A4_HEIGHT)):
            _draw_rules(sheet)
            _draw_edges(sheet)
            _draw_crosses(sheet)
        _draw_words(sheet, page)
        sheet.end()


def _draw_rules(sheet: Sheet) -> None:
    """Draw A–B and A–C with a tick each millimetre; the ends are crosses to put the ruler at."""
    left, top, heading = MARK_LEFT, MARK_TOP, sheet.fonts.heading
    right, bottom = left + RULE_LENGTH, top + RULE_LENGTH
    sheet.line(left, top, right, top, _RULE)
    sheet.line(left, top, left, bottom, _RULE)
    # Whole lines to the edges, as far as the printer can: there the ruler is laid on.
    sheet.line(0, top, left, top, _HAIR)
    sheet.line(left, 0, left, top, _HAIR)
    for mm in range(1, round(RULE_LENGTH)):
        length = 4.0 if mm % 10 == 0 else 3.0 if mm % 5 == 0 else 1.8
        sheet.line(left + mm, top, left + mm, top + length, _HAIR)
        sheet.line(left, top + mm, left + length, top + mm, _HAIR)
        if mm % 10 == 0:
            sheet.text(left + mm, top + 7.2, f"{mm}", sheet.fonts.label, 7, align="center")
            sheet.text(left + 5, top + mm + 0.9, f"{mm}", sheet.fonts.label, 7)
    sheet.line(right, top - 5, right, top + 5, _RULE)
    sheet.line(left - 5, bottom, left + 5, bottom, _RULE)
    for x, y, letter in ((left - 4, top - 2, "A"), (right + 3, top + 1.6, "B"), (left - 4, bottom + 6, "C")):
        sheet.text(x, y, letter, heading, 13, align="center")


def _draw_edges(sheet: Sheet) -> None:
    """Draw a scale at the middle of each edge: the smallest number seen is the margin kept white."""
    middle_x, middle_y = A4_WIDTH / 2 + 40, A4_HEIGHT / 2 + 30
    for mm in range(1, 13):
        half = 4.0 if mm % 5 == 0 else 2.5
        for x in (mm, A4_WIDTH - mm):
            sheet.line(x, middle_y - half, x, middle_y + half, _HAIR)
        for y in (mm, A4_HEIGHT - mm):
            sheet.line(middle_x - half, y, middle_x + half, y, _HAIR)
    label = sheet.fonts.label
    for mm in (5, 10):
        sheet.text(mm, middle_y + 7, f"{mm}", label, 7, align="center")
        sheet.text(A4_WIDTH - mm, middle_y + 7, f"{mm}", label, 7, align="center")
        sheet.text(middle_x + 5, mm + 0.9, f"{mm}", label, 7)
        sheet.text(middle_x + 5, A4_HEIGHT - mm + 0.9, f"{mm}", label, 7)


def _draw_crosses(sheet: Sheet) -> None:
    for x in (MARK_LEFT, A4_WIDTH - MARK_LEFT):
        for y in (MARK_TOP, A4_HEIGHT - MARK_TOP):
            if (x, y) != (MARK_LEFT, MARK_TOP):
                sheet.line(x - 5, y, x + 5, y, _RULE)
                sheet.line(x, y - 5, x, y + 5, _RULE)
            sheet.circle(x, y, 3, _HAIR)


def _draw_words(sheet: Sheet, page: CalibrationPage) -> None:
    label, heading = sheet.fonts.label, sheet.fonts.heading
    width = A4_WIDTH - 25 - _TEXT_LEFT
    with sheet.tagged("H1"):
        sheet.text(_TEXT_LEFT, 58, "プリンターの位置合わせ", heading, 18)
    how = "定規を紙の端にあわせて、4か所を0.1 mmまで読みます。読んだ数を画面に入力してください。"
    with sheet.tagged("P"):
        y = sheet.paragraph(_TEXT_LEFT, 67, how, label, 10.5, width=width)
    for number, what, ideal in _STEPS:
        y += 4
        sheet.frame(_TEXT_LEFT + 95, y - 2, 28, 11, 0.25)
        with sheet.tagged("P"):
            sheet.text(_TEXT_LEFT, y + 5, number, heading, 13)
            sheet.text(_TEXT_LEFT + 8, y + 5, what, label, 11)
            sheet.text(_TEXT_LEFT + 92, y + 5, f"正しくは {ideal:g}", label, 9, align="right", grey=0.3)
            sheet.text(_TEXT_LEFT + 121, y + 5, "mm", label, 10, align="right")
        y += 10
    notes = [
        (
            "「用紙に合わせる」「縮小」は使わず、「実際のサイズ（100%）」で印刷してください。"
            "③と④が100 mmから0.5 mmを超えて違うときは、拡大・縮小が働いています。"
        ),
        "紙の端の目盛りは、プリンターがどこまで印刷できるかを表します。",
    ]
    y += 6
    for note in notes:
        with sheet.tagged("P"):
            y = sheet.paragraph(_TEXT_LEFT, y, note, label, 9.5, width=width, grey=0.2) + 1.5
    parts = (
        ("プリンター", page.printer),
        ("トレイ", page.tray),
        ("用紙", page.paper),
        ("印刷した日", wareki(page.on) if page.on else ""),
        ("補正", "なし" if page.offset.is_none else _correction(page)),
    )
    for name, value in parts:
        if value and not label.undrawable(value):
            y += 5.5
            with sheet.tagged("P"):
                sheet.text(_TEXT_LEFT, y, name, label, 9.5, grey=0.3)
                sheet.text(_TEXT_LEFT + 24, y, value, label, 9.5)


def _correction(page: CalibrationPage) -> str:
    offset = page.offset
    return (
        f"右へ {offset.dx:+.2f} mm 下へ {offset.dy:+.2f} mm 横 {offset.scale_x:.2%} 縦 {offset.scale_y:.2%}"
    )
