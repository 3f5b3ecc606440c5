"""What this PC knows of its printers: tray, correction, and whether the driver is still the same."""

import hashlib
import json
import re
import sys
from dataclasses import asdict

from app.domain.calibration import UNCORRECTED, Calibration
from app.late import dataclass
from ui.frame.preferences import Preferences
from ui.printers import drivers
from ui.printers.ipp import IppFailed, ask_printer
from ui.printers.paper import Paper
from ui.printers.spool import server

_SECONDS = 5.0
_LENT = re.compile(r"\s*[((](?:リダイレクト|redirected)\s*\d+[))]$")
_DRIVER = (
    "printer-make-and-model",
    "device-uri",
    "media-default",
    "media-source-default",
    "print-scaling-default",
    "printer-resolution-default",
    "sides-default",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a queue tells. trays: as the driver calls them. driver: changes with driver and options."""

    trays: tuple[str, ...] = ()
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction as it was kept. driver: what the queue told then. measured: whether there is one."""

    calibration: Calibration = UNCORRECTED
    driver: str = ""
    is_measured: bool = False


def lasting_name(printer: str) -> str:
    """Return what a printer is called in every session: a remote desktop numbers those it lends anew.

    >>> lasting_name("Canon LBP (リダイレクト 2)"), lasting_name("PDF (2)")
    ('Canon LBP', 'PDF (2)')
    """
    return _LENT.sub("", printer)


def ask_facts(printer: str) -> Facts:
    """Ask the print server or the driver about a printer; empty where nobody answers."""
    if not printer:
        return Facts()
    if sys.platform == "win32":
        return Facts(drivers.tray_names(printer), drivers.fingerprint(printer))
    try:
        told = ask_printer(server(), printer, (*_DRIVER, "media-source-supported"), seconds=_SECONDS)
    except IppFailed:
        return Facts()
    trays = tuple(str(tray) for tray in told.get("media-source-supported", ()))
    lines = [f"{name}={told.get(name, ())}" for name in _DRIVER]
    return Facts(trays, hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16])


def kept_paper(preferences: Preferences, printer: str) -> Paper:
    """Return what that printer prints on: one side, from the driver's own tray, unless chosen."""
    name = lasting_name(printer)
    return Paper(
        tray=preferences.text(f"printing/tray/{name}"),
        has_back=preferences.flag(f"printing/back/{name}", default=False),
        as_pictures=preferences.flag(f"printing/pictures/{name}", default=False),
    )


def keep_paper(preferences: Preferences, printer: str, paper: Paper) -> None:
    """Remember tray, sides, and whether it gets pictures."""
    name = lasting_name(printer)
    preferences.set_text(f"printing/tray/{name}", paper.tray)
    preferences.set_flag(f"printing/back/{name}", paper.has_back)
    preferences.set_flag(f"printing/pictures/{name}", paper.as_pictures)


def kept_calibration(preferences: Preferences, printer: str, paper: Paper) -> Kept:
    """Return the correction of that printer, tray and paper; none when never measured."""
    try:
        stored = json.loads(preferences.text(_place(printer, paper)) or "null")
        if stored is None:
            return Kept()
        figures = {name: float(stored[name]) for name in asdict(Calibration())}
        return Kept(Calibration(**figures), str(stored["driver"]), is_measured=True)
    except (ValueError, TypeError, KeyError):
        # Somebody edited the settings file; an uncorrected page is at least an honest one.
        return Kept()


def keep_calibration(
    preferences: Preferences, printer: str, paper: Paper, calibration: Calibration, driver: str
) -> None:
    """Remember a correction with the driver it was measured with."""
    stored = {**asdict(calibration), "driver": driver}
    preferences.set_text(_place(printer, paper), json.dumps(stored))


def forget_calibration(preferences: Preferences, printer: str, paper: Paper) -> None:
    """Print as it is again."""
    preferences.set_text(_place(printer, paper), "")


def warning(kept: Kept, facts: Facts) -> str:
    """What to tell before printing with that correction; empty when nothing speaks against it."""
    if kept.is_measured and facts.driver and facts.driver != kept.driver:
        return (
            "位置合わせをしたあとで、プリンターのドライバーか設定が変わりました。"
            "設定の「プリンター」で、もう一度試し刷りして測ってください。"
        )
    return ""


def _place(printer: str, paper: Paper) -> str:
    return f"printing/calibration/{lasting_name(printer)}|{paper.tray}|{paper.size}"
