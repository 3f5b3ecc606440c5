"""Makes resources/variants.txt anew: python -m installer.variants UNIHAN_FOLDER SKK-JISYO.itaiji.

Both come with Debian (packages unicode-data, its files unpacked, and skkdic-extra). A pair counts where at
least one of the two stands in JIS X 0208: the others are written in no Japanese name.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

FILES = {
    "Unihan_Variants.txt": {
        "kZVariant",
        "kSemanticVariant",
        "kSpecializedSemanticVariant",
        "kSpoofingVariant",
    },
    "Unihan_IRGSources.txt": {"kCompatibilityVariant"},
    "Unihan_OtherMappings.txt": {"kJinmeiyoKanji", "kJoyoKanji"},
}
CODE = re.compile(r"U\+([0-9A-F]+)")
TARGET = Path(__file__).resolve().parents[1] / "resources" / "variants.txt"
Pair = tuple[str, str]


def of_unihan(folder: Path) -> Iterator[Pair]:
    """Yield the pairs that Unicode names."""
    for file, fields in FILES.items():
        for line in (folder / file).read_text("utf-8").splitlines():
            start, *rest = line.split("\t")
            if start.startswith("U+") and rest[0] in fields:
                this, *others = (chr(int(code, 16)) for code in CODE.findall(f"{start} {rest[1]}"))
                yield from ((this, other) for other in others)


def of_skk(file: Path) -> Iterator[Pair]:
    """Yield the pairs of the dictionary of 異体字."""
    for line in file.read_text("euc_jp").splitlines():
        start, _, others = line.partition(" ")
        for other in others.strip("/").split("/"):
            word = other.partition(";")[0]
            if not line.startswith(";") and len(start) == len(word) == 1:
                yield start, word


def sets(pairs: Iterator[Pair]) -> list[str]:
    """Return the characters that belong together, directly or through others."""
    of: dict[str, set[str]] = {}
    for pair in pairs:
        if len(set(pair)) == 2 and all(map(is_kanji, pair)) and any(map(is_common, pair)):
            joined = of.get(pair[0], {pair[0]}) | of.get(pair[1], {pair[1]})
            of |= dict.fromkeys(joined, joined)
    return sorted({"".join(sorted(one)) for one in of.values()})


def is_kanji(char: str) -> bool:
    """Return whether a character is a kanji, one kept for compatibility included."""
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000"


def is_common(char: str) -> bool:
    """Return whether it stands in JIS X 0208."""
    try:
        return len(char.encode("euc_jp")) == 2
    except UnicodeError:
        return False


if __name__ == "__main__":
    unihan, skk = map(Path, sys.argv[1:])
    head = [line for line in TARGET.read_text("utf-8").splitlines() if line.startswith("#")]
    found = sets(iter([*of_unihan(unihan), *of_skk(skk)]))
    TARGET.write_text("\n".join([*head, *found]) + "\n", "utf-8")
