"""Text that must fit: nothing is lost, nothing sticks out, nothing becomes unreadably small."""

from hypothesis import given
from hypothesis import strategies as st

from app.printing.engine.fonts import load_fonts
from app.printing.engine.page import LINE_SPACING, MM, fit, wrap

FACE = load_fonts().value
TEXTS = st.text(
    st.sampled_from("髙橋清マリア・ー、。（）「」々 \u3000abcXYZ123-か\u3099葛\U000e0100"), max_size=60
)


@given(TEXTS.filter(lambda text: FACE.undrawable(text) == []), st.floats(15, 120), st.floats(6, 25))
def test_fitted_text_is_whole_and_inside_its_box(text, width, height):
    fitted = fit(text, FACE, width=width, height=height, size=18, min_size=9)
    if fitted is None:
        # Refused only when two lines at the smallest size are really too little.
        assert FACE.width(text, 9) > width * MM or height * MM < 2 * 9 * LINE_SPACING
        return
    assert "".join(fitted.lines) == text
    assert 9 <= fitted.size <= 18
    assert all(FACE.width(line.rstrip(), fitted.size) <= width * MM + 0.01 for line in fitted.lines)
    assert len(fitted.lines) == 1 or 2 * fitted.size * LINE_SPACING <= height * MM + 0.3


def test_one_line_before_two_and_a_blank_is_where_a_name_breaks():
    one = fit("髙橋\u3000清", FACE, width=100, height=20, size=22, min_size=12)
    assert one is not None
    assert one.lines == ("髙橋\u3000清",)
    assert one.size == 22
    two = fit("Maria Fernanda\u3000Cruz Gonzalez", FACE, width=40, height=25, size=22, min_size=12)
    assert two is not None
    assert two.lines == ("Maria Fernanda\u3000", "Cruz Gonzalez")


@given(TEXTS.filter(lambda text: FACE.undrawable(text) == []), st.floats(12, 100))
def test_wrapping_loses_nothing_and_stays_in_the_column(text, width):
    lines = wrap(text, FACE, width=width, size=10)
    assert "".join(lines) == text
    assert all(FACE.width(line.rstrip(), 10) <= width * MM + 0.01 for line in lines)


def test_a_line_does_not_begin_with_a_full_stop_nor_split_a_word():
    assert wrap("受け取りました。次へ", FACE, width=7 * 10 / MM + 0.1, size=10) == [
        "受け取りまし",
        "た。次へ",
    ]
    assert wrap("番号ABC-123", FACE, width=5 * 10 / MM + 0.1, size=10) == ["番号", "ABC-123"]


def test_a_full_stop_begins_a_line_rather_than_stick_out_of_the_column():
    width = (FACE.width("橋 \u3000、", 10) - 1) / MM
    assert wrap("1橋 \u3000、", FACE, width=width, size=10) == ["1", "橋 \u3000", "、"]


def test_line_feeds_are_kept():
    assert wrap("一\n\n二", FACE, width=50, size=10) == ["一", "", "二"]
