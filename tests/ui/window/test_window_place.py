"""The first window, and one that was remembered from another screen, lie inside the screen."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ui.long_names import lengthen
from ui.bootstrap import open_data_folder

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def long_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with names longer than any column, closed."""
    folder = tmp_path_factory.mktemp("long") / "data"
    shutil.copytree(sample_folder, folder)
    opened = open_data_folder(folder, None)
    lengthen(opened)
    opened.close()
    return folder


def opened_on(
    folder: Path, place: Path, size: tuple[int, int], scale: float, *remembered: str
) -> dict[str, Any]:
    """Open the window in a process of its own, on a screen of that size in pixels, at that scale.

    remembered: where it stood; then only its place is looked at.
    """
    data = place / "data"
    if not data.exists():
        shutil.copytree(folder, data)
    screens = place / "screens.json"
    screen = {"name": "one", "x": 0, "y": 0, "width": size[0], "height": size[1], "logicalDpi": 96, "dpr": 1}
    screens.write_text(json.dumps({"screens": [screen]}), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.ui.place_window", data, place / "window.ini", *remembered],
        env={
            **os.environ,
            # Without a folder: Qt would take the colon behind a drive for its own.
            "QT_QPA_PLATFORM": f"offscreen:configfile={screens.name}",
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *filter(None, sys.path)))),
            "QT_SCALE_FACTOR": str(scale),
            "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
        },
        cwd=place,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    seen: dict[str, Any] = json.loads(ran.stdout)
    return seen


@pytest.mark.parametrize(
    ("size", "scale", "is_maximised"),
    [
        ((1366, 768), 1, True),
        ((1366, 768), 1.5, True),
        ((1366, 768), 2, True),
        ((1920, 1080), 1, False),
        ((1920, 1080), 1.25, False),
        ((1920, 1080), 2, True),
        ((2560, 1440), 1.5, False),
    ],
    ids=str,
)
def test_the_first_window_lies_inside_the_screen(
    long_folder: Path, tmp_path: Path, size: tuple[int, int], scale: float, is_maximised: bool
) -> None:
    """With every page and every form of the roster: nothing is cut, no button beyond the screen."""
    seen = opened_on(long_folder, tmp_path, size, scale)
    assert seen["maximised"] is is_maximised
    left, top, width, height = seen["place"]
    assert min(left, top) >= 0
    assert left + width <= seen["room"][2]
    assert top + height <= seen["room"][3]
    if not is_maximised:
        assert top >= 30, "the title bar has its room above"
    assert seen["smallest"][0] <= min(960, seen["room"][2])
    assert seen["smallest"][1] <= min(560, seen["room"][3])
    assert "\n".join(seen["faults"]) == ""


def test_a_window_remembered_from_a_large_screen_is_brought_inside(
    sample_folder: Path, tmp_path: Path
) -> None:
    large = opened_on(sample_folder, tmp_path, (3840, 2160), 1, "")
    kept = opened_on(sample_folder, tmp_path, (1920, 1080), 1.25, large["geometry"])
    assert kept["place"][0] + kept["place"][2] <= kept["room"][2]
    assert kept["place"][1] + kept["place"][3] <= kept["room"][3]
    small = opened_on(sample_folder, tmp_path, (1366, 768), 1.25, large["geometry"])
    assert small["maximised"]
    assert small["icons"]
