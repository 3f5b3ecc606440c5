"""The words of the due list: kinds, reasons, what Enter does, and the dates behind a return.

What is due is never stored: `db/reads/due_rules.py` reads it from the facts in one statement, and a
slow version in the tests says the same of every generated office.
Source: docs/rules.md, "Due list".
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.eligibility import Loss
from app.domain.person import Enrolment, LossCause
from app.domain.rules import DayCount, SocietyRules
from app.domain.wareki import wareki_short


class DutyKind(StrEnum):
    """The kinds of the due list, most pressing first."""

    RETURN = "return"
    HAND_OUT = "hand_out"
    PRINT = "print"
    ELDERLY_CARD = "elderly_card"
    FORWARD = "forward"
    RENEW = "renew"
    BIRTHDAY = "birthday"
    REGISTER = "register"


class NextAction(StrEnum):
    """What Enter does on a row of the due list."""

    COLLECT = "collect"
    HAND_OUT = "hand_out"
    PRINT = "print"
    CONFIRM = "confirm"
    IMPORT = "import"
    COLLECT_ELDERLY = "collect_elderly"
    FORWARD = "forward"
    CONTACT = "contact"
    SHOW = "show"
    DISPOSE = "dispose"


class Why(StrEnum):
    """Why a row stands in the due list; decides its kind, its rule and what Enter does.

    UNRECORDED: the society's list names a paper of a leaver that this office never recorded.
    OVER: an expired sheet that nobody wants back; its holder, or the office, destroys it.
    RENEWABLE: the society named a later 有効期限 than that of the sheet with its holder.
    CARD_ENDS, CARD_ENDED: the person told when the 電子証明書 of the card ends.
    """

    REPLACED = "replaced"
    LOSS = "loss"
    UNRECORDED = "unrecorded"
    REGISTERED = "registered"
    EXPIRED = "expired"
    READY = "ready"
    UNCONFIRMED = "unconfirmed"
    NO_SHEET = "no_sheet"
    NO_EXPIRY = "no_expiry"
    EXPIRY_PAST = "expiry_past"
    CARD_LISTED = "card_listed"
    CARD_POSSIBLE = "card_possible"
    SHEET_BACK = "sheet_back"
    CARD_BACK = "card_back"
    EXPIRES = "expires"
    OVER = "over"
    RENEWABLE = "renewable"
    AT_70 = "at_70"
    AT_75 = "at_75"
    TO_REGISTER = "to_register"
    CARD_ENDS = "card_ends"
    CARD_ENDED = "card_ended"


KIND_OF: Mapping[Why, DutyKind] = {
    Why.REPLACED: DutyKind.RETURN,
    Why.LOSS: DutyKind.RETURN,
    Why.UNRECORDED: DutyKind.RETURN,
    Why.REGISTERED: DutyKind.RETURN,
    Why.EXPIRED: DutyKind.RETURN,
    Why.READY: DutyKind.HAND_OUT,
    Why.UNCONFIRMED: DutyKind.PRINT,
    Why.NO_SHEET: DutyKind.PRINT,
    Why.NO_EXPIRY: DutyKind.PRINT,
    Why.EXPIRY_PAST: DutyKind.PRINT,
    Why.CARD_LISTED: DutyKind.ELDERLY_CARD,
    Why.CARD_POSSIBLE: DutyKind.ELDERLY_CARD,
    Why.SHEET_BACK: DutyKind.FORWARD,
    Why.CARD_BACK: DutyKind.FORWARD,
    Why.EXPIRES: DutyKind.RENEW,
    Why.OVER: DutyKind.RENEW,
    Why.RENEWABLE: DutyKind.RENEW,
    Why.AT_70: DutyKind.BIRTHDAY,
    Why.AT_75: DutyKind.BIRTHDAY,
    Why.TO_REGISTER: DutyKind.REGISTER,
    Why.CARD_ENDS: DutyKind.REGISTER,
    Why.CARD_ENDED: DutyKind.REGISTER,
}

ACTION_OF: Mapping[Why, NextAction] = {
    Why.REPLACED: NextAction.COLLECT,
    Why.LOSS: NextAction.COLLECT,
    Why.UNRECORDED: NextAction.COLLECT,
    Why.REGISTERED: NextAction.COLLECT,
    Why.EXPIRED: NextAction.COLLECT,
    Why.READY: NextAction.HAND_OUT,
    Why.UNCONFIRMED: NextAction.CONFIRM,
    Why.NO_SHEET: NextAction.PRINT,
    Why.NO_EXPIRY: NextAction.IMPORT,
    Why.EXPIRY_PAST: NextAction.IMPORT,
    Why.CARD_LISTED: NextAction.COLLECT_ELDERLY,
    Why.CARD_POSSIBLE: NextAction.COLLECT_ELDERLY,
    Why.SHEET_BACK: NextAction.FORWARD,
    Why.CARD_BACK: NextAction.FORWARD,
    Why.EXPIRES: NextAction.IMPORT,
    Why.OVER: NextAction.DISPOSE,
    Why.RENEWABLE: NextAction.PRINT,
    Why.AT_70: NextAction.IMPORT,
    Why.AT_75: NextAction.SHOW,
    Why.TO_REGISTER: NextAction.CONTACT,
    Why.CARD_ENDS: NextAction.CONTACT,
    Why.CARD_ENDED: NextAction.CONTACT,
}

_RULE_OF: Mapping[Why, str] = {
    Why.REPLACED: "return_days",
    Why.LOSS: "return_days",
    Why.UNRECORDED: "return_days",
    Why.REGISTERED: "return_when_registered",
    Why.EXPIRED: "return_expired",
    Why.READY: "hand_out_days",
    Why.UNCONFIRMED: "print_days",
    Why.NO_SHEET: "print_days",
    Why.NO_EXPIRY: "print_days",
    Why.EXPIRY_PAST: "print_days",
    Why.CARD_LISTED: "elderly_cutoff_on",
    Why.CARD_POSSIBLE: "elderly_cutoff_on",
    Why.SHEET_BACK: "forward_days",
    Why.CARD_BACK: "forward_days",
    Why.EXPIRES: "renew_notice_days",
    Why.OVER: "return_expired",
    Why.RENEWABLE: "renew_notice_days",
    Why.AT_70: "birthday_notice_months",
    Why.AT_75: "birthday_notice_months",
    Why.TO_REGISTER: "quiet_days",
    Why.CARD_ENDS: "card_notice_days",
    Why.CARD_ENDED: "card_grace_months",
}

_RULE_OF_REPLACED: Mapping[str, str] = {
    ReplaceCause.NAME: "name_change_returns",
    ReplaceCause.INSURED_NAME: "name_change_family",
    ReplaceCause.COPAY: "copay_change_returns",
    ReplaceCause.REHIRE: "rehire_returns",
}

GETS_A_SHEET = (Why.NO_SHEET, Why.RENEWABLE)
"""The reasons for which a sheet may be printed today."""

NEVER_HELD = frozenset({CertificateStatus.CANCELLED, CertificateStatus.SPOILED})
"""Sheets that reached nobody; they say nothing about an older paper the holder may have."""

CAUSES: Mapping[str, str] = {
    LossCause.LEFT: "退職",
    LossCause.DEATH: "死亡",
    LossCause.AGE_75: "75歳(後期高齢者医療)",
    LossCause.DISABILITY: "障害認定(後期高齢者医療)",
    LossCause.OTHER_INSURANCE: "他の保険に加入",
    LossCause.REMOVED_DEPENDANT: "扶養から外れた",
    LossCause.REHIRED: "再雇用(同日得喪)",
    LossCause.INSURED_LOST: "被保険者の資格喪失",
}

_REPLACED: Mapping[str, str] = {
    ReplaceCause.NAME: "氏名が変わりました",
    ReplaceCause.INSURED_NAME: "被保険者の氏名が変わりました",
    ReplaceCause.NUMBER: "記号・番号が変わりました",
    ReplaceCause.COPAY: "負担割合が変わりました",
    ReplaceCause.REHIRE: "再雇用で資格取得日が変わりました",
    ReplaceCause.DAMAGE: "破損・汚損の届出がありました",
    ReplaceCause.REISSUE: "新しい証に差し替え済みです",
    ReplaceCause.CORRECTION: "記載が訂正されました",
    ReplaceCause.RENEWAL: "有効期限の更新で新しい証があります",
}

_TO_REGISTER: Mapping[str, str] = {
    Enrolment.UNKNOWN: "登録の状況がまだ分かりません",
    Enrolment.NO_CARD: "マイナンバーカードをお持ちでありません",
    Enrolment.NOT_REGISTERED: "カードはありますが利用登録がまだです",
    Enrolment.EXPIRED: "電子証明書の期限が切れています",
}

TO_REGISTER = tuple(str(stage) for stage in _TO_REGISTER)
"""The stages in which somebody may be asked; whoever declined is left in peace."""

_HAND_OUT: Mapping[str, str] = {
    "": "まだ渡していません",
    "exchange": "古い証と引き換えます",
    "renewal": "今の証と引き換えます",
}

_WHO_TURNS_75: Mapping[str, str] = {"own": "本人が", "family": "ご家族が", "insured": "被保険者が"}


def rule_of(why: Why, detail: str = "") -> str:
    """Return the name of the rule behind a row. detail: as for `sentence`."""
    return _RULE_OF_REPLACED.get(detail, _RULE_OF[why]) if why is Why.REPLACED else _RULE_OF[why]


def sentence(why: Why, on: date | None, detail: str) -> str:
    """Return why a row stands in the list, in one sentence.

    on: the day it goes back to. detail: what else must be known: the ReplaceCause, LossCause or
    Enrolment, the number of the print session; for a loss also the 最終出社日 still to come; for 75
    who reaches it ("own", "family", "insured"; "?" at the end: born on 29 February); for a sheet
    to hand out what its holder gives for it ("exchange": a void one, "renewal": one to be
    renewed); for one to be renewed "past" once it is over.
    """
    day = "" if on is None else wareki_short(on)
    match why:
        case Why.REPLACED:
            return f"{_REPLACED[detail]}。古い証(無効)を回収します"
        case Why.LOSS:
            cause, _, last = detail.partition(" ")
            office = f"。最終出社日 {wareki_short(date.fromisoformat(last))}" if last else ""
            return f"資格喪失 {day}({CAUSES[cause]}){office}"
        case Why.UNRECORDED:
            return (
                f"資格喪失 {day}({CAUSES[detail]})。"
                "健保の一覧に資格確認書があります(この事業所に配付の記録なし)"
            )
        case Why.READY:
            return f"{day} に印刷済み。{_HAND_OUT[detail]}"
        case Why.RENEWABLE:
            return f"{f'{day} に期限切れ' if detail else f'有効期限 {day}'}。新しい証を印刷し引き換えます"
        case Why.UNCONFIRMED:
            return f"印刷作業{detail}の確認がまだです"
        case Why.AT_75:
            unsure = "(2月29日生まれのため健保に日付を確認)" if detail.endswith("?") else ""
            who = _WHO_TURNS_75[detail.rstrip("?")]
            return f"{day} に{who}75歳。この日から資格がなくなります{unsure}"
        case Why.CARD_POSSIBLE:
            assert on is not None
            return f"{on.year}年{on.month}月に70歳以上の加入者。高齢受給者証をお持ちか要確認"
        case Why.TO_REGISTER:
            return f"{_TO_REGISTER[detail]}(登録は任意です)"
    return _SENTENCES[why].format(day=day)


_SENTENCES: Mapping[Why, str] = {
    Why.REGISTERED: "マイナ保険証が使えるようになりました。資格確認書は不要です",
    Why.EXPIRED: "有効期限 {day} を過ぎています",
    Why.NO_SHEET: "マイナ保険証も資格確認書もありません",
    Why.NO_EXPIRY: "健保から有効期限が届いていません。一覧を取り込むと印刷できます",
    Why.EXPIRY_PAST: "有効期限が過ぎています。健保の新しい一覧を取り込むと印刷できます",
    Why.CARD_LISTED: "高齢受給者証(交付あり)を回収します",
    Why.SHEET_BACK: "{day} に回収。健保へ返送します",
    Why.CARD_BACK: "高齢受給者証を {day} に回収。健保へ返送します",
    Why.OVER: "有効期限 {day} を過ぎた証です。裁断したことを記録します",
    Why.EXPIRES: "資格確認書の有効期限は {day}。健保の新しい一覧を取り込みます",
    Why.AT_70: "{day} から70歳の負担割合。割合の入った一覧を健保から受け取ります",
    Why.CARD_ENDS: "電子証明書の期限は {day}(本人の申告)。市区町村で更新できます(任意)",
    Why.CARD_ENDED: "電子証明書が {day} に切れ、マイナ保険証は使えません(更新は任意)",
}


def return_by(loss: Loss, rules: SocietyRules) -> date:
    """Return the last day to hand a paper back after cover ended.

    Read as "from the day after the last day of cover", five days end on 喪失日 + 4; read as
    "from the day after the loss", on 喪失日 + 5.
    """
    return loss.on + timedelta(days=days_after_loss(rules))


def days_after_loss(rules: SocietyRules) -> int:
    """Return how many days after 資格喪失日 the return is due."""
    extra = 1 if rules.return_day_count is DayCount.FROM_DAY_AFTER_LOSS else 0
    return rules.return_days - 1 + extra
