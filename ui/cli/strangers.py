"""Refuses to start where another program's package stands in the place of one of ours.

The four packages have plain names, which another program in the same Python may have taken.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

OURS = ("app", "db", "resources")


def refuse_strangers() -> None:
    """End the program with one sentence unless all four packages lie side by side."""
    home = Path(__file__).resolve().parents[2]
    for name in () if getattr(sys, "frozen", False) else OURS:
        found = find_spec(name)
        origin = found and found.origin
        if not origin or Path(origin).resolve().parents[1] != home:
            sys.exit(
                f"別のプログラムの部品 {name} が同じ名前で先にあり、始められません"
                f"({origin or '見つかりません'})。"
                "pipx か uvx で別に入れるか、ほかのフォルダーから始めてください。"
            )
