"""The flow chart of the society's notice as questions and results. Registering is voluntary.

Source: society's notice of November 2025, pages 3 to 14, and what the digital agency and the
ministry publish about the card's certificates and about smartphones; docs/rules.md, "Stages of
registration".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.person import Enrolment
from app.printing.papers.slip_words import ASKED


@dataclass(frozen=True, slots=True)
class Question:
    """One question. answers: each answer's word → the next question's or the result's name."""

    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What to say at the end of a path.

    needs: what to bring. steps: what to do, in order. check: how to see that it worked.
    source: where this stands. stage: what the path tells about the person, if anything.
    """

    heading: str
    text: str
    source: str
    needs: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    check: str = ""
    stage: Enrolment | None = None


START = "about"

QUESTIONS: Mapping[str, Question] = {
    "about": Question(
        "どのご相談ですか",
        {
            "利用登録のしかた": "card",
            "登録できたかの確かめ方": "check",
            "電子証明書の期限": "certificate",
            "受診のときに要るもの": "treated",
            "手もとの紙をどうするか": "paper",
        },
    ),
    "card": Question(
        "マイナンバーカードを持っていますか",
        {
            "持っている": "registered",
            "持っていない": "wants_card",
            "なくした・更新中": "lost_card",
            "答えない": "no_answer",
        },
    ),
    "wants_card": Question(
        "カードを作りますか(作るかどうかは自由です)",
        {"作る・考えている": "no_card", "作らない": "declined", "答えない": "no_answer"},
    ),
    "registered": Question(
        "健康保険証としての利用登録は済んでいますか",
        {
            "済んでいる": "certificate",
            "まだ": "pin",
            "分からない": "check",
            "解除した": "released",
            "登録しない": "declined",
            "答えない": "no_answer",
        },
    ),
    "pin": Question(
        "4けたの暗証番号を使えるカードですか",
        {
            "使える": "phone",
            "暗証番号のない顔認証カード": "reader_only",
            "忘れた・ロックされた": "pin_forgotten",
        },
    ),
    "phone": Question("スマートフォンで登録しますか", {"する": "model", "しない・持っていない": "place"}),
    "model": Question(
        "マイナポータルのアプリに対応した機種ですか",
        {"対応している": "portal", "対応していない": "place", "分からない": "model_unknown"},
    ),
    "place": Question(
        "どちらが行きやすいですか",
        {"医療機関・薬局": "reader", "セブン銀行のATM": "atm", "どちらも難しい": "neither"},
    ),
    "check": Question(
        "どちらで確かめますか",
        {
            "スマートフォンのマイナポータル": "portal_says",
            "医療機関・薬局のカードリーダー": "reader_says",
        },
    ),
    "portal_says": Question(
        "「健康保険証」を開くと「登録済」と出ますか",
        {"出る": "certificate", "出ない": "pin", "まだ見ていない": "check_portal"},
    ),
    "reader_says": Question(
        "カードを置くと、利用登録の画面が出ますか",
        {"出ない": "certificate", "出る": "pin", "まだ試していない": "check_reader"},
    ),
    "certificate": Question(
        "カードの電子証明書の期限は切れていますか",
        {
            "切れていない": "using",
            "3か月以内に切れる": "renew_soon",
            "切れた": "grace",
            "分からない": "certificate_unknown",
        },
    ),
    "grace": Question(
        "期限の月から3か月後の月末を過ぎましたか",
        {"まだ過ぎていない": "expired_grace", "過ぎた": "expired"},
    ),
    "using": Question("何で受診しますか", {"マイナンバーカード": "done", "スマートフォン": "phone_card"}),
    "treated": Question(
        "何で受診しますか",
        {
            "マイナ保険証": "reader_works",
            "資格確認書": "treat_certificate",
            "資格情報のお知らせ": "treat_notice",
            "旧い健康保険証": "treat_old_card",
            "何も手もとにない": "treat_nothing",
        },
    ),
    "reader_works": Question(
        "そこにカードリーダーはありますか",
        {"ある": "using_at_reader", "ない・故障している": "treat_notice"},
    ),
    "using_at_reader": Question(
        "カードで受診しますか", {"カードで": "treat_card", "スマートフォンで": "phone_card_visit"}
    ),
    "paper": Question(
        "どの紙ですか",
        {
            "資格確認書": "certificate_paper",
            "資格情報のお知らせ": "notice_paper",
            "旧い健康保険証": "cover_lost",
            "高齢受給者証": "elderly_paper",
        },
    ),
    "cover_lost": Question(
        "令和7年12月1日までに、退職などで資格を失いましたか",
        {"失っていない": "destroy_old_card", "失った": "return_old_card"},
    ),
}

_CARD, _PIN = "マイナンバーカード", "4けたの暗証番号(利用者証明用)"
_AT_COUNTER = "資格確認書を受付に出せば、今までどおり受診できます。"
_PORTAL_CHECK = "マイナポータルの「健康保険証」を開き、「登録済」と出れば登録できています。"
_READER_CHECK = "次にカードリーダーへ置いたとき、利用登録の画面が出なければ登録できています。"

RESULTS: Mapping[str, Result] = {
    "no_card": Result(
        "カードが届いてから利用登録をします",
        f"それまでは{_AT_COUNTER}",
        "健保の案内 6ページ",
        steps=(
            "お住まいの市区町村に、マイナンバーカードを申し込む",
            "カードを受け取り、4けたの暗証番号を決める",
            "マイナポータル、カードリーダー、セブン銀行のATMのどれかで利用登録をする",
        ),
        stage=Enrolment.NO_CARD,
    ),
    "lost_card": Result(
        "資格確認書を健保に申請できます",
        "カードをなくした方や更新中の方は、カードが使えるまで資格確認書で受診します。",
        "厚生労働省「資格確認書」",
        steps=(
            "資格確認書が手もとになければ、事業所の担当者から健保に申請する",
            "カードは市区町村で再交付・更新を受ける",
        ),
    ),
    "declined": Result(
        "資格確認書で受診できます",
        f"登録しないことも選べます。{_AT_COUNTER}記録すると、この件の声かけの一覧に出なくなります。",
        "健保の案内 4ページ、利用登録は任意",
        stage=Enrolment.DECLINED,
    ),
    "no_answer": Result(
        "お答えがなくても差し支えありません",
        f"{_AT_COUNTER}記録すると、この件の声かけの一覧に出なくなります。",
        "健保の案内 4ページ、利用登録は任意",
        stage=Enrolment.NO_ANSWER,
    ),
    "released": Result(
        "資格確認書で受診できます",
        "解除の届出が反映されるのは、届け出た翌月の末です。また使いたくなったら、いつでも登録できます。",
        "健保の案内 4ページ",
        stage=Enrolment.RELEASED,
    ),
    "reader_only": Result(
        "医療機関・薬局のカードリーダーで登録します",
        "暗証番号のない顔認証マイナンバーカードは、マイナポータルとセブン銀行のATMでは登録できません。",
        "健保の案内 10ページ",
        needs=(_CARD,),
        steps=(
            "受診のときに、顔認証付きカードリーダーへカードを置く",
            "顔で本人確認をする",
            "画面の案内にそって「登録する」を選ぶ",
        ),
        check=_READER_CHECK,
        stage=Enrolment.NOT_REGISTERED,
    ),
    "pin_forgotten": Result(
        "カードリーダーなら、顔で確認して登録できます",
        "暗証番号を使う方法で登録したいときは、市区町村の窓口で設定し直してからにします。",
        "健保の案内 7・9ページ",
        needs=(_CARD,),
        steps=(
            "受診のときに、顔認証付きカードリーダーへカードを置く",
            "「顔認証」を選ぶ",
            "画面の案内にそって「登録する」を選ぶ",
        ),
        check=_READER_CHECK,
        stage=Enrolment.NOT_REGISTERED,
    ),
    "portal": Result(
        "スマートフォンの「マイナポータル」で登録します",
        "うまくいかないときは、医療機関のカードリーダーやセブン銀行のATMでも登録できます。",
        "健保の案内 8ページ",
        needs=("対応したスマートフォン", _CARD, _PIN),
        steps=(
            "「マイナポータル」アプリを入れて開く",
            "「健康保険証」を選び、利用登録に進む",
            "暗証番号を入れ、カードを読み取る",
        ),
        check=_PORTAL_CHECK,
        stage=Enrolment.NOT_REGISTERED,
    ),
    "model_unknown": Result(
        "アプリを入れられるかで分かります",
        "アプリを入れられない機種や、カードを読み取れない機種では、"
        "医療機関のカードリーダーかセブン銀行のATMで登録します。",
        "健保の案内 8ページ",
        needs=("スマートフォン", _CARD, _PIN),
        steps=(
            "アプリの配信元で「マイナポータル」を探す",
            "入れられたら開き、カードを読み取ってみる",
            "読み取れたら「健康保険証」から利用登録に進む",
        ),
        check=_PORTAL_CHECK,
        stage=Enrolment.NOT_REGISTERED,
    ),
    "reader": Result(
        "医療機関・薬局のカードリーダーで登録します",
        "「マイナ受付」の表示のある所で、受診のときに登録できます。",
        "健保の案内 9・10ページ",
        needs=(_CARD, "4けたの暗証番号(顔で確認するときは要りません)"),
        steps=(
            "顔認証付きカードリーダーへカードを置く",
            "顔か暗証番号で本人確認をする",
            "画面の案内にそって「登録する」を選ぶ",
        ),
        check=_READER_CHECK,
        stage=Enrolment.NOT_REGISTERED,
    ),
    "atm": Result(
        "セブン銀行のATMで登録します",
        "健康保険証は要りません。",
        "健保の案内 10ページ",
        needs=(_CARD, _PIN),
        steps=(
            "ATMの画面で、マイナンバーカードの手続きを選ぶ",
            "健康保険証利用の申込みを選び、カードを置く",
            "暗証番号を入れる",
        ),
        check=_PORTAL_CHECK,
        stage=Enrolment.NOT_REGISTERED,
    ),
    "neither": Result(
        "このまま資格確認書で受診できます",
        f"急ぐ必要はありません。{_AT_COUNTER}病気や障害などで難しい方は、登録の有無にかかわらず資格確認書を申請できます。",
        "健保の案内 4ページ、厚生労働省「資格確認書」",
        stage=Enrolment.NOT_REGISTERED,
    ),
    "check_portal": Result(
        "マイナポータルで確かめます",
        "「登録済」と出れば、できています。",
        "健保の案内 参考(1)、デジタル庁",
        needs=("スマートフォン", _CARD, _PIN),
        steps=(
            "マイナポータルにログインする(初めての方はアプリを入れる)",
            "「健康保険証」を選ぶ",
            "「マイナンバーカード利用状況」を見る",
        ),
    ),
    "check_reader": Result(
        "カードリーダーで確かめます",
        "利用登録の画面が出たら、まだです。出なければ、できています。画面は機種によって違います。",
        "健保の案内 参考(2)、政府広報オンライン",
        needs=(_CARD,),
        steps=("カードリーダーへカードを置く", "顔か暗証番号で本人確認をする", "出てくる画面を見る"),
    ),
    "renew_soon": Result(
        "市区町村の窓口で更新できます",
        "期限の3か月前から更新できます。期限の月から3か月後の月末までは、今のまま受診できます。",
        "デジタル庁「電子証明書の更新」",
        needs=(_CARD, "暗証番号"),
        steps=("お住まいの市区町村の窓口へ行く", "電子証明書の更新を申し出る"),
        check="更新のあと、次の受診のときにカードリーダーで受け付けできれば、できています。",
        stage=Enrolment.REGISTERED,
    ),
    "expired_grace": Result(
        "まだマイナ保険証で受診できます",
        "期限の月から3か月後の月末まで使えます。更新するかどうかは自由です。",
        "デジタル庁「電子証明書の更新」",
        needs=(_CARD, "暗証番号"),
        steps=("お住まいの市区町村の窓口へ行く", "電子証明書の更新を申し出る"),
        check="更新のあと、次の受診のときにカードリーダーで受け付けできれば、できています。",
        stage=Enrolment.EXPIRED,
    ),
    "expired": Result(
        "資格確認書で受診できます",
        "更新すれば、またマイナ保険証を使えます。更新のあと利用登録の画面が出たら、もう一度登録します。"
        "資格確認書が手もとになければ、担当者から健保に確かめます。",
        "デジタル庁「電子証明書の更新」",
        needs=(_CARD, "暗証番号"),
        steps=("お住まいの市区町村の窓口で電子証明書を更新する", "次の受診のときにカードを置いて確かめる"),
        check=_READER_CHECK,
        stage=Enrolment.EXPIRED,
    ),
    "certificate_unknown": Result(
        "期限はカードの表か、届いた通知で分かります",
        "電子証明書の期限は、発行から5回目の誕生日です。期限の2、3か月前に通知が届きます。",
        "デジタル庁「電子証明書の更新」",
        steps=(
            "カードの表の「電子証明書の有効期限」の欄を見る",
            "書いていなければ、市区町村の窓口で尋ねる",
        ),
    ),
    "done": Result(
        "マイナ保険証で受診できます",
        "資格確認書が要らなくなった方は、事業所の担当者に返してください。"
        "登録が健保に届くまで、1、2日かかることがあります。",
        "健保の案内 4・5ページ",
        needs=(_CARD,),
        stage=Enrolment.REGISTERED,
    ),
    "phone_card": Result(
        "スマートフォンでも受診できます",
        "令和7年9月19日から、対応した医療機関・薬局で使えます。"
        "1台に入れられるのは1人分です。お子さんの分は、保護者のスマートフォンには入れられません。",
        "厚生労働省「スマートフォンのマイナ保険証」",
        needs=("登録したスマートフォン", "初めての所では、念のためマイナンバーカード"),
        steps=(
            "カードの利用登録を先に済ませる",
            "マイナポータルから、スマートフォンにカードの機能を入れる",
            "受付で、スマートフォンをかざす",
        ),
        stage=Enrolment.REGISTERED,
    ),
    "phone_card_visit": Result(
        "スマートフォンでも受診できます",
        "令和7年9月19日から、対応した医療機関・薬局で使えます。前もってカードの利用登録が要ります。",
        "厚生労働省「スマートフォンのマイナ保険証」",
        needs=("登録したスマートフォン", "初めての所では、念のためマイナンバーカード"),
        steps=("受付で、スマートフォンをかざす",),
    ),
    "treat_card": Result(
        "マイナ保険証で受診します",
        "利用登録を済ませたマイナンバーカードです。",
        "健保の案内 5ページ",
        needs=(_CARD,),
        steps=(
            "カードリーダーへカードを置く",
            "顔か暗証番号で本人確認をする",
            "情報提供に同意するかどうかを選ぶ",
        ),
    ),
    "treat_certificate": Result(
        "資格確認書で受診します",
        "マイナ保険証をお持ちでない方に、健保が発行します。",
        "健保の案内 4・5ページ",
        needs=("資格確認書",),
        steps=("受付に出す",),
    ),
    "treat_notice": Result(
        "お知らせとカードの両方を出します",
        "カードリーダーがない所や、停電・ICチップの故障のときに使います。お知らせだけでは受診できません。"
        "お知らせの代わりに、マイナポータルからPDFを端末に保存して見せることもできます。",
        "健保の案内 5・11ページ",
        needs=("資格情報のお知らせ(または保存したPDF)", _CARD),
        steps=(
            "PDFにするときは、マイナポータルの「健康保険証」を開く",
            "画面下の「端末に保存」を選ぶ",
            "受診のときに、両方を受付に出す",
        ),
    ),
    "treat_old_card": Result(
        "健康保険証では受診できません",
        "令和7年12月2日から使えません。マイナ保険証か資格確認書で受診します。"
        "どちらもない方は、事業所の担当者が健保に確かめます。",
        "健保の案内 3・5ページ",
    ),
    "treat_nothing": Result(
        "事業所の担当者が健保に確かめます",
        "資格があるか、資格確認書が届いているかを名簿で調べ、なければ健保に申請します。"
        "急ぐときは、受診する所と健保に電話で尋ねてください。",
        "健保の案内 4・5ページ",
        steps=("名簿でこの方を開き、証の状態を見る", "なければ健保に申請する"),
    ),
    "certificate_paper": Result(
        "要らなくなったら担当者に返します",
        "返すのは、退職・扶養から外れたとき、記載が変わったとき、マイナ保険証が使えるようになったときです。"
        "それまでは大切に保管します。",
        "健保の案内 4ページ",
    ),
    "notice_paper": Result(
        "返さずに持っています",
        "資格情報のお知らせは返す必要がありません。記号・番号を確かめるときや、カードリーダーが使えないときに使います。",
        "健保の案内 11ページ",
    ),
    "destroy_old_card": Result(
        "ご自分で細かく切って捨てます",
        "氏名、記号・番号、保険者番号が読めないように裁断します。高齢受給者証は捨てずに返します。",
        "健保の案内 3ページ",
    ),
    "return_old_card": Result(
        "事業所の担当者に返します",
        "令和7年12月1日までに資格を失った方の健康保険証は、自分で捨てずに返します。",
        "健康保険法施行規則51条",
    ),
    "elderly_paper": Result(
        "捨てずに、事業所の担当者に返します",
        "令和6年11月に70歳以上で加入していた方の受給者証です。担当者は「高齢受給者証」の画面で回収を記録します。",
        "健保の案内 3ページ",
    ),
}

LEFT_ALONE = frozenset(Enrolment) - ASKED
"""Who is not approached unasked: done already, or wishes to be left in peace."""
