"""What differs from society to society, each rule with source and start.

society says which rules there are, readers what may stand behind each, choices and cases in which words,
reading reads a file, book keeps the versions over time, returning says what they decide of a paper.
"""

from app.domain.rules.book import RuleBook, RuleChange, rule_changes
from app.domain.rules.cases import Case, ExpiryTerm, LayoutCase, MonthDay, Situation
from app.domain.rules.choices import (
    BranchNumbering,
    CopayShown,
    DayCount,
    ExpiredAfterLoss,
    GenuineBy,
    Handling,
    InsurerKind,
    NumberDigits,
    ReturnWay,
    TermEnd,
    When,
)
from app.domain.rules.reading import (
    LACKING,
    LARGEST,
    decode_rules,
    read_rule_book,
    refuse_my_number_in_rules,
    shipped_rules,
)
from app.domain.rules.returning import handling_of_certificate, over_after_loss
from app.domain.rules.society import BASIC, RULE_TYPES, RuleEntry, SocietyRules

__all__ = [
    "BASIC",
    "LACKING",
    "LARGEST",
    "RULE_TYPES",
    "BranchNumbering",
    "Case",
    "CopayShown",
    "DayCount",
    "ExpiredAfterLoss",
    "ExpiryTerm",
    "GenuineBy",
    "Handling",
    "InsurerKind",
    "LayoutCase",
    "MonthDay",
    "NumberDigits",
    "ReturnWay",
    "RuleBook",
    "RuleChange",
    "RuleEntry",
    "Situation",
    "SocietyRules",
    "TermEnd",
    "When",
    "decode_rules",
    "handling_of_certificate",
    "over_after_loss",
    "read_rule_book",
    "refuse_my_number_in_rules",
    "rule_changes",
    "shipped_rules",
]
