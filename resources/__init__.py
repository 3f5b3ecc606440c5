"""Files the program needs at run time; nothing else computes their paths."""

from pathlib import Path

_HERE = Path(__file__).parent


def path(name: str) -> Path:
    """Return the path of a resource such as "layouts/jsr-a4.toml"; FileNotFoundError if missing."""
    found = _HERE / name
    if not found.exists():
        raise FileNotFoundError(f"プログラムのファイルがありません: resources/{name}")
    return found
