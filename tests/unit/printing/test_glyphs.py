"""Characters as people see them, and what is said about one that cannot be drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.engine.glyphs import clusters, is_private_use, refusal_reason, undrawable

NAMES = st.text(
    st.sampled_from("髙﨑𠮷葛邉かカアa 　\u3099\u309a\u0301\ufe00\U000e0100\U000e01ef\ue000\u200b")
)


@given(NAMES)
def test_clusters_are_the_whole_text(text):
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("髙橋", 2),
        ("葛\U000e0100飾", 2),
        ("か\u3099き", 2),
        ("e\u0301\u0323", 1),
        ("𠮷", 1),
        ("", 0),
        ("ab", 2),
    ],
)
def test_a_selector_and_a_mark_belong_to_the_character_before(text, count):
    assert len(clusters(text)) == count


@given(NAMES)
def test_private_use_is_refused_even_if_a_font_claims_it(text):
    assert undrawable(text, lambda _: True) == [c for c in dict.fromkeys(clusters(text)) if is_private_use(c)]


def test_each_character_is_named_once():
    assert undrawable("ABCABC", lambda c: c == "B") == ["A", "C"]


@pytest.mark.parametrize(
    ("cluster", "points", "remedy"),
    [
        ("\ue123", "U+E123", "名簿を直して"),
        ("\U000f0000", "U+F0000", "名簿を直して"),
        ("葛\U000e01ef", "U+845B U+E01EF", "IPAmj明朝"),
        ("𫝆", "U+2B746", "IPAmj明朝"),
        ("\u200b", "U+200B", "取り除いて"),
        ("\t", "U+0009", "取り除いて"),
    ],
)
def test_the_reason_has_code_points_and_remedy(cluster, points, remedy):
    reason = refusal_reason(cluster)
    assert points in reason
    assert remedy in reason
    assert reason.endswith("ください。")
