"""What can go wrong, each with the one sentence the office reads.

Three kinds of trouble: the user can act (`UserError`), the surroundings failed
(`SystemTrouble`), or we made a mistake (any other exception, left to the crash report).
"""


class UserError(Exception):
    """The user asked for something that cannot be done; says what to do instead."""


class SystemTrouble(Exception):
    """The disk, a lock or a device failed; says where the data is safe."""


class NotFound(UserError):
    """Nothing is known under the key, number or code that was given."""


class NotAllowed(UserError):
    """The step does not fit the present state of a certificate, a sheet or a card."""


class BadValue(UserError):
    """A value cannot be read or breaks a rule; the sentence names value and remedy."""


class MyNumberRefused(UserError):
    """A 個人番号 was about to enter; the sentence never repeats it."""


class PaperRefused(UserError):
    """A sheet cannot be drawn exactly as filed; names the person and the remedy."""


class WrongPassphrase(UserError):
    """The passphrase or recovery code does not open this data folder."""


class NameWanted(UserError):
    """Several people may open this data folder; says that a name is needed."""

    def __init__(self) -> None:
        super().__init__("利用者が複数います。誰のパスフレーズか、名前も入れてください(--user 名前)。")


class NotYourRole(NotAllowed):
    """The role of who is signed in does not allow that; says who can do it."""


class TooManyTries(UserError):
    """Wrong passphrases make the next try wait; says how long."""

    def __init__(self, seconds: int) -> None:
        minutes, rest = divmod(seconds, 60)
        wait = (f"{minutes}分" if minutes else "") + (f"{rest}秒" if rest else "")
        super().__init__(f"違うパスフレーズが続いたため、あと{wait}待ってから入れ直してください。")


class AlreadyUndone(UserError):
    """There is nothing left to undo, or later work stands on it."""


class ChangedMeanwhile(UserError):
    """Somebody else changed the same thing since it was read here; says who, when, and from what to what."""


class UpgradeDeclined(UserError):
    """Data of an earlier version stay as they are, and so cannot be opened."""


class DataFolderExists(UserError):
    """A data folder was to be made where one already is."""


class ConnectionLost(SystemTrouble):
    """The database's server does not answer; what was acknowledged is safe there, and work goes on after."""


class DataDamaged(SystemTrouble):
    """The database is not as it was written; names the backup to restore."""


class KeysDoNotFit(DataDamaged):
    """The database belongs to other keys, or its first page is damaged."""


class DatabaseTooNew(SystemTrouble):
    """The database was written by a newer version of the program."""


class NoKeyring(SystemTrouble):
    """The computer's own keyring does not answer; says what that means for the passphrase."""


class ProgramIncomplete(SystemTrouble):
    """The installed program lacks data files it needs."""
