"""How a command ends that did not do what was asked: a sentence for people, an object for programs."""

import io
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import SystemTrouble, UserError
from app.files import trouble
from ui.cli import waiting
from ui.cli.streams import tell
from ui.window import crash

if TYPE_CHECKING:
    import click


class Kind(StrEnum):
    """Why it was not done; docs/cli.md says what a program may do about each."""

    USAGE = "usage"
    REFUSED = "refused"
    TROUBLE = "trouble"
    STOPPED = "stopped"
    MISTAKE = "mistake"


STATUS = {Kind.USAGE: 2, Kind.REFUSED: 1, Kind.TROUBLE: 1, Kind.STOPPED: 1, Kind.MISTAKE: 3}


class Ending:
    """Says why, in the form that was asked for; of what was typed or read no 個人番号 is repeated."""

    def __init__(self, *, json_wanted: bool) -> None:
        self._json_wanted = json_wanted

    def status(self, work: Callable[[], object]) -> int:
        """Do the work; return the exit status of the program."""
        try:
            # What a command returns means nothing; its exit status comes from ctx.exit.
            return int(work() or 0)  # type: ignore[call-overload,no-any-return]
        except UserError as refusal:
            return self.say(Kind.REFUSED, str(refusal))
        except SystemTrouble as refusal:
            return self.say(Kind.TROUBLE, str(refusal))
        except OSError as error:
            sentence = str(trouble(error, f"{error.filename or 'ディスク'} を読み書きできません"))
            return self.say(Kind.TROUBLE, sentence)
        except Exception as mistake:  # noqa: BLE001 - a traceback would show values of the office
            return self._other(mistake)

    def say(self, kind: Kind, sentence: str) -> int:
        """Say it; return the exit status that belongs to it."""
        from app.domain.accepted_text import visible_lines
        from app.domain.my_number import masked

        waiting.clear()
        sentence = visible_lines(masked(sentence))
        if self._json_wanted and sys.stderr is not None:
            import json

            import click

            told = {"error": {"kind": kind.value, "status": STATUS[kind], "sentence": sentence}}
            # As bytes: programs read UTF-8, whatever a person's console speaks.
            said = json.dumps(told, ensure_ascii=False).encode("utf-8", errors="backslashreplace")
            click.echo(said, err=True)
        else:
            tell(sentence)
        return STATUS[kind]

    def crashed(self, told: str, log_file: Path) -> None:
        """Say that it was a mistake of ours, and where it is written down."""
        self.say(Kind.MISTAKE, f"{crash.SENTENCE}控え: {log_file}\n{told}")

    def _other(self, mistake: Exception) -> int:
        # The window ends without it.
        import click

        if isinstance(mistake, click.ClickException):
            return self._usage(mistake)
        if isinstance(mistake, click.Abort):
            return self.say(Kind.STOPPED, "中止しました。")
        sys.excepthook(type(mistake), mistake, mistake.__traceback__)
        return STATUS[Kind.MISTAKE]

    def _usage(self, wrong: "click.ClickException") -> int:
        kind = Kind.USAGE if wrong.exit_code == STATUS[Kind.USAGE] else Kind.TROUBLE
        if self._json_wanted:
            return self.say(kind, wrong.format_message())
        said = io.StringIO()
        wrong.show(said)
        # A tab that begins a line is click's own, before each choice, and not somebody's text.
        return self.say(kind, said.getvalue().rstrip().replace("\n\t", "\n    "))


def wants_json(args: Sequence[str]) -> bool:
    """Return whether --format json stands on a line, which may be wrong in every other way."""
    line = list(args[: args.index("--")] if "--" in args else args)
    return "--format=json" in line or ("--format", "json") in pairwise(line)
