"""What is said of a keys.json that is not as this program wrote it, or not of this time."""

from app.errors import SystemTrouble


class DamagedKeys(SystemTrouble):
    """keys.json cannot be read, or is not as this program wrote it."""

    def __init__(self) -> None:
        super().__init__(
            "keys.json が壊れているか、書き換えられています。バックアップ(ZIP)の中の keys.json に"
            "置き換えるか、バックアップから復元してください。"
        )


class OtherKeys(SystemTrouble):
    """keys.json and the database are not of the same time or the same folder."""
