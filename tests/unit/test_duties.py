"""The words of the due list: every reason has its kind, its action, its rule and one sentence."""

from datetime import date

import pytest

import resources
from app.domain.certificate import ReplaceCause
from app.domain.cover import Loss
from app.domain.duties import DutyKind, NextAction, Why, days_after_loss, return_by, sentence
from app.domain.law import ACTION_OF, KIND_OF, entry_of, source_of
from app.domain.person import ASKED, Enrolment, LossCause
from app.domain.rules import RULE_TYPES, DayCount, read_rule_book

TODAY = date(2026, 11, 23)
TEXT = resources.path("rules/jsr.toml").read_text("utf-8")
RULES = read_rule_book(TEXT).at(TODAY)

DETAILS = {
    Why.REPLACED: list(ReplaceCause),
    Why.LOSS: [*LossCause, "left 2026-11-12"],
    Why.UNRECORDED: list(LossCause),
    Why.UNCONFIRMED: ["12"],
    Why.READY: ["", "exchange", "renewal"],
    Why.RENEWABLE: ["", "past"],
    Why.OVER: ["", "lost", "registered"],
    Why.CARD_LISTED: ["", "loss"],
    Why.AT_75: ["own", "own?", "family", "family?", "insured", "insured?"],
    Why.TO_REGISTER: list(ASKED),
    Why.COVERED_TWICE: [f"{doubted} 2001-102-01" for doubted in ("dependants", "kinds", "insureds")],
    Why.EXPIRY_DOUBTED: ["late", "off"],
    Why.COPAY_DOUBTED: ["rate 1", "age 2", "family 3"],
    Why.BRANCH_DOUBTED: ["07"],
}
ALL = [(why, str(detail)) for why in Why for detail in DETAILS.get(why, [""])]


def test_every_reason_has_a_kind_and_an_action():
    assert set(KIND_OF) == set(ACTION_OF) == set(Why)
    assert set(KIND_OF.values()) == set(DutyKind)
    # Taken in place of another where the rules say that holders post their papers themselves.
    assert {*ACTION_OF.values(), NextAction.POST} == set(NextAction)


@pytest.mark.parametrize(("why", "detail"), ALL)
def test_every_reason_is_one_sentence_that_rests_on_a_rule(why, detail):
    said = sentence(why, TODAY, detail)
    assert said
    assert "{" not in said
    assert "None" not in said
    assert entry_of(why, detail) in {*RULE_TYPES, ""}
    assert source_of(why, detail, RULES)


def test_no_two_reasons_read_the_same():
    said = [sentence(why, TODAY, detail) for why, detail in ALL]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("why", "detail", "said"),
    [
        (Why.LOSS, "left", "資格喪失 R8.11.23(退職)"),
        (Why.LOSS, "left 2026-11-12", "資格喪失 R8.11.23(退職)。最終出社日 R8.11.12"),
        (Why.LOSS, "rehired", "資格喪失 R8.11.23(再雇用(同日得喪))"),
        (Why.REPLACED, "name", "氏名が変わりました。古い証(無効)を回収します"),
        (Why.REPLACED, "insured_name", "被保険者の氏名が変わりました。古い証(無効)を回収します"),
        (Why.READY, "", "R8.11.23 に印刷済み。まだ渡していません"),
        (Why.READY, "exchange", "R8.11.23 に印刷済み。古い証と引き換えます"),
        (Why.READY, "renewal", "R8.11.23 に印刷済み。今の証と引き換えます"),
        (Why.RENEWABLE, "", "有効期限 R8.11.23。新しい証を印刷し引き換えます"),
        (Why.RENEWABLE, "past", "R8.11.23 に期限切れ。新しい証を印刷し引き換えます"),
        (Why.UNCONFIRMED, "12", "印刷作業12の確認がまだです"),
        (Why.AT_75, "family", "R8.11.23 にご家族が75歳。この日から資格がなくなります"),
        (
            Why.AT_75,
            "own?",
            "R8.11.23 に本人が75歳。この日から資格がなくなります(2月29日生まれのため健保に日付を確認)",
        ),
        (Why.CARD_POSSIBLE, "", "2026年11月に70歳以上の加入者。高齢受給者証をお持ちか要確認"),
        (Why.TO_REGISTER, "no_card", "マイナンバーカードをお持ちでありません(登録は任意です)"),
        (Why.CARD_ENDED, "", "電子証明書が R8.11.23 に切れ、マイナ保険証は使えません(更新は任意)"),
    ],
)
def test_sentences(why, detail, said):
    assert sentence(why, TODAY, detail) == said


@pytest.mark.parametrize(
    ("cause", "rule"),
    [
        (ReplaceCause.NAME, "name_change_returns"),
        (ReplaceCause.INSURED_NAME, "name_change_family"),
        (ReplaceCause.COPAY, "copay_change_returns"),
        (ReplaceCause.REHIRE, "rehire_returns"),
        (ReplaceCause.NUMBER, "return_days"),
        (ReplaceCause.DAMAGE, "return_days"),
        (ReplaceCause.REISSUE, "return_days"),
        (ReplaceCause.CORRECTION, "return_days"),
    ],
)
def test_a_void_sheet_names_the_rule_of_its_change(cause, rule):
    assert entry_of(Why.REPLACED, cause) == rule
    # Only there does the detail say more than the reason.
    assert entry_of(Why.LOSS, cause) == "return_days"


def test_only_who_may_be_asked_is_asked():
    assert set(ASKED) == {
        Enrolment.UNKNOWN,
        Enrolment.NO_CARD,
        Enrolment.NOT_REGISTERED,
        Enrolment.EXPIRED,
    }


def test_two_readings_of_five_days():
    later = read_rule_book(TEXT.replace(DayCount.FROM_DAY_AFTER_LAST, DayCount.FROM_DAY_AFTER_LOSS)).at(TODAY)
    loss = Loss(date(2026, 9, 1), LossCause.LEFT)
    assert (return_by(loss, RULES), days_after_loss(RULES)) == (date(2026, 9, 5), 4)
    assert (return_by(loss, later), days_after_loss(later)) == (date(2026, 9, 6), 5)
