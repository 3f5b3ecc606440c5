"""The personal guide slip in large print: how to register マイナ保険証, for those who wish to.

Registering is voluntary, and the wording says so. Source: society's notice, pages 7–13.
"""

from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from app.domain.wareki import wareki
from app.errors import BadValue, PaperRefused
from app.printing.fonts import Fonts
from app.printing.glyphs import refusal_reason
from app.printing.page import A4_WIDTH, MM, Sheet, document, fit, wrap
from app.printing.qr import qr_code
from app.printing.values import GuideSlip

REGISTER_PAGE = "https://www.mhlw.go.jp/stf/newpage_40391.html"
CHECK_PAGE = "https://www.gov-online.go.jp/article/202407/entry-6238.html"

_LEFT, _WIDTH = 20.0, A4_WIDTH - 40
_BODY, _HEADING, _NAME = 14.0, 16.0, 22.0
# More would push the QR codes off the sheet.
_MOST_STAGE_LINES = 5
_VOLUNTARY = (
    "登録するかどうかは、ご本人が自由に決められます。\n登録しない方は、資格確認書で今までどおり受診できます。"
)
_NEEDED = "必要なもの：マイナンバーカード（1と3では、4けたの暗証番号も）"
_WAYS = (
    (
        "スマートフォンの「マイナポータル」アプリ",
        "アプリの「健康保険証」から、カードと暗証番号で登録します。",
    ),
    (
        "医療機関・薬局の顔認証付きカードリーダー",
        "受診のときにカードを置き、顔または暗証番号で確認して登録します。",
    ),
    (
        "セブン銀行のATM",
        "画面の案内にそって申し込み、カードを置いて暗証番号を入れます。",
    ),
)
_NO_PIN_CARD = "※ 暗証番号のない「顔認証マイナンバーカード」は、2の方法だけで登録できます。"
_CHECKS = (
    "マイナポータルの「健康保険証」に「登録済」と出れば、完了です。",
    "カードリーダーで情報提供への同意をたずねる画面が出れば、完了です。",
    "カードリーダーで利用登録の画面が出たら、まだ登録されていません。",
)
_PAGES = (
    ("登録のしかた", "厚生労働省", REGISTER_PAGE),
    ("登録できたかの確かめ方", "政府広報オンライン", CHECK_PAGE),
)


def draw_slips(slips: Sequence[GuideSlip], out: BinaryIO) -> None:
    """Write one A4 page per slip; PaperRefused names the person whose slip cannot be exact."""
    if not slips:
        raise BadValue("印刷する案内票がありません。対象者を選んでください。")
    with document(out, "マイナ保険証のご案内") as sheet:
        for slip in slips:
            _refuse_undrawable(slip, sheet.fonts)
            _draw_address(sheet, slip)
            y = _draw_stage(sheet, slip)
            sheet.repeated(f"guide-{y:.1f}", partial(_draw_guide, top=y))
            sheet.end()


def _refuse_undrawable(slip: GuideSlip, fonts: Fonts) -> None:
    bad = fonts.value.undrawable(slip.name) + fonts.label.undrawable(slip.stage_sentence + slip.office_name)
    if bad:
        raise PaperRefused(f"{slip.name}さんの案内票を印刷できません。{refusal_reason(bad[0])}")


def _draw_address(sheet: Sheet, slip: GuideSlip) -> None:
    fonts, right = sheet.fonts, _LEFT + _WIDTH
    name = fit(f"{slip.name}　様", fonts.value, width=_WIDTH * 0.62, height=20, size=_NAME, min_size=13)
    if name is None:
        raise PaperRefused(f"{slip.name}さんのお名前が案内票に入りません。宛名を手書きしてください。")
    sheet.fitted(_LEFT, 26, name, fonts.value)
    sheet.text(right, 22, wareki(slip.on), fonts.label, 11, align="right")
    office = fit(slip.office_name, fonts.label, width=_WIDTH * 0.36, height=12, size=11, min_size=7)
    if office is None:
        raise PaperRefused("事業所名が長すぎて案内票に入りません。設定で短い名前にしてください。")
    sheet.fitted(right, 29, office, fonts.label, align="right")
    sheet.line(_LEFT, 38, right, 38, 0.35)


def _draw_stage(sheet: Sheet, slip: GuideSlip) -> float:
    """Draw the title and the person's own sentence; return where the box ends."""
    fonts, sentence = sheet.fonts, slip.stage_sentence
    sheet.text(_LEFT, 51, "マイナ保険証のご案内", fonts.heading, 20)
    lines = wrap(sentence, fonts.heading, width=_WIDTH - 12, size=_BODY)
    if len(lines) > _MOST_STAGE_LINES:
        raise PaperRefused(
            f"{slip.name}さんの案内の文が長すぎます。{_MOST_STAGE_LINES}行以内にしてください。"
        )
    height = len(lines) * _BODY * 1.55 / MM + 7
    sheet.panel(_LEFT, 57, _WIDTH, height, grey=0.93)
    sheet.paragraph(_LEFT + 6, 66, sentence, fonts.heading, _BODY, width=_WIDTH - 12)
    return 57 + height


def _draw_guide(sheet: Sheet, top: float) -> None:
    """Draw what is the same for everybody."""
    label, heading = sheet.fonts.label, sheet.fonts.heading
    y = sheet.paragraph(_LEFT, top + 12, _VOLUNTARY, label, _BODY, width=_WIDTH)
    sheet.text(_LEFT, y + 6, "登録の方法は3つあります", heading, _HEADING)
    y = sheet.paragraph(_LEFT, y + 14, _NEEDED, label, _BODY, width=_WIDTH) + 3
    for number, (name, how) in enumerate(_WAYS, 1):
        sheet.text(_LEFT, y + 1, str(number), heading, 22)
        sheet.text(_LEFT + 9, y, name, heading, _BODY + 1)
        y = sheet.paragraph(_LEFT + 9, y + 8, how, label, _BODY, width=_WIDTH - 9) + 3.5
    y = sheet.paragraph(_LEFT, y, _NO_PIN_CARD, label, 12, width=_WIDTH)
    sheet.text(_LEFT, y + 7, "登録できたか確かめるには", heading, _HEADING)
    y += 15
    for check in _CHECKS:
        sheet.text(_LEFT, y, "・", label, _BODY)
        y = sheet.paragraph(_LEFT + 5, y, check, label, _BODY, width=_WIDTH - 5)
    _draw_pages(sheet, y + 3)


def _draw_pages(sheet: Sheet, top: float) -> None:
    size = 26.0
    for n, (what, who, address) in enumerate(_PAGES):
        x = _LEFT + n * _WIDTH / 2
        sheet.qr(x + 3, top, size, qr_code(address, sturdy=False))
        sheet.text(x + size + 9, top + 7, what, sheet.fonts.heading, 11)
        sheet.text(x + size + 9, top + 14, who, sheet.fonts.label, 11)
        # Broken after the host, so that nobody types a hyphen that is not there.
        host, path = address.removeprefix("https://").split("/", 1)
        sheet.paragraph(x + size + 9, top + 20, f"{host}/\n{path}", sheet.fonts.label, 8, width=60, grey=0.2)
