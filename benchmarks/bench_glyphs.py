"""Every character a name may hold: the right glyph on paper, or refused by name. Nothing between."""

import time
from collections.abc import Sequence

from app.printing.engine.fonts import Typeface, load_fonts
from benchmarks.glyph_pictures import TOLERANCE, compared, cp932, declared_sequences, jis_x_0213, told_apart


def check(title: str, characters: Sequence[str], face: Typeface) -> int:
    """Compare and print one repertoire; return how many look different."""
    start = time.perf_counter()
    results = list(compared(characters, face))
    wrong = [one for one in results if not one.is_same]
    drawn = {one.cluster for one in results}
    refused = [character for character in characters if character not in drawn]
    print(f"\n{title}: {len(characters)}")
    print(f"  the right glyph {len(results) - len(wrong)}, refused {len(refused)}, different {len(wrong)}")
    print(
        f"  largest difference {max(one.difference for one in results)} of {TOLERANCE} allowed (255: black)"
    )
    if refused:
        print("  refused: " + " ".join(_points(character) for character in refused))
    for one in wrong:
        print(f"  DIFFERENT {_points(one.cluster)}: {one.difference}")
    print(f"  {len(characters) / (time.perf_counter() - start):.0f} characters/s, both pictures")
    return len(wrong)


def _points(text: str) -> str:
    return "+".join(f"{ord(character):04X}" for character in text)


def _differs(sequence: str, face: Typeface) -> bool:
    """Return whether a variant has another glyph than its ordinary form in the same face."""
    if not face.can_draw(sequence[0]):
        return False
    (variant,), (ordinary,) = face.glyphs(sequence), face.glyphs(sequence[0])
    return variant.font is ordinary.font and variant.number != ordinary.number


def main() -> None:
    """Check all repertoires, then how sharp the check is."""
    face = load_fonts().value
    sequences = declared_sequences()
    wrong = check("JIS X 0213", jis_x_0213(), face)
    wrong += check("Windows-31J (CP932)", cp932(), face)
    wrong += check("variation sequences of " + ", ".join(f.name for f in face.fonts()), sequences, face)
    pairs = [(sequence[0], sequence) for sequence in sequences if _differs(sequence, face)]
    seen = [difference > TOLERANCE for difference in told_apart(pairs, face)]
    print(f"\nvariants told from their ordinary form by this check: {sum(seen)} of {len(seen)}")
    print(f"silently different: {wrong}")


if __name__ == "__main__":
    main()
