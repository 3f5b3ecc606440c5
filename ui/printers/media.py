"""Which paper of a queue has the size of a sheet. Source: PWG 5101.1 (names that say their size)."""

import re
from collections.abc import Iterable

TOLERANCE_MM = 1.0
"""Drivers round sizes to points or to sixteenths of an inch."""

_SIZE = re.compile(r"_(?P<wide>[0-9.]+)x(?P<high>[0-9.]+)(?P<unit>mm|in)$")
_MM = {"mm": 1.0, "in": 25.4}


def media_for(sheet: tuple[float, float], supported: Iterable[str]) -> str | None:
    """Return the queue's name for paper of that size, or one of our making where it takes any; else None.

    sheet: in mm; across or upright, it is the same paper. A borderless twin is taken only where there is
    no other: it is often another tray.

    >>> media_for((148, 100), ["iso_a4_210x297mm", "jpn_hagaki_100x148mm"])
    'jpn_hagaki_100x148mm'
    >>> media_for((100, 148), ["custom_min_50x50mm", "custom_max_300x500mm"])
    'Custom.100x148mm'
    >>> media_for((100, 148), ["na_letter_8.5x11in", "iso_a6_105x148mm"]) is None
    True
    """
    wanted = sorted(sheet)
    sizes = {name: size for name in supported if (size := _size(name)) is not None}
    fitting = [name for name, size in sizes.items() if _differ(sorted(size), wanted) <= TOLERANCE_MM]
    if fitting:
        return min(
            fitting, key=lambda name: ("fullbleed" in name or "borderless" in name, fitting.index(name))
        )
    least, most = (
        next((s for n, s in sizes.items() if n.startswith(f"custom_{end}_")), None) for end in ("min", "max")
    )
    if least is None or most is None:
        return None
    ranges = zip(sorted(least), wanted, sorted(most), strict=True)
    return f"Custom.{wanted[0]:g}x{wanted[1]:g}mm" if all(a <= side <= b for a, side, b in ranges) else None


def _size(name: str) -> tuple[float, float] | None:
    found = _SIZE.search(name)
    if found is None:
        return None
    unit = _MM[found["unit"]]
    return float(found["wide"]) * unit, float(found["high"]) * unit


def _differ(one: list[float], other: list[float]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
