"""A new passphrase that others would guess is refused with advice; the ones in use keep opening."""

from pathlib import Path

import pytest

from app.errors import BadValue
from db.keys import keys
from db.keys.keys import Unlock
from db.keys.passphrase import good_passphrase
from db.making import create_data_folder
from db.store import open_store
from tests.factories import society

WEAK = """
    12345678 87654321 password Password1! p@ssw0rd123 aaaaaaaa 00000000000000000000 qwertyuiop asdfghjkl;
    1qaz2wsx zaq12wsx abcd1234 abcdefghijkl iloveyou1 letmein123 shikaku2026 shikaku-desk kenpo1234
    himitsu123 admin123 tokyo2020 sakura2026 20261129 19800401 2026/11/29 0312345678 090-1234-5678
    令和8年11月29日 R8.11.29 昭和55年4月1日 あああああああああ あいうえおかきくけこ パスワードパスワード
    資格確認書デスク 健康保険組合2026 さくらさくらさくら 架空健康保険組合 ｐａｓｓｗｏｒｄ１
    １２３４５６７８９０ ﾊﾟｽﾜｰﾄﾞﾊﾟｽﾜｰﾄﾞ
""".split()


@pytest.mark.parametrize("words", [*WEAK, " " * 8, "\u3000" * 12, "\t" * 8, "-" * 30, "a b c d e f g"])
def test_what_others_would_guess(words: str) -> None:
    with pytest.raises(BadValue, match="関係のない言葉を4つ"):
        good_passphrase(words, ["架空健康保険組合"])


@pytest.mark.parametrize("words", ["", "a", "桜の咲く頃", "ﾊﾟﾊﾟ"])
def test_what_is_too_short(words: str) -> None:
    with pytest.raises(BadValue, match=r"8文字以上.*関係のない言葉を4つ"):
        good_passphrase(words)


def test_eight_letters_are_not_too_few_but_too_easily_guessed() -> None:
    with pytest.raises(BadValue, match="当てられやすい"):
        good_passphrase("kT7#vQ2x")


@pytest.mark.parametrize(
    "words",
    [
        "えんぴつ 灯台 みかん 自転車",
        "桜の咲く頃に2026",
        "夕立のあとの虹を見た",
        "correct horse battery staple",
        "kumo-tsukue-hashi-umi",
        "x7#Lq9!vTz",
        "た" + "らちねの母が釣りたる青蚊帳を" * 40,
    ],
)
def test_what_is_good(words: str) -> None:
    assert good_passphrase(words)


def test_a_weak_one_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BadValue):
        create_data_folder(tmp_path / "data", "password", society=society())
    assert not (tmp_path / "data").exists()


def test_the_name_of_the_office_is_weak_where_it_is_known(tmp_path: Path) -> None:
    from app.domain.person import Office

    create_data_folder(tmp_path / "data", "夕立のあとの虹を見た", society=society())
    store = open_store(tmp_path / "data", Unlock("夕立のあとの虹を見た"))
    with store.transaction("追加") as tx:
        tx.save_office(Office(None, "2001", "架空精密工業株式会社"))
    with pytest.raises(BadValue, match="当てられやすい"):
        store.change_passphrase("夕立のあとの虹を見た", "架空精密工業株式会社")
    store.close()
    open_store(tmp_path / "data", Unlock("夕立のあとの虹を見た")).close()


def test_one_in_use_keeps_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(keys, "good_passphrase", str)  # as it was when nothing was refused
        create_data_folder(tmp_path / "data", "12345678", society=society())
    open_store(tmp_path / "data", Unlock("12345678")).close()
