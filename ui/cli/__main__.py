"""`python -m ui.cli` is the same as `shikaku`."""

from ui.cli.entry import main

main()
