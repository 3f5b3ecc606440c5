"""Whether there is a screen at all; asked before Qt is loaded."""

import os
import sys

from app.errors import SystemTrouble


def check_screen() -> None:
    """Qt would end the whole program with words of its own."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        raise SystemTrouble(
            "画面がないので、窓を開けません。画面のあるところで開くか、"
            "shikaku --help のコマンドをお使いください。"
        )
