"""What is signed is refused unless it is, to the byte, what the trusted key signed."""

import pytest

from app.errors import BadValue
from app.usecases.issuing.signed import (
    is_public_key,
    key_of,
    locked_key,
    new_key,
    opened,
    opened_key,
    public_text,
    seed_text,
    sign,
)

KEY, OTHER = new_key(), new_key()
CONTENT = {"number": "R8-1", "name": "架空\u3000葵", "entries": [{"key": "2001-101-00"}]}


def read(data, *, kind="issue batch", key=KEY):
    return opened(data, kind, trusted=public_text(key), called="発行データ", sender="健保")


def test_what_was_signed_is_read_as_it_was():
    assert read(sign("issue batch", CONTENT, KEY)) == CONTENT
    assert key_of(seed_text(KEY)).sign(b"x") == KEY.sign(b"x")
    assert is_public_key(public_text(KEY))
    assert not is_public_key("架空")


def test_no_byte_may_change_and_none_may_be_added():
    data = sign("issue batch", CONTENT, KEY)
    for at in range(len(data)):
        for other in (data[at] ^ 1, data[at] ^ 32):
            with pytest.raises(BadValue, match="発行データ"):
                read(data[:at] + bytes([other]) + data[at + 1 :])
        with pytest.raises(BadValue, match="発行データ"):
            read(data[:at] + data[at + 1 :])
    for more in (data + b"\n", b" " + data, data + data):
        with pytest.raises(BadValue, match=r"書き換わって|ではありません"):
            read(more)


def test_each_refusal_says_which():
    with pytest.raises(BadValue, match="知らない鍵"):
        read(sign("issue batch", CONTENT, OTHER))
    with pytest.raises(BadValue, match="ではありません"):
        read(sign("issue report", CONTENT, KEY))
    changed = sign("issue batch", CONTENT, KEY).replace("葵".encode(), "茜".encode())
    with pytest.raises(BadValue, match="書き換わって"):
        read(changed)
    for none_of_ours in (b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": 1}'):
        with pytest.raises(BadValue, match="ではありません"):
            read(none_of_ours)


def test_the_key_is_kept_behind_its_password():
    kept = locked_key(KEY, "akai-kutsu-8")
    assert public_text(opened_key(kept, "akai-kutsu-8")) == public_text(KEY)
    for data, password in ((kept, "another-one"), (b"no key", "akai-kutsu-8"), (kept, "")):
        with pytest.raises(BadValue, match="開けません"):
            opened_key(data, password)
