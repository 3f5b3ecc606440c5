"""The line that tells that a long work goes on: late, in place, gone when something else is said."""

from io import StringIO

from ui.cli import waiting
from ui.cli.waiting import PATIENCE, Waiting


def seen(stream: StringIO) -> list[str]:
    """What stood on the line, one after the other."""
    return [part.rstrip() for part in stream.getvalue().split("\r") if part.strip()]


def worked(seconds: int, stream: StringIO, *, far: dict[int, int] | None = None) -> Waiting:
    ticks = iter(range(1, seconds + 1))
    told = Waiting(stream, "作業中… {seconds}秒{far}", lambda: tick() is None)

    def tick() -> int | None:
        second = next(ticks, None)
        if second in (far or {}):
            told.far((far or {})[second], 40)
        return second

    told.run()
    return told


def test_short_work_is_not_told() -> None:
    stream = StringIO()
    worked(PATIENCE, stream)
    assert stream.getvalue() == ""


def test_long_work_tells_its_seconds_and_how_far_it_is() -> None:
    stream = StringIO()
    worked(5, stream, far={4: 12})
    assert seen(stream) == ["作業中… 3秒", "作業中… 4秒 12/40", "作業中… 5秒 12/40"]
    assert stream.getvalue().endswith("\r")


def test_a_sentence_has_the_line_for_itself() -> None:
    stream = StringIO()
    told = Waiting(stream, "{seconds}", iter([False] * (PATIENCE + 1) + [True]).__next__)
    told.run()
    stream.write("done")
    told.clear()
    assert stream.getvalue().endswith(" \rdone")


def test_in_a_pipe_nothing_is_told(capsys) -> None:
    with waiting.told("{seconds}"):
        waiting.far(1, 2)
        waiting.clear()
    assert capsys.readouterr().err == ""
