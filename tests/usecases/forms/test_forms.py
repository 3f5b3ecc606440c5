"""Forms are filled from the records and from nothing else."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.contact import About, Means, Reply
from app.domain.elderly_card import ElderlyOutcome
from app.domain.misdelivery import Misdelivery
from app.domain.person import Enrolment, LossCause, PersonKind
from app.domain.wareki import wareki, wareki_short
from app.errors import BadValue, NotAllowed, PaperRefused
from app.usecases.contacts import outreach
from app.usecases.counter import certificates, elderly_cards, misdeliveries, shipments
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FORMS, FormKind
from app.usecases.papers import lists
from app.usecases.people import life_events, name_substitutes, roster
from app.usecases.settings import sample_office
from app.words import label, said
from tests.conftest import TODAY
from tests.golden.papers import placed_texts, texts
from tests.tagged import heard
from ui.bootstrap import create_sample_folder, open_data_folder

S = CertificateStatus
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms") / "data"
    create_sample_folder(folder)
    opened = open_data_folder(folder, None)
    with opened.transaction("見本", undoable=False) as tx:
        sample_office.fill(tx, today=TODAY)
    opened.close()
    return folder


@pytest.fixture
def office(sample, tmp_path):
    shutil.copytree(sample, tmp_path / "office")
    opened = open_data_folder(tmp_path / "office", None)
    yield opened
    opened.close()


@pytest.fixture
def queries(office):
    return office.queries


@pytest.fixture
def run(office) -> Callable:
    def done(use_case, *arguments, **named):
        with office.transaction("試し") as tx:
            return use_case(tx, *arguments, today=TODAY, **named)

    return done


def subjects(queries, kind, on=TODAY):
    return every_form.subjects(queries, kind, on=on)


def made(queries, kind, chosen, on=TODAY, **over):
    return every_form.make(queries, kind, chosen, on=on, **over)


def pages(form, copies=None):
    """The text of each page; whatever form it is can be heard."""
    pdf = every_form.pages(form, copies)
    assert ("H1", form.title) in heard(pdf).flat()
    return [page.replace("\r\n", "") for page in texts(pdf)]


def held(queries, kind=None):
    rows = queries.certificate_rows((S.HANDED_OUT,))
    return [row for row in rows if kind in (None, row.kind)]


def block(form, heading):
    """The table or the boxes under a heading."""
    (found,) = [one for one in form.blocks if getattr(one, "heading", "") == heading]
    return found


def squeezed(name):
    return name.replace("\u3000", "")


# -- what there is to make them for --------------------------------------------


@pytest.mark.parametrize("kind", FormKind)
def test_every_kind_has_its_facts(kind):
    assert FORMS[kind].subjects
    assert label(kind)
    assert said(kind, "nobody").endswith("。")


@pytest.mark.parametrize("kind", set(FormKind) - {FormKind.RECEIPT_LIST, FormKind.ELDERLY_LOG})
def test_an_empty_office_has_nothing_to_make_them_for(store, kind):
    assert subjects(store.queries, kind) == []


@pytest.mark.parametrize("kind", FormKind)
def test_nothing_chosen_is_refused_in_words(queries, kind):
    with pytest.raises(BadValue, match="選んでください"):
        made(queries, kind, [])


def test_first_choice_is_what_waits_else_the_latest(queries, run):
    sheets = held(queries)[:2]
    for row, on in zip(sheets, (TODAY - DAY, TODAY), strict=True):
        run(certificates.lose, row.certificate_id, on=on, reason="紛失")
    lost = subjects(queries, FormKind.LOSS)
    assert every_form.first_choice(FormKind.LOSS, lost) == lost[:1]
    assert lost[0].on == TODAY
    receipts = subjects(queries, FormKind.RECEIPT_LIST)
    ready = every_form.first_choice(FormKind.RECEIPT_LIST, receipts)
    assert {one.what for one in ready} == {"配付待ち"}
    assert len(ready) == len(queries.certificate_rows((S.READY,)))


# -- 返却受領書 -----------------------------------------------------------------


def test_a_return_receipt_lists_the_papers_twice_without_numbers_of_the_insured(queries, run):
    family = next(row for row in held(queries, PersonKind.DEPENDANT))
    run(certificates.collect, [family.certificate_id], on=TODAY - DAY)
    form = every_form.return_receipt(
        queries, [family.certificate_id], on=TODAY - DAY, today=TODAY, receiver="受付\u3000花子"
    )
    pdf = every_form.pages(form, copies=2)
    (page,) = (text.replace("\r\n", "") for text in texts(pdf))
    assert page.count(family.issue_number) == 2
    assert page.count(wareki(TODAY - DAY)) == 4
    assert "受付\u3000花子" in page
    assert family.key not in page
    employee = queries.person_detail(family.person_id, TODAY).insured
    assert squeezed(f"{employee.name}様") in squeezed(page)
    heights = [y for text, _, y in placed_texts(pdf) if text.endswith(family.issue_number)]
    assert heights[1] - heights[0] == pytest.approx(148.5, abs=0.2)


def test_a_return_receipt_is_one_for_each_household(queries, run):
    sheets = []
    for row in held(queries, PersonKind.INSURED)[:3]:
        run(certificates.collect, [row.certificate_id], on=TODAY)
        sheets.append(row.certificate_id)
    form = every_form.return_receipt(queries, sheets, on=TODAY, today=TODAY, receiver="")
    assert every_form.count(form) == 3
    assert len(texts(every_form.pages(form))) == 3


def test_a_receipt_is_not_made_for_a_paper_that_is_not_back(queries):
    with pytest.raises(NotAllowed, match="まだ回収していません"):
        every_form.return_receipt(
            queries, [held(queries)[0].certificate_id], on=TODAY, today=TODAY, receiver=""
        )
    with pytest.raises(BadValue, match="選んでください"):
        every_form.return_receipt(queries, [], on=TODAY, today=TODAY, receiver="")


def test_what_a_household_gave_back_on_one_day_is_one_subject(queries, run):
    collected = [row for row in queries.elderly_rows(TODAY) if row.outcome is ElderlyOutcome.COLLECTED]
    found = subjects(queries, FormKind.RETURN_RECEIPT)
    assert any([row.person_id for row in one.cards] == [collected[0].person_id] for one in found)
    (page,) = pages(made(queries, FormKind.RETURN_RECEIPT, [one for one in found if one.cards][:1]))
    assert "高齢受給者証" in page


# -- 回収不能届 -----------------------------------------------------------------


def given_up(queries, run):
    row = held(queries, PersonKind.DEPENDANT)[0]
    detail = queries.person_detail(row.person_id, TODAY)
    run(
        outreach.log_contact,
        [row.person_id],
        means=Means.PHONE,
        on=TODAY - 6 * DAY,
        about=About.RETURN,
        reply=Reply.UNREACHED,
        note="呼出音のみ",
    )
    run(outreach.log_contact, [detail.insured.id], means=Means.LETTER, on=TODAY - 3 * DAY, about=About.RETURN)
    run(outreach.log_contact, [row.person_id], means=Means.MAIL, on=TODAY - 2 * DAY, about=About.OTHER)
    run(certificates.give_up, row.certificate_id, on=TODAY, reason="住所に住んでいない")
    return row, detail


def test_an_uncollectable_report_lists_each_attempt_and_no_other_contact(queries, run):
    row, detail = given_up(queries, run)
    (subject,) = subjects(queries, FormKind.UNCOLLECTABLE)
    form = made(queries, FormKind.UNCOLLECTABLE, [subject])
    (page,) = pages(form)
    for text in (
        "回収不能届",
        "見本健康保険組合\u3000御中",
        "住所に住んでいない",
        row.issue_number,
        "書き写して",
    ):
        assert text in page
    first, second = block(form, "返却を求めた経過").rows
    assert first == (wareki_short(TODAY - 6 * DAY), "電話", (row.name, row.key), "連絡つかず\u3000呼出音のみ")
    employee = detail.insured
    assert second == (wareki_short(TODAY - 3 * DAY), "郵便", (employee.name, employee.key), "伝えた")
    assert "呼出音のみ" in page
    assert wareki_short(TODAY - 2 * DAY) not in page


def test_an_attempt_before_the_sheet_was_handed_out_was_about_another_one(queries, run):
    row = held(queries)[0]
    run(
        outreach.log_contact,
        [row.person_id],
        means=Means.PHONE,
        on=row.handed_out_on - DAY,
        about=About.RETURN,
        note="前の証のこと",
    )
    run(
        outreach.log_contact,
        [row.person_id],
        means=Means.PHONE,
        on=TODAY - DAY,
        about=About.RETURN,
        note="今の証のこと",
    )
    run(certificates.give_up, row.certificate_id, on=TODAY, reason="連絡がつかない")
    (page,) = pages(made(queries, FormKind.UNCOLLECTABLE, subjects(queries, FormKind.UNCOLLECTABLE)))
    assert "今の証のこと" in page
    assert "前の証のこと" not in page


def test_a_sheet_found_again_needs_no_report(queries, run):
    row, _ = given_up(queries, run)
    run(certificates.collect, [row.certificate_id], on=TODAY)
    assert subjects(queries, FormKind.UNCOLLECTABLE) == []


# -- 滅失届, 再交付申請書 -------------------------------------------------------


def test_a_loss_report_says_what_is_known_and_leaves_the_rest_to_write(queries, run):
    row = held(queries, PersonKind.INSURED)[3]
    run(certificates.lose, row.certificate_id, on=TODAY - DAY, reason="電車に置き忘れた")
    (subject,) = subjects(queries, FormKind.LOSS)
    (page,) = pages(made(queries, FormKind.LOSS, [subject]))
    person = queries.person_detail(row.person_id, TODAY).person
    assert squeezed(row.name) in squeezed(page)
    for text in (
        row.issue_number,
        wareki(TODAY - DAY),
        "電車に置き忘れた",
        person.number,
        "警察署・受理番号",
    ):
        assert text in page
    assert "年\u3000\u3000\u3000月" in page
    assert "被扶養者氏名" not in page


def test_a_police_report_is_filled_in_and_ticked(queries, run):
    row = held(queries)[3]
    run(
        certificates.lose,
        row.certificate_id,
        on=TODAY,
        reason="盗難",
        police_report="架空警察署 第12号",
    )
    form = made(queries, FormKind.LOSS, subjects(queries, FormKind.LOSS))
    assert "架空警察署 第12号" in pages(form)[0]
    assert ticked(form) == ["届け出た"]


def test_a_lost_elderly_card_has_a_report_too(queries, run):
    holder = next(r for r in queries.elderly_rows(TODAY) if r.outcome is ElderlyOutcome.OUTSTANDING)
    run(
        elderly_cards.record, [holder.person_id], outcome=ElderlyOutcome.LOST, on=TODAY, note="捨ててしまった"
    )
    (subject,) = subjects(queries, FormKind.LOSS)
    (page,) = pages(made(queries, FormKind.LOSS, [subject]))
    assert "高齢受給者証" in page
    assert "捨ててしまった" in page


def test_a_reissue_application_names_the_old_sheet_and_its_reason(queries, run):
    lost, damaged = held(queries)[3:5]
    run(certificates.lose, lost.certificate_id, on=TODAY, reason="財布ごと紛失")
    run(certificates.damage, damaged.certificate_id, on=TODAY - DAY, reason="洗濯して破れた")
    found = subjects(queries, FormKind.REISSUE)
    assert [one.what for one in found] == ["紛失", "破損・汚損"]
    first, second = pages(made(queries, FormKind.REISSUE, found))
    assert lost.issue_number in first
    assert "財布ごと紛失" in first
    assert damaged.issue_number in second
    assert "洗濯して破れた" in second


def test_the_fee_of_a_reissue_stands_on_its_application_where_there_is_one(queries, run):
    first, second = queries.certificate_rows((S.HANDED_OUT,))[:2]
    run(certificates.lose, first.certificate_id, on=TODAY, reason="鞄ごと", fee=1000)
    run(certificates.damage, second.certificate_id, on=TODAY, reason="水濡れ")
    page = {}
    for row in (first, second):
        (subject,) = [one for one in subjects(queries, FormKind.REISSUE) if row.issue_number in one.codes]
        page[row] = "".join(pages(made(queries, FormKind.REISSUE, [subject])))
    assert "1,000円" in page[first]
    assert "円" not in page[second]
    with pytest.raises(BadValue, match="手数料"):
        run(certificates.lose, first.certificate_id, on=TODAY, reason="鞄ごと", fee=-1)


def test_an_application_ticks_what_the_stage_tells_and_asks_the_rest(queries):
    """施行規則47条1項: applicant, person, numbers, reason; by the employer, for whoever holds no sheet."""
    found = subjects(queries, FormKind.APPLICATION)
    assert found
    assert [one.is_open for one in found] == sorted((one.is_open for one in found), reverse=True)
    for subject in found[:1] + [one for one in found if not one.is_open][:1]:
        person = queries.person_detail(subject.reference, TODAY).person
        assert not any(
            sheet.is_live for sheet in queries.person_detail(subject.reference, TODAY).certificates
        )
        page = "".join(pages(made(queries, FormKind.APPLICATION, [subject])))
        for words in (
            "資格確認書交付申請書",
            "申請年月日",
            "申請の理由",
            "カードの紛失・再交付中",
            person.number,
        ):
            assert words in page
        assert "個人番号は書かないでください" in page
        assert squeezed(person.name) in squeezed(page)


def ticked(form):
    """The words of the boxes that are ticked."""
    return [
        choice.word
        for one in form.blocks
        for line in getattr(one, "rows", ())
        for field in line
        for choice in getattr(field, "choices", ())
        if choice.is_ticked
    ]


@pytest.mark.parametrize(
    ("stage", "reason"),
    [(Enrolment.NO_CARD, "カードを持っていない"), (Enrolment.CARD_LOST, "カードの紛失・再交付中"),
     (Enrolment.CARD_RENEWAL, "カードの更新中"), (Enrolment.CARD_RETURNED, "カードを返納した"),
     (Enrolment.RELEASE_ASKED, "利用登録を解除した"), (Enrolment.NUMBER_NOT_GIVEN, "その他"),
     (Enrolment.UNKNOWN, None)],
)  # fmt: skip
def test_the_reason_is_ticked_as_the_stage_on_file_tells_it(office, queries, stage, reason):
    subject = next(one for one in subjects(queries, FormKind.APPLICATION) if one.is_open)
    with office.transaction("状況") as tx:
        tx.save_person(replace(tx.person(subject.reference), enrolment=stage, enrolment_as_of=TODAY))
    for kind, also in ((FormKind.APPLICATION, set()), (FormKind.COMBINED, {"新規の交付"})):
        (found,) = [one for one in subjects(queries, kind) if one.handle == subject.handle]
        form = made(queries, kind, [found])
        assert set(ticked(form)) - {"被保険者本人", "被扶養者"} == also | ({reason} if reason else set())


def test_one_form_has_new_again_and_lost_as_the_record_tells(queries, run):
    lost, damaged, leaver = held(queries, PersonKind.INSURED)[3:6]
    run(certificates.lose, lost.certificate_id, on=TODAY, reason="財布ごと", police_report="架空署 第3号")
    run(certificates.damage, damaged.certificate_id, on=TODAY, reason="破れた")
    run(certificates.lose, leaver.certificate_id, on=TODAY, reason="退職時に紛失")
    run(roster.leave, leaver.person_id, cause=LossCause.LEFT, last_day_on=TODAY - DAY)
    found = subjects(queries, FormKind.COMBINED)
    assert len({one.handle for one in found}) == len(found)

    def of(row):
        (one,) = [one for one in found if row.issue_number in one.codes]
        form = made(queries, FormKind.COMBINED, [one])
        return ticked(form), "".join(pages(form))

    words, page = of(lost)
    assert words == ["再交付", "滅失の届出", "滅失", "届け出た"]
    for text in ("財布ごと", "架空署 第3号", lost.issue_number, wareki(TODAY)):
        assert text in page
    assert "カードの更新中" not in page
    assert of(damaged)[0] == ["再交付", "き損"]
    # Who has left is issued nothing again.
    assert of(leaver)[0] == ["滅失の届出", "滅失"]


def test_nobody_applies_who_has_lost_cover_or_holds_a_sheet(queries):
    asked = {one.reference for one in subjects(queries, FormKind.APPLICATION)}
    for row in queries.person_rows():
        holds = row.certificate is not None
        assert (row.person_id in asked) is (row.is_covered(TODAY) and not holds)


def test_a_sheet_lost_from_the_drawer_is_reported_but_asks_for_no_reissue(queries, run):
    row = held(queries)[3]
    run(certificates.collect, [row.certificate_id], on=TODAY - DAY)
    run(certificates.lose, row.certificate_id, on=TODAY, reason="引き出しに見当たらない")
    assert subjects(queries, FormKind.REISSUE) == []
    (page,) = pages(made(queries, FormKind.LOSS, subjects(queries, FormKind.LOSS)))
    assert row.issue_number in page
    assert "引き出しに見当たらない" in page


def test_a_sheet_replaced_for_another_reason_asks_for_no_reissue(queries, run):
    row = held(queries, PersonKind.INSURED)[3]
    run(life_events.change_name, row.person_id, name="架空\u3000改名", kana="カクウ カイメイ", on=TODAY)
    assert queries.certificate_by_issue(row.issue_number).status is S.SUPERSEDED
    assert subjects(queries, FormKind.REISSUE) == []


def test_nobody_without_cover_is_issued_a_sheet_again(queries, run):
    row = held(queries, PersonKind.INSURED)[3]
    run(certificates.lose, row.certificate_id, on=TODAY, reason="紛失")
    run(roster.leave, row.person_id, cause=LossCause.LEFT, last_day_on=TODAY - DAY)
    assert subjects(queries, FormKind.REISSUE) == []
    (page,) = pages(made(queries, FormKind.LOSS, subjects(queries, FormKind.LOSS)))
    assert f"{wareki(TODAY)}（退職）" in page


# -- 返納送付書 -----------------------------------------------------------------


def test_a_cover_counts_what_is_in_the_shipment_and_what_the_loss_report_asks_for(queries, run):
    back = queries.certificate_rows((S.COLLECTED,))
    card = next(row for row in queries.elderly_rows(TODAY) if row.outcome is ElderlyOutcome.COLLECTED)
    run(
        shipments.forward,
        [row.certificate_id for row in back],
        elderly_of=[card.person_id],
        on=TODAY,
        tracking_number="1234-5678",
    )
    (subject,) = subjects(queries, FormKind.FORWARD_COVER)
    form = made(queries, FormKind.FORWARD_COVER, [subject])
    (page,) = pages(form)
    for row in back:
        assert row.issue_number in page
    assert "1234-5678" in page
    assert f"{len(back) + 1}枚" in page
    (line,) = block(form, "届に書く枚数(資格確認書)").rows
    assert line[:2] == ("資格喪失届", "-".join(back[0].key.split("-")[:2]))
    assert line[4:] == (f"{len(back)}枚", "0枚")


# -- 受領簿, 回収簿, 誤交付 -------------------------------------------------------


def test_a_receipt_list_has_a_page_and_a_count_for_each_department(queries):
    found = subjects(queries, FormKind.RECEIPT_LIST)
    form = made(queries, FormKind.RECEIPT_LIST, found)
    places = sorted({one.place for one in found})
    assert every_form.count(form) == len(places)
    for place, one_form in zip(places, form.all, strict=True):
        page = "".join(pages(replace(one_form, further=())))
        inside = [one for one in found if one.place == place]
        assert f"{place}\u3000{len(inside)}枚" in page
        assert all(squeezed(one.name) in squeezed(page) for one in inside)


def test_an_elderly_log_lists_every_candidate_with_outcome(queries):
    cards = queries.elderly_rows(TODAY)
    found = subjects(queries, FormKind.ELDERLY_LOG)
    assert sum(len(one.cards) for one in found) == len(cards) > 0
    text = "".join(pages(made(queries, FormKind.ELDERLY_LOG, found)))
    assert all(row.key in text for row in cards)
    assert "未回収" in text


def test_lists_come_as_tables_too_and_other_forms_do_not(queries):
    found = subjects(queries, FormKind.RECEIPT_LIST)
    table = every_form.table(queries, FormKind.RECEIPT_LIST, found, on=TODAY)
    assert len(table.rows) == len(found)
    cards = subjects(queries, FormKind.ELDERLY_LOG)
    assert every_form.table(queries, FormKind.ELDERLY_LOG, cards, on=TODAY).rows
    with pytest.raises(BadValue, match=r"\.pdf"):
        every_form.table(queries, FormKind.LOSS, [], on=TODAY)


def test_a_sheet_with_the_wrong_person_was_received_by_nobody(queries, run):
    """受領簿 and 交付台帳 say so until it is back and handed out anew."""
    row = queries.certificate_rows((S.HANDED_OUT,))[0]
    given_on = row.handed_out_on or TODAY
    run(
        misdeliveries.report, row.certificate_id, given_to=None, given_on=given_on, noticed_on=TODAY,
        note="別の課の方", recovered=False,
    )  # fmt: skip

    def lines(on):
        (subject,) = [
            one for one in subjects(queries, FormKind.RECEIPT_LIST, on) if row.issue_number in one.codes
        ]
        ledger = lists.ledger_table(
            queries.certificate_rows(on=on), on=on, astray=misdeliveries.astray(queries, on)
        )
        (line,) = [one for one in ledger.rows if row.issue_number in one]
        return subject.what, made(queries, FormKind.RECEIPT_LIST, [subject], on), line[4]

    what, form, in_ledger = lines(TODAY)
    assert (what, in_ledger) == ("誤交付", "誤交付")
    assert "誤交付" in "".join(pages(form))
    assert queries.person_detail(row.person_id, TODAY).certificates[-1].receipt is False
    # The day before nobody knew.
    assert lines(TODAY - DAY)[0] == "配付済"


def test_a_form_of_a_past_day_is_as_it_was_that_day(queries, run):
    row = queries.certificate_rows((S.HANDED_OUT,))[0]
    before = [(one.handle, one.what) for one in subjects(queries, FormKind.RECEIPT_LIST, TODAY - DAY)]
    run(certificates.lose, row.certificate_id, on=TODAY, reason="鞄ごと")
    then = [(one.handle, one.what) for one in subjects(queries, FormKind.RECEIPT_LIST, TODAY - DAY)]
    assert then == before
    run(certificates.collect, [row.certificate_id], on=TODAY)
    handle = f"sheet:{row.certificate_id}"
    assert handle not in [one.handle for one in subjects(queries, FormKind.LOSS)]


def test_a_misdelivery_is_recorded_with_the_steps_done_and_room_for_the_others(office, queries):
    owner, other = held(queries, PersonKind.INSURED)[:2]
    with office.transaction("誤交付") as tx:
        tx.save_misdelivery(
            Misdelivery(
                None,
                owner.certificate_id,
                owner.person_id,
                other.person_id,
                TODAY - DAY,
                TODAY,
                recovered_on=TODAY,
                note="同じ姓の方に渡した",
            )
        )
    (subject,) = subjects(queries, FormKind.MISDELIVERY)
    form = made(queries, FormKind.MISDELIVERY, [subject])
    (page,) = pages(form)
    assert squeezed(owner.name) in squeezed(page)
    assert squeezed(other.name) in squeezed(page)
    assert "同じ姓の方に渡した" in page
    assert "御中" not in page
    assert [row[1] for row in block(form, "対応").rows] == [wareki(TODAY), "", ""]


# -- names ----------------------------------------------------------------------


def test_a_name_no_face_draws_is_refused_by_name_until_a_substitute_is_agreed(office, queries, run):
    row = held(queries, PersonKind.INSURED)[3]
    run(certificates.lose, row.certificate_id, on=TODAY, reason="紛失")
    with office.transaction("名前") as tx:
        tx.save_person(replace(tx.person(row.person_id), name="架空\u3000\ue000"))
    (subject,) = subjects(queries, FormKind.LOSS)
    with pytest.raises(PaperRefused, match="架空"):
        every_form.pages(made(queries, FormKind.LOSS, [subject]))
    run(name_substitutes.agree_text, row.person_id, "\ue000", "崎", agreed_on=TODAY)
    assert "崎" in pages(made(queries, FormKind.LOSS, [subject]))[0]


def test_a_society_with_a_seal_prints_no_specimens(office, queries):
    with office.transaction("印影") as tx:
        tx.save_society(replace(tx.society(), is_sample=False, seal_png=b"x"))
    found = subjects(queries, FormKind.RECEIPT_LIST)[:1]
    assert not made(queries, FormKind.RECEIPT_LIST, found).is_specimen


def test_a_day_before_anything_happened_has_nothing_to_report(queries, run):
    run(certificates.lose, held(queries)[0].certificate_id, on=TODAY, reason="紛失")
    assert subjects(queries, FormKind.LOSS, date(2026, 11, 1)) == []
