"""A society's form is data; a mistake in it is named, never printed."""

import pytest

import resources
from app.domain.person import PersonKind
from app.errors import BadValue
from app.printing.layout import FIELDS, load_layout, parse_layout, standard_layout

STANDARD = resources.path("layouts/jsr-a4.toml").read_text(encoding="utf-8")


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
        ("size = 26", 'size = "26"', "title.size は 8 から 48 まで"),
        ("size = 26", "size = true", "title.size"),
        ("y = 36.0", "", "title.y"),
        ("y = 36.0", "y = 300", "title.y"),
        ("[heading]", "[header]", "[heading]"),
        ('title]\ntext = "健康保険資格確認書"', 'title]\ntext = " "', "title.text に文字"),
        ("border = 0.45", "boarder = 0.45", "table.border"),
        ("rule = 0.18", "rule = 0.18\ncolour = 1", "table.colour は知らない項目"),
        ("width = 82.0", "width = 182.0", "insured.row[1].cells[1].width は 10 から 166 まで"),
        ("width = 82.0", "width = 160.0", "insured.row[1].cells の幅の合計"),
        ('label = "印"', 'label = "印", width = 20', "insured.row[9].cells の幅の合計"),
        ('{ field = "sex", label = "性別" }', '{ field = "gender", label = "性別" }', "gender、sex"),
        ('{ field = "sex", label = "性別" }', '{ field = "name", label = "氏名" }', "sex"),
        ("height = 25.0", "height = 75.0", "発行番号に重なります"),
        ("width = 166.0", "width = 186.0", "用紙の右"),
        ("qr_size = 15.0", "qr_size = 39.0", "用紙の下"),
        ("y = 264.0", "y =", "TOMLとして読めません"),
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


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "form.toml"
    path.write_bytes(STANDARD.encode("cp932"))
    with pytest.raises(BadValue, match="UTF-8"):
        load_layout(path)


def test_numbers_that_are_no_numbers_are_refused():
    with pytest.raises(BadValue, match=r"table\.top"):
        parse_layout(STANDARD.replace("top = 60.0", "top = nan"), "form.toml")
