"""Signs nobody sees stay outside; what is how a name is written comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accepted_text import accepted, accepted_document, quotable, visible
from app.domain.field_kind import FieldKind
from app.errors import BadValue, MyNumberRefused, UserError

K = FieldKind


@pytest.mark.parametrize(
    "text",
    [
        "架空 太郎",
        "葛\U000e0100城\u3000葛\U000e0101",
        "辻\ufe00",
        "髙﨑 瀨",
        "か\u3099",
        "𠮷",
        "A\u00a0B",
        "❤\ufe0f",
        "",
        "①",
    ],
)
def test_what_may_stand_stays_as_it_is(text: str) -> None:
    assert accepted(text, "氏名", K.PERSON_NAME) == text


def test_a_kanji_python_does_not_know_yet_stays() -> None:
    assert accepted("\U0003347a 太郎", "氏名", K.PERSON_NAME) == "\U0003347a 太郎"


@pytest.mark.parametrize("end", ["\ufeff", "\u200b", "\u200c", "\u200d", "\u2060", "\r", "\ufeff\u200b"])
def test_what_files_and_copies_leave_at_the_ends_goes(end: str) -> None:
    assert accepted(f"{end}架空{end}", "氏名", K.NAME) == "架空"


def test_the_sentence_names_field_place_and_sign() -> None:
    with pytest.raises(BadValue) as refusal:
        accepted("架空\u202eメモ", "メモ", K.FREE_TEXT)
    assert str(refusal.value) == (
        "「メモ」の3文字目に文字の並びを逆にする見えない記号(U+202E)があります。"
        "消してから、もう一度入れてください。"
    )


def test_in_a_file_the_line_is_named_and_escapes_are_read() -> None:
    good = 'name = "架空"\r\n\tx = 1\r\n'
    assert accepted_document(good, "様式") == good
    for bad in ('name = "a\u202eb"', 'name = "a\\u202eb"', 'name = "a\\U0000202Eb"', 'name = "a\\x1bb"'):
        with pytest.raises(BadValue, match="様式の2行目"):
            accepted_document(f"x = 1\n{bad}\n", "様式")
    with pytest.raises(MyNumberRefused, match="様式の2行目"):
        accepted_document('x = 1\nname = "\\u0031\\u0032\\u0033456789018"\n', "様式")
    with pytest.raises(MyNumberRefused):
        accepted_document('name = """123456\\\n  789018"""\n', "様式")


@pytest.mark.parametrize("text", ["\ufe00太郎", "架空 \U000e0100", "葛\U000e0100\U000e0101"])
def test_a_variation_needs_its_character(text: str) -> None:
    with pytest.raises(BadValue, match="字形の指定"):
        accepted(text, "氏名", K.PERSON_NAME)


@given(st.text(st.characters(exclude_categories=()), max_size=30), st.sampled_from(K))
def test_what_comes_in_can_be_shown_written_and_read_back(text: str, kind: FieldKind) -> None:
    try:
        stored = accepted(text, "メモ", kind)
    except UserError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert accepted(stored, "メモ", kind) == stored
        assert stored.encode("utf-8").decode("utf-8") == stored
        assert visible(stored) == stored or kind is K.DOCUMENT
    assert refusal.isprintable()


def test_a_message_repeats_neither_numbers_nor_hidden_signs() -> None:
    assert quotable("123456789018") == quotable("一二三四五六七八九〇一八") == "****"
    assert quotable("a\u202eb\x1b") == "a〔U+202E〕b〔U+001B〕"
