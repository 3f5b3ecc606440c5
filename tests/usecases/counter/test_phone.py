"""What is read out on the phone is what the person has to do with the paper in hand."""

from datetime import date

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.usecases.counter import certificates, misdeliveries
from app.usecases.counter.phone import PhoneAction, phone_answer, phone_sentence
from app.usecases.people import life_events
from tests.usecases.households import TODAY, family, run, sheet, sheets_of

S = CertificateStatus


def told(store, who) -> str:
    return phone_sentence(store.queries.person_detail(who.id, TODAY), TODAY)


def test_after_a_new_name_the_old_paper_comes_back_and_a_new_one_is_coming(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    run(
        store,
        lambda tx: life_events.change_name(tx, head.id, name="架空\u3000新", kana="", on=TODAY, today=TODAY),
    )
    assert told(store, head) == (
        "架空\u3000新 さんの資格確認書は、氏名が変わったため、今の紙は無効です。お返しください。"
        "新しい資格確認書は、これから印刷してお渡しします。"
    )


def test_whoever_has_the_new_paper_gives_the_old_one_back(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    (old,) = sheets_of(store, head)
    run(store, lambda tx: certificates.damage(tx, old.id, on=date(2026, 11, 1), today=TODAY, reason="破れ"))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.HANDED_OUT)))
    assert told(store, head).endswith("お渡ししています。前の紙は無効ですので、お返しください。")


def test_a_new_paper_that_was_ruined_does_not_hide_the_old_one(store):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    (old,) = sheets_of(store, head)
    run(store, lambda tx: certificates.damage(tx, old.id, on=date(2026, 11, 1), today=TODAY, reason="破れ"))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.READY).spoil(TODAY, "汚れ")))
    assert told(store, head) == (
        "髙橋\u3000見本 さんの資格確認書は、これから印刷してお渡しします。"
        "前の紙は無効ですので、お返しください。"
    )


@pytest.mark.parametrize("cause", [cause for cause in ReplaceCause if cause is not ReplaceCause.RENEWAL])
def test_every_cause_has_its_words(store, cause):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    (old,) = sheets_of(store, head)
    run(store, lambda tx: tx.save_certificate(old.supersede(TODAY, cause)))
    assert "ため、今の紙は無効です" in told(store, head)


def test_whose_paper_somebody_else_was_given_hears_so_and_is_not_asked_for_it(store):
    head, spouse, _ = family(store, papers=(S.HANDED_OUT, S.SUPERSEDED))
    for who in (head, spouse):
        (paper,) = sheets_of(store, who)
        run(
            store,
            lambda tx, paper=paper: misdeliveries.report(
                tx, paper.id, given_to=None, given_on=TODAY, noticed_on=TODAY, note="受付の来客",
                recovered=False, today=TODAY,
            ),
        )  # fmt: skip
    answer = phone_answer(store.queries.person_detail(head.id, TODAY), TODAY)
    assert answer.sentence == (
        "髙橋\u3000見本 さんの資格確認書は、別の方に渡してしまい、取り戻しているところです。"
        "おわびして、戻りしだいお渡しします。"
    )
    assert answer.actions[0] is PhoneAction.CONTACT
    assert not {PhoneAction.COLLECT, PhoneAction.LOST} & set(answer.actions)
    # A void one is not what she waits for.
    void = told(store, spouse)
    assert "取り戻しているところです。おわびします。" in void
    assert "お返しください" not in void
    assert void.endswith("新しい資格確認書は、これから印刷してお渡しします。")
