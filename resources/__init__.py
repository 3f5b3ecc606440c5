"""Files the program needs at run time; nothing else computes their paths."""

from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """Return the path of a resource such as "layouts/jsr-a4.toml"; FileNotFoundError if missing."""
    found = Path(str(files("resources"))) / name
    if not found.exists():
        raise FileNotFoundError(f"プログラムのファイルがありません: resources/{name}")
    return found
