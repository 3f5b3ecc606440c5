"""備考: what somebody wrote beside a row says that the person is gone, where no 資格喪失日 does.

Nothing is taken from it, for it is nobody's declaration; the row waits until somebody says what is meant.
"""

import re
from collections.abc import Collection, Sequence

from app.domain import typed

_HEADING = re.compile(
    "備考|摘要|特記|メモ|コメント|連絡事項|注記|通信欄|remark|note|memo|comment", re.IGNORECASE
)
_OTHERS = "(?:父|母|夫|妻|子|親|兄|弟|姉|妹|長男|長女|配偶者|家族|扶養者)(?:様|さん|の|が|は)*"
_NOT_ITS_OWN = re.compile(
    f"{_OTHERS}(?:死亡|逝去|他界|退職|離職)|亡(?:父|母|夫|妻|祖父|祖母)"
    "|死亡(?:保険|給付|退職金)|喪失(?:証明|連絡票)|(?:前職|前の会社|以前)[^。、]*?(?:退職|退社|離職|喪失)"
    "|退職(?:後の?(?:再雇用|継続)|金|証明)|退職[→・、 ]*再雇用"
)
"""Of somebody else, of a paper, or of what was before."""
_GONE = (
    (
        re.compile(r"死亡|逝去|他界|ご逝去|^亡\b|^亡(?=[\W\dRHS]|$)|(?<=[\d日\W])亡(?!く)$"),
        "死亡による喪失ですか",
    ),
    (re.compile("退職|退社|離職"), "退職した方ですか"),
    (re.compile("転籍|出向先で加入"), "転籍で資格を失った方ですか"),
    (re.compile("任継|任意継続"), "退職して任意継続になった方ですか"),
    (re.compile("喪失|脱退|扶養(?:削除|外|から外|抹消|取消)"), "資格を失った方ですか"),
)
_SHOWN = 20


def remark_places(headings: Sequence[str], taken: Collection[int]) -> list[int]:
    """Return where remarks stand: in columns called so or not called at all. taken: those read otherwise."""
    return [
        n
        for n, heading in enumerate(headings)
        if n not in taken and (not heading.strip() or _HEADING.search(typed.narrow(heading)))
    ]


def asked_about(cells: Sequence[str], places: Sequence[int]) -> str:
    """Return what is to be asked about somebody of whom the remarks of a row tell; "" for nothing.

    >>> asked_about(["架空", "R8.11.3死亡"], [1])
    '備考に「R8.11.3死亡」とあります。死亡による喪失ですか。資格喪失日を入れるか、違うときは備考を空にしてください。'
    >>> asked_about(["夫死亡により扶養追加", "定年退職後再雇用"], [0, 1])
    ''
    """
    for remark in (cells[n] for n in places if n < len(cells) and cells[n]):
        text = _NOT_ITS_OWN.sub("", typed.narrow(remark).strip())
        for word, question in _GONE:
            if word.search(text):
                shown = remark.strip()[:_SHOWN]
                return (
                    f"備考に「{shown}」とあります。{question}。"
                    "資格喪失日を入れるか、違うときは備考を空にしてください。"
                )
    return ""
