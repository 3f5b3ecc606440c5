"""The file in which a mistake is written down; loaded when there is one."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path


class _LogFile(RotatingFileHandler):
    """A log that cannot be written is no second accident: the user is told all the same."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say nothing."""


def write(file: Path, told: str) -> None:
    """Add to the file; the one before is kept aside when it is full."""
    log = _LogFile(file, maxBytes=200_000, backupCount=2, encoding="utf-8", delay=True)
    log.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.handle(logging.LogRecord("shikaku.crash", logging.ERROR, "", 0, told, None, None))
    log.close()
