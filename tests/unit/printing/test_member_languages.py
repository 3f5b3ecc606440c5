"""The slips in the members' languages: each answers the same questions, and says who read it."""

import io
import re
from datetime import date
from enum import StrEnum

import pytest

import resources
from app.domain.collecting import PaperKind
from app.domain.duties import Why
from app.domain.language import Language
from app.domain.person import Enrolment
from app.domain.rest_days import Rest, RestDay
from app.domain.rules.readers import LONGEST_TEXT
from app.printing.engine.fonts import fonts_for
from app.printing.engine.glyphs import plain
from app.printing.engine.told import Told
from app.printing.papers.leaver_slip import draw_leaver_slips
from app.printing.papers.member_words import day_in, words_of
from app.printing.papers.return_slip import draw_return_slips
from app.printing.papers.slips import draw_slips
from app.printing.values import GuideMember, GuideSlip, LeaverPaper, LeaverSlip, ReturnPaper, ReturnSlip
from app.usecases.people.leavers import PaperState
from app.words import label, texts
from tests.golden.papers import placed_texts
from tests.golden.papers import texts as texts_of
from tests.tagged import heard

OTHERS = [one for one in Language if one is not Language.JAPANESE]
SLIPS = ("guide", "leaver", "return")
ON = date(2026, 11, 30)
NAME = "架空\u3000マリア"
# What is the same in every language, and what only a translation has.
_SHARED, _OWN = {"address", "when"}, {"source", "proofread", "kinds", "states"}
_PLACE = re.compile(r"\{\w+\}")
_KANJI_WITH_READING = re.compile(r"[一-鿿々]+《[ぁ-ん]+》")


def leaves(tree, path=()):
    """Every text of a file, by where it stands; what differs by nature left out."""
    if isinstance(tree, str):
        return {path: tree}
    pairs = enumerate(tree) if isinstance(tree, list) else tree.items()
    found = {}
    for name, value in pairs:
        if name not in _SHARED | _OWN:
            found |= leaves(value, (*path, name))
    return found


def file(slip, language):
    return texts(f"slips/{language}/{slip}.toml")


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("language", OTHERS)
def test_every_language_answers_the_same_questions_and_loses_no_fact(slip, language):
    japanese, other = leaves(file(slip, Language.JAPANESE)), leaves(file(slip, language))
    assert list(other) == list(japanese)
    lost = [
        at for at, text in japanese.items() if set(_PLACE.findall(text)) != set(_PLACE.findall(other[at]))
    ]
    assert lost == []
    assert [at for at, text in other.items() if not text.strip()] == []


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("language", OTHERS)
def test_each_file_names_its_source_and_whether_a_native_speaker_read_it(slip, language):
    found = file(slip, language)
    assert all(page.startswith("https://") for page in found["source"])
    assert "未確認" in label(language, "choice") or found["proofread"] or language is Language.EASY
    head = resources.path(f"slips/{language}/{slip}.toml").read_text("utf-8").partition("source =")[0]
    assert ("未確認" in head) is not bool(found["proofread"])


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("table", "values"), [("kinds", PaperKind), ("states", PaperState)])
def test_each_paper_and_each_state_has_a_word(language, table, values: type[StrEnum]):
    assert list(file("leaver", language)[table]) == list(values)


@pytest.mark.parametrize("language", OTHERS)
def test_the_faces_that_come_with_the_program_draw_every_character(language):
    fonts = fonts_for(language)
    for slip in (*SLIPS, "language"):
        said = (
            "".join(leaves(file(slip, language)).values())
            .replace("\n", "")
            .replace("《", "")
            .replace("》", "")
        )
        assert fonts.label.undrawable(said) == []
        assert fonts.heading.undrawable(said) == []


@pytest.mark.parametrize("language", [one for one in OTHERS if one is not Language.EASY])
def test_letters_are_all_of_one_face(language):
    """Vietnamese out of two faces, letter by letter, is not read with ease."""
    fonts = fonts_for(language)
    for at, text in leaves(file("guide", language)).items():
        # What is written on a screen of the ministry stands in the text as it stands there.
        own = text if language is Language.CHINESE else "".join(c for c in text if not "぀" <= c <= "鿿")
        assert len(fonts.label.runs(own.replace("\n", ""))) <= 1, at


@pytest.mark.parametrize("slip", SLIPS)
def test_plain_japanese_has_the_reading_of_every_kanji(slip):
    for at, text in leaves(file(slip, Language.EASY)).items():
        assert re.findall(r"[一-鿿々]", _KANJI_WITH_READING.sub("", text)) == [], at
    assert "《" not in "".join(plain(words_of(slip, Language.EASY)["title" if slip != "guide" else "steps"]))


def test_a_text_keeps_what_it_says_in_japanese_with_the_same_facts():
    said = words_of("guide", Language.ENGLISH)["card_ends"].format(day=day_in(ON, Language.ENGLISH))
    assert said == "The electronic certificate of your card is valid until November 30, 2026 (令和8年)."
    assert said.japanese == "電子証明書の期限は令和8年11月30日です。"
    assert Told("{who}").format(who="甲").japanese == ""


@pytest.mark.parametrize(
    ("language", "day"),
    [
        (Language.JAPANESE, "令和8年11月30日(月)"),
        (Language.EASY, "2026年11月30日 月曜日(令和8年)"),
        (Language.ENGLISH, "Mon, November 30, 2026 (令和8年)"),
        (Language.PORTUGUESE, "seg., 30 de novembro de 2026 (令和8年)"),
        (Language.VIETNAMESE, "Thứ Hai, ngày 30 tháng 11 năm 2026 (令和8年)"),
        (Language.CHINESE, "2026年11月30日 星期一(令和8年)"),
        (Language.TAGALOG, "Lunes, Nobyembre 30, 2026 (令和8年)"),
    ],
)
def test_a_day_is_written_as_the_language_does_with_the_era(language, day):
    assert plain(day_in(ON, language, with_weekday=True)) == day
    assert day_in(date(2019, 5, 1), Language.ENGLISH) == "May 1, 2019 (令和元年)"


def drawn(draw, slip):
    out = io.BytesIO()
    draw([slip], out)
    return out.getvalue()


def guide(language, *stages, **over):
    members = tuple(GuideMember(f"架空\u3000家族{n}", stage, "家族") for n, stage in enumerate(stages))
    return drawn(draw_slips, GuideSlip(NAME, members, "四日市工場", ON, language=language, **over))


def leaver(language, count=3, **over):
    papers = tuple(
        LeaverPaper(f"架空\u3000家族{n}", "子", PaperKind.CERTIFICATE, PaperState.IN_HAND)
        for n in range(count)
    )
    facts = {
        "name": NAME,
        "office": "四日市工場",
        "made_on": ON,
        "last_office_day": date(2026, 12, 12),
        "last_day_on": date(2026, 12, 26),
        "disqualified_on": date(2026, 12, 27),
        "return_by": date(2026, 12, 31),
        "how_back": "手渡し(最終出社日 R8.12.12)",
        "way": "by_hand_on",
        "papers": papers,
        "elderly_names": (NAME,),
        "other_papers": tuple(PaperKind),
        "rest": RestDay(date(2026, 12, 31), Rest.CLOSED, date(2026, 12, 28), date(2027, 1, 4)),
        "society_text": "健保の窓口" * (LONGEST_TEXT // 5),
        "is_voluntary": True,
    }
    return drawn(draw_leaver_slips, LeaverSlip(**facts | over, language=language))


REASONS = (Why.REPLACED, Why.LOSS, Why.UNRECORDED, Why.REGISTERED, Why.EXPIRED)


def reminder(language, return_by=date(2026, 12, 4), reasons=REASONS):
    papers = tuple(
        ReturnPaper(f"架空\u3000家族{n}", "子", "" if why is Why.UNRECORDED else "0K3F-7QX4", why, ON)
        for n, why in enumerate(reasons)
    )
    return drawn(draw_return_slips, ReturnSlip(NAME, "四日市工場", ON, papers, return_by, language=language))


def within_the_paper(pdf):
    return max(y for _, _, y in placed_texts(pdf)) < 294


@pytest.mark.parametrize("language", OTHERS)
def test_the_largest_slips_fit_their_sheets_with_the_japanese_beside(language):
    """Every stage in one household, the longest line of a society, every note."""
    for pdf, slip in (
        (guide(language, *Enrolment, society_text="健保の窓口" * (LONGEST_TEXT // 5)), "guide"),
        (leaver(language, count=12), "leaver"),
        (reminder(language), "return"),
    ):
        told = "".join(texts_of(pdf)).replace("\r\n", "").replace("\n", "")
        title = words_of(slip, language)
        title = title["asking"]["title"] if slip == "guide" else title["title"]
        assert title.japanese in told
        assert "四日市工場" in told
        assert within_the_paper(pdf)


@pytest.mark.parametrize("language", Language)
def test_a_household_of_one_has_its_slip_on_one_sheet(language):
    """Front and back; the reminder on one side, but for one with readings."""
    assert len(texts_of(guide(language, Enrolment.NOT_REGISTERED))) <= 2
    assert len(texts_of(leaver(language, count=1, society_text=""))) <= 2
    sides = 2 if language is Language.EASY else 1
    assert len(texts_of(reminder(language, reasons=(Why.LOSS,)))) == sides


def test_the_reminder_says_that_the_day_has_passed_and_asks_all_the_same():
    past = texts_of(reminder(Language.JAPANESE, date(2026, 11, 20)))[0].replace("\r\n", "")
    assert "期限の日が過ぎています。お手もとにありましたら、お返しください。" in past
    assert "令和8年11月20日(金)" in past
    open_ended = texts_of(reminder(Language.JAPANESE, None))[0].replace("\r\n", "")
    assert "ご都合のよいときに、お返しください。" in open_ended
    assert [word for word in ("必ず", "至急", "義務") if word in past + open_ended] == []


def test_who_hears_the_slip_hears_each_language_as_itself():
    pdf = reminder(Language.VIETNAMESE, reasons=(Why.LOSS,))
    assert b"/Lang(vi)" in pdf
    assert b"/Lang(ja-JP)" in pdf
    told = [text for _, text in heard(pdf).flat()]
    assert any("資格確認書のお返しのお願い" in text for text in told)


def test_readings_stand_above_their_words_and_are_not_heard_twice():
    told = "".join(text for _, text in heard(reminder(Language.EASY, reasons=(Why.LOSS,))).flat())
    assert "資格確認書を返してください" in told
    assert "しかくかくにんしょ" not in told
