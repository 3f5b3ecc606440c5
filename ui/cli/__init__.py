"""The command line: the same use cases without a window. See docs/cli.md."""

from ui.cli.strangers import refuse_strangers

# Before anything of app is imported: another program's would answer.
refuse_strangers()

from ui.cli.entry import main  # noqa: E402

__all__ = ["main"]
