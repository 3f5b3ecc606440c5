"""The ways in which a 個人番号 was tried to be smuggled in: name → what is written for a number."""

import unicodedata
from collections.abc import Callable

Way = Callable[[str], str]

PARTING = [
    "-", "ー", "−", "‐", "–", "—", "―", "─", "ｰ", "－", " ", "　", "\u00a0", "  ", "\u2003", "\n",
    "/", "／", ",", "，", "、", ", ", "､", ";", ".", "．", "・", "･", "_",
]  # fmt: skip
ODD_PARTING = ["〜", "~", ":", "：", "+", "＋", "|", "｜", "*", "=", "→", "…", "#", "\\", " - ", "\u3164"]
AROUND = [
    "{}", "マイナンバー{}です", "個人番号:{}", "個人番号 {}(本人)", "番号は{}", "受付:{}", "本人より {}",
    "{}を確認", "11/23 {}", "2026年11月23日{}", "R8.11.23 {}", "No.{}", "ID{}", "a{}b", "{}円を除く",
    "電話のとき{}と言われた", "090-1234-5678 {}", "様:{}", "「{}」", "({})", "[{}]", "【{}】", "<{}>", "“{}”",
    "メモ\u3000{}\u3000以上", "{}。", "、{}、", "{}.0", "{}-1",
]  # fmt: skip
SCRIPTS = {
    "full width": "０１２３４５６７８９",
    "Arabic": "٠١٢٣٤٥٦٧٨٩",
    "Persian": "۰۱۲۳۴۵۶۷۸۹",
    "Devanagari": "०१२३४५६७८९",
    "Thai": "๐๑๒๓๔๕๖๗๘๙",
    "Bengali": "০১২৩৪৫৬৭৮৯",
    "mathematical": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "subscript": "₀₁₂₃₄₅₆₇₈₉",
    "kanji": "〇一二三四五六七八九",
    "kanji with 零": "零壱弐参四五六七八九",
    "大字": "〇壹貳參肆伍陸漆捌玖",
    "kanji with a ring": "○一二三四五六七八九",
}
HIDDEN = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u0301",
    "\u20dd",
    "\ufe0f",
    "\u0007",
]


def fours(number: str, gap: str) -> str:
    return gap.join(number[at : at + 4] for at in range(0, 12, 4))


def threes(number: str, gap: str) -> str:
    return gap.join(number[at : at + 3] for at in range(0, 12, 3))


def written_in(digits: str) -> Way:
    return lambda n: n.translate(str.maketrans("0123456789", digits))


REALISTIC: dict[str, Way] = {
    **{f"fours {gap!r}": lambda n, gap=gap: fours(n, gap) for gap in PARTING},
    **{f"threes {gap!r}": lambda n, gap=gap: threes(n, gap) for gap in ("-", "/", ",", "、", "，", ".", "_")},
    **{f"in {text}": lambda n, text=text: text.format(n) for text in AROUND},
    **{f"in {text}, fours": lambda n, text=text: text.format(fours(n, "-")) for text in AROUND[:24]},
    "full width": written_in(SCRIPTS["full width"]),
    "full width, fours": lambda n: fours(written_in(SCRIPTS["full width"])(n), "－"),
    "kanji digits": written_in(SCRIPTS["kanji"]),
    "kanji digits, fours": lambda n: fours(written_in(SCRIPTS["kanji"])(n), "　"),
    "singles": " ".join,
    "singles with hyphens": "-".join,
    "pairs": lambda n: "-".join(n[at : at + 2] for at in range(0, 12, 2)),
    "sixes": lambda n: f"{n[:6]} {n[6:]}",
    "four and eight": lambda n: f"{n[:4]}-{n[4:]}",
    "eight and four": lambda n: f"{n[:8]} {n[8:]}",
    "spaced hyphens": lambda n: fours(n, " - "),
    "mixed gaps": lambda n: f"{n[:4]}-{n[4:8]} {n[8:]}",
    "exponent, all digits": lambda n: f"{n[0]}.{n[1:]}E+11",
    "brackets around each": lambda n: f"({n[:4]})({n[4:8]})({n[8:]})",
    "brackets after another": lambda n: f"「{n[:4]}」「{n[4:8]}」「{n[8:]}」",
    "glued to a date": lambda n: f"20261123{n}",
    "a date glued to it": lambda n: f"{n}20261123",
    "glued to a short date": lambda n: f"261123{n}",
    "date with strokes, then glued": lambda n: f"2026/11/23{n}",
    "beside a date": lambda n: f"2026/11/23 {n}",
    "two of them": lambda n: f"{n} {n}",
    "with its word and another": lambda n: f"マイナンバー 伝票 {n}",
    "four digits each, named": lambda n: f"上4桁 {n[:4]} 中4桁 {n[4:8]} 下4桁 {n[8:]}",
    "four digits each, named, glued": lambda n: f"上4桁{n[:4]}、中4桁{n[4:8]}、下4桁{n[8:]}",
    "glued twice": lambda n: n + n,
    "glued three times": lambda n: n * 3,
    "three more": lambda n: f"{n}001",
    "four in front": lambda n: f"2026{n}",
    "five more": lambda n: f"{n}00001",
    "fours and の": lambda n: fours(n, "の"),
    "fours and と": lambda n: fours(n, " と "),
    "fours like a date": lambda n: f"{n[:4]}年{n[4:8]}月{n[8:]}日",
    "O and l": lambda n: n.translate(str.maketrans("01", "Ol")),
    "o and I": lambda n: n.translate(str.maketrans("01", "oI")),
}  # fmt: skip
ADVERSARIAL: dict[str, Way] = {
    **{f"fours {gap!r}": lambda n, gap=gap: fours(n, gap) for gap in ODD_PARTING},
    **{name: written_in(digits) for name, digits in SCRIPTS.items()},
    **{f"hidden U+{ord(sign):04X}": lambda n, sign=sign: sign.join(n) for sign in HIDDEN},
    "escapes": lambda n: "".join(f"\\u{ord(c):04x}" for c in n),
    "long escapes": lambda n: "".join(f"\\U{ord(c):08x}" for c in n),
    "one escape": lambda n: f"{n[:5]}\\u{ord(n[5]):04X}{n[6:]}",
    "a line that goes on": lambda n: f"{n[:6]}\\\n   {n[6:]}",
    "decomposed": lambda n: unicodedata.normalize("NFD", f"が{n}が"),
    "gaps of three kinds": lambda n: f"{n[:4]}/{n[4:8]},{n[8:]}",
    "keycaps": lambda n: "".join(f"{c}\ufe0f\u20e3" for c in n),
}
WAYS = REALISTIC | ADVERSARIAL
