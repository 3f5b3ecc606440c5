"""The command line: the same use cases without a window. See docs/cli.md."""

from ui.cli.main import main

__all__ = ["main"]
