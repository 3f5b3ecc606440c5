"""The flow chart of the society's notice as questions. Registering is voluntary.

Source: society's notice, pages 6–13; docs/rules.md, "Stages of registration".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.person import Enrolment


@dataclass(frozen=True, slots=True)
class Question:
    """One question; answers: each answer's word → the next question's or the result's name."""

    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What to say at the end of a path. stage: what the path tells about the person, if anything."""

    heading: str
    text: str
    stage: Enrolment | None


START = "card"

QUESTIONS: Mapping[str, Question] = {
    "card": Question(
        "マイナンバーカードを持っていますか",
        {"持っている": "registered", "持っていない": "no_card", "作らない": "declined"},
    ),
    "registered": Question(
        "健康保険証としての利用登録は済んでいますか",
        {"済んでいる": "done", "まだ": "pin", "分からない": "check", "登録しない": "declined"},
    ),
    "pin": Question(
        "4けたの暗証番号を使えるカードですか",
        {"使える": "phone", "暗証番号のないカード(顔認証カード)": "reader_only"},
    ),
    "phone": Question(
        "マイナポータルを使えるスマートフォンがありますか", {"ある": "portal", "ない": "reader_or_atm"}
    ),
}

RESULTS: Mapping[str, Result] = {
    "no_card": Result(
        "資格確認書で受診できます",
        "カードを作るかどうかはご本人の自由です。作る方は市区町村に申し込み、届いてから利用登録をします。"
        "それまでは資格確認書を医療機関の窓口に出してください。",
        Enrolment.NO_CARD,
    ),
    "declined": Result(
        "資格確認書で受診できます",
        "登録しないことも選べます。資格確認書を医療機関の窓口に出せば、今までどおり受診できます。"
        "この方には登録の声かけをしません。",
        Enrolment.DECLINED,
    ),
    "done": Result(
        "マイナ保険証で受診できます",
        "資格確認書を持っている方は、要らなくなったら事業所の担当者に返してください。"
        "健保の記録に登録が届くまで1、2日かかることがあります。",
        Enrolment.REGISTERED,
    ),
    "check": Result(
        "登録できているか確かめます",
        "マイナポータルの「健康保険証」に「登録済」と出れば済んでいます。"
        "医療機関のカードリーダーで利用登録の画面が出たら、まだ済んでいません。",
        None,
    ),
    "reader_only": Result(
        "医療機関・薬局のカードリーダーで登録します",
        "暗証番号のない顔認証マイナンバーカードは、マイナポータルとセブン銀行ATMでは登録できません。"
        "受診のときに、顔認証付きカードリーダーにカードを置いてください。",
        Enrolment.NOT_REGISTERED,
    ),
    "portal": Result(
        "スマートフォンの「マイナポータル」で登録できます",
        "アプリの「健康保険証」を選び、4けたの暗証番号を入れてカードを読み取ります。"
        "医療機関のカードリーダーやセブン銀行ATMでも登録できます。",
        Enrolment.NOT_REGISTERED,
    ),
    "reader_or_atm": Result(
        "カードリーダーかセブン銀行ATMで登録できます",
        "受診のときに医療機関・薬局の顔認証付きカードリーダーで、またはセブン銀行ATMで登録します。"
        "ATMではカードと4けたの暗証番号を使い、健康保険証は要りません。",
        Enrolment.NOT_REGISTERED,
    ),
}

STAGE_SENTENCES: Mapping[Enrolment, str] = {
    Enrolment.UNKNOWN: "マイナ保険証の登録がお済みかどうか、事業所では分かっていません。",
    Enrolment.NO_CARD: "マイナンバーカードをお持ちでないと伺っています。資格確認書で受診できます。",
    Enrolment.NOT_REGISTERED: "マイナンバーカードの保険証利用の登録は、まだお済みでないと伺っています。",
    Enrolment.REGISTERED: "マイナ保険証の登録はお済みです。",
    Enrolment.EXPIRED: "マイナ保険証の電子証明書の期限が切れています。市区町村の窓口で更新できます。",
    Enrolment.RELEASED: "マイナ保険証の登録は解除されています。",
    Enrolment.NEEDS_CARE: "ご事情に合わせ、資格確認書で受診していただけます。",
    Enrolment.DECLINED: "登録しないと伺っています。資格確認書で受診できます。",
    Enrolment.NO_ANSWER: "お答えをいただいていません。お答えは自由です。",
}

LEFT_ALONE = frozenset({Enrolment.REGISTERED, Enrolment.DECLINED, Enrolment.NO_ANSWER, Enrolment.NEEDS_CARE})
"""Who is not approached unasked: done already, or wishes to be left in peace."""
