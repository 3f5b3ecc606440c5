"""The words of the guide slip, by stage and step. Registering is voluntary, and every word says so.

Source: society's notice of November 2025, pages 3 to 14; docs/rules.md, "Stages of registration".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.person import Enrolment

REGISTER_PAGE = "https://www.mhlw.go.jp/stf/newpage_40391.html"
PORTAL_PAGE = "https://digital-gov.note.jp/n/nc062fa9cb623"
READER_PAGE = "https://www.gov-online.go.jp/article/202407/entry-6238.html"

ASKED = frozenset({Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.EXPIRED})
"""Who is told how to register or renew. All others are done already or are left in peace."""

LAST_STEP = 3

OPENINGS: Mapping[int, str] = {
    1: "マイナンバーカードを健康保険証として使う「利用登録」のご案内です。",
    2: "前にもご案内しました。もうお済みでしたら、行き違いをお許しください。",
    3: "今後この件でお声がけはいたしません。必要なときは、いつでもお尋ねください。",
}
RENEWAL_OPENING = "マイナンバーカードの電子証明書の更新のご案内です。"
VOLUNTARY = "するかどうかは、ご本人が自由に決められます。"
QUIET_OPENING = "病院や薬局にかかるときに持っていくもののご案内です。"

TITLE, QUIET_TITLE = "マイナ保険証のご案内", "受診のしかたのご案内"


@dataclass(frozen=True, slots=True)
class StageWords:
    """What a slip says of one stage.

    now: where one person stands. short: the same beside a name of the household.
    who: whom `next_step` is for, in a household. next_step: what to do now, empty for nothing.
    """

    now: str
    short: str
    who: str
    next_step: str


_WITH_CERTIFICATE = "資格確認書で受診できます。"

STAGES: Mapping[Enrolment, StageWords] = {
    Enrolment.UNKNOWN: StageWords(
        "利用登録がお済みかどうか、事業所では分かっていません。",
        "登録がお済みか、事業所では分かりません",
        "お済みか分からない方",
        "下の3で、登録がお済みかどうかを確かめます。まだのときは、下の2にある方法で登録できます。",
    ),
    Enrolment.NO_CARD: StageWords(
        "マイナンバーカードをお持ちでないと伺っています。",
        "カードをお持ちでない",
        "カードをお持ちでない方",
        "カードを作る方は、お住まいの市区町村に申し込みます。受け取ったら、下の2にある方法で登録します。",
    ),
    Enrolment.NOT_REGISTERED: StageWords(
        "マイナンバーカードをお持ちで、利用登録はまだと伺っています。",
        "カードはあり、登録はまだ",
        "登録がまだの方",
        "下の2にある3つの方法の、どれか1つで登録します。登録は1回だけです。",
    ),
    Enrolment.EXPIRED: StageWords(
        "マイナンバーカードの電子証明書が期限切れと伺っています。",
        "電子証明書の期限が切れている",
        "電子証明書の期限が切れた方",
        "お住まいの市区町村の窓口で、電子証明書を更新します。"
        "期限の月から3か月後の月末までは、そのままマイナ保険証で受診できます。",
    ),
    Enrolment.REGISTERED: StageWords(
        "利用登録はお済みです。マイナ保険証で受診できます。",
        "登録済み(マイナ保険証で受診)",
        "登録がお済みの方",
        "資格確認書をお持ちの方は、事業所の担当者にお返しください。",
    ),
    Enrolment.RELEASED: StageWords(
        f"利用登録は解除されています。{_WITH_CERTIFICATE}", "登録を解除(資格確認書で受診)", "", ""
    ),
    Enrolment.NEEDS_CARE: StageWords(f"ご事情に合わせて、{_WITH_CERTIFICATE}", "資格確認書で受診", "", ""),
    Enrolment.DECLINED: StageWords(
        f"登録しないと伺っています。{_WITH_CERTIFICATE}", "登録しない(資格確認書で受診)", "", ""
    ),
    Enrolment.NO_ANSWER: StageWords(
        f"お答えのないままで結構です。{_WITH_CERTIFICATE}", "資格確認書で受診", "", ""
    ),
}
CARD_ENDS = "電子証明書の期限は{}です。"
"""Where someone registered stands whose card ends soon or has ended."""
KEEPS_PAPER = "資格確認書をお持ちの方は、そのままお持ちください。"
"""Instead of the next step of REGISTERED where the society does not want the paper back."""
NOTHING_TO_DO = "いま、していただくことはありません。"


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to: what to bring, what to do there."""

    where: str
    bring: str
    how: str


WAYS = (
    Place(
        "スマートフォン",
        "カード\n4けたの暗証番号",
        "「マイナポータル」アプリの「健康保険証」から登録します(対応機種だけ)。",
    ),
    Place(
        "医療機関・薬局",
        "カードだけ",
        "顔認証付きカードリーダーに置き、顔か暗証番号で登録します。",
    ),
    Place(
        "セブン銀行のATM",
        "カード\n4けたの暗証番号",
        "画面の案内にそって申し込みます。健康保険証は要りません。",
    ),
)
NO_PIN_CARD = "暗証番号のない「顔認証マイナンバーカード」は、医療機関・薬局でだけ登録できます。"
RENEWAL = Place(
    "市区町村の窓口",
    "カード\n暗証番号",
    "電子証明書の更新を申し出ます。暗証番号を忘れた方は、窓口で設定し直せます。",
)
APPLICATION = Place(
    "市区町村の窓口",
    "市区町村に\nお尋ねください",
    "カードを申し込みます。登録は、受け取ってから下のどれか1つで。",
)

CHECKS = (
    "マイナポータルの「健康保険証」を開き、「登録済」と出れば、できています。",
    (
        "医療機関・薬局のカードリーダーにカードを置きます。利用登録の画面が出なければ、できています。"
        "出たときは、まだです。"
    ),
)
RENEWED_CHECK = "更新のあと、次の受診のときにカードリーダーで受け付けできれば、できています。"

NOT_REGISTERING = (
    "このまま資格確認書で受診できます。医療機関・薬局の窓口に出してください。",
    "資格確認書がお手もとにない方は、事業所の担当者にお知らせください。",
)

BRING_CARD = Place(
    "医療機関・薬局",
    "マイナンバーカード",
    "カードリーダーに置きます。前もって登録した方は、対応する所でスマートフォンも使えます。",
)
BRING_CERTIFICATE = Place("医療機関・薬局", "資格確認書", "受付に出します。カードは要りません。")
BRING_NOTICE = Place(
    "リーダーが\n使えない所",
    "資格情報のお知らせ\nマイナンバーカード",
    "両方を受付に出します。お知らせだけでは受診できません。",
)
OLD_CARD = "旧い健康保険証は使えません。ご自分で細かく切って捨ててください。"
ELDERLY_CARD = "高齢受給者証をお持ちの方は、捨てずに事業所の担当者にお返しください。"
WHEN_BACK = "退職したときや、ご家族が扶養から外れたときは、資格確認書を事業所の担当者にお返しください。"
ANY_TIME = "登録についてお知りになりたいときは、いつでも事業所の担当者にお尋ねください。"

CONTACT_LINE = "問い合わせ先：事業所の担当者"
PIN_LINE = "暗証番号は、担当者に伝えないでください。"


@dataclass(frozen=True, slots=True)
class OfficialPage:
    """A page that the notice names; its code holds the address and nothing else."""

    what: str
    who: str
    address: str


PAGES = (
    OfficialPage("登録のしかた", "厚生労働省", REGISTER_PAGE),
    OfficialPage("確かめ方\nスマートフォン", "デジタル庁", PORTAL_PAGE),
    OfficialPage("確かめ方\nカードリーダー", "政府広報オンライン", READER_PAGE),
)


def opening(step: int, *, renews: bool) -> str:
    """Return how a slip begins: 1 the first notice, 2 the second, 3 the last. renews: nothing else."""
    step = max(1, min(step, LAST_STEP))
    first = RENEWAL_OPENING if renews and step == 1 else OPENINGS[step]
    return f"{first}\n{'更新' if renews else '登録'}{VOLUNTARY}"


def next_step(stage: Enrolment, *, gives_paper_back: bool) -> str:
    """Return what a person of that stage may do now; empty where there is nothing to do."""
    if stage is Enrolment.REGISTERED and not gives_paper_back:
        return KEEPS_PAPER
    return STAGES[stage].next_step
