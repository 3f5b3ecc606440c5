"""Small fictional lists as the society, HR and an office would send them."""

import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

TODAY = date(2026, 11, 23)

SOCIETY_HEADINGS = (
    "事業所記号,事業所名,所属,社員番号,記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,"
    "資格取得年月日,資格喪失年月日,喪失事由,マイナ保険証,有効期限,一部負担金割合,発効年月日,高齢受給者証"
)
SOCIETY_ROWS = (
    (
        "7001,見本本社,総務部,M00001,7001,501,00,本人,本人,髙橋　見本,ﾀｶﾊｼ ﾐﾎﾝ,男,S55.4.5,H22.4.1"
        ",,,未登録,R11.12.1,,,"
    ),
    ("7001,見本本社,総務部,M00001,7001,501,01,家族,妻,髙橋　架空,ﾀｶﾊｼ ｶｸｳ,女,S57.10.20,H24.6.1,,,登録済,,,,"),
    (
        "7002,見本工場,製造課,M00002,7002,502,00,本人,本人,山﨑　仮名,ﾔﾏｻﾞｷ ｶﾘﾅ,女,S28.6.15,H1.4.1"
        ",,,カードなし,R11.12.1,2割,R7.12.2,有"
    ),
    (
        "7002,見本工場,製造課,M00003,7002,503,00,本人,本人,德永　試,ﾄｸﾅｶﾞ ﾀﾒｼ,男,H9.9.9,R2.4.1"
        ",R8.11.1,退職,登録しない,R11.12.1,,,"
    ),
)


def society(*rows: str, headings: str = SOCIETY_HEADINGS) -> bytes:
    """The society's list, CP932."""
    return "\r\n".join((headings, *(rows or SOCIETY_ROWS), "")).encode("cp932")


def with_cell(row: str, heading: str, value: str) -> str:
    """One of the rows above with one cell changed."""
    cells = row.split(",")
    cells[SOCIETY_HEADINGS.split(",").index(heading)] = value
    return ",".join(cells)


def hr() -> bytes:
    """The same people from HR: UTF-8 with BOM, combined number, codes, a heading of two lines."""
    lines = (
        '記号番号,枝番号,カナ氏名,漢字氏名,生年月日,男女区分,被保険者・被扶養者区分,資格取得日,利用登録,"部署\n(所属)"',
        "7001-501,00,タカハシ ミホン,髙橋 見本,1980/04/05,1,1,2010-04-01,0,総務部",
        "7001-501,01,タカハシ カクウ,髙橋 架空,1982/10/20,2,2,2012-06-01,1,総務部",
        "7002-502,00,ヤマザキ カリナ,山﨑 仮名,1953/06/15,2,1,1989-04-01,0,製造課",
        "7002-503,00,トクナガ タメシ,德永 試,1997/09/09,1,1,2020-04-01,,製造課",
    )
    return "\r\n".join((*lines, "")).encode("utf-8-sig")


def ledger(extra: Sequence[Sequence[object]] = ()) -> bytes:
    """The same people in the office's own Excel: title lines, numbers as numbers, a sum, a memo."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名簿"
    for line in (
        ["健康保険 加入者名簿"],
        ["令和8年11月20日現在"],
        [],
        [
            "No.",
            "記号",
            "番号",
            "枝番",
            "氏名",
            "ﾌﾘｶﾞﾅ",
            "性別",
            "生年月日",
            "資格取得日",
            "区分",
            "所属",
            "マイナ保険証",
        ],
        [
            1,
            7001,
            501,
            0,
            "髙橋\u3000見本",
            "タカハシ ミホン",
            "男",
            date(1980, 4, 5),
            date(2010, 4, 1),
            "本人",
            "総務部",
            "未登録",
        ],
        [
            2,
            7001,
            501,
            1,
            "髙橋\u3000架空",
            "タカハシ カクウ",
            "女",
            date(1982, 10, 20),
            date(2012, 6, 1),
            "家族",
            "総務部",
            "登録済",
        ],
        [
            3,
            7002,
            502,
            0,
            "山﨑\u3000仮名",
            "ヤマザキ カリナ",
            "女",
            date(1953, 6, 15),
            date(1989, 4, 1),
            "本人",
            "製造課",
            "カードなし",
        ],
        [
            4,
            7002,
            503,
            0,
            "德永\u3000試",
            "トクナガ タメシ",
            "男",
            date(1997, 9, 9),
            date(2020, 4, 1),
            "本人",
            "製造課",
            "登録しない",
        ],
        *extra,
        [None, None, None, None, "合計", "4名"],
    ):
        sheet.append(list(line))
    book.create_sheet("メモ").append(["来月から部署名変更"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
