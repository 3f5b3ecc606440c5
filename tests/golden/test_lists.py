"""Lists: every row is there, and nothing overlaps."""

import io

import pytest

from app.domain.marked_text import MARKED
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH
from app.printing.papers.lists import LIST_WIDTH, draw_list
from app.printing.values import ListColumn, PaperTable
from tests.golden.papers import placed_texts, rendered, texts

COLUMNS = (
    ListColumn("No.", 12, "right"),
    ListColumn("フリガナ", 48),
    ListColumn("氏名", 60),
    ListColumn("発行番号", 30, "center"),
    ListColumn("受領印", 30),
)


def listed(rows, notes=(), **over):
    out = io.BytesIO()
    arguments = {"columns": COLUMNS, "rows": rows, "notes": notes, **over}
    table = PaperTable("資格確認書\u3000受領簿", "四日市工場\u3000令和8年11月23日", **arguments)
    draw_list(table, out)
    return out.getvalue()


def rows(count):
    return [[str(n), "カクウ", f"架空\u3000{n}号", f"K{n:04}", ""] for n in range(1, count + 1)]


def test_a_list_wider_than_the_paper_lies_across():
    wide = (*COLUMNS, ListColumn("記号-番号-枝番", 34), ListColumn("所属", 0))
    data = listed(
        [[*row, "1001-102-00", "製造部"] for row in rows(30)], columns=wide, owner="見本健保　四日市"
    )
    [*pages] = texts(data)
    assert len(pages) == 2
    assert "見本健保" in pages[0]
    assert "製造部" not in "".join(pages)
    edge = (A4_HEIGHT + A4_HEIGHT - 30) / 2 + 0.5
    assert all(15 <= x < edge and y < A4_WIDTH for text, x, y in placed_texts(data))


def test_every_row_is_printed_once_in_the_order_given():
    pages = texts(listed(rows(95)))
    assert len(pages) == 4
    found = [word for page in pages for word in page.split() if word.startswith("K0")]
    assert found == [f"K{n:04}" for n in range(1, 96)]


def test_every_page_has_title_headings_and_its_number():
    pages = texts(listed(rows(70)))
    for number, page in enumerate(pages, 1):
        assert "受領簿" in page
        assert "フリガナ" in page
        assert f"{number} / {len(pages)}" in page
    assert "令和8年11月23日" in pages[0]
    assert "令和8年11月23日" not in pages[1]


def test_no_rule_goes_beyond_the_columns():
    page = rendered(listed(rows(3)))
    mm = page.width / A4_WIDTH
    edge = (A4_WIDTH + LIST_WIDTH) / 2 + 0.5
    assert page.crop((int(edge * mm), 0, page.width, page.height)).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("count", [1, 27, 28, 29, 30, 31, 32, 60])
def test_rows_and_notes_stay_above_the_page_number(count):
    pdf = listed(rows(count), notes=["受け取った方は押印してください。"] * 3)
    pages = texts(pdf)
    assert pages[-1].count("押印してください") == 3
    for page in range(len(pages)):
        *body, foot = sorted(placed_texts(pdf, page), key=lambda piece: piece[2])
        assert foot[0] == f"{page + 1} / {len(pages)}"
        assert all(y < foot[2] - 4 for _, _, y in body)


def test_a_long_name_wraps_and_pushes_the_next_row_down():
    long = [["1", "ロドリゲス", "マリア・フェルナンダ・" * 6, "K0001", ""], *rows(3)[1:]]
    short = {text: y for text, _, y in placed_texts(listed(rows(3)))}
    placed = placed_texts(listed(long))
    after = {text: y for text, _, y in placed}
    assert "".join(text for text, x, _ in placed if 74 < x < 80 and "号" not in text)[2:] == (
        "マリア・フェルナンダ・" * 6
    )
    assert after["K0002"] > short["K0002"] + 5
    assert after["K0003"] - after["K0002"] == pytest.approx(7.5, abs=0.2)


def test_figures_are_right_aligned():
    by_text = {text: x for text, x, _ in placed_texts(listed(rows(12)))}
    assert by_text["9"] > by_text["12"]


def test_an_empty_list_says_so():
    (page,) = texts(listed([]))
    assert "該当する方はいません" in page


def test_a_list_names_what_it_cannot_draw_and_draws_all_others():
    (page,) = texts(listed([*rows(2), ["3", "", "外\ue000\u202e", "", ""]]))
    assert "K0001" in page
    assert "K0002" in page
    assert "外〔U+E000〕〔U+202E〕" in page
    assert MARKED[:20] in page
    (plain,) = texts(listed(rows(2)))
    assert MARKED[:20] not in plain


def test_columns_wider_than_the_paper_are_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="wider"):
        listed([], columns=[ListColumn("氏名", A4_HEIGHT - A4_WIDTH + LIST_WIDTH + 1)])
    with pytest.raises(ValueError, match="one cell per column"):
        listed([["1"]])


def test_the_same_list_gives_the_same_bytes():
    assert listed(rows(40)) == listed(rows(40))
