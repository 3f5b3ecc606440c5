"""What kind of text a field is for: it decides which numbers belong there."""

from enum import Enum, auto


class FieldKind(Enum):
    """Known where a field is declared.

    FREE_TEXT: notes and reasons; a number of another kind may stand there with its word.
    NAME: names, addresses, file names; no long number belongs there. PERSON_NAME: 外字 may stand in it.
    TRACKING: a carrier's 問い合わせ番号. POLICE: 警察署・受理番号. IDENTIFIER: 社員番号 and the like.
    DOCUMENT: a file of many lines, rules or a layout.
    """

    FREE_TEXT = auto()
    NAME = auto()
    PERSON_NAME = auto()
    TRACKING = auto()
    POLICE = auto()
    IDENTIFIER = auto()
    DOCUMENT = auto()
