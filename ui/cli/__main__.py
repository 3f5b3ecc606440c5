"""`python -m ui.cli` is the same as `shikaku`."""

from ui.cli.main import main

main()
