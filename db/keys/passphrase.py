"""What may be a new passphrase. The ones in use keep opening, whatever they are."""

import re
import unicodedata
from collections.abc import Sequence

from app.errors import BadValue
from app.late import pattern

SHORTEST_PASSPHRASE = 8

_GOOD_SCORE = 3
"""Of zxcvbn: more than 10^8 guesses, which take years with a key derivation as slow as ours."""

_READ = 24
"""Letters that are looked at; with a hundred signs zxcvbn would take half a minute."""

_NEAR = """
    shikaku shikakudesk shikaku-desk 資格確認書 資格確認書デスク 資格 確認書 健康保険 健康保険組合 健康保険証
    健保 組合 保険証 社会保険 kenpo hoken hokensho マイナンバー マイナ保険証 総務 総務部 人事 人事部 株式会社
    会社 事務所 soumu jinji パスワード パスフレーズ ぱすわーど 合言葉 あいことば 管理者 ひみつ 秘密 himitsu
    さくら 桜 ありがとう arigatou こんにちは konnichiwa おはよう ohayou よろしく 東京 大阪 日本 にほん
    nihon nippon 令和 平成 昭和 reiwa heisei showa 山田 太郎 花子 tarou hanako 鈴木 佐藤 田中 高橋
""".split()
"""The first words a stranger tries before this program, besides the common ones that zxcvbn knows."""

_ONLY_A_NUMBER = pattern(r"[\d\s年月日号番/.,:;+*#()_-]*|(令和|平成|昭和|[RHS])\s*元?[\d年月日元/.\s-]*")


def same_letters(passphrase: str) -> str:
    """Return it as every input method gives it: wide and narrow letters are the same keys."""
    return unicodedata.normalize("NFKC", passphrase)


def good_passphrase(text: str, names: Sequence[str] = ()) -> str:
    """Return a new passphrase as it is kept; raise BadValue with advice if others would guess it.

    names: of the office and the society, which are guessed first.
    """
    secret = same_letters(text)
    if len(secret) < SHORTEST_PASSPHRASE:
        raise BadValue(
            f"パスフレーズは{SHORTEST_PASSPHRASE}文字以上にしてください。"
            "関係のない言葉を4つ並べると、覚えやすく、当てられにくくなります。"
        )
    if _is_easily_guessed(secret, names):
        raise BadValue(
            "このパスフレーズは当てられやすいので使えません(よくある言葉、日付や番号、同じ文字や並びの"
            "くり返し)。「えんぴつ 灯台 みかん 自転車」のように、関係のない言葉を4つ並べてください。"
        )
    return secret


def _is_easily_guessed(secret: str, names: Sequence[str]) -> bool:
    # Read on first use: its lists of common words are rarely needed.
    from zxcvbn import zxcvbn

    if _ONLY_A_NUMBER.fullmatch(secret, re.IGNORECASE):
        return True
    near = [*names, *_NEAR]
    # Blanks between the letters of a poor word do not make it a good one.
    texts = (secret[:_READ], "".join(secret.split())[:_READ])
    return any(zxcvbn(text, user_inputs=near, max_length=_READ)["score"] < _GOOD_SCORE for text in texts)
