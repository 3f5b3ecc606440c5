"""Every rule of the society in the words of the office: its name, and its value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.rules import RuleChange, RuleEntry
from app.domain.wareki import wareki_short
from ui.words.labels import label


@dataclass(frozen=True, slots=True)
class RuleWord:
    """A rule on screen. name: its label. value: how a number or day is written ("{}日以内").

    yes, no: what true and false mean.
    """

    name: str
    value: str = "{}"
    yes: str = "返却する"
    no: str = "返却しない"


RULE_WORDS: Mapping[str, RuleWord] = {
    "return_days": RuleWord("資格喪失後の返却の期限", "{}日以内"),
    "return_day_count": RuleWord("返却の日数の数え方"),
    "return_when_registered": RuleWord("マイナ保険証が使えるようになった証"),
    "registered_return_days": RuleWord("登録後の返却の期限", "{}日以内"),
    "return_expired": RuleWord("有効期限の切れた証", no="本人が裁断する"),
    "name_change_returns": RuleWord("氏名が変わった証"),
    "name_change_family": RuleWord("本人の氏名変更による家族の証"),
    "copay_change_returns": RuleWord("負担割合が変わった証"),
    "rehire_returns": RuleWord("再雇用(同日得喪)の前の証"),
    "old_card_return_until": RuleWord("旧い健康保険証の返却", "{} までの喪失は返却"),
    "leaver_notice_days": RuleWord("退職の予告", "{}日前から"),
    "paper_from": RuleWord("健康保険証の廃止", "{} から"),
    "print_days": RuleWord("印刷までの日数", "{}日以内"),
    "hand_out_days": RuleWord("配付までの日数", "{}日以内"),
    "forward_days": RuleWord("健保への返送までの日数", "{}日以内"),
    "renew_notice_days": RuleWord("有効期限の予告", "{}日前から"),
    "expiry_max_years": RuleWord("有効期限の長さの上限", "{}年以内"),
    "expiry_before_75": RuleWord("有効期限を75歳の前日まで", yes="そうする", no="そうしない"),
    "expiry_before_70": RuleWord("有効期限を70歳の割合の前日まで", yes="そうする", no="そうしない"),
    "birthday_notice_months": RuleWord("70歳・75歳の予告", "{}か月前から"),
    "elderly_cutoff_on": RuleWord("高齢受給者証の基準日", "{} に70歳以上の加入者"),
    "elderly_collect_by": RuleWord("高齢受給者証の回収の期限", "{} まで"),
    "card_notice_days": RuleWord("電子証明書の期限の予告", "{}日前から"),
    "card_grace_months": RuleWord("電子証明書が切れたあと使える間", "期限の月のあと{}か月"),
    "insured_branch": RuleWord("被保険者の枝番"),
    "quiet_days": RuleWord("登録の声かけの間隔", "{}日あける"),
    "reminder_steps": RuleWord("返事のない声かけの上限", "{}回まで"),
}
"""Every rule, in the order in which they are shown."""


def rule_name(name: str) -> str:
    """Return a rule's name on screen."""
    return RULE_WORDS[name].name


def rule_value(entry: RuleEntry) -> str:
    """Return the rule's value as people write it."""
    word, value = RULE_WORDS[entry.name], entry.value
    if isinstance(value, bool):
        return word.yes if value else word.no
    if isinstance(value, StrEnum):
        return label(value)
    return word.value.format(wareki_short(value) if isinstance(value, date) else value)


def old_words(change: RuleChange) -> str:
    """Return what a rule says today, where another file would change it."""
    if change.old is None:
        return "(なし)"
    since = f"({since_words(change.old.effective_from)})" if change.is_moved else ""
    return f"{rule_value(change.old)}{since}"


def new_words(change: RuleChange) -> str:
    """Return what the rule would say."""
    if change.new is None:
        return "(なくなる)"
    if change.is_value:
        return rule_value(change.new)
    assert change.old is not None
    if change.old.confirmed != change.new.confirmed:
        return f"値は同じ。{'確認済' if change.new.confirmed else '要確認'}になる"
    return f"値は同じ。出典が「{change.new.source}」になる"


def since_words(on: date) -> str:
    """Return from when a version counts."""
    return f"{wareki_short(on)} から"
