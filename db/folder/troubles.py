"""What SQLite says went wrong, in the sentences of the office."""

from contextlib import suppress
from pathlib import Path

import peewee
import sqlcipher3.dbapi2 as sqlcipher

from app.errors import DataDamaged, KeysDoNotFit, NotAllowed, SystemTrouble
from app.files import ASIDE, remove, trouble
from db.folder.names import COMPANIONS, DATABASE_FILE, way_back

_FAILED, _DAMAGED, _CANNOT_OPEN, _OTHER_KEY = 10, 11, 14, 26
_TROUBLES = {
    3: "データフォルダーに書き込めません。フォルダーの権限を確かめてください。記録は無事です。",
    5: "データベースがほかの処理で使われています。少し待ってからやり直してください。記録は無事です。",
    6: "データベースがほかの処理で使われています。少し待ってからやり直してください。記録は無事です。",
    7: "メモリーが足りません。ほかのプログラムを閉じてからやり直してください。記録は無事です。",
    8: "データフォルダーに書き込めません。フォルダーの権限を確かめてください。記録は無事です。",
    _FAILED: "ディスクの読み書きに失敗しました。ディスクを確かめてください。"
    "最後の操作の前までの記録は無事です。",
    _DAMAGED: "データベースが壊れています。",
    13: "ディスクがいっぱいです。空きを作ってからやり直してください。最後の操作の前までの記録は無事です。",
    _CANNOT_OPEN: "データベースを開けません。ディスクの読み書きに失敗しました。ディスクを確かめてください。",
    _OTHER_KEY: "データベースと鍵が合いません。",
}

UNIQUE = {
    "person.symbol": "同じ記号・番号・枝番の方がすでに名簿にあります。番号を確かめてください。",
    "certificate.person_id": "この方には有効な資格確認書がすでにあります。先に古い証を処理してください。",
    "office.code": "同じ記号の事業所がすでにあります。記号を確かめてください。",
}
"""By the first column of what may be there once."""

ELSEWHERE = "SK001"
"""What a server says where a step reaches somebody of an office that its role does not see."""
REACHES_ELSEWHERE = (
    "この世帯の方、または氏名・生年月日の同じ方が、サーバーが見せていない事業所の名簿にもいます。"
    "その事業所にもかかわるので、全事業所を見る管理者に記録してもらってください。何も記録していません。"
)
NOT_GRANTED = (
    "サーバーの利用者(ロール)に、これを読む権限か書く権限がありません。見てよい事業所のことだけを扱えます。"
    "ほかのことは、全事業所を見る管理者に頼んでください。"
)

# SQLite grows its index file first; where that fails, the disk is full.
_INDEX_CANNOT_GROW = 10 | 19 << 8

_TRIED = 1 << 16
"""Bytes; more than SQLite asks for at once."""

DATABASE_ERRORS = (peewee.PeeweeException, sqlcipher.Error)
INTEGRITY_ERRORS = (peewee.IntegrityError, sqlcipher.IntegrityError)
"""What a broken link or a second one of a kind raises where no sentence is known."""


def translated(error: Exception, folder: Path | None = None) -> Exception:
    """Return what to raise instead: a sentence where one helps, else the error as it is.

    folder: where the database lies. Its backup is named where that is damaged, and it is asked itself
    why nothing can be read or written: SQLite does not tell a full disk from a broken one.
    """
    text = str(error)
    if "UNIQUE constraint failed" in text:
        return next((NotAllowed(said) for column, said in UNIQUE.items() if f"{column}" in text), error)
    code = _code(error)
    # The low byte is SQLite's primary code; the rest only says where it happened.
    code = 13 if code == _INDEX_CANNOT_GROW else code & 0xFF
    if "Could not decode to UTF-8" in text:
        code = _DAMAGED
    if code in (_DAMAGED, _OTHER_KEY):
        kind = DataDamaged if code == _DAMAGED else KeysDoNotFit
        return kind(f"{_TROUBLES[code]}{'' if folder is None else way_back(folder)}")
    if code in (_FAILED, _CANNOT_OPEN) and folder is not None and (refused := _refused(folder)):
        return trouble(refused, "データベースを開けないか、書けません")
    return SystemTrouble(_TROUBLES[code]) if code in _TROUBLES else error


def _code(error: BaseException | None) -> int:
    """Return SQLite's number for what went wrong first; 0 if nothing in the chain tells.

    When the disk fails SQLite rolls back by itself, and the library's own attempt to do so then fails with
    the general number 1.
    """
    met: list[BaseException] = []
    while error is not None and error not in met:
        code = int(getattr(error, "sqlite_errorcode", 0))
        if code > 1:
            return code
        met.append(error)
        before = error.__cause__
        error = before if before is not None and before not in met else error.__context__
    return 0


def _refused(folder: Path) -> OSError | None:
    """Return what the folder of a database says to who reads and writes there; None if it obeys."""
    trial = folder / f"{ASIDE}trial"
    try:
        for name in (DATABASE_FILE, *COMPANIONS):
            with suppress(FileNotFoundError):
                (folder / name).open("rb").close()
        trial.write_bytes(bytes(_TRIED))
    except OSError as error:
        return error
    finally:
        with suppress(OSError):
            remove(trial)
    return None


class Translating:
    """Turns database errors of a block into sentences. One serves many blocks: each statement is one."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        """Begin a block."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None and isinstance(error, DATABASE_ERRORS):
            raise translated(error, self._folder) from error
