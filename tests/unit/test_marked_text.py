"""Signs that no list carries are named in their place, and nothing else is touched."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.domain.marked_text import is_marked, mark, marked


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_what_can_be_seen_stays_and_what_cannot_is_named(text: str) -> None:
    shown = marked(text)
    hidden = [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
    assert all(mark(sign) in shown for sign in hidden)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n" for c in shown)
    if not hidden and not any(ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF for c in text):
        assert shown == text


def test_names_as_filed_are_not_touched() -> None:
    for name in (
        "𠮷田　花子",
        "神\U000e0100",
        "か\u309a",
        "髙橋 ﾀﾛｳ",
        "Nguyễn Thị",
        "外\ue000",
        "一行\n二行",
    ):
        assert marked(name) == name
        assert not is_marked(name)
    assert is_marked(marked("a\u202eb"))
    assert mark("\u9089\U000e0102") == "〔U+9089 U+E0102〕"
