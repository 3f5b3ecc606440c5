"""The places of the pages: what is said of each before it is made. ui.pages has their order."""

from app.domain.duties import DutyKind
from app.domain.roles import Act
from ui.frame.place import PagePlace

TODAY = PagePlace(
    "today",
    "今日やること",
    "ph.calendar-check",
    # What only waits is not counted.
    waiting=lambda count: count.today + count.week,
    nav_title="今日",
    nav_note="(今日中と今週)",
)
ROSTER = PagePlace("roster", "名簿", "ph.users")
DESK = PagePlace(
    "desk",
    "窓口",
    "ph.identification-card",
    waiting=lambda count: count.total * (count.kind is DutyKind.HAND_OUT),
    acts=(Act.HAND,),
)
PRINTING = PagePlace(
    "printing",
    "印刷",
    "ph.printer",
    # A sheet, one that renews theirs, or a word on how it came out.
    waiting=lambda count: count.to_renew + count.total * (count.kind is DutyKind.PRINT),
    acts=(Act.WORK,),
)
IMPORT_LIST = PagePlace("import_list", "取込", "ph.download-simple", acts=(Act.WHOLE,))
ELDERLY = PagePlace(
    "elderly",
    "高齢受給者証",
    "ph.identification-card",
    waiting=lambda count: count.total * (count.kind is DutyKind.ELDERLY_CARD),
    acts=(Act.WORK,),
)
FORWARD = PagePlace(
    "forward",
    "発送",
    "ph.paper-plane-tilt",
    waiting=lambda count: count.total * (count.kind is DutyKind.FORWARD),
    acts=(Act.WORK,),
)
REPORTS = PagePlace("reports", "帳票", "ph.file-text", acts=(Act.EXPORT, Act.HISTORY))
GUIDE = PagePlace("guide", "案内", "ph.compass", acts=(Act.WORK,))
SETTINGS = PagePlace(
    "settings",
    "設定",
    "ph.gear",
    subjects=(
        *("健保", "規則", "事業所", "様式", "届の様式", "プリンター"),
        *(
            "バックアップ",
            "2つ目の場所",
            "記録の場所",
            "保存期間",
            "引継ぎ",
            "本社・事業所",
            "発行データ",
            "表示と音",
            "パスフレーズ",
            "利用者",
            "版",
        ),
    ),
    acts=(),
    subject_acts=(
        *((subject, Act.SETTLE) for subject in ("健保", "規則", "事業所", "様式", "届の様式")),
        *((subject, Act.SETTLE) for subject in ("保存期間", "発行データ")),
        ("プリンター", Act.WORK),
        ("バックアップ", Act.BACK_UP),
        ("2つ目の場所", Act.BACK_UP),
        ("記録の場所", Act.USERS),
        ("引継ぎ", Act.WHOLE),
        ("本社・事業所", Act.WHOLE),
        ("利用者", Act.USERS),
    ),
)
