"""The Japanese word for every value of every enum; one word per thing."""

from collections.abc import Sequence
from enum import StrEnum

from app.domain.answer import Figure
from app.domain.certificate import CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.collecting import PaperKind, Verdict
from app.domain.contact import About, Means, Reply
from app.domain.drawer import DrawerPaper
from app.domain.duties import DutyKind, NextAction, Why
from app.domain.elderly_card import ElderlyOutcome
from app.domain.inspection import Finding
from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_session import Fault, PrintOrder, SessionStatus, SheetStatus
from app.domain.rules import BranchNumbering, DayCount
from app.usecases.forms.loss_counts import LossForm

# By kind first: values of different kinds may be the same text, such as "planned".
LABELS: dict[type[StrEnum], dict[str, str]] = {
    CertificateStatus: {
        CertificateStatus.PLANNED: "印刷確認待ち",
        CertificateStatus.PRINTED: "印刷済",
        CertificateStatus.READY: "配付待ち",
        CertificateStatus.HANDED_OUT: "配付済",
        CertificateStatus.COLLECTED: "回収済",
        CertificateStatus.FORWARDED: "返送済",
        CertificateStatus.SPOILED: "書き損じ",
        CertificateStatus.LOST: "紛失",
        CertificateStatus.UNCOLLECTABLE: "回収不能",
        CertificateStatus.SELF_DISPOSED: "本人処分",
        CertificateStatus.SUPERSEDED: "差替済",
        CertificateStatus.CANCELLED: "印刷取消",
        CertificateStatus.NEVER_ISSUED: "交付なし",
    },
    CertificateOrigin: {
        CertificateOrigin.PRINTED: "当事業所で印刷",
        CertificateOrigin.LISTED: "以前に配付",
    },
    Figure: {
        Figure.COVERED: "加入者",
        Figure.REGISTERED: "登録済",
        Figure.ENTITLED: "交付対象",
        Figure.READY: "配付待ち",
        Figure.HANDED_OUT: "配付済",
        Figure.TO_COME_BACK: "要返却",
        Figure.COLLECTED: "回収済",
        Figure.FORWARDED: "返送済",
        Figure.LOST: "紛失",
        Figure.UNCOLLECTABLE: "回収不能",
        Figure.ELDERLY_OUTSTANDING: "高齢受給者証 未回収",
        Figure.ELDERLY_DONE: "高齢受給者証 処理済",
    },
    Means: {
        Means.FACE: "対面",
        Means.PHONE: "電話",
        Means.MAIL: "メール",
        Means.LETTER: "郵便",
        Means.SLIP: "案内票",
    },
    About: {
        About.REGISTER: "登録の案内",
        About.RETURN: "返却のお願い",
        About.HAND_OUT: "受け取りの連絡",
        About.ELDERLY_CARD: "高齢受給者証の回収",
        About.OTHER: "その他",
    },
    Reply: {
        Reply.NONE: "伝えた",
        Reply.UNREACHED: "連絡つかず",
        Reply.PROMISED: "対応する",
        Reply.LATER: "考える",
        Reply.DONE: "済んだ",
        Reply.DECLINED: "登録しない",
        Reply.NO_ANSWER: "回答しない",
    },
    ReplaceCause: {
        ReplaceCause.NAME: "氏名変更",
        ReplaceCause.INSURED_NAME: "被保険者の氏名変更",
        ReplaceCause.NUMBER: "記号・番号の変更",
        ReplaceCause.COPAY: "割合変更",
        ReplaceCause.REHIRE: "再雇用",
        ReplaceCause.DAMAGE: "破損・汚損",
        ReplaceCause.REISSUE: "差替",
        ReplaceCause.CORRECTION: "記載の訂正",
        ReplaceCause.RENEWAL: "有効期限の更新",
    },
    Why: {
        Why.REPLACED: "証の差替",
        Why.LOSS: "資格の喪失",
        Why.UNRECORDED: "記録のない証",
        Why.REGISTERED: "マイナ保険証の利用開始",
        Why.EXPIRED: "期限切れの証",
        Why.READY: "配付待ち",
        Why.UNCONFIRMED: "印刷の確認待ち",
        Why.NO_SHEET: "証がない",
        Why.NO_EXPIRY: "有効期限が未着",
        Why.EXPIRY_PAST: "有効期限の経過",
        Why.CARD_LISTED: "高齢受給者証の交付あり",
        Why.CARD_POSSIBLE: "高齢受給者証の要確認",
        Why.SHEET_BACK: "回収した証",
        Why.CARD_BACK: "回収した高齢受給者証",
        Why.EXPIRES: "有効期限が近い",
        Why.OVER: "裁断する証",
        Why.RENEWABLE: "新しい有効期限",
        Why.AT_70: "70歳",
        Why.AT_75: "75歳",
        Why.TO_REGISTER: "登録がまだ",
        Why.CARD_ENDS: "電子証明書の期限が近い",
        Why.CARD_ENDED: "電子証明書の期限切れ",
    },
    DrawerPaper: {
        DrawerPaper.CERTIFICATE: "資格確認書",
        DrawerPaper.ELDERLY_CARD: "高齢受給者証",
    },
    LossForm: {
        LossForm.LOSS: "資格喪失届",
        LossForm.DEPENDANT_CHANGE: "被扶養者異動届",
    },
    DutyKind: {
        DutyKind.RETURN: "返却",
        DutyKind.HAND_OUT: "配付",
        DutyKind.PRINT: "交付",
        DutyKind.ELDERLY_CARD: "高齢受給者証",
        DutyKind.FORWARD: "返送",
        DutyKind.RENEW: "更新",
        DutyKind.BIRTHDAY: "誕生日",
        DutyKind.REGISTER: "登録",
    },
    NextAction: {
        NextAction.COLLECT: "回収",
        NextAction.HAND_OUT: "配付",
        NextAction.PRINT: "印刷",
        NextAction.CONFIRM: "印刷を確認",
        NextAction.IMPORT: "一覧を取込",
        NextAction.COLLECT_ELDERLY: "受給者証を記録",
        NextAction.FORWARD: "返送",
        NextAction.CONTACT: "声かけ",
        NextAction.SHOW: "名簿を見る",
        NextAction.DISPOSE: "裁断を記録",
    },
    ElderlyOutcome: {
        ElderlyOutcome.OUTSTANDING: "未回収",
        ElderlyOutcome.CONFIRM: "要確認",
        ElderlyOutcome.COLLECTED: "回収済",
        ElderlyOutcome.FORWARDED: "返送済",
        ElderlyOutcome.LOST: "紛失申立",
        ElderlyOutcome.NEVER_ISSUED: "交付なし",
        ElderlyOutcome.UNCOLLECTABLE: "回収不能",
    },
    Enrolment: {
        Enrolment.UNKNOWN: "不明",
        Enrolment.NO_CARD: "カードなし",
        Enrolment.NOT_REGISTERED: "未登録",
        Enrolment.REGISTERED: "登録済",
        Enrolment.EXPIRED: "証明書期限切れ",
        Enrolment.RELEASED: "登録解除",
        Enrolment.NEEDS_CARE: "要配慮",
        Enrolment.DECLINED: "登録しない",
        Enrolment.NO_ANSWER: "回答しない",
    },
    LossCause: {
        LossCause.LEFT: "退職",
        LossCause.DEATH: "死亡",
        LossCause.AGE_75: "75歳到達",
        LossCause.DISABILITY: "障害認定",
        LossCause.OTHER_INSURANCE: "他保険加入",
        LossCause.REMOVED_DEPENDANT: "扶養削除",
        LossCause.REHIRED: "再雇用",
        LossCause.INSURED_LOST: "被保険者の喪失",
    },
    PersonKind: {
        PersonKind.INSURED: "本人",
        PersonKind.DEPENDANT: "家族",
    },
    Sex: {
        Sex.MALE: "男",
        Sex.FEMALE: "女",
        Sex.UNSET: "未設定",
    },
    SessionStatus: {
        SessionStatus.PLANNED: "準備中",
        SessionStatus.SPOOLED: "確認待ち",
        SessionStatus.CLOSED: "完了",
        SessionStatus.CANCELLED: "取消",
    },
    SheetStatus: {
        SheetStatus.QUEUED: "出力前",
        SheetStatus.SPOOLED: "確認待ち",
        SheetStatus.GOOD: "良",
        SheetStatus.SPOILED: "書き損じ",
        SheetStatus.MISSING: "行方不明",
        SheetStatus.CANCELLED: "取消",
    },
    Fault: {
        Fault.DAMAGED: "汚損",
        Fault.BLANK: "白紙",
        Fault.WRONG_PAPER: "違う用紙",
        Fault.DOUBLE_FEED: "重送",
        Fault.NOT_FOUND: "見当たらない",
        Fault.NOT_OUT: "出ていない",
    },
    Finding: {
        Finding.IN_ORDER: "良",
        Finding.SKIPPED: "抜け",
        Finding.TWICE: "二度目",
        Finding.OUT_OF_ORDER: "順番違い",
        Finding.FOREIGN: "この束の用紙ではない",
        Finding.OPENED: "相手を待つ",
        Finding.PAIRED: "一致",
        Finding.MISMATCH: "不一致",
    },
    PrintOrder: {
        PrintOrder.ROUTE: "配る順",
        PrintOrder.NUMBER: "番号順",
    },
    DayCount: {
        DayCount.FROM_DAY_AFTER_LAST: "退職日の翌日から数える",
        DayCount.FROM_DAY_AFTER_LOSS: "喪失日の翌日から数える",
    },
    BranchNumbering: {
        BranchNumbering.ZERO: "本人は00",
        BranchNumbering.ONE: "本人は01",
        BranchNumbering.NONE: "枝番なし",
        BranchNumbering.ANY: "決まりなし",
    },
    PaperKind: {
        PaperKind.CERTIFICATE: "資格確認書",
        PaperKind.ELDERLY_CARD: "高齢受給者証",
        PaperKind.OLD_CARD: "旧い健康保険証",
        PaperKind.NOTICE: "資格情報のお知らせ",
    },
    Verdict: {
        Verdict.COLLECT: "回収",
        Verdict.DISPOSE: "本人が裁断",
        Verdict.KEEP: "渡したまま",
        Verdict.NONE: "対象なし",
    },
}


def label(value: StrEnum) -> str:
    """Return the word shown for an enum value."""
    return LABELS[type(value)][value]


def named(names: Sequence[str]) -> str:
    """Say whom something was recorded of; one name for each person.

    >>> named(["髙橋　清"]), named(["髙橋　清", "二　隆"])
    ('髙橋　清 さん', '髙橋　清 さん ほか1名')
    """
    return f"{names[0]} さん" + (f" ほか{len(names) - 1}名" if len(names) > 1 else "")
