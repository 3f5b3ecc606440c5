"""Everything a newcomer needs: `python3 run.py` prepares the program and starts the sample office.

    python3 run.py          prepare, then the sample office: a window, or text where there is no screen
    python3 run.py setup    only prepare .venv; then .venv/bin/shikaku is the command
    python3 run.py test     every check that CI runs
    python3 run.py bench    the benchmarks
    python3 run.py manual   the pictures and the page of keys of the manual, made anew
    python3 run.py faults   every step of the office, disturbed at every write: docs/reliability.md
    python3 run.py parts    what the program is made of: list (SBOM), licences, known weaknesses
    python3 run.py deb      build the .deb, install it in a minimal Debian and use it there (Debian, as root)
    python3 run.py windows  make the set-up for Windows and try all of it in wine (Debian, as root; 400 MB)

Standard library only. A second start finds everything in place and takes seconds.
"""

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "prepared.txt"
RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
SAMPLE_OUTPUT = ROOT / "sample-output"
WINDOWS = os.name == "nt"

# What Qt needs to open a window on Linux, and the packages of Debian and Ubuntu that hold it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Tests read papers back with other people's programs, print to a virtual printer, build the installer
# and hide the fonts of the machine in turn.
TEST_PACKAGES = [
    *("xvfb", "xauth", "poppler-utils", "qpdf", "zbar-tools", "ghostscript", "binutils", "libfribidi0"),
    *("cups", "cups-client", "cups-filters", "printer-driver-cups-pdf", "fonts-dejavu-core"),
    *("fonts-morisawa-bizud-gothic", "fonts-morisawa-bizud-mincho", "fonts-ipamj-mincho"),
    *("fonts-ipaexfont-gothic", "fonts-ipaexfont-mincho"),
    # What a Linux system shows of the program is checked by the system's own programs.
    *("desktop-file-utils", "appstream", "man-db", "shared-mime-info", "zsh", "fish", "libglib2.0-bin"),
    # A screen reader's side of the window; a desktop's keyring; what compiles for Windows; the other store.
    *("at-spi2-core", "dbus", "gnome-keyring", "nsis", "postgresql"),
    # The .deb asks for what Qt needs under Wayland; whose it is, the building machine must know.
    *("libwayland-cursor0", "libwayland-egl1"),
]
# A minimal Debian to install the .deb in, and the judge of packages.
DEB_PACKAGES = ["debootstrap", "xz-utils", "lintian"]
# A Windows to try the program on: wine, and a compiler for the two small libraries it lacks.
WINDOWS_PACKAGES = ["wine", "wine64", "gcc-mingw-w64-x86-64-win32", "locales"]
if sys.base_prefix == "/usr":
    # Debian keeps the library that a built program carries along apart from its python3.
    TEST_PACKAGES.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")


class SetupFailed(Exception):
    """The machine lacks something; the sentence says what to do."""


def main(arguments: "list[str]") -> int:
    """Do one of the tasks; return the exit status."""
    task = arguments[0] if arguments else "start"
    tasks = {each.__name__: each for each in (start, setup, test, bench, manual, faults, parts, deb, windows)}
    if len(arguments) > 1 or task not in tasks:
        print(__doc__)
        return 2
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        print(f"Python 3.11 to 3.14 is needed; this is {platform.python_version()}.", file=sys.stderr)
        return 1
    try:
        return tasks[task]()
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1


def setup() -> int:
    """Prepare .venv and say how to go on."""
    prepare(RUN_LOCK)
    print(f"Ready. The command is {script('shikaku')}")
    return 0


def start() -> int:
    """Prepare, then open the sample office: in a window, or in text where there is no screen."""
    prepare(RUN_LOCK)
    if not has_screen():
        return main_job_in_text()
    data = sample_folder()
    if not data.exists() and (status := shikaku(data, "demo")):
        return status
    print(f"The sample office (all fictional) is kept in {data}")
    return shikaku(data)


def main_job_in_text() -> int:
    """Do the sample office's main job without a screen: import, due list, certificates, pictures."""
    print("No screen here: the same main job in text.")
    data = SAMPLE_OUTPUT / "data"
    # Begun afresh each time: a second run would find every certificate printed already.
    shutil.rmtree(data, ignore_errors=True)
    SAMPLE_OUTPUT.mkdir(exist_ok=True)
    certificates = SAMPLE_OUTPUT / "certificates.pdf"
    steps = (
        ("The sample office imports the society's list", ("demo",)),
        ("What is due, to whom, until when", ("due",)),
        ("The same list as a file", ("due", "--out", str(SAMPLE_OUTPUT / "due.xlsx"))),
        ("The certificates that are due, on paper", ("print", "--all", "--pdf", str(certificates))),
        ("Where every sheet stands", ("status",)),
        ("Every screen as a picture", ("screens", str(SAMPLE_OUTPUT / "screens"))),
    )
    for title, command in steps:
        print(f"\n== {title}: shikaku {command[0]}", flush=True)
        if status := shikaku(data, *command):
            return status
    print(f"\nLook into {SAMPLE_OUTPUT}: certificates.pdf, due.xlsx and the folder screens.")
    return 0


def test() -> int:
    """Run every check, whatever failed; what needs one core alone beside the tests. 0 if all passed."""
    prepare(DEV_LOCK)
    beside = (
        ("ruff check", ("-m", "ruff", "check", "--no-cache", ".")),
        ("ruff format", ("-m", "ruff", "format", "--check", ".")),
        ("mypy", ("-m", "mypy")),
        ("installer", ("installer/build.py", "--check")),
        ("installed", ("installer/deb_corner.py",)),
    )
    print("\n== pytest", flush=True)
    with ThreadPoolExecutor(1) as other_hand:
        others = other_hand.map(lambda each: passes_beside(*each), beside)
        tests = [str(python()), "-m", "pytest", "-n", "logical", "--dist", "worksteal"]
        passed = {"pytest": not subprocess.run(tests, cwd=ROOT, check=False).returncode}
        passed |= {name: has_passed for (name, _), has_passed in zip(beside, others, strict=True)}
    failed = [name for name, has_passed in passed.items() if not has_passed]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery check passed.")
    return 1 if failed else 0


def passes_beside(name: str, command: "tuple[str, ...]") -> bool:
    """Do a check; print what it said in one piece."""
    line = [str(python()), *command]
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(f"\n== {name}\n{done.stdout.decode('utf-8', 'replace')}", flush=True)
    return done.returncode == 0


def bench() -> int:
    """Run the benchmarks one after the other; each prints ratios side by side."""
    modules = sorted(file.stem for file in (ROOT / "benchmarks").glob("bench_*.py"))
    return next((status for name in modules if (status := module(f"benchmarks.{name}"))), 0)


def manual() -> int:
    """Make the manual's pictures and its page of keys from the program as it is."""
    return module("installer.manual_pages")


def faults() -> int:
    """Kill and disturb the program at every call that changes a file; print what was seen."""
    return module("tests.faults")


def parts() -> int:
    """Write the list of parts, and look at their licences and known weaknesses; 0 if nothing is wrong."""
    return module("installer.parts_check")


def deb() -> int:
    """Build the .deb, install and use it in a minimal Debian; 0 if all of it works."""
    look_for_system_packages(TEST_PACKAGES + DEB_PACKAGES)
    prepare(DEV_LOCK)
    steps = (
        [str(python()), "installer/build.py", "--check"],
        # In mounts of its own: nothing of them is left, whatever happens.
        ["unshare", "--mount", "--propagation", "private", str(python()), "installer/deb_trial.py"],
    )
    return next((1 for step in steps if subprocess.run(step, cwd=ROOT, check=False).returncode), 0)


def windows() -> int:
    """Set up Windows' own Python under wine and try the program there; 0 if all of it works."""
    look_for_system_packages(TEST_PACKAGES + WINDOWS_PACKAGES)
    return module("installer.wine.trial")


def module(name: str) -> int:
    """Prepare, and run a module of the project; return its exit status."""
    prepare(DEV_LOCK)
    return subprocess.run([str(python()), "-m", name], cwd=ROOT, check=False).returncode


def prepare(lock: str) -> None:
    """Make .venv hold the locked packages and this program; skip what is already there."""
    look_for_system_packages(TEST_PACKAGES if lock == DEV_LOCK else [])
    wanted = fingerprint()
    whole = STAMP.exists() and python().exists() and script("shikaku").exists()
    if whole and STAMP.read_text("utf-8") in (f"{lock} {wanted}", f"{DEV_LOCK} {wanted}"):
        return
    if not runs(python(), "-m", "pip", "--version"):
        make_venv()
    print(f"Installing {lock} into .venv …", flush=True)
    pip("install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", lock)
    pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    if not runs(python(), "-c", "import PySide6.QtWidgets"):
        raise SetupFailed(
            "Qt を読み込めません。このパソコンの環境では動かない組み合わせかもしれません。\n"
            f"Qt cannot be loaded. To see why: {python()} -c 'import PySide6.QtWidgets'"
        )
    # Where Python is told to write no bytecode, everything would be compiled anew at each start.
    runs(python(), "-m", "compileall", "-q", *(ROOT / part for part in ("app", "db", "ui", "resources")))
    STAMP.write_text(f"{lock} {wanted}", "utf-8")


def fingerprint() -> str:
    """Return what the prepared .venv depends on: locks, project file, interpreter, place."""
    digest = hashlib.sha256(f"{ROOT} {sys.version} {platform.machine()}".encode())
    for name in (RUN_LOCK, DEV_LOCK, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """Make .venv from nothing."""
    print("Making .venv …", flush=True)
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=not WINDOWS)
    except (OSError, subprocess.CalledProcessError) as failure:
        raise SetupFailed(
            f".venv を作れません({failure})。空きと権限を確かめてください。\n"
            "Python could not make the folder .venv. Is there room and permission, and is Python complete?"
        ) from failure


def pip(*arguments: str) -> None:
    """Run pip of .venv; once more without the machine's pip configuration should that be in the way."""
    # A --user default makes no sense inside .venv and would stop the installation.
    configured = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    network = ("PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY")
    plain = {n: value for n, value in os.environ.items() if not n.startswith("PIP_") or n in network}
    plain["PIP_CONFIG_FILE"] = os.devnull
    # Doubly quiet: warnings about places the machine lists and does not have help nobody.
    command = [str(python()), "-m", "pip", *arguments, "--quiet", "--quiet", "--no-input"]
    for surroundings in (configured, plain):
        if subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode == 0:
            return
    raise SetupFailed(
        "部品を入れられません。ネットワークのつながりと上の内容を確かめて、もう一度始めてください。\n"
        "pip could not install the packages; see above. Is there a network connection?"
    )


def look_for_system_packages(others: "list[str]") -> None:
    """Install what the system lacks as root on Debian and Ubuntu; anybody else is told, before all else."""
    if not sys.platform.startswith("linux"):
        return
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        if absent := [name for name in LIBRARIES if not loads(name)]:
            raise SetupFailed(
                not_ready(
                    "画面に要るライブラリーが足りません。次のものを、お使いのシステムの方法で入れてください。",
                    "System libraries are missing. Install what holds these, the way your system does it:",
                    " ".join(absent),
                )
            )
        return
    present = installed_packages()
    missing = [name for name in (*LIBRARIES.values(), *others) if name not in present]
    if importlib.util.find_spec("ensurepip") is None:
        # Debian keeps the part of Python that makes .venv in a package of its own.
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if not missing:
        return
    if os.geteuid() != 0:
        install = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
        line = install.replace("apt-get", "sudo apt-get") if shutil.which("sudo") else f'su -c "{install}"'
        raise SetupFailed(
            not_ready(
                "システムのパッケージが足りません。次の1行を実行してください(管理者のパスワードが要ります)。",
                "System packages are missing. Run this one line (it asks for an administrator's password):",
                line,
            )
        )
    print(f"Installing system packages: {' '.join(missing)}", flush=True)
    if not apt_install(missing):
        raise SetupFailed(
            f"次のパッケージを入れられません。上の内容を確かめてください: {' '.join(missing)}\n"
            "apt-get could not install them; see above."
        )


def not_ready(japanese: str, english: str, what: str) -> str:
    """Return what stops a start, in both languages; nothing was fetched or made yet."""
    again = " ".join(["python3", *sys.argv])
    return f"{japanese}\n{english}\n\n  {what}\n\nそのあと、もう一度 {again}\nThen start again: {again}"


def loads(library: str) -> bool:
    """Say whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def installed_packages() -> "set[str]":
    """Return the installed Debian packages and the names they stand in for (libx6t64: libx6)."""
    listing = ["dpkg-query", "-W", "-f=${db:Status-Status} ${Package} ${Provides}\n"]
    lines = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.splitlines()
    words = (line.replace(",", " ").split() for line in lines)
    return {name for status, *names in words if status == "installed" for name in names}


def apt_install(packages: "list[str]") -> bool:
    """Install, reading the package lists again only if they are too old or absent."""
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):
        output = sys.stderr if command is not install else subprocess.DEVNULL
        status = subprocess.run(command, env=surroundings, stdout=output, check=False).returncode
        if command is install and status == 0:
            return True
    return False


def has_screen() -> bool:
    """Say whether a window can open here; QT_QPA_PLATFORM=offscreen asks for the text job."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if WINDOWS:
        return True
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def sample_folder() -> Path:
    """Return the sample office's own folder, apart from the folder of a real office."""
    question = "import platformdirs as p; print(p.user_data_dir('shikaku-desk-sample', appauthor=False))"
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    answer = subprocess.run(
        [str(python()), "-c", question], capture_output=True, encoding="utf-8", env=surroundings, check=True
    )
    return Path(answer.stdout.strip())


def shikaku(data: Path, *command: str) -> int:
    """Run the installed program on one data folder; return its exit status."""
    surroundings = dict(os.environ)
    if not has_screen():
        surroundings["QT_QPA_PLATFORM"] = "offscreen"
    line = [str(script("shikaku")), "--data", str(data), *command]
    return subprocess.run(line, env=surroundings, check=False).returncode


def runs(*command: "str | Path") -> bool:
    """Say whether a command exists and succeeds."""
    try:
        finished = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    except OSError:
        return False
    return finished.returncode == 0


def python() -> Path:
    """Return the interpreter of .venv."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def script(name: str) -> Path:
    """Return a command installed in .venv."""
    return VENV / (f"Scripts/{name}.exe" if WINDOWS else f"bin/{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
