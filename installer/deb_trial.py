"""Installs the .deb in a minimal Debian and uses it there: `python3 run.py deb` (Debian, as root).

A root without Python and without fonts, made once by debootstrap and kept in the user's cache folder:
the version before is installed, an office made, the new version put over it; the window is opened
from its menu entry, the certificates printed to a PDF queue; removed and purged, the data stays.
The picture of the window is left in build/deb-seen.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import platformdirs
import psutil
import pypdfium2
from PIL import ImageGrab

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from installer import deb  # noqa: E402 - started as a script

SEEN = ROOT / "build" / "deb-seen"
MINIMAL = Path(platformdirs.user_cache_dir("shikaku-desk-trials")) / "minimal.tar"
BEFORE = "0.0.9"
ROSTER, BACKUP = "roster.pdf", "控え.shikaku-backup"
LOOKED_AT_WITH = (
    *("libglib2.0-bin", "shared-mime-info", "desktop-file-utils"),
    *("cups-daemon", "cups-client", "cups-filters", "printer-driver-cups-pdf"),
)
CUPS = "Listen /run/cups/cups.sock\nBrowsing No\nDefaultAuthType None\n<Location />\nAllow all\n</Location>\n"


class TrialFailed(Exception):
    """Something does not work in the minimal Debian; the sentence says what."""


class Machine:
    """A Debian in a folder, run in the mounts of this process only."""

    def __init__(self, place: Path) -> None:
        self.place, self.home = place, place / "home" / "clerk"

    def shikaku(self, *command: str) -> str:
        """Run the installed command line as the clerk."""
        return self.run(f"shikaku {' '.join(command)}", user="clerk", HOME="/home/clerk")

    def run(self, command: str, *, user: str = "root", **given: str) -> str:
        """Run a line of shell as somebody; return what it says."""
        surroundings = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        line = ["chroot", str(self.place), "su", user, "-s", "/bin/sh", "-c", command]
        done = subprocess.run(
            line, env=surroundings | given, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            raise TrialFailed(
                f"{command}: ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
        return done.stdout

    def install(self, *packages: str) -> None:
        """Let apt install packages, or files that lie in the machine."""
        self.run(f"apt-get install -y -qq --no-install-recommends {' '.join(packages)}")

    def installed(self, name: str) -> str:
        """Install a .deb that lies in /var."""
        self.install(f"/var/{name}")
        return self.run("dpkg-query -W -f '${Version}' shikaku-desk")

    def remove(self) -> None:
        """Remove and purge the program."""
        self.run("apt-get remove -y -qq shikaku-desk && dpkg --purge shikaku-desk")

    @contextmanager
    def window(self, display: str) -> Iterator[Callable[[str], None]]:
        """Open the window as a menu does; gives what a double click on a file of the home does."""
        self.install(*LOOKED_AT_WITH)

        def on_desktop(command: str) -> None:
            line = f"gio {command} >/dev/null 2>&1 </dev/null &"
            self.run(line, user="clerk", HOME="/home/clerk", DISPLAY=display)

        try:
            on_desktop("launch /usr/share/applications/shikaku-desk.desktop")
            yield lambda name: on_desktop(f"open /home/clerk/{name}")
        finally:
            self.end_programs()

    def programs(self) -> list[psutil.Process]:
        """Return what runs of the installed program."""
        inside = f"{self.place}/usr/lib/"
        return [one for one in psutil.process_iter(["exe"]) if (one.info["exe"] or "").startswith(inside)]

    def end_programs(self) -> None:
        """End what runs of it, as a desktop does that is left."""
        running = self.programs()
        for process in running:
            process.terminate()
        psutil.wait_procs(running, 30)

    def printed(self) -> tuple[str, bytes]:
        """Print the certificates through CUPS; return what is said, and what came out of its PDF queue."""
        (self.place / "etc" / "cups" / "cupsd.conf").write_text(CUPS)
        server = subprocess.Popen(["chroot", str(self.place), "cupsd", "-f"])
        try:
            _wait_until(
                lambda: "is running" in self.run("lpstat -r || true"), "the print server did not answer"
            )
            self.run("lpadmin -p PDF -E -v cups-pdf:/ -P /usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
            told = self.shikaku("print", "--all", "--printer", "PDF")
            _wait_until(lambda: any((self.home / "PDF").glob("*.pdf")), "nothing was printed")
        finally:
            server.terminate()
            server.wait(10)
        return told, next((self.home / "PDF").glob("*.pdf")).read_bytes()


def main() -> int:
    """Try it; return the exit status."""
    return tried(lambda: minimal_machine(ROOT / "build" / "deb-root"), ("the judge of packages", judged))


def tried(made: Callable[[], Machine], *first: tuple[str, Callable[[Path], str]]) -> int:
    """Use the .deb of dist in a machine from the version before to its removal; return the exit status.

    first: what is looked at before, with its name.
    """
    new = next(iter((ROOT / "dist").glob(f"{deb.NAME}_{deb.version()}_*.deb")), None)
    if new is None:
        print("There is no .deb in dist: python installer/build.py --check makes one.", file=sys.stderr)
        return 1
    shutil.rmtree(SEEN, ignore_errors=True)
    SEEN.mkdir(parents=True)
    try:
        machine = made()
        for name, step in (
            *((name, partial(look, new)) for name, look in first),
            ("the version before installs, no Python comes along", lambda: older(machine, new)),
            ("self-test and sample office", lambda: office(machine)),
            ("the new version over it: the same data", lambda: upgrade(machine)),
            ("the window from its menu entry", lambda: window(machine)),
            ("certificates to a PDF queue", lambda: printed(machine)),
            ("removed and purged: the data stays", lambda: removed(machine)),
            ("erased by wish: nothing is left", lambda: erased(machine, new)),
        ):
            began = time.monotonic()
            told = step()
            print(f"{name}: {told} ({time.monotonic() - began:.0f} s)", flush=True)
    except TrialFailed as failure:
        print(f"The trial failed: {failure}", file=sys.stderr)
        return 1
    print(f"Everything worked. Look at {SEEN}.")
    return 0


def minimal_machine(place: Path) -> Machine:
    """Unpack the minimal Debian, made on first use, and give it what every machine has."""
    if not MINIMAL.exists():
        print("Making a minimal Debian …", flush=True)
        fresh = place.with_name("deb-root-fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", _codename(), str(fresh)], check=True)
        MINIMAL.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["tar", "-C", str(fresh), "--one-file-system", "-cf", str(MINIMAL), "."], check=True)
        shutil.rmtree(fresh)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    subprocess.run(["tar", "-C", str(place), "-xf", str(MINIMAL)], check=True)
    for kind, what in (("proc", "proc"), ("tmpfs", "run"), ("tmpfs", "tmp")):
        subprocess.run(["mount", "-t", kind, kind, str(place / what)], check=True)
    for shared in ("dev", "tmp/.X11-unix"):
        (place / shared).mkdir(parents=True, exist_ok=True)
        Path("/", shared).mkdir(exist_ok=True)
        subprocess.run(["mount", "--rbind", f"/{shared}", str(place / shared)], check=True)
    shutil.copy("/etc/resolv.conf", place / "etc" / "resolv.conf")
    machine = Machine(place)
    machine.run("apt-get update -qq && useradd --create-home clerk && chmod 1777 /tmp")
    return machine


def judged(new: Path) -> str:
    """Let lintian look at the package; what it says must stand in the overrides, with its reason."""
    if shutil.which("lintian") is None:
        return "skipped, lintian is not installed"
    done = subprocess.run(
        ["lintian", "--allow-root", "--tag-display-limit", "0", str(new)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or done.stdout.strip():
        raise TrialFailed(f"lintian: {done.stdout[-3000:]}{done.stderr[-1000:]}")
    return "lintian says nothing"


def older(machine: Machine, new: Path) -> str:
    """Install the same program under an earlier number."""
    tree = ROOT / "build" / "deb"
    control = tree / "DEBIAN" / "control"
    text = control.read_text("utf-8")
    control.write_text(text.replace(f"Version: {deb.version()}\n", f"Version: {BEFORE}\n"), "utf-8")
    before = machine.place / "var" / "before.deb"
    packed = ["dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", str(tree), str(before)]
    subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
    control.write_text(text, "utf-8")
    shutil.copy(new, machine.place / "var" / "new.deb")
    version = machine.installed("before.deb")
    if any((machine.place / "usr" / "bin").glob("python3*")):
        raise TrialFailed("Python came along: the program should carry its own.")
    return version


def office(machine: Machine) -> str:
    """Make the sample office where the menu entry will look for it; every name of it is shown."""
    told = machine.shikaku("--self-test")
    if "氏名の文字: 良" not in told:
        raise TrialFailed(f"not every name can be drawn: {told}")
    machine.shikaku("demo")
    machine.shikaku("export", "roster", "--out", f"~/{ROSTER}")
    shown = _text_of(machine.home / ROSTER)
    (machine.home / ROSTER).replace(SEEN / ROSTER)
    names = [str(row["name"]) for row in members(machine)]
    if absent := [name for name in names if _plain(name) not in shown]:
        raise TrialFailed(f"not in the roster on paper: {absent}")
    return f"{len(names)} names, every one on paper"


def members(machine: Machine) -> list[dict[str, object]]:
    """Return the roster."""
    rows: list[dict[str, object]] = json.loads(machine.shikaku("--format", "json", "members"))["rows"]
    return rows


def upgrade(machine: Machine) -> str:
    """Put the new version over the old one."""
    before = members(machine)
    installed = machine.installed("new.deb")
    if installed != deb.version() or members(machine) != before:
        raise TrialFailed("the new version did not take the place of the version before with its data.")
    machine.shikaku("verify")
    return installed


def _text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return _plain("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def _plain(text: str) -> str:
    """Without blanks and line ends, and in one spelling of what Unicode spells in several."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


def window(machine: Machine) -> str:
    """Open the window and take its picture once it stands still; a backup clicked on comes up in it."""
    machine.shikaku("backup", f"~/{BACKUP}")
    read, write = os.pipe()
    screen = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        "1366x768x24",
        "-ac",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(screen, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        display = ":" + os.read(read, 16).decode().strip()
        with machine.window(display) as double_click:
            first = _settled_picture(display, "window.png")
            double_click(BACKUP)
            _settled_picture(display, "double-click.png", after=first)
            _wait_until(lambda: len(machine.programs()) == 1, "a second window stayed beside the first")
            return "window.png, double-click.png"
    finally:
        server.terminate()
        server.wait(10)


def _settled_picture(display: str, name: str, *, after: bytes = b"") -> bytes:
    """Keep the picture of what stands still there. after: it is another one than this."""
    before = b""
    began = time.monotonic()
    while time.monotonic() < began + 60:
        time.sleep(1)
        picture = ImageGrab.grab(xdisplay=display)
        colours = picture.getcolors(1_000_000) or []
        if len(colours) > 50 and before == picture.tobytes() != after:
            picture.save(SEEN / name)
            return before
        before = picture.tobytes()
    raise TrialFailed(f"no window stood still on the screen within a minute ({name}).")


def printed(machine: Machine) -> str:
    """Print the certificates and keep what came out."""
    told, paper = machine.printed()
    (SEEN / "certificates.pdf").write_bytes(paper)
    if not paper.startswith(b"%PDF"):
        raise TrialFailed("what came out of the queue is no PDF.")
    return told.strip().splitlines()[-1]


def removed(machine: Machine) -> str:
    """Remove and purge the program; the office's data is nobody's but the office's."""
    data = machine.home / ".local" / "share" / "shikaku-desk"
    before = sorted(data.rglob("*"))
    machine.remove()
    left = list(machine.place.glob("usr/lib/shikaku-desk")) + list(machine.place.glob("usr/share/*/shikaku*"))
    if left or not before or sorted(data.rglob("*")) != before:
        raise TrialFailed(f"left of the program: {left}; of the data: {sorted(data.rglob('*'))}")
    return f"{len(before)} files of the office as they were"


def erased(machine: Machine, new: Path) -> str:
    """Install once more and let the program take away what it left, by wish."""
    machine.installed("new.deb")
    told = json.loads(
        machine.shikaku("--format", "json", "erase", "--confirm", deb.NAME, "--backup-elsewhere")
    )
    left = [path for path in machine.home.rglob("*shikaku*") if any(path.rglob("*"))]
    machine.remove()
    if told["rows"] or left:
        raise TrialFailed(f"left after {new.name} erased: {told['rows']} {left}")
    return "looked for again, nothing found"


def _codename() -> str:
    lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    return next(line.split("=")[1] for line in lines if line.startswith("VERSION_CODENAME="))


def _wait_until(arrived: Callable[[], bool], failed: str, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while not arrived():
        if time.monotonic() > end:
            raise TrialFailed(f"{failed} within {seconds} seconds.")
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
