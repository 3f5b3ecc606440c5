"""A society's form is data; a mistake in it is named, never printed."""

import pytest

import resources
from app.domain.person import PersonKind
from app.errors import BadValue, MyNumberRefused
from app.printing.certificate.layout import FIELDS
from app.printing.certificate.layout_file import chosen_layout, load_layout, parse_layout, standard_layout

STANDARD = resources.path("layouts/jsr-a4.toml").read_text(encoding="utf-8")

CARD = resources.path("layouts/card-a4.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", PersonKind)
def test_the_standard_form_shows_every_field_once_without_overlap(kind):
    layout = standard_layout()
    cells = layout.cells[kind]
    assert {cell.field for cell in cells} == FIELDS[kind]
    for n, one in enumerate(cells):
        assert one.x >= layout.left
        assert one.x + one.width <= layout.left + layout.width + 0.01
        for other in cells[n + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            below = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert beside or below


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("size = 26", 'size = "26"', "title.size は 5 から 48 まで"),
        ("size = 26", "size = true", "title.size"),
        ("y = 36.0", "", "title.y"),
        ("y = 36.0", "y = 300", "title.y"),
        ("[heading]", "[header]", "[heading]"),
        ('title]\ntext = "健康保険資格確認書"', 'title]\ntext = " "', "title.text に文字"),
        ("border = 0.45", "boarder = 0.45", "table.border"),
        ("rule = 0.18", "rule = 0.18\ncolor = 1", "table.color は知らない項目"),
        ("width = 82.0", "width = 182.0", "insured.row[1].cells[1].width は 5 から 166 まで"),
        ("width = 82.0", "width = 164.0", "insured.row[1].cells の幅の合計"),
        ('label = "印"', 'label = "印", width = 20', "insured.row[9].cells の幅の合計"),
        ('{ field = "sex", label = "性別" }', '{ field = "gender", label = "性別" }', "（gender）"),
        ('{ field = "sex", label = "性別" }', '{ field = "name", label = "氏名" }', "（name）"),
        ("height = 25.0", "height = 75.0", "発行番号に重なります"),
        ("width = 166.0", "width = 186.0", "用紙の右"),
        ("qr_size = 15.0", "qr_size = 39.0", "用紙の下"),
        ("y = 264.0", "y =", "の35行目: 値が読めません"),
        ('label = "限度額適用区分",', 'label = "限度額適用区分", width = 40,', "row[7].cells の幅の合計"),
        ('place = "other_side"', 'place = "inside"', "back.place は other_side、same_side のどれか"),
        ("choices = [", 'choices = "1"\nothers = [', "back.organ.choices を1つ以上"),
        ('title = "注意事項"', "", "back.notices.title に文字"),
        ('label = "備考"', 'label = "備考"\ncolour = 1', "back.remarks.colour は知らない項目"),
        ("panel = { x = 0.0, y = 0.0,", "panel = { x = 40.0, y = 0.0,", "back.panel.width"),
        ("y = 22.0\nsize", "y = 5.0\nheigth = 1\nsize", "back.notices.heigth は知らない項目"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(before, after, place):
    assert before in STANDARD
    with pytest.raises(BadValue) as caught:
        parse_layout(STANDARD.replace(before, after), "架空健保.toml")
    sentence = str(caught.value)
    assert place in sentence
    assert "様式「架空健保.toml」" in sentence
    assert sentence.endswith("。")


@pytest.mark.parametrize(
    ("before", "after", "at"),
    [
        ("size = 26", 'size = "26"', 'size = "26"'),
        ('{ field = "sex", label = "性別" }', '{ field = "sex", label = " " }', 'label = " "'),
        ('label = "限度額適用区分",', 'label = "限度額適用区分", hight = 4,', "hight"),
        ("border = 0.45", "boarder = 0.45", "[table]"),
        ("rule = 0.18", "rule = 0.18\ncolor = 1", "color"),
        ("width = 166.0", "width = 186.0", "width = 186.0"),
        ('title = "注意事項"', "", "[back.notices]"),
        ("[title]\n", "[title]\n[title]\n", "[title]\n[title]"),
        ('field = "sex"', 'field = "gender"', "[[insured.row]]"),
    ],
)
def test_a_mistake_is_named_with_its_line(before, after, at):
    text = STANDARD.replace(before, after, 1)
    assert at in text
    line = text[: text.index(at)].count("\n") + 1 + at.count("\n")
    with pytest.raises(BadValue, match=rf"様式「form\.toml」の{line}行目: .*。$"):
        parse_layout(text, "form.toml")


def test_texts_over_several_lines_are_passed_over():
    text = STANDARD.replace('issued = "交付"', 'issued = """交付"""\nintro = """\n[table]\nleft = 1\n"""')
    assert text != STANDARD
    line = text[: text.index("intro")].count("\n") + 1
    with pytest.raises(BadValue, match=rf"の{line}行目: heading\.intro は知らない項目"):
        parse_layout(text, "form.toml")


def test_a_file_too_large_or_with_a_my_number_is_refused():
    with pytest.raises(BadValue, match="大きすぎます"):
        parse_layout("#" * 200_000, "form.toml")
    with pytest.raises(MyNumberRefused):
        parse_layout(STANDARD.replace("JSR健保 A4", "123456789018"), "form.toml")


def test_the_office_prints_on_one_of_ours_or_on_the_text_of_its_own_file():
    assert chosen_layout("") is standard_layout()
    assert chosen_layout("card-a4").turns is False
    own = STANDARD.replace('name = "JSR健保 A4"', 'name = "架空健保 A4"')
    assert chosen_layout(own).name == "架空健保 A4"
    with pytest.raises(BadValue, match="様式「ない」はありません"):
        chosen_layout("ない")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "form.toml"
    path.write_bytes(STANDARD.encode("cp932"))
    with pytest.raises(BadValue, match="UTF-8"):
        load_layout(path)


def test_numbers_that_are_no_numbers_are_refused():
    with pytest.raises(BadValue, match=r"table\.top"):
        parse_layout(STANDARD.replace("top = 60.0", "top = nan"), "form.toml")


def test_a_panel_beside_the_form_would_take_the_specimen_mark_away_and_is_refused():
    for panel in ("x = 100.0\ny = 0.0", "x = 0.0\ny = 100.0"):
        small = STANDARD.replace("[title]", f"[panel]\n{panel}\nwidth = 60.0\nheight = 60.0\n\n[title]")
        with pytest.raises(BadValue, match=r"様式「form\.toml」の\d+行目: 表が"):
            parse_layout(small, "form.toml")
    with pytest.raises(BadValue, match=r"panel\.cut_marks は true か false"):
        parse_layout(CARD.replace("cut_marks = true", "cut_marks = 1"), "form.toml")
    with pytest.raises(BadValue, match="が裏面の枠からはみ出します"):
        parse_layout(CARD.replace("y = 114.0, width = 86.0", "y = 130.0, width = 86.0"), "form.toml")


def test_an_optional_cell_stands_last_in_its_row():
    first = STANDARD.replace(
        '{ field = "expires_on", label = "有効期限", width = 104.0 },\n    '
        '{ field = "limit_category", label = "限度額適用区分", label_width = 38.0 },',
        '{ field = "limit_category", label = "限度額適用区分", width = 62.0 },\n    '
        '{ field = "expires_on", label = "有効期限" },',
    )
    assert first != STANDARD
    with pytest.raises(BadValue, match="行の最後"):
        parse_layout(first, "form.toml")


@pytest.mark.parametrize("text", [STANDARD, CARD], ids=["a4", "card"])
def test_without_the_optional_cell_its_room_goes_to_the_one_before(text):
    layout = parse_layout(text, "form.toml")
    for kind in PersonKind:
        plain, full = layout.shown(kind, with_options=False), layout.shown(kind, with_options=True)
        assert len(full) == len(plain) + 1
        ends = {cell.field: cell.x + cell.width for cell in plain}
        assert ends["expires_on"] == pytest.approx(layout.left + layout.width)
