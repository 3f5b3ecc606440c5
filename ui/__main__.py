"""`python -m ui` is the same as `shikaku`."""

from ui.cli import main

main()
