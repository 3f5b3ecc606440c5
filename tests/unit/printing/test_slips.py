"""The guide slip: each stage has its words, everything fits, the codes lead to the official pages."""

import io
import shutil
import subprocess
from datetime import date
from itertools import combinations

import pytest
import zxingcpp

from app.domain.collecting import Verdict
from app.domain.person import ASKED, Enrolment
from app.domain.rules.readers import LONGEST_TEXT
from app.errors import BadValue, PaperRefused
from app.printing.papers.slip_words import next_step, opening, pages, stage_words
from app.printing.papers.slips import draw_slips
from app.printing.values import GuideMember, GuideSlip
from tests.golden.papers import placed_texts, rendered, texts

NAME = "髙﨑\u3000𠮷葛\U000e0100子"
OFFICIAL = [
    "https://www.mhlw.go.jp/stf/newpage_40391.html",
    "https://digital-gov.note.jp/n/nc062fa9cb623",
    "https://www.gov-online.go.jp/article/202407/entry-6238.html",
]
OPENINGS = {step: opening(step, renews=False).split("\n")[0] for step in (1, 2, 3)}
FORCEFUL = ("必ず", "義務", "しなければ", "至急", "お早めに", "期限までに登録", "ご登録ください")


def slip(*stages, names=(), **over):
    members = tuple(
        GuideMember(name, stage, "家族")
        for stage, name in zip(stages, names or [NAME] * len(stages), strict=True)
    )
    facts = {"name": NAME, "members": members, "office_name": "四日市工場", "on": date(2026, 11, 23)}
    return GuideSlip(**facts | over)


def drawn(*slips):
    out = io.BytesIO()
    draw_slips(slips, out)
    return out.getvalue()


def words(pdf, page=0):
    """The text of a page without the places where its lines break."""
    return texts(pdf)[page].replace("\r\n", "")


def test_the_official_pages_are_those_of_the_notice():
    assert [page.address for page in pages()] == OFFICIAL


@pytest.mark.parametrize("stage", Enrolment)
def test_each_stage_gets_its_sentence_on_one_page_and_is_never_pressed(stage):
    pdf = drawn(slip(stage))
    assert len(texts(pdf)) == 1
    page = words(pdf)
    assert f"{NAME}\u3000様" in page
    assert stage_words(stage)["now"] in page
    assert "四日市工場" in page
    assert "令和8年11月23日" in page
    assert "問い合わせ先：事業所の担当者" in page
    assert [word for word in FORCEFUL if word in page] == []
    assert max(y for _, _, y in placed_texts(pdf)) < 289


@pytest.mark.parametrize("stage", Enrolment)
@pytest.mark.parametrize("others", [0, 1, 9])
def test_the_longest_line_of_a_society_has_room_beside_every_stage(stage, others):
    """Also where a household of ten has all that may be said; the codes give way first."""
    line = "健保の窓口" * (LONGEST_TEXT // 5)
    stages = [stage, *list(Enrolment)[:others]]
    names = [f"架空\u3000家族{n}" for n, _ in enumerate(stages)]
    pages = texts(drawn(slip(*stages, names=names, society_text=line)))
    assert line in "".join(pages).replace("\r\n", "").replace("\n", "")
    assert "健保の窓口" not in "".join(texts(drawn(slip(stage))))


@pytest.mark.parametrize("stage", sorted(set(ASKED) - {Enrolment.EXPIRED}))
def test_who_may_register_reads_what_where_with_what_and_how_to_check(stage):
    page = words(drawn(slip(stage)))
    for heading in ("いま何をするか", "どこで、何を持っていくか", "確かめ方", "登録しない方は"):
        assert heading in page
    assert next_step(stage, paper=Verdict.COLLECT) in page
    for place in ("スマートフォン", "医療機関・薬局", "セブン銀行のATM"):
        assert place in page
    assert "4けたの暗証番号" in page
    assert "「顔認証マイナンバーカード」は、医療機関・薬局でだけ登録できます" in page
    assert "「登録済」と出れば、できています" in page
    assert "「全て同意する」などの画面が出れば、できています" in page
    assert "このまま資格確認書で受診できます" in page
    assert "自由に決められます" in page


def test_a_card_without_certificate_is_renewed_and_not_registered():
    page = words(drawn(slip(Enrolment.EXPIRED)))
    assert "電子証明書を更新" in page
    assert "市区町村の窓口" in page
    assert "期限の月から3か月後の月末までは" in page
    assert "更新するかどうかは、ご本人が自由に決められます" in page
    assert "セブン銀行" not in page


def test_a_card_that_ends_soon_is_told_with_its_day():
    member = GuideMember(NAME, Enrolment.REGISTERED, "本人", card_ends_on=date(2027, 1, 5))
    page = words(drawn(slip(members=(member,))))
    assert "電子証明書の期限は令和9年1月5日です" in page
    assert "電子証明書を更新" in page


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (Verdict.COLLECT, "事業所の担当者にお返しください"),
        (Verdict.KEEP, "そのままお持ちください"),
        (Verdict.DISPOSE, "氏名や番号が読めないように、ご自分で細かく切って捨ててください"),
    ],
)
def test_who_is_registered_reads_what_happens_to_the_paper(paper, sentence):
    page = words(drawn(slip(members=(GuideMember(NAME, Enrolment.REGISTERED, "本人", paper=paper),))))
    assert f"資格確認書をお持ちの方は、{sentence}" in page
    assert "資格情報のお知らせ" in page
    assert "お知らせだけでは受診できません" in page
    assert "ご自分で細かく切って捨ててください" in page
    assert "高齢受給者証をお持ちの方は、捨てずに" in page


def test_a_society_that_issues_cards_or_has_papers_posted_says_so():
    page = words(drawn(slip(Enrolment.REGISTERED, elderly_card="used", leaving="holder")))
    assert "受診のときに一緒に出してください" in page
    assert "ご自分で健保にお返しください" in page
    assert "高齢受給者証" not in words(drawn(slip(Enrolment.REGISTERED, elderly_card="")))


@pytest.mark.parametrize(
    "stage", [Enrolment.DECLINED, Enrolment.NO_ANSWER, Enrolment.NEEDS_CARE, Enrolment.RELEASED]
)
def test_who_wishes_to_be_left_in_peace_only_reads_how_to_be_treated(stage):
    pdf = drawn(slip(stage))
    page = words(pdf)
    assert "資格確認書で受診できます" in page
    assert "していただくことはありません" in page
    assert zxingcpp.read_barcodes(rendered(pdf)) == []
    for asking in (*OPENINGS.values(), "マイナポータル", "セブン銀行", "どこで"):
        assert asking not in page


@pytest.mark.parametrize("step", [1, 2, 3])
def test_the_three_steps_differ_in_their_opening_only(step):
    page = words(drawn(slip(Enrolment.NOT_REGISTERED, step=step)))
    assert [n for n, opening in OPENINGS.items() if opening in page] == [step]
    assert "自由に決められます" in page


@pytest.mark.parametrize("step", [1, 2, 3])
def test_who_renews_a_card_is_reminded_in_the_same_three_steps(step):
    page = words(drawn(slip(Enrolment.EXPIRED, step=step)))
    begins = {
        1: "電子証明書の更新のご案内です",
        2: "前にもご案内しました",
        3: "今後この件でお声がけはいたしません",
    }
    assert [n for n, opening in begins.items() if opening in page] == [step]


def test_a_step_beyond_the_last_stays_the_last():
    assert drawn(slip(Enrolment.UNKNOWN, step=7)) == drawn(slip(Enrolment.UNKNOWN, step=3))


@pytest.mark.parametrize("stage", [*sorted(ASKED), Enrolment.REGISTERED])
def test_the_codes_lead_to_the_official_pages_and_hold_nothing_else(stage):
    pdf = drawn(slip(stage))
    found = zxingcpp.read_barcodes(rendered(pdf, dpi=200))
    assert [code.text for code in sorted(found, key=lambda c: c.position.top_left.x)] == OFFICIAL
    page = words(pdf)
    for address in OFFICIAL:
        assert address.removeprefix("https://") in page


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbar-tools is not installed")
def test_another_reader_reads_the_codes_too(tmp_path):
    picture = tmp_path / "slip.png"
    rendered(drawn(slip(Enrolment.NOT_REGISTERED)), dpi=200).save(picture)
    answer = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, check=True)
    assert sorted(answer.stdout.decode().split()) == sorted(OFFICIAL)


def test_a_household_reads_where_each_member_stands_and_what_each_does():
    stages = (Enrolment.REGISTERED, Enrolment.NOT_REGISTERED, Enrolment.NO_CARD, Enrolment.DECLINED)
    names = (NAME, "髙﨑\u3000花子", "髙﨑\u3000太郎", "髙﨑\u3000ミツ")
    pdf = drawn(slip(*stages, names=names))
    assert len(texts(pdf)) == 1
    page = words(pdf)
    for name, stage in zip(names, stages, strict=True):
        assert name in page
        assert stage_words(stage)["short"] in page
    assert "登録がまだの方：" in page
    assert "カードをお持ちでない方：" in page


def test_one_member_who_is_not_the_addressee_is_named():
    page = words(drawn(slip(Enrolment.NO_CARD, names=["髙﨑\u3000ミツ"])))
    assert "髙﨑\u3000ミツ" in page


def test_a_large_household_goes_on_on_a_second_page():
    names = [f"髙﨑\u3000{n}郎" for n in range(14)]
    stages = [list(Enrolment)[n % len(Enrolment)] for n in range(14)]
    pdf = drawn(slip(*stages, names=names))
    first, second = (words(pdf, page) for page in range(2))
    assert "1/2枚目" in first
    assert "2/2枚目" in second
    assert "ご家族14名の今の状況は、次の紙にあります" in first
    assert f"{NAME}\u3000様" in second
    assert [name for name in names if name not in second] == []
    for page in range(2):
        assert max(y for _, _, y in placed_texts(pdf, page)) < 289


def test_a_household_of_forty_loses_nobody():
    names = [f"髙﨑\u3000{n}郎" for n in range(40)]
    pdf = drawn(slip(*[Enrolment.UNKNOWN] * 40, names=names))
    pages = texts(pdf)
    assert [page for n, page in enumerate(pages, 1) if f"{n}/{len(pages)}枚目" not in page] == []
    assert [name for name in names if not any(name in page for page in pages)] == []


def test_every_mixture_of_stages_fits_in_large_print():
    # Every pair, and around the ring of the stages every neighbourhood: all mixtures are thousands of sheets.
    ring = [*Enrolment, *Enrolment]
    around = [ring[at : at + count] for count in (3, 4, 9, len(Enrolment)) for at in range(len(Enrolment))]
    mixtures = [some for count in (1, 2) for some in combinations(Enrolment, count)] + around
    pdf = drawn(*(slip(*some, step=3) for some in mixtures))
    pages = texts(pdf)
    assert len(pages) >= len(mixtures)
    assert max(y for page in range(len(pages)) for _, _, y in placed_texts(pdf, page)) < 289


def test_slips_refuse_by_name():
    good = slip(Enrolment.UNKNOWN)
    with pytest.raises(PaperRefused, match=r"外\ue000.*案内票.*外字"):
        drawn(good, slip(Enrolment.UNKNOWN, name="外\ue000"))
    with pytest.raises(PaperRefused, match=r"子\ue000.*外字"):
        drawn(slip(Enrolment.UNKNOWN, names=["子\ue000"]))
    with pytest.raises(PaperRefused, match="宛名"):
        drawn(slip(Enrolment.UNKNOWN, name="ながい" * 40))
    with pytest.raises(PaperRefused, match="欄に入りません"):
        drawn(slip(Enrolment.UNKNOWN, names=["ながい" * 40]))
    with pytest.raises(PaperRefused, match="事業所名"):
        drawn(slip(Enrolment.UNKNOWN, office_name="長い名前の事業所" * 20))
    with pytest.raises(BadValue, match="案内票がありません"):
        drawn()


def test_the_same_slips_give_the_same_bytes():
    assert drawn(slip(Enrolment.UNKNOWN)) == drawn(slip(Enrolment.UNKNOWN))
