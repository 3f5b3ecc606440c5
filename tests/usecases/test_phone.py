"""What is read out on the phone is what the person has to do with the paper in hand."""

from datetime import date

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.usecases import certificates, life_events
from app.usecases.phone import phone_sentence
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


@pytest.mark.parametrize("cause", [cause for cause in ReplaceCause if cause is not ReplaceCause.RENEWAL])
def test_every_cause_has_its_words(store, cause):
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    (old,) = sheets_of(store, head)
    run(store, lambda tx: tx.save_certificate(old.supersede(TODAY, cause)))
    assert "ため、今の紙は無効です" in told(store, head)
