"""The Japanese word for every value of every enum; one word per thing."""

from enum import StrEnum

from app.domain.certificate import CertificateOrigin, CertificateStatus
from app.domain.contact import Means
from app.domain.duties import DutyKind, NextAction
from app.domain.elderly_card import ElderlyOutcome
from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_session import SessionStatus, SheetStatus
from app.domain.rules import DayCount

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
    Means: {
        Means.FACE: "対面",
        Means.PHONE: "電話",
        Means.MAIL: "メール",
        Means.LETTER: "郵便",
        Means.SLIP: "案内票",
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
    DayCount: {
        DayCount.FROM_DAY_AFTER_LAST: "退職日の翌日から数える",
        DayCount.FROM_DAY_AFTER_LOSS: "喪失日の翌日から数える",
    },
}


def label(value: StrEnum) -> str:
    """Return the word shown for an enum value."""
    return LABELS[type(value)][value]
