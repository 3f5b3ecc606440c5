"""The keys as people read them: the manual's page, and the list that ? shows."""

from collections.abc import Iterable

from ui.words.actions import Action, places

PAGE = "keys.md"
_HEAD = """# キーの一覧

どのキーも、ボタン・メニュー・右クリックの横にも出ています。
Ctrl・Alt・F の付くキーは、どの画面でも同じ意味です。文字と数字のキーは、その一覧を選んでいるときだけです。
画面の中では **?**(入力欄の中では **Shift+F1**)で、その画面のキーが出ます。

| どこでも同じ | |
|---|---|
| **↑ ↓**、**PageUp・PageDown**、**Home・End** | 一覧の行を移る。日付の欄では ↑ ↓ で1日ずつ |
| **← →** | 札・暦の棒・暦の日を移る |
| **Enter** | 一覧ではその行の次の一手。ボタンでは押す |
| **Space** | ボタンを押す、印を付ける |
| **Tab**、**Shift+Tab** | 次の欄、前の欄へ |
| **Esc** | やめる、閉じる |
| **Delete** | 窓口では選んだ行を取り消す |
| **Ctrl+A**、**Ctrl+C** | 一覧ですべて選ぶ、写す |
| **F10**、**Alt** | メニューへ |
"""


def key_page() -> str:
    """Return the manual's page of keys."""
    parts = [_HEAD]
    for actions in places().values():
        lines = [f"| **{shown}** | {words} |" for shown, words in key_lines(actions)]
        parts.append("\n".join([f"## {actions[0].place}", "", "| キー | すること |", "|---|---|", *lines]))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def key_lines(actions: Iterable[Action]) -> list[tuple[str, str]]:
    """Return keys and words, one line for each thing done; two keys for one thing stand together."""
    found: dict[str, list[str]] = {}
    for one in actions:
        found.setdefault(one.words, []).append(one.shown_key)
    return [("、".join(keys), words) for words, keys in found.items()]
