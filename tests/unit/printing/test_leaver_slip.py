"""The leaver's slip: the days, the deadline, whose papers, and the usual misunderstandings."""

import io
from datetime import date
from enum import StrEnum

import pytest

from app.domain.collecting import PaperKind
from app.errors import BadValue, PaperRefused
from app.printing.papers.leaver_slip import draw_leaver_slips
from app.printing.values import LeaverPaper, LeaverSlip
from app.usecases.people.leavers import PaperState
from app.words import label
from tests.golden.papers import placed_texts, texts

NAME = "髙﨑\u3000𠮷葛\U000e0100子"
FAMILY = (
    LeaverPaper(NAME, "本人", PaperKind.CERTIFICATE, PaperState.IN_HAND),
    LeaverPaper("髙﨑\u3000ミツ", "妻", PaperKind.CERTIFICATE, PaperState.IN_HAND),
    LeaverPaper("髙﨑\u3000ミツ", "妻", PaperKind.ELDERLY_CARD, PaperState.IN_HAND),
    LeaverPaper("髙﨑\u3000健", "子", PaperKind.CERTIFICATE, PaperState.MISSING),
)


def slip(**over):
    facts = {
        "name": NAME,
        "office": "四日市工場",
        "made_on": date(2026, 12, 1),
        "last_office_day": date(2026, 12, 12),
        "last_day_on": date(2026, 12, 31),
        "disqualified_on": date(2027, 1, 1),
        "return_by": date(2027, 1, 5),
        "how_back": "郵送",
        "papers": FAMILY,
    }
    return LeaverSlip(**facts | over)


def shown(part):
    return label(part) if isinstance(part, StrEnum) else part


def drawn(*slips):
    out = io.BytesIO()
    draw_leaver_slips(slips, out)
    return out.getvalue()


def words(pdf, page=0):
    return texts(pdf)[page].replace("\r\n", "")


def test_the_days_stand_in_the_order_of_time():
    placed = placed_texts(drawn(slip()))
    x = {text: x for text, x, _ in placed}
    assert x["令和8年12月12日(土)"] < x["令和8年12月31日(木)"] < x["令和9年1月1日(金)"]
    assert x["最終出社日"] < x["退職日"] < x["資格喪失日"]
    assert "この日まで使えます" in x
    assert "この日から使えません" in x


def test_what_the_society_says_and_wants_stands_under_the_papers():
    told = words(
        drawn(
            slip(
                other_papers=(PaperKind.NOTICE, PaperKind.LIMIT_CERTIFICATE),
                society_text="返信用封筒を使ってください。",
                is_sent_by_holder=True,
            )
        )
    )
    assert "資格情報のお知らせ、限度額適用認定証をお持ちの方は、一緒にお返しください。" in told
    assert "返信用封筒を使ってください。" in told
    assert "お返しの方法：ご本人から健保へ直接お送りください。" in told
    assert "お返しの方法：郵送" not in told


def test_the_deadline_is_the_largest_date_on_the_paper():
    from pypdfium2 import PdfDocument

    pdf = drawn(slip())
    with PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        heights = {}
        for n in range(page.count_rects()):
            left, bottom, right, top = page.get_rect(n)
            heights[page.get_text_bounded(left - 0.1, bottom - 0.1, right + 0.1, top + 0.1).strip()] = (
                top - bottom
            )
    deadline = heights.pop("令和9年1月5日(火)")
    assert deadline > 1.4 * max(height for text, height in heights.items() if text.startswith("令和"))
    assert "お返しの方法：郵送" in words(pdf)


@pytest.mark.parametrize("last_office_day", [None, date(2026, 12, 31)])
def test_a_last_day_in_the_office_that_says_nothing_new_is_left_out(last_office_day):
    page = words(drawn(slip(last_office_day=last_office_day)))
    assert page.count("令和8年12月31日(木)") == 1
    assert ("最終出社日" in page) == (last_office_day is not None)


def test_each_paper_of_the_household_is_listed_with_its_holder_and_state():
    pdf = drawn(slip())
    assert len(texts(pdf)) == 1
    rows: dict[float, list[str]] = {}
    for text, x, y in placed_texts(pdf):
        if 100 < y < 165:
            rows.setdefault(round(y), []).append((x, text))
    # A name drawn in two faces comes in pieces.
    lines = ["".join(text for _, text in sorted(row)).replace("\u3000", "") for row in rows.values()]
    assert [paper for paper in FAMILY if "".join(map(shown, paper)).replace("\u3000", "") not in lines] == []


def test_the_usual_misunderstandings_are_answered():
    page = words(drawn(slip()))
    for answer in (
        "退職日までです",
        "ご家族の分も同じ日に使えなくなります",
        "医療費(7〜9割)をあとで返していただく",
        "退職日まで持ち、期限までに郵送でもかまいません",
        "マイナ保険証を使うか、担当者にご相談ください",
        "やり直しは要りません",
        "国民健康保険・任意継続・ご家族の扶養・新しい勤め先",
        "高齢受給者証は捨てずにお返しください",
        "旧い健康保険証は返さず、ご自分で細かく切って捨ててください",
    ):
        assert answer in page


def test_somebody_alone_reads_nothing_about_a_family():
    assert "ご家族の分も" not in words(drawn(slip(papers=FAMILY[:1])))


@pytest.mark.parametrize(
    ("lost_on", "is_given_back"), [(date(2025, 12, 1), True), (date(2025, 12, 2), False)]
)
def test_the_old_card_comes_back_only_after_an_early_loss(lost_on, is_given_back):
    page = words(drawn(slip(disqualified_on=lost_on)))
    assert ("旧い健康保険証も、一緒にお返しください" in page) == is_given_back
    assert ("ご自分で細かく切って" in page) != is_given_back


def test_the_note_about_the_elderly_card_is_printed():
    assert "高齢受給者証(髙﨑\u3000ミツ さん)は、捨てずにお返しください。" in words(
        drawn(slip(elderly_names=("髙﨑\u3000ミツ",)))
    )


def test_a_household_without_recorded_papers_is_asked_to_look():
    assert "お手もとに資格確認書がありましたら" in words(drawn(slip(papers=())))


def test_more_papers_than_a_page_holds_go_on_on_a_second_one():
    papers = tuple(
        LeaverPaper(f"髙﨑\u3000{n}郎", "子", PaperKind.CERTIFICATE, PaperState.IN_HAND) for n in range(20)
    )
    pdf = drawn(slip(papers=papers))
    first, second = (words(pdf, page) for page in range(2))
    assert "次の紙に20枚の一覧があります" in first
    assert "1/2枚目" in first
    assert "2/2枚目" in second
    assert [name for name, *_ in papers if name not in second] == []


def test_each_leaver_gets_a_page():
    pages = texts(drawn(slip(name="架空\u3000清"), slip(name="架空\u3000葵")))
    assert [("清\u3000様" in page, "葵\u3000様" in page) for page in pages] == [(True, False), (False, True)]


def test_leaver_slips_refuse_by_name():
    with pytest.raises(PaperRefused, match=r"外\ue000.*退職者への案内.*外字"):
        drawn(slip(name="外\ue000"))
    with pytest.raises(PaperRefused, match=r"子\ue000"):
        drawn(slip(papers=(LeaverPaper("子\ue000", "子", "資格確認書", ""),)))
    with pytest.raises(PaperRefused, match="外字"):
        drawn(slip(how_back="\ue001"))
    with pytest.raises(BadValue, match="退職者への案内がありません"):
        drawn()
