"""Builds the program a user installs and proves that it works: `python installer/build.py [--check]`.

fonts, icons → PyInstaller → completeness → self-test of the built program → the same build with its
data taken away must refuse → on Debian a .deb. The program ends up in dist (of Windows: dist/windows).
With --check that is all; otherwise what a user gets is made too: on Linux the .deb as small as it gets and an
archive, on Windows the installer, and beside them the list of parts (SBOM) and the checksums.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib.metadata import files
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
# Apart, for both are built on one machine: Windows' Python runs under wine on Linux.
DIST = ROOT / "dist" / "windows" if sys.platform == "win32" else ROOT / "dist"
BUILT = DIST / "shikaku-desk"
INSIDE = BUILT / "_internal"
STAGED_FONTS = ROOT / "build" / "fonts"
STAGED_ICONS = ROOT / "build" / "icons"
# Read from the disk at run time; a build without one of them would start and then fail an office.
DATA_FOLDERS = ("db/migrations", "resources")
# Better than those that come with the Python packages; taken along where Debian has installed them.
DEBIAN_FONTS = {
    "fonts-morisawa-bizud-gothic": (
        *("BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf"),
        *("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf"),
    ),
    "fonts-morisawa-bizud-mincho": ("BIZUDMincho-Regular.ttf",),
    "fonts-ipamj-mincho": ("ipamjm.ttf",),
}
FONT_PACKAGES = ("pylopdf-fonts-jp", "manimgx-fonts-cjk")
SELF_TEST_SECONDS = 1800
"""Before it counts as hanging: under wine, beside other work, all the screens take minutes."""


class BuildFailed(Exception):
    """The built program is not fit to be installed; the sentence says why."""


def main(arguments: list[str]) -> int:
    """Build and check; return the exit status."""
    from installer import icons, parts_list

    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    try:
        stage_fonts()
        icons.stage(STAGED_ICONS)
        build()
        check_complete()
        check_works()
        check_refuses_when_incomplete()
        made = pack(quick=bool(arguments))
        if not arguments:
            parts_list.write(made, DIST)
    except BuildFailed as failure:
        print(f"The build failed: {failure}", file=sys.stderr)
        return 1
    parts = [path for path in BUILT.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in parts) / 1_000_000
    print(f"Built and checked: {BUILT} ({size:.0f} MB)")
    return 0


def stage_fonts(staged: Path = STAGED_FONTS, shared: Path = Path("/usr/share")) -> None:
    """Copy the fonts, with their licences, to where app.spec takes them from.

    Those of the Python packages go along always, so that every build draws every name. shared: where
    Debian keeps the others; one without its licence stays behind.
    """
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    for package in FONT_PACKAGES:
        for file in files(package) or ():
            if file.suffix in (".otf", ".ttc"):
                shutil.copy(file.locate(), staged)
            elif file.name == "LICENSE":
                shutil.copy(file.locate(), staged / f"{package}.licence.txt")
    found = {file.name: file for file in (shared / "fonts").rglob("*.ttf")}
    for package, names in DEBIAN_FONTS.items():
        licence = shared / "doc" / package / "copyright"
        if licence.is_file() and all(name in found for name in names):
            for name in names:
                shutil.copy(found[name], staged)
            shutil.copy(licence, staged / f"{package}.licence.txt")
    print(f"Fonts: {', '.join(sorted(file.name for file in staged.glob('*.[to]t[fc]')))}")


def build() -> None:
    """Run PyInstaller on app.spec."""
    surroundings = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(ROOT / "build" / "cache")}
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    places = ["--workpath", str(ROOT / "build" / f"work-{sys.platform}"), "--distpath", str(DIST)]
    command = [sys.executable, "-m", "PyInstaller", *options, *places, str(ROOT / "installer" / "app.spec")]
    if subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode:
        raise BuildFailed("PyInstaller stopped; see above.")


def check_complete() -> None:
    """Raise unless every data file of the sources, and a font, is in the build."""
    sources = [path for folder in DATA_FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    wanted = [path.relative_to(ROOT) for path in sources if "__pycache__" not in path.parts]
    missing = [str(path) for path in wanted if not (INSIDE / path).exists()]
    if missing:
        raise BuildFailed(f"these files are not in it: {', '.join(missing)}")
    fonts = {file.name for file in (INSIDE / "resources" / "fonts").glob("*.[to]tf")}
    if not {file.name for file in STAGED_FONTS.glob("*.[to]tf")} <= fonts or not fonts:
        raise BuildFailed("it does not carry the fonts.")


def check_works() -> None:
    """Raise unless the built program passes its self-test and draws the sample office's screens."""
    with tempfile.TemporaryDirectory() as place:
        data, pictures = Path(place) / "data", Path(place) / "screens"
        for command in (
            ["--self-test"],
            ["--data", str(data), "demo"],
            ["--data", str(data), "screens", str(pictures)],
        ):
            outcome = run_built(BUILT, *command)
            if outcome.returncode:
                raise BuildFailed(f"shikaku {command[-1]} ended with {outcome.returncode}: {outcome.stderr}")
        if not list(pictures.glob("*.png")):
            raise BuildFailed("it drew no screen.")
    print("Self-test of the built program: passed")


def check_refuses_when_incomplete() -> None:
    """Raise unless the built program, robbed of a data folder, refuses with a sentence."""
    with tempfile.TemporaryDirectory() as place:
        for folder in DATA_FOLDERS:
            copy = Path(place) / folder.replace("/", "-")
            shutil.copytree(BUILT, copy, symlinks=True)
            shutil.rmtree(copy / "_internal" / folder)
            outcome = run_built(copy, "--self-test")
            if outcome.returncode == 0:
                raise BuildFailed(f"without {folder} its self-test still passes.")
            if not outcome.stderr.strip() or "Traceback" in outcome.stderr:
                raise BuildFailed(f"without {folder} it says no sentence: {outcome.stderr}")
            print(f"Without {folder} it refuses: {outcome.stderr.strip()}")


def pack(*, quick: bool) -> list[Path]:
    """Make what a user gets on this system; quick: only what is worth a check."""
    if sys.platform.startswith("linux"):
        return pack_for_linux(quick=quick)
    if quick:
        return []
    return pack_for_windows() if sys.platform == "win32" else pack_for_macos()


def pack_for_windows() -> list[Path]:
    """Let NSIS make the file a user starts."""
    from installer import windows_setup

    try:
        return [windows_setup.compiled(BUILT, DIST)]
    except windows_setup.NotCompiled as failure:
        raise BuildFailed(str(failure)) from failure


def pack_for_macos() -> list[Path]:
    """Pack the .app that app.spec made, its links as they are (macOS only, unverified)."""
    from installer.deb import NAME, version

    file = DIST / f"{NAME}-{version()}-macos.zip"
    command = ["ditto", "-c", "-k", "--keepParent", str(DIST / "Shikaku Desk.app"), str(file)]
    if subprocess.run(command, check=False).returncode:
        raise BuildFailed("ditto could not pack the .app; see above.")
    return [file]


def pack_for_linux(*, quick: bool) -> list[Path]:
    """Pack the folder where Debian's tools are; quick: only a .deb that can be looked at."""
    from installer import deb

    deb.without_build_paths(BUILT, sysconfig.get_config_var("LIBDIR") or "")
    if shutil.which("dpkg-deb") is None:
        print("No .deb: dpkg-deb is not on this system.")
        return [] if quick else [deb.make_archive(BUILT, DIST)]
    try:
        made = [deb.make_deb(BUILT, DIST, DEBIAN_FONTS, quick=quick)]
    except deb.NobodyHolds as missing:
        raise BuildFailed(str(missing)) from missing
    if not quick:
        made.append(deb.make_archive(BUILT, DIST))
    for file in made:
        print(f"Packed: {file} ({file.stat().st_size / 1_000_000:.0f} MB)")
    return made


def run_built(program: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the built command line in a home of its own, knowing nothing of this environment."""
    starter = program / ("shikaku.exe" if sys.platform == "win32" else "shikaku")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "QT_"))
    }
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**kept, "HOME": home, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
        return subprocess.run(
            [str(starter), *arguments],
            env=surroundings,
            cwd=home,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SELF_TEST_SECONDS,
            check=False,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
