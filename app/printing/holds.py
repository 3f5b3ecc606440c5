"""What the columns of a list tell; by itself, because the screens ask it from the start."""

from enum import StrEnum


class Holds(StrEnum):
    """What a column tells of people; numbers of the insured a file hides unless they are asked for."""

    NOTHING = "nothing"
    NAME = "name"
    KEY = "key"
    """記号-番号-枝番, or 記号-番号 of a household."""
    NUMBER = "number"
    """番号 by itself."""
    KEY_ON_WISH = "key_on_wish"
    """記号-番号-枝番 where names are enough: the column is there only when it was asked for."""
