"""Whether the computer's clock agrees with what was recorded: said once, refused never."""

from datetime import datetime, timedelta

_BACK = timedelta(hours=1)
_AHEAD = timedelta(days=400)
"""No office rests for so long."""


def doubt(recorded: datetime | None, now: datetime) -> str:
    """Return what is to be said of the clock; "" where nothing is.

    recorded: when something was last recorded or backed up. Once something is recorded with another clock,
    that one counts: nobody is told the same forever.
    """
    if recorded is None:
        return ""
    here, then = (f"{at.astimezone():%Y-%m-%d %H:%M}" for at in (now, recorded))
    if now < recorded - _BACK:
        return (
            f"パソコンの時計が {here} で、最後の記録({then})より前です。時計を確かめてください。"
            "このまま記録すると、この日時で残ります。"
        )
    if now > recorded + _AHEAD:
        return (
            f"パソコンの時計が {here} で、最後の記録({then})から{(now - recorded).days}日たっています。"
            "久しぶりに開いたのでなければ、時計を確かめてください。"
        )
    return ""
