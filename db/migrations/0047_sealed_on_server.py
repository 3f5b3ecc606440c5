"""Names, numbers and notes lie on a server sealed with the data key (db/tables/resealing.py).

In a file nothing is other than before: it is encrypted as a whole. The step is there so that a program which
would take what is sealed for texts leaves such a database alone.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Change nothing."""
