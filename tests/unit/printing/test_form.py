"""The form engine: every text stands where it belongs, on as many pages as it takes."""

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from app.errors import BadValue, PaperRefused
from app.printing.form.form import draw_form
from app.printing.form.values import (
    Choice,
    Copy,
    Field,
    Fields,
    Form,
    Name,
    Sender,
    Stamp,
    Stamps,
    Table,
    Words,
)
from app.printing.values import ListColumn, Substitute, Substitutions
from tests.golden.papers import placed_texts, rendered, texts

NAME = "髙﨑\u3000𠮷葛\U000e0100子"
COLUMNS = (
    ListColumn("No.", 14, "right"),
    ListColumn("氏名", 90),
    ListColumn("発行番号", 40),
    ListColumn("印", 30),
)
STAMPS = Stamps(left=(Stamp("健保 受付印", 32),), right=(Stamp("担当者印"), Stamp("責任者印")))


def form(*blocks, **over):
    facts = {
        "title": "滅失届",
        "made_on": date(2026, 11, 23),
        "addressee": "架空健康保険組合",
        "sender": Sender("2001", "四日市工場"),
        "blocks": blocks or (Words("届け出ます。"), STAMPS),
        "closing": "書き写してください。",
    }
    return Form(**facts | over)


def drawn(one, copies=None):
    out = io.BytesIO()
    draw_form(one, out, copies)
    return out.getvalue()


def page_of(one, page=0):
    return texts(drawn(one))[page].replace("\r\n", "")


def placed(pdf, page=0):
    return {text: (x, y) for text, x, y in placed_texts(pdf, page)}


def rows(count):
    return tuple((str(n), Name(f"架空\u3000{n}号"), f"K{n:04}", "") for n in range(1, count + 1))


def test_title_addressee_day_and_sender_stand_in_their_places():
    at = placed(drawn(form()))
    title, addressee, day = at["滅失届"], at["架空健康保険組合\u3000御中"], at["令和8年11月23日"]
    assert title[1] < addressee[1] == pytest.approx(day[1], abs=0.5)
    assert addressee[0] == pytest.approx(18, abs=0.6)
    assert day[0] > 150
    assert at["2001\u3000四日市工場"][1] == pytest.approx(at["事業所"][1], abs=0.5)
    blanks = [at[word][1] for word in ("事業所", "所在地", "事業主氏名", "電話番号", "担当者")]
    assert [round(b - a, 1) for a, b in pairwise(blanks)] == [7.0] * 4
    assert at["書き写してください。"][1] > 280


def test_a_form_without_addressee_or_sender_leaves_both_out():
    page = page_of(form(addressee="", sender=None))
    assert "御中" not in page
    assert "事業主氏名" not in page


def test_labels_stand_left_of_their_values_and_readings_above():
    fields = Fields(
        (
            (Field("記号", "2001", label_mm=20), Field("番号", "101", label_mm=20)),
            (Field("氏名", Name(NAME), "タカサキ ヨシカコ", height_mm=12),),
        )
    )
    at = placed(drawn(form(fields)))
    assert at["記号"][0] < at["2001"][0] < at["番号"][0] < at["101"][0]
    name = next(place for text, place in at.items() if text.startswith("髙﨑"))
    reading = at["タカサキ ヨシカコ"]
    assert reading[1] < name[1]
    assert reading[0] == pytest.approx(name[0], abs=0.5)
    assert at["氏名"][0] < name[0]


def test_a_box_is_as_wide_as_it_was_given_and_the_others_share_the_rest():
    row = (Field("記号", "2001", width_mm=40), Field("番号", "101"), Field("枝番", "00"))
    at = placed(drawn(form(Fields((row,)))))
    assert at["番号"][0] - at["記号"][0] == pytest.approx(40, abs=0.5)
    assert at["枝番"][0] - at["番号"][0] > 41


def test_a_name_is_drawn_as_filed():
    assert NAME.replace("\u3000", "") in page_of(form(Table(COLUMNS, (("1", Name(NAME), "", ""),)))).replace(
        "\u3000", ""
    )


def test_an_unknown_day_is_offered_to_write_and_a_known_one_is_printed():
    empty = page_of(form(Fields(((Field("なくした日", is_date=True),),))))
    known = page_of(form(Fields(((Field("なくした日", "令和8年1月2日", is_date=True),),))))
    assert "年\u3000\u3000\u3000月" in empty
    assert "年\u3000\u3000\u3000月" not in known
    assert "令和8年1月2日" in known


def test_a_box_is_ticked_only_where_it_is_said():
    def ink(is_ticked):
        picture = rendered(drawn(form(Fields(((Field("届出", choices=(Choice("した", is_ticked),)),),)))))
        return sum(1 for pixel in picture.convert("L").tobytes() if pixel < 100)

    assert ink(True) > ink(False) + 20


def test_choices_that_do_not_fit_go_on_on_a_second_line():
    words = [f"選べることの{n}番目" for n in range(6)]
    at = placed(drawn(form(Fields(((Field("どれか", choices=tuple(Choice(w) for w in words)),),)))))
    assert len({round(at[word][1]) for word in words}) == 2
    assert all(at[word][0] < 170 for word in words)


def test_a_long_text_makes_its_box_higher():
    def below(text):
        return placed(drawn(form(Fields(((Field("状況", text, height_mm=9),),)), Words("下の文"))))["下の文"][
            1
        ]

    assert below("長い説明です。" * 40) > below("短い") + 20


@pytest.mark.parametrize("count", [1, 15, 22, 23, 24, 25, 60, 95])
def test_every_row_is_printed_once_above_the_foot_with_headings_on_each_page(count):
    pdf = drawn(form(Words("渡します。"), Table(COLUMNS, rows(count)), STAMPS))
    pages = texts(pdf)
    found = [word for page in pages for word in page.split() if word.startswith("K0")]
    assert found == [f"K{n:04}" for n in range(1, count + 1)]
    for number, page in enumerate(pages):
        has_rows = "K0" in page
        assert ("発行番号" in page) == has_rows
        foot = [y for text, _, y in placed_texts(pdf, number) if text.startswith("書き写")]
        others = [y for text, _, y in placed_texts(pdf, number) if y < 283]
        assert max(others) < foot[0] - 3
        assert page.count("号") != 1 or count == 1  # no row stands alone under its headings
        assert has_rows  # nor do the boxes for a 印
    if len(pages) > 1:
        assert f"{len(pages)} / {len(pages)}" in pages[-1]
        assert "滅失届（つづき）" in pages[-1]


def test_empty_rows_are_ruled_to_write_in():
    def under(least):
        table = Table(COLUMNS, rows(2), heading="経過", least_rows=least, row_height_mm=7)
        return placed(drawn(form(table, Words("下の文"))))["下の文"][1]

    assert under(6) - under(2) == pytest.approx(28, abs=0.2)


def test_two_copies_share_a_sheet_with_a_line_to_cut():
    copies = (Copy("事務所控", STAMPS), Copy("ご本人控"))
    one = form(Table(COLUMNS, rows(3)), copies=copies, is_half=True, sender=None, closing="")
    pdf = drawn(one)
    assert len(texts(pdf)) == 1
    pieces = placed_texts(pdf)
    first, second = ([y for text, _, y in pieces if text == "滅失届"] for _ in range(2))
    assert first == second
    assert max(first) - min(first) == pytest.approx(148.5, abs=0.2)
    at = placed(pdf)
    assert at["切り取り線"][1] == pytest.approx(148.5, abs=0.3)
    assert at["事務所控"][1] < 148 < at["ご本人控"][1]
    (stamp,) = [y for text, _, y in pieces if text == "担当者印"]
    assert stamp < 148
    assert all(not 143 < y < 147 for _, _, y in pieces)


def test_copies_too_long_for_half_a_sheet_get_sheets_of_their_own():
    copies = (Copy("事務所控"), Copy("ご本人控"))
    pages = texts(drawn(form(Table(COLUMNS, rows(20)), copies=copies, is_half=True)))
    assert [("事務所控" in page, "ご本人控" in page) for page in pages] == [(True, False), (False, True)]
    assert not any("切り取り線" in page for page in pages)


def test_copies_are_told_apart():
    assert [("提出用" in p, "事業所控" in p) for p in texts(drawn(form(), 3))] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert "提出用" not in texts(drawn(form()))[0]
    assert len(texts(drawn(form(sender=None), 2))) == 2
    assert "提出用" not in texts(drawn(form(sender=None), 2))[0]
    with pytest.raises(BadValue, match="部数"):
        drawn(form(), 0)


def test_a_further_page_says_what_it_belongs_to():
    pdf = drawn(form(Table(COLUMNS, rows(60)), subtitle="製造一課\u300060枚"))
    assert "滅失届（つづき）\u3000製造一課\u300060枚" in texts(pdf)[1]


def test_forms_that_follow_begin_on_a_page_of_their_own():
    pages = texts(drawn(form(further=(form(Words("二つ目")), form(Words("三つ目"))))))
    assert len(pages) == 3
    assert "三つ目" in pages[2]


def test_a_specimen_says_so_on_every_page_and_else_nothing_does():
    table = Table(COLUMNS, rows(60))
    assert all("見\u3000本" in page for page in texts(drawn(form(table, is_specimen=True))))
    assert not any("見\u3000本" in page for page in texts(drawn(form(table))))


def test_what_cannot_be_drawn_is_refused_by_name():
    with pytest.raises(PaperRefused, match=r"外\ue000さんの滅失届を印刷できません.*外字"):
        drawn(form(Fields(((Field("氏名", Name("外\ue000")),),))))
    with pytest.raises(PaperRefused, match=r"外\ue000さん"):
        drawn(form(Table(COLUMNS, (("1", Name("外\ue000"), "", ""),))))
    with pytest.raises(PaperRefused, match=r"「\ue001」"):
        drawn(form(Words("\ue001")))
    with pytest.raises(PaperRefused, match=r"U\+E000"):
        drawn(form(addressee=Name("外\ue000"), honorific="様"))


def picture():
    made = Image.new("L", (128, 128), 255)
    ImageDraw.Draw(made).rectangle((20, 20, 108, 108), fill=0)
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def test_an_agreed_substitute_stands_for_a_character_of_that_person_only():
    one = form(Fields(((Field("氏名", Name("外\ue000", "2001-101-00")),),)))
    agreed = Substitutions({("2001-101-00", "\ue000"): Substitute(text="崎")})
    other = Substitutions({("2001-102-00", "\ue000"): Substitute(text="崎")})
    assert "外崎" in page_of(replace(one, substitutions=agreed))
    with pytest.raises(PaperRefused):
        drawn(replace(one, substitutions=other))


def test_a_picture_stands_for_a_character():
    one = form(
        Fields(((Field("氏名", Name("外\ue000", "2001-101-00")),),)),
        substitutions=Substitutions({("2001-101-00", "\ue000"): Substitute(png=picture())}),
    )
    sheet = rendered(drawn(one)).convert("L")
    # The picture is a black square of 13 points; no letter is as black over so wide a box.
    black = [
        (x, y)
        for x in range(400, 700, 4)
        for y in range(620, 800, 4)
        if all(sheet.getpixel((x + a, y + b)) < 90 for a in range(0, 16, 4) for b in range(0, 16, 4))
    ]
    assert black


def test_a_text_longer_than_a_sheet_is_refused_and_nothing_is_written():
    out = io.BytesIO()
    with pytest.raises(PaperRefused, match="短く"):
        draw_form(form(Fields(((Field("状況", "長い。" * 3000),),))), out)
    assert out.getvalue() == b""


def test_the_file_names_nobody_and_is_the_same_every_time():
    one = form(Fields(((Field("氏名", Name(NAME)),),)))
    pdf = drawn(one)
    assert pdf == drawn(one)
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_value("Title") == "滅失届"
