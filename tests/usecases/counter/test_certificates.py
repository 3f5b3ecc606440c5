"""A holder destroys a paper only when the society lets go of it; what is lost or given up is told why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.changes import Changes
from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.contact import About, Means, Reply
from app.domain.person import LossCause, Office
from app.errors import BadValue, MyNumberRefused, NotAllowed
from app.usecases.contacts.outreach import log_contact
from app.usecases.counter import certificates
from app.usecases.counter.attempts import Attempt
from app.usecases.people import life_events
from app.usecases.settings import settings
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)


def dispose(store, expires_on: date | None):
    with store.transaction("名簿") as tx:
        holder = tx.save_person(
            person(id=None, office_id=tx.save_office(Office(None, "2001", "見本本社")).id)
        )
        sheet = tx.save_certificate(
            certificate(
                id=None, person_id=holder.id, status=CertificateStatus.HANDED_OUT, expires_on=expires_on
            )
        )
    with store.transaction("処分") as tx:
        return certificates.self_dispose(tx, [sheet.id], on=TODAY, today=TODAY)


@pytest.mark.parametrize("expires_on", [None, TODAY, TODAY + timedelta(days=1)])
def test_a_valid_paper_is_not_destroyed(store, expires_on):
    with pytest.raises(NotAllowed, match="期限が過ぎていません"):
        dispose(store, expires_on)


def test_an_expired_paper_is(store):
    assert "1枚" in dispose(store, TODAY - timedelta(days=1)).sentence


def test_where_the_society_collects_expired_papers_they_are_collected(store):
    with store.transaction("規則") as tx:
        rules = tx.society().rules_toml
        settings.change_rules(
            tx,
            rules.replace("[rule.return_expired]\nvalue = false", "[rule.return_expired]\nvalue = true"),
        )
    with pytest.raises(NotAllowed, match="回収"):
        dispose(store, TODAY - timedelta(days=1))


# --- lost, and not to be had ---


def held(store, status: CertificateStatus = CertificateStatus.HANDED_OUT):
    with store.transaction("名簿") as tx:
        holder = tx.save_person(
            person(id=None, office_id=tx.save_office(Office(None, "2001", "見本本社")).id)
        )
        return tx.save_certificate(certificate(id=None, person_id=holder.id, status=status))


def step(store, use_case, sheet, **facts):
    on = facts.pop("on", TODAY)
    return store.record(lambda tx: use_case(tx, sheet.id, on=on, today=TODAY, **facts))


def now(store, sheet):
    with store.rehearsal() as tx:
        return tx.certificate(sheet.id)


def contacts(store, sheet):
    with store.rehearsal() as tx:
        return tx.contacts_of(sheet.person_id)


def test_a_loss_keeps_where_it_was_reported_to_the_police(store):
    sheet = held(store)
    step(store, certificates.lose, sheet, reason="電車で鞄ごと", police_report=" 見本警察署 受理 R8-123 ")
    lost = now(store, sheet)
    assert (lost.status, lost.reason, lost.police_report) == (
        CertificateStatus.LOST, "電車で鞄ごと", "見本警察署 受理 R8-123",
    )  # fmt: skip
    with store.transaction("発見") as tx:
        certificates.collect(tx, [sheet.id], on=TODAY, today=TODAY)
    assert now(store, sheet).police_report


@pytest.mark.parametrize(
    ("use_case", "facts"),
    [
        (certificates.lose, {"reason": "あ" * 201}),
        (certificates.lose, {"reason": "鞄", "police_report": "あ" * 201}),
        (certificates.give_up, {"reason": "あ" * 201, "without_attempt": "死亡"}),
        (certificates.give_up, {"reason": "あ" * 150, "without_attempt": "い" * 60}),
        (certificates.damage, {"reason": "あ" * 201}),
    ],
)
def test_what_does_not_fit_a_form_is_refused(store, use_case, facts):
    with pytest.raises(BadValue, match="200字まで"):
        step(store, use_case, held(store), **facts)


@pytest.mark.parametrize(
    ("use_case", "facts"),
    [
        (certificates.lose, {"reason": "1234-5678-9018"}),
        (certificates.lose, {"reason": "鞄", "police_report": "123456789018"}),
        (certificates.give_up, {"reason": "123456789018", "without_attempt": "死亡"}),
        (certificates.give_up, {"reason": "", "without_attempt": "123456789018"}),
        (
            certificates.give_up,
            {"reason": "連絡不能", "attempts": [Attempt(TODAY, Means.PHONE, note="123456789018")]},
        ),
    ],
)
def test_no_my_number_enters_a_reason(store, use_case, facts):
    sheet = held(store)
    with pytest.raises(MyNumberRefused):
        step(store, use_case, sheet, **facts)
    assert now(store, sheet) == sheet


def test_nobody_gives_up_a_paper_that_was_never_asked_for(store):
    sheet = held(store)
    with pytest.raises(NotAllowed, match="連絡した日と方法を記録するか、連絡できない理由"):
        step(store, certificates.give_up, sheet, reason="戻らない")
    for about, on in ((About.REGISTER, TODAY), (About.RETURN, TODAY)):
        with store.transaction("声かけ") as tx:
            log_contact(tx, [sheet.person_id], means=Means.PHONE, on=on, today=TODAY, about=about)
        if about is About.REGISTER:
            with pytest.raises(NotAllowed, match="記録されていません"):
                step(store, certificates.give_up, sheet, reason="戻らない")
    # The request came after the day on which the office gave up.
    with pytest.raises(NotAllowed, match="令和8年11月22日 までに"):
        step(store, certificates.give_up, sheet, reason="戻らない", on=TODAY - timedelta(days=1))
    step(store, certificates.give_up, sheet, reason="戻らない")
    assert now(store, sheet).status is CertificateStatus.UNCOLLECTABLE


def test_attempts_are_logged_in_the_same_step_and_go_with_it(store):
    sheet = held(store)
    early = TODAY - timedelta(days=5)
    done = step(
        store, certificates.give_up, sheet, reason="連絡がつかない",
        attempts=[Attempt(early, Means.LETTER), Attempt(TODAY, Means.PHONE, Reply.PROMISED)],
    )  # fmt: skip
    assert done.changes & Changes.OUTREACH
    assert [(c.on, c.means, c.about, c.reply) for c in contacts(store, sheet)] == [
        (early, Means.LETTER, About.RETURN, Reply.UNREACHED),
        (TODAY, Means.PHONE, About.RETURN, Reply.PROMISED),
    ]
    store.undo()
    assert contacts(store, sheet) == []
    assert now(store, sheet) == sheet


@pytest.mark.parametrize(
    ("reason", "without", "kept"),
    [
        ("葬儀のあと遺族が処分", "死亡", "死亡。葬儀のあと遺族が処分"),
        ("", "住所不明", "住所不明"),
        ("死亡", "死亡", "死亡"),
    ],
)
def test_where_nobody_can_be_asked_the_reason_says_why(store, reason, without, kept):
    sheet = held(store)
    step(store, certificates.give_up, sheet, reason=reason, without_attempt=without)
    assert now(store, sheet).reason == kept
    with store.transaction("発見") as tx:
        certificates.collect(tx, [sheet.id], on=TODAY, today=TODAY)
    assert now(store, sheet).status is CertificateStatus.COLLECTED


def test_no_reason_at_all_is_refused(store):
    with pytest.raises(BadValue, match="理由を入れて"):
        step(
            store, certificates.give_up, held(store), reason=" ", attempts=[Attempt(TODAY, Means.PHONE)]
        )  # fmt: skip


def renewing(store):
    """The old sheet is out until the new one, in the drawer, is exchanged for it."""
    old = held(store)
    with store.transaction("更新") as tx:
        renewed = tx.save_certificate(old.supersede(TODAY, ReplaceCause.RENEWAL))
        new = tx.save_certificate(
            certificate(id=None, person_id=old.person_id, issue_number="1111-1111", ready_on=TODAY)
        )
    return renewed, new


@pytest.mark.parametrize("use_case", [certificates.lose, certificates.damage])
def test_a_renewal_that_is_lost_in_the_drawer_gives_the_old_sheet_back(store, use_case):
    old, new = renewing(store)
    step(store, use_case, new, reason="引き出しにない")
    assert now(store, old).status is CertificateStatus.HANDED_OUT
    store.undo()
    assert now(store, old) == old


def test_a_renewal_that_is_withdrawn_gives_the_old_sheet_back_but_both_may_come_back_at_once(store):
    old, new = renewing(store)
    with store.transaction("回収") as tx:
        certificates.collect(tx, [new.id], on=TODAY, today=TODAY)
    assert now(store, old).status is CertificateStatus.HANDED_OUT
    store.undo()
    with store.transaction("回収") as tx:
        certificates.collect(tx, [new.id, old.id], on=TODAY, today=TODAY)
    assert now(store, old).status is CertificateStatus.COLLECTED


def lost_sheet(store, **facts):
    """Somebody whose sheet was lost yesterday, as TODAY begins."""
    made = {"status": CertificateStatus.READY, "ready_on": date(2026, 10, 10), **facts}
    with store.transaction("名簿") as tx:
        holder = tx.save_person(
            person(id=None, office_id=tx.save_office(Office(None, "2001", "見本本社")).id)
        )
        sheet = tx.save_certificate(certificate(id=None, person_id=holder.id, **made))
    with store.transaction("紛失") as tx:
        yesterday = TODAY - timedelta(days=1)
        certificates.lose(tx, sheet.id, on=yesterday, today=TODAY, reason="鞄ごと", police_report="見本署 1")
    return holder, sheet


HELD = {"status": CertificateStatus.HANDED_OUT, "handed_out_on": date(2026, 10, 20)}


@pytest.mark.parametrize(
    ("facts", "words"), [(HELD, "この証を続けて使えます"), ({}, "事務所で配付を待ちます")]
)
def test_a_lost_sheet_that_is_found_is_as_it_was(store, facts, words):
    holder, before = lost_sheet(store, **facts)
    with store.transaction("発見") as tx:
        done = certificates.find(tx, before.id)
    assert words in done.sentence
    assert "滅失届を出していたら" in done.sentence
    assert store.queries.person_detail(holder.id, TODAY).certificates == (before,)
    assert store.queries.history(holder.id)[0].what.endswith("見つかる")
    store.undo()
    assert store.queries.person_detail(holder.id, TODAY).certificates[0].police_report == "見本署 1"


def test_a_sheet_found_beside_a_new_one_is_collected_instead(store):
    holder, before = lost_sheet(store, **HELD)
    with store.transaction("再交付") as tx:
        tx.save_certificate(certificate(id=None, person_id=holder.id, issue_number="NEWW-0002", **HELD))
    with (
        store.transaction("発見") as tx,
        pytest.raises(NotAllowed, match="新しい証があります。見つかった証は回収"),
    ):
        certificates.find(tx, before.id)
    with store.transaction("回収") as tx:
        certificates.collect(tx, [before.id], on=TODAY, today=TODAY)


def test_what_a_lost_sheet_says_may_have_become_untrue(store):
    holder, before = lost_sheet(store, **HELD)
    with store.transaction("氏名変更") as tx:
        life_events.change_name(tx, holder.id, name="架空\u3000花", kana="カクウ ハナ", on=TODAY, today=TODAY)
    with store.transaction("発見") as tx:
        assert "古い証(無効)" in certificates.find(tx, before.id).sentence
    (found,) = store.queries.person_detail(holder.id, TODAY).certificates
    assert (found.status, found.replace_cause) == (CertificateStatus.SUPERSEDED, ReplaceCause.NAME)


def test_a_sheet_that_the_printer_lost_is_not_found_with_anybody(store):
    holder, _ = lost_sheet(store, **HELD)
    with store.transaction("印刷") as tx:
        missing = tx.save_certificate(
            certificate(
                id=None, person_id=holder.id, issue_number="NEWW-0003", status=CertificateStatus.PLANNED,
                ready_on=None,
            ).confirm_missing(TODAY, "見当たらない")
        )  # fmt: skip
    with store.transaction("発見") as tx, pytest.raises(NotAllowed, match="回収してください"):
        certificates.find(tx, missing.id)


def waiting(store, count: int) -> list:
    """So many people, each with a sheet that waits."""
    made = []
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社")).id
        for n in range(count):
            holder = tx.save_person(
                person(id=None, office_id=office, number=str(100 + n), name=f"架空\u3000{n}")
            )
            made.append(
                tx.save_certificate(
                    certificate(
                        id=None, person_id=holder.id, issue_number=f"WAIT-{n:04}",
                        status=CertificateStatus.READY, expires_on=date(2029, 11, 30),
                    )
                )
            )  # fmt: skip
    return made


def test_every_refusal_of_a_hand_out_is_told_at_once_and_the_rest_can_go(store):
    sheets = waiting(store, 10)
    with store.transaction("喪失") as tx:
        for sheet in sheets[:2]:
            gone = tx.person(sheet.person_id)
            tx.save_person(replace(gone, disqualified_on=TODAY, loss_cause=LossCause.LEFT))
        tx.save_certificate(replace(sheets[2], expires_on=TODAY - timedelta(days=1)))
        tx.save_certificate(sheets[3].spoil(TODAY, "汚れ"))
    ids = [sheet.id for sheet in sheets]
    with pytest.raises(NotAllowed) as refused, store.transaction("配付") as tx:
        certificates.hand_out(tx, ids, on=TODAY, today=TODAY)
    told = str(refused.value)
    for words in (
        "4枚は記録できません",
        "架空\u30000 さん",
        "架空\u30001 さん",
        "期限切れ",
        "WAIT-0003",
        "ほかの6枚",
    ):
        assert words in told
    with store.transaction("配付") as tx:
        done = certificates.hand_out(tx, ids, on=TODAY, today=TODAY, leaves_refused=True)
    assert done.sentence.startswith("6枚を配付しました。4枚はそのままです。")
    assert len(store.queries.certificate_rows((CertificateStatus.HANDED_OUT,))) == 6
    with pytest.raises(NotAllowed, match="4枚は記録できません"), store.transaction("配付") as tx:
        certificates.hand_out(tx, ids[:4], on=TODAY, today=TODAY, leaves_refused=True)


def test_many_reasons_are_counted(store):
    sheets = waiting(store, 8)
    with store.transaction("汚れ") as tx:
        tx.save_certificates([sheet.spoil(TODAY, "汚れ") for sheet in sheets])
    with pytest.raises(NotAllowed, match="ほか3枚。"), store.transaction("配付") as tx:
        certificates.hand_out(tx, [sheet.id for sheet in sheets], on=TODAY, today=TODAY)
